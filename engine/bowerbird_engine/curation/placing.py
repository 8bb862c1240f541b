"""Give a finished file its name, in one step and never in place of another file: what each system offers for that."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
from pathlib import Path
from typing import Final

_NO_LINKS: Final = frozenset(
    {errno.EPERM, errno.ENOSYS, errno.EINVAL, errno.EMLINK, errno.EXDEV, errno.EACCES}
    | {getattr(errno, name) for name in ("EOPNOTSUPP", "ENOTSUP") if hasattr(errno, name)}
)
"""What file systems answer that have no second names for a file: FAT, exFAT, many that come over a network."""

_RENAME_NOREPLACE: Final = 1  # linux/fs.h
_RENAME_EXCL: Final = 4  # sys/stdio.h on macOS


def place(folder: Path, descriptor: int | None, unfinished: str, name: str) -> bool:
    """Give a file of a folder its final name; False, and nothing changed, when the name is taken.

    `descriptor` is the opened folder, None on systems that cannot open one. Raises OSError.
    """
    try:
        if sys.platform == "win32":
            # A rename there fails where there is a file, and a link would need rights.
            (folder / unfinished).rename(folder / name)
        else:
            _link_or_rename(descriptor, unfinished, name)
    except FileExistsError:
        return False
    return True


def _link_or_rename(descriptor: int | None, unfinished: str, name: str) -> None:
    try:
        os.link(unfinished, name, src_dir_fd=descriptor, dst_dir_fd=descriptor, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if not _rename_exclusively(descriptor, unfinished, name):
            _reserve_and_replace(descriptor, unfinished, name)
    else:
        # The file has its name: that it keeps the other one as well is no failure of the copy.
        with contextlib.suppress(OSError):
            os.unlink(unfinished, dir_fd=descriptor)


def _rename_exclusively(descriptor: int | None, unfinished: str, name: str) -> bool:
    """Rename where the kernel sees to it that nothing is replaced; False when it, or the file system, cannot."""
    function, flag = ("renameat2", _RENAME_NOREPLACE)
    if sys.platform == "darwin":
        function, flag = ("renameatx_np", _RENAME_EXCL)
    rename = getattr(ctypes.CDLL(None, use_errno=True), function, None)
    if rename is None or descriptor is None:
        return False
    if rename(descriptor, os.fsencode(unfinished), descriptor, os.fsencode(name), ctypes.c_uint(flag)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_LINKS:
        return False
    raise OSError(number, os.strerror(number), name)


def _reserve_and_replace(descriptor: int | None, unfinished: str, name: str) -> None:
    """Take the name with an empty file first, then replace that.

    The last resort of file systems that can do nothing better: a kill between the two steps leaves the empty file.
    """
    reserved = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, dir_fd=descriptor)
    os.close(reserved)
    try:
        os.replace(unfinished, name, src_dir_fd=descriptor, dst_dir_fd=descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=descriptor)
        raise
