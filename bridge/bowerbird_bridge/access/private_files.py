"""Files and folders of the owner alone: 0600 and 0700, never through a link, never somebody else's.

On Windows the folders that these lie in belong to one user alone by inheritance (%LOCALAPPDATA%), and a folder made
with mode 0700 gets such a list of its own from the Pythons that can do that.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from pathlib import Path

from bowerbird_engine import BowerbirdError, DiskFullError

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_OTHERS = 0o077
_MOST = 8 * 1024 * 1024
"""Bytes; ours are a few KiB, and nobody can make us read for ever."""


class PrivateFileError(BowerbirdError):
    """Say that a file or folder of ours is a link, belongs to somebody else, or cannot be used."""

    code = "private_file"


def private_folder(folder: Path) -> Path:
    """Make a folder of the owner alone, or check and tighten the one that is there.

    Raises PrivateFileError when it is a link, no folder, or another user's.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=FOLDER_MODE)
        about = folder.lstat()
    except OSError as error:
        raise PrivateFileError(f"The folder {folder} cannot be used: {_reason(error)}.") from error
    if not stat.S_ISDIR(about.st_mode):
        raise PrivateFileError(f"{folder} is not a folder. Look what put it there, and remove it.")
    _refuse_foreign(folder, about)
    if sys.platform != "win32" and about.st_mode & _OTHERS:
        folder.chmod(FOLDER_MODE)
    return folder


def read_private(path: Path) -> bytes | None:
    """Read a file of the owner alone; None when there is none. One that others may read is closed to them.

    Raises PrivateFileError when it is a link, no file, or another user's.
    """
    try:
        descriptor = os.open(
            path,
            os.O_RDONLY
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_NONBLOCK", 0)
            | getattr(os, "O_CLOEXEC", 0)
            | getattr(os, "O_BINARY", 0),
        )
    except FileNotFoundError:
        return None
    except OSError as error:
        refuse_foreign_file(path)
        raise PrivateFileError(f"{path} cannot be read: {_reason(error)}.") from error
    try:
        about = os.fstat(descriptor)
        _refuse_odd(path, about)
        if sys.platform != "win32" and about.st_mode & _OTHERS:
            os.fchmod(descriptor, FILE_MODE)
    except BaseException:
        os.close(descriptor)
        raise
    with open(descriptor, "rb") as file:  # noqa: PTH123  a descriptor, not a path
        return file.read(_MOST)


def write_private(path: Path, data: bytes, *, lasting: bool = True) -> None:
    """Exchange a file of the owner alone in one step, or make it; `lasting` waits until it is on the disk.

    Raises PrivateFileError when what is there is a link or another user's or it cannot be written, and DiskFullError.
    """
    refuse_foreign_file(path)
    try:
        _exchange(path, data, lasting=lasting)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(
                f"The disk that holds {path.parent} is full. Free some space and try it again."
            ) from error
        raise PrivateFileError(f"{path} cannot be written: {_reason(error)}.") from error


def _exchange(path: Path, data: bytes, *, lasting: bool) -> None:
    # mkstemp opens with O_EXCL and O_NOFOLLOW and mode 0600; the rename replaces a link instead of following it.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123  a descriptor, not a path
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    if sys.platform != "win32" and lasting:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def refuse_foreign_file(path: Path) -> None:
    """Raise PrivateFileError when what lies at a path is a link, no file, or another user's."""
    try:
        about = path.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise PrivateFileError(f"{path} cannot be used: {_reason(error)}.") from error
    _refuse_odd(path, about)


def _refuse_odd(path: Path, about: os.stat_result) -> None:
    if stat.S_ISLNK(about.st_mode):
        raise PrivateFileError(
            f"{path} is a link, which is not followed. Look what put it there, and remove it."
        )
    if not stat.S_ISREG(about.st_mode):
        raise PrivateFileError(f"{path} is not a file. Look what put it there, and remove it.")
    _refuse_foreign(path, about)


def _refuse_foreign(path: Path, about: os.stat_result) -> None:
    if sys.platform != "win32" and about.st_uid != os.geteuid():
        raise PrivateFileError(
            f"{path} belongs to another user (number {about.st_uid}). "
            "Start the hub as the user whose library it is, or remove it."
        )


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
