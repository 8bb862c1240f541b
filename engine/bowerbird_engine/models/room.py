"""Room on the disk for a pack: looked for before the first byte, and named when it runs out all the same."""

from __future__ import annotations

import contextlib
import errno
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Final

from bowerbird_engine.errors import DiskFullError, PackError

SPARE_BYTES: Final = 256 * 1024 * 1024
"""What must stay free besides: the catalogue and its log live on the same disk."""

# EFBIG is the 4 GB that a file may have on FAT, or the limit of an account.
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def demand_room(folder: Path, needed: int) -> None:
    """Raise DiskFullError when the disk of a folder cannot take so many bytes more."""
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        raise _full(folder, needed, f"{megabytes(free)} are free")


@contextlib.contextmanager
def writing_pack(folder: Path, needed: int) -> Generator[None]:
    """Turn what a disk refuses into plain errors: DiskFullError, and PackError for the rest.

    `needed` is how many bytes the pack has, where that is known.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise _full(folder, needed, error.strerror or "it is full") from error
        raise PackError(
            f"The model cannot be written to {error.filename or folder}: {error.strerror}. "
            "Check the permissions of the library's own folder."
        ) from error


def _full(folder: Path, needed: int, detail: str) -> DiskFullError:
    wanted = f"The model needs {megabytes(needed)}" if needed else "The model needs a little room"
    return DiskFullError(
        f"{wanted}, and {megabytes(SPARE_BYTES)} must stay free, but the disk of {folder} has no room for it ({detail}). "
        "Nothing was installed. Free some space there and try again."
    )


def megabytes(count: int) -> str:
    """Write a number of bytes for people."""
    return f"{count / 1e6:,.0f} MB"
