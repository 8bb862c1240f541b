"""Starting the hub when its owner logs in: what each system wants written for that, as pure functions, and where.

It is always the entry of one user, made without more rights than that user has.
"""

from __future__ import annotations

import plistlib
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bowerbird_engine import BowerbirdError

Kind = Literal["systemd", "autostart", "launchd", "run_key"]

UNIT: Final = "bowerbird.service"
DESKTOP_ENTRY: Final = "bowerbird.desktop"
LAUNCH_LABEL: Final = "org.bowerbird.hub"
RUN_VALUE: Final = "Bowerbird"
RUN_KEY: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"

SESSION_TARGET: Final = "graphical-session.target"
ANY_LOGIN_TARGET: Final = "default.target"

LONGEST_RUN_VALUE: Final = 260
"""Windows' documentation of the Run key: longer values are not run."""

_LIBRARY_BUSY, _WRONG_USAGE = 3, 2


class StartAtLoginError(BowerbirdError):
    """Say that the hub cannot be made to start at login."""

    code = "start_at_login"


@dataclass(frozen=True, slots=True)
class Start:
    """What is to be started: a command of absolute paths, and the library, if it is not at the usual place."""

    command: tuple[str, ...]
    home: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no entry of any system can hold."""
        if any(character < " " for part in (*self.command, self.home or "") for character in part):
            raise StartAtLoginError(
                "The path of Python or of the library holds a line break or another control character, which no entry"
                " for the login can hold. Move it to a place with a plain name."
            )


def hub_command(executable: str, *, windows: bool = False) -> tuple[str, ...]:
    """Give the command that starts the hub with this Python.

    `-P` keeps the folder that a session starts in, the person's home, out of where Python looks for its modules.
    """
    if windows:
        # The one without a console window, where it is installed: beside the other.
        without_window = Path(executable).with_name("pythonw.exe")
        executable = str(without_window) if without_window.exists() else executable
    return (executable, "-P", "-m", "bowerbird_bridge", "serve")


def systemd_unit(start: Start, target: str) -> str:
    """Write a unit for the user's own service manager."""
    lines = [
        "[Unit]",
        "Description=Bowerbird, search in your pictures",
    ]
    if target == SESSION_TARGET:
        lines += [f"PartOf={SESSION_TARGET}", f"After={SESSION_TARGET}"]
    lines += [
        "",
        "[Service]",
        "ExecStart=" + _systemd_command(start.command),
        *([f"Environment={_systemd_word('BOWERBIRD_HOME=' + start.home)}"] if start.home is not None else []),
        "Restart=on-failure",
        "RestartSec=5",
        # Another hub serves this library already, or the command is wrong: trying again changes neither.
        f"RestartPreventExitStatus={_WRONG_USAGE} {_LIBRARY_BUSY}",
        "TimeoutStopSec=15",
        "",
        "[Install]",
        f"WantedBy={target}",
    ]
    return "\n".join(lines) + "\n"


def _systemd_command(command: tuple[str, ...]) -> str:
    """Write a command; in its arguments, though not in its program, a variable would be filled in."""
    if any(character in command[0] for character in "\"'\\"):
        command = ("/usr/bin/env", *command)  # which systemd does not allow in the name of a program
    program, *arguments = (_systemd_word(word) for word in command)
    return " ".join((program, *(word.replace("$", "$$") for word in arguments)))


def _systemd_word(word: str) -> str:
    """Quote a word as systemd.syntax(7) says, with `%` doubled for its specifiers."""
    for character, written in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%")):
        word = word.replace(character, written)
    return f'"{word}"'


def desktop_entry(start: Start) -> str:
    """Write an entry for the autostart folder of Linux desktops."""
    command = (*(["env", f"BOWERBIRD_HOME={start.home}"] if start.home is not None else []), *start.command)
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=Bowerbird",
        "Comment=Search in your pictures",
        "Exec=" + " ".join(_desktop_word(word) for word in command),
        "Terminal=false",
        "NoDisplay=true",
    ]
    return "\n".join(lines) + "\n"


def _desktop_word(word: str) -> str:
    """Quote a word as the Desktop Entry specification says: for the command, then for the value that holds it."""
    for character in '\\"`$':
        word = word.replace(character, "\\" + character)
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'


def launch_agent(start: Start) -> str:
    """Write a property list for macOS' launchd."""
    agent: dict[str, object] = {
        "Label": LAUNCH_LABEL,
        "ProgramArguments": list(start.command),
        "RunAtLoad": True,
        # Not when it ends by itself: it was told to, or another hub serves this library already.
        "KeepAlive": {"Crashed": True},
        "LimitLoadToSessionType": "Aqua",
    }
    if start.home is not None:
        agent["EnvironmentVariables"] = {"BOWERBIRD_HOME": start.home}
    return plistlib.dumps(agent).decode("utf-8")


def run_value(start: Start) -> str:
    """Write a value for the Run key of Windows. Raises StartAtLoginError for what it cannot hold."""
    if start.home is not None:
        raise StartAtLoginError(
            "BOWERBIRD_HOME is set in this window, but Windows starts the hub outside of it. Set it for your account"
            " (“Edit environment variables for your account”), open a new window without setting it there, and install"
            " again."
        )
    value = subprocess.list2cmdline(start.command)
    if len(value) > LONGEST_RUN_VALUE:
        raise StartAtLoginError(
            f"The command that starts the hub is longer than the {LONGEST_RUN_VALUE} characters that Windows allows."
            " Install Bowerbird into a folder with a shorter path."
        )
    return value


@dataclass(frozen=True, slots=True)
class Desktop:
    """What a Linux session has: a service manager of the user's own, its target for desktops, and a screen."""

    manager: bool
    session_target: bool
    screen: bool


def linux_kind(desktop: Desktop) -> tuple[Kind, str]:
    """Choose how the hub is started on Linux, and by which target.

    A unit of the desktop session comes first: it is started with what opening a file manager needs. Not every desktop
    has that target, and each has an autostart folder. Without a screen any login counts.
    """
    if desktop.manager and desktop.session_target:
        return "systemd", SESSION_TARGET
    if desktop.manager and not desktop.screen:
        return "systemd", ANY_LOGIN_TARGET
    return "autostart", ""


def place_of(kind: Kind, home: Path, environ: Mapping[str, str]) -> Path:
    """Give the file of an entry. Raises StartAtLoginError for the one kind that has none."""
    if kind == "launchd":
        return home / "Library" / "LaunchAgents" / f"{LAUNCH_LABEL}.plist"
    if kind == "run_key":
        raise StartAtLoginError("On Windows the entry is a value of the registry.")
    written = environ.get("XDG_CONFIG_HOME", "")
    config = Path(written) if Path(written).is_absolute() else home / ".config"
    return config / "systemd" / "user" / UNIT if kind == "systemd" else config / "autostart" / DESKTOP_ENTRY


def start_command() -> tuple[str, ...]:
    """Give the command that starts the hub with the Python that runs now."""
    return hub_command(sys.executable, windows=sys.platform == "win32")
