"""The volumes of Windows: drives by the serial number of their file system, shares by their name.

The serial number is written when a volume is formatted and travels with it to any letter, folder and computer. The
volume's GUID does not: it belongs to this computer's list of mounts, and all cards of a reader have the reader's.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from bowerbird_engine.assets import Volume

_REMOTE: Final = 4
"""DRIVE_REMOTE of GetDriveTypeW."""

_SUBST: Final = "\\??\\"
_DEVICE_PATHS: Final = ("\\\\?\\", "\\\\.\\")


@dataclass(frozen=True, slots=True)
class VolumeInformation:
    """What GetVolumeInformationW tells: the label that a person gave, the serial number, the type of file system."""

    label: str
    serial: int
    fstype: str


class WindowsCalls(Protocol):
    """What is asked of Windows, each by the name of its function; roots of volumes end with a backslash."""

    def volume_path_name(self, path: str) -> str:
        """GetVolumePathNameW: the root of the volume that holds a path. Raises OSError."""
        ...

    def volume_information(self, root: str) -> VolumeInformation:
        """GetVolumeInformationW. Raises OSError: a reader without a card, a drive that is locked, a share that is away."""
        ...

    def volume_guid(self, root: str) -> str | None:
        r"""GetVolumeNameForVolumeMountPointW: `\\?\Volume{…}\`; None for shares and what has none."""
        ...

    def volume_roots(self) -> list[str]:
        """FindFirstVolumeW and GetVolumePathNamesForVolumeNameW: letters and folders at which volumes are mounted."""
        ...

    def drive_roots(self) -> list[str]:
        r"""GetLogicalDrives: `C:\` and all other letters, those of shares and of `subst` too."""
        ...

    def drive_type(self, root: str) -> int:
        """GetDriveTypeW."""
        ...

    def dos_device(self, letter: str) -> str | None:
        r"""QueryDosDeviceW of `X:`: `\Device\HarddiskVolume4`, and `\??\C:\photos` for what `subst` made."""
        ...

    def connection(self, letter: str) -> str | None:
        r"""WNetGetConnectionW of `Z:`: `\\server\share`."""
        ...


class WindowsVolumes:
    """The volumes at letters and folders, and the shares at letters."""

    def __init__(self, calls: WindowsCalls) -> None:
        self._calls = calls

    def holding(self, real: str) -> Volume:
        """Find the volume that holds a place."""
        return self._volume(self._calls.volume_path_name(real))

    def mounted(self) -> list[Volume]:
        """List the volumes at letters and folders; letters of `subst` are names for folders of others."""
        roots = self._calls.volume_roots()
        known = {root.upper() for root in roots}
        roots += [
            root
            for root in self._calls.drive_roots()
            if root.upper() not in known and not self._is_subst(root)
        ]
        found: list[Volume] = []
        for root in roots:
            try:
                found.append(self._volume(root))
            except OSError:  # a reader without a card, a share that went away
                continue
        return found

    def _volume(self, root: str) -> Volume:
        told = self._calls.volume_information(root)
        by_serial = f"serial:{told.serial:08x}"
        share = self._share(root)
        if share is not None:
            server, _, name = share.removeprefix("\\\\").partition("\\")
            # Before, a share had the number of the disk that it lies on, as all other shares of that disk.
            return Volume(f"share:{share.lower()}", f"{name} on {server}", Path(root), (by_serial,))
        if told.serial:
            return Volume(by_serial, told.label or _spelled(root), Path(root))
        # Drivers of memory disks and of other systems' file systems write none.
        guid = self._calls.volume_guid(root)
        key = f"volume:{guid.lower()}" if guid else f"place:{_spelled(root)}"
        return Volume(key, told.label or _spelled(root), Path(root), (by_serial,))

    def _share(self, root: str) -> str | None:
        if root.startswith("\\\\"):
            # \\?\Volume{…}\ is no share, and \\?\UNC\ never comes here: Python takes it off.
            return None if root.startswith(_DEVICE_PATHS) else root.rstrip("\\")
        if self._calls.drive_type(root) != _REMOTE:
            return None
        connected = self._calls.connection(root[:2])
        return None if connected is None else connected.rstrip("\\")

    def _is_subst(self, root: str) -> bool:
        return (self._calls.dos_device(root[:2]) or "").startswith(_SUBST)


def _spelled(root: str) -> str:
    return root[:1].upper() + root[1:]
