"""Room on a disk: asked for before gigabytes are written, and said plainly when there is none."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import IO, Final

from bowerbird_engine.errors import DiskFullError
from bowerbird_engine.reports import Progress

Tell = Callable[[Progress], None]


def tell_nobody(_step: Progress) -> None:
    """Take what work tells of itself where nobody wants to know."""


_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_RESERVE_BYTES: Final = 1024 * 1024
MB: Final = 1_000_000


def demand_room(folder: Path, needed: int) -> None:
    """Raise DiskFullError when a disk has not the room for so many bytes."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return  # a disk that does not tell is tried
    if free < needed + _RESERVE_BYTES:
        raise DiskFullError(
            f"There is not enough room in {_named(folder)}: {needed / MB:,.1f} MB are needed, {free / MB:,.1f} MB are free."
            " Nothing was changed. Free some space, or choose another place."
        )


@contextlib.contextmanager
def disk_full(folder: Path) -> Generator[None]:
    """Say in the product's own words that the disk became full in the block."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise DiskFullError(
            f"The disk became full while {_named(folder)} was written to. Nothing was changed, and nothing half is left."
            " Free some space, or choose another place."
        ) from error


@contextlib.contextmanager
def private_file(path: Path) -> Generator[IO[bytes]]:
    """Make a new file for its owner alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file


def _named(folder: Path) -> Path:
    """Name the folder that a person knows, not the one for what is unfinished."""
    return folder.parent if folder.suffix == ".unfinished" else folder
