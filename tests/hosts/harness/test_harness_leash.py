"""The tests' own tools: what a run has started ends with it, however that is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hosts.harness.leash import held, held_with_all_below

RUN = """
import subprocess, sys
process = subprocess.Popen(sys.argv[1:])
print("started", flush=True)
process.wait()
"""
ENOUGH_S = 30.0


def sleeping(mark: str) -> list[int]:
    """Find the processes that sleep for a mark, and not those that are only about to: what starts them names it too."""
    found = [path for path in Path("/proc").glob("[0-9]*/cmdline") if _words(path) == ["sleep", mark]]
    return [int(path.parent.name) for path in found]


def _words(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return []


def plain(*command: str) -> list[str]:
    """Run it without a leash."""
    return list(command)


@pytest.mark.parametrize(("leash", "stay"), [(held, 0), (held_with_all_below, 0), (plain, 1)])
@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_run_leaves_nothing(
    leash: Callable[..., list[str]], stay: int, way: signal.Signals, tmp_path: Path
) -> None:
    """A program ends with the run that started it; without a leash, the control, it stays."""
    mark = f"10{tmp_path.stat().st_ino}"
    with subprocess.Popen([sys.executable, "-c", RUN, *leash("sleep", mark)], stdout=subprocess.PIPE) as run:
        _until(lambda: sleeping(mark))
        run.send_signal(way)
    _ended(mark, stay)


@pytest.mark.parametrize(("leash", "stay"), [(held_with_all_below, 0), (held, 1)])
def test_what_left_its_parents_ends_too(leash: Callable[..., list[str]], stay: int, tmp_path: Path) -> None:
    """A program in a session of its own, whose parent has gone, ends with the run; with the plain leash it stays."""
    mark = f"11{tmp_path.stat().st_ino}"
    command = leash("sh", "-c", f"(setsid sleep {mark} &) ; exec sleep 1000")
    with subprocess.Popen([sys.executable, "-c", RUN, *command], stdout=subprocess.PIPE) as run:
        _until(lambda: sleeping(mark))
        run.kill()
    _ended(mark, stay)


@pytest.mark.parametrize("code", [0, 7])
def test_a_program_on_a_leash_ends_as_it_does(code: int) -> None:
    """How a program ended is told on."""
    assert subprocess.run(held_with_all_below("sh", "-c", f"exit {code}"), check=False).returncode == code


def _ended(mark: str, stay: int) -> None:
    """See that as many as may still sleep, and end them."""
    try:
        _until(lambda: len(sleeping(mark)) <= stay)
        assert len(sleeping(mark)) == stay
    finally:
        for pid in sleeping(mark):
            os.kill(pid, signal.SIGKILL)


def _until(condition: Callable[[], object]) -> None:
    until = time.monotonic() + ENOUGH_S
    while not condition():
        assert time.monotonic() < until, f"it did not come to it within {ENOUGH_S:g} s"
        time.sleep(0.02)
