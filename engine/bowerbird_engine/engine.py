"""The one facade over the engine: the command line and the bridge use this and nothing below it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bowerbird_engine.answering import ModelSwitch
from bowerbird_engine.assets import Asset, AssetId, Original, PictureFacts, RawPixels, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.choosing import PackInfo, choose, list_packs, remove
from bowerbird_engine.comparing import Comparer
from bowerbird_engine.curation.duplicates import DuplicateList
from bowerbird_engine.curation.keeper import Keeper
from bowerbird_engine.describing import DescribingMethods, Descriptions
from bowerbird_engine.doctor.examination import examine, examine_self_test, examine_unopened
from bowerbird_engine.doctor.findings import Check
from bowerbird_engine.documents import DocumentMethods, DocumentPictures
from bowerbird_engine.encoding.packs import ModelPack, read_pack
from bowerbird_engine.errors import BowerbirdError, FolderError
from bowerbird_engine.gone import AddedFolder
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.index_run import IndexRun
from bowerbird_engine.indexing.scan import locate_roots, read_rules
from bowerbird_engine.keeping import KeepingMethods
from bowerbird_engine.letting_go import LettingGoMethods
from bowerbird_engine.located import LocatedRoots
from bowerbird_engine.ocr.loading import RecognizerSource, installed_recognizer
from bowerbird_engine.pictures import Pictures
from bowerbird_engine.relocating import RelocatingMethods
from bowerbird_engine.replaying import Replayer, ReplayMethods
from bowerbird_engine.reports import IndexReport, PackChoice, Progress, RemovedPack
from bowerbird_engine.scanning.named_places import demand_not_moved, real_folder, same_or_overlapping
from bowerbird_engine.scanning.volumes import path_on_volume, volume_of
from bowerbird_engine.search.live_copies import LiveCopies
from bowerbird_engine.search.query_decoder import QueryDecoder
from bowerbird_engine.searching import SearchMethods
from bowerbird_engine.settings import Settings, load_settings
from bowerbird_engine.status import StatusMethods
from bowerbird_engine.telling_apart import DuplicateMethods
from bowerbird_engine.verifying import Verification
from bowerbird_engine.writing import LibraryWriter

if TYPE_CHECKING:
    from bowerbird_engine.models.shelf import ModelShelf
    from bowerbird_engine.scanning.watcher import Watch


class Engine(
    SearchMethods,
    StatusMethods,
    KeepingMethods,
    DuplicateMethods,
    ReplayMethods,
    DocumentMethods,
    DescribingMethods,
    LettingGoMethods,
    RelocatingMethods,
):
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
        self._recognizer = recognizer or installed_recognizer(thorough=self.settings.ocr_thorough)
        self._renditions = Renditions(self.settings.cache_dir, self.settings.thumbnail_budget_bytes)
        self._lock = threading.RLock()
        self._adding = threading.Lock()
        self._decoder = QueryDecoder(self.settings.decode)
        self._writer = LibraryWriter(self.settings)
        self._writer.prepare()
        self._reader = Catalogue.open(self.settings.catalogue_path, read_only=True)
        self._library_id = self._reader.library_id
        self._roots = LocatedRoots(self.settings.catalogue_path)
        self._pictures = Pictures(self.settings, self._renditions, self._roots)
        self._documents = DocumentPictures(self.settings, self._pictures)
        self._verification = Verification(self._pictures, self._renditions, self.settings.workers)
        self._descriptions = Descriptions(self.settings, self._pictures)
        self._keeper = Keeper(
            self.settings, self._roots, self._writer.catalogue, self._pictures.open_original
        )
        self._duplicates = DuplicateList(self.settings, self._roots, self._writer.catalogue)
        self._walk = None
        self._copies = LiveCopies(
            self._reader, self.settings.cache_dir, partial(self._renditions.get, kind="features")
        )
        self._switch = ModelSwitch(
            self._reader,
            self.settings,
            decoder=self._decoder,
            roots=self._roots,
            recognizer=self._recognizer.identity,
            kept=partial(self._renditions.get, kind="proxy"),
            verify=self._verification.book,
            copies=self._copies,
            pinned=pack,
        )
        self._replayer = Replayer(
            self.settings,
            self._pictures,
            roots=self._roots,
            writing=self._writer.catalogue,
            search=self.search,
            model=self._answering_pack,
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
            self._decoder.close()
            self._switch.close()
            self._copies.close()
            self._reader.close()
        self._keeper.close()
        self._duplicates.close()
        self._replayer.close()
        self._documents.close()
        self._descriptions.close()
        self._pictures.close()
        self._roots.close()

    def hold(self, purpose: str) -> AbstractContextManager[None]:
        """Own the library for a block, so that nothing that this engine writes has to take the library's lock.

        Meanwhile `index`, `remove_folder`, `use_pack` and `remove_pack` exclude each other: the second one raises
        LibraryBusyError at once. Everything else may go on beside them. The end of the block waits for what is under
        way. `purpose` is what another process is told that wants to write: "serving".
        """
        return self._writer.hold(purpose)

    @property
    def library_id(self) -> str:
        """The id that this library got when it was made."""
        return self._library_id

    def add_folder(self, folder: Path) -> AddedFolder:
        """Add a folder; adding one that is there already changes nothing, and one that was removed comes back as it was."""
        brought_back = 0
        named, folder = folder, real_folder(folder)
        demand_not_moved(named, folder, self.folders())
        if folder.is_relative_to(self.settings.state_dir.resolve()):
            raise FolderError(f"{folder} holds Bowerbird's own files. Choose a folder of pictures.")
        known = same_or_overlapping(folder, self.folders())
        if known is None:
            volume = volume_of(folder)
            with self._adding, self._writer.catalogue("adding a folder") as catalogue:
                # Once more, now that nobody else can add one.
                if same_or_overlapping(folder, locate_roots(catalogue)) is None:
                    with catalogue.transaction():
                        root = catalogue.roots.add(volume, path_on_volume(folder, volume), folder)
                        brought_back = catalogue.roots.pictures(root.id)
            self._roots.forget()
            known = next(root for root in self.folders() if root.path == folder)
        return AddedFolder(known, brought_back)

    def folders(self) -> list[Root]:
        """List the folders of the library, each online or with the reason why not."""
        return list(self._roots().values())

    def watch(self, notice: Callable[[], None]) -> Watch:
        """Listen to the folders that are here; `notice` is told, from another thread, when it is time to index."""
        from bowerbird_engine.scanning.watcher import Watch  # noqa: PLC0415  30 ms that a search does not pay

        return Watch(
            notice,
            roots=self.folders,
            rules=lambda: read_rules(self.settings.ignore_file)[0],
            own_folders=(self.settings.state_dir, self.settings.cache_dir),
        )

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
        compare = Comparer(
            self._pictures,
            self._verification.looked_at,
            self.settings.cache_dir,
            self._searched_vectors,
            self._known_copies,
        )
        run = IndexRun(self.settings, self._switch, self._lock, self._recognizer, self._renditions, compare)
        try:
            with self._writer.alone("indexing"), self._writer.catalogue("indexing") as catalogue:
                report = run.run(catalogue, ocr=ocr, progress=progress, cancel=cancel)
        finally:
            self._roots.forget()
        with self._lock:
            answering = self._switch.current()
            if answering.index is not None:
                answering.index.save()
            behind = self._copies.is_behind()
        if behind:
            self._copies.read_file()
            with self._lock:
                self._copies.save()
            if self._copies.wait(lambda: cancel is not None and cancel.is_set()):
                with self._lock:
                    self._copies.save()
        return report

    def asset(self, asset_id: AssetId) -> Asset:
        """Look up one picture by its id."""
        return self._pictures.asset(asset_id)

    def assets(self, asset_ids: Iterable[AssetId]) -> dict[AssetId, Asset]:
        """Look up pictures, in the order of their ids; those that are not there, or no longer, are left out."""
        return self._pictures.assets(asset_ids)

    def thumbnail(self, asset_id: AssetId, side: int = 320) -> bytes:
        """Return the WebP thumbnail of a picture, at most `side` (of THUMBNAIL_SIDES) pixels on the long side.

        One that was lost is made again. Raises AssetOfflineError when that needs a disk that is not here,
        AssetChangedError and AssetGoneError when the file is no longer the one that was indexed.
        """
        return self._pictures.thumbnail(asset_id, side)

    def thumbnail_pixels(self, asset_id: AssetId, side: int = 320) -> RawPixels:
        """Return what `thumbnail` returns as pixels, decoded in a worker, for programs without a decoder of their own."""
        return self._pictures.thumbnail_pixels(asset_id, side)

    def proxy(self, asset_id: AssetId) -> bytes:
        """Return the WebP file that stands for a picture while its disk is away, 1,024 px on the long side.

        It is made again, and fails, as a thumbnail.
        """
        return self._pictures.proxy(asset_id)

    def open_original(self, asset_id: AssetId) -> Original:
        """Open the file of a picture, to be closed by the caller, and only as the one that was indexed.

        No link is followed on the way to it. Raises AssetOfflineError, AssetChangedError, AssetGoneError, and
        PictureError when it may not be read.
        """
        return self._pictures.open_original(asset_id)

    def examine_picture(self, data: bytes) -> PictureFacts:
        """Decode a picture to search with, and tell its size and kind. Raises PictureError and its subclasses."""
        return self._pictures.examine(data)

    def change_counter(self) -> int:
        """Give a number that changes whenever any process changes the library; it costs microseconds."""
        return self._pictures.change_counter()

    @cached_property
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

    def use_pack(self, pack_id: str, *, now: bool = False) -> PackChoice:
        """Choose a model pack.

        It answers at once when it has learned all that the present one finds, or with `now` whatever it has learned;
        else the present one goes on answering, and `index` learns the pictures. Raises UnknownPackError, and
        PackError when the pack does not work: everything is as it was then.
        """
        pack, purpose = self.shelf.find(pack_id), "choosing a model"
        with self._writer.alone(purpose):
            self._prove(pack)
            with self._writer.catalogue(purpose) as catalogue, self._lock:
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
        purpose = "removing a model"
        with self._writer.alone(purpose), self._writer.catalogue(purpose) as catalogue:
            # No search waits: it takes seconds to forget the vectors of a large library.
            return remove(self.packs(), self.shelf, catalogue, pack_id, self.settings.cache_dir)

    @classmethod
    def diagnose(cls, settings: Settings | None = None) -> list[Check]:
        """Run the doctor's checks, also where the library itself cannot be opened: that is a finding then."""
        settings = settings or load_settings()
        try:
            with cls(settings) as engine:
                return engine.doctor()
        except (BowerbirdError, OSError) as error:
            return examine_unopened(error, settings=settings, recognizer_factory=installed_recognizer().load)

    def doctor(self) -> list[Check]:
        """Check the library, its model and its machine, and say what to do about what is wrong."""
        with self._lock:
            model, choice = self._switch.current().model, self._switch.choice()
        # A connection of its own: the checks take seconds, in which searches go on.
        with Catalogue.open(self.settings.catalogue_path, read_only=True) as catalogue:
            checks = examine(
                catalogue,
                settings=self.settings,
                pack=None if model is None else model.pack,
                encoders=None if model is None else (model.image_encoder, model.text_encoder),
                choice=choice,
                recognizer_factory=self._recognizer.load,
                roots=list(self._roots().values()),
            )
        return [*checks, *examine_self_test(self._replayer.self_tests)]
