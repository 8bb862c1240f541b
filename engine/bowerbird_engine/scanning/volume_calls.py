"""What the system that is here is asked about its volumes. All that can be thought of without it is in `volumes_*`."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bowerbird_engine.scanning.volumes_linux import DiskLink, LinuxVolumes, parse_udev
from bowerbird_engine.scanning.volumes_macos import MacMount, MacVolumes
from bowerbird_engine.scanning.volumes_windows import VolumeInformation, WindowsVolumes

if sys.platform == "win32":
    from ctypes import wintypes

    _FAIL_CRITICAL_ERRORS: Final = 1
    """SEM_FAILCRITICALERRORS: a reader without a card is an error, and no window that asks for one."""
    _MORE_DATA: Final = 234

    _kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    _mpr = ctypes.WinDLL("mpr", use_last_error=True)
    _kernel32.FindFirstVolumeW.restype = wintypes.HANDLE
    _kernel32.FindNextVolumeW.argtypes = [wintypes.HANDLE, wintypes.LPWSTR, wintypes.DWORD]
    _kernel32.FindVolumeClose.argtypes = [wintypes.HANDLE]
    _NO_HANDLE: Final = ctypes.c_void_p(-1).value

    class SystemCalls:
        """Windows, by ctypes."""

        def volume_path_name(self, path: str) -> str:
            """Give the root of the volume that holds a path."""
            buffer = ctypes.create_unicode_buffer(max(len(path) + 2, 261))
            if not _kernel32.GetVolumePathNameW(path, buffer, len(buffer)):
                raise ctypes.WinError(ctypes.get_last_error())
            return buffer.value

        def volume_information(self, root: str) -> VolumeInformation:
            """Ask what is mounted there."""
            label, fstype = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
            serial = wintypes.DWORD()
            before = wintypes.DWORD()
            _kernel32.SetThreadErrorMode(_FAIL_CRITICAL_ERRORS, ctypes.byref(before))
            try:
                known = _kernel32.GetVolumeInformationW(
                    root, label, len(label), ctypes.byref(serial), None, None, fstype, len(fstype)
                )
                error = ctypes.get_last_error()
            finally:
                _kernel32.SetThreadErrorMode(before, None)
            if not known:
                raise ctypes.WinError(error)
            return VolumeInformation(label.value, serial.value, fstype.value)

        def volume_guid(self, root: str) -> str | None:
            """Ask this computer's list of mounts."""
            buffer = ctypes.create_unicode_buffer(51)
            found = _kernel32.GetVolumeNameForVolumeMountPointW(root, buffer, len(buffer))
            return buffer.value if found else None

        def volume_roots(self) -> list[str]:
            """List where volumes are mounted."""
            name = ctypes.create_unicode_buffer(51)
            search = _kernel32.FindFirstVolumeW(name, len(name))
            if search == _NO_HANDLE:
                return []
            roots: list[str] = []
            try:
                roots += self._roots_of(name.value)
                while _kernel32.FindNextVolumeW(search, name, len(name)):
                    roots += self._roots_of(name.value)
            finally:
                _kernel32.FindVolumeClose(search)
            return roots

        def drive_roots(self) -> list[str]:
            """List the letters."""
            letters = _kernel32.GetLogicalDrives()
            return [f"{chr(ord('A') + i)}:\\" for i in range(26) if letters >> i & 1]

        def drive_type(self, root: str) -> int:
            """Tell what kind of drive it is."""
            return int(_kernel32.GetDriveTypeW(root))

        def dos_device(self, letter: str) -> str | None:
            """Tell what a letter stands for."""
            buffer = ctypes.create_unicode_buffer(32768)
            return buffer.value if _kernel32.QueryDosDeviceW(letter, buffer, len(buffer)) else None

        def connection(self, letter: str) -> str | None:
            """Tell what share a letter stands for."""
            length = wintypes.DWORD(1024)
            buffer = ctypes.create_unicode_buffer(length.value)
            return None if _mpr.WNetGetConnectionW(letter, buffer, ctypes.byref(length)) else buffer.value

        def _roots_of(self, name: str) -> list[str]:
            length = wintypes.DWORD(1024)
            while True:
                buffer = ctypes.create_unicode_buffer(length.value)
                if _kernel32.GetVolumePathNamesForVolumeNameW(
                    name, buffer, len(buffer), ctypes.byref(length)
                ):
                    listed = ctypes.wstring_at(buffer, length.value)
                    return [root for root in listed.split("\0") if root]
                if ctypes.get_last_error() != _MORE_DATA:
                    return []

    def system_volumes() -> WindowsVolumes:
        """Give the volumes of this computer."""
        return WindowsVolumes(SystemCalls())

elif sys.platform == "darwin":
    import psutil

    _libc = ctypes.CDLL(None, use_errno=True)
    # <sys/attr.h>: five bitmaps, of which the one for volumes asks for the UUID.
    _ASK_FOR_UUID: Final = struct.pack("=HHIIIII", 5, 0, 0, 0x8000_0000 | 0x0004_0000, 0, 0, 0)
    _ANSWER: Final = struct.Struct("=I16s")

    class SystemCalls:
        """macOS, by its C library."""

        def mounts(self) -> list[MacMount]:
            """Ask getfsstat, which waits for no server."""
            return [MacMount(p.device, p.mountpoint, p.fstype) for p in psutil.disk_partitions(all=True)]

        def uuid(self, point: str) -> str | None:
            """Ask getattrlist for ATTR_VOL_UUID."""
            answer = ctypes.create_string_buffer(_ANSWER.size)
            if _libc.getattrlist(os.fsencode(point), _ASK_FOR_UUID, answer, len(answer), 0):
                Path(point).lstat()
                return None
            length, raw = _ANSWER.unpack(answer.raw)
            known = length == _ANSWER.size and any(raw)
            return str(uuid.UUID(bytes=raw)).upper() if known else None

        def device_number(self, path: str) -> int:
            """Ask stat."""
            return Path(path).stat().st_dev

    def system_volumes() -> MacVolumes:
        """Give the volumes of this computer."""
        return MacVolumes(SystemCalls())

else:
    import fcntl

    # <linux/msdos_fs.h> and <linux/fs.h>; the last two are younger than Linux 6.9 and 4.18.
    _FAT_GET_VOLUME_ID: Final = 0x8004_7213
    _GET_FS_UUID: Final = 0x8011_1500
    _GET_FS_LABEL: Final = 0x8100_9431

    class SystemCalls:
        """Linux: the kernel's tables, udev's files, and what a mounted file system tells of itself."""

        def mount_table(self) -> bytes:
            """Read the mounts that this process sees."""
            with contextlib.suppress(OSError):
                return Path("/proc/self/mountinfo").read_bytes()
            return b""

        def fsid(self, point: bytes) -> int:
            """Ask statvfs."""
            return os.statvfs(point).f_fsid

        def links(self, kind: str) -> Iterator[DiskLink]:
            """List what lies in /dev/disk."""
            try:
                links = sorted(Path("/dev/disk", kind).iterdir())
            except OSError:
                return
            for link in links:
                with contextlib.suppress(OSError):  # the device went away while we looked
                    number = link.stat().st_rdev
                    yield DiskLink(
                        link.name,
                        f"{os.major(number)}:{os.minor(number)}",
                        os.fsencode(os.path.realpath(link)),
                    )

        def udev_facts(self, number: str) -> dict[str, str]:
            """Read udev's own file on a block device."""
            with contextlib.suppress(OSError):
                return parse_udev(Path(f"/run/udev/data/b{number}").read_text("utf-8", "replace"))
            return {}

        def own_uuid(self, point: bytes, fstype: str) -> str | None:
            """Ask for the serial number of a FAT, or for the UUID of what has one."""
            if fstype in {"vfat", "msdos"}:
                answer = _ask(point, _FAT_GET_VOLUME_ID, 4)
                serial = 0 if answer is None else int.from_bytes(answer, sys.byteorder)
                return f"{serial >> 16:04X}-{serial & 0xFFFF:04X}" if serial else None
            answer = _ask(point, _GET_FS_UUID, 17)
            if answer is None or answer[0] != 16 or not any(answer[1:]):  # noqa: PLR2004  bytes of a UUID
                return None
            return str(uuid.UUID(bytes=answer[1:]))

        def own_label(self, point: bytes) -> str | None:
            """Ask for the label."""
            answer = _ask(point, _GET_FS_LABEL, 256)
            return None if answer is None else answer.partition(b"\0")[0].decode("utf-8", "replace") or None

    def _ask(point: bytes, question: int, size: int) -> bytes | None:
        try:
            folder = os.open(point, os.O_RDONLY | os.O_DIRECTORY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            return fcntl.ioctl(folder, question, bytes(size))
        except OSError:  # a file system that does not know the question
            return None
        finally:
            os.close(folder)

    def system_volumes() -> LinuxVolumes:
        """Give the volumes of this computer."""
        return LinuxVolumes(SystemCalls())
