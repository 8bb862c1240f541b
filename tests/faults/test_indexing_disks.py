"""Disks that come, go, change places and fill up, with real mounts in a namespace of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from faults.disks import SCENARIOS

TESTS = Path(__file__).parents[1]
ORDINARY_USER = hasattr(os, "geteuid") and os.geteuid() != 0
NAMESPACE = [
    "unshare",
    "--mount",
    "--propagation",
    "private",
    *(["--user", "--map-root-user"] if ORDINARY_USER else []),
]


def can_mount() -> bool:
    """Tell whether this machine lets its user mount in a namespace of his own."""
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_disk(scenario: str, tmp_path: Path) -> None:
    """Each scenario of `faults.disks` runs to its end; its docstring says what it shows."""
    if not can_mount():
        pytest.skip("this machine does not let its user mount file systems, not even in a namespace")
    answer = subprocess.run(
        [*NAMESPACE, sys.executable, "-m", "faults.disks", scenario, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=TESTS,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
    )
    assert answer.stdout == "as it should be\n", answer.stderr
