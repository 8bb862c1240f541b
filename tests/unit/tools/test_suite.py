"""All tests are run in two halves, and a failure in either is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def run_suite(project: Path, *options: str, unit: bool, others: bool) -> subprocess.CompletedProcess[str]:
    """Run the tests of a project that has one in each half, which passes or fails."""
    for place, passes in (("tests/unit/test_one.py", unit), ("tests/faults/test_other.py", others)):
        file = project / place
        file.parent.mkdir(parents=True)
        file.write_text(f"def test_{file.stem}():\n    assert {passes}\n")
    return subprocess.run(
        [sys.executable, "-m", "tools.suite", "-v", "-p", "no:cacheprovider", *options],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("unit", "others", "status"), [(True, True, 0), (False, True, 1), (True, False, 1), (False, False, 1)]
)
def test_either_half_can_fail(tmp_path: Path, unit: bool, others: bool, status: int) -> None:
    """What both halves say is shown, and it ends well only when both do."""
    ended = run_suite(tmp_path, unit=unit, others=others)
    assert ended.returncode == status, ended.stdout + ended.stderr
    for name, passes in (("test_one", unit), ("test_other", others)):
        assert f"{name} {'PASSED' if passes else 'FAILED'}" in ended.stdout


@pytest.mark.parametrize(("chosen", "status"), [("test_one", 0), ("test_other", 1), ("nothing", 5)])
def test_a_choice_may_leave_one_half_empty(tmp_path: Path, chosen: str, status: int) -> None:
    """Only where no test is left at all is that a failure."""
    assert run_suite(tmp_path, "-k", chosen, unit=True, others=False).returncode == status
