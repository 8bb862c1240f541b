"""The one facade over the engine: the command line and the bridge use this and nothing below it."""

from __future__ import annotations

import contextlib
import functools
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from bowerbird_engine.answering import Model, ModelSwitch
from bowerbird_engine.assets import (
    Asset,
    AssetFailure,
    AssetId,
    IndexReport,
    LibraryStatus,
    PackChoice,
    Progress,
    RemovedPack,
    Root,
    SearchPage,
    SearchQuery,
    SwitchReport,
)
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.damage import damaged
from bowerbird_engine.catalog.ownership import own_library
from bowerbird_engine.catalog.records import empty_keys
from bowerbird_engine.choosing import PackInfo, choose, list_packs, remove
from bowerbird_engine.curation.health import FolderHealth, folder_health
from bowerbird_engine.doctor import Check, examine, examine_unopened
from bowerbird_engine.encoding.packs import ModelPack, read_pack
from bowerbird_engine.errors import (
    AssetOfflineError,
    BowerbirdError,
    PackError,
    PictureError,
    UnknownFolderError,
)
from bowerbird_engine.imaging.pool import DecodeRequest
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.runner import Indexer
from bowerbird_engine.indexing.scan import locate_roots
from bowerbird_engine.indexing.succession import Successor
from bowerbird_engine.ocr.loading import RecognizerSource, installed_recognizer
from bowerbird_engine.scanning.named_places import real_folder, same_or_overlapping, spellings
from bowerbird_engine.scanning.volumes import path_on_volume, volume_of
from bowerbird_engine.search.query_decoder import QueryDecoder
from bowerbird_engine.settings import Settings, load_settings

if TYPE_CHECKING:
    from bowerbird_engine.models.shelf import ModelShelf

ROOTS_FRESH_S = 1.0
"""How long a look at which disks are plugged in holds: a search must not pay for asking each time."""


class Engine:
    """One library: its folders, its index and its searches.

    Use it as a context manager. Searches may come from several threads. Work that writes takes the library's lock,
    and a second process that wants to write meanwhile gets LibraryBusyError.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        pack: ModelPack | None = None,
        recognizer: RecognizerSource | None = None,
    ) -> None:
        """Open the library that the settings name, making it where there is none.

        A `pack` answers whatever was chosen for the library.
        """
        self.settings = settings or load_settings()
        self._recognizer = recognizer or installed_recognizer()
        self._renditions = Renditions(self.settings.cache_dir, self.settings.thumbnail_budget_bytes)
        self._lock = threading.RLock()
        self._decoder = QueryDecoder(self.settings.decode)
        self._roots: tuple[float, dict[int, Root]] | None = None
        self._prepare()
        self._reader = Catalogue.open(self.settings.catalogue_path, read_only=True)
        self._switch = ModelSwitch(
            self._reader,
            self.settings,
            decoder=self._decoder,
            roots=self._fresh_roots,
            recognizer=self._recognizer.identity,
            pinned=pack,
        )

    def __enter__(self) -> Self:
        """Return the engine."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the engine."""
        self.close()

    def close(self) -> None:
        """Let go of worker processes, caches and the catalogue."""
        with self._lock:
            self._decoder.close()
            self._switch.close()
            self._reader.close()

    def _prepare(self) -> None:
        path = self.settings.catalogue_path
        if Catalogue.is_current(path):
            return
        with own_library(self.settings.state_dir, "preparing the library"):
            Catalogue.open(path).close()

    @contextlib.contextmanager
    def _writing(self, purpose: str) -> Generator[Catalogue]:
        with (
            own_library(self.settings.state_dir, purpose) as ownership,
            Catalogue.open(self.settings.catalogue_path) as catalogue,
        ):
            # Reading all of the file takes seconds in a large library: only when there is a reason for doubt.
            if ownership.after_crash and (problems := catalogue.integrity_problems()):
                raise damaged(catalogue.path, problems[0])
            yield catalogue
        self._roots = None

    def add_folder(self, folder: Path) -> Root:
        """Add a folder; adding one that is there already changes nothing."""
        folder = real_folder(folder)
        known = same_or_overlapping(folder, self.folders())
        if known is None:
            volume = volume_of(folder)
            with self._writing("adding a folder") as catalogue:
                # Once more, now that nobody else can add one.
                if same_or_overlapping(folder, locate_roots(catalogue)) is None:
                    catalogue.roots.add(volume, path_on_volume(folder, volume), folder)
            known = next(root for root in self.folders() if root.path == folder)
        return known

    def remove_folder(self, folder: Path) -> int:
        """Forget a folder and what was learned from it; return how many files that were."""
        wanted = spellings(folder)
        root = next((root for root in self.folders() if root.path in wanted), None)
        if root is None:
            raise UnknownFolderError(f"{folder} is not in the library; `bowerbird folders` lists what is.")
        with self._writing("removing a folder") as catalogue:
            return catalogue.roots.remove(root.id)

    def folders(self) -> list[Root]:
        """List the folders of the library, each online or with the reason why not."""
        with self._lock:
            return list(self._fresh_roots().values())

    def folder_health(self) -> list[FolderHealth]:
        """Say of each folder what it holds, and whether it looks like noise."""
        with self._lock:
            return folder_health(self._reader, self._fresh_roots())

    def index(
        self,
        *,
        ocr: bool = True,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> IndexReport:
        """Bring the library up to date with its folders.

        Work is committed as it goes: after a cancellation or a crash the next call goes on from there.
        """
        with self._writing("indexing") as catalogue:
            report = self._index(catalogue, ocr=ocr, progress=progress, cancel=cancel)
        with self._lock:
            answering = self._switch.current()
            if answering.index is not None:
                answering.index.save()
        return report

    def _index(
        self,
        catalogue: Catalogue,
        *,
        ocr: bool,
        progress: Callable[[Progress], None] | None,
        cancel: threading.Event | None,
    ) -> IndexReport:
        """Index with the model that answers, or with the next best one when it turns out to be unusable."""
        while True:
            with self._lock:
                model = self._switch.for_indexing()
                key = self._switch.key_of(model.pack)
            successor, trouble = self._successor()
            indexer = Indexer(
                catalogue=catalogue,
                settings=self.settings,
                image_encoder=model.image_encoder,
                recognizer_factory=self._recognizer.load,
                recognizer_identity=self._recognizer.identity,
                renditions=self._renditions,
                successor=None if successor is None else Successor(successor.title, successor.image_encoder),
            )
            try:
                report = indexer.run(ocr=ocr, progress=progress, cancel=cancel)
            except PackError as error:
                with self._lock:
                    self._switch.give_up(key, str(error))
                continue
            if trouble is not None:
                return replace(report, switch=trouble)
            if successor is not None and report.switch is not None and report.switch.trouble:
                with self._lock:
                    self._switch.give_up(self._switch.key_of(successor.pack), report.switch.trouble)
            return report

    def _successor(self) -> tuple[Model | None, SwitchReport | None]:
        """Give the model to learn with, both towers loaded.

        A broken one is told before it learns anything, and no search waits for the towers when it takes over.
        """
        with self._lock:
            try:
                model = self._switch.successor()
            except PackError as error:
                return None, self._unusable(str(error))
        if model is not None:
            try:
                model.load()
            except PackError as error:
                with self._lock:
                    self._switch.give_up(self._switch.key_of(model.pack), str(error))
                    return None, self._unusable(str(error))
        return model, None

    def _unusable(self, reason: str) -> SwitchReport:
        title = self._switch.choice().chosen_title
        return SwitchReport(title, 0, 0, 0, took_over=False, trouble=reason)

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query; the same query gives the same list as long as the library and its model are the same."""
        with self._lock:
            return self._switch.search(query)

    def asset(self, asset_id: AssetId) -> Asset:
        """Look up one picture by its id."""
        with self._lock:
            return self._reader.files.asset(asset_id, self._fresh_roots())

    def offline_reason(self, asset: Asset) -> str | None:
        """Say why a picture cannot be opened now; None when it can be."""
        with self._lock:
            root = self._fresh_roots().get(asset.root_id)
            return None if root is None else root.offline_reason

    def thumbnail(self, asset_id: AssetId) -> bytes:
        """Return the WebP thumbnail of a picture, 320 px on the long side; one that was lost is made again.

        Raises AssetOfflineError when that needs a disk that is not here.
        """
        asset = self.asset(asset_id)
        kept = self._renditions.get(asset.content_hash, "thumbnail")
        if kept is not None:
            return kept
        if not asset.online:
            raise AssetOfflineError(f"{asset.path} cannot be opened now: {self.offline_reason(asset)}")
        with self._lock:
            pool = self._decoder.pool()
        decoded = pool.submit(DecodeRequest(asset.path, thumbnail=True)).result()
        if decoded.thumbnail is None or decoded.hash != asset.content_hash:
            raise PictureError(f"{asset.path} has changed since it was indexed; run `bowerbird index`.")
        self._renditions.put(decoded.hash, "thumbnail", decoded.thumbnail)
        return decoded.thumbnail

    def failures(self, limit: int = 10_000) -> list[AssetFailure]:
        """Name the files that are not searchable, each with its reason."""
        with self._lock:
            return self._reader.files.failures(limit)

    def status(self) -> LibraryStatus:
        """Sum up what the library holds."""
        with self._lock:
            roots = self._fresh_roots()
            counts = self._reader.files.counts(list(roots))
            live = self._reader.files.live_contents(None)
            answering, choice = self._switch.current(), self._switch.choice()
            learned = empty_keys() if answering.index is None else answering.index.current().snapshot()[0]
            letters_read, letters_total = self._reader.texts.progress(self._recognizer.identity or "")
            return LibraryStatus(
                home=self.settings.state_dir,
                roots=tuple(roots.values()),
                found=sum(counts.values()),
                counts=counts,
                skips=self._reader.files.skips(list(roots)),
                pack=choice.answers_title,
                contents=len(live),
                searchable=int(np.isin(live, learned, assume_unique=True).sum()),
                recognizer=self._recognizer.identity,
                letters_read=letters_read,
                letters_total=letters_total,
                choice=choice,
            )

    @functools.cached_property
    def shelf(self) -> ModelShelf:
        """The packs that are installed and those that can be, and how one comes in."""
        from bowerbird_engine.models.shelf import ModelShelf  # noqa: PLC0415  50 ms that a search does not pay

        return ModelShelf(
            self.settings.packs_dir,
            threads=self.settings.workers,
            hub_endpoint=self.settings.hub_endpoint,
            in_use=lambda pack_id: any(
                info.pack.id == pack_id and (info.answers or info.chosen) for info in self.packs()
            ),
        )

    def packs(self) -> list[PackInfo]:
        """List the installed model packs, the built-in one first."""
        with self._lock:
            return list_packs(self._switch, self._reader)

    def choice(self) -> PackChoice:
        """Tell which model answers, which one was chosen, and how far that one is."""
        with self._lock:
            return self._switch.choice()

    def use_pack(self, pack_id: str, *, now: bool = False) -> PackChoice:
        """Choose a model pack.

        It answers at once when it has learned all that the present one finds, or with `now` whatever it has learned;
        else the present one goes on answering, and `index` learns the pictures. Raises UnknownPackError, and
        PackError when the pack does not work: everything is as it was then.
        """
        pack = self.shelf.find(pack_id)
        self._prove(pack)
        with self._writing("choosing a model") as catalogue, self._lock:
            choose(self._switch, catalogue, pack, now=now)
        return self.choice()

    def _prove(self, pack: ModelPack) -> None:
        with self._lock:
            learned = self._switch.learned(pack)
        if learned:
            # It has worked here: going back needs to know only that its files are still the same.
            read_pack(pack.folder, verify=True)
            return
        from bowerbird_engine.models.trial_apart import try_apart  # noqa: PLC0415  as for the shelf

        try_apart(pack, self.settings.workers)

    def remove_pack(self, pack_id: str) -> RemovedPack:
        """Remove an installed model pack with the vectors that were learned with it.

        Raises UnknownPackError, and PackInUseError for one that answers or was chosen, and for the built-in one.
        """
        with self._writing("removing a model") as catalogue, self._lock:
            return remove(self._switch, self.shelf, catalogue, pack_id, self.settings.cache_dir)

    @classmethod
    def diagnose(cls, settings: Settings | None = None) -> list[Check]:
        """Run the doctor's checks, also where the library itself cannot be opened: that is a finding then."""
        settings = settings or load_settings()
        try:
            with cls(settings) as engine:
                return engine.doctor()
        except BowerbirdError as error:
            return examine_unopened(error, settings=settings, recognizer_factory=installed_recognizer().load)

    def doctor(self) -> list[Check]:
        """Check the library, its model and its machine, and say what to do about what is wrong."""
        with self._lock:
            model = self._switch.current().model
            return examine(
                self._reader,
                settings=self.settings,
                pack=None if model is None else model.pack,
                encoders=None if model is None else (model.image_encoder, model.text_encoder),
                choice=self._switch.choice(),
                recognizer_factory=self._recognizer.load,
                roots=list(self._fresh_roots().values()),
            )

    def _fresh_roots(self) -> dict[int, Root]:
        now = time.monotonic()
        if self._roots is None or now - self._roots[0] > ROOTS_FRESH_S:
            self._roots = (now, {root.id: root for root in locate_roots(self._reader)})
        return self._roots[1]
