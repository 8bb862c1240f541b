"""Clients that go in the middle of everything leave nothing behind: no file, no thread, no place, no process (check 70).

BOWERBIRD_CUT_OFFS says how many go: 2,000 on the way, 10,000 by hand before a release.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from PIL import Image

from bowerbird_bridge.access.clients import ALL_SCOPES
from bowerbird_bridge.news.events import MOST_OF_A_CLIENT, MOST_STREAMS
from bowerbird_bridge.serving.connections import Channel
from fakes.hostile_requests import Asked
from fakes.live_hub import Caller, LiveHub
from fakes.raw_http import HOST, PATIENCE_S, connection
from fakes.sampled import SampledLibrary

CUT_OFFS = int(os.environ.get("BOWERBIRD_CUT_OFFS", "2000"))
AT_ONCE = 4
SETTLE_S = 30.0
SMALL_BUFFER = 8192
"""So that a large file does not fit between the two sides."""

_RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


@dataclass(frozen=True)
class Cut:
    """What is sent, and how much of the answer is read, before the client goes."""

    sent: bytes
    read: int = 0


@dataclass(frozen=True)
class Kept:
    """What the process of the hub holds."""

    files: int
    threads: int
    processes: int

    def more_than(self, before: Kept) -> bool:
        """Tell whether there is more of anything."""
        return self.files > before.files or self.threads > before.threads or self.processes > before.processes


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give temporary files a folder of their own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    return folder


@pytest.fixture
def hub(sampled_library: SampledLibrary, tmp_path: Path, temporary: Path) -> Iterator[LiveHub]:
    """Run a hub with one large picture more."""
    assert temporary.is_dir()
    (tmp_path / "large").mkdir()
    Image.effect_noise((2400, 1600), 80).convert("RGB").save(tmp_path / "large" / "noise.bmp")
    with LiveHub(sampled_library.copy(tmp_path / "home")) as hub:
        hub.engine.add_folder(tmp_path / "large")
        hub.engine.index(ocr=False)
        yield hub


def _cuts(hub: LiveHub, caller: Caller, picture: bytes) -> list[Cut]:
    host = f"{HOST}:{hub.port}"
    hits = caller.post("/v1/search", {"text": "label"}).json["hits"]
    large = next(hit["id"] for hit in hits if hit["name"] == "noise.bmp")
    small = next(hit["id"] for hit in hits if hit["name"] != "noise.bmp")

    followers = [hub.client(*ALL_SCOPES).token for _ in range(MOST_STREAMS // MOST_OF_A_CLIENT)]

    def get(path: str) -> bytes:
        return Asked("GET", path, token=caller.token).sent(host)

    def post(path: str, body: bytes, media_type: str = "application/json") -> bytes:
        return Asked("POST", path, media_type, body, caller.token).sent(host)

    upload = post("/v1/query-images", picture, "image/jpeg")
    search = post("/v1/search", json.dumps({"text": "a red mug"}).encode())
    thumbnail = get(f"/v1/assets/{small}/thumbnail?size=640")
    original = get(f"/v1/assets/{large}/original")
    return [
        Cut(upload[: len(upload) // 2]),
        Cut(upload),
        Cut(original),
        Cut(original, 100_000),
        Cut(thumbnail),
        Cut(thumbnail * 2, 100),
        *(Cut(Asked("GET", "/v1/events", token=each).sent(host), 12) for each in followers),
        Cut(search),
        Cut(search[:-5]),
        Cut(search, 12),
        Cut(thumbnail[:30]),
    ]


def _go(port: int, cut: Cut, *, reset: bool) -> bytes:
    """Connect, send and read so much, and go: by a reset, or by the end of what we send."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        line.settimeout(PATIENCE_S)
        line.connect((HOST, port))
        received = b""
        with contextlib.suppress(ConnectionError):
            line.sendall(cut.sent)
            while len(received) < cut.read and (more := line.recv(65536)):
                received += more
            if reset:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            else:
                line.shutdown(socket.SHUT_WR)
    return received[:12]


def _go_in_crowds(port: int, cuts: list[Cut], count: int) -> list[bytes]:
    """Go so often in all, some at once and each kind in both ways, and give the beginnings of what was answered."""
    begun: list[bytes] = []

    def go(first: int) -> None:
        for number in range(first, count, AT_ONCE):
            kind, reset = number % len(cuts), number // len(cuts) % 2 == 0
            begun.append(_go(port, cuts[kind], reset=reset))

    crowd = [threading.Thread(target=go, args=(first,)) for first in range(AT_ONCE)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    return begun


def _kept() -> Kept:
    process = psutil.Process()
    files = process.num_handles() if sys.platform == "win32" else process.num_fds()
    return Kept(files, process.num_threads(), len(process.children(recursive=True)))


def _settled(good: Callable[[Kept], bool]) -> Kept:
    """Wait until what is kept is good, and give what there is in the end."""
    deadline = time.monotonic() + SETTLE_S
    while not good(kept := _kept()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return kept


def _before(hub: LiveHub, cuts: list[Cut]) -> Kept:
    """Have all that is made once made, and give what the hub then keeps without any client."""
    _go_in_crowds(hub.port, cuts, 2 * AT_ONCE * len(cuts))
    time.sleep(2)
    return _kept()


def test_whoever_goes_leaves_nothing(hub: LiveHub, sampled_library: SampledLibrary, temporary: Path) -> None:
    """Check 70: after uploads, downloads, streams and searches that were cut off, all is as before, and the hub answers."""
    owner = hub.client(*ALL_SCOPES)
    cuts = _cuts(hub, owner, sampled_library.label.read_bytes())
    before = _before(hub, cuts)
    begun = _go_in_crowds(hub.port, cuts, CUT_OFFS)
    after = _settled(lambda kept: not kept.more_than(before))
    assert not after.more_than(before), (before, after)
    assert begun.count(b"HTTP/1.1 200") > CUT_OFFS // 10
    assert list(temporary.iterdir()) == []
    _is_well(hub)


def _is_well(hub: LiveHub) -> None:
    """Ask for one of each, and take all places of the streams, which nobody may have kept."""
    owner = hub.client(*ALL_SCOPES)
    hit = owner.post("/v1/search", {"text": "label"}).json["hits"][0]
    for path in ("thumbnail", "original"):
        assert owner.get(f"/v1/assets/{hit['id']}/{path}").status == 200
    with contextlib.ExitStack() as streams:
        for _ in range(MOST_STREAMS // MOST_OF_A_CLIENT):
            asked = Asked("GET", "/v1/events", token=hub.client(*ALL_SCOPES).token)
            for _ in range(MOST_OF_A_CLIENT):
                _follow(streams, hub.port, asked.sent(f"{HOST}:{hub.port}"))


def _follow(streams: contextlib.ExitStack, port: int, asked: bytes) -> None:
    """Open a stream, in the moment that the hub needs to see that one of those who went is gone."""
    deadline = time.monotonic() + SETTLE_S
    while True:
        line = streams.enter_context(connection(port))
        line.sendall(asked)
        begun = line.recv(12)
        if begun == b"HTTP/1.1 200" or time.monotonic() > deadline:
            assert begun == b"HTTP/1.1 200"
            return
        time.sleep(0.2)


@pytest.mark.parametrize("kind", ["files", "threads"])
def test_what_stays_would_be_seen(
    hub: LiveHub, sampled_library: SampledLibrary, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The control of check 70: a hub that keeps a file or a thread of some who went is caught by the same numbers."""
    monkeypatch.setattr(f"{__name__}.SETTLE_S", 3.0)
    cuts = _cuts(hub, hub.client(*ALL_SCOPES), sampled_library.label.read_bytes())
    before = _before(hub, cuts)
    handle_close, let_go = Channel.handle_close, threading.Event()
    with contextlib.ExitStack() as held:
        held.callback(let_go.set)

        def keep(channel: Channel) -> None:
            if kind == "threads":
                threading.Thread(target=let_go.wait).start()
            elif channel.socket is not None:
                held.enter_context(channel.socket.dup())
            handle_close(channel)

        monkeypatch.setattr(Channel, "handle_close", keep)
        _go_in_crowds(hub.port, cuts, 40)
        after = _settled(lambda kept: not kept.more_than(before))
        monkeypatch.undo()
    assert after.more_than(before)
    assert getattr(after, kind) > getattr(before, kind)
