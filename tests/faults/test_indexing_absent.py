"""Folders whose pictures are all gone at once, before a run or in the midst of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine.assets import FileStatus
from bowerbird_engine.reports import Progress
from fakes.indexed import BrightnessRecognizer, Library, assert_adds_up, make_picture


def make_pictures(folder: Path, count: int, first: int = 0) -> Path:
    """Make a folder of pictures."""
    for number in range(first, first + count):
        make_picture(folder / f"{number}.png", number)
    return folder


def empty(folder: Path) -> None:
    """Take all pictures out of a folder."""
    for path in folder.rglob("*.png"):
        path.unlink()


@pytest.mark.parametrize("stray", [".DS_Store", "note.txt", ".Trash-1000/files", ".hidden/x", "tmp/x.txt"])
def test_stray_file_in_an_emptied_root_does_not_make_it_news(tmp_path: Path, stray: str) -> None:
    """A root in which no picture is left is offline whatever else lies there: nothing of it is given up."""
    folder = make_pictures(tmp_path / "pictures", 5)
    with Library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        before = {asset.id for asset in library.assets().values()}
        empty(folder)
        (folder / stray).parent.mkdir(exist_ok=True)
        (folder / stray).write_bytes(b"x")
        report = library.index()
        assert report.missing == 0
        (root,) = report.offline
        assert "is its disk connected?" in (root.offline_reason or "")
        assert {asset.id for asset in library.assets().values()} == before
        # The control: one picture that is still there makes the others' absence news.
        make_pictures(folder, 1)
        report = library.index()
    assert (report.offline, report.missing, report.found) == ((), 4, 1)


def test_reason_says_how_many_there_were_and_what_to_do(tmp_path: Path) -> None:
    """The person reads how many pictures are gone, and how to say that it was meant."""
    folder = make_pictures(tmp_path / "pictures", 3)
    with Library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        empty(folder)
        (folder / "note.txt").touch()
        (root,) = library.index().offline
    assert root.offline_reason == (
        f"no picture is left in {folder} although it held 3 pictures; is its disk connected?"
        " If you emptied it on purpose, remove the folder with `bowerbird remove`"
    )


def test_few_pictures_deleted_beside_other_files_are_deleted(tmp_path: Path) -> None:
    """One or two pictures that go from a folder with other things in it are an ordinary deletion."""
    folder = make_pictures(tmp_path / "pictures", 2)
    (folder / "note.txt").touch()
    with Library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        empty(folder)
        report = library.index()
    assert (report.offline, report.missing) == ((), 2)


def test_rules_that_leave_out_every_picture_are_obeyed(tmp_path: Path) -> None:
    """Pictures that are still there but left out by a new rule leave the search: no disk is absent."""
    folder = make_pictures(tmp_path / "pictures", 5)
    with Library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        library.settings.ignore_file.write_text("*.png\n", encoding="utf-8")
        report = library.index()
    assert (report.offline, report.missing, report.skips) == ((), 5, {"own_rule": 5})


def test_report_has_the_failures_of_the_folders_that_are_here(tmp_path: Path) -> None:
    """What failed on a disk that is away is not listed beside counts that leave it out."""
    one, other = make_pictures(tmp_path / "one", 1), make_pictures(tmp_path / "other", 1, first=9)
    (one / "bad.jpg").write_bytes(b"")
    (other / "bad.jpg").write_bytes(b"")
    with Library(tmp_path / "home") as library:
        library.add(one)
        library.add(other)
        assert len(library.index().failures) == 2
        other.rename(tmp_path / "away")
        report = library.index()
        assert [failure.path for failure in report.failures] == [one / "bad.jpg"]
        assert len(report.failures) == report.counts[FileStatus.UNREADABLE]
        assert len(library.catalogue.files.failures(10)) == 2


@pytest.mark.parametrize("leaves_an_empty_folder", [False, True])
def test_root_that_goes_away_before_decoding_is_offline_and_its_files_wait(
    tmp_path: Path, leaves_an_empty_folder: bool
) -> None:
    """A whole root that goes away after its walk is offline: none of its files is called unreadable."""
    stays = make_pictures(tmp_path / "stays", 3)
    goes = make_pictures(tmp_path / "goes", 200, first=100)
    away = tmp_path / "away"

    def take_away(progress: Progress) -> None:
        if progress.phase == "pictures" and not away.exists():
            goes.rename(away)
            if leaves_an_empty_folder:  # as an unplugged disk does
                goes.mkdir()

    with Library(tmp_path / "home") as library:
        library.add(stays)
        library.add(goes)
        report = library.index(progress=take_away)
        assert away.exists()
        assert_adds_up(report)
        assert [root.path for root in report.offline] == [goes]
        assert str(goes) in (report.offline[0].offline_reason or "")
        assert (report.found, report.counts[FileStatus.INDEXED], report.failures) == (3, 3, ())
        assert library.catalogue.files.failures(10) == []
        waiting = library.catalogue.files.pending(library.roots(), 1000)
        assert waiting
        assert {file.attempts for file in waiting} == {0}
        if leaves_an_empty_folder:
            goes.rmdir()
        away.rename(goes)
        back = library.index()
    assert (back.offline, back.counts[FileStatus.INDEXED]) == ((), 203)


def test_root_that_goes_away_while_letters_are_read_is_read_later(tmp_path: Path) -> None:
    """Pictures of a disk that is pulled out before their letters are read do not count as read without success."""
    folder = make_pictures(tmp_path / "pictures", 30)
    away = tmp_path / "away"

    def take_away(progress: Progress) -> None:
        if progress.phase == "letters" and not away.exists():
            folder.rename(away)

    with Library(tmp_path / "home") as library:
        library.add(folder)
        first = library.index(BrightnessRecognizer(), progress=take_away)
        assert away.exists()
        assert first.read_for_letters < 30
        away.rename(folder)
        second = library.index(BrightnessRecognizer())
    assert first.read_for_letters + second.read_for_letters == 30


def test_library_that_lies_in_its_own_folder_does_not_index_itself(tmp_path: Path) -> None:
    """Thumbnails and proxies are no pictures of the person, wherever the library is kept and whatever the rules say."""
    folder = make_pictures(tmp_path / "pictures", 3)
    with Library(folder / "library") as library:
        make_picture(folder / "library" / "packs" / "drawing.png", 50)
        library.settings.ignore_file.write_text("!library/\n!cache/\n", encoding="utf-8")
        library.add(folder)
        library.index()
        report = library.index()
    assert (report.found, report.skips) == (3, {"cache": 1})
    assert list((folder / "library" / "cache").iterdir())
