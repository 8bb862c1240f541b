"""Folders that a person names another way than the library knows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine.assets import Root
from bowerbird_engine.errors import FolderError
from bowerbird_engine.scanning.named_places import same_or_overlapping


def root_at(path: Path, *, online: bool = True) -> Root:
    """Give a folder of the library."""
    return Root(1, path, "volume", "disk", online=online)


@pytest.fixture
def moved(tmp_path: Path) -> tuple[Path, Path]:
    """Have a folder whose way was moved to a larger disk, and a link left in its place; give its old and new place."""
    (tmp_path / "large" / "home" / "pictures" / "best").mkdir(parents=True)
    (tmp_path / "home").symlink_to(tmp_path / "large" / "home")
    return tmp_path / "home" / "pictures", tmp_path / "large" / "home" / "pictures"


def test_a_folder_is_the_same_whatever_leads_to_it(moved: tuple[Path, Path]) -> None:
    """Added by the old way, it is met by the new one, as on a system that takes capitals for small letters."""
    old, new = moved
    for known, named in ((old, new), (new, old)):
        root = root_at(known)
        assert same_or_overlapping(named, [root]) == root
        with pytest.raises(FolderError, match="is part of"):
            same_or_overlapping(named / "best", [root])
        with pytest.raises(FolderError, match="a part of"):
            same_or_overlapping(named.parent, [root])


def test_another_folder_is_another(moved: tuple[Path, Path], tmp_path: Path) -> None:
    """The control: a folder beside it, also one with the same name, is neither it nor a part of it."""
    old, new = moved
    for beside in (new.parent / "others", tmp_path / "elsewhere" / "pictures"):
        beside.mkdir(parents=True)
        assert same_or_overlapping(beside, [root_at(old)]) is None


def test_of_what_is_away_only_the_name_counts(moved: tuple[Path, Path]) -> None:
    """What lies at the place of a folder whose disk is away is another one, and nothing is asked of a disk that is dead."""
    old, new = moved
    assert same_or_overlapping(new, [root_at(old, online=False)]) is None
    root = root_at(new, online=False)
    assert same_or_overlapping(new, [root]) == root
    with pytest.raises(FolderError, match="is part of"):
        same_or_overlapping(new / "best", [root])
