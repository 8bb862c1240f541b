"""What a look at the disks finds: real folders that come, go, and change places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_bridge.background.disks import Disks, Seen
from bowerbird_engine import Root


class Shelf:
    """The folders of a library, and the looks at them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.roots = [Root(1, folder, "volume", "Disk", online=True)]
        self._disks = Disks(lambda: self.roots)
        assert self._disks.look() is Seen.SAME  # there is nothing to compare with

    def look(self) -> Seen:
        """Look again."""
        return self._disks.look()

    def unplug(self) -> None:
        """Let the first folder be offline."""
        self.roots[0] = replace(self.roots[0], online=False)

    def plug_in(self, folder: Path) -> None:
        """Let the first folder be online, at a place."""
        self.roots[0] = replace(self.roots[0], online=True, path=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Name a folder that is not made yet."""
    return tmp_path / "photos"


@pytest.fixture
def shelf(folder: Path) -> Shelf:
    """Give a library of that folder, looked at once."""
    return Shelf(folder)


def test_what_happens_inside_is_no_news(shelf: Shelf, folder: Path) -> None:
    """A folder whose content changes is where it was."""
    (folder / "a.jpg").touch()
    assert shelf.look() is Seen.SAME


def test_a_disk_goes_and_comes(shelf: Shelf, folder: Path) -> None:
    """A disk that is unplugged went, one that is plugged in came, and neither is said twice."""
    shelf.unplug()
    assert [shelf.look(), shelf.look()] == [Seen.WENT, Seen.SAME]
    shelf.plug_in(folder)
    assert [shelf.look(), shelf.look()] == [Seen.CAME, Seen.SAME]


def test_a_disk_that_comes_at_another_place(shelf: Shelf, folder: Path) -> None:
    """A disk that is found elsewhere came, although it was never seen to be away."""
    shelf.plug_in(folder.rename(folder.with_name("elsewhere")))
    assert shelf.look() is Seen.CAME


def test_another_disk_at_the_same_place(shelf: Shelf, folder: Path) -> None:
    """A folder in place of another one came, although there was one at each look."""
    folder.rename(folder.with_name("unplugged"))
    folder.mkdir()
    assert shelf.look() is Seen.CAME


def test_folders_that_are_added_and_removed(shelf: Shelf, tmp_path: Path) -> None:
    """A folder that is added came, one that is removed went, and of both at once the one that came counts."""
    added = Root(2, tmp_path, "volume", "Disk", online=True)
    shelf.roots.append(added)
    assert shelf.look() is Seen.CAME
    shelf.roots.remove(added)
    assert shelf.look() is Seen.WENT
    shelf.unplug()
    shelf.roots.append(added)
    assert shelf.look() is Seen.CAME


def test_a_folder_that_vanishes_in_this_moment(shelf: Shelf, folder: Path) -> None:
    """A folder that is gone before the library knows went, and once more when it knows: who asked it first was misled."""
    folder.rmdir()
    assert [shelf.look(), shelf.look()] == [Seen.WENT, Seen.SAME]
    shelf.unplug()
    assert [shelf.look(), shelf.look()] == [Seen.WENT, Seen.SAME]
    folder.mkdir()
    assert shelf.look() is Seen.SAME  # whatever lies there, the library does not call it its folder
    shelf.plug_in(folder)
    assert shelf.look() is Seen.CAME
