"""Run all tests in parts side by side, for many of them wait: the bridge's, those of faults, and everything else.

    python -m tools.suite [OPTION …]      pytest's options go to all

What is in a folder of `BESIDE` is shown when all have ended. It ends with 0 only when all did.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final

BESIDE: Final = ("tests/unit/bridge", "tests/faults")
"""Two that take as long as all the others together."""
NOTHING_CHOSEN: Final = 5
"""What pytest ends with when its options leave no test of a part."""


def main(options: Sequence[str]) -> int:
    """Run all parts and give the exit status of one that failed."""
    # A shell that starts this in the background has it ignore Ctrl-C, and the programs under test would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pytest = [sys.executable, "-m", "pytest", *options]
    if (os.cpu_count() or 1) < 2:
        return subprocess.run(pytest, check=False).returncode
    sys.stdout.write(f"{' and '.join(BESIDE)} go on beside the other tests, and are shown at the end.\n")
    sys.stdout.flush()
    with ExitStack() as stack:
        beside = [stack.enter_context(_running([*pytest, folder])) for folder in BESIDE]
        others = subprocess.run([*pytest, *(f"--ignore={folder}" for folder in BESIDE)], check=False)
        ended = [*(each() for each in beside), others.returncode]
    ran = [status for status in ended if status != NOTHING_CHOSEN]
    # A part that was killed ends with less than 0.
    return next((status for status in ran if status), 0) if ran else NOTHING_CHOSEN


@contextmanager
def _running(command: Sequence[str]) -> Generator[Callable[[], int]]:
    """Run a part; what is given waits for its end, shows what it said, and gives its status."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as shown,
        subprocess.Popen(command, stdout=shown, stderr=subprocess.STDOUT) as run,
    ):

        def ended() -> int:
            status = run.wait()
            shown.seek(0)
            shutil.copyfileobj(shown, sys.stdout)
            return status

        yield ended


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
    except KeyboardInterrupt:
        status = 128 + signal.SIGINT
    sys.exit(status)
