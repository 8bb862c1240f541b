"""All tests are run in parts, and a failure in any is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tools import suite

ROOT = Path(__file__).parents[3]
FILES = {
    "contract": "contract/test_contract.py",
    "faults": "faults/test_faults.py",
    "bridge": "unit/bridge/test_bridge.py",
    "unit": "unit/test_unit.py",
    "kills": "faults/test_indexing_kills.py",
}


def run_suite(project: Path, *options: str, failing: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the tests of a project that has one in each part; one of these may fail."""
    for part, name in FILES.items():
        file = project / "tests" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"def test_{part}():\n    assert {part != failing}\n")
    return subprocess.run(
        [sys.executable, "-m", "tools.suite", "-v", "-p", "no:cacheprovider", *options],
        cwd=project,
        # Plug-ins of pytest that none of these tests wants take a second each time.
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("failing", [None, *FILES])
def test_each_part_can_fail(tmp_path: Path, failing: str | None) -> None:
    """What all parts say is shown once, and it ends well only when all do."""
    ended = run_suite(tmp_path, failing=failing)
    assert ended.returncode == (0 if failing is None else 1), ended.stdout + ended.stderr
    # Each file is of another part.
    assert ended.stdout.count("test session starts") == len(FILES) == len(suite.PARTS)
    for part in FILES:
        assert ended.stdout.count(f"::test_{part} {'FAILED' if part == failing else 'PASSED'}") == 1


@pytest.mark.parametrize(("chosen", "status"), [("test_bridge", 0), ("test_contract", 1), ("nothing", 5)])
def test_a_choice_may_leave_parts_empty(tmp_path: Path, chosen: str, status: int) -> None:
    """Only where no test is left at all is that a failure."""
    assert run_suite(tmp_path, "-k", chosen, failing="contract").returncode == status


def test_a_part_that_cannot_be_started_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where others ended well, too; its thread says why."""
    told: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    def keep_the_handler(_number: int, _handler: object) -> None:
        pass

    def start(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        if threading.current_thread() is not threading.main_thread():
            raise OSError("no room for another process")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("signal.signal", keep_the_handler)
    monkeypatch.setattr("subprocess.run", start)
    assert suite.main([]) == suite.FAILED
    assert [str(each.exc_value) for each in told] == ["no room for another process"] * suite.BESIDE
