"""Disks that are real file systems with an identity of their own: pulled out, broken, cloned, changed elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from faults.loop_disks import SCENARIOS
from faults.namespaces import run_apart


def _may_attach_disks() -> bool:
    # The root of a user namespace is not the machine's, whose the block devices are.
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        return False
    return subprocess.run(["losetup", "--find"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(
    not _may_attach_disks(),
    reason="only root attaches loop devices; faults.disks shows much of it to anybody",
)


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_disk(scenario: str, tmp_path: Path) -> None:
    """Each scenario of `faults.loop_disks` runs to its end; its docstring says what it shows."""
    run_apart("loop_disks", scenario, tmp_path)
