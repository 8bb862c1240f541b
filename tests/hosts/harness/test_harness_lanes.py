"""The tests' own tools: of what fails in lanes beside each other, a few tests are run once more, on their own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[3] / "tools"

LANES = """
set -euo pipefail
source "$1/two_at_a_time.sh"
source "$1/hosts/lanes.sh"
python=$2 caches=$PWD/caches options=("${@:3}")
one() { tests one; }
other() { tests other; }
in_lanes "The one" one "The other" other
"""

MEANWHILE = """
source "$1/two_at_a_time.sh"
set -euo pipefail
prints() { printf '%100000s\\n' much; }
meanwhile() { sleep 0.5; return 7; }
code=0
two_at_a_time prints prints meanwhile meanwhile || code=$?
printf '%s %s %s\\n' "$code" "${two_codes[prints]}" "${two_codes[meanwhile]}"
"""

PASSES = """
def test_passes(): log("passes")
"""
FAILS = """
def test_fails(): log("fails"); assert False
"""
UNSTEADY = """
import pytest
@pytest.mark.parametrize("way", range({count}))
def test_unsteady(way): assert log(f"unsteady {{way}}") > 1
"""
HEAD = """
from pathlib import Path
ran = Path(__file__).parents[1] / "ran"
def log(what):
    with ran.open("a") as file: file.write(f"{what}\\n")
    return ran.read_text().splitlines().count(what)
"""

Ran = tuple[int, list[str], list[str]]
Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run two lanes of tests; gives how that ended, what was told of tests, and which ran, in order."""

    def run(one: str, other: str, *options: str) -> Ran:
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        for name, tests in (("one", one), ("other", other)):
            (tmp_path / name).mkdir()
            (tmp_path / name / f"test_{name}.py").write_text(HEAD + tests)
        ended = subprocess.run(
            ["bash", "-c", LANES, "lanes", TOOLS, sys.executable, *options],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        marks = ("=== UNSTEADY", "=== FAILED", "too many")
        told = [line for line in ended.stdout.splitlines() if any(mark in line for mark in marks)]
        return ended.returncode, told, (tmp_path / "ran").read_text().splitlines()

    return run


def test_a_test_that_failed_beside_another_lane_is_run_once_more(run: Run) -> None:
    """It is told of by its name, and nothing else is run again."""
    code, told, ran = run(PASSES + UNSTEADY.format(count=2), PASSES)
    assert code == 0
    assert told == [
        f"=== UNSTEADY: passed on its own, had failed beside another lane: one/test_one.py::test_unsteady[{way}]"
        for way in (0, 1)
    ]
    assert sorted(ran) == ["passes", "passes", *["unsteady 0"] * 2, *["unsteady 1"] * 2]
    assert ran[-2:] == ["unsteady 0", "unsteady 1"]


def test_what_always_fails_fails(run: Run) -> None:
    """Control: one that fails again is no unsteady one, whatever passes beside it and in the other lane."""
    code, told, ran = run(PASSES + FAILS + UNSTEADY.format(count=1), UNSTEADY.format(count=1))
    assert code == 1
    assert "=== FAILED AGAIN, on its own: one/test_one.py::test_fails" in told
    assert ran.count("fails") == 2
    assert not any("UNSTEADY" in line and "test_fails" in line for line in told)


def test_only_a_few_have_a_second_chance(run: Run) -> None:
    """Six in both lanes together are too many, and are run once."""
    code, told, ran = run(UNSTEADY.format(count=4), FAILS + FAILS.replace("fails", "falls"))
    assert code == 1
    assert told == ["=== 6 tests failed, too many for a second chance"]
    assert len(ran) == len(set(ran)) == 6


def test_a_lane_that_is_broken_has_no_second_chance(run: Run) -> None:
    """Where not all tests were there, nothing is run again."""
    code, told, ran = run(UNSTEADY.format(count=1), PASSES + "\nimport nowhere_at_all\n")
    assert code == 2
    assert told == []
    assert ran == ["unsteady 0"]


def test_a_run_with_options_has_no_second_chance(run: Run) -> None:
    """With `-x` the tests behind the one that failed have not run."""
    code, told, ran = run(UNSTEADY.format(count=1) + PASSES, PASSES, "-x")
    assert code == 1
    assert told == []
    assert sorted(ran) == ["passes", "unsteady 0"]


def test_where_all_passes_nothing_is_told(run: Run) -> None:
    """Nothing is run twice."""
    assert run(PASSES, PASSES) == (0, [], ["passes", "passes"])


def test_a_lane_may_end_while_the_other_is_shown() -> None:
    """What it ended with is not lost."""
    with subprocess.Popen(
        ["bash", "-c", MEANWHILE, "lanes", TOOLS], stdout=subprocess.PIPE, text=True
    ) as ran:
        assert ran.stdout is not None
        # The pipe holds less than is shown, so that showing it takes until here.
        time.sleep(2)
        *_, told = ran.stdout
    assert told == "7 0 7\n"
