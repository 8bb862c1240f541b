"""Which disk a folder lies on. The platform module of scanning: Linux here, macOS and Windows in their branches.

A volume's key must stay the same when the disk is mounted elsewhere and differ when another disk takes its place.
On Linux it is the file system's UUID (as `statvfs` reports it where that is derived from the UUID, else as udev names
it), with the mounted subfolder for bind mounts and subvolumes; for a network mount its source.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import plistlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bowerbird_engine.assets import Volume

_UUID_IN_FSID = frozenset({"ext2", "ext3", "ext4", "btrfs", "zfs", "tmpfs"})
"""File systems whose `f_fsid` is made from their UUID (and subvolume); that of others is a device number, which changes
at each plug. Where it is good it comes before udev's links, which a container or a small system does not have: a key
must not depend on where the library is opened."""

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


def volume_of(path: Path) -> Volume:
    """Find the volume that holds an existing folder. Raises OSError when the path cannot be reached."""
    return _volume_of(os.path.realpath(path, strict=True))


def mounted_volumes() -> list[Volume]:
    """List the volumes that are here now, once per mount point; unreachable ones are left out."""
    found: list[Volume] = []
    for point in _mount_points():
        try:
            found.append(_volume_at(point))
        except OSError:  # an empty card reader, a mount that is not ours to look into, a share that went away
            continue
    return found


def path_on_volume(path: Path, volume: Volume) -> bytes:
    """Give a folder's place relative to its volume's mount point, with `/`; empty for the mount point itself."""
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(volume.mount_point))
    return b"" if relative == "." else os.fsencode(relative).replace(os.fsencode(os.sep), b"/")


def place_on(mount_point: Path, on_volume: bytes) -> Path:
    """Give the path of a place on a volume that is mounted here."""
    return mount_point / os.fsdecode(on_volume) if on_volume else mount_point


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


def _unescape(field: bytes) -> bytes:
    for code, byte in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
        field = field.replace(code, byte)
    return field


if sys.platform == "win32":

    def _volume_of(real: str) -> Volume:
        buffer = ctypes.create_unicode_buffer(1024)
        if not ctypes.windll.kernel32.GetVolumePathNameW(real, buffer, len(buffer)):
            raise ctypes.WinError()
        return _volume_at(Path(buffer.value))

    def _mount_points() -> list[Path]:
        letters = ctypes.windll.kernel32.GetLogicalDrives()
        return [Path(f"{chr(ord('A') + i)}:\\") for i in range(26) if letters >> i & 1]

    def _volume_at(point: Path) -> Volume:
        name = ctypes.create_unicode_buffer(261)
        serial = ctypes.c_ulong()
        if not ctypes.windll.kernel32.GetVolumeInformationW(
            str(point), name, len(name), ctypes.byref(serial), None, None, None, 0
        ):
            raise ctypes.WinError()
        return Volume(key=f"serial:{serial.value:08x}", label=name.value or str(point), mount_point=point)

elif sys.platform == "darwin":

    def _volume_of(real: str) -> Volume:
        point = Path(real)
        while not point.is_mount() and point.parent != point:
            point = point.parent
        return _volume_at(point)

    def _mount_points() -> list[Path]:
        return [p for p in (Path("/"), *sorted(Path("/Volumes").glob("*"))) if p.is_mount()]

    def _volume_at(point: Path) -> Volume:
        label = "this computer" if point == Path("/") else point.name
        uuid = None
        try:
            answer = subprocess.run(  # noqa: S603  a mount point of the system's own table
                ["/usr/sbin/diskutil", "info", "-plist", str(point)],
                capture_output=True,
                timeout=10,
                check=True,
            )
            uuid = plistlib.loads(answer.stdout).get("VolumeUUID")
        except (subprocess.SubprocessError, plistlib.InvalidFileException):
            pass  # network shares have no UUID there
        return Volume(key=f"uuid:{uuid}" if uuid else f"place:{point}", label=label, mount_point=point)

else:

    def _volume_of(real: str) -> Volume:
        inside = os.fsencode(real)
        over = [
            m
            for m in _visible_mounts()
            if inside == m.point or inside.startswith(m.point.rstrip(b"/") + b"/")
        ]
        return _volume(max(over, key=_depth))

    def _mount_points() -> list[Path]:
        return [Path(os.fsdecode(m.point)) for m in _visible_mounts() if m.fstype not in _NOT_FOR_FILES]

    def _volume_at(point: Path) -> Volume:
        mount = next((m for m in _visible_mounts() if m.point == os.fsencode(point)), None)
        if mount is None:  # pulled out since its point was listed
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(point))
        return _volume(mount)

    def _visible_mounts() -> list[Mount]:
        # A jail may have no /proc, or nothing mounted at its root: what no mount holds is one place then.
        mounts = [Mount(device="", root=b"/", point=b"/", fstype="", source=b"")]
        with contextlib.suppress(OSError):
            mounts += parse_mounts(Path("/proc/self/mountinfo").read_bytes())
        # Of several mounts at one point the last one hides the others.
        return list({mount.point: mount for mount in mounts}.values())

    def _volume(mount: Mount) -> Volume:
        point = Path(os.fsdecode(mount.point))
        label = _disk_name("by-label", mount) or ("this computer" if mount.point == b"/" else point.name)
        key = linux_key(mount, _disk_name("by-uuid", mount), os.statvfs(point).f_fsid)
        return Volume(key=key, label=label, mount_point=point)

    def _disk_name(kind: str, mount: Mount) -> str | None:
        """Look a block device up among udev's links, by its number and by its name (FUSE has another number)."""
        try:
            links = sorted(Path("/dev/disk", kind).iterdir())
        except OSError:
            return None
        for link in links:
            try:
                number = link.stat().st_rdev
            except OSError:  # the device went away while we looked
                continue
            same_number = mount.device == f"{os.major(number)}:{os.minor(number)}"
            if same_number or os.fsencode(os.path.realpath(link)) == os.path.realpath(mount.source):
                return link.name.replace("\\x20", " ")
        return None

    def _depth(mount: Mount) -> int:
        return len(mount.point)
