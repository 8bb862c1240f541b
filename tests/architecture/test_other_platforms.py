"""What the systems that this one is not would say about the code: that they are asked, and that they would notice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from architecture.checkout import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the checks are a script of the shell")

PLANTED = """\
import os
import sys


def unguarded() -> int:
    return os.getuid()


def unguarded_too() -> int:
    return len(os.sched_getaffinity(0))


def guarded() -> int:
    if sys.platform == "win32":
        return 0
    else:
        return os.getgid()
"""


def test_types_are_checked_as_windows_and_macos_see_them(tmp_path: Path) -> None:
    """A call of what one of them does not have is found by both checkers, for it alone; a guarded one is fine."""
    (tmp_path / "planted.py").write_text(PLANTED, encoding="utf-8")

    run = subprocess.run(
        ["sh", "tools/other_platforms.sh", tmp_path],
        cwd=ROOT,
        env=os.environ | {"VENV": sys.prefix},
        capture_output=True,
        text=True,
        check=False,
    )

    windows, macos = run.stdout.split("types as Darwin sees them")
    assert run.returncode != 0
    for checker in ("attr-defined", "reportAttributeAccessIssue"):
        assert _lines(windows, checker) == {6, 10}, run.stdout + run.stderr
        assert _lines(macos, checker) == {10}, run.stdout + run.stderr


def test_make_typecheck_asks_them() -> None:
    """The whole product is checked so by `make lint`, which nothing is passed to."""
    recipe = subprocess.run(["make", "-n", "typecheck"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert any(line.endswith("sh tools/other_platforms.sh") for line in recipe.stdout.splitlines())


def _lines(said: str, checker: str) -> set[int]:
    return {
        int(line.split("planted.py:")[1].split(":")[0])
        for line in said.splitlines()
        if "planted.py:" in line and checker in line
    }
