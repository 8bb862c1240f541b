"""Copies of a catalogue that are known to be whole."""

from __future__ import annotations

import contextlib
from pathlib import Path

from bowerbird_engine.catalog.connection import Database, open_database
from bowerbird_engine.durability import sync_file, sync_folder
from bowerbird_engine.errors import CatalogueDamagedError, CatalogueError, DiskFullError

_INDEXED = (("name_words", "file"), ("name_codes", "file"), ("letters_codes", "region"))
"""Full-text indexes, and the tables whose every row they hold."""


def verified_copy(database: Database, target: Path) -> None:
    """Copy the catalogue to `target`, replacing what was there only once the copy is checked and on the disk."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        database.copy_into(unfinished)
        _check(unfinished)
        sync_file(unfinished)
        unfinished.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise DiskFullError(f"The copy {target} could not be written: {error.strerror}") from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def integrity_problems(database: Database) -> list[str]:
    """List what is wrong with the file and with what refers to what; an empty list means that it is sound."""
    try:
        problems = [str(row[0]) for row in database.rows("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [
            f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there"
            for row in database.rows("PRAGMA foreign_key_check")
        ]
        problems += [
            f"{index} does not have the rows of {table}"
            for index, table in _INDEXED
            if database.value(f"SELECT count(*) FROM {index}_docsize")  # noqa: S608
            != database.value(f"SELECT count(*) FROM {table}")  # noqa: S608
        ]
    except CatalogueDamagedError as error:
        return [str(error)]
    return problems


def _check(path: Path) -> None:
    copy = open_database(path, read_only=True)
    try:
        problems = integrity_problems(copy)
    finally:
        copy.close()
    if problems:
        raise CatalogueError(
            f"The catalogue could not be copied soundly: {problems[0]}. Check the disk, then try again."
        )
