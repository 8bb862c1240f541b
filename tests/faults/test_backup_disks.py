"""Backups on disks that are full, read-only, or other ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.backup_disks import SCENARIOS
from faults.namespaces import run_apart


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_backups_on_real_disks(scenario: str, tmp_path: Path) -> None:
    """Each in a mount namespace of its own."""
    run_apart("backup_disks", scenario, tmp_path)
