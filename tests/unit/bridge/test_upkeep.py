"""The thread that keeps the library up to date: what makes it begin a run, what holds it back, and what it says."""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from bowerbird_bridge.background import upkeep as upkeep_module
from bowerbird_bridge.background import when_to_index
from bowerbird_bridge.background.upkeep import ThisMachine, Upkeep
from bowerbird_engine import Engine, LibraryBusyError, PreferenceChanges, load_settings
from bowerbird_engine.scanning import watcher

SOON_S = 20.0
SILENT_S = 1.5


class Desk:
    """A machine and its index runs, both as the test wants them."""

    def __init__(self) -> None:
        self.begun = 0
        self.busy = self.takes_long = False
        self.letters = False
        self.room_made = 0
        self.stopped = 0
        self.battery = False
        self.percent = 0.0
        self.trouble: Exception | None = None
        self._changed = threading.Condition()

    def start_index(self) -> None:
        with self._changed:
            if self.trouble is not None:
                raise self.trouble
            self.begun += 1
            self.busy = self.takes_long
            self._changed.notify_all()

    def make_room(self) -> None:
        self.room_made += 1

    def stop_index(self) -> None:
        self.stopped += 1
        self.busy = False

    def on_battery(self) -> bool:
        return self.battery

    def load(self) -> float:
        return self.percent

    def begin_anew(self) -> None:
        pass

    def waits_for(self, begun: int) -> bool:
        """Wait until so many runs were begun."""
        with self._changed:
            return self._changed.wait_for(lambda: self.begun >= begun, SOON_S)

    def calm(self) -> int:
        """Wait until no run is begun any more, and say how many were."""
        begun = -1
        while begun != self.begun:
            begun = self.begun
            time.sleep(SILENT_S)
        return begun


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the times; that they are kept is in `test_when_to_index`."""
    monkeypatch.setattr(when_to_index, "REST_S", 0.05)
    monkeypatch.setattr(when_to_index, "LONGEST_REST_S", 0.1)
    monkeypatch.setattr(when_to_index, "PAUSED_LOOK_S", 0.2)
    monkeypatch.setattr(when_to_index, "RUNNING_LOOK_S", 0.1)
    monkeypatch.setattr(upkeep_module, "RUNNING_LOOK_S", 0.1)
    monkeypatch.setattr(upkeep_module, "FAILED_LOOK_S", 0.2)
    monkeypatch.setattr(upkeep_module, "POLL_S", 0.3)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Make an empty folder."""
    folder = tmp_path.resolve() / "pictures"
    folder.mkdir()
    return folder


@pytest.fixture
def engine(tmp_path: Path, pictures: Path) -> Generator[Engine]:
    """Open a library with that folder."""
    with Engine(load_settings(tmp_path / "home")) as opened:
        opened.add_folder(pictures)
        yield opened


@pytest.fixture
def desk() -> Desk:
    """Give a machine at rest."""
    return Desk()


@contextlib.contextmanager
def kept(engine: Engine, desk: Desk) -> Generator[Upkeep]:
    """Keep the library up to date for a block, from the first run on."""
    upkeep = Upkeep(
        engine,
        desk.start_index,
        busy=lambda: desk.busy,
        reading_letters=lambda: desk.letters,
        make_room=desk.make_room,
        stop_index=desk.stop_index,
        machine=desk,
    )
    upkeep.start()
    try:
        yield upkeep
    finally:
        upkeep.close()


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + SOON_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_begins_at_the_start_and_after_each_change(engine: Engine, desk: Desk, pictures: Path) -> None:
    """A run is begun at the start and when a picture appears; between them none is."""
    with kept(engine, desk) as upkeep:
        assert desk.waits_for(1)
        before = desk.calm()
        (pictures / "a.jpg").write_bytes(b"a")
        assert desk.waits_for(before + 1)
        assert upkeep.state().state == "ready"
        assert "within seconds" in upkeep.state().detail


def test_nothing_begins_on_battery(engine: Engine, desk: Desk, pictures: Path) -> None:
    """On battery nothing is begun and the reason is said; at the plug what was heard is made up for."""
    desk.battery = True
    with kept(engine, desk) as upkeep:
        until(lambda: upkeep.waits() is not None)
        (pictures / "a.jpg").write_bytes(b"a")
        time.sleep(SILENT_S * 2)
        assert not desk.begun
        assert upkeep.state().state == "paused"
        assert "battery" in upkeep.state().detail
        desk.battery = False
        assert desk.waits_for(1)
        until(lambda: upkeep.state().state == "ready")
        assert upkeep.waits() is None


def test_what_is_asked_for_begins_on_battery(engine: Engine, desk: Desk) -> None:
    """A request of the person is not held back by a pause."""
    desk.battery = True
    with kept(engine, desk) as upkeep:
        until(lambda: upkeep.waits() is not None)
        upkeep.wake()
        time.sleep(0.5)
        assert not desk.begun
        upkeep.wake(asked=True)
        assert desk.waits_for(1)


def test_load_counts_when_the_person_says_so(engine: Engine, desk: Desk) -> None:
    """Under load a run is begun, unless the preference says otherwise; it is heeded as soon as it is set."""
    desk.percent = 100
    engine.set_preferences(PreferenceChanges(pause_under_load=True))
    with kept(engine, desk) as upkeep:
        until(lambda: upkeep.state().state == "paused")
        assert "busy" in upkeep.state().detail
        assert not desk.begun
        engine.set_preferences(PreferenceChanges(pause_under_load=False))
        upkeep.wake()
        assert desk.waits_for(1)


def test_switched_off_it_does_nothing(engine: Engine, desk: Desk, pictures: Path) -> None:
    """Without watching nothing is begun; switched on again, it goes on."""
    engine.set_preferences(PreferenceChanges(watch=False))
    with kept(engine, desk) as upkeep:
        until(lambda: upkeep.state().state == "paused")
        assert "switched off" in upkeep.state().detail
        (pictures / "a.jpg").write_bytes(b"a")
        time.sleep(SILENT_S)
        assert not desk.begun
        engine.set_preferences(PreferenceChanges(watch=True))
        upkeep.wake()
        assert desk.waits_for(1)


def test_a_run_of_ours_stops_when_the_plug_is_pulled(engine: Engine, desk: Desk) -> None:
    """A run that was begun here is stopped on battery, and gone on with at the plug; it counts as paused meanwhile."""
    with kept(engine, desk) as upkeep:
        assert desk.waits_for(1)
        desk.calm()
        desk.busy = True
        (engine.folders()[0].path / "a.jpg").write_bytes(b"a")
        time.sleep(SILENT_S)
        desk.battery = True
        time.sleep(SILENT_S)
        assert not desk.stopped  # somebody else's
        desk.battery = desk.busy = False
        begun = desk.begun
        assert desk.waits_for(begun + 1)
        desk.calm()
        begun, desk.takes_long = desk.begun, True
        upkeep.wake(asked=True)
        assert desk.waits_for(begun + 1)
        desk.battery = True
        until(lambda: desk.stopped == 1)
        until(lambda: upkeep.state().state == "paused")
        begun, desk.battery = desk.begun, False
        assert desk.waits_for(begun + 1)


def test_letters_make_room_for_pictures(engine: Engine, desk: Desk, pictures: Path) -> None:
    """While letters are read, a new picture has the run begin anew; again only after a while."""
    with kept(engine, desk):
        assert desk.waits_for(1)
        desk.calm()
        desk.busy = desk.letters = True
        (pictures / "a.jpg").write_bytes(b"a")
        until(lambda: desk.room_made == 1)
        (pictures / "b.jpg").write_bytes(b"b")
        time.sleep(SILENT_S * 2)
        assert desk.room_made == 1


def test_a_folder_that_is_added_is_listened_to(engine: Engine, desk: Desk, tmp_path: Path) -> None:
    """After a folder was added a run is begun, and what changes in it is heard."""
    more = tmp_path.resolve() / "more"
    more.mkdir()
    with kept(engine, desk) as upkeep:
        assert desk.waits_for(1)
        before = desk.calm()
        engine.add_folder(more)
        upkeep.changed_folders()
        assert desk.waits_for(before + 1)
        before = desk.calm()
        (more / "a.jpg").write_bytes(b"a")
        assert desk.waits_for(before + 1)


def test_a_folder_that_comes_back_is_looked_at(engine: Engine, desk: Desk, pictures: Path) -> None:
    """A folder that was away and is back is scanned and listened to again, without anybody saying so."""
    (pictures / "note.txt").touch()
    with kept(engine, desk):
        assert desk.waits_for(1)
        pictures.rename(pictures.with_name("away"))
        until(lambda: not engine.folders()[0].online)
        before = desk.calm()
        pictures.with_name("away").rename(pictures)
        assert desk.waits_for(before + 1)
        before = desk.calm()
        (pictures / "a.jpg").write_bytes(b"a")
        assert desk.waits_for(before + 1)


def test_a_disk_that_is_plugged_in_is_indexed(
    engine: Engine, desk: Desk, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run is begun for a disk that came even when nothing can be heard of it, and none for one that went."""

    def reason(_: Path) -> str:
        return "it is a network folder"

    (pictures / "note.txt").touch()
    monkeypatch.setattr(watcher, "why_unreported", reason)
    with kept(engine, desk) as upkeep:
        assert desk.waits_for(1)
        before = desk.calm()
        pictures.rename(pictures.with_name("away"))
        until(lambda: "none is watched" in upkeep.state().detail)
        assert desk.calm() == before
        pictures.with_name("away").rename(pictures)
        assert desk.waits_for(before + 1)


def test_trouble_is_said_and_tried_again(
    engine: Engine, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """When a run cannot be begun, that is said without a path, and the next try makes it good."""
    desk.trouble = LibraryBusyError("The library /home/me/library is busy.")
    with caplog.at_level(logging.CRITICAL), kept(engine, desk) as upkeep:
        until(lambda: upkeep.state().state == "failed")
        assert "/" not in upkeep.state().detail
        desk.trouble = RuntimeError("odd")
        time.sleep(0.5)
        assert upkeep.state().state == "failed"
        desk.trouble = None
        assert desk.waits_for(1)
        until(lambda: upkeep.state().state == "ready")


def test_nothing_begins_after_the_end(engine: Engine, desk: Desk, pictures: Path) -> None:
    """Closing ends soon, and no change begins anything afterwards."""
    with kept(engine, desk) as upkeep:
        assert desk.waits_for(1)
        before = desk.calm()
        started = time.monotonic()
        upkeep.close()
        assert time.monotonic() - started < 3
        (pictures / "a.jpg").write_bytes(b"a")
        time.sleep(SILENT_S)
        assert desk.begun == before


def test_this_machine_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Battery and load of the computer that this runs on can be asked for."""
    machine = ThisMachine()
    assert machine.on_battery() in {True, False}
    machine.begin_anew()
    assert machine.load() == 0.0
    monkeypatch.setattr(upkeep_module, "_LOAD_OVER_S", 0.0)
    assert 0.0 <= machine.load() <= 100.0


def test_a_vanished_library_folder_is_no_trouble(engine: Engine, desk: Desk, pictures: Path) -> None:
    """When every folder is away, it says that none is watched and waits."""
    with kept(engine, desk) as upkeep:
        assert desk.waits_for(1)
        shutil.rmtree(pictures)
        until(lambda: "none is watched" in upkeep.state().detail)
        assert upkeep.state().state == "ready"
