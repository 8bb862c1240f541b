"""Files that survive a power cut: what was said to be written is there, and a replaced file is the old or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_NO_SYNC_OF_FOLDERS: Final = frozenset(
    {errno.EINVAL, errno.EBADF, errno.ENOSYS, errno.EOPNOTSUPP, getattr(errno, "ENOTSUP", errno.EOPNOTSUPP)}
)
"""What shares and disks of virtual machines answer that cannot sync a folder at all; databases go on there, too."""


def replace_file(path: Path, parts: Iterable[bytes | memoryview]) -> None:
    """Exchange the content of a file in one step, or make it; `<name>.*.tmp` beside it is what a kill leaves."""
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with open(descriptor, "wb", buffering=0) as file:  # noqa: PTH123  a descriptor, not a path
            for part in parts:
                rest = memoryview(part)
                while rest:
                    rest = rest[file.write(rest) :]
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:  # an interrupt, too, must not leave 200 MB behind
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """See to it that what was written to a file is on the disk."""
    # Windows syncs only what is open for writing.
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk, where its file system can be asked for that."""
    # Windows cannot open a folder as a file; NTFS journals the rename itself.
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _NO_SYNC_OF_FOLDERS:
                raise
        finally:
            os.close(descriptor)
