"""Where a real Blender is to be had: as a module of Python and in the systems that `make blender` makes."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from hosts.harness.systems import TOOLS, System

SCRIPT = TOOLS / "blender" / "blender.sh"
MODULES = ("bpy-4.2", "bpy-5.0")
SUITES = ("trixie", "sid")
WANTED = "BOWERBIRD_BLENDERS"
"""Names those to test with, between commas; all where it is not set."""


def is_wanted(name: str) -> bool:
    """Tell whether to test with a Blender."""
    wanted = os.environ.get(WANTED)
    return wanted is None or name in wanted.split(",")


def module_python(name: str) -> Path | None:
    """Find the Python that has Blender as a module."""
    folder = _where(name)
    return None if folder is None else folder / "bin" / "python"


def find_system(name: str) -> System:
    """Find a Blender, or skip; where skips are forbidden, that is a failure."""
    folder = _where(name)
    if folder is None:
        pytest.skip(f"there is no {name} with Blender: `make blender` gets it where it can")
    if name in MODULES:
        command = [
            str(folder / "bin" / "python"),
            "-c",
            "import bpy; print('Blender', bpy.app.version_string)",
        ]
        return System(name, _version(command), None)
    command = ["chroot", str(folder), "env", "-i", "PATH=/usr/bin:/bin", "blender", "--version"]
    return System(name, _version(command), SCRIPT)


def _where(name: str) -> Path | None:
    there = subprocess.run(["bash", SCRIPT, "where", name], capture_output=True, text=True, check=False)
    return Path(there.stdout.strip()) if there.returncode == 0 else None


def _version(command: list[str]) -> str:
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Blender (\d+\.\d+\.\d+)", told)
    assert found is not None, told
    return found[1]
