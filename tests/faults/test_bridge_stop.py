"""A hub that is stopped in the middle of everything ends in seconds, loses nothing, and leaves nothing to examine."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bowerbird_engine import Engine, load_settings
from fakes.indexed import make_picture
from fakes.raw_http import HOST, connection, request, send, wait_for_end
from fakes.sampled import SampledLibrary
from fakes.served import Person

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM and SIGKILL are POSIX's")

PICTURES = 300
AT_FIRST = 20
"""More than the library held before."""
SEARCHERS = 3
STREAMS = 2
UNDER_WAY_S = 60.0
STOP_S = 10.0
HEALTHY = {200, 503}


@dataclass
class Asking:
    """The owner, who asks a hub, and what came back while it was busy."""

    port: int
    token: str
    library_id: str
    statuses: list[int] = field(default_factory=list[int])

    def written(
        self, method: str, path: str, content: object = None, media_type: str = "application/json"
    ) -> bytes:
        """Write a request; content that is no bytes is JSON."""
        if not isinstance(content, bytes):
            content = b"" if content is None else json.dumps(content).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Bowerbird-Library": self.library_id}
        if content:
            headers["Content-Type"] = media_type
        return request(method, path, headers, content, host=f"{HOST}:{self.port}")

    def json(self, method: str, path: str, content: object = None) -> Any:
        """Ask and give the answer's JSON."""
        answer = send(self.port, self.written(method, path, content))
        assert answer.status < 300, answer.raw
        return json.loads(answer.body)

    def until(self, *, indexed: bool) -> dict[str, Any]:
        """Wait until a run of the index is under way and has stored something, or has nothing left but letters."""
        deadline = time.monotonic() + UNDER_WAY_S
        while time.monotonic() < deadline:
            status: dict[str, Any] = self.json("GET", "/v1/status")
            syncing = status["parts"]["index"]["state"] == "syncing"
            all_here = status["searchable"] > PICTURES and not status["files"]["pending"]
            if all_here if indexed else syncing and status["searchable"] > AT_FIRST:
                return status
            time.sleep(0.05)
        pytest.fail("the index is not where it should be")

    def search_on(self, over: threading.Event) -> None:
        """Search until there is nobody who answers, and note how each search ended."""
        searching = self.written("POST", "/v1/search", {"text": "a red mug"})
        while not over.is_set():
            try:
                status = send(self.port, searching).status
            except OSError:
                return
            if status:
                self.statuses.append(status)


@pytest.fixture
def person(sampled_library: SampledLibrary, tmp_path: Path) -> Person:
    """Give a person whose library holds the samples and one large picture."""
    person = Person(tmp_path / "home")
    person.home.mkdir()
    sampled_library.copy(person.home / "library")
    (tmp_path / "large").mkdir()
    Image.effect_noise((2400, 1600), 80).convert("RGB").save(tmp_path / "large" / "noise.bmp")
    with Engine(load_settings(person.home / "library")) as engine:
        engine.add_folder(tmp_path / "large")
        engine.index(ocr=False)
    for number in range(PICTURES):
        make_picture(tmp_path / "many" / f"{number}.jpg", number, size=(480, 360))
    return person


@dataclass
class Busy:
    """A hub in the middle of everything."""

    process: subprocess.Popen[bytes]
    owner: Asking
    searchable: int
    """So many pictures could be found just before."""
    under_way: list[socket.socket]
    """An upload, an original and streams, of which the answers have begun or half of the question is sent."""

    def stop(self, number: signal.Signals) -> float:
        """Send a signal, wait for the end, and tell how long it took."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(2 * STOP_S)
        return time.monotonic() - started


@contextlib.contextmanager
def _busy(person: Person, pictures: Path) -> Generator[Busy]:
    with person.serving() as (process, facts), contextlib.ExitStack() as held:
        owner = Asking(facts["port"], person.owner(facts["library_id"]).token, facts["library_id"])
        large = next(
            hit["id"]
            for hit in owner.json("POST", "/v1/search", {"text": "noise", "limit": 500})["hits"]
            if hit["name"] == "noise.bmp"
        )
        owner.json("POST", "/v1/collections", {"name": "best"})
        owner.json("POST", "/v1/folders", {"path": str(pictures)})
        owner.until(indexed=False)
        over = threading.Event()
        held.callback(over.set)
        searchers = [threading.Thread(target=owner.search_on, args=(over,)) for _ in range(SEARCHERS)]
        for searcher in searchers:
            searcher.start()
        upload = owner.written("POST", "/v1/query-images", b"x" * 100_000, "image/jpeg")
        begun = [
            owner.written("GET", f"/v1/assets/{large}/original"),
            *[owner.written("GET", "/v1/events")] * STREAMS,
        ]
        lines = [held.enter_context(connection(facts["port"])) for _ in range(1 + len(begun))]
        lines[0].sendall(upload[: len(upload) // 2])
        for line, asked in zip(lines[1:], begun, strict=True):
            line.sendall(asked)
            assert line.recv(12) == b"HTTP/1.1 200"
        yield Busy(process, owner, owner.until(indexed=False)["searchable"], lines)
        for searcher in searchers:
            searcher.join(STOP_S)
            assert not searcher.is_alive()


def test_a_stop_in_the_middle_of_everything(person: Person, tmp_path: Path) -> None:
    """Check 72: during index, searches, upload, download and streams SIGTERM ends it in under 10 s, and nothing is lost."""
    library = person.home / "library"
    with _busy(person, tmp_path / "many") as busy:
        assert (library / "owner.json").exists()
        took = busy.stop(signal.SIGTERM)
        assert busy.process.returncode == 0
        assert took < STOP_S
        assert all(wait_for_end(line, STOP_S) is not None for line in busy.under_way)
    assert busy.owner.statuses
    assert set(busy.owner.statuses) <= HEALTHY
    assert not _left(person)
    _examine(library)
    with person.serving() as (_, facts):
        owner = Asking(facts["port"], busy.owner.token, facts["library_id"])
        assert owner.json("GET", "/v1/status")["searchable"] >= busy.searchable
        assert [each["name"] for each in owner.json("GET", "/v1/collections")["collections"]] == ["best"]
        owner.json("POST", "/v1/jobs", {"kind": "index", "letters": False})
        files = owner.until(indexed=True)["files"]
        assert files["quarantined"] == 0


def test_a_kill_in_the_middle_of_everything_would_be_seen(person: Person, tmp_path: Path) -> None:
    """The control of check 72: of a hub that was killed then, what the next start examines and clears up is there."""
    with _busy(person, tmp_path / "many") as busy:
        busy.stop(signal.SIGKILL)
    assert busy.process.returncode != 0
    assert len(_left(person)) == 3


def _left(person: Person) -> list[Path]:
    """Give what a hub leaves that did not end: the owner's note, its own file, and a log with something in it."""
    logs = [path for path in (person.home / "library").glob("catalogue.sqlite-wal") if path.stat().st_size]
    return [*(person.home / "library").glob("owner.json"), *person.hubs.glob("hub-*.json"), *logs]


def _examine(library: Path) -> None:
    """Have SQLite read all of the catalogue, with what is still in its log."""
    catalogue = load_settings(library).catalogue_path
    with contextlib.closing(sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
