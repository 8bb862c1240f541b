"""Starting the hub from a plug-in: by the command that the installation noted, without the host's own surroundings."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .discovery import PORTS, find_hub, start_command
from .errors import CancelledError, CannotStartError, NotRunningError, TimedOutError
from .sandbox import FLATPAK_INFO, is_sandboxed
from .values import Hub

WAIT_SECONDS = 30.0
PAUSE_SECONDS = 30.0
"""Not started again before that, whatever happened: a hub that falls over at once must not be started in a circle."""
_ASK_EVERY_S = 0.1

_FROM_OUTSIDE = (
    "Run `bowerbird serve` in a terminal, or once `bowerbird service install` to have it run at each login."
)

_OF_THE_HOST = (
    "APPDIR",
    "APPIMAGE",
    "BLENDER_",
    "DYLD_",
    "GIMP",
    "GI_TYPELIB_PATH",
    "GIO_MODULE_DIR",
    "GTK_PATH",
    "LD_",
    "OCIO",
    "PYTHON",
    "QT_PLUGIN_PATH",
    "VIRTUAL_ENV",
    "__PYVENV_LAUNCHER__",
)
"""Beginnings of variables that a host sets for itself: its Python or its libraries would break the hub's own."""


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out what a host program set for itself."""
    return {name: value for name, value in environ.items() if not name.upper().startswith(_OF_THE_HOST)}


class Starter:
    """Starts the hub when it does not run, at most once in a while."""

    def __init__(
        self,
        *,
        folder: Path | None = None,
        ports: tuple[int, ...] = PORTS,
        wait_seconds: float = WAIT_SECONDS,
        pause_seconds: float = PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        flatpak_info: Path = FLATPAK_INFO,
    ) -> None:
        """Say where hubs are looked for, where not in their usual place and on the usual ports."""
        self._folder = folder
        self._ports = ports
        self._wait = wait_seconds
        self._pause = pause_seconds
        self._clock = clock
        self._flatpak_info = flatpak_info
        self._last: float | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start_hub(
        self,
        command: Sequence[str] | None = None,
        *,
        find: Callable[[], Hub] | None = None,
        given_up: Callable[[], bool] = lambda: False,
    ) -> Hub:
        """Start the hub and wait until it is ready.

        The command is the one that the installation noted, unless another is given. `find` finds the hub; `given_up`
        is asked while waiting. Raises CannotStartError, and does so at once when it was started a moment ago.
        """
        if self._flatpak_info.exists():
            # There the noted Python is missing, or is another one, or would end with the host and be seen by nobody.
            raise CannotStartError(
                "Bowerbird is not running, and it cannot be started from inside a Flatpak.", _FROM_OUTSIDE
            )
        command = start_command(self._folder) if command is None else tuple(command)
        if not command:
            raise CannotStartError(
                "Bowerbird is not running, and nothing here says how to start it.",
                "Install Bowerbird, or run `bowerbird serve` once.",
            )
        now = self._clock()
        if self._last is not None and now - self._last < self._pause:
            raise CannotStartError("Bowerbird was started a moment ago and does not answer yet.")
        self._last = now
        # Kept, so that asking it again is possible and the system can let go of it when it ends.
        self._process = _launch(command)
        find = (lambda: find_hub(folder=self._folder, ports=self._ports)) if find is None else find
        return self._await_ready(self._process, find, now + self._wait, given_up)

    def _await_ready(
        self,
        process: subprocess.Popen[bytes],
        find: Callable[[], Hub],
        deadline: float,
        given_up: Callable[[], bool],
    ) -> Hub:
        while not given_up():
            # Read before we ask: a second starter's hub ends at once, because the first one's is there.
            ended = process.poll()
            is_slow = False
            try:
                hub = find()
                if hub.state == "ready":
                    return hub
            except TimedOutError:
                # Still loading, or the first starter's.
                is_slow = True
            except NotRunningError:
                pass
            if ended is not None and not is_slow:
                raise CannotStartError(f"Bowerbird was started and ended at once (exit code {ended}).")
            if self._clock() > deadline:
                raise CannotStartError(
                    f"Bowerbird was started and is not ready after {self._wait:.0f} seconds."
                )
            time.sleep(_ASK_EVERY_S)
        raise CancelledError("Starting Bowerbird was given up.")


def _launch(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a process that outlives us, has no window, and holds nothing of ours open."""
    detached = 0
    if sys.platform == "win32":
        detached = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    try:
        return subprocess.Popen(  # noqa: S603  the command of the installation, from a file of the owner alone
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=Path.home(),
            env=clean_environment(os.environ),
            close_fds=True,
            start_new_session=os.name == "posix",
            creationflags=detached,
        )
    except (OSError, ValueError) as error:
        advice = _FROM_OUTSIDE if is_sandboxed() else None
        raise CannotStartError(f"Bowerbird could not be started: {error}.", advice) from error
