"""Events over real connections: what arrives, who is cut off, and when a place is free again."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.access.sessions import SESSION_S
from bowerbird_bridge.news.events import MOST_OF_A_CLIENT, MOST_STREAMS
from fakes.indexed import make_picture
from fakes.live_hub import Caller, LiveHub

SOON_S = 20.0


class Listener:
    """A client that follows the events, in a thread."""

    def __init__(self, caller: Caller) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", caller.hub.port, timeout=SOON_S)
        self.connection.request("GET", "/v1/events", headers={"Authorization": f"Bearer {caller.token}"})
        self._socket = self.connection.sock
        self.response = self.connection.getresponse()
        self.events: list[tuple[str, Any]] = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._read, daemon=True)
        if self.response.status == 200:
            self.thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closing alone would wait for the thread that reads.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self.connection.close()
        if self.thread.is_alive():
            self.thread.join(SOON_S)
        self.response.close()

    def _read(self) -> None:
        name = ""
        try:
            for line in self.response:
                field, _, value = line.decode().rstrip("\n").partition(": ")
                if field == "event":
                    name = value
                elif field == "data":
                    self.events.append((name, json.loads(value)))
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass  # closed by the test or cut by the hub
        self.ended.set()

    def of(self, name: str) -> list[Any]:
        """Give the events of one name."""
        return [data for each, data in list(self.events) if each == name]


def until(condition: Callable[[], object], within_s: float = SOON_S) -> None:
    """Wait until something is so."""
    limit = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def _all_places_free(live_hub: LiveHub) -> Iterator[None]:
    """Begin and end without listeners."""
    until(lambda: live_hub.hub.events.listeners() == 0)
    yield
    until(lambda: live_hub.hub.events.listeners() == 0)


def test_a_stream_opens_with_hello_and_status(live_hub: LiveHub) -> None:
    """The client learns which run of the hub this is and how things stand before anything happens."""
    caller = live_hub.client("search")
    with Listener(caller) as listener:
        headers = listener.response.headers
        assert headers["Content-Type"].startswith("text/event-stream")
        assert headers["Cache-Control"] == "no-store"
        until(lambda: len(listener.events) >= 2)
        assert listener.events[0] == ("hello", {"server_id": live_hub.hub.server_id})
        assert listener.events[1][0] == "status"
        assert listener.events[1][1] == caller.get("/v1/status").json


def test_work_shows_in_the_events(live_hub: LiveHub, tmp_path: Path) -> None:
    """The owner follows the job to its end, everybody hears of new results, and no place goes to who may not know it."""
    owner = live_hub.owner()
    for number in range(3):
        make_picture(tmp_path / f"{number}.png", 6000 + number)
    live_hub.engine.add_folder(tmp_path)
    with Listener(owner) as full, Listener(live_hub.client("search")) as plain:
        until(lambda: full.of("pairing") and plain.of("status"))
        searchable = plain.of("status")[-1]["searchable"]
        job = owner.post("/v1/jobs", {"kind": "index", "letters": False}).json
        until(
            lambda: (
                [each["state"] for each in full.of("job") if each["id"] == job["id"]][-1:] == ["succeeded"]
            )
        )
        until(lambda: plain.of("status")[-1]["searchable"] == searchable + 3)
        until(lambda: plain.of("library") and plain.of("library")[-1] == {"searchable": searchable + 3})
        assert {name for name, _ in plain.events} == {"hello", "status", "library"}
        assert str(tmp_path) not in json.dumps(plain.events)
        live_hub.engine.remove_folder(tmp_path)
        until(lambda: plain.of("status")[-1]["searchable"] == searchable)


def test_programs_that_ask_to_be_let_in_show_at_the_owners(live_hub: LiveHub) -> None:
    """The page need not ask again and again whether somebody waits."""
    with Listener(live_hub.owner()) as listener:
        until(lambda: listener.of("pairing") == [{"pending": 0}])
        asked = live_hub.send("POST", "/v1/pairings", {"name": "A plug-in", "scopes": ["search"]})
        assert asked.status == 201
        until(lambda: listener.of("pairing")[-1] == {"pending": 1})
        live_hub.owner().post(f"/v1/pairings/{asked.json['id']}/deny")
        until(lambda: listener.of("pairing")[-1] == {"pending": 0})


def test_a_revoked_client_hears_no_more(live_hub: LiveHub) -> None:
    """Check 20: its open streams are cut within moments, and those of others go on."""
    bad, good = live_hub.client("search"), live_hub.client("search")
    with Listener(bad) as cut, Listener(good) as kept:
        until(lambda: cut.of("status") and kept.of("status"))
        begun = time.monotonic()
        assert live_hub.owner().delete(f"/v1/clients/{bad.client_id}").status == 204
        assert cut.ended.wait(SOON_S)
        assert time.monotonic() - begun < 5
        assert not kept.ended.wait(0.2)
        live_hub.hub.events.publish("library", {"searchable": 7})
        until(lambda: {"searchable": 7} in kept.of("library"))
        assert {"searchable": 7} not in cut.of("library")
        assert bad.get("/v1/events").status == 401


def test_a_client_that_was_revoked_while_it_connected_is_cut_too(
    live_hub: LiveHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A revocation between the look at the token and the stream's first event does not let the stream live."""
    caller = live_hub.client("search")
    # As if the stream had not been there yet.
    monkeypatch.setattr(live_hub.hub.book, "_revoked", [])
    with Listener(caller) as listener:
        until(lambda: listener.of("status"))
        live_hub.hub.book.revoke(caller.client_id)
        assert listener.ended.wait(SOON_S)


def test_a_session_that_ended_hears_no_more(live_hub: LiveHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's session is over after its hours or by hand, and its stream with it."""
    client, token = live_hub.hub.sessions.exchange(live_hub.hub.sessions.mint())
    with Listener(Caller(live_hub, token, client.id)) as listener:
        until(lambda: listener.of("status"))
        monkeypatch.setattr(live_hub.hub.sessions, "_clock", lambda: time.monotonic() + SESSION_S)
        assert listener.ended.wait(SOON_S)


def test_a_connection_that_closed_frees_its_place(live_hub: LiveHub) -> None:
    """A plug-in that ends without a word does not keep the next one out, though nothing happens in the hub."""
    caller = live_hub.client("search")
    for _ in range(3):
        with Listener(caller) as listener:
            until(lambda: listener.of("status"))
        until(lambda: live_hub.hub.events.listeners() == 0, within_s=10)


def test_streams_are_limited_and_say_when_to_come_again(live_hub: LiveHub) -> None:
    """A client has two, and what is beyond is refused with a time to wait."""
    caller = live_hub.client("search")
    listeners = [Listener(caller) for _ in range(MOST_OF_A_CLIENT)]
    try:
        until(lambda: all(listener.of("status") for listener in listeners))
        refused = caller.get("/v1/events")
        assert (refused.status, refused.code) == (429, "too_many_requests")
        assert int(refused.headers["retry-after"]) > 0
    finally:
        for listener in listeners:
            listener.__exit__(None, None, None)


def test_listening_holds_nobody_up(live_hub: LiveHub) -> None:
    """With all streams taken, searches and the status are answered as ever (check 22)."""
    callers = [live_hub.client("search") for _ in range(MOST_STREAMS // MOST_OF_A_CLIENT)]
    listeners = [Listener(caller) for caller in callers for _ in range(MOST_OF_A_CLIENT)]
    try:
        until(lambda: all(listener.of("status") for listener in listeners))
        other = live_hub.client("search")
        assert other.get("/v1/events").status in {429, 503}
        begun = time.monotonic()
        for _ in range(10):
            assert other.get("/v1/status").status == 200
        assert time.monotonic() - begun < 5
        assert other.post("/v1/search", {"text": "blue"}).status == 200
    finally:
        for listener in listeners:
            listener.__exit__(None, None, None)


def test_only_who_may_search_may_listen(live_hub: LiveHub) -> None:
    """Without a token 401, without the scope 403 (checks 7 and 13)."""
    assert live_hub.send("GET", "/v1/events").status == 401
    assert live_hub.client("thumbnails").get("/v1/events").code == "insufficient_scope"


def test_a_scope_is_what_the_token_had(live_hub: LiveHub) -> None:
    """News for the owner goes to streams with the scope admin and to no other."""
    with (
        Listener(live_hub.client("search", "originals", "curate")) as plain,
        Listener(live_hub.owner()) as full,
    ):
        until(lambda: plain.of("status") and full.of("status"))
        live_hub.hub.events.publish("job", {"current": "/secret/place/a.png"}, Scope.ADMIN, about="test")
        live_hub.hub.events.publish("library", {"searchable": 9})
        until(lambda: {"searchable": 9} in plain.of("library"))
        until(lambda: full.of("job"))
        assert plain.of("job") == []
