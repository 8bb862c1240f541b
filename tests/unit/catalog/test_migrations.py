"""Bringing an older catalogue to a newer schema."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from ulid import ULID

from bowerbird_engine.assets import AssetId
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.connection import Database, Row, open_database
from bowerbird_engine.catalog.migrations import MIGRATIONS, Migration, migrate
from bowerbird_engine.catalog.records import Choice, PackKey, Recorded
from bowerbird_engine.errors import CatalogueDamagedError, CatalogueError, CatalogueTooNewError
from bowerbird_engine.keepsakes import Preferences
from unit.catalog.builders import SPACE, add_root, index_file, keys, lines, unit_vectors

NEWEST = MIGRATIONS[-1].number
NOTES = Migration(NEWEST + 1, "notes", "CREATE TABLE note (content_id INTEGER REFERENCES content); ")
REBUILT = Migration(
    NEWEST + 2,
    "roots anew",
    """
    CREATE TABLE new_root (id INTEGER PRIMARY KEY AUTOINCREMENT, volume_key TEXT NOT NULL,
        volume_label TEXT NOT NULL, path_on_volume BLOB NOT NULL, last_path BLOB NOT NULL,
        removed_since INTEGER, extra TEXT) STRICT;
    INSERT INTO new_root SELECT *, 'x' FROM root;
    DROP TABLE root;
    ALTER TABLE new_root RENAME TO root;
    """,
)
COPY = f"catalogue.schema-{NEWEST}.sqlite"
FAILS = Migration(
    NEWEST + 1, "fails", "CREATE TABLE note (x); INSERT INTO note VALUES (1); SELECT * FROM nowhere"
)
BREAKS = Migration(NEWEST + 1, "breaks", "DELETE FROM root")


@pytest.fixture
def older(path: Path) -> Path:
    """Make a catalogue of today with one picture; the migrations of the tests lead on from it."""
    with Catalogue.open(path) as catalogue:
        root = add_root(catalogue)
        index_file(catalogue, root.id, b"a.jpg")
    return path


def _migrate(path: Path, *more: Migration) -> int:
    database = open_database(path)
    try:
        migrate(database, [*MIGRATIONS, *more])
        version: int = database.value("PRAGMA user_version")
        return version
    finally:
        database.close()


def _tables(path: Path) -> set[str]:
    database = open_database(path, read_only=True)
    try:
        return {row[0] for row in database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    finally:
        database.close()


def test_the_numbers_run_without_gaps() -> None:
    """Migrations are numbered from 1, in order."""
    assert [migration.number for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_a_library_of_schema_1_loses_nothing(path: Path) -> None:
    """A catalogue from before models could be chosen keeps files, vectors and letters; the built-in model answers."""
    path.parent.mkdir()
    database = open_database(path)
    migrate(database, MIGRATIONS[:1])
    kept = _old_picture(database, b"a.jpg")
    with Catalogue(database) as before:
        space_id = before.vectors.space(SPACE)
        before.vectors.put(space_id, keys(kept.content_id), unit_vectors(1))
        before.texts.put(kept.content_id, "reader", lines("BB-2047"))
        assert "choice" not in _tables(path)

    with Catalogue.open(path) as after:
        assert after.choice.get() == Choice(chosen=None, answers=None)
        assert after.files.live_contents().tolist() == [kept.content_id]
        assert after.vectors.get(after.vectors.space(SPACE), kept.content_id) is not None
        assert [region.text for region in after.texts.regions(kept.content_id)] == ["BB-2047"]
        assert after.spaces.refused(space_id).tolist() == []
        assert after.integrity_problems() == []
    assert path.with_name("catalogue.schema-1.sqlite").exists()


def test_a_library_of_schema_2_loses_nothing(path: Path) -> None:
    """A catalogue from before collections keeps files, vectors, letters, the choice and what a model refused."""
    path.parent.mkdir()
    database = open_database(path)
    migrate(database, MIGRATIONS[:2])
    kept, refused = _old_picture(database, b"a.jpg"), _old_picture(database, b"b.jpg")
    with Catalogue(database) as before:
        space_id = before.vectors.space(SPACE)
        before.vectors.put(space_id, keys(kept.content_id), unit_vectors(1))
        before.spaces.refuse(space_id, {refused.content_id: ("bad_embedding", "No embedding.")})
        before.texts.put(kept.content_id, "reader", lines("BB-2047"))
        before.choice.choose(PackKey("clip", "c1" * 32))
        library_id = before.library_id
        rows = _rows(database)
        assert not {"collection", "preference", "curated_copy"} & _tables(path)

    with Catalogue.open(path) as after:
        assert after.library_id == library_id
        assert after.choice.get() == Choice(chosen=PackKey("clip", "c1" * 32), answers=None)
        assert after.files.live_contents().tolist() == [kept.content_id, refused.content_id]
        assert after.spaces.refused(space_id).tolist() == [refused.content_id]
        assert after.collections.all() == []
        assert after.preferences.get() == Preferences()
        assert after.curated.latest(10) == []
        collection = after.collections.create("lamps")
        assert after.collections.add(collection.id, [kept.asset_id]) == 1
        after.collections.delete(collection.id)
        assert after.integrity_problems() == []
    database = open_database(path, read_only=True)
    for table, found in _rows(database).items():
        # Columns that came later are behind those that were there.
        known = rows.get(table)
        assert known is None or [row[: len(old)] for row, old in zip(found, known, strict=True)] == known
    database.close()
    assert path.with_name("catalogue.schema-2.sqlite").exists()


def test_a_library_of_schema_3_loses_nothing(path: Path) -> None:
    """A catalogue from before saved searches keeps its copies, collections and preferences; what is new is empty."""
    path.parent.mkdir()
    database = open_database(path)
    migrate(database, MIGRATIONS[:3])
    hashed, now = hashlib.sha256(b"x").digest(), 1_750_000_000_000
    database.execute(
        "INSERT INTO curated_copy (folder, name, hash, asset_id, query, copied) VALUES (?, ?, ?, ?, ?, ?)",
        (b"/best", b"a.jpg", hashed, "01", "mug", now),
    )
    database.execute("INSERT INTO preference VALUES ('watch', 0)")
    with Catalogue(database) as before:
        before.collections.create("lamps")
        assert "saved_search" not in _tables(path)

    with Catalogue.open(path) as after:
        (copy,) = after.curated.latest(10)
        assert (copy.name, copy.content_hash, copy.query) == ("a.jpg", hashed, "mug")
        assert (copy.project, copy.subject, copy.source) == (None, None, None)
        assert after.preferences.get() == Preferences(watch=False)
        assert [collection.name for collection in after.collections.all()] == ["lamps"]
        assert after.saved_searches.all() == []
        assert after.self_tests.get() is None
        assert after.integrity_problems() == []
    assert path.with_name("catalogue.schema-3.sqlite").exists()


def test_a_library_of_schema_7_loses_nothing(path: Path) -> None:
    """A catalogue from before anything was held keeps what is there and what is missing, and a place has one file."""
    path.parent.mkdir()
    database = open_database(path)
    migrate(database, MIGRATIONS[:7])
    kept, lost = _old_picture(database, b"a.jpg"), _old_picture(database, b"b.jpg")
    database.execute("UPDATE file SET missing_since = 5 WHERE asset_id = ?", (lost.asset_id,))
    database.close()

    with Catalogue.open(path) as after:
        (root,) = after.roots.all()
        stored = {file.asset_id: file for file in after.files.of_root(root.id)}
        assert {asset_id: file.present for asset_id, file in stored.items()} == {
            kept.asset_id: True,
            lost.asset_id: False,
        }
        assert after.gone.held_count() == 0
        assert after.integrity_problems() == []
    database = open_database(path)
    with pytest.raises(CatalogueError, match="file_place"):
        database.execute("UPDATE file SET missing_since = NULL, path = ?", (b"a.jpg",))
    with pytest.raises(CatalogueError, match="CHECK"):
        database.execute("UPDATE file SET held_since = 5, status = 'pending', content_id = NULL")
    # The control: files that are held share the place of the one that is found there.
    database.execute("UPDATE file SET held_since = 5 WHERE asset_id = ?", (lost.asset_id,))
    database.execute("UPDATE file SET missing_since = NULL, path = ?", (b"a.jpg",))
    database.close()


def _old_picture(database: Database, path: bytes) -> Recorded:
    """Put an indexed file into a catalogue of an earlier schema, which the code of today cannot write."""
    database.execute(
        "INSERT INTO root (id, volume_key, volume_label, path_on_volume, last_path) VALUES (1, 'k', 'l', ?, ?)"
        " ON CONFLICT DO NOTHING",
        (b"p", b"/p"),
    )
    hashed, asset_id = hashlib.sha256(path).digest(), str(ULID())
    database.execute(
        "INSERT INTO content (hash, width, height, media_type, byte_size) VALUES (?, 640, 480, 'image/jpeg', 5)",
        (hashed,),
    )
    content_id = database.last_id()
    database.execute(
        "INSERT INTO file (asset_id, root_id, path, size, mtime_ns, inode, status, known, content_id, name_code)"
        " VALUES (?, 1, ?, 5, 5, ?, 'indexed', 1, ?, '')",
        (asset_id, path, content_id, content_id),
    )
    for table in ("name_words (rowid, text)", "name_codes (rowid, code)"):
        database.execute(f"INSERT INTO {table} SELECT max(id), '' FROM file")  # noqa: S608  one of two above
    return Recorded(content_id, moved=False, asset_id=AssetId(asset_id))


def _rows(database: Database) -> dict[str, list[Row]]:
    """Read every row of every ordinary table, but for SQLite's own."""
    tables = database.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%'"
    )
    return {name: database.rows(f"SELECT * FROM {name}") for (name,) in tables}  # noqa: S608


def test_steps_run_in_order_after_a_verified_copy(older: Path) -> None:
    """The catalogue comes to the newest schema with all its rows; the copy is the catalogue of before."""
    assert _migrate(older, NOTES, REBUILT) == NEWEST + 2

    database = open_database(older, read_only=True)
    assert database.rows("SELECT extra FROM root") == [("x",)]
    assert database.value("SELECT count(*) FROM file") == 1
    assert database.rows("PRAGMA foreign_key_check") == []
    database.close()
    with Catalogue.open(older.with_name(COPY), read_only=True) as copy:
        assert len(copy.roots.all()) == 1
        assert len(copy.files.live_contents()) == 1


def test_migrating_twice_does_nothing_the_second_time(older: Path) -> None:
    """A catalogue that is up to date is neither changed nor copied."""
    _migrate(older, NOTES)
    copy = older.with_name(COPY)
    copy.unlink()

    assert _migrate(older, NOTES) == NEWEST + 1
    assert not copy.exists()


@pytest.mark.parametrize("broken", [FAILS, BREAKS], ids=["bad-statement", "lost-counterparts"])
def test_a_step_that_fails_leaves_everything_as_it_was(older: Path, broken: Migration) -> None:
    """A step is one transaction: it is there as a whole or not at all, and the catalogue still opens."""
    with pytest.raises(CatalogueError):
        _migrate(older, broken)

    assert "note" not in _tables(older)
    with Catalogue.open(older) as catalogue:
        assert len(catalogue.roots.all()) == 1
        assert catalogue.integrity_problems() == []


def test_the_steps_before_a_failing_one_stay(older: Path) -> None:
    """Each step is a transaction of its own: the next try goes on where the last one ended."""
    fails = Migration(NEWEST + 2, "fails", "SELECT * FROM nowhere")
    with pytest.raises(CatalogueError):
        _migrate(older, NOTES, fails)

    assert "note" in _tables(older)
    assert _migrate(older, NOTES, REBUILT) == NEWEST + 2


def test_an_older_catalogue_is_not_migrated_by_a_reader(older: Path) -> None:
    """A reader says what to do instead."""
    database = open_database(older, read_only=True)
    try:
        with pytest.raises(CatalogueError, match="bowerbird index"):
            migrate(database, [*MIGRATIONS, NOTES])
    finally:
        database.close()


def test_an_older_program_refuses_what_a_newer_one_made(older: Path) -> None:
    """Going back is refused with the two numbers."""
    _migrate(older, NOTES)

    with pytest.raises(CatalogueTooNewError, match=rf"schema {NEWEST + 1}, this one knows {NEWEST}"):
        Catalogue.open(older)


def test_without_a_sound_copy_nothing_is_migrated(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that is not what it should be stops the migration and does not replace an earlier one."""
    earlier = older.with_name(COPY)
    earlier.write_text("an earlier copy")

    def cut_short(database: Database, target: Path) -> None:
        whole = older.read_bytes()
        target.write_bytes(whole[: len(whole) // 2])

    monkeypatch.setattr(Database, "copy_into", cut_short)
    before = hashlib.sha256(older.read_bytes()).hexdigest()

    with pytest.raises((CatalogueError, CatalogueDamagedError)):
        _migrate(older, NOTES)

    assert hashlib.sha256(older.read_bytes()).hexdigest() == before
    assert earlier.read_text() == "an earlier copy"
    assert not list(older.parent.glob("*.unfinished"))
