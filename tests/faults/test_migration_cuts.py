"""Updates of older catalogues that are killed, or lose their power, at any write: the next start completes them."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.connection import Database, open_database
from bowerbird_engine.catalog.migrations import MIGRATIONS, migrate
from bowerbird_engine.errors import BowerbirdError
from faults.recorded_writes import Record, act_out, recording

FILES = 300
CUTS = 40
FEWEST = 10

Rows = list[tuple[object, ...]]


def older(path: Path, schema: int) -> None:
    """Make a library as a version of then would have left it, with more pages than one."""
    path.parent.mkdir()
    database = open_database(path)
    migrate(database, MIGRATIONS[:schema])
    with database.transaction():
        database.execute(
            "INSERT INTO root (id, volume_key, volume_label, path_on_volume, last_path) VALUES (1, 'k', 'l', ?, ?)",
            (b"p", b"/p"),
        )
        for number in range(1, FILES + 1):
            name = b"%d.jpg" % number
            database.execute(
                "INSERT INTO content (id, hash, width, height, media_type, byte_size) VALUES (?, ?, 6, 4, 'image/png', 5)",
                (number, hashlib.sha256(name).digest()),
            )
            database.execute(
                "INSERT INTO file (id, asset_id, root_id, path, size, mtime_ns, inode, status, known, content_id, name_code)"
                " VALUES (?1, ?2, 1, ?3, 5, 5, ?1, 'indexed', 1, ?1, '')",
                (number, f"id of {number}", name),
            )
            database.execute("INSERT INTO name_words (rowid, text) VALUES (?, '')", (number,))
            database.execute("INSERT INTO name_codes (rowid, code) VALUES (?, '')", (number,))
    database.close()


def rows(database: Database) -> Rows:
    """Read what a library knows of its files."""
    return database.rows(
        "SELECT file.id, asset_id, path, missing_since, hash FROM file JOIN content ON content_id = content.id"
    )


def recorded(path: Path) -> Record:
    """Update a library, and record what is written."""
    record = Record()
    record.begin_with(path.parent)
    record.events.append(b"begun")
    with recording(record):
        database = open_database(path)
        migrate(database)
        database.close()
    return record


def is_whole(path: Path, before: Rows) -> bool:
    """Open what is left, which completes it, and look for what was there."""
    try:
        with Catalogue.open(path) as catalogue:
            sound = catalogue.integrity_problems() == []
        database = open_database(path, read_only=True)
        try:
            return (
                sound
                and rows(database) == before
                and database.value("PRAGMA user_version") == MIGRATIONS[-1].number
            )
        finally:
            database.close()
    except BowerbirdError:
        return False  # the control: a damaged catalogue is a loss, too


def survived(
    record: Record, base: Path, before: Rows, moments: list[int], chance: random.Random | None
) -> list[bool]:
    """Tell for each moment whether the library is whole after it."""
    found: list[bool] = []
    for number, at in enumerate(moments):
        folder = base / f"cut-{number}"
        folder.mkdir()
        act_out(record, at, folder, chance)
        found.append(is_whole(folder / "catalogue.sqlite", before))
    return found


def known(path: Path) -> Rows:
    """Read what a library knows without updating it."""
    database = open_database(path, read_only=True)
    try:
        return rows(database)
    finally:
        database.close()


@pytest.mark.parametrize("schema", [1, len(MIGRATIONS) - 1])
@pytest.mark.parametrize("killed", [True, False], ids=["killed", "power cut"])
def test_an_update_that_is_cut_short_is_completed(tmp_path: Path, schema: int, killed: bool) -> None:
    """At any write of any step nothing is lost, and who opens the library next brings it to the newest schema."""
    path = tmp_path / "home" / "catalogue.sqlite"
    older(path, schema)
    before = known(path)
    record = recorded(path)
    begun = record.events.index(b"begun")
    assert len(before) == FILES
    possible = range(begun, len(record.events) + 1)
    assert len(possible) > FEWEST, "the update wrote too little to be cut short"
    chance = random.Random(4471)
    moments = sorted(chance.sample(possible, min(CUTS, len(possible))))
    assert survived(record, tmp_path, before, moments, None if killed else chance) == [True] * len(moments)


def test_the_cuts_would_show_a_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: written without synchronisation, some of the same cuts leave no whole library."""
    path = tmp_path / "home" / "catalogue.sqlite"
    older(path, len(MIGRATIONS) - 1)
    before = known(path)
    usual = Database.prepare_to_write

    def carelessly(database: Database) -> None:
        usual(database)
        database.execute("PRAGMA synchronous = OFF")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "prepare_to_write", carelessly)
        record = recorded(path)
    chance = random.Random(4471)
    moments = [chance.randrange(record.events.index(b"begun"), len(record.events) + 1) for _ in range(CUTS)]
    assert not all(survived(record, tmp_path, before, moments, chance))
