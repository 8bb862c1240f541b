"""Where a real GIMP is to be had: in the systems that `make gimp` builds, or on the PATH."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from hosts.harness.systems import TOOLS, System

SCRIPT = TOOLS / "gimp" / "gimp.sh"
SUITES = ("trixie", "forky")
NATIVE = "native"
"""The GIMP on the PATH, for who cannot build systems."""


def wanted_systems() -> tuple[str, ...]:
    """Name the GIMPs to test with. Where systems cannot be built, the one on the PATH is better than none."""
    if os.geteuid() != 0 and shutil.which("gimp-console"):
        return (*SUITES, NATIVE)
    return SUITES


def find_system(name: str) -> System:
    """Find a GIMP, or skip; where skips are forbidden, that is a failure."""
    command = ["gimp-console", "--version"]
    if name != NATIVE:
        there = subprocess.run(["bash", SCRIPT, "where", name], capture_output=True, text=True, check=False)
        if there.returncode != 0:
            pytest.skip(f"there is no system {name} with GIMP: `make gimp` builds it, as root on a Debian")
        command = ["chroot", there.stdout.strip(), *command]
    version = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]
    if not version.startswith("3."):
        pytest.skip(f"the GIMP on the PATH is {version}, and the plug-in is for 3")
    return System(name, version, None if name == NATIVE else SCRIPT)
