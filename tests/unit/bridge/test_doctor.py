"""What `bowerbird doctor` finds around the library: the hub, its start at login, secrets and plug-ins."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import venv
from pathlib import Path

import keyring
import pytest
from keyring.errors import KeyringLocked

from bowerbird_bridge import discovery
from bowerbird_bridge.access.clients import ClientBook
from bowerbird_bridge.access.owner import ensure_key
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
from bowerbird_bridge.hub import CLIENTS_FILE
from bowerbird_engine import BowerbirdError, Check, Engine, Settings, load_settings
from fakes.keyrings import FailingKeyring, MemoryKeyring
from fakes.served import Person

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


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Give a person whose hub can be run, and whose home this process has."""
    one = Person(tmp_path / "somebody")
    one.home.mkdir()
    for name, value in one.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SNAP_REAL_HOME", raising=False)
    return one


def test_a_hub_of_another_installation_is_told(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same Bowerbird in another environment serves; under the one that asks it is fine."""
    settings = load_settings()
    with person.serving():
        assert codes(list(hub(settings))) == []
    other = tmp_path / "other installation"
    venv.create(other, symlinks=sys.platform != "win32")
    python = other / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    (packages,) = other.rglob("site-packages")
    (packages / "all.pth").write_text("".join(f"{place}\n" for place in sys.path if place))
    with contextlib.ExitStack() as served:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", str(python))
            process, _ = served.enter_context(person.serving())
        (found,) = (check for check in hub(settings) if check.state != "ok")
        assert (found.code, found.state) == ("hub_of_another_installation", "note")
        assert str(python) in found.detail
        assert "`bowerbird stop`" in found.advice
        process.terminate()
        process.wait(20)
    assert codes(list(hub(settings))) == []


def test_a_file_with_the_owners_key_that_is_cut_short_is_told(person: Person) -> None:
    """The hub has made it and reads it; the commands that are told make another one."""
    settings = load_settings()
    with person.serving():
        assert codes(list(secrets(settings))) == []
    file = settings.state_dir / "owner.key"
    file.write_bytes(file.read_bytes()[:20])
    (found,) = secrets(settings)
    assert (found.code, found.state) == ("owner_key_unreadable", "note")
    assert f"{file} cannot be understood" in found.detail
    subprocess.run(["sh", "-c", found.advice.rsplit(": ", 1)[1]], check=True)
    with person.serving():
        assert codes(list(secrets(settings))) == []


def test_a_keyring_that_is_locked_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key was kept there and could be read before."""
    with Engine(settings) as engine:
        library_id = engine.library_id
    ring = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    ensure_key(ClientBook(settings.state_dir / CLIENTS_FILE), settings.state_dir, library_id)
    (fine,) = secrets(settings)
    assert (fine.code, fine.detail) == ("ok", "the owner's key is kept in the keyring")
    monkeypatch.setattr(keyring, "get_keyring", lambda: FailingKeyring(KeyringLocked("no")))
    (found,) = secrets(settings)
    assert (found.code, found.state) == ("owner_key_unreadable", "note")
    assert "--no-keyring" in found.advice


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_an_owners_key_that_was_open_to_others_is_told_beside_a_hub(person: Person) -> None:
    """Who asks the hub reads the key, and closes it by that: it is looked at before."""
    with person.serving():
        assert "secret_readable" not in person.run("doctor", "--json").out
        (person.home / "library" / "owner.key").chmod(0o644)
        found = {check["code"]: check["detail"] for check in person.run("doctor", "--json").json["checks"]}
    assert "owner.key" in found["secret_readable"]


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

    def refuse(self) -> Listing:
        """Fail as a host does whose own files cannot be understood."""
        raise BowerbirdError("GIMP's profile cannot be read.")

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


def test_a_host_that_cannot_be_asked_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its own sentence; the others are asked all the same."""
    host = Host("current")
    assert codes(list(plugin(host))) == []
    monkeypatch.setattr(host, "list", host.refuse)
    (found,) = plugin(host)
    assert (found.code, found.state, found.detail) == (
        "plugin_unknown",
        "note",
        "GIMP's profile cannot be read.",
    )


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
