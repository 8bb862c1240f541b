"""The hub and its client mean the same place and the same ports, each by code of its own: plug-ins carry none of ours."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import bowerbird_client
from bowerbird_bridge import discovery

SURROUNDINGS = [
    {},
    {"LOCALAPPDATA": "C:/Users/you/AppData/Local"},
    {"SNAP_REAL_HOME": "/home/you"},
    {"XDG_DATA_HOME": "/elsewhere", "BOWERBIRD_HOME": "/elsewhere"},
]


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32", "freebsd14"])
@pytest.mark.parametrize("environ", SURROUNDINGS)
def test_the_place_of_hubs(platform: str, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the hub writes is where the client looks, on every system and in every kind of surroundings."""
    monkeypatch.setattr(sys, "platform", platform)

    assert bowerbird_client.hub_folder(environ) == discovery.hub_folder(environ, platform)


def test_the_ports() -> None:
    """A client in a sandbox tries just the ports that a hub takes."""
    assert bowerbird_client.PORTS == discovery.PORTS
    assert (bowerbird_client.API_MIN, bowerbird_client.API_MAX) == discovery.API_VERSIONS


def test_what_a_hub_writes_is_what_a_client_reads(tmp_path: Path) -> None:
    """The runtime file and the recorded command mean the same to both."""
    folder = tmp_path / "hub"
    discovery.announce(port=28472, server_id="s1", library_id="l1", folder=folder)

    (found,) = bowerbird_client.running_hubs(folder)

    assert (found.port, found.server_id, found.library_id) == (28472, "s1", "l1")
    assert bowerbird_client.start_command(folder) == discovery.start_command()
