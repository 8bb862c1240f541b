"""A catalogue that cannot be used any more: how it is noticed before it is opened, and what to do about it."""

from __future__ import annotations

import contextlib
import glob
import os
from pathlib import Path

from bowerbird_engine.errors import CatalogueDamagedError


def damaged(path: Path, what: str) -> CatalogueDamagedError:
    """Say that a catalogue is damaged, what is wrong with it, and how to go on: nothing else may open it to tell."""
    # The files beside it belong to it: a new catalogue would take them for its own.
    away = f"keep a copy of the file, move it away together with {path.name}-wal and {path.name}-shm if they are there"
    return CatalogueDamagedError(f"The catalogue {path} is damaged ({what}). {_go_on(path, away)}")


def _gone(path: Path) -> CatalogueDamagedError:
    away = f"move {path.name}-wal away, and {path.name}-shm if it is there"
    return CatalogueDamagedError(
        f"The catalogue {path} is gone, but its log lies beside it. If you moved the file, put it back."
        f" {_go_on(path, away)}"
    )


def _go_on(path: Path, away: str) -> str:
    go_on = (
        f"Your pictures are safe. Take your latest backup: bowerbird restore FILE --replace. Without one, {away},"
        " then add your folders and index them again: bowerbird add, bowerbird index."
    )
    older = copies_before_updates(path)
    if older:
        go_on += f" A copy made before an update lies beside it: {older[-1].name}."
    return go_on


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
    """Raise CatalogueDamagedError for a catalogue that is empty or went without its log: SQLite would make a new one.

    What is not yet in the file lies in its write-ahead log, which SQLite would even delete.
    """
    # Before the file, which comes first where somebody is making a library just now.
    logged = has_log(path)
    try:
        if path.stat().st_size:
            return
    except FileNotFoundError:
        # Copies tell nothing of a file that is gone: whoever follows the advice above leaves them behind.
        if logged:
            raise _gone(path) from None
        return
    except OSError:
        return  # nothing to be seen: opening it says what is wrong
    if logged or copies_before_updates(path):
        raise damaged(path, "it is empty, but the remains of a library lie beside it")


def has_log(path: Path) -> bool:
    """Tell whether there are changes beside a catalogue, in its write-ahead log, that may not be in it yet."""
    # SQLite puts it beside the file itself, not beside a link to it.
    path = Path(os.path.realpath(path))
    with contextlib.suppress(OSError):
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    return False
