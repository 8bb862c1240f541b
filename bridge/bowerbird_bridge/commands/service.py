"""The `bowerbird service` commands: whether the hub starts when its owner logs in."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import click

from bowerbird_bridge.commands import start_at_login
from bowerbird_bridge.commands.output import dump, err, json_option, out
from bowerbird_bridge.commands.start_at_login import Desktop, Kind, Start, StartAtLoginError
from bowerbird_bridge.commands.terminal import printable
from bowerbird_engine import load_settings

_ASKING_S = 10.0


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that is there, and whether it is what would be written now."""

    kind: Kind
    place: str
    current: bool


class LoginItems(Protocol):
    """How a system is told what to start at login."""

    def write(self, start: Start) -> tuple[Kind, str, str]:
        """Make the entry; give its kind, its place, and what starts the hub now."""
        ...

    def remove(self) -> list[str]:
        """Remove every entry of ours; give their places."""
        ...

    def find(self, start: Start) -> list[Found]:
        """Look for entries of ours."""
        ...


class LinuxItems:
    """A unit of systemd or an entry in the autostart folder."""

    def __init__(self, home: Path, environ: Mapping[str, str]) -> None:
        self._home = home
        self._environ = environ

    def write(self, start: Start) -> tuple[Kind, str, str]:
        """Make the entry that this session can use, and remove the other."""
        kind, target = start_at_login.linux_kind(self._desktop())
        place = self._place(kind)
        if kind == "systemd":
            _disable()  # it may have been wanted by another target
            _replace(place, start_at_login.systemd_unit(start, target))
            _systemctl("daemon-reload")
            if not _systemctl("enable", start_at_login.UNIT):
                raise StartAtLoginError(
                    f"{place} is written, but systemd does not take it."
                    f" Try: systemctl --user enable {start_at_login.UNIT}"
                )
            self._place("autostart").unlink(missing_ok=True)
            return kind, str(place), f"systemctl --user start {start_at_login.UNIT}"
        _replace(place, start_at_login.desktop_entry(start))
        self._remove_unit()
        return kind, str(place), "bowerbird serve"

    def remove(self) -> list[str]:
        """Remove both kinds."""
        removed = self._remove_unit()
        place = self._place("autostart")
        if place.exists():
            place.unlink()
            removed.append(str(place))
        return removed

    def find(self, start: Start) -> list[Found]:
        """Look for both kinds."""
        found: list[Found] = []
        unit = _read(self._place("systemd"))
        if unit is not None:
            targets = (start_at_login.SESSION_TARGET, start_at_login.ANY_LOGIN_TARGET)
            current = any(unit == start_at_login.systemd_unit(start, target) for target in targets)
            enabled = _systemctl("is-enabled", start_at_login.UNIT)
            found.append(Found("systemd", str(self._place("systemd")), current and enabled))
        entry = _read(self._place("autostart"))
        if entry is not None:
            current = entry == start_at_login.desktop_entry(start)
            found.append(Found("autostart", str(self._place("autostart")), current))
        return found

    def _remove_unit(self) -> list[str]:
        place = self._place("systemd")
        if not place.exists():
            return []
        _disable()
        place.unlink()
        _systemctl("daemon-reload")
        return [str(place)]

    def _place(self, kind: Kind) -> Path:
        return start_at_login.place_of(kind, self._home, self._environ)

    def _desktop(self) -> Desktop:
        return Desktop(
            manager=_systemctl("show-environment"),
            session_target=_systemctl("is-active", start_at_login.SESSION_TARGET),
            screen=bool(self._environ.get("DISPLAY") or self._environ.get("WAYLAND_DISPLAY")),
        )


class MacItems:
    """A property list that launchd reads at login."""

    def __init__(self, home: Path) -> None:
        self._place = start_at_login.place_of("launchd", home, {})

    def write(self, start: Start) -> tuple[Kind, str, str]:
        """Make the entry."""
        _replace(self._place, start_at_login.launch_agent(start))
        return "launchd", str(self._place), "bowerbird serve"

    def remove(self) -> list[str]:
        """Remove the entry."""
        if not self._place.exists():
            return []
        self._place.unlink()
        return [str(self._place)]

    def find(self, start: Start) -> list[Found]:
        """Look for the entry."""
        agent = _read(self._place)
        if agent is None:
            return []
        return [Found("launchd", str(self._place), agent == start_at_login.launch_agent(start))]


if sys.platform == "win32":
    import winreg

    class WindowsItems:
        """A value of the user's own Run key."""

        place = rf"HKEY_CURRENT_USER\{start_at_login.RUN_KEY}\{start_at_login.RUN_VALUE}"

        def write(self, start: Start) -> tuple[Kind, str, str]:
            """Make the entry."""
            value = start_at_login.run_value(start)
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, start_at_login.RUN_KEY) as key:
                winreg.SetValueEx(key, start_at_login.RUN_VALUE, 0, winreg.REG_SZ, value)
            return "run_key", self.place, "bowerbird serve"

        def remove(self) -> list[str]:
            """Remove the entry."""
            access = winreg.KEY_SET_VALUE
            with (
                contextlib.suppress(FileNotFoundError),
                winreg.OpenKey(winreg.HKEY_CURRENT_USER, start_at_login.RUN_KEY, access=access) as key,
            ):
                winreg.DeleteValue(key, start_at_login.RUN_VALUE)
                return [self.place]
            return []

        def find(self, start: Start) -> list[Found]:
            """Look for the entry."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, start_at_login.RUN_KEY) as key:
                    value, _ = winreg.QueryValueEx(key, start_at_login.RUN_VALUE)
            except FileNotFoundError:
                return []
            return [Found("run_key", self.place, value == start_at_login.run_value(start))]


def login_items() -> LoginItems:
    """Give what this system has."""
    if sys.platform == "win32":
        return WindowsItems()
    elif sys.platform == "darwin":  # noqa: RET505  type checkers follow the platform through elif alone
        return MacItems(Path.home())
    else:
        return LinuxItems(Path.home(), os.environ)


@click.group()
def service() -> None:
    """Start the hub when you log in, or no longer."""


@service.command()
@json_option
def install(*, as_json: bool) -> None:
    """Start the hub at each login from now on.

    For your account alone. Once more, it brings what was written up to date, as after moving Bowerbird.
    """
    if sys.platform != "win32" and os.geteuid() == 0:
        err().print("You are root: the hub will start when root logs in, and for nobody else.")
    kind, place, now = login_items().write(wanted_start())
    if as_json:
        dump({"installed": True, "kind": kind, "place": place, "start_now": now})
        return
    out().print(f"Wrote {printable(place)}", markup=False)
    out().print("The hub starts at your next login.")
    out().print(f"To start it now: {now}", markup=False)


@service.command()
@json_option
def remove(*, as_json: bool) -> None:
    """No longer start the hub at login.

    A hub that runs now goes on: `bowerbird stop` ends it.
    """
    removed = login_items().remove()
    if as_json:
        dump({"removed": removed})
        return
    for place in removed:
        out().print(f"Removed {printable(place)}", markup=False)
    out().print("The hub does not start at login any more." if removed else "The hub did not start at login.")


@service.command()
@json_option
def status(*, as_json: bool) -> None:
    """Tell whether the hub starts at login."""
    found = login_items().find(wanted_start())
    if as_json:
        items = [{"kind": item.kind, "place": item.place, "current": item.current} for item in found]
        dump({"installed": bool(found), "items": items})
        return
    for item in found:
        out().print(f"The hub starts at login: {printable(item.place)}", markup=False)
        if not item.current:
            out().print(
                "It is not as this Bowerbird would write it. Bring it up to date: bowerbird service install"
            )
    if not found:
        out().print("The hub does not start at login. To have it so: bowerbird service install")


def wanted_start() -> Start:
    """Give what an entry that is written now would start."""
    home = str(load_settings().state_dir) if os.environ.get("BOWERBIRD_HOME") else None
    return Start(start_at_login.start_command(), home)


def _disable() -> None:
    _systemctl("disable", start_at_login.UNIT)


def _systemctl(*arguments: str) -> bool:
    """Ask the user's own service manager for something; false where it refuses or there is none."""
    try:
        done = subprocess.run(  # noqa: S603  words of our own, without a shell
            ["systemctl", "--user", "--quiet", *arguments],  # noqa: S607  where it lies differs between systems
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ASKING_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _read(place: Path) -> str | None:
    try:
        return place.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None


def _replace(place: Path, text: str) -> None:
    """Write a file of the person's configuration in one step."""
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_name(f".{place.name}.new")
    temporary.write_bytes(text.encode("utf-8", "surrogateescape"))
    temporary.replace(place)
