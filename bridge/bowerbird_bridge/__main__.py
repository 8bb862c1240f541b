"""The composition root of the `bowerbird` command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bowerbird_bridge.cli import bowerbird


def main() -> None:
    """Run the command line."""
    _have_streams()
    bowerbird(prog_name="bowerbird")


def _have_streams() -> None:
    """Make up for what a program without a console, as Windows starts it at login, does not have."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  open to the end


if __name__ == "__main__":
    main()
