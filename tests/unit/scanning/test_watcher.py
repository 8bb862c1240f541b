"""Listening to real folders: what is told of, what is not, and what happens when the system does not report."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from bowerbird_engine.assets import Root
from bowerbird_engine.errors import UsageError
from bowerbird_engine.scanning import settling, watcher
from bowerbird_engine.scanning.ignore import Rules, make_rules
from bowerbird_engine.scanning.reported_changes import LISTENING_REACHES_DOWN
from bowerbird_engine.scanning.walker import Walk, walk
from bowerbird_engine.scanning.watcher import Watch

RULES, _ = make_rules([".jpg"])
SOON_S = 15.0
SILENT_S = 1.0
"""Longer than a change takes to be told of, with the times of `quick`."""


class Told:
    """Counts what a watch tells."""

    def __init__(self) -> None:
        self.times = 0
        self._changed = threading.Condition()

    def __call__(self) -> None:
        with self._changed:
            self.times += 1
            self._changed.notify_all()

    def waits_for(self, times: int) -> bool:
        """Wait until it was told so often."""
        with self._changed:
            return self._changed.wait_for(lambda: self.times >= times, SOON_S)


class Listening:
    """A watch over some folders, with what it told."""

    def __init__(self, home: Path) -> None:
        self.roots: list[Root] = []
        self.told = Told()
        self.home = home
        self.watch: Watch

    def start(self) -> None:
        self.watch = Watch(self.told, roots=lambda: self.roots, rules=lambda: RULES, own_folders=[self.home])
        assert self.told.waits_for(1)

    def calm(self) -> int:
        """Wait until nothing is told any more, and say how often it was."""
        times = -1
        while times != self.told.times:
            times = self.told.times
            time.sleep(SILENT_S)
        return times

    def hears(self, change: Callable[[], object], *, after_calm: bool = False) -> bool:
        """Make a change and tell whether it is told of. After a new folder there may be one more to wait for."""
        before = self.calm() if after_calm else self.told.times
        change()
        return self.told.waits_for(before + 1)

    def hears_nothing_of(self, change: Callable[[], object]) -> bool:
        """Make a change and tell whether nothing is told of it."""
        before = self.calm()
        change()
        time.sleep(SILENT_S)
        return self.told.times == before


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the times; what they are for is in `test_settling`."""
    monkeypatch.setattr(settling, "QUIET_S", 0.3)
    monkeypatch.setattr(watcher, "_STEP_MS", 50)
    monkeypatch.setattr(watcher, "_RENEW_S", 0.3)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Make a folder with a picture in it and in a folder below."""
    folder = tmp_path.resolve() / "pictures"
    (folder / "trip").mkdir(parents=True)
    (folder / "a.jpg").write_bytes(b"a")
    (folder / "trip" / "b.jpg").write_bytes(b"b")
    make_old(folder)
    return folder


@contextlib.contextmanager
def listening_to(*folders: Path) -> Generator[Listening]:
    """Listen to folders for a block."""
    listening = Listening(folders[0] / "own")
    listening.roots = [root(folder) for folder in folders]
    listening.start()
    try:
        yield listening
    finally:
        listening.watch.close()


def root(folder: Path, *, online: bool = True) -> Root:
    """Describe a folder of the library."""
    return Root(1, folder, "volume", "Disk", online=online)


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


def kind_of(watch: Watch) -> str:
    """Give the present kind, which no type checker takes for the one before."""
    return watch.state.kind


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


def make_old(folder: Path) -> None:
    """Let nothing in a folder have changed lately: what has is listened to twice."""
    for place in (folder, *folder.rglob("*")):
        os.utime(place, (1_000_000_000, 1_000_000_000))


def make(folder: Path) -> None:
    """Make a folder."""
    folder.mkdir(parents=True)


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


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_name_that_is_no_text_does_not_end_it(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose name is no UTF-8, which the library under us cannot report, is told of, and so is what follows."""
    monkeypatch.setattr(watcher, "_RETRY_S", 0.5)
    with listening_to(pictures) as listening:
        assert listening.hears(lambda: Path(os.fsdecode(os.fsencode(pictures) + b"/\xff.jpg")).touch())
        assert listening.hears(lambda: (pictures / "c.jpg").write_bytes(b"c"))
        assert listening.watch.state.kind == "watching"


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_folder_whose_name_is_no_text_is_left_to_polling(
    pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a folder is named with what to do, all others are listened to, and once it is renamed all is well by itself."""
    monkeypatch.setattr(watcher, "_RETRY_S", 0.5)
    nameless = Path(os.fsdecode(os.fsencode(pictures) + b"/caf\xe9"))
    make(nameless / "deep")
    make_old(pictures)
    with listening_to(pictures) as listening:
        assert kind_of(listening.watch) == "polling"
        assert "“caf\N{REPLACEMENT CHARACTER}” are not reported, nor those in 1 more" in (
            listening.watch.state.detail
        )
        assert "rename it" in listening.watch.state.detail
        assert listening.hears(lambda: (pictures / "trip" / "c.jpg").write_bytes(b"c"))
        nameless.rename(pictures / "café")
        wait_until(lambda: kind_of(listening.watch) == "watching")
        assert listening.hears(
            lambda: (pictures / "café" / "deep" / "d.jpg").write_bytes(b"d"), after_calm=True
        )


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_library_folder_whose_name_is_no_text_is_told_in_text(pictures: Path) -> None:
    """What is said of a folder of the library with such a name can be written as JSON."""
    nameless = Path(os.fsdecode(os.fsencode(pictures) + b"-\xff"))
    nameless.mkdir()
    with listening_to(pictures, nameless) as listening:
        assert kind_of(listening.watch) == "polling"
        assert "until it is renamed" in listening.watch.state.detail
        listening.watch.state.detail.encode("utf-8")


@pytest.mark.skipif(LISTENING_REACHES_DOWN, reason="single folders are not named there")
def test_folders_that_always_come_and_go_do_not_end_it(
    pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a folder vanishes each time between being listed and being listened to, the others are listened to."""

    def walk_then_lose(*arguments: Any) -> Walk:
        passing = pictures / "passing"
        passing.mkdir(exist_ok=True)
        walked = walk(*arguments)
        passing.rmdir()
        make_old(pictures)
        return walked

    monkeypatch.setattr(watcher, "walk", walk_then_lose)
    with listening_to(pictures) as listening:
        assert kind_of(listening.watch) == "watching"
        assert listening.hears(lambda: (pictures / "c.jpg").write_bytes(b"c"))


def test_what_fails_is_tried_again_by_itself(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the system refuses to report anything, that is said, and it is tried again after a while without a refresh."""
    listen, refused = watchfiles.watch, threading.Event()

    def refuse(*folders: Path, **options: Any) -> Generator[set[tuple[watchfiles.Change, str]]]:
        if not refused.is_set():
            raise RuntimeError("no more of that")
        return listen(*folders, **options)

    monkeypatch.setattr(watchfiles, "watch", refuse)
    monkeypatch.setattr(watcher, "_TROUBLE_RETRY_S", 0.2)
    told = Told()
    with contextlib.closing(Watch(told, roots=lambda: [root(pictures)], rules=lambda: RULES)) as watch:
        wait_until(lambda: "cannot be watched" in watch.state.detail)
        assert not told.times
        refused.set()
        assert told.waits_for(1)
        assert kind_of(watch) == "watching"


def test_a_storm_is_told_and_all_is_listened_to_anew(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After more events than can be looked at one by one, of which some may be lost, nothing is taken on trust."""
    monkeypatch.setattr(watcher, "_STORM", 50)
    with listening_to(pictures) as listening:
        before = listening.calm()
        for number in range(500):
            (pictures / f"{number}.txt").write_bytes(b"")
        assert listening.told.waits_for(before + 2)  # of the storm, and of the new beginning


def test_unreadable_rules_let_everything_through(pictures: Path) -> None:
    """When the person's rules cannot be read, every change counts."""

    def broken() -> Rules:
        raise UsageError("no permission")

    told = Told()
    with contextlib.closing(Watch(told, roots=lambda: [root(pictures)], rules=broken)):
        assert told.waits_for(1)
        time.sleep(SILENT_S)
        before = told.times
        (pictures / "notes.txt").write_text("notes")
        assert told.waits_for(before + 1)


def test_what_cannot_be_listened_to_is_said(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network folder makes it "polling", by name and with the reason, while the others are listened to."""
    network = pictures.parent / "network"
    network.mkdir()

    def reason(folder: Path) -> str | None:
        return "it is a network folder" if folder == network else None

    monkeypatch.setattr(watcher, "why_unreported", reason)
    with listening_to(pictures, network) as listening:
        assert listening.watch.state.kind == "polling"
        assert "“network”" in listening.watch.state.detail
        assert "network folder" in listening.watch.state.detail
        assert listening.hears(lambda: (pictures / "c.jpg").write_bytes(b"c"))
        assert listening.hears_nothing_of(lambda: (network / "c.jpg").write_bytes(b"c"))


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


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + SOON_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
