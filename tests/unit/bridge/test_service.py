"""Starting the hub at login: what is written for each system, and the commands that write and remove it."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bowerbird_bridge.cli import bowerbird
from bowerbird_bridge.commands.service import MacItems, service
from bowerbird_bridge.commands.start_at_login import (
    ANY_LOGIN_TARGET,
    LONGEST_RUN_VALUE,
    SESSION_TARGET,
    Desktop,
    Start,
    StartAtLoginError,
    desktop_entry,
    hub_command,
    launch_agent,
    linux_kind,
    place_of,
    run_value,
    start_command,
    systemd_unit,
)

PLAIN = Start(hub_command("/usr/bin/python3"))
ODD_NAME = "a b\"c'd%h$HOME`e`\\f é"
AT_HOME = Start(("/opt/py", "serve"), "/home/me/my library")

UNIT = """[Unit]
Description=Bowerbird, search in your pictures
PartOf=graphical-session.target
After=graphical-session.target

[Service]
ExecStart="/usr/bin/python3" "-P" "-m" "bowerbird_bridge" "serve"
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=2 3
TimeoutStopSec=15

[Install]
WantedBy=graphical-session.target
"""

ENTRY = """[Desktop Entry]
Type=Application
Name=Bowerbird
Comment=Search in your pictures
Exec="env" "BOWERBIRD_HOME=/home/me/my library" "/opt/py" "serve"
Terminal=false
NoDisplay=true
"""


def test_the_unit_of_systemd() -> None:
    """The unit starts the hub with this Python, and neither with a home nor in a desktop where there is none."""
    assert systemd_unit(PLAIN, SESSION_TARGET) == UNIT
    anywhere = systemd_unit(AT_HOME, ANY_LOGIN_TARGET)
    assert 'Environment="BOWERBIRD_HOME=/home/me/my library"\n' in anywhere
    assert "graphical" not in anywhere
    assert anywhere.endswith("WantedBy=default.target\n")


def test_the_entry_for_a_desktop() -> None:
    """The entry starts the same command, with the library's place as a variable."""
    assert desktop_entry(AT_HOME) == ENTRY


def test_the_agent_of_a_mac() -> None:
    """The property list holds the words as they are, and a hub that ended by itself is not started again."""
    agent = plistlib.loads(launch_agent(Start(("/opt/a b/py", "<&>"), "/Users/me/ö")).encode())
    assert agent["ProgramArguments"] == ["/opt/a b/py", "<&>"]
    assert agent["EnvironmentVariables"] == {"BOWERBIRD_HOME": "/Users/me/ö"}
    assert agent["RunAtLoad"] is True
    assert agent["KeepAlive"] == {"Crashed": True}
    assert "EnvironmentVariables" not in plistlib.loads(launch_agent(PLAIN).encode())


def test_the_value_of_windows() -> None:
    """The value quotes paths with spaces; what it cannot hold is refused with what to do."""
    assert run_value(Start((r"C:\Program Files\py\pythonw.exe", "-m", "x"))) == (
        r'"C:\Program Files\py\pythonw.exe" -m x'
    )
    with pytest.raises(StartAtLoginError, match="shorter path"):
        run_value(Start(("C:\\" + "a" * LONGEST_RUN_VALUE, "serve")))
    with pytest.raises(StartAtLoginError, match="your account"):
        run_value(AT_HOME)


def test_windows_starts_without_a_window(tmp_path: Path) -> None:
    """The Python without a console window is taken where there is one."""
    python = tmp_path / "python.exe"
    assert hub_command(str(python), windows=True)[0] == str(python)
    (tmp_path / "pythonw.exe").touch()
    assert hub_command(str(python), windows=True)[0] == str(tmp_path / "pythonw.exe")


@pytest.mark.parametrize("bad", ["a\nb", "a\x00b", "a\x1bb"])
def test_control_characters_are_refused(bad: str) -> None:
    """A path that would add a line of its own to an entry is refused."""
    with pytest.raises(StartAtLoginError):
        Start((bad, "serve"))
    with pytest.raises(StartAtLoginError):
        Start(("/usr/bin/python3", "serve"), bad)


@pytest.mark.skipif(os.name == "nt", reason="no shell to read it with")
def test_a_desktop_reads_the_command_as_it_was_meant() -> None:
    """Undone as the specification says, the line gives back every word, however odd."""
    line = next(
        line for line in desktop_entry(Start((ODD_NAME, "50%"))).splitlines() if line.startswith("Exec=")
    )
    shell = line.removeprefix("Exec=").replace("%%", "%").replace("\\\\", "\\")
    done = subprocess.run(["sh", "-c", f'printf "%s\\n" {shell}'], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [ODD_NAME, "50%"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd to read it with")
def test_systemd_reads_the_unit_as_it_was_meant(tmp_path: Path) -> None:
    """A unit with odd paths has nothing wrong with it for systemd; control: with a quoting left out it has."""
    programs = [tmp_path / "a b%h$HOME", tmp_path / ODD_NAME]
    for number, program in enumerate(programs):
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        good = systemd_unit(Start((str(program), "serve"), ODD_NAME), ANY_LOGIN_TARGET)
        assert _verified(tmp_path / f"good{number}.service", good) == ""
        assert _verified(tmp_path / f"bad{number}.service", good.replace("%%", "%x")) != ""


def test_systemd_fills_in_no_variables() -> None:
    """A dollar sign stays one: written twice in an argument, and once in the program, where it means nothing."""
    unit = systemd_unit(Start(("/opt/$py", "$HOME")), ANY_LOGIN_TARGET)
    assert 'ExecStart="/opt/$py" "$$HOME"\n' in unit
    unit = systemd_unit(Start(("/opt/'$py'", "serve")), ANY_LOGIN_TARGET)
    assert 'ExecStart="/usr/bin/env" "/opt/\'$$py\'" "serve"\n' in unit


def _verified(place: Path, unit: str) -> str:
    """Give what systemd says against a unit."""
    place.write_text(unit)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(place)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"XDG_RUNTIME_DIR": str(place.parent)},
    )
    return "\n".join(line for line in done.stderr.splitlines() if place.name in line)


@pytest.mark.parametrize(
    ("desktop", "kind"),
    [
        (Desktop(manager=True, session_target=True, screen=True), ("systemd", SESSION_TARGET)),
        (Desktop(manager=True, session_target=False, screen=True), ("autostart", "")),
        (Desktop(manager=True, session_target=False, screen=False), ("systemd", ANY_LOGIN_TARGET)),
        (Desktop(manager=False, session_target=False, screen=True), ("autostart", "")),
        (Desktop(manager=False, session_target=False, screen=False), ("autostart", "")),
    ],
)
def test_linux_takes_what_the_session_has(desktop: Desktop, kind: tuple[str, str]) -> None:
    """A unit of the desktop session where there is one, the autostart folder in other desktops, else any login."""
    assert linux_kind(desktop) == kind


def test_places() -> None:
    """Each entry lies where its system looks for it; a relative XDG_CONFIG_HOME does not count."""
    home = Path("/home/me")
    assert place_of("systemd", home, {}) == home / ".config/systemd/user/bowerbird.service"
    assert (
        place_of("autostart", home, {"XDG_CONFIG_HOME": "here"})
        == home / ".config/autostart/bowerbird.desktop"
    )
    assert place_of("launchd", home, {}) == home / "Library/LaunchAgents/org.bowerbird.hub.plist"
    if os.name != "nt":
        elsewhere = place_of("autostart", home, {"XDG_CONFIG_HOME": "/cfg"})
        assert elsewhere == Path("/cfg/autostart/bowerbird.desktop")
    with pytest.raises(StartAtLoginError):
        place_of("run_key", home, {})


def test_a_mac_is_written_to_and_cleared(tmp_path: Path) -> None:
    """On macOS the entry is written, found, found to be out of date, and removed; twice is like once."""
    items = MacItems(tmp_path)
    assert items.find(PLAIN) == []
    kind, place, _ = items.write(PLAIN)
    items.write(PLAIN)
    assert kind == "launchd"
    assert [item.current for item in items.find(PLAIN)] == [True]
    assert [item.current for item in items.find(AT_HOME)] == [False]
    assert items.remove() == [place]
    assert items.remove() == []


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the login of another system")


class Session:
    """A Linux session with a home and a `systemctl` of its own, which notes what it is told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = folder / "my home"
        self.told = folder / "told"
        self._bin = folder / "bin"
        self._bin.mkdir()
        for name in ("XDG_CONFIG_HOME", "DISPLAY", "WAYLAND_DISPLAY", "BOWERBIRD_HOME"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", str(self.home))
        monkeypatch.setenv("PATH", f"{self._bin}{os.pathsep}/bin")
        self.has()

    def has(self, *answers: str) -> None:
        """Let `systemctl` say yes to these requests alone."""
        patterns = "|".join(f"*\\ {answer}*" for answer in answers) or "nothing"
        program = self._bin / "systemctl"
        program.write_text(
            f'#!/bin/sh\necho "$@" >>"{self.told}"\ncase " $*" in {patterns}) exit 0;; esac\nexit 1\n'
        )
        program.chmod(0o755)

    @property
    def unit(self) -> Path:
        """Where the unit of systemd lies."""
        return self.home / ".config/systemd/user/bowerbird.service"

    @property
    def entry(self) -> Path:
        """Where the entry of the autostart folder lies."""
        return self.home / ".config/autostart/bowerbird.desktop"

    def run(self, *arguments: str) -> Any:
        """Run `bowerbird service` in it."""
        if "service" not in bowerbird.commands:
            bowerbird.add_command(service)
        return CliRunner().invoke(bowerbird, ["service", *arguments], prog_name="bowerbird")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Give a session without anything."""
    return Session(tmp_path, monkeypatch)


@LINUX
def test_installed_as_a_unit(session: Session) -> None:
    """With a service manager the unit is written and enabled, said so, and found; once more changes nothing."""
    session.has("show-environment", "is-active", "daemon-reload", "enable", "is-enabled", "disable")
    done = session.run("install")
    assert done.exit_code == 0, done.output
    assert session.unit.read_text() == systemd_unit(Start(start_command()), SESSION_TARGET)
    assert str(session.unit) in done.stdout
    assert "systemctl --user start bowerbird.service" in done.stdout
    assert "--user --quiet enable bowerbird.service" in session.told.read_text()
    before = session.unit.read_text()
    assert session.run("install").exit_code == 0
    assert session.unit.read_text() == before
    assert '"installed": true' in session.run("status", "--json").stdout
    assert "up to date" not in session.run("status").stdout


@LINUX
def test_installed_as_an_entry_of_the_desktop(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a service manager the autostart folder is used, and a unit from before is removed."""
    session.has("show-environment", "daemon-reload", "enable")
    session.run("install")
    assert session.unit.exists()
    monkeypatch.setenv("DISPLAY", ":0")
    session.has()
    done = session.run("install", "--json")
    assert done.exit_code == 0, done.output
    assert '"kind": "autostart"' in done.stdout
    assert session.entry.read_text() == desktop_entry(Start(start_command()))
    assert not session.unit.exists()


@LINUX
def test_the_library_goes_along(session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A library that BOWERBIRD_HOME names is named in what is written: the login does not know that variable."""
    monkeypatch.setenv("BOWERBIRD_HOME", str(tmp_path / "a library"))
    session.run("install")
    assert f'"BOWERBIRD_HOME={tmp_path / "a library"}"' in session.entry.read_text()
    monkeypatch.delenv("BOWERBIRD_HOME")
    assert "up to date" in session.run("status").stdout


@LINUX
def test_removed(session: Session) -> None:
    """Both kinds are removed and the unit is disabled first; removing nothing says so and is no failure."""
    session.has("show-environment", "daemon-reload", "enable", "disable")
    session.run("install")
    session.entry.parent.mkdir(parents=True)
    session.entry.write_text("of an older version")
    done = session.run("remove", "--json")
    assert str(session.unit) in done.stdout
    assert str(session.entry) in done.stdout
    assert not session.unit.exists()
    assert not session.entry.exists()
    assert "disable bowerbird.service" in session.told.read_text()
    again = session.run("remove")
    assert again.exit_code == 0
    assert "did not start" in again.stdout
    assert "does not start at login" in session.run("status").stdout


@LINUX
def test_a_manager_that_refuses_is_told(session: Session) -> None:
    """When systemd does not take the unit, that is an error with the next step, not a success."""
    session.has("show-environment", "is-active", "daemon-reload")
    done = session.run("install")
    assert done.exit_code == 1
    assert "systemctl --user enable" in done.stderr


def test_a_program_without_a_console_runs() -> None:
    """Started without any streams, as pythonw does at login, the command line does its work."""
    script = (
        "import sys; sys.stdout = sys.stderr = None; sys.argv = ['bowerbird', '--version'];"
        "from bowerbird_bridge.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-P", "-c", script], check=False)
    assert done.returncode == 0


@LINUX
def test_the_command_that_is_written_runs(session: Session, tmp_path: Path) -> None:
    """The words that are started begin our command, and a module in the folder that they start in is not taken for ours."""
    (tmp_path / "click.py").write_text("raise SystemExit('taken from the folder')")
    done = subprocess.run(
        [*start_command()[:-1], "--help"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert start_command()[-1] == "serve"
