"""Run all tests in parts, three at a time, for many of them wait.

    python -m tools.suite [OPTION …]      pytest's options go to all

One part is shown as it goes on; what the others say is shown when all have ended. It ends with 0 only when all did.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import PurePosixPath
from typing import IO, Final

PARTS: Final = (
    "tests",
    "tests/faults",
    "tests/unit/bridge",
    "tests/unit",
    "tests/faults/test_indexing_kills.py",
)
"""Each without what is another's, in the order in which they begin: so that none that is long is left for the end."""
BESIDE: Final = 2
"""How many go on beside the one that is shown."""
FAILED: Final = 1
NOTHING_CHOSEN: Final = 5
"""What pytest ends with when its options leave no test of a part."""


def main(options: Sequence[str]) -> int:
    """Run all parts and give the exit status of one that failed."""
    # A shell that starts this in the background has it ignore Ctrl-C, and the programs under test would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if (os.cpu_count() or 1) < 2:
        return subprocess.run([sys.executable, "-m", "pytest", *options], check=False).returncode
    sys.stdout.write(
        f"{BESIDE} parts of the tests go on beside the one that is seen, and are shown at the end.\n"
    )
    sys.stdout.flush()
    ended = _ran(options)
    if len(ended) < len(PARTS):
        return FAILED  # a thread could not start its part, and has said why
    ran = [status for status in ended if status != NOTHING_CHOSEN]
    # A part that was killed ends with less than 0.
    return next((status for status in ran if status), 0) if ran else NOTHING_CHOSEN


def _ran(options: Sequence[str]) -> list[int]:
    """Run all parts, each taken by whoever is free, show them, and give what they ended with."""
    left, ended = deque(PARTS), list[int]()

    def run(part: str, shown: IO[str] | None = None) -> None:
        others = [other for other in PARTS if part in map(str, PurePosixPath(other).parents)]
        command = [sys.executable, "-m", "pytest", *options, part, *(f"--ignore={other}" for other in others)]
        done = subprocess.run(command, stdout=shown, stderr=shown and subprocess.STDOUT, check=False)
        ended.append(done.returncode)

    def run_what_is_left(shown: IO[str] | None = None) -> None:
        # Only one thread at a time can take a part, and none is put back.
        with suppress(IndexError):
            while True:
                run(left.popleft(), shown)

    with ExitStack() as stack:
        told = [
            stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace"))
            for _ in range(BESIDE)
        ]
        beside = [threading.Thread(target=run_what_is_left, args=[each]) for each in told]
        first = left.popleft()
        try:
            for thread in beside:
                thread.start()
            run(first)
            run_what_is_left()
        finally:
            # Ctrl-C ends those that run, and none begins any more.
            left.clear()
            for thread, each in zip(beside, told, strict=True):
                thread.join()
                each.seek(0)
                shutil.copyfileobj(each, sys.stdout)
    return ended


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
    except KeyboardInterrupt:
        status = 128 + signal.SIGINT
    sys.exit(status)
