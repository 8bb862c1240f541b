"""Pictures that were gone and are there again: what a run of the index says of them."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bowerbird_engine import Engine, load_settings
from bowerbird_engine.errors import FolderError
from bowerbird_engine.gone import DROPPED_KEPT
from bowerbird_engine.reports import IndexReport
from fakes.indexed import Library, assert_adds_up, make_picture
from fakes.passing_days import let_days_pass


def make_pictures(folder: Path, count: int, first: int = 0) -> Path:
    """Make a folder of pictures."""
    for number in range(first, first + count):
        make_picture(folder / f"{number:04}.png", number)
    return folder


def quick_library(home: Path) -> Library:
    """Open a library that looks for no details in its pictures."""
    library = Library(home)
    library.settings = replace(library.settings, details=False)
    return library


def news(report: IndexReport) -> tuple[int, int, int, int]:
    """Give how many were learned, moved, no longer there and found again."""
    assert_adds_up(report)
    return report.embedded, report.moved, report.missing, report.returned


@pytest.mark.parametrize("many", [3, 30])
def test_pictures_that_are_there_again_are_counted_once(tmp_path: Path, many: int) -> None:
    """Whether they had left the library or were held, the run that meets them says how many, and the next one nothing."""
    folder = make_pictures(tmp_path / "pictures", 60)
    make_pictures(folder / "more", many, first=100)
    with quick_library(tmp_path / "home") as library:
        library.add(folder)
        assert news(library.index()) == (60 + many, 0, 0, 0)
        (folder / "more").rename(tmp_path / "away")
        gone = library.index()
        assert (gone.missing, sum(held.pictures for held in gone.held)) == ((3, 0) if many == 3 else (0, 30))
        assert gone.returned == 0
        (tmp_path / "away").rename(folder / "more")
        assert news(library.index()) == (0, 0, 0, many)
        # The control: they are there as ever.
        assert news(library.index()) == (0, 0, 0, 0)


def test_a_copy_with_another_time_is_found_again_and_another_picture_is_not(tmp_path: Path) -> None:
    """Of a backup that keeps no times the picture comes back; another one under its old name was never gone."""
    folder = make_pictures(tmp_path / "pictures", 60)
    backup = Path(shutil.copytree(folder, tmp_path / "backup"))
    with quick_library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        for name in ("0001.png", "0002.png"):
            (folder / name).unlink()
        assert library.index().missing == 2
        shutil.copyfile(backup / "0001.png", folder / "0001.png")
        make_picture(folder / "0002.png", 999, size=(320, 200))
        assert news(library.index()) == (1, 0, 0, 1)
        # The control: a picture that was there all the time and is written anew is no news of that kind.
        os.utime(folder / "0003.png", (1, 1))
        assert news(library.index()) == (0, 0, 0, 0)


def test_what_comes_from_an_earlier_loss_hides_no_new_one(tmp_path: Path) -> None:
    """Two pictures are met elsewhere that an earlier run had missed, while two others go: these are counted."""
    folder = make_pictures(tmp_path / "pictures", 60)
    away = tmp_path / "away"
    away.mkdir()
    with quick_library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        for name in ("0001.png", "0002.png"):
            shutil.move(folder / name, away / name)
        assert news(library.index()) == (0, 0, 2, 0)
        for name in ("0001.png", "0002.png"):
            shutil.copyfile(away / name, folder / f"again-{name}")
        for name in ("0003.png", "0004.png"):
            (folder / name).unlink()
        assert news(library.index()) == (0, 2, 2, 0)
        # The control: what is missed and met in one run has moved, and is not lost.
        shutil.copyfile(folder / "0005.png", folder / "again-0005.png")
        (folder / "0005.png").unlink()
        assert news(library.index()) == (0, 1, 0, 0)


def test_a_picture_that_is_moved_by_a_copy_and_a_deletion_stays_in_its_collection(tmp_path: Path) -> None:
    """A run of the index that sees both of them in between takes nothing from the collection."""
    one, other = make_pictures(tmp_path / "one", 8), make_pictures(tmp_path / "other", 2, first=100)
    with quick_library(tmp_path / "home") as library:
        library.add(one)
        library.add(other)
        library.index()
        lamps = library.catalogue.collections.create("lamps").id
        kept = [library.assets()[str(one / name)].id for name in ("0001.png", "0002.png")]
        library.catalogue.collections.add(lamps, kept)
        shutil.copy2(one / "0001.png", other / "0001.png")
        assert news(library.index()) == (0, 0, 0, 0)
        for name in ("0001.png", "0002.png"):
            (one / name).unlink()
        assert news(library.index()) == (0, 0, 2, 0)
        # The control: the one that was only deleted has left it.
        listed = [member.asset_id for member in library.catalogue.collections.members(lamps, 9)]
        assert listed == [library.assets()[str(other / "0001.png")].id]


def test_a_clock_that_leaps_and_comes_back_forgets_nothing(tmp_path: Path) -> None:
    """What left yesterday is kept although the clock says that it is months ago, also once the clock is right again."""
    folder = make_pictures(tmp_path / "pictures", 40)
    with Engine(replace(load_settings(tmp_path / "home"), details=False)) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
        engine.remove_folder(folder)
        let_days_pass(engine, timedelta(days=1))
        for leap in (timedelta(days=40), timedelta(days=1), timedelta(days=-41)):
            let_days_pass(engine, leap, indexed=False)
            engine.index(ocr=False)
            assert sum(dropped.pictures for dropped in engine.gone().dropped) == 40
        # The control: when those days have really passed, nothing is left.
        let_days_pass(engine, DROPPED_KEPT)
        engine.index(ocr=False)
        assert engine.gone().dropped == ()


def test_a_folder_that_moved_and_left_a_link_is_not_added_beside_itself(tmp_path: Path) -> None:
    """Its pictures would be there twice, once for ever out of reach. It says what to do, and that loses nothing."""
    folder, larger = make_pictures(tmp_path / "pictures", 5), tmp_path / "larger" / "pictures"
    with Engine(replace(load_settings(tmp_path / "home"), details=False)) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
        larger.parent.mkdir()
        folder.rename(larger)
        folder.symlink_to(larger)
        engine.index(ocr=False)
        with pytest.raises(FolderError, match=f"folders move {folder} {larger}"):
            engine.add_folder(folder)
        (root,) = engine.folders()
        assert (root.online, "folders move" in (root.offline_reason or "")) == (False, True)
        engine.move_folder(folder, larger)
        assert news(engine.index(ocr=False)) == (0, 0, 0, 0)
        # The control: a link whose place the library never knew leads to a folder like any other.
        make_pictures(tmp_path / "new", 2, first=100)
        (tmp_path / "link").symlink_to(tmp_path / "new")
        assert engine.add_folder(tmp_path / "link").root.path == tmp_path / "new"
        assert engine.add_folder(folder).root.path == larger


def test_a_larger_folder_takes_over_what_waits_in_a_removed_one(tmp_path: Path) -> None:
    """Pictures that were not found go on waiting for a yes in it, and none of the others is read again."""
    best = make_pictures(tmp_path / "all" / "best", 40)
    make_pictures(tmp_path / "all" / "rest", 3, first=100)
    with Engine(replace(load_settings(tmp_path / "home"), details=False)) as engine:
        engine.add_folder(best)
        engine.index(ocr=False)
        for path in sorted(best.iterdir())[:30]:
            path.unlink()
        assert [held.pictures for held in engine.index(ocr=False).held] == [30]
        engine.remove_folder(best)
        assert engine.add_folder(tmp_path / "all").brought_back == 40
        report = engine.index(ocr=False)
        # The control: what was never in the library is new.
        assert news(report) == (3, 0, 0, 0)
        assert [(held.folder, held.pictures) for held in report.held] == [(tmp_path / "all", 30)]
        assert engine.gone().dropped == ()
