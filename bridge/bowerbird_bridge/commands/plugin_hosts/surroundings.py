"""What decides where a host program and its folders lie."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The system as Python names it, the home folder, the environment."""

    platform: str
    home: Path
    environ: Mapping[str, str]

    @property
    def is_own_home(self) -> bool:
        """Whether what a program makes there is this user's own: with sudo the home may still be the person's."""
        return sys.platform == "win32" or self.home.stat().st_uid == os.geteuid()

    @property
    def is_root(self) -> bool:
        """Whether programs are started as the one who may do everything, which some refuse."""
        if sys.platform == "win32":
            return False
        else:  # noqa: RET505  type checkers follow the platform through else alone
            return os.geteuid() == 0


def of_this_machine() -> Surroundings:
    """Give those of this process."""
    return Surroundings(sys.platform, Path.home(), os.environ)
