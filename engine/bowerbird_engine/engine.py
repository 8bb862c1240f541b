"""The one facade over the engine: the command line and the bridge use this and nothing below it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from bowerbird_engine.assets import (
    Asset,
    AssetFailure,
    AssetId,
    FileStatus,
    IndexReport,
    Progress,
    Root,
    SearchPage,
    SearchQuery,
)
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.damage import damaged
from bowerbird_engine.catalog.ownership import own_library
from bowerbird_engine.curation.health import FolderHealth, folder_health
from bowerbird_engine.doctor import Check, examine, examine_unopened
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack, find_packs, starter_pack
from bowerbird_engine.errors import (
    AssetOfflineError,
    BowerbirdError,
    DecoderDiedError,
    FolderError,
    PictureError,
    PictureTooLargeError,
    UnknownFolderError,
)
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.runner import Indexer
from bowerbird_engine.indexing.scan import locate_roots
from bowerbird_engine.ocr.loading import RecognizerSource, installed_recognizer
from bowerbird_engine.scanning.volumes import path_on_volume, volume_of
from bowerbird_engine.search.live_index import LiveIndex
from bowerbird_engine.search.searcher import QueryPicture, Searcher
from bowerbird_engine.settings import Settings, load_settings

ROOTS_FRESH_S = 1.0
"""How long a look at which disks are plugged in holds: a search must not pay for asking each time."""


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What the library holds and what is still to do."""

    home: Path
    roots: tuple[Root, ...]
    found: int
    counts: Mapping[FileStatus, int]
    skips: Mapping[str, int]
    pack: str
    contents: int
    """Different pictures, copies counted once."""
    searchable: int
    """How many of them the pack in use has learned."""
    recognizer: str | None
    letters_read: int
    letters_total: int


@dataclass(frozen=True, slots=True)
class PackInfo:
    """One installed model pack."""

    id: str
    title: str
    version: str
    dimension: int
    licence: str
    languages: tuple[str, ...]
    folder: Path
    in_use: bool


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
        """Open the library that the settings name, making it where there is none."""
        self.settings = settings or load_settings()
        self._pack = pack or starter_pack()
        self._recognizer = recognizer or installed_recognizer()
        self._image_encoder = OnnxImageEncoder(self._pack, threads=self.settings.workers)
        self._text_encoder = OnnxTextEncoder(self._pack, threads=self.settings.workers)
        self._renditions = Renditions(self.settings.cache_dir, self.settings.thumbnail_budget_bytes)
        self._lock = threading.RLock()
        self._query_pool: DecodePool | None = None
        self._roots: tuple[float, dict[int, Root]] | None = None
        self._prepare()
        self._reader = Catalogue.open(self.settings.catalogue_path, read_only=True)
        self._live = LiveIndex(self._reader, self._image_encoder.space, self.settings.cache_dir)
        self._searcher = Searcher(
            self._reader,
            index=self._live.current,
            image_encoder=self._image_encoder,
            text_encoder=self._text_encoder,
            decode=self._decode_for_query,
            roots=self._fresh_roots,
            recognizer=self._recognizer.identity,
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
            if self._query_pool is not None:
                self._query_pool.close()
                self._query_pool = None
            self._live.close()
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
        folder = _real_folder(folder)
        known = _same_or_overlapping(folder, self.folders())
        if known is None:
            volume = volume_of(folder)
            with self._writing("adding a folder") as catalogue:
                # Once more, now that nobody else can add one.
                if _same_or_overlapping(folder, locate_roots(catalogue)) is None:
                    catalogue.roots.add(volume, path_on_volume(folder, volume), folder)
            known = next(root for root in self.folders() if root.path == folder)
        return known

    def remove_folder(self, folder: Path) -> int:
        """Forget a folder and what was learned from it; return how many files that were."""
        wanted = _spellings(folder)
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
            indexer = Indexer(
                catalogue=catalogue,
                settings=self.settings,
                image_encoder=self._image_encoder,
                recognizer_factory=self._recognizer.load,
                recognizer_identity=self._recognizer.identity,
                renditions=self._renditions,
            )
            report = indexer.run(ocr=ocr, progress=progress, cancel=cancel)
        with self._lock:
            self._live.save()
        return report

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query; the same query gives the same list as long as the library is the same."""
        with self._lock:
            return self._searcher.search(query)

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
            pool = self._query_decoder()
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
            letters_read, letters_total = self._reader.texts.progress(self._recognizer.identity or "")
            return LibraryStatus(
                home=self.settings.state_dir,
                roots=tuple(roots.values()),
                found=sum(counts.values()),
                counts=counts,
                skips=self._reader.files.skips(list(roots)),
                pack=self._pack.title,
                contents=len(live),
                searchable=int(np.isin(live, self._live.current().snapshot()[0], assume_unique=True).sum()),
                recognizer=self._recognizer.identity,
                letters_read=letters_read,
                letters_total=letters_total,
            )

    def packs(self) -> list[PackInfo]:
        """List the installed model packs, the built-in one first."""
        found = [starter_pack(), *find_packs(self.settings.packs_dir)]
        return [
            PackInfo(
                id=pack.id,
                title=pack.title,
                version=pack.version,
                dimension=pack.dimension,
                licence=pack.licence,
                languages=pack.languages,
                folder=pack.folder,
                in_use=pack.id == self._pack.id,
            )
            for pack in found
        ]

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
            return examine(
                self._reader,
                settings=self.settings,
                pack=self._pack,
                encoders=(self._image_encoder, self._text_encoder),
                recognizer_factory=self._recognizer.load,
                roots=list(self._fresh_roots().values()),
            )

    def _fresh_roots(self) -> dict[int, Root]:
        now = time.monotonic()
        if self._roots is None or now - self._roots[0] > ROOTS_FRESH_S:
            self._roots = (now, {root.id: root for root in locate_roots(self._reader)})
        return self._roots[1]

    def _query_decoder(self) -> DecodePool:
        if self._query_pool is None:
            self._query_pool = DecodePool(self.settings.decode, workers=1)
        return self._query_pool

    def _decode_for_query(self, source: Path | bytes) -> QueryPicture:
        if isinstance(source, Path):
            source = _named_file(source)
        request = DecodeRequest(source, fits=(self._image_encoder.preprocessing,))
        try:
            decoded = self._query_decoder().submit(request).result()
        except PictureError as error:
            if isinstance(source, bytes):
                raise
            named = f"{source}: {error}"
            if isinstance(error, PictureTooLargeError):
                raise PictureTooLargeError(named) from error
            if isinstance(error, DecoderDiedError):
                raise DecoderDiedError(named) from error
            raise PictureError(named) from error
        return QueryPicture(decoded.hash, decoded.fits[0])


def _same_or_overlapping(folder: Path, roots: Iterable[Root]) -> Root | None:
    """Find the root that is this folder. Raises FolderError when one holds it or lies in it."""
    for root in roots:
        if root.path == folder:
            return root
        if folder.is_relative_to(root.path):
            raise FolderError(f"{folder} is part of {root.path}, which is in the library already.")
        if root.path.is_relative_to(folder):
            raise FolderError(
                f"{root.path}, a part of {folder}, is in the library already; remove it first: its pictures are "
                "learned anew as part of the larger folder."
            )
    return None


def _named_file(path: Path) -> Path:
    """Resolve a file that a person named: a link they made is theirs to follow."""
    try:
        return path.expanduser().resolve(strict=True)
    # RuntimeError: no such user, or a loop of links; ValueError: a name that no file can have.
    except (OSError, RuntimeError, ValueError) as error:
        raise PictureError(f"There is no file {str(path)!r} that can be read; check the spelling.") from error


def _spellings(folder: Path) -> set[Path]:
    spelled = {folder}
    for way in (Path.absolute, Path.resolve):
        # An unknown user, a loop of links, a working folder that is gone: what was written still counts.
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            spelled.add(way(folder.expanduser()))
    return spelled


def _real_folder(folder: Path) -> Path:
    try:
        real = folder.expanduser().resolve(strict=True)
        if not real.is_dir():
            raise FolderError(f"{folder} is not a folder.")
        next(real.iterdir(), None)
    except FileNotFoundError as error:
        raise FolderError(f"There is no folder {folder}; check the spelling, or plug in its disk.") from error
    except PermissionError as error:
        raise FolderError(f"{folder} cannot be read: ask its owner for permission.") from error
    # RuntimeError: no such user, or a loop of links; ValueError: a name that no folder can have.
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, FolderError):
            raise
        raise FolderError(f"{str(folder)!r} is no folder that can be reached ({error}).") from error
    return real
