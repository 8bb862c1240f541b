"""Whether the catalogue is sound, and what may become of it where it lies."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor.findings import Check, bad, note
from bowerbird_engine.settings import MIB

SOUND_SQLITE: Final = (3, 51, 3)
"""Before it, two connections that write and fold the log could rarely damage a file (SQLite's own release notes)."""

_LARGE_LOG_BYTES: Final = 256 * MIB
"""Four times what the log is cut back to whenever nobody reads."""

_AHEAD_S: Final = 24 * 3600.0
"""A clock that was set to another time zone is ahead by less."""


def integrity(catalogue: Catalogue) -> Iterator[Check]:
    """Read the whole file. Some seconds for each gigabyte."""
    problems = catalogue.integrity_problems()
    if problems:
        yield bad(
            "catalogue",
            "catalogue_damaged",
            f"damaged: {problems[0]}",
            "Your pictures are safe: keep a copy of the file, move it away, add your folders and index them again.",
        )
    else:
        yield Check("catalogue", "ok", "intact")


def condition(catalogue: Catalogue) -> Iterator[Check]:
    """Judge the SQLite that is used, the log beside the file, and the times in it."""
    now = catalogue.condition.now()
    yield from sqlite_of(now.sqlite)
    if now.journal.lower() != "wal":
        yield note(
            "catalogue",
            "no_shared_memory",
            "the file system under the library has no shared memory, as network folders have none",
            "Searches wait while something is written. Keep the library on a disk of this machine: BOWERBIRD_HOME.",
        )
    if now.log_size > _LARGE_LOG_BYTES:
        yield note(
            "catalogue",
            "log_large",
            f"its log has grown to {now.log_size // MIB:,} MiB",
            "Something has been reading for very long. End what reads the library, then start the hub and stop it, which"
            " empties the log: `bowerbird open`, `bowerbird stop`.",
        )
    yield from clock(now.latest)


def sqlite_of(version: str) -> Iterator[Check]:
    """Judge a version of SQLite."""
    numbers = tuple(map(int, re.findall(r"\d+", version)[:3]))
    if numbers < SOUND_SQLITE:
        yield bad(
            "catalogue",
            "sqlite_old",
            f"SQLite {version} may damage a library that two processes write to",
            "Bring it up to date: pip install --upgrade apsw",
        )


def clock(latest: float) -> Iterator[Check]:
    """Compare the latest time in the catalogue, in seconds, with the clock."""
    if latest > time.time() + _AHEAD_S:
        when = "a day that no calendar has"
        with contextlib.suppress(ValueError, OverflowError, OSError):  # beyond what a day can be made of
            when = datetime.fromtimestamp(latest, UTC).strftime("%Y-%m-%d %H:%M UTC")
        yield note(
            "clock",
            "from_the_future",
            f"the library was last changed on {when}, which this clock has not reached yet",
            "Set the clock of this machine. Nothing is lost: pictures are compared by what is in them.",
        )
