"""Where GIMP 3 keeps its profiles, a pure function of the system, the home folder and the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings

Kind = Literal["native", "flatpak", "snap", "named"]
SANDBOXED: Final[Mapping[str, str]] = {"flatpak": "Flatpak", "snap": "Snap"}
"""The kinds that see less of the machine than their user does, and what they are called."""

FLATPAK_ID: Final = "org.gimp.GIMP"
SNAP_NAME: Final = "gimp"

_PROFILE = re.compile(r"3\.\d{1,3}")
"""GIMP names a profile after its version without the last number."""


@dataclass(frozen=True, slots=True)
class ProfilePlace:
    """A folder that may hold profiles, one for each version of GIMP; or, with `is_profile`, one profile itself."""

    kind: Kind
    folder: Path
    is_profile: bool = False


def profile_places(around: Surroundings) -> tuple[ProfilePlace, ...]:
    """List where profiles may lie; whether anything is there is not asked.

    GIMP reads `GIMP3_DIRECTORY` before anything else, from the home folder where it is relative. A Flatpak has a
    configuration of its own and may also use the person's; both are looked at.
    """
    named = around.environ.get("GIMP3_DIRECTORY", "")
    if named:
        native = [ProfilePlace("native", around.home / named, is_profile=True)]
    else:
        native = [ProfilePlace("native", folder / "GIMP") for folder in _configurations(around)]
    return (*native, *_sandboxes(around))


def version_of_profile(name: str) -> str | None:
    """Give the version of GIMP that a folder's name says; None for what is no profile of GIMP 3."""
    return name if _PROFILE.fullmatch(name) else None


def _configurations(around: Surroundings) -> tuple[Path, ...]:
    home = around.home
    if around.platform == "win32":
        roaming = around.environ.get("APPDATA", "")
        return (Path(roaming) if roaming else home / "AppData" / "Roaming",)
    if around.platform == "darwin":
        return (home / "Library" / "Application Support",)
    usual = home / ".config"
    written = around.environ.get("XDG_CONFIG_HOME", "")
    # A terminal inside a sandbox names a folder of its own there, and GIMP, outside, uses the usual one.
    return tuple(dict.fromkeys((Path(written), usual))) if Path(written).is_absolute() else (usual,)


def _sandboxes(around: Surroundings) -> tuple[ProfilePlace, ...]:
    if around.platform in {"win32", "darwin"}:
        return ()
    return (
        ProfilePlace("flatpak", around.home / ".var" / "app" / FLATPAK_ID / "config" / "GIMP"),
        ProfilePlace("snap", around.home / "snap" / SNAP_NAME / "current" / ".config" / "GIMP"),
    )
