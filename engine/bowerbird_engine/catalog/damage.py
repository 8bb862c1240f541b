"""A catalogue that cannot be used any more: how it is noticed before it is opened, and what to do about it."""

from __future__ import annotations

import contextlib
import glob
from pathlib import Path

from bowerbird_engine.errors import CatalogueDamagedError


def damaged(path: Path, what: str) -> CatalogueDamagedError:
    """Say that a catalogue is damaged, what is wrong with it, and how to go on: nothing else may open it to tell."""
    # The files beside it belong to it: a new catalogue would take them for its own.
    go_on = (
        "Your pictures are safe. Take your latest backup: bowerbird restore FILE --replace. Without one, keep a copy of"
        f" the file, move it away together with {path.name}-wal and {path.name}-shm if they are there, then add your"
        " folders and index them again: bowerbird add, bowerbird index."
    )
    older = copies_before_updates(path)
    if older:
        go_on += f" A copy made before an update lies beside it: {older[-1].name}."
    return CatalogueDamagedError(f"The catalogue {path} is damaged ({what}). {go_on}")


def copy_before_update(path: Path, schema: int) -> Path:
    """Name the copy that is made before a catalogue of this schema is updated."""
    return path.with_name(f"{path.stem}.schema-{schema}.sqlite")


def copies_before_updates(path: Path) -> list[Path]:
    """List the copies beside a catalogue that were made before its updates, the latest last."""
    with contextlib.suppress(OSError):
        return sorted(
            (
                copy
                for copy in path.parent.iterdir()
                if copy.match(f"{glob.escape(path.stem)}.schema-*.sqlite")
            ),
            key=lambda copy: (len(copy.name), copy.name),
        )
    return []


def demand_no_remains(path: Path) -> None:
    """Raise CatalogueDamagedError for an empty file that once was a catalogue: SQLite would take it for a new one.

    What is not yet in the file lies in its write-ahead log, which SQLite would even delete.
    """
    try:
        if path.stat().st_size:
            return
        log = path.with_name(f"{path.name}-wal")
        remains = log.exists() and log.stat().st_size > 0
    except OSError:
        return  # nothing there, or nothing to be seen: opening it says what is wrong
    if remains or copies_before_updates(path):
        raise damaged(path, "it is empty, but the remains of a library lie beside it")
