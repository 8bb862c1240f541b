"""The hub as a whole: it owns its library while it runs, and ends in time."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest

from bowerbird_bridge.hub import Hub
from bowerbird_bridge.schemas.hello import HubState
from bowerbird_engine import Engine, LibraryBusyError, load_settings
from fakes.indexed import make_picture
from fakes.live_hub import LiveHub


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a library of a few pictures that is not indexed yet."""
    for seed in range(6):
        make_picture(tmp_path / "pictures" / f"{seed}.png", seed)
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(tmp_path / "pictures")
    return tmp_path / "home"


def test_one_hub_owns_a_library(home: Path) -> None:
    """A second hub on the same library is refused at once, and told who is first (check 53)."""
    with Engine(load_settings(home)) as first, Engine(load_settings(home)) as second:
        running = Hub.of(first, 1)
        states = [running.state]
        running.start(keep_up=False)
        states.append(running.state)
        late = Hub.of(second, 2)
        began = time.monotonic()
        with pytest.raises(LibraryBusyError, match="hub"):
            late.start(keep_up=False)
        assert time.monotonic() - began < 2
        late.close()
        running.close()
        states.append(running.state)
        assert states == [HubState.STARTING, HubState.READY, HubState.STOPPING]
        # And the library is free again.
        third = Hub.of(second, 3)
        third.start(keep_up=False)
        third.close()


def test_a_hub_ends_in_time_whatever_it_does(home: Path) -> None:
    """Streams, jobs and the watching of folders all end within ten seconds, and none of its threads stays (check 72)."""
    before = set(threading.enumerate())
    with LiveHub(home, keep_up=True) as hub:
        owner = hub.owner()
        listener = socket.create_connection(("127.0.0.1", hub.port), timeout=20)
        listener.sendall(
            f"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:{hub.port}\r\nAuthorization: Bearer {owner.token}\r\n\r\n".encode()
        )
        assert listener.recv(12) == b"HTTP/1.1 200"
        owner.post("/v1/jobs", {"kind": "index", "letters": True})
        began = time.monotonic()
    assert time.monotonic() - began < 10
    listener.close()
    deadline = time.monotonic() + 5
    while (left := set(threading.enumerate()) - before) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert {thread.name for thread in left} == set()


def test_a_hub_keeps_its_library_up_to_date_by_itself(home: Path) -> None:
    """A hub that was just started finds what is new without being asked."""
    with LiveHub(home, keep_up=True) as hub:
        client = hub.client("search")
        deadline = time.monotonic() + 60
        while client.get("/v1/status").json["searchable"] < 6:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert client.post("/v1/search", {"text": "a"}).json["hits"]


def test_each_start_has_an_id_of_its_own(home: Path) -> None:
    """A client can tell a hub that was started anew from the one it spoke with before; its own token stays good."""
    with LiveHub(home) as hub:
        client, first = hub.client("search"), hub.send("GET", "/v1/hello").json
    with LiveHub(home) as hub:
        again = hub.send("GET", "/v1/hello").json
        assert again["server_id"] != first["server_id"]
        assert again["library_id"] == first["library_id"]
        answer = hub.send("GET", "/v1/me", headers={"Authorization": f"Bearer {client.token}"})
        assert answer.json["client_id"] == client.client_id
        assert answer.json["library_id"] == first["library_id"]
