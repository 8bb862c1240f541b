"""A test that cannot run here is skipped for a person and fails in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SKIPPED_WHOLE = "import pytest\n\npytest.skip('it is not here', allow_module_level=True)\n"
SKIPPING = "import pytest\n\ndef test_that_needs_something():\n    pytest.skip('it is not here')\n"


@pytest.mark.parametrize(
    ("source", "forbidden", "code"),
    [
        (SKIPPING, "", pytest.ExitCode.OK),
        (SKIPPING, "1", pytest.ExitCode.TESTS_FAILED),
        (SKIPPED_WHOLE, "", pytest.ExitCode.NO_TESTS_COLLECTED),
        (SKIPPED_WHOLE, "1", pytest.ExitCode.INTERRUPTED),
    ],
    ids=["for a person", "in CI", "a module for a person", "a module in CI"],
)
def test_a_skip(tmp_path: Path, source: str, forbidden: str, code: pytest.ExitCode) -> None:
    """The same skip passes with its reason where skips are allowed, and fails with it where they are not."""
    (tmp_path / "test_skipping.py").write_text(source)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-ra",
            "-p",
            "conftest",
            "--rootdir",
            str(tmp_path),
            str(tmp_path),
        ],
        env=os.environ | {"PYTHONPATH": str(TESTS), "BOWERBIRD_NO_SKIPS": forbidden},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == code, done.stdout + done.stderr
    assert "it is not here" in done.stdout
