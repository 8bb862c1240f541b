"""The status: its parts by what is known, what it costs, and the real one over HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bowerbird_bridge.background.job import Job, JobKind
from bowerbird_bridge.news.status_board import StatusBoard, index_part, letters_part, models_part
from bowerbird_bridge.schemas.status import IndexPart, Part, StatusProgress
from bowerbird_engine import FileStatus, LibraryStatus, PackChoice, Progress
from bowerbird_engine.errors import CatalogueDamagedError
from fakes.live_hub import LiveHub

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
JOB = Job("one", JobKind.INDEX, "Bring the library up to date", NOON)
CHOICE = PackChoice(
    "starter", "The starter", "starter", "The starter", under_way=False, learned=5, contents=5
)
LIBRARY = LibraryStatus(
    home=Path("home"),
    roots=(),
    found=5,
    counts={FileStatus.INDEXED: 5},
    skips={},
    pack="The starter",
    contents=5,
    searchable=5,
    recognizer="reader-1",
    letters_read=5,
    letters_total=5,
    choice=CHOICE,
)


def test_the_index_as_it_stands() -> None:
    """A run that is under way comes first, then why it waits, then the one that waits, then how the last one ended."""
    running = JOB.started().advanced(Progress("pictures", 1, 9), 1.0)
    failed = JOB.started().failed("disk_full", "The disk of /secret/place is full.", NOON)
    pending = replace(LIBRARY, counts={FileStatus.INDEXED: 3, FileStatus.PENDING: 1200})
    on_battery = "This computer runs on battery."
    assert index_part(running, failed, on_battery, LIBRARY).progress == StatusProgress(
        "pictures", 1, 9, None, None
    )
    assert index_part(running, failed, on_battery, LIBRARY).state == "syncing"
    assert index_part(JOB, failed, on_battery, LIBRARY) == IndexPart("paused", on_battery, None)
    assert index_part(JOB, failed, None, LIBRARY).state == "starting"
    assert index_part(None, failed, None, LIBRARY).state == "failed"
    assert "/secret/place" not in index_part(None, failed, None, LIBRARY).detail
    assert index_part(None, None, None, pending) == IndexPart(
        "installed", "1,200 files wait for the next run.", None
    )
    assert index_part(None, JOB.started().cancelled(NOON), None, LIBRARY) == IndexPart("ready", "", None)


def test_the_models_as_they_stand() -> None:
    """Which one searches and what becomes of the chosen one; what is wrong is told without the place of its files."""
    learning = replace(CHOICE, chosen="clip", chosen_title="CLIP", under_way=True, learned=2)
    broken = replace(CHOICE, trouble="/secret/place/packs/clip is damaged")
    none = replace(CHOICE, answers="", answers_title="", trouble="/secret/place/packs/clip is damaged")
    states = [models_part(replace(LIBRARY, choice=choice)) for choice in (CHOICE, learning, broken, none)]
    assert [(part.state, part.answers) for part in states] == [
        ("ready", "starter"),
        ("syncing", "starter"),
        ("failed", "starter"),
        ("failed", None),
    ]
    assert states[1].detail == "CLIP has learned 2 of 5 pictures."
    assert not any("/secret/place" in part.detail for part in states)


def test_the_letters_as_they_stand() -> None:
    """No recognizer, unread ones, being read, all read."""
    reading = JOB.started().advanced(Progress("letters", 1, 9), 1.0)
    some = replace(LIBRARY, letters_read=2)
    assert letters_part(replace(LIBRARY, recognizer=None), None).state == "missing"
    assert letters_part(some, None).state == "installed"
    assert letters_part(some, JOB.started()).state == "installed"
    assert letters_part(some, reading).state == "syncing"
    assert letters_part(LIBRARY, None).state == "ready"


def test_the_status_of_a_real_library(live_hub: LiveHub) -> None:
    """Counts add up to the files found, and each part is in one of the states that the API names."""
    status = live_hub.client("search").get("/v1/status").json
    assert status["library_id"] == live_hub.engine.library_id
    files = dict(status["files"])
    found = files.pop("found")
    assert found == sum(files.values()) > 0
    assert files["unreadable"] == 1
    # The label is there twice and is one picture.
    assert status["pictures"] == status["searchable"] == files["indexed"] - 1
    assert {name: part["state"] for name, part in status["parts"].items()} == {
        "catalogue": "ready",
        "index": "ready",
        "models": "ready",
        "letters": "ready",
        "watcher": "missing" if live_hub.hub.board.watcher().state == "missing" else "ready",
    }
    assert status["folders"] == {"online": 1, "offline": 0}


def test_the_status_does_not_count_the_library_each_time(
    live_hub: LiveHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that asks ten times a second does not have a large library counted ten times a second."""
    counted = 0
    real = live_hub.engine.status

    def status() -> LibraryStatus:
        nonlocal counted
        counted += 1
        return real()

    monkeypatch.setattr(live_hub.engine, "status", status)
    counting = StatusBoard(live_hub.engine, live_hub.hub.jobs, watcher=lambda: Part("paused", "On battery."))
    for _ in range(50):
        counting.now()
    assert counted == 1
    assert counting.now().parts.watcher == Part("paused", "On battery.")


def test_a_catalogue_that_cannot_be_read_is_told(live_hub: LiveHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The status answers also then, and says which part has failed, without the place of its file."""

    def damaged() -> LibraryStatus:
        raise CatalogueDamagedError("/secret/place/catalogue.sqlite is damaged")

    monkeypatch.setattr(live_hub.hub.board.library, "status", damaged)
    answer = live_hub.client("search").get("/v1/status")
    assert answer.status == 200
    assert answer.json["parts"]["catalogue"]["state"] == "failed"
    assert "catalogue_damaged" in answer.json["parts"]["catalogue"]["detail"]
    assert "/secret/place" not in answer.body.decode()


def test_the_status_needs_a_token_that_may_search(live_hub: LiveHub) -> None:
    """Nothing is told to whoever has none, and nothing to one that may only see thumbnails (checks 7 and 13)."""
    assert live_hub.send("GET", "/v1/status").status == 401
    assert live_hub.client("thumbnails").get("/v1/status").code == "insufficient_scope"
