"""All tests are run in two halves, and a failure in either is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("unit", "others", "status"), [(True, True, 0), (False, True, 1), (True, False, 1), (False, False, 1)]
)
def test_either_half_can_fail(tmp_path: Path, unit: bool, others: bool, status: int) -> None:
    """What both halves say is shown, and it ends well only when both do."""
    for place, passes in (("tests/unit/test_one.py", unit), ("tests/faults/test_other.py", others)):
        file = tmp_path / place
        file.parent.mkdir(parents=True)
        file.write_text(f"def test_{file.stem}():\n    assert {passes}\n")
    ended = subprocess.run(
        [sys.executable, "-m", "tools.suite", "-v", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == status, ended.stdout + ended.stderr
    for name, passes in (("test_one", unit), ("test_other", others)):
        assert f"{name} {'PASSED' if passes else 'FAILED'}" in ended.stdout
