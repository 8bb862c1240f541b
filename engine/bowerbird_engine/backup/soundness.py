"""Whether a file is a catalogue that a library can be made of: nothing in it but what a catalogue has, and all of that."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from bowerbird_engine.backup.manifest import Manifest
from bowerbird_engine.catalog.connection import Database, database_in_memory, open_database
from bowerbird_engine.catalog.copies import integrity_problems
from bowerbird_engine.catalog.migrations import MIGRATIONS, check_schema
from bowerbird_engine.errors import (
    BackupDamagedError,
    BackupTooNewError,
    CatalogueDamagedError,
    CatalogueError,
    CatalogueTooNewError,
)

NEWEST_SCHEMA: Final = MIGRATIONS[-1].number

# An index without a statement is that of a constraint, which stands in the statement of its table.
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type <> 'index' OR sql IS NOT NULL"
# Tables that SQLite keeps for itself, when it has a use for them. Their names alone say nothing: in a file that was
# written by hand a trigger may have one, too.
_OF_SQLITE: Final = frozenset(
    ("table", name, name, f"CREATE TABLE {name}({columns})")
    for name, columns in (
        ("sqlite_sequence", "name,seq"),
        ("sqlite_stat1", "tbl,idx,stat"),
        ("sqlite_stat4", "tbl,idx,neq,nlt,ndlt,sample"),
    )
)
# A path in the catalogue leads from its folder downwards. With either of its last two signs one leads elsewhere on Windows,
# where no name has them.
_LED_ELSEWHERE = """
    SELECT count(*) FROM file WHERE path = x'' OR substr(path, 1, 1) = x'2F' OR instr(path, x'00')
        OR instr(CAST(x'2F' || path || x'2F' AS BLOB), x'2F2E2E2F')
        OR ?1 AND (instr(path, x'5C') OR instr(path, x'3A'))
"""
# Numbers beyond 64 bits are kept as text, in columns that take anything.
_NO_NUMBER = """
    typeof({0}) NOT IN ('integer', 'text') OR typeof({0}) = 'text' AND (
        length({0}) NOT BETWEEN 1 AND 40 OR substr({0}, 1 + ({0} GLOB '-?*')) GLOB '*[^0-9]*')
"""
_NOT_OURS = f"""
    SELECT EXISTS (SELECT 1 FROM root
            WHERE last_path = x'' OR instr(last_path, x'00') OR instr(path_on_volume, x'00'))
        OR EXISTS (SELECT 1 FROM file WHERE {_NO_NUMBER.format("mtime_ns")} OR {_NO_NUMBER.format("inode")})
"""  # noqa: S608
_WITH_CHOICE: Final = 2
"""The schema since which it is said which model answers."""
_ON_WINDOWS = sys.platform == "win32"


def demand_readable(schema: int, product: str) -> None:
    """Raise BackupTooNewError when this version does not know the schema."""
    if schema > NEWEST_SCHEMA:
        raise BackupTooNewError(
            f"This backup was made by a newer Bowerbird ({product}). Update Bowerbird, then try again."
        )


def demand_sound(path: Path, said: Manifest | None = None) -> None:
    """Look at a catalogue file of unknown origin, and hold it against what was `said` of it, if anything was.

    Nothing in it is run before it is known. Raises BackupDamagedError, BackupTooNewError.
    """
    try:
        database = open_database(path, read_only=True, locked=False)
        try:
            found = check_schema(database)
            if not found or found != (said.schema if said else found):
                raise BackupDamagedError("Its catalogue is not the one that it names.")
            if _statements(database) != _expected(found):
                raise BackupDamagedError("Its catalogue holds other tables than a catalogue has.")
            problems = integrity_problems(database) or _oddities(database, found, said)
        finally:
            database.close()
    except CatalogueTooNewError as error:
        raise BackupTooNewError(
            "This backup was made by a newer Bowerbird. Update Bowerbird, then try again."
        ) from error
    except (CatalogueDamagedError, CatalogueError) as error:
        # The sentence is about a library that is damaged, and this is none.
        raise BackupDamagedError("Its catalogue is damaged.") from error
    if problems:
        raise BackupDamagedError(f"Its catalogue is damaged: {problems[0]}.")


def _oddities(database: Database, schema: int, said: Manifest | None) -> list[str]:
    """List what SQLite has nothing against and a library cannot be opened with, or should not."""
    if said and database.rows("SELECT id FROM library") != [(said.library,)]:
        return ["it is that of another library"]
    if database.value(_LED_ELSEWHERE, (_ON_WINDOWS,)):
        return ["the place of a file leads out of its folder"]
    if schema >= _WITH_CHOICE and database.value("SELECT count(*) FROM choice") != 1:
        return ["it does not say which model answers"]
    if database.value(_NOT_OURS):
        return ["a row of it is none that Bowerbird writes"]
    return []


def _statements(database: Database) -> set[tuple[object, ...]]:
    return set(database.rows(_SCHEMA)) - _OF_SQLITE


def _expected(schema: int) -> set[tuple[object, ...]]:
    """Tell what a catalogue of this schema holds, by making one."""
    database = database_in_memory()
    try:
        with database.transaction():
            for migration in MIGRATIONS[:schema]:
                database.execute(migration.statements)
            return _statements(database)
    finally:
        database.close()
