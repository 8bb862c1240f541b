"""Where a real GIMP is to be had: in the systems that `make gimp` builds, or on the PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "tools" / "hosts" / "gimp" / "gimp.sh"
SUITES = ("trixie", "forky")
NATIVE = "native"
"""The GIMP on the PATH, for who cannot build systems."""


@dataclass(frozen=True)
class GimpSystem:
    """A GIMP, and how a command is run where it is. The folder is seen there at the same place."""

    name: str
    version: str

    @property
    def sees_this_machine(self) -> bool:
        """Whether it runs on this machine itself, with all its files."""
        return self.name == NATIVE

    def command(self, folder: Path, environment: dict[str, str], *command: str) -> list[str]:
        """Give the command that runs one there, with these variables and no others."""
        there = ["env", "-i", *(f"{name}={value}" for name, value in environment.items()), *command]
        if self.sees_this_machine:
            return there
        return ["bash", str(SCRIPT), "enter", self.name, str(folder), *there]

    def outside(self, *command: str) -> list[str]:
        """Give the command by which a program there runs one on this machine."""
        return list(command) if self.sees_this_machine else ["/usr/sbin/chroot", "/outside", *command]


def wanted_systems() -> tuple[str, ...]:
    """Name the GIMPs to test with. Where systems cannot be built, the one on the PATH is better than none."""
    if os.geteuid() != 0 and shutil.which("gimp-console"):
        return (*SUITES, NATIVE)
    return SUITES


def find_system(name: str) -> GimpSystem:
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
    return GimpSystem(name, version)
