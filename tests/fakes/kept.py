"""An indexed library with what a person keeps in it: real files, the real writer, and fake encoders."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bowerbird_engine.assets import AssetId, Original, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.curation.keeper import Keeper
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.keepsakes import PreferenceChanges
from bowerbird_engine.pictures import Pictures
from bowerbird_engine.settings import Settings
from bowerbird_engine.writing import LibraryWriter
from fakes.indexed import Library

Facts = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class KeptLibrary:
    """A library, the keeper of what is added to it, and the pictures by name."""

    library: Library
    keeper: Keeper
    pictures: Path

    def id(self, name: str) -> AssetId:
        """Give the id of the picture at a path below the folder of pictures."""
        return self.library.assets()[str(self.pictures / name)].id

    def choose(self, folder: Path) -> Path:
        """Let curated copies go to a folder."""
        chosen = self.keeper.set_preferences(PreferenceChanges(curated_folder=folder)).curated_folder
        assert chosen is not None
        return chosen

    def originals(self) -> dict[Path, Facts]:
        """Tell bytes, time, mode and inode of every file below the folder of pictures."""
        return {path: facts_of(path) for path in self.pictures.rglob("*") if path.is_file()}


def facts_of(path: Path) -> Facts:
    """Tell what must never change about an original: bytes, time, mode, inode."""
    facts = path.stat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return digest, facts.st_mtime_ns, facts.st_mode, facts.st_ino


def keeper_of(
    settings: Settings,
    roots: Callable[[], Mapping[int, Root]],
    open_original: Callable[[AssetId], Original] | None = None,
) -> Keeper:
    """Make the keeper of a library as the engine does."""
    writer = LibraryWriter(settings)
    pictures = Pictures(settings, Renditions(settings.cache_dir, 1 << 30), roots)
    return Keeper(settings, roots, writer.catalogue, open_original or pictures.open_original)


@contextmanager
def kept_library(home: Path, pictures: Path) -> Generator[KeptLibrary]:
    """Index a folder and give the library open."""
    with Library(home) as library:
        library.add(pictures)
        library.index()
        keeper = keeper_of(library.settings, library.roots)
        try:
            yield KeptLibrary(library, keeper, pictures)
        finally:
            keeper.close()


def files_in(folder: Path) -> list[str]:
    """List a folder, what is hidden too."""
    return sorted(path.name for path in folder.iterdir())


def add_members(catalogue: Catalogue, name: str, asset_ids: Iterable[AssetId]) -> str:
    """Make a collection that holds some pictures and give its id."""
    collection = catalogue.collections.create(name)
    catalogue.collections.add(collection.id, list(asset_ids))
    return collection.id
