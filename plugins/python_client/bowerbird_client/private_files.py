"""Small files of the owner alone: what the hub writes for its clients, and what a plug-in keeps.

A file that is a link, belongs to another user, or that others may read or write is not believed. On Windows the folders
that these files lie in belong to one user by inheritance, and only links are refused.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import cast

from .errors import StorageError
from .fields import Json

_MOST = 64 * 1024
"""Bytes; ours are below one KiB."""
_OTHERS = 0o077
_OTHERS_WRITE = 0o022


def read_object(path: Path) -> Json | None:
    """Read a JSON object from a file of the owner alone; None when there is no such file.

    Raises StorageError when it cannot be believed, read or understood.
    """
    try:
        # O_NONBLOCK: a pipe that somebody put there must not hold us.
        found = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror or error}.") from error
    if stat.S_ISDIR(os.fstat(found).st_mode):
        # Python takes no folder for a file, and would leave it open.
        os.close(found)
        raise StorageError(f"{path} is a folder.", "Move it away.")
    try:
        with open(found, "rb") as file:  # noqa: PTH123  a descriptor, not a path
            _refuse(path, os.fstat(file.fileno()))
            if sys.platform == "win32" and path.is_symlink():
                raise StorageError(f"{path} is a link, which is not followed.")
            data = file.read(_MOST)
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror or error}.") from error
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise StorageError(f"{path} is damaged.") from error
    if not isinstance(value, dict):
        raise StorageError(f"{path} is damaged.")
    return cast("Json", value)


def write_object(path: Path, value: Json) -> None:
    """Exchange a file of the owner alone in one step, or make it, with its folder.

    Raises StorageError when that is not possible, or the disk does not keep the file from other users.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkstemp opens with O_EXCL and mode 0600; the rename replaces a link instead of following it.
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}.") from error
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123  a descriptor, not a path
            _refuse(path, os.fstat(file.fileno()))
            file.write(json.dumps(value, indent=1).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)  # noqa: PTH105  a plain name from mkstemp
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108  a plain name from mkstemp; gone when all went well


def is_trusted_folder(folder: Path) -> bool:
    """Tell whether a folder is no link, is the owner's, and nobody else may write in it."""
    try:
        about = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(about.st_mode):
        return False
    return sys.platform == "win32" or (about.st_uid == os.geteuid() and not about.st_mode & _OTHERS_WRITE)


def _refuse(path: Path, about: os.stat_result) -> None:
    if not stat.S_ISREG(about.st_mode):
        raise StorageError(f"{path} is not a file.", "Look what put it there, and remove it.")
    if sys.platform == "win32":
        return
    elif about.st_uid != os.geteuid():  # noqa: RET505  type checkers follow the platform through elif alone
        raise StorageError(f"{path} belongs to another user.", "Look what put it there, and remove it.")
    elif about.st_mode & _OTHERS:
        raise StorageError(
            f"Other users may read or change {path}.",
            "Remove it, and keep it where files can be private; then connect again.",
        )
