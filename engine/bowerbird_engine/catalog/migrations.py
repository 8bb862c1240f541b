"""How a catalogue comes to the schema of this version: numbered steps, each in one transaction, never backwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.copies import verified_copy
from bowerbird_engine.catalog.damage import copy_before_update, damaged
from bowerbird_engine.catalog.later_schema import SCHEMA_8, SCHEMA_9
from bowerbird_engine.catalog.schema import (
    SCHEMA_1,
    SCHEMA_2,
    SCHEMA_3,
    SCHEMA_4,
    SCHEMA_5,
    SCHEMA_6,
    SCHEMA_7,
)
from bowerbird_engine.errors import CatalogueError, CatalogueTooNewError

APPLICATION_ID = 0x42_57_42_44
"""`BWBD`, in the header of every catalogue: no other program's SQLite file is taken for one."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: `statements` lead from the schema `number - 1` to the schema `number`."""

    number: int
    title: str
    statements: str


MIGRATIONS = (
    Migration(1, "files, contents, vectors and texts", SCHEMA_1),
    Migration(2, "the choice of a model, and what a model refuses", SCHEMA_2),
    Migration(3, "preferences, collections and curated copies", SCHEMA_3),
    Migration(4, "where copies came from, saved searches and the self-test", SCHEMA_4),
    Migration(5, "what files say of pictures, how these look, and folders", SCHEMA_5),
    Migration(6, "visual words", SCHEMA_6),
    Migration(7, "pictures that are the same", SCHEMA_7),
    Migration(8, "pictures and folders that are gone", SCHEMA_8),
    Migration(9, "days on which the index ran", SCHEMA_9),
)


def migrate(database: Database, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the catalogue to the newest schema, after a verified copy of it was put beside it.

    A catalogue of a newer version, or a file that is none, is refused and left as it is. A read-only one is only checked.
    """
    version = check_schema(database, migrations)
    newest = migrations[-1].number
    if not database.read_only:
        database.prepare_to_write()
    if version == newest:
        return
    if database.read_only:
        raise CatalogueError(
            f"The catalogue {database.path} was made by an older Bowerbird. Run `bowerbird index` once to update it."
        )
    if version > 0:
        verified_copy(database, copy_before_update(database.path, version))
    # Tables may have to be rebuilt, which their children must not notice; the check inside makes up for it.
    database.execute("PRAGMA foreign_keys = OFF")
    try:
        for migration in migrations:
            _step(database, migration)
    finally:
        database.execute("PRAGMA foreign_keys = ON")


def check_schema(database: Database, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Give the schema's number, 0 for an empty file; refuse what this version cannot work with."""
    version: int = database.value("PRAGMA user_version")
    application: int = database.value("PRAGMA application_id")
    if application == 0 and version == 0 and database.value("SELECT count(*) FROM sqlite_schema") == 0:
        return 0
    if application != APPLICATION_ID:
        raise CatalogueError(
            f"{database.path} is not a catalogue of Bowerbird. Move it away or choose another home."
        )
    newest = migrations[-1].number
    if version > newest:
        raise CatalogueTooNewError(
            f"The catalogue {database.path} was made by a newer Bowerbird (schema {version}, this one knows {newest})."
            " Update Bowerbird, or choose another home."
        )
    return version


def _step(database: Database, migration: Migration) -> None:
    with database.transaction():
        # Read inside: another process may have done this step while this one waited for the lock.
        if database.value("PRAGMA user_version") >= migration.number:
            return
        database.execute(migration.statements)
        broken = database.rows("PRAGMA foreign_key_check")
        if broken:
            raise damaged(
                database.path,
                f"it could not be updated: {len(broken)} rows of {broken[0][0]} lost their counterpart; it was left as"
                " it was",
            )
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {migration.number}")
