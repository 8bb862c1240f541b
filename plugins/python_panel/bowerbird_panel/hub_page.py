"""Opening Bowerbird's own page: by the program that the installation recorded, which has the browser show it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bowerbird_client import start_command
from bowerbird_client.sandbox import is_sandboxed
from bowerbird_client.starting import clean_environment

_SERVE = "serve"
_HOME = "--home"


class HubPage:
    """The page, which needs an address that is good once: `bowerbird open` gets it, with the owner's own key."""

    def __init__(
        self,
        recorded: Callable[[], Sequence[str] | None] = start_command,
        run: Callable[[Sequence[str], Mapping[str, str]], object] | None = None,
        sandboxed: Callable[[], bool] = is_sandboxed,
    ) -> None:
        """Say where the command that starts the hub is read, where not from its usual place."""
        self._recorded = recorded
        self._run = launch if run is None else run
        self._sandboxed = sandboxed
        self._running: list[object] = []

    def open(self) -> bool:
        """Have the page opened; tell whether there is a program to do it."""
        # From inside a sandbox the program is not there, or is another one.
        command = None if self._sandboxed() else opening(self._recorded() or ())
        if command is None:
            return False
        arguments, home = command
        environment = clean_environment(os.environ)
        if home is not None:
            environment["BOWERBIRD_HOME"] = home
        try:
            # Kept, so that the system can let go of it when it ends.
            self._running = [self._run(arguments, environment)]
        except (OSError, ValueError):
            return False
        return True


def opening(recorded: Sequence[str]) -> tuple[tuple[str, ...], str | None] | None:
    """Make of the command that starts the hub the one that opens its page, and the home of its library.

    None when it is not a command that is known.
    """
    if _SERVE not in recorded:
        return None
    at = len(recorded) - 1 - tuple(reversed(recorded)).index(_SERVE)
    rest = tuple(recorded[at + 1 :])
    home = rest[rest.index(_HOME) + 1] if _HOME in rest[:-1] else None
    return (*recorded[:at], "open"), home


def launch(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program that outlives us, with no shell in between."""
    detached = 0
    if sys.platform == "win32":
        detached = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return subprocess.Popen(  # noqa: S603  the command of the installation, from a file of the owner alone
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path.home(),
        env=dict(environment),
        close_fds=True,
        start_new_session=os.name == "posix",
        creationflags=detached,
    )
