"""Whether what starts the hub at login can do so."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bowerbird_bridge.commands.service import Found, login_items, wanted_start
from bowerbird_engine import Check

_ESCAPED: Final = re.compile(r"\\(.)")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')


def login() -> Iterator[Check]:
    """Look at the entries for the login: whether they are as this Bowerbird writes them, and their program is there."""
    for item in login_items().find(wanted_start()):
        program = program_of(item)
        if item.current:
            yield Check("start at login", "ok", "the hub starts when you log in")
        elif program is not None and not Path(program).exists():
            yield Check(
                "start at login",
                "bad",
                f"the hub cannot start when you log in: {program} is not there any more",
                "Write it anew: `bowerbird service install`.",
                "login_program_gone",
            )
        else:
            yield Check(
                "start at login",
                "note",
                "what starts the hub when you log in is not as this Bowerbird writes it, or is not switched on",
                "Bring it up to date: `bowerbird service install`.",
                "login_outdated",
            )


def program_of(item: Found) -> str | None:
    """Read which program an entry starts; None where that cannot be told."""
    try:
        if item.kind == "launchd":
            return str(plistlib.loads(Path(item.place).read_bytes())["ProgramArguments"][0])
        if item.kind == "run_key":
            return None
        text = Path(item.place).read_text("utf-8", "surrogateescape")
        key = "ExecStart=" if item.kind == "systemd" else "Exec="
        line = next(line for line in text.splitlines() if line.startswith(key))
        value = line.removeprefix(key)
        # An entry for a desktop is escaped twice: as a command, and then as a value.
        words = _words(_ESCAPED.sub(r"\1", value) if item.kind == "autostart" else value)
    except (OSError, ValueError, KeyError, IndexError, StopIteration, plistlib.InvalidFileException):
        return None
    # Variables come before the program, and `env` before these.
    return next((word for word in words if Path(word).name != "env" and "=" not in word), None)


def _words(command: str) -> list[str]:
    """Take a command apart as our own writers put it together: each word in double quotes."""
    quoted = [_ESCAPED.sub(r"\1", word).replace("%%", "%") for word in _QUOTED.findall(command)]
    return quoted or command.split()
