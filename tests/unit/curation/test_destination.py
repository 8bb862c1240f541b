"""The curated folder: chosen as it is meant, and refused where it would lead elsewhere."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bowerbird_engine.curation import placing
from bowerbird_engine.curation.destination import choose_folder, opened_folder
from bowerbird_engine.errors import FolderError
from bowerbird_engine.keepsakes import PreferenceChanges, Preferences
from fakes.indexed import make_picture
from fakes.kept import KeptLibrary, files_in, kept_library
from fakes.ordinary_user import ordinary_user


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptLibrary]:
    """Give a library of one picture."""
    make_picture(tmp_path / "pictures" / "lamp.png", 1)
    with kept_library(tmp_path / "home", tmp_path / "pictures") as opened:
        yield opened


def test_choosing_makes_the_folder_where_it_is_only_the_last_one(kept: KeptLibrary, tmp_path: Path) -> None:
    """A folder is made inside one that is there, and chosen by its real path; a folder that is there is taken as it is."""
    (tmp_path / "real").mkdir()
    (tmp_path / "way").symlink_to(tmp_path / "real")
    assert kept.choose(tmp_path / "way" / "best") == (tmp_path / "real" / "best").resolve()
    assert (tmp_path / "real" / "best").is_dir()
    (tmp_path / "real" / "best" / "mine.txt").write_text("mine")
    assert kept.choose(tmp_path / "real" / "best" / ".." / "best") == (tmp_path / "real" / "best").resolve()
    assert files_in(tmp_path / "real" / "best") == ["mine.txt"]


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("missing/best", "plug in its disk"),
        ("link", "a link"),
        ("dangling", "a link"),
        ("file.txt", "not a folder"),
        ("file.txt/best", "cannot be"),
        ("home", "own files"),
        ("home/best", "own files"),
        ("home/cache/best", "own files"),
        ("way/best", "own files"),
        ("nul\0byte", "cannot be"),
    ],
)
def test_folders_that_cannot_be_chosen(kept: KeptLibrary, tmp_path: Path, folder: str, said: str) -> None:
    """Check 45: a link, a file, a place nobody knows and the library's own folders are refused, and nothing changes."""
    (tmp_path / "link").symlink_to(tmp_path / "pictures")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "way").symlink_to(tmp_path / "home")
    (tmp_path / "file.txt").write_text("")
    before = kept.keeper.set_preferences(PreferenceChanges(watch=False))
    with pytest.raises(FolderError, match=said):
        kept.keeper.set_preferences(PreferenceChanges(curated_folder=tmp_path / folder, watch=True))
    assert kept.keeper.preferences() == before
    assert not (tmp_path / "nowhere").exists()
    assert not (tmp_path / "home" / "best").exists()


def test_a_path_must_be_whole(kept: KeptLibrary) -> None:
    """A path that depends on where the program was started is refused."""
    for folder in ("best", "~nobody-of-this-name/best"):
        with pytest.raises(FolderError):
            kept.keeper.set_preferences(PreferenceChanges(curated_folder=Path(folder)))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no permissions of this kind")
def test_a_folder_that_cannot_be_written() -> None:
    """A folder without the right to write is refused when it is chosen, and when the right went away since."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "theirs"
        place.mkdir()
        Path(folder).chmod(0o711)  # to be passed through, not to be listed
        for mode, may in ((0o777, True), (0o555, False), (0o333, False)):
            place.chmod(mode)
            with ordinary_user():
                assert is_usable(lambda: choose_folder(place, ())) is may
                assert is_usable(lambda: write_into(place)) is may


def is_usable(use: Callable[[], object]) -> bool:
    """Tell whether a use of a folder works, or is refused in words about permission."""
    try:
        use()
    except FolderError as error:
        return "may be written" not in str(error)
    return True


def write_into(folder: Path) -> None:
    """Write a file into a folder, which is then gone again."""
    with opened_folder(folder, ()) as opened, opened.unfinished() as (_, file):
        file.write(b"x")


@pytest.mark.parametrize("part", ["best", "way/best"], ids=["itself", "on-the-way"])
def test_a_link_that_came_later_is_not_followed(kept: KeptLibrary, tmp_path: Path, part: str) -> None:
    """Check 45: when a link takes the place of the folder, or of one on the way to it, nothing is copied anywhere."""
    (tmp_path / "way").mkdir()
    best = kept.choose(tmp_path / part)
    (copy,) = kept.keeper.copy_curated(
        [kept.id("lamp.png")], None
    )  # the control: it goes as long as it is real
    assert copy.created
    swapped = tmp_path / Path(part).parts[0]
    swapped.rename(tmp_path / "moved away")
    swapped.symlink_to(tmp_path / "moved away")
    assert best.exists()
    copy.path.unlink()
    with pytest.raises(FolderError, match="link"):
        kept.keeper.copy_curated([kept.id("lamp.png")], None)
    assert not copy.path.exists()


def test_a_folder_that_went_away(kept: KeptLibrary, tmp_path: Path) -> None:
    """A folder that is not there is not made again by a copy: its disk may be elsewhere."""
    best = kept.choose(tmp_path / "best")
    best.rmdir()
    with pytest.raises(FolderError, match="Plug in its disk"):
        kept.keeper.copy_curated([kept.id("lamp.png")], None)
    assert not best.exists()
    best.write_text("a file now")
    with pytest.raises(FolderError, match="a link or a file"):
        kept.keeper.copy_curated([kept.id("lamp.png")], None)


def test_another_disk_at_its_place(kept: KeptLibrary, tmp_path: Path) -> None:
    """A folder on another volume than it was chosen on takes no copies until it is chosen again."""
    best = kept.choose(tmp_path / "best")
    kept.library.catalogue.preferences.set_curated_folder(best, "uuid:of-a-disk-that-is-away")
    with pytest.raises(FolderError, match="Another disk"):
        kept.keeper.copy_curated([kept.id("lamp.png")], None)
    assert files_in(best) == []
    kept.choose(best)
    assert kept.keeper.copy_curated([kept.id("lamp.png")], None)[0].created


def test_preferences_change_one_by_one(kept: KeptLibrary, tmp_path: Path) -> None:
    """What is not named stays; a folder can be forgotten, and its files stay."""
    best = kept.choose(tmp_path / "best")
    assert kept.keeper.preferences() == Preferences(curated_folder=best)
    kept.keeper.set_preferences(PreferenceChanges(letters=False))
    assert kept.keeper.preferences() == Preferences(curated_folder=best, letters=False)
    assert kept.keeper.set_preferences(PreferenceChanges(curated_folder=None)) == Preferences(letters=False)
    assert best.is_dir()


@pytest.mark.parametrize("way", ["link", "rename", "reserve"])
def test_every_way_to_give_a_name_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Check 45: with links, without them, and on a file system that can do neither, a taken name stays what it is."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    def cannot(*_: object) -> bool:
        return False

    if way != "link":
        monkeypatch.setattr(os, "link", refused)
    if way == "reserve":
        monkeypatch.setattr(placing, "_rename_exclusively", cannot)
    (tmp_path / "taken.png").write_text("mine")
    (tmp_path / "link.png").symlink_to(tmp_path / "nowhere")
    with opened_folder(tmp_path, ()) as folder:
        for name, free in (("taken.png", False), ("link.png", False), ("free.png", True)):
            with folder.unfinished() as (unfinished, file):
                file.write(b"new")
                file.close()
                assert folder.place(unfinished, name) is free
    assert files_in(tmp_path) == ["free.png", "link.png", "taken.png"]
    assert (tmp_path / "taken.png").read_text() == "mine"
    assert (tmp_path / "free.png").read_bytes() == b"new"
    assert not (tmp_path / "nowhere").exists()


def test_a_block_that_fails_leaves_no_file(tmp_path: Path) -> None:
    """Whatever ends the writing, the unfinished file is gone."""

    def interrupted() -> None:
        with opened_folder(tmp_path, ()) as folder, folder.unfinished():
            assert len(files_in(tmp_path)) == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert files_in(tmp_path) == []
