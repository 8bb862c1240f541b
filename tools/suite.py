"""Run all tests, in two halves side by side where there are two processors: the unit tests, and everything else.

    python -m tools.suite [OPTION …]      pytest's options go to both

What the unit tests print is shown when both have ended. It ends with 0 only when both did.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Final

UNIT: Final = "tests/unit"
NOTHING_CHOSEN: Final = 5
"""What pytest ends with when its options leave no test of a half."""


def main(options: Sequence[str]) -> int:
    """Run both halves and give the exit status of one that failed."""
    # A shell that starts this in the background has it ignore Ctrl-C, and the programs under test would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pytest = [sys.executable, "-m", "pytest", *options]
    if (os.cpu_count() or 1) < 2:
        return subprocess.run(pytest, check=False).returncode
    sys.stdout.write("The unit tests go on beside the others, and are shown at the end.\n")
    sys.stdout.flush()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as shown:
        with subprocess.Popen([*pytest, UNIT], stdout=shown, stderr=subprocess.STDOUT) as unit:
            others = subprocess.run([*pytest, f"--ignore={UNIT}"], check=False).returncode
            first = unit.wait()
        shown.seek(0)
        shutil.copyfileobj(shown, sys.stdout)
    ran = [status for status in (first, others) if status != NOTHING_CHOSEN]
    # A half that was killed ends with less than 0.
    return next((status for status in ran if status), 0) if ran else NOTHING_CHOSEN


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
    except KeyboardInterrupt:
        status = 128 + signal.SIGINT
    sys.exit(status)
