"""Kills while a plug-in is installed: a host finds a whole version or none, and installing again mends everything."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bowerbird_bridge.commands.plugin_hosts.plugin_folder import install
from bowerbird_bridge.commands.plugin_hosts.plugin_state import examine
from fakes.planted_plugin import NAME, many_parts

TESTS = Path(__file__).parents[1]
KILLS = 25

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX")


def _kill_after(seconds: float, plug_ins: Path, *options: str) -> str:
    """Let another process install, kill it after a while, and tell the state of what it left."""
    with subprocess.Popen(
        [sys.executable, "-m", "faults.install_until_killed", str(plug_ins), *options],
        stdout=subprocess.PIPE,
        cwd=TESTS,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    return examine(plug_ins / NAME, many_parts("1")).state


def test_kills_leave_a_whole_version_or_none(tmp_path: Path) -> None:
    """Whenever it is killed, what has the plug-in's name is whole; the next time leaves no trace."""
    chance = random.Random(5813)
    for _ in range(KILLS):
        assert _kill_after(chance.uniform(0, 0.1), tmp_path) in {"absent", "current", "outdated"}

    install(tmp_path, many_parts("3"))

    assert examine(tmp_path / NAME, many_parts("3")).state == "current"
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_written_file_by_file_it_is_not_whole(tmp_path: Path) -> None:
    """The control: without the swap, kills leave something between two versions."""
    chance = random.Random(5813)
    states = {_kill_after(chance.uniform(0, 0.1), tmp_path, "--naive") for _ in range(KILLS)}

    assert states & {"foreign", "damaged", "changed"}
