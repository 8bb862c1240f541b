"""The reporter: what it says to those who listen, how often, and that it sleeps while nobody does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bowerbird_bridge.access.clients import ALL_SCOPES, Client
from bowerbird_bridge.background.jobs import Jobs
from bowerbird_bridge.news.events import Events, Stream
from bowerbird_bridge.news.reporter import Reporter
from bowerbird_bridge.news.status_board import StatusBoard, unwatched
from bowerbird_bridge.schemas.status import Part
from bowerbird_engine import Engine, load_settings
from fakes.indexed import make_picture

SOON_S = 10.0


@dataclass
class Desk:
    """A reporter over a real library, whose clock and pairings a test moves; `look` stands for its thread."""

    engine: Engine
    now: float = 0.0
    pending: int = 0
    events: Events = field(default_factory=Events)
    board: StatusBoard = field(init=False)
    reporter: Reporter = field(init=False)
    stream: Stream = field(init=False)

    def __post_init__(self) -> None:
        self.board = StatusBoard(self.engine, Jobs(self.engine))
        self.reporter = Reporter(self.events, self.board, lambda: self.pending, clock=lambda: self.now)
        owner = Client("one", "one", "owner", ALL_SCOPES, datetime(2026, 1, 1, tzinfo=UTC), None)
        self.stream = self.events.subscribe(owner)

    def heard(self) -> list[tuple[str, Any]]:
        """Look once, and give what was said."""
        self.reporter.look()
        self.events.publish("mark", {})
        found: list[tuple[str, Any]] = []
        for block in next(self.stream).decode().split("\n\n"):
            if block:
                name, value = block.split("\n")
                found.append((name.removeprefix("event: "), json.loads(value.removeprefix("data: "))))
        assert found.pop() == ("mark", {})
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a reporter with one listener."""
    with Engine(load_settings(tmp_path / "home")) as engine:
        desk = Desk(engine)
        yield desk
        desk.events.close()


def test_what_has_not_changed_is_not_said_again(desk: Desk) -> None:
    """The first look tells how things stand, and a hundred more tell nothing."""
    assert [name for name, _ in desk.heard()] == ["status", "pairing"]
    for _ in range(100):
        assert desk.heard() == []


def test_results_are_not_called_new_all_the_time(desk: Desk, tmp_path: Path) -> None:
    """A page asks again each time, so it is told every few seconds while the index commits, and once at the end."""
    desk.heard()
    make_picture(tmp_path / "pictures" / "a.png", 1)
    desk.engine.add_folder(tmp_path / "pictures")
    assert ("library", {"searchable": 0}) in desk.heard()
    desk.engine.index(ocr=False)
    desk.now += 0.5
    assert "library" not in [name for name, _ in desk.heard()]
    desk.now += 2.0
    while desk.board.now().searchable == 0:  # until the sums have had their rest
        time.sleep(0.01)
    assert ("library", {"searchable": 1}) in desk.heard()
    desk.now += 10.0
    assert desk.heard() == []


def test_programs_that_wait_are_counted_when_their_number_changes(desk: Desk) -> None:
    """One more, one less: each is told once."""
    desk.heard()
    desk.pending = 2
    assert desk.heard() == [("pairing", {"pending": 2})]
    assert desk.heard() == []
    desk.pending = 0
    assert desk.heard() == [("pairing", {"pending": 0})]


def test_nothing_is_looked_at_while_nobody_listens(desk: Desk) -> None:
    """A hub that nobody follows does not wake up twice a second; it begins when somebody comes."""
    looks = threading.Semaphore(0)
    events = Events()

    def watcher() -> Part:
        looks.release()
        return unwatched()

    board = StatusBoard(desk.engine, Jobs(desk.engine), watcher)
    reporter = Reporter(events, board, lambda: 0, look_every_s=0.01)
    reporter.start()
    time.sleep(0.1)
    assert not looks.acquire(blocking=False)
    stream = events.subscribe(desk.stream.client)
    assert looks.acquire(timeout=SOON_S)
    stream.close()
    events.close()
    reporter.close()
    assert "reporter" not in [thread.name for thread in threading.enumerate()]


def test_an_error_does_not_end_the_reports(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """A library that cannot be read for a moment is reported on again afterwards; the log says what was wrong."""
    looks = 0
    again = threading.Event()

    def pending() -> int:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise OSError("for a moment")
        again.set()
        return 0

    reporter = Reporter(desk.events, desk.board, pending, look_every_s=0.01)
    reporter.start()
    assert again.wait(SOON_S)
    desk.events.close()
    reporter.close()
    assert "for a moment" in caplog.text
