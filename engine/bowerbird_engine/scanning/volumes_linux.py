"""The volumes of Linux: mounted file systems, by the best identity that each offers."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bowerbird_engine.assets import THIS_COMPUTER, Volume

_UUID_IN_FSID = frozenset({"ext2", "ext3", "ext4", "btrfs", "zfs", "tmpfs"})
"""File systems whose `f_fsid` is made from their UUID (and subvolume); that of others is a device number, which changes
at each plug. Where it is good it comes first: a key must not depend on where the library is opened, and a container or
a small system has no udev."""

_NOT_FOR_FILES = frozenset(
    {
        "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs",
        "efivarfs", "fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "ramfs", "rpc_pipefs", "securityfs",
        "sysfs", "tracefs",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of the kernel's table of mounts. `root` is the part of the file system that is mounted."""

    device: str
    root: bytes
    point: bytes
    fstype: str
    source: bytes

    @property
    def is_on_a_disk(self) -> bool:
        """Whether a block device of this machine holds it, which answers soon; a server may never answer."""
        return self.fstype in _UUID_IN_FSID or self.source.startswith(b"/dev/")


@dataclass(frozen=True, slots=True)
class DiskLink:
    """A link of udev to a block device: what the device is called, its number, and its path."""

    name: str
    number: str
    device: bytes


class LinuxCalls(Protocol):
    """What is asked of the kernel and of udev. Whoever has no answer gives none."""

    def mount_table(self) -> bytes:
        """Give the text of `/proc/self/mountinfo`; empty where there is none."""
        ...

    def fsid(self, point: bytes) -> int:
        """Give `f_fsid` of what is mounted there. Raises OSError when it went away or may not be looked at."""
        ...

    def links(self, kind: str) -> Iterable[DiskLink]:
        """List udev's links of a kind: `by-uuid` or `by-label`."""
        ...

    def udev_facts(self, number: str) -> dict[str, str]:
        """Give what udev keeps of the block device of this number, as `ID_FS_UUID`."""
        ...

    def own_uuid(self, point: bytes, fstype: str) -> str | None:
        """Ask the mounted file system itself for its UUID, spelled as udev does."""
        ...

    def own_label(self, point: bytes) -> str | None:
        """Ask the mounted file system itself what a person called it."""
        ...


class LinuxVolumes:
    """The volumes of the kernel's table of mounts."""

    def __init__(self, calls: LinuxCalls) -> None:
        self._calls = calls

    def holding(self, real: str) -> Volume:
        """Find the volume of the mount that is nearest above a place."""
        inside = os.fsencode(real)
        over = [
            m for m in self._visible() if inside == m.point or inside.startswith(m.point.rstrip(b"/") + b"/")
        ]
        return self._volume(max(over, key=_depth))

    def mounted(self) -> list[Volume]:
        """List what may hold files."""
        found: list[Volume] = []
        for mount in self._visible():
            if mount.fstype not in _NOT_FOR_FILES:
                try:
                    found.append(self._volume(mount))
                except OSError:  # pulled out since it was listed, or not ours to look into
                    continue
        return found

    def _visible(self) -> list[Mount]:
        # A jail may have no /proc, or nothing mounted at its root: what no mount holds is one place then.
        nowhere = Mount(device="", root=b"/", point=b"/", fstype="", source=b"")
        mounts = [nowhere, *parse_mounts(self._calls.mount_table())]
        # Of several mounts at one point the last one hides the others.
        return list({mount.point: mount for mount in mounts}.values())

    def _volume(self, mount: Mount) -> Volume:
        # A server that went away would hold up everybody who asks, for minutes.
        fsid = self._calls.fsid(mount.point) if mount.is_on_a_disk else 0
        uuid = self._uuid(mount) if mount.is_on_a_disk else None
        key = linux_key(mount, uuid, fsid)
        # What the key was where udev could not be seen and the file system was not asked itself.
        before = linux_key(mount, None, fsid)
        point = Path(os.fsdecode(mount.point))
        return Volume(
            key=key,
            label=self._label(mount) or (THIS_COMPUTER if mount.point == b"/" else point.name),
            mount_point=point,
            former_keys=() if before == key else (before,),
        )

    def _uuid(self, mount: Mount) -> str | None:
        if mount.fstype in _UUID_IN_FSID:
            return None
        return (
            self._link("by-uuid", mount)
            or self._calls.own_uuid(mount.point, mount.fstype)
            or self._calls.udev_facts(mount.device).get("ID_FS_UUID")
        )

    def _label(self, mount: Mount) -> str | None:
        if not mount.is_on_a_disk:
            return None
        return (
            self._link("by-label", mount)
            or self._calls.own_label(mount.point)
            or self._calls.udev_facts(mount.device).get("ID_FS_LABEL")
        )

    def _link(self, kind: str, mount: Mount) -> str | None:
        """Look a block device up among udev's links, by its number and by its name (FUSE has another number)."""
        device = os.path.realpath(mount.source)
        for link in self._calls.links(kind):
            if link.number == mount.device or link.device == device:
                return link.name.replace("\\x20", " ")
        return None


def parse_mounts(table: bytes) -> list[Mount]:
    """Read the text of `/proc/self/mountinfo`; lines that are none are passed over."""
    mounts: list[Mount] = []
    for line in table.splitlines():
        front, divider, back = line.partition(b" - ")
        left, right = front.split(), back.split()
        if divider and len(left) >= 6 and len(right) >= 2:  # noqa: PLR2004  proc(5): six fixed fields before " - "
            mounts.append(
                Mount(
                    device=left[2].decode("ascii", "replace"),
                    root=_unescape(left[3]),
                    point=_unescape(left[4]),
                    fstype=right[0].decode("utf-8", "replace"),
                    source=_unescape(right[1]),
                )
            )
    return mounts


def linux_key(mount: Mount, uuid: str | None, fsid: int) -> str:
    """Choose the key of a mounted file system: the best identity that it offers."""
    if mount.fstype in _UUID_IN_FSID and fsid:
        key = f"fsid:{fsid & 0xFFFF_FFFF_FFFF_FFFF:016x}"
    elif uuid:
        key = f"uuid:{uuid}"
    elif mount.source.startswith(b"/dev/") or b":" in mount.source or mount.source.startswith(b"//"):
        key = f"source:{mount.fstype}:{os.fsdecode(mount.source)}"
    else:
        # Overlays of containers and the like have no identity of their own: the place is all there is.
        key = f"place:{mount.fstype}:{os.fsdecode(mount.point)}"
    return key if mount.root == b"/" else f"{key}:{os.fsdecode(mount.root)}"


def parse_udev(text: str) -> dict[str, str]:
    """Read a file of `/run/udev/data`: lines such as `E:ID_FS_UUID=4F3A-11C2` are facts."""
    facts = (line[2:].partition("=") for line in text.splitlines() if line.startswith("E:"))
    return {name: value for name, _, value in facts}


def _unescape(field: bytes) -> bytes:
    for code, byte in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
        field = field.replace(code, byte)
    return field


def _depth(mount: Mount) -> int:
    return len(mount.point)
