"""What `bowerbird doctor` finds around the library: the hub, its start at login, secrets and plug-ins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bowerbird_bridge import discovery
from bowerbird_bridge.commands.machine_checks.hub_checks import hub, secrets, start_of_plugins
from bowerbird_bridge.commands.machine_checks.login_checks import login, program_of
from bowerbird_bridge.commands.machine_checks.plugin_checks import plugin
from bowerbird_bridge.commands.plugin_hosts.hosts import Installation, Listing, Place, Removal, Tell
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Found, State
from bowerbird_bridge.commands.service import Found as Entry
from bowerbird_bridge.commands.service import wanted_start
from bowerbird_bridge.commands.start_at_login import (
    ANY_LOGIN_TARGET,
    Start,
    desktop_entry,
    hub_command,
    launch_agent,
    systemd_unit,
)
from bowerbird_engine import Check, Engine, Settings, load_settings

from .conftest import Command

GONE = "/opt/no longer/bin/python3"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Give a library of a person with a home of their own."""
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    (tmp_path / "person").mkdir()
    settings = load_settings(tmp_path / "library", {})
    Engine(settings).close()
    return settings


def codes(checks: list[Check]) -> list[str]:
    """Give the codes of what is not fine."""
    return [check.code for check in checks if check.state != "ok"]


def test_without_a_hub_all_is_fine(settings: Settings) -> None:
    """The control of the others: nobody has to run a hub."""
    assert codes([*hub(settings), *start_of_plugins(), *secrets(settings), *login()]) == []


def test_the_file_of_a_killed_hub_is_found_and_the_command_removes_it(settings: Settings) -> None:
    """Its process is gone; that of one which lives is no remains."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    place = discovery.announce(port=28471, server_id="s", library_id="other", home=settings.state_dir)
    assert codes(list(hub(settings))) == []
    place.write_text(place.read_text().replace(f'"pid": {os.getpid()}', f'"pid": {dead.pid}'))
    (found,) = (check for check in hub(settings) if check.state != "ok")
    assert found.code == "hub_file_stale"
    subprocess.run(["sh", "-c", found.advice.rsplit(": ", 1)[1]], check=True)
    assert codes(list(hub(settings))) == []


def test_a_hub_that_is_noted_and_does_not_answer(settings: Settings) -> None:
    """A process lives under its number and nobody listens on its port: it is another program's by now."""
    with Engine(settings) as engine:
        library_id = engine.library_id
    discovery.announce(port=1, server_id="s", library_id=library_id, home=settings.state_dir)
    assert codes(list(hub(settings))) == ["hub_silent"]


def test_a_start_command_that_is_gone_is_told(settings: Settings) -> None:
    """Plug-ins start a hub with what was written down, as long as it is there."""
    assert settings.state_dir.is_dir()
    discovery.record_command([sys.executable, "-m", "bowerbird_bridge", "serve"])
    assert codes(list(start_of_plugins())) == []
    discovery.record_command([GONE, "-m", "bowerbird_bridge", "serve"])
    (found,) = start_of_plugins()
    assert found.code == "start_command_gone"
    assert GONE in found.detail


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_secrets_that_others_may_read_are_bad(settings: Settings) -> None:
    """The command that is told closes them; a link in their place is worse."""
    file = settings.state_dir / "mcp-client.json"
    file.write_text("{}")
    file.chmod(0o644)
    (found,) = secrets(settings)
    assert (found.code, found.state) == ("secret_readable", "bad")
    subprocess.run(["sh", "-c", found.advice.split(": ", 1)[1].split(". ")[0]], check=True)
    assert codes(list(secrets(settings))) == []
    file.rename(file.with_name("elsewhere"))
    file.symlink_to(file.with_name("elsewhere"))
    assert codes(list(secrets(settings))) == ["secret_is_no_file"]


@pytest.mark.skipif(sys.platform != "linux", reason="another system has other entries")
def test_an_entry_for_the_login_with_a_python_that_is_gone_is_bad(settings: Settings, tmp_path: Path) -> None:
    """As it is written now it is fine; with another Python it is outdated, with one that is gone it cannot start."""
    assert settings.state_dir.is_dir()
    place = tmp_path / "person" / ".config" / "autostart" / "bowerbird.desktop"
    place.parent.mkdir(parents=True)
    place.write_text(desktop_entry(wanted_start()))
    assert codes(list(login())) == []
    place.write_text(desktop_entry(Start(hub_command("/bin/sh"))))
    assert codes(list(login())) == ["login_outdated"]
    place.write_text(desktop_entry(Start(hub_command(GONE), "/a b/c")))
    (found,) = login()
    assert (found.code, found.state) == ("login_program_gone", "bad")
    assert GONE in found.detail


@pytest.mark.parametrize("home", [None, "/a b/c"])
@pytest.mark.parametrize("program", ["/usr/bin/python3", '/opt/it\'s "odd"/py%thon'])
def test_the_program_of_every_kind_of_entry_is_read(tmp_path: Path, program: str, home: str | None) -> None:
    """As our own writers write them, with what they escape."""
    start = Start(hub_command(program), home)
    file = tmp_path / "entry"
    file.write_text(systemd_unit(start, ANY_LOGIN_TARGET))
    assert program_of(Entry("systemd", str(file), current=False)) == program
    file.write_text(desktop_entry(start))
    assert program_of(Entry("autostart", str(file), current=False)) == program
    file.write_text(launch_agent(start))
    assert program_of(Entry("launchd", str(file), current=False)) == program
    file.write_text("something else")
    assert program_of(Entry("systemd", str(file), current=False)) is None


class Host:
    """A host program with the plug-in in one state."""

    name = "gimp"
    title = "GIMP"

    def __init__(self, state: State) -> None:
        self._state: State = state

    def list(self) -> Listing:
        """Name one place."""
        place = Place("GIMP 3.0", "/usr/bin/gimp", Path("/plug-ins/bowerbird_gimp"), {})
        found = Found(self._state, "0.0.1", ("changed.py",))
        return Listing("gimp", "0.1.0", [(place, found)], [], [], [])

    def install(self, into: Path | None, *, force: bool, tell: Tell) -> Installation:
        """Install nothing: a doctor does not."""
        raise AssertionError(into, force, tell)

    def remove(self, into: Path | None, *, force: bool, forget: bool) -> Removal:
        """Remove nothing: a doctor does not."""
        raise AssertionError(into, force, forget)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("current", []),
        ("absent", []),
        ("managed", []),
        ("outdated", ["plugin_outdated"]),
        ("damaged", ["plugin_damaged"]),
        ("changed", ["plugin_changed"]),
    ],
)
def test_plugins_are_judged_by_their_state(state: State, expected: list[str]) -> None:
    """Each with the command that brings it up to date."""
    found = list(plugin(Host(state)))
    assert codes(found) == expected
    assert all("bowerbird plugins install gimp" in check.advice for check in found if check.state != "ok")


def test_the_command_says_the_worst_first_and_sums_up(tmp_path: Path) -> None:
    """Something bad comes on top, ends the command with 1 and has a code that scripts can go by."""
    home = tmp_path / "home"
    run = Command(home)
    assert run("status").code == 0
    fine = run("doctor")
    assert fine.code == 0
    assert fine.out.splitlines()[-1].endswith(" fine.")
    if sys.platform == "win32":
        return
    home.chmod(0o777)
    answer = run("doctor")
    assert answer.code == 1
    assert answer.out.startswith("BAD")
    assert "chmod 700" in answer.out
    assert answer.out.splitlines()[-1].startswith("1 thing is bad, ")
    checks = run("doctor", "--json").json["checks"]
    assert [check["code"] for check in checks if check["state"] == "bad"] == ["writable_by_others"]
