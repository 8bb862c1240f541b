"""An indexed library with what a person keeps in it: real files, the real writer, and fake encoders."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bowerbird_engine.assets import AssetId, Original
from bowerbird_engine.curation.keeper import Keeper
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.keepsakes import PreferenceChanges
from bowerbird_engine.pictures import Pictures
from bowerbird_engine.writing import LibraryWriter
from fakes.indexed import Library

OpenOriginal = Callable[[AssetId], Original]
Facts = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class KeptLibrary:
    """A library, the keeper of what is added to it, what opens its originals, and its folder of pictures."""

    library: Library
    writer: LibraryWriter
    opener: Pictures
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

    @contextmanager
    def opening(self, open_original: OpenOriginal) -> Generator[Keeper]:
        """Give another keeper of the same library, with another way to open originals."""
        keeper = Keeper(self.library.settings, self.library.roots, self.writer.catalogue, open_original)
        try:
            yield keeper
        finally:
            keeper.close()

    def originals(self) -> dict[Path, Facts]:
        """Tell bytes, time, mode and inode of every file below the folder of pictures."""
        return {path: facts_of(path) for path in self.pictures.rglob("*") if path.is_file()}


def facts_of(path: Path) -> Facts:
    """Tell what must never change about an original: bytes, time, mode, inode."""
    facts = path.stat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return digest, facts.st_mtime_ns, facts.st_mode, facts.st_ino


@contextmanager
def opened_library(home: Path, pictures: Path) -> Generator[KeptLibrary]:
    """Open a library as it is."""
    with Library(home) as library:
        settings, writer = library.settings, LibraryWriter(library.settings)
        opener = Pictures(settings, Renditions(settings.cache_dir, 1 << 30), library.roots)
        keeper = Keeper(settings, library.roots, writer.catalogue, opener.open_original)
        try:
            yield KeptLibrary(library, writer, opener, keeper, pictures)
        finally:
            keeper.close()
            opener.close()


@contextmanager
def kept_library(home: Path, pictures: Path) -> Generator[KeptLibrary]:
    """Index a folder and give the library open."""
    with opened_library(home, pictures) as opened:
        opened.library.add(pictures)
        opened.library.index()
        yield opened


def files_in(folder: Path) -> list[str]:
    """List a folder, what is hidden too."""
    return sorted(path.name for path in folder.iterdir())
