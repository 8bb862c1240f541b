"""Open a file of a root as the one that was indexed, without being led elsewhere on the way to it.

On POSIX systems each folder from the root down is opened below the one before it and no link is followed, so that
nothing that is exchanged meanwhile leads out of the root. Windows has no such calls: there the file is opened by its
path, and the handle is asked afterwards which file it holds.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from io import BufferedReader
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import ContentHash, StoredFile
from bowerbird_engine.errors import AssetChangedError, AssetGoneError, PictureError

_GONE: Final = frozenset({errno.ENOENT})
_LED_ELSEWHERE: Final = frozenset(
    {errno.ELOOP, errno.EMLINK, errno.ENOTDIR, errno.EISDIR, errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP}
)
"""A link, or something that is no folder or no file, where there was one. Systems differ in what a link, a socket and a
device without a driver give."""


def open_as_indexed(root: Path, file: StoredFile, content: ContentHash) -> BufferedReader:
    """Open a file for reading if it is still the one that was indexed, by its size, time and inode.

    Where file systems give another inode at each mount, its bytes are compared. Raises AssetGoneError, AssetChangedError,
    or PictureError when it may not be read.
    """
    place = root / os.fsdecode(file.path)
    try:
        descriptor = _open_below(root, file.path)
    except (OSError, ValueError) as error:
        raise _failure(place, error) from error
    try:
        facts = os.fstat(descriptor)
        same = _has_its_facts(facts, file)
        # A scan on Windows learns no inodes; there the opened file was asked for its place.
        if same and file.inode not in {0, facts.st_ino}:
            same = _digest(descriptor) == content
    except OSError as error:
        os.close(descriptor)
        raise _failure(place, error) from error
    if not same:
        os.close(descriptor)
        raise changed(place)
    return os.fdopen(descriptor, "rb")


def _has_its_facts(facts: os.stat_result, file: StoredFile) -> bool:
    same = (facts.st_size, facts.st_mtime_ns) == (file.size, file.mtime_ns)
    return same and stat.S_ISREG(facts.st_mode)


def _digest(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb", closefd=False) as stream:
        digest = hashlib.file_digest(stream, "sha256").digest()
        stream.seek(0)
        return digest


def changed(place: Path) -> AssetChangedError:
    """Say that a file is not the one that was indexed."""
    return AssetChangedError(f"{place} has changed since it was indexed; run `bowerbird index`.")


def _failure(place: Path, error: OSError | ValueError) -> AssetGoneError | AssetChangedError | PictureError:
    number = error.errno if isinstance(error, OSError) else None
    if number in _GONE:
        return AssetGoneError(f"{place} is no longer there; run `bowerbird index` to look for it.")
    if number in _LED_ELSEWHERE:
        return changed(place)
    if isinstance(error, PermissionError):
        return PictureError(f"{place} may not be read; change its permissions.")
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return PictureError(f"{place} cannot be read: {why}.")


def _led_elsewhere(path: bytes) -> NotADirectoryError:
    return NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), os.fsdecode(path))


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _LONGEST_PATH: Final = 32_768

    def _open_below(root: Path, path: bytes) -> int:
        place = root / os.fsdecode(path)
        expected = os.path.normcase(Path(_plain(os.path.realpath(root))) / os.fsdecode(path))
        descriptor = os.open(place, os.O_RDONLY | os.O_BINARY | os.O_NOINHERIT)
        try:
            led_elsewhere = os.path.normcase(_place_of(descriptor)) != expected
        except BaseException:
            os.close(descriptor)
            raise
        if led_elsewhere:
            os.close(descriptor)
            raise _led_elsewhere(path)
        return descriptor

    def _place_of(descriptor: int) -> str:
        """Ask an open file for its path, all links and junctions on the way to it resolved."""
        ask = ctypes.WinDLL("kernel32", use_last_error=True).GetFinalPathNameByHandleW
        ask.argtypes = (wintypes.HANDLE, wintypes.LPWSTR, wintypes.DWORD, wintypes.DWORD)
        ask.restype = wintypes.DWORD
        answer = ctypes.create_unicode_buffer(_LONGEST_PATH)
        if not 0 < ask(msvcrt.get_osfhandle(descriptor), answer, _LONGEST_PATH, 0) < _LONGEST_PATH:
            raise ctypes.WinError(ctypes.get_last_error())
        return _plain(answer.value)

    def _plain(place: str) -> str:
        r"""Write `\\?\UNC\server\share` and `\\?\C:\folder` as people do."""
        if place.startswith("\\\\?\\UNC\\"):
            return "\\\\" + place.removeprefix("\\\\?\\UNC\\")
        return place.removeprefix("\\\\?\\")

else:
    _FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    _FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

    def _open_below(root: Path, path: bytes) -> int:
        *folders, name = path.split(b"/")
        if not {name, *folders}.isdisjoint((b"", b".", b"..")):
            raise _led_elsewhere(path)
        folder = os.open(root, _FOLDER)
        try:
            device = os.fstat(folder).st_dev
            for part in folders:
                below = os.open(part, _FOLDER, dir_fd=folder)
                os.close(folder)
                folder = below
            descriptor = os.open(name, _FILE, dir_fd=folder)
        finally:
            os.close(folder)
        # No scan crosses to another disk, so that what lies on one now was never indexed here.
        if os.fstat(descriptor).st_dev != device:
            os.close(descriptor)
            raise _led_elsewhere(path)
        return descriptor
