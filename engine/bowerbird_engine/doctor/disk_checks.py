"""How much room is left where the library and its caches lie."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bowerbird_engine.doctor.findings import Check, bad
from bowerbird_engine.settings import MIB, Settings

LOW_DISK_BYTES: Final = 1024 * MIB
"""Thumbnails of 50,000 pictures take about this much."""

_FEW_FILES: Final = 10_000
"""Each picture takes three small files in the cache."""


def disks(settings: Settings) -> Iterator[Check]:
    """Measure the disk of the library, and that of the cache where it is another one."""
    state, cache = _existing(settings.state_dir), _existing(settings.cache_dir)
    yield _room("disk space", "disk_low", state, settings.state_dir)
    if state.stat().st_dev != cache.stat().st_dev:
        yield _room("disk space of the cache", "cache_disk_low", cache, settings.cache_dir)


def _room(name: str, code: str, at: Path, shown: Path) -> Check:
    usage = shutil.disk_usage(at)
    detail = f"{usage.free // MIB:,} MiB free at {shown}"
    if usage.free < LOW_DISK_BYTES:
        advice = "Free some space, or move the library with BOWERBIRD_HOME."
        return bad(name, code, detail, advice)
    if sys.platform != "win32":
        files = os.statvfs(at)
        # Some file systems make room for files as they come, and count none.
        if files.f_files and files.f_favail < _FEW_FILES:
            return bad(
                name,
                f"{code}_files",
                f"{detail}, but only {files.f_favail:,} more files may be made there",
                "Delete many small files on that disk, or move the library with BOWERBIRD_HOME.",
            )
    return Check(name, "ok", detail)


def _existing(folder: Path) -> Path:
    """Give the folder, or the nearest one above it that is there."""
    for place in (folder, *folder.parents):
        if place.is_dir():
            return place
    return folder
