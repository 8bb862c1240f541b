"""Disks that come, go, change places and fill up, with real mounts in a namespace of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.disks import SCENARIOS
from faults.namespaces import run_apart


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_disk(scenario: str, tmp_path: Path) -> None:
    """Each scenario of `faults.disks` runs to its end; its docstring says what it shows."""
    run_apart("disks", scenario, tmp_path)
