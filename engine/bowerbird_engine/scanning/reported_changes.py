"""Whether the system reports what changes in a folder. Others may change a network folder, and nobody tells us.

A module of platforms: Linux here, macOS and Windows in their branches.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from bowerbird_engine.scanning.volumes_linux import parse_mounts

_REMOTE = frozenset(
    {
        "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "fuse", "gfs2", "glusterfs",
        "lustre", "macfuse", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "orangefs", "osxfuse", "prl_fs", "smb2", "smb3",
        "smbfs", "vboxsf", "virtiofs", "vmhgfs", "webdav",
    }
)  # fmt: skip
"""File systems whose files others may change; 9p, drvfs and the shares of virtual machines among them."""


def remote_kind(fstype: str) -> bool:
    """Tell by its type whether a file system is one that others may change unseen. FUSE may be anything, save disks."""
    return fstype in _REMOTE or (fstype.startswith("fuse.") and fstype not in {"fuse.ntfs-3g", "fuse.exfat"})


def why_unreported(folder: Path) -> str | None:
    """Say why changes in a folder are not reported, as the end of "Changes in it are not reported, because"."""
    try:
        str(folder).encode("utf-8")
    except UnicodeEncodeError:
        return "its path is no valid text (UTF-8) until it is renamed"
    return _why_unreported(folder)


def file_system_of(folder: Path) -> str:
    """Name the type of the file system that holds a folder; empty where that is not known."""
    return _file_system_of(folder)


def fstype_of(folder: str, mounts: list[tuple[str, str]]) -> str:
    """Find the type of the file system that holds a folder among (mount point, type), the later mounts on top."""
    best = ("", "")
    for point, fstype in mounts:
        holds = folder == point or folder.startswith(point.rstrip("/") + "/")
        if holds and len(point) >= len(best[0]):
            best = (point, fstype)
    return best[1]


def parse_mac_mounts(text: str) -> list[tuple[str, str]]:
    """Read the answer of macOS' `mount`: `//me@nas/photos on /Volumes/photos (smbfs, nodev, mounted by me)`."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        place, divider, options = line.rpartition(" (")
        _, on, point = place.partition(" on ")
        if divider and on:
            found.append((point, options.rstrip(")").partition(",")[0]))
    return found


LISTENING_REACHES_DOWN: Final = sys.platform in {"win32", "darwin"}
"""Whether who listens to a folder hears of all below it. Linux knows single folders alone; the library that goes down
by itself there follows links on its way, out of the library and round in circles."""

if sys.platform == "win32":
    _DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4  # fileapi.h

    def _why_unreported(folder: Path) -> str | None:
        kind = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)
        if kind == _DRIVE_REMOVABLE:
            return "listening on this disk would keep you from ejecting it"
        return "it is a network folder" if kind == _DRIVE_REMOTE else None

    def _file_system_of(folder: Path) -> str:
        name = ctypes.create_unicode_buffer(261)
        known = ctypes.windll.kernel32.GetVolumeInformationW(
            folder.anchor, None, 0, None, None, None, name, len(name)
        )
        return name.value if known else ""

elif sys.platform == "darwin":

    def _why_unreported(folder: Path) -> str | None:
        return "it is a network folder" if remote_kind(_file_system_of(folder)) else None

    def _file_system_of(folder: Path) -> str:
        try:
            answer = subprocess.run(
                ["/sbin/mount"],
                capture_output=True,
                timeout=10,
                check=True,
                text=True,
                errors="surrogateescape",
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        return fstype_of(str(folder), parse_mac_mounts(answer.stdout))

else:

    def _why_unreported(folder: Path) -> str | None:
        return "it is a network folder" if remote_kind(_file_system_of(folder)) else None

    def _file_system_of(folder: Path) -> str:
        try:
            table = parse_mounts(Path("/proc/self/mountinfo").read_bytes())
        except OSError:
            return ""
        return fstype_of(str(folder), [(os.fsdecode(mount.point), mount.fstype) for mount in table])
