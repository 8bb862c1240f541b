"""Keeps programs on a leash: however a run of the tests ends, nothing that it started goes on.

`held` is for a single program. A program that starts others, as GIMP in its session does, runs below this module as a
program of its own, which ends all that descends from it when the tests go away or say so:

    leash.py COMMAND …
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
"""Of `linux/prctl.h`."""


def held(*command: str) -> list[str]:
    """Give the command that runs one in its own process, which ends with the tests."""
    return ["setpriv", "--pdeathsig", "KILL", *command]


def held_with_all_below(*command: str) -> list[str]:
    """Give the command that runs one which starts others: these end too, also after those that started them."""
    return [sys.executable, "-I", "-S", __file__, *command]


def main(command: list[str]) -> int:
    """Run a command to its end. Told to end, or left by who started it, leave nothing that came of it."""
    parent = os.getppid()
    control = ctypes.CDLL(None).prctl
    control(_PR_SET_CHILD_SUBREAPER, 1)
    control(_PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))
    if os.getppid() != parent:
        return 128 + signal.SIGTERM
    try:
        # What the command leaves when it ends by itself is a test's business to notice.
        return subprocess.Popen(command).wait() % 256
    except SystemExit:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _end_all_below()
        raise


def _end_all_below() -> None:
    """Kill the children until there are none: theirs come to this process when they have gone."""
    me = os.getpid()
    children = Path(f"/proc/{me}/task/{me}/children")
    while True:
        for child in children.read_text(encoding="ascii").split():
            os.kill(int(child), signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
