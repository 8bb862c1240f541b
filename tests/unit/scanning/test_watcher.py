"""Listening to real folders: what is told of, what is not, and what happens when the system does not report."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from bowerbird_engine.assets import Root
from bowerbird_engine.scanning import watcher
from bowerbird_engine.scanning.reported_changes import LISTENING_REACHES_DOWN
from bowerbird_engine.scanning.walker import Walk, walk
from bowerbird_engine.scanning.watcher import Watch
from unit.scanning.listening import (
    RULES,
    SILENT_S,
    Listening,
    Told,
    kind_of,
    listening_to,
    make,
    make_old,
    root,
    wait_until,
)


def test_changes_of_pictures_are_told(pictures: Path) -> None:
    """A new picture, an edited one, one saved by way of a temporary file, a renamed and a deleted one are all told of."""
    with listening_to(pictures) as listening:
        assert listening.watch.state.kind == "watching"
        assert listening.hears(lambda: (pictures / "new.jpg").write_bytes(b"new"))
        assert listening.hears(lambda: (pictures / "trip" / "b.jpg").write_bytes(b"edited"))
        assert listening.hears(lambda: save_by_replacing(pictures / "a.jpg"))
        assert listening.hears(lambda: (pictures / "a.jpg").rename(pictures / "trip" / "a.jpg"))
        assert listening.hears((pictures / "new.jpg").unlink)


@pytest.mark.parametrize("reaches_down", [False, True], ids=["each-folder", "from-the-root-down"])
def test_the_library_does_not_wake_itself(
    pictures: Path, monkeypatch: pytest.MonkeyPatch, *, reaches_down: bool
) -> None:
    """What the library writes in a folder of its own inside a watched one is not told of, in either way of listening."""
    monkeypatch.setattr(watcher, "LISTENING_REACHES_DOWN", reaches_down)

    def write(folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "a.jpg").write_bytes(b"a")
        (folder / "a.jpg").unlink()
        (folder / "below").mkdir()

    with listening_to(pictures) as listening:
        assert listening.hears_nothing_of(lambda: write(pictures / "own"))
        assert listening.hears(lambda: write(pictures / "another"))  # the control


def save_by_replacing(path: Path) -> None:
    """Save as editors do."""
    temporary = path.with_suffix(".part")
    temporary.write_bytes(b"saved")
    temporary.replace(path)


def test_what_is_no_picture_wakes_nobody(pictures: Path) -> None:
    """Other files, hidden and ignored places and the library's own files are not told of; a picture after them is."""
    for folder in (pictures / "own" / "cache", pictures / ".hidden", pictures / "node_modules"):
        folder.mkdir(parents=True)
    make_old(pictures)

    def others() -> None:
        (pictures / "notes.txt").write_text("notes")
        (pictures / ".a.jpg").write_bytes(b"")
        (pictures / "own" / "cache" / "thumbnail.jpg").write_bytes(b"")
        (pictures / ".hidden" / "c.jpg").write_bytes(b"")
        (pictures / "node_modules" / "logo.jpg").write_bytes(b"")
        (pictures / "notes.txt").unlink()
        (pictures / "a.jpg").read_bytes()

    with listening_to(pictures) as listening:
        assert listening.hears_nothing_of(others)
        assert listening.hears(lambda: (pictures / "c.jpg").write_bytes(b"c"))


def test_a_burst_is_told_once(pictures: Path) -> None:
    """Many changes in a moment are told of once, when they are over."""
    with listening_to(pictures) as listening:
        before = listening.calm()
        for number in range(300):
            (pictures / f"{number}.jpg").write_bytes(b"")
        assert listening.calm() == before + 1


def test_new_folders_are_listened_to(pictures: Path) -> None:
    """What comes into a folder that was made, moved in or renamed since is told of, and a folder that leaves too."""
    outside = pictures.parent / "outside"
    (outside / "deep").mkdir(parents=True)
    with listening_to(pictures) as listening:
        assert listening.hears(lambda: make(pictures / "made" / "deep"))
        assert listening.hears(
            lambda: (pictures / "made" / "deep" / "c.jpg").write_bytes(b"c"), after_calm=True
        )
        assert listening.hears(lambda: outside.rename(pictures / "moved"), after_calm=True)
        assert listening.hears(
            lambda: (pictures / "moved" / "deep" / "d.jpg").write_bytes(b"d"), after_calm=True
        )
        assert listening.hears(lambda: (pictures / "moved").rename(pictures / "renamed"), after_calm=True)
        assert listening.hears(
            lambda: (pictures / "renamed" / "deep" / "e.jpg").write_bytes(b"e"), after_calm=True
        )
        assert listening.hears(lambda: (pictures / "renamed").rename(outside), after_calm=True)
        assert listening.hears_nothing_of(lambda: (outside / "deep" / "f.jpg").write_bytes(b"f"))


@pytest.mark.skipif(LISTENING_REACHES_DOWN, reason="there is no moment between listing and listening there")
def test_a_folder_that_comes_before_anyone_listens(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that came after the others were listed, and before those were listened to, is listened to in the end."""
    late = pictures / "trip" / "late"

    def list_and_make(*arguments: Any) -> Walk:
        listed = walk(*arguments)
        late.mkdir(exist_ok=True)
        return listed

    monkeypatch.setattr(watcher, "walk", list_and_make)
    with listening_to(pictures) as listening:
        assert listening.hears(lambda: (late / "c.jpg").write_bytes(b"c"), after_calm=True)


def test_links_are_not_followed(pictures: Path) -> None:
    """A link to a folder outside, or to the folder itself, does not make that be listened to."""
    outside = pictures.parent / "outside"
    outside.mkdir()
    try:
        (pictures / "link").symlink_to(outside, target_is_directory=True)
        (pictures / "circle").symlink_to(pictures, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets its user make no links")
    with listening_to(pictures) as listening:
        assert listening.hears_nothing_of(lambda: (outside / "c.jpg").write_bytes(b"c"))
        assert listening.hears(lambda: (pictures / "c.jpg").write_bytes(b"c"))


def test_folders_that_are_not_here_are_not_listened_to(pictures: Path) -> None:
    """An offline folder is left alone until a refresh finds it online."""
    other = pictures.parent / "other"
    other.mkdir()
    listening = Listening(pictures / "own")
    listening.roots = [root(pictures), root(other, online=False)]
    listening.start()
    with contextlib.closing(listening.watch):
        assert listening.hears_nothing_of(lambda: (other / "a.jpg").write_bytes(b"a"))
        listening.roots = [root(pictures), root(other)]
        assert listening.hears(listening.watch.refresh)
        assert listening.hears(lambda: (other / "b.jpg").write_bytes(b"b"))


def test_without_folders_there_is_nothing_to_listen_to(pictures: Path) -> None:
    """A library whose folders are all away says so, and begins when one is back."""
    told = Told()
    roots: list[Root] = [root(pictures, online=False)]
    with contextlib.closing(Watch(told, roots=lambda: roots, rules=lambda: RULES)) as watch:
        wait_until(lambda: "No folder" in watch.state.detail)
        assert kind_of(watch) == "off"
        assert not told.times
        roots[:] = [root(pictures)]
        watch.refresh()
        assert told.waits_for(1)
        assert kind_of(watch) == "watching"


def test_a_folder_that_vanishes_and_comes_back_is_listened_to_again(pictures: Path) -> None:
    """A folder of the library that is deleted and made anew is listened to without anybody asking for it."""
    with listening_to(pictures) as listening:
        listening.calm()
        shutil.rmtree(pictures)
        time.sleep(1)
        pictures.mkdir()
        assert listening.hears(lambda: (pictures / "c.jpg").write_bytes(b"c"), after_calm=True)


def test_nothing_is_told_after_the_end(pictures: Path) -> None:
    """Closing ends the thread at once, also in the midst of a change, and nothing is told afterwards."""
    with listening_to(pictures) as listening:
        listening.calm()
        (pictures / "c.jpg").write_bytes(b"c")
        started = time.monotonic()
        listening.watch.close()
        assert time.monotonic() - started < 2
        before = listening.told.times
        time.sleep(SILENT_S)
        assert listening.told.times == before
