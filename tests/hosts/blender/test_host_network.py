"""The extension speaks to the hub of this computer alone, as the system sees it (check 61)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator, Sequence
from pathlib import Path
from socket import socket

import pytest

from bowerbird_client import PORTS, running_hubs
from fakes.served import Person
from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.panel import BlenderPanel
from hosts.blender.profiles import token_file
from hosts.harness.hubs import PersonsHub
from hosts.harness.line import Line
from hosts.harness.systems import System

pytestmark = [
    pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace on this machine"),
    # strace is on this machine, so it watches a Blender that runs on it: the extension is the same everywhere.
    pytest.mark.parametrize("system", ["bpy-4.2"], indirect=True),
]

MUG = "mug-red-front.jpg"
ANSWER = "json.loads(bpy.context.window_manager.bowerbird.answer)"
CALLS = "trace=connect,sendto,sendmsg,sendmmsg"
CALLING = """
import socket
# Nothing leaves this machine: all of 127.0.0.0/8 is the loopback device.
for family, address in ((socket.AF_INET, ("127.0.0.2", 9)), (socket.AF_INET, ("127.0.0.1", 9)), (socket.AF_INET6, ("::1", 9))):
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        try:
            line.connect(address)
        except OSError:
            pass
"""

_ADDRESS = re.compile(r'sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
_FAMILY = re.compile(r"sa_family=(AF_\w+)")
_WITHIN = {"AF_UNIX", "AF_NETLINK", "AF_UNSPEC"}
"""The last one ends a connection."""


class WatchedConsole(BlenderConsole):
    """A Blender without a display, whose calls to others are written down by the system."""

    trace: Path
    own: int
    """The port that the tests speak with it through."""

    def start(self, command: Sequence[str], listener: socket, secret: str, *others: str) -> list[Line]:
        """Start it below strace."""
        self.trace = self.profile.parent / "trace"
        self.own = listener.getsockname()[1]
        watcher = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "0", "-e", "signal=none", "-e", CALLS]
        return super().start([*watcher, "-o", str(self.trace), "--", *command], listener, secret, *others)

    def called(self) -> list[tuple[str, int]]:
        """Give whom it has called: addresses and ports, but for those of the tests."""
        lines = self.trace.read_text().splitlines()
        found = [address for line in lines for address in addresses_in(line)]
        return [each for each in found if each != ("127.0.0.1", self.own)]


def addresses_in(line: str) -> list[tuple[str, int]]:
    """Give the addresses and ports of a traced call; one that cannot be read is a stranger."""
    families = [family for family in _FAMILY.findall(line) if family not in _WITHIN]
    found = [(address, int(port)) for port, address in _ADDRESS.findall(line)]
    return found + [(line, 0)] * (len(families) - len(found))


@pytest.fixture(scope="module")
def watched(
    system: System, person: Person, hub: PersonsHub, shared: Path, extension: Path
) -> Generator[WatchedConsole]:
    """Start a Blender that is watched, with the extension in it, and not connected."""
    profile = person.home / f"watched-{system.name}"
    profile.mkdir()
    assert hub.process is not None
    with WatchedConsole(system, person, profile, shared) as started:
        started.open()
        started.install(extension)
        yield started
    assert started.complaints() == []


def test_the_extension_calls_the_hub_alone(watched: WatchedConsole, hub: PersonsHub) -> None:
    """Check 61: it connects, searches, fetches thumbnails and inserts, and speaks to 127.0.0.1 alone, to the hub's ports."""
    watched.fresh()
    panel = BlenderPanel(watched)
    panel.run("desk.attend()")
    panel.until("seen()['connection'] == 'not-paired'")
    watched.run("bpy.ops.bowerbird.pair()")
    code = panel.until("seen()['code']").code
    assert hub.person.run("pair", code).code == 0
    panel.until("seen()['connection'] == 'ready'")
    assert token_file(watched.profile).exists()

    panel.search("red mug")
    panel.run("[desk.thumbnails.icon(hit, 320) for hit in panel.state.hits]")
    panel.until("all(desk.thumbnails.has(hit, 320) for hit in panel.state.hits)")
    panel.run("panel.insert(panel.state.hits[0].id, 'way=plane')")
    assert "image plane" in panel.until("seen()['said'] and seen()['activity'] == 'idle'").said
    watched.run("bpy.ops.bowerbird.search(words='red mug', limit=5)")
    asset = next(each["id"] for each in watched.run(ANSWER)["hits"] if each["name"] == MUG)
    watched.run("bpy.ops.bowerbird.insert(asset=asset, way='WORLD')", asset=asset)
    panel.close()

    (running,) = running_hubs(hub.person.hubs)
    called = watched.called()
    # That it is seen at all is the first control.
    assert ("127.0.0.1", running.port) in called
    ports = {running.port, *PORTS}
    assert [each for each in called if each[0] not in {"127.0.0.1", "::1"} or each[1] not in ports] == []


def test_a_call_would_be_seen(watched: WatchedConsole) -> None:
    """The control of check 61: another address, and another port of this one, are seen."""
    before = len(watched.called())
    watched.run(CALLING)
    assert watched.called()[before:] == [("127.0.0.2", 9), ("127.0.0.1", 9), ("::1", 9)]


def test_what_cannot_be_read_is_a_stranger(system: System) -> None:
    """A kind of address that the pattern does not know is no hub; those of this system's own services are nobody's."""
    assert system.sees_this_machine
    line = "9 connect(3, {sa_family=AF_PACKET, sll_protocol=htons(ETH_P_ALL)}, 20) = 0"
    assert addresses_in(line) == [(line, 0)]
    assert (
        addresses_in('9 connect(3, {sa_family=AF_UNIX, sun_path="/run/nscd/socket"}, 110) = -1 ENOENT') == []
    )
