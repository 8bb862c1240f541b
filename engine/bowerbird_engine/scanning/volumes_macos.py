"""The volumes of macOS: mounted file systems, by the UUID that each tells of itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from bowerbird_engine.assets import THIS_COMPUTER, Volume

_DATA: Final = "/System/Volumes/Data"
"""What a person writes on the start disk. The system lies on a sealed volume at `/`, in which firmlinks such as /Users
lead here: both are one disk to a person, and the paths at `/` are the ones that people use."""

_SYSTEMS_OWN: Final = "/System/Volumes/"
_NOT_FOR_FILES = frozenset({"autofs", "devfs", "fdesc", "nullfs"})
_NETWORK = frozenset({"afpfs", "cifs", "ftp", "nfs", "smbfs", "webdav"})


@dataclass(frozen=True, slots=True)
class MacMount:
    """A line of the table of mounts: `//me@nas/photos` at `/Volumes/photos`, of the type `smbfs`."""

    device: str
    point: str
    fstype: str

    @property
    def is_snapshot(self) -> bool:
        """Whether it is an older state of another volume, whose UUID it has: `com.apple.TimeMachine.…@/dev/disk3s5`."""
        return "@/dev/" in self.device


class MacCalls(Protocol):
    """What is asked of the kernel."""

    def mounts(self) -> list[MacMount]:
        """List what is mounted, without asking any server."""
        ...

    def uuid(self, point: str) -> str | None:
        """Ask what is mounted there for its UUID, in upper case; None where it has none. Raises OSError."""
        ...

    def device_number(self, path: str) -> int:
        """Give `st_dev` of a place. Raises OSError."""
        ...


class MacVolumes:
    """The volumes of the kernel's table of mounts."""

    def __init__(self, calls: MacCalls) -> None:
        self._calls = calls

    def holding(self, real: str) -> Volume:
        """Find the volume of the mount that is nearest above a place."""
        self._calls.device_number(real)
        mounts = self._visible()
        over = [m for m in mounts if PurePosixPath(real).is_relative_to(m.point)]
        return self._volume(max(over, key=_depth), mounts)

    def mounted(self) -> list[Volume]:
        """List what may hold files of a person."""
        found: list[Volume] = []
        mounts = self._visible()
        for mount in mounts:
            if mount.point.startswith(_SYSTEMS_OWN) and mount.point != _DATA:
                continue
            try:
                found.append(self._volume(mount, mounts))
            except OSError:  # ejected since it was listed
                continue
        return found

    def _visible(self) -> list[MacMount]:
        mounts = [m for m in self._calls.mounts() if m.fstype not in _NOT_FOR_FILES and not m.is_snapshot]
        # Of several mounts at one point the last one hides the others.
        return list({mount.point: mount for mount in mounts}.values())

    def _volume(self, mount: MacMount, mounts: list[MacMount]) -> Volume:
        point = Path(mount.point)
        if mount.fstype in _NETWORK:
            share = _without_user(mount.device)
            return Volume(f"source:{mount.fstype}:{share}", point.name, point, (f"place:{mount.point}",))
        own = self._calls.uuid(mount.point)
        if mount.point in {"/", _DATA}:
            data = self._calls.uuid(_DATA) if any(m.point == _DATA for m in mounts) else None
            keys = [f"uuid:{uuid}" for uuid in dict.fromkeys((data, own)) if uuid]
            first, *former = keys or ["place:/"]
            return Volume(first, THIS_COMPUTER, point, tuple(former))
        return Volume(f"uuid:{own}" if own else f"place:{mount.point}", point.name, point)


def _without_user(device: str) -> str:
    """Take out who signed in, and how the server was found: `//me@nas._smb._tcp.local/photos` is `//nas.local/photos`."""
    if not device.startswith("//"):
        return device
    server, slash, share = device.removeprefix("//").partition("/")
    host = server.rpartition("@")[2].replace("._smb._tcp", "").replace("._afpovertcp._tcp", "")
    return f"//{host.lower()}{slash}{share}"


def _depth(mount: MacMount) -> int:
    return len(os.fsencode(mount.point))
