"""What the plug-in finds comes from the hub and from nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

from bowerbird_bridge.discovery import record_command, recorded_command
from hosts.gimp.inside_gimp import GimpConsole
from hosts.gimp.profiles import token_file
from hosts.harness.hubs import PersonsHub


def test_results_come_from_the_hub(gimp: GimpConsole, hub: PersonsHub) -> None:
    """GIMP finds what the command line finds; without the hub's process it finds nothing; with it, the same again."""
    told = hub.person.run("search", "red mug", "--limit", "5", "--json").json
    expected = [hit["asset"]["id"] if "asset" in hit else hit["id"] for hit in told["hits"]]

    ids, names, answer = gimp.call("bowerbird-search", words="red mug", limit=5).good
    assert ids == expected
    assert [hit["id"] for hit in json.loads(answer)["hits"]] == ids
    assert len(names) == 5

    hub.stop()
    without = gimp.call("bowerbird-search", words="red mug", limit=5)
    assert without.status == "execution-error"
    assert "Bowerbird" in without.error
    assert not any(asset in str(without.values) for asset in expected)

    hub.start()
    assert gimp.call("bowerbird-search", words="red mug", limit=5).good[0] == expected


def test_a_hub_that_was_stopped_is_started_by_the_plugin(gimp: GimpConsole, hub: PersonsHub) -> None:
    """Where none runs, GIMP starts the one that the installation noted, and finds the same."""
    before = gimp.call("bowerbird-search", words="red mug", limit=5).good[0]
    noted = recorded_command(hub.person.hubs)
    assert noted is not None
    hub.stop()
    home = ("--home", str(hub.person.home / "library"))
    environ = ("env", f"HOME={hub.person.home}")
    record_command(
        [
            *gimp.system.outside(*environ, *noted[: noted.index("serve") + 1]),
            "--no-keyring",
            "--port",
            "0",
            *home,
        ],
        folder=hub.person.hubs,
    )
    try:
        assert gimp.call("bowerbird-search", words="red mug", limit=5).good[0] == before
        assert hub.pids
    finally:
        hub.close()
        record_command(noted, folder=hub.person.hubs)


def test_the_token_is_the_persons_alone(gimp: GimpConsole) -> None:
    """The token lies in a file that nobody else can read, in a folder that nobody else can enter."""
    token = token_file(gimp.profile)

    assert token.stat().st_mode & 0o777 == 0o600
    assert token.parent.stat().st_mode & 0o077 == 0


def test_without_a_token_nothing_is_found(gimp: GimpConsole, unpaired: Path) -> None:
    """A GIMP that is not connected is told how to connect, and gets nothing."""
    refused = gimp.call("bowerbird-search", words="red mug", limit=5)

    assert refused.status == "execution-error"
    assert "connect" in refused.error.lower()


def test_a_token_that_was_taken_back(gimp: GimpConsole, hub: PersonsHub) -> None:
    """Once the owner has taken the rights back, GIMP is told so, and gets nothing until it is let in again."""
    token = token_file(gimp.profile)
    assert hub.person.run("clients", "revoke", json.loads(token.read_text())["client_id"]).code == 0
    refused = gimp.call("bowerbird-search", words="red mug", limit=5)
    hub.pair(token, "GIMP")

    assert refused.status == "execution-error"
    assert "connect" in refused.error.lower()
    assert gimp.call("bowerbird-search", words="red mug", limit=5).good[0]
