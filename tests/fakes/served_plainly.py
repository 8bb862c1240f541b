"""The server in another process: its memory, its temporary files and its connections are its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import psutil

SERVE = Path(__file__).parents[1] / "faults" / "serve_plainly.py"


@contextlib.contextmanager
def served_plainly(kind: str, temporary: Path) -> Generator[tuple[int, psutil.Process]]:
    """Serve, `strict` or `bare`, for the length of the block; temporary files go to a folder of its own."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    environ = {**os.environ, "PYTHONPATH": path, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        [sys.executable, SERVE, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
    ) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline()), psutil.Process(process.pid)
