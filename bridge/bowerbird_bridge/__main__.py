"""The composition root of the `bowerbird` command."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

_INTERRUPTED = 130


def main() -> None:
    """Run the command line."""
    try:
        try:
            _have_streams()
            # These take a moment, in which Ctrl-C may come.
            from bowerbird_bridge.cli import bowerbird  # noqa: PLC0415
            from bowerbird_bridge.commands.exits import run  # noqa: PLC0415

            run(bowerbird)
        finally:
            _let_nothing_break_in()
    except KeyboardInterrupt as error:
        _let_nothing_break_in()
        # Also one that came just before: what the command has told by then stands.
        ended = error.__context__
        sys.exit(ended.code if isinstance(ended, SystemExit) else _INTERRUPTED)


def _let_nothing_break_in() -> None:
    # Python hands Ctrl-C back to the system while it takes itself down, and the system kills: a command that has done
    # and told its work would end as one that was broken off.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _have_streams() -> None:
    """Make up for what a program without a console, as Windows starts it at login, does not have."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  open to the end


if __name__ == "__main__":
    main()
