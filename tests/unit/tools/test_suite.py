"""All tests are run in parts, and a failure in any is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PARTS = ("bridge", "faults", "contract")
FOLDERS = {"bridge": "unit/bridge"}


def run_suite(project: Path, *options: str, passes: tuple[bool, ...]) -> subprocess.CompletedProcess[str]:
    """Run the tests of a project that has one in each part, which passes or fails."""
    for part, passing in zip(PARTS, passes, strict=True):
        file = project / "tests" / FOLDERS.get(part, part) / f"test_{part}.py"
        file.parent.mkdir(parents=True)
        file.write_text(f"def {file.stem}():\n    assert {passing}\n")
    return subprocess.run(
        [sys.executable, "-m", "tools.suite", "-v", "-p", "no:cacheprovider", *options],
        cwd=project,
        # Plug-ins of pytest that none of these tests wants take a second each time.
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("failing", [None, *PARTS])
def test_each_part_can_fail(tmp_path: Path, failing: str | None) -> None:
    """What all parts say is shown once, and it ends well only when all do."""
    passes = tuple(part != failing for part in PARTS)
    ended = run_suite(tmp_path, passes=passes)
    assert ended.returncode == (0 if failing is None else 1), ended.stdout + ended.stderr
    for part, passing in zip(PARTS, passes, strict=True):
        assert ended.stdout.count(f"::test_{part} {'PASSED' if passing else 'FAILED'}") == 1


@pytest.mark.parametrize(("chosen", "status"), [("test_bridge", 0), ("test_contract", 1), ("nothing", 5)])
def test_a_choice_may_leave_parts_empty(tmp_path: Path, chosen: str, status: int) -> None:
    """Only where no test is left at all is that a failure."""
    ended = run_suite(tmp_path, "-k", chosen, passes=(True, True, False))
    assert ended.returncode == status
