"""Scenarios that mount disks or lower limits, each in namespaces of its own that the machine knows nothing of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

TESTS: Final = Path(__file__).parents[1]

_MOUNTS: Final = ("unshare", "--mount", "--propagation", "private")
_USERS: Final = ("--user", "--map-root-user")


def run_apart(module: str, scenario: str, work: Path, *, own_user: bool = False) -> None:
    """Run `python -m faults.<module> <scenario> <work>` to its end, or skip the test where a user may not mount.

    With `own_user` it has limits of its own as well; root needs that for nothing else.
    """
    ordinary = hasattr(os, "geteuid") and os.geteuid() != 0
    namespace = [*_MOUNTS, *(_USERS if own_user or ordinary else ())]
    if not _allowed(namespace):
        pytest.skip("this machine does not let its user mount file systems, not even in a namespace")
    answer = subprocess.run(
        [*namespace, sys.executable, "-m", f"faults.{module}", scenario, str(work)],
        capture_output=True,
        text=True,
        check=False,
        cwd=TESTS,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
    )
    assert answer.stdout == "as it should be\n", answer.stderr


def _allowed(namespace: list[str]) -> bool:
    try:
        return subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
