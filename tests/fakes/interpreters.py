"""The Pythons of this machine: those inside the host programs are as old as 3.9 and as new as 3.14."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

WANTED = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
PROBE = "import sys; print('%d.%d' % sys.version_info[:2])"


def find_interpreters() -> dict[str, str]:
    """Find an interpreter of each wanted version, where this machine has one."""
    found = {f"{sys.version_info.major}.{sys.version_info.minor}": sys.executable}
    for version in WANTED:
        if version not in found:
            runs = (candidate for candidate in _candidates(version) if _version_of(candidate) == version)
            candidate = next(runs, None)
            if candidate is not None:
                found[version] = candidate
    return found


def _candidates(version: str) -> Iterator[str]:
    installed = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    yield from (str(path) for path in sorted(installed.glob(f"{version}.*/bin/python"), reverse=True))
    on_path = shutil.which(f"python{version}")
    if on_path is not None:
        yield on_path


def _version_of(interpreter: str) -> str:
    try:
        done = subprocess.run(
            [interpreter, "-I", "-c", PROBE], check=False, capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
