"""Large bodies: nobody without a token sends one, no client takes all the room, and the memory comes back."""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image

from bowerbird_bridge.access.clients import ClientBook, Scope
from bowerbird_bridge.hub import CLIENTS_FILE
from bowerbird_bridge.serving.connections import ConnectionServer
from bowerbird_bridge.serving.guard import MOST_PICTURE
from fakes.live_hub import Caller, LiveHub
from fakes.raw_http import connection, read_answer, request, send, wait_for_end
from fakes.sampled import SampledLibrary

MIB = 1024 * 1024
MOST_RESIDENT = 1024 * MIB
WIDTH, HEIGHT = 2000, 3900
ROUNDS = 3
AT_ONCE = 32
SOON_S = 20.0
TARGET = "/v1/query-images"
SERVE = ("-m", "bowerbird_bridge")
SERVE_ROOMILY = (str(Path(__file__).with_name("serve_roomily.py")),)


@pytest.fixture
def hub(sampled_library: SampledLibrary, tmp_path: Path) -> Iterator[LiveHub]:
    """Run a hub of this test's own."""
    with LiveHub(sampled_library.copy(tmp_path / "home")) as hub:
        yield hub


def _small_picture() -> bytes:
    """Make a picture that is no JSON by its size alone."""
    data = io.BytesIO()
    Image.frombytes("RGB", (300, 300), os.urandom(270_000)).save(data, "PNG")
    return data.getvalue()


def _announced(hub: LiveHub, token: str | None) -> bytes:
    headers = {"Content-Type": "image/png", "Content-Length": str(MOST_PICTURE)}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return request("POST", TARGET, headers, host=f"127.0.0.1:{hub.port}")


@contextlib.contextmanager
def _promising(hub: LiveHub, token: str | None, count: int) -> Generator[list[int]]:
    """Announce so many of the largest bodies, send a byte of each, and give the statuses of those refused at once."""
    with contextlib.ExitStack() as held:
        lines = [held.enter_context(connection(hub.port)) for _ in range(count)]
        for line in lines:
            line.sendall(_announced(hub, token) + b"x")
        statuses: list[int] = []
        for line in lines:
            line.settimeout(0.5)
            with contextlib.suppress(TimeoutError):
                statuses.append(read_answer(line).status)
        yield statuses


def _upload(caller: Caller) -> int:
    return caller.send("POST", TARGET, data=_small_picture(), headers={"Content-Type": "image/png"}).status


@pytest.mark.parametrize("token", [None, "hub_" + "A" * 43], ids=["none", "wrong"])
def test_without_a_token_nobody_holds_room(hub: LiveHub, token: str | None) -> None:
    """Check 23: bodies of 32 MiB are refused before they are sent, and whoever has a token is served."""
    with _promising(hub, token, 9) as statuses:
        assert statuses == [401] * 9
        assert _upload(hub.client(Scope.SEARCH)) == 201
    assert hub.reached.count(TARGET) == 1


def test_where_nobody_looks_promises_hold_all_the_room(hub: LiveHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of check 23: without the early look at the token, nine promises keep everybody out."""
    monkeypatch.setattr(ConnectionServer, "callers", property(lambda _: None))
    with _promising(hub, None, 9):
        assert _upload(hub.client(Scope.SEARCH)) == 503


def test_the_early_refusal_is_the_late_one(hub: LiveHub) -> None:
    """Check 12: the same body and the same headers, whether the token was looked at before the body or after it."""
    early = send(hub.port, _announced(hub, None))
    small = request("POST", TARGET, {"Content-Type": "image/png"}, b"x", host=f"127.0.0.1:{hub.port}")
    late = send(hub.port, small)
    own = {"date", "connection"}
    assert early.body == late.body
    assert {pair for pair in early.headers if pair[0] not in own} == {
        pair for pair in late.headers if pair[0] not in own
    }


def test_one_client_holds_half_the_room(hub: LiveHub) -> None:
    """Check 23: a client that promises as much as it can leaves room for another, and is told to come again."""
    with _promising(hub, hub.client(Scope.SEARCH).token, 9) as statuses:
        assert statuses == [503] * 5
        assert _upload(hub.client(Scope.SEARCH)) == 201


def test_who_breaks_off_gives_the_room_back(hub: LiveHub) -> None:
    """A promise ends with its connection."""
    caller = hub.client(Scope.SEARCH)
    with _promising(hub, caller.token, 9):
        assert _upload(caller) == 503
    with connection(hub.port) as line:
        assert wait_for_end(line, 0.5) is None  # a moment for the server to see that they are gone
    assert _upload(caller) == 201


@contextlib.contextmanager
def _serving(command: tuple[str, ...], home: Path) -> Generator[tuple[int, str, Path]]:
    """Serve a library in another process; give the port, a token for searching, and where the system tells of it."""
    _, token = ClientBook(home / CLIENTS_FILE).add("Uploads", [Scope.SEARCH])
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
        "BOWERBIRD_HOME": str(home),
        "HOME": str(home.parent),
    }
    with subprocess.Popen(
        [sys.executable, *command, "serve", "--port", "0", "--no-keyring", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environ,
    ) as process:
        try:
            assert process.stdout is not None
            yield (
                int(json.loads(process.stdout.readline())["port"]),
                token,
                Path(f"/proc/{process.pid}/status"),
            )
        finally:
            process.terminate()


def _send_at_once(port: int, token: str) -> Counter[int]:
    """Send raw pixels over 32 connections at the same time, and count the answers by status; 0 where there was none."""
    data = os.urandom(MIB) * (4 * WIDTH * HEIGHT // MIB + 1)
    pixels = memoryview(data)[: 4 * WIDTH * HEIGHT]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/octet-stream"}
    statuses: Counter[int] = Counter()

    def upload() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with contextlib.closing(line), contextlib.suppress(OSError, http.client.HTTPException):
            line.request("POST", f"{TARGET}?width={WIDTH}&height={HEIGHT}", pixels, headers)
            statuses[line.getresponse().status] += 1

    threads = [threading.Thread(target=upload) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def _memory(status: Path, name: str) -> int:
    line = next(line for line in status.read_text("ascii").splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells the most that a process ever had"
)


@linux
def test_large_pictures_at_once_stay_within_the_memory(
    sampled_library: SampledLibrary, tmp_path: Path
) -> None:
    """Check 23: three rounds of 32 times 30 MB of raw pixels take less than one GB, and most of it comes back."""
    home = sampled_library.copy(tmp_path / "home")
    with _serving(SERVE, home) as (port, token, status):
        statuses: Counter[int] = Counter()
        for _ in range(ROUNDS):
            statuses += _send_at_once(port, token)
        assert statuses[201] >= ROUNDS
        assert statuses.keys() <= {201, 503}
        most, now = _memory(status, "VmHWM"), _memory(status, "VmRSS")
    assert most < MOST_RESIDENT
    assert now < MOST_RESIDENT / 2


@linux
@pytest.mark.skipif(psutil.virtual_memory().total < 8 << 30, reason="it needs several GB")
def test_without_limits_they_would_not(sampled_library: SampledLibrary, tmp_path: Path) -> None:
    """The control of check 23: where all of them are taken at once, one round takes more than one GB."""
    home = sampled_library.copy(tmp_path / "home")
    with _serving(SERVE_ROOMILY, home) as (port, token, status):
        _send_at_once(port, token)
        assert _memory(status, "VmHWM") > MOST_RESIDENT
