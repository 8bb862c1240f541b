"""A hub calls nobody: what its processes connect and send to, as the system sees it, and what they leave (check 60)."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fakes.raw_http import request, send
from fakes.sampled import lay_pictures
from fakes.served import Person

STRACE = pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace on this machine")
INDEX_S = 120.0
QUIET_S = 4.0
"""So long it is left alone: what reports to somebody does so a while after the start."""

_FAMILY = re.compile(r"sa_family=(AF_\w+)")
_OURS = re.compile(r'sin_addr=inet_addr\("127\.0\.0\.1"\)')
_WITHIN = {"AF_UNIX", "AF_NETLINK", "AF_UNSPEC"}
"""The last one ends a connection."""

CALLING = """
import socket, subprocess, sys
from pathlib import Path
if sys.argv[1:]:
    # Nothing leaves this machine: all of 127.0.0.0/8 is the loopback device.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.connect(("127.0.0.2", 9))
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as line:
        try:
            line.sendto(b"x", ("::1", 9))
        except OSError:
            pass
    (Path.home() / ".planted").write_text("x")
else:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.connect(("127.0.0.1", 9))
    subprocess.run([sys.executable, "-c", sys.orig_argv[2], "again"], check=True)
"""


@dataclass(frozen=True)
class Traced(Person):
    """A person whose programs are watched by the system; none of their folders is moved away from their home."""

    trace: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables, without those that the model runtime's silence could be owed to."""
        kept = {
            name: value
            for name, value in super().environment.items()
            if not name.startswith(("XDG_", "ORT_", "HF_"))
        }
        return {**kept, "TMPDIR": str(self.temporary)}

    @property
    def temporary(self) -> Path:
        """Where their programs put what is not to stay."""
        return self.home.with_name("temporary")

    def watched(self, command: list[str]) -> list[str]:
        """Give a command with which the addresses that it and its children speak to are written down."""
        calls = "trace=connect,sendto,sendmsg,sendmmsg"
        return [
            *("strace", "-f", "--seccomp-bpf", "-qq", "-s", "0", "-e", "signal=none", "-e", calls),
            *("-o", str(self.trace), "--", *command),
        ]

    def command(self, *options: str) -> list[str]:
        """Give the command that serves, watched."""
        return self.watched(super().command(*options))

    def beyond(self) -> list[str]:
        """Give what was said to anybody but this machine at 127.0.0.1 and its own system."""
        return [line for line in self.trace.read_text().splitlines() if _beyond(line)]

    def strangers(self) -> list[str]:
        """Give the files in the home that are not in the library or the place of running hubs, and temporary ones."""
        ours = (self.home / "library", self.hubs)
        found = [path for path in self.home.rglob("*") if not path.is_dir()]
        left = [path for path in found if not any(path.is_relative_to(each) for each in ours)]
        return [str(path) for path in (*left, *self.temporary.rglob("*"))]


def _beyond(line: str) -> bool:
    # One call may send to several.
    addresses = [family for family in _FAMILY.findall(line) if family not in _WITHIN]
    return len(addresses) > len(_OURS.findall(line))


@pytest.fixture
def person(tmp_path: Path) -> Traced:
    """Give a home that nobody has used yet."""
    person = Traced(tmp_path / "home", tmp_path / "trace")
    person.home.mkdir()
    person.temporary.mkdir()
    return person


@contextmanager
def _serving(person: Traced) -> Generator[Asking]:
    with person.serving() as (process, facts):
        hub = int(facts["pid"])
        try:
            yield Asking(facts["port"], person.owner(facts["library_id"]).token, facts["library_id"])
            os.kill(hub, signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            if process.poll() is None:
                # Without its watcher it would stay.
                os.kill(hub, signal.SIGKILL)


@dataclass(frozen=True)
class Asking:
    """The owner, who asks a hub."""

    port: int
    token: str
    library_id: str

    def json(self, method: str, path: str, content: object = None) -> Any:
        """Send JSON and give the answer."""
        data = b"" if content is None else json.dumps(content).encode()
        return self.send(method, path, data, "application/json")

    def send(self, method: str, path: str, data: bytes, media_type: str) -> Any:
        """Send anything, and give the answer's JSON."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Bowerbird-Library": self.library_id,
            **({"Content-Type": media_type} if data else {}),
        }
        answer = send(self.port, request(method, path, headers, data, host=f"127.0.0.1:{self.port}"))
        assert answer.status < 300, answer.raw
        return json.loads(answer.body)

    def until_read(self) -> None:
        """Wait until all pictures are indexed and the letters in them are read."""
        deadline = time.monotonic() + INDEX_S
        while time.monotonic() < deadline:
            status = self.json("GET", "/v1/status")
            letters, index = status["parts"]["letters"], status["parts"]["index"]
            if letters["total"] and letters["read"] == letters["total"] and index["state"] == "ready":
                return
            time.sleep(0.3)
        pytest.fail("the index does not come to its end")


@STRACE
def test_a_hub_calls_nobody(person: Traced, tmp_path: Path) -> None:
    """Check 60: it indexes with letters, searches by words, letters and picture, waits, and speaks to 127.0.0.1 alone."""
    pictures = lay_pictures(tmp_path / "pictures")
    with _serving(person) as owner:
        owner.json("POST", "/v1/folders", {"path": str(pictures.folder)})
        owner.until_read()
        found = [
            owner.json("POST", "/v1/search", clue)["hits"]
            for clue in ({"text": "a mug"}, {"letters": pictures.code})
        ]
        sent = owner.send("POST", "/v1/query-images", pictures.label.read_bytes(), "image/jpeg")
        found.append(owner.json("POST", "/v1/search", {"like": {"query_image": sent["id"]}})["hits"])
        assert all(found)
        time.sleep(QUIET_S)
    trace = person.trace.read_text()
    # Its answers are seen, so that all of its threads are.
    assert "sendto(" in trace
    assert person.beyond() == []
    assert person.strangers() == []


@STRACE
def test_a_call_would_be_seen(person: Traced) -> None:
    """The control of check 60: another address than 127.0.0.1, and a file of a child of a program, are seen."""
    environment = {**person.environment, "HOME": str(person.home)}
    subprocess.run(person.watched([sys.executable, "-c", CALLING]), env=environment, check=True)
    assert sorted(_FAMILY.findall("".join(person.beyond()))) == ["AF_INET", "AF_INET6"]
    assert "127.0.0.2" in "".join(person.beyond())
    assert person.strangers() == [str(person.home / ".planted")]


@pytest.mark.parametrize(
    ("line", "beyond"),
    [
        ('9 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0', True),
        ('9 connect(3, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', False),
        ('9 sendto(3, ""..., 4, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.1")}, 16)', True),
        ('9 connect(3, {sa_family=AF_INET6, sin6_port=htons(9), inet_pton(AF_INET6, "2001:db8::1", ...', True),
        ("9 connect(3, {sa_family=AF_PACKET, sll_protocol=htons(ETH_P_ALL)}, 20) = 0", True),
        ('9 connect(3, {sa_family=AF_UNIX, sun_path="/run/nscd/socket"}, 110) = -1 ENOENT', False),
        ("9 sendto(3, [{nlmsg_len=20}], 20, 0, {sa_family=AF_NETLINK, nl_pid=0}, 12) = 20", False),
        ('9 sendto(3, ""..., 4, 0, NULL, 0) = 4', False),
        (
            '9 sendmmsg(3, [{{{sa_family=AF_INET, sin_addr=inet_addr("127.0.0.1")}}}, {{{sa_family=AF_INET, sin_addr=inet_addr("192.0.2.1")}}}], 2, 0) = 2',
            True,
        ),
    ],
)  # fmt: skip
def test_which_addresses_are_beyond(line: str, beyond: bool) -> None:
    """A name server is beyond, too: whoever looks up a name wants to call somebody."""
    assert _beyond(line) is beyond
