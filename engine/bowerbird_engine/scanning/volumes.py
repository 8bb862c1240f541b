"""Which disk a folder lies on.

A volume's key must stay the same when the disk is mounted elsewhere and differ when another disk takes its place. What
that is on each system is decided in `volumes_linux`, `volumes_macos` and `volumes_windows`, which are run everywhere;
`volume_calls` asks the system that is here. See docs/adr/0038.
"""

from __future__ import annotations

import os
from pathlib import Path

from bowerbird_engine.assets import Volume
from bowerbird_engine.scanning.volume_calls import system_volumes


def volume_of(path: Path) -> Volume:
    """Find the volume that holds an existing folder. Raises OSError when the path cannot be reached."""
    return system_volumes().holding(os.path.realpath(path, strict=True))


def mounted_volumes() -> list[Volume]:
    """List the volumes that are here now, once per mount point; unreachable ones are left out."""
    return system_volumes().mounted()


def is_volume(volume: Volume, key: str) -> bool:
    """Tell whether a volume is the one of this key, or of a key that this volume had before we knew better."""
    return key == volume.key or key in volume.former_keys


def path_on_volume(path: Path, volume: Volume) -> bytes:
    """Give a folder's place relative to its volume's mount point, with `/`; empty for the mount point itself."""
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(volume.mount_point))
    return b"" if relative == "." else os.fsencode(relative).replace(os.fsencode(os.sep), b"/")


def place_on(mount_point: Path, on_volume: bytes) -> Path:
    """Give the path of a place on a volume that is mounted here."""
    return mount_point / os.fsdecode(on_volume) if on_volume else mount_point
