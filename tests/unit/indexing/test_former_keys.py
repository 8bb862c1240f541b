"""A disk that is known by a better key than before: its folders are taken over, and nobody else's are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_engine.assets import Volume
from bowerbird_engine.scanning import volumes
from bowerbird_engine.scanning.volume_calls import system_volumes
from fakes.indexed import Library, make_picture

PICTURES = 4


class Renamed:
    """The volumes of this computer, all under other keys than before."""

    def __init__(self, name: str, *, knows_former: bool) -> None:
        self._real = system_volumes()
        self._name = name
        self._knows_former = knows_former

    def holding(self, real: str) -> Volume:
        """Find the volume of a place."""
        return self._renamed(self._real.holding(real))

    def mounted(self) -> list[Volume]:
        """List the volumes."""
        return [self._renamed(volume) for volume in self._real.mounted()]

    def _renamed(self, volume: Volume) -> Volume:
        former = (volume.key,) if self._knows_former else ()
        return replace(volume, key=f"{self._name}:{volume.key}", former_keys=former)


Rename = Callable[..., None]


@pytest.fixture
def rename(monkeypatch: pytest.MonkeyPatch) -> Rename:
    """Let this computer's volumes have other keys from now on."""

    def to(name: str, *, knows_former: bool = True) -> None:
        monkeypatch.undo()
        renamed = Renamed(name, knows_former=knows_former)
        monkeypatch.setattr(volumes, "system_volumes", lambda: renamed)

    return to


def fill(folder: Path, first: int) -> None:
    """Put pictures into a folder."""
    for number in range(first, first + PICTURES):
        make_picture(folder / f"{number}.png", number)


def key(library: Library) -> str:
    """Give the key that the folder is remembered by."""
    (root,) = library.catalogue.roots.all()
    return root.volume_key


def test_a_folder_under_a_former_key_is_taken_over(tmp_path: Path, rename: Rename) -> None:
    """It is online at once, nothing is learned again, and from the next run on it has the new key."""
    photos = tmp_path / "photos"
    fill(photos, 0)
    with Library(tmp_path / "home") as library:
        library.add(photos)
        library.index()
        old, before = key(library), library.assets()
        rename("better")
        assert all(asset.online for asset in library.assets().values())
        report = library.index()
        assert (report.offline, report.embedded, report.missing) == ((), 0, 0)
        assert key(library) == f"better:{old}"
        assert library.assets() == before
        # For good: the disk is known by this key alone now.
        rename("better", knows_former=False)
        assert library.index().offline == ()


def test_without_a_former_key_it_is_another_disk(tmp_path: Path, rename: Rename) -> None:
    """The control: it is the former key that leads to it."""
    photos = tmp_path / "photos"
    fill(photos, 0)
    with Library(tmp_path / "home") as library:
        library.add(photos)
        library.index()
        old = key(library)
        rename("better", knows_former=False)
        assert "another disk is at its place" in str(library.index().offline[0].offline_reason)
        assert key(library) == old


def test_a_disk_with_other_pictures_takes_nothing_over(tmp_path: Path, rename: Rename) -> None:
    """A former key may have been that of whatever was plugged in there: the right disk must find its folder later."""
    photos = tmp_path / "photos"
    fill(photos, 0)
    with Library(tmp_path / "home") as library:
        library.add(photos)
        library.index()
        old = key(library)
        mine = photos.rename(tmp_path / "mine")
        fill(photos, 100)
        rename("stranger")
        library.index()
        assert key(library) == old
        photos.rename(tmp_path / "stranger")
        mine.rename(photos)
        rename("better")
        library.index()
        assert key(library) == f"better:{old}"
