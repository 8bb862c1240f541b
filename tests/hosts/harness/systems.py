"""Where a host program runs: in a Debian system in a folder, or on this machine itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).parents[3] / "tools" / "hosts"


@dataclass(frozen=True)
class System:
    """A host program, and how a command is run where it is. The folder is seen there at the same place."""

    name: str
    version: str
    script: Path | None
    """What enters the system that has the name; None on this machine."""

    @property
    def sees_this_machine(self) -> bool:
        """Whether it runs on this machine itself, with all its files."""
        return self.script is None

    def command(self, folder: Path, environment: dict[str, str], *command: str) -> list[str]:
        """Give the command that runs one there, with these variables and no others."""
        there = ["env", "-i", *(f"{name}={value}" for name, value in environment.items()), *command]
        if self.script is None:
            return there
        return ["bash", str(self.script), "enter", self.name, str(folder), *there]

    def outside(self, *command: str) -> list[str]:
        """Give the command by which a program there runs one on this machine."""
        return list(command) if self.sees_this_machine else ["/usr/sbin/chroot", "/outside", *command]
