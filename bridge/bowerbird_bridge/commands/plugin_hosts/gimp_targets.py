"""The profiles of GIMP 3 that are on this machine, each with its folder of plug-ins."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bowerbird_bridge.commands.plugin_hosts.gimp_profiles import (
    Kind,
    ProfilePlace,
    profile_places,
    version_of_profile,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import PluginFolderError
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings

PLUG_INS = "plug-ins"
_ROOT = 0
OWN_DATA = "bowerbird"
"""The folder in a profile where the plug-in keeps its token and its settings."""


class PluginFolderOwnerError(PluginFolderError):
    """Say that a profile belongs to another user."""

    code = "plugin_folder_owner"


class PluginFolderSharedError(PluginFolderError):
    """Say that other users may put programs where GIMP would run them."""

    code = "plugin_folder_shared"


class PluginFolderReadOnlyError(PluginFolderError):
    """Say that nothing may be written into a profile."""

    code = "plugin_folder_read_only"


@dataclass(frozen=True, slots=True)
class Target:
    """One profile: for which kind of GIMP, where, and where its plug-ins lie."""

    kind: Kind
    profile: Path
    plug_ins: Path
    version: str | None = None

    @property
    def data(self) -> Path:
        """Where the plug-in keeps what is its own."""
        return self.profile / OWN_DATA


def find_targets(around: Surroundings) -> list[Target]:
    """List the profiles that are there, each once."""
    found: dict[Path, Target] = {}
    for place in profile_places(around):
        for profile in _profiles(place):
            real = profile.resolve()
            target = Target(place.kind, real, real / PLUG_INS, version_of_profile(real.name))
            found.setdefault(real, target)
    return list(found.values())


def named_target(folder: Path, around: Surroundings) -> Target:
    """Take the folder that a person named: a profile, or its folder of plug-ins."""
    real = folder.expanduser().resolve()
    if not real.is_dir():
        raise PluginFolderError(
            f"{folder} is no folder. Name GIMP's profile or the folder of its plug-ins; GIMP shows it under Edit >"
            " Preferences > Folders > Plug-Ins."
        )
    profile = real.parent if real.name == PLUG_INS else real
    kind: Kind = "named"
    for place in profile_places(around):
        if place.kind != "native" and profile.is_relative_to(place.folder.resolve()):
            kind = place.kind
    return Target(
        kind, profile, real if real.name == PLUG_INS else real / PLUG_INS, version_of_profile(profile.name)
    )


def check_writable(target: Target) -> None:
    """Refuse a folder of plug-ins that leads elsewhere, is another user's, others may change, or cannot be written."""
    plug_ins = target.plug_ins
    if plug_ins.is_symlink():
        raise PluginFolderError(
            f"{plug_ins} is a link to {plug_ins.resolve()}. Name that folder itself: --into {plug_ins.resolve()}"
        )
    folder = plug_ins if plug_ins.is_dir() else target.profile
    if sys.platform != "win32":
        _check_owner(folder, {os.geteuid()})
        # The system's own profile may hold a folder of this user's.
        _check_owner(target.profile, {os.geteuid(), _ROOT})
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PluginFolderReadOnlyError(
            f"Nothing may be written into {folder}. Make it writable for you, or name another folder with --into."
        )


def _check_owner(folder: Path, owners: set[int]) -> None:
    """Refuse a folder that others own, or may put other plug-ins into."""
    about = folder.stat()
    if about.st_uid not in owners:
        raise PluginFolderOwnerError(
            f"{folder} belongs to another user. Run this command as that user, without sudo."
        )
    # A group of the same number is by custom the user's own, with nobody else in it.
    others = stat.S_IWOTH | (0 if about.st_gid == about.st_uid else stat.S_IWGRP)
    is_guarded = bool(about.st_mode & stat.S_ISVTX) and about.st_uid == _ROOT
    if about.st_mode & others and not is_guarded:
        raise PluginFolderSharedError(
            f"Other users may put programs into {folder}, which GIMP would run as yours. Take that away first:"
            f" chmod go-w '{folder}'"
        )


def make_folder(target: Target) -> None:
    """Make the folder of plug-ins where GIMP has made none yet."""
    try:
        target.plug_ins.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise PluginFolderReadOnlyError(
            f"{target.plug_ins} cannot be made: {error.strerror or error}."
        ) from error


def _profiles(place: ProfilePlace) -> Iterator[Path]:
    try:
        if place.is_profile:
            if place.folder.is_dir():
                yield place.folder
            return
        children = sorted(place.folder.iterdir())
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    yield from (child for child in children if version_of_profile(child.name) and child.is_dir())
