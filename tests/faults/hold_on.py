"""Hold a library until the input ends, for tests that kill it: python -m faults.hold_on HOME."""

from __future__ import annotations

import sys
from pathlib import Path

from bowerbird_engine import Engine, load_settings


def main(home: Path) -> None:
    """Say when the library is held."""
    with Engine(load_settings(home)) as engine, engine.hold("serving"):
        sys.stdout.write("held\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
