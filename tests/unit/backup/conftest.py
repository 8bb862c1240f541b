"""A small library, indexed once; each test gets a home of its own with what was learned."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bowerbird_engine.backup.making import make_backup
from bowerbird_engine.backup.shelf import Backup
from bowerbird_engine.settings import Settings
from fakes.indexed import Library, make_picture

PICTURES = 8


@dataclass(frozen=True)
class Home:
    """A library that nobody has open."""

    settings: Settings
    pictures: Path

    def backup(self, folder: Path | None = None) -> Backup:
        """Back it up."""
        return make_backup(self.settings, folder).backup

    def other(self, name: str) -> Settings:
        """Name a home beside this one where there is nothing."""
        home = self.settings.state_dir.with_name(name)
        return replace(self.settings, state_dir=home, cache_dir=home / "cache")


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Index some pictures in two folders of one."""
    base = tmp_path_factory.mktemp("learned")
    for number in range(PICTURES):
        make_picture(base / "pictures" / str(number % 2) / f"{number}.png", number)
    with Library(base / "home") as library:
        library.add(base / "pictures")
        assert library.index().embedded == PICTURES
        library.settings.ignore_file.write_text("*.bak\n")
        return Home(library.settings, base / "pictures")


@pytest.fixture
def home(learned: Home, tmp_path: Path) -> Home:
    """Give a copy of the library with pictures of its own place."""
    state = shutil.copytree(learned.settings.state_dir, tmp_path / "home")
    settings = replace(learned.settings, state_dir=state, cache_dir=state / "cache")
    return Home(settings, learned.pictures)


def learned_in(settings: Settings) -> dict[str, tuple[str, bytes]]:
    """Tell the id and the vector of each picture of a library, by its place below its folder."""
    with Library(settings.state_dir) as library:
        (root,) = library.roots().values()
        vectors = library.vectors()
        return {
            str(Path(path).relative_to(root.path)): (asset.id, vectors[asset.content_hash].tobytes())
            for path, asset in library.assets().items()
        }


def names(settings: Settings) -> set[str]:
    """List what is in a home."""
    return {path.name for path in settings.state_dir.iterdir()}
