"""Opening a catalogue, its transactions, and how changes show to others."""

# apsw's stubs name a type that Python 3.11 does not have; settings of SQLite have no public way to be read or set.
# pyright: reportUnknownMemberType=false, reportPrivateUsage=false

from __future__ import annotations

import hashlib
import stat
import sys
from pathlib import Path

import apsw
import pytest

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.migrations import APPLICATION_ID, MIGRATIONS
from bowerbird_engine.errors import (
    CatalogueDamagedError,
    CatalogueError,
    CatalogueTooNewError,
    DiskFullError,
    LibraryBusyError,
)
from unit.catalog.builders import add_files, add_root


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _raw(path: Path, *statements: str) -> None:
    connection = apsw.Connection(str(path))
    for statement in statements:
        connection.execute(statement).fetchall()
    connection.close()


def test_a_new_catalogue_is_made_for_its_owner_alone(path: Path) -> None:
    """The folder is closed to other users, and the file says what it is."""
    Catalogue.open(path).close()

    if sys.platform != "win32":
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    header = path.read_bytes()[:100]
    assert int.from_bytes(header[68:72], "big") == APPLICATION_ID
    assert int.from_bytes(header[60:64], "big") == MIGRATIONS[-1].number


def test_writing_is_durable(catalogue: Catalogue, path: Path) -> None:
    """Commits go through a write-ahead log that is synchronised each time."""
    database = catalogue._database

    assert database.value("PRAGMA journal_mode") == "wal"
    assert database.value("PRAGMA synchronous") == 2
    assert database.value("PRAGMA foreign_keys") == 1


def test_what_was_stored_is_there_when_opened_again(path: Path) -> None:
    """Closing and opening changes nothing, and the library keeps its id."""
    with Catalogue.open(path) as catalogue:
        root = add_root(catalogue)
        files = add_files(catalogue, root.id, b"a.jpg")
        library_id = catalogue.library_id

    with Catalogue.open(path) as catalogue:
        assert catalogue.roots.all() == [root]
        assert catalogue.files.of_root(root.id) == files
        assert catalogue.library_id == library_id


def test_two_libraries_have_two_ids(tmp_path: Path) -> None:
    """A cache of one library is never taken for the other's."""
    with Catalogue.open(tmp_path / "1.sqlite") as first, Catalogue.open(tmp_path / "2.sqlite") as second:
        assert first.library_id != second.library_id


def test_reading_needs_a_library(path: Path) -> None:
    """A read-only catalogue is never made; the error says how to make one."""
    assert not Catalogue.is_current(path)
    with pytest.raises(CatalogueError, match="bowerbird add"):
        Catalogue.open(path, read_only=True)
    assert not path.exists()

    Catalogue.open(path).close()
    assert Catalogue.is_current(path)


def test_an_empty_file_is_not_current(path: Path) -> None:
    """What a process left behind that died while it made the library is finished by the next writer."""
    path.parent.mkdir()
    path.touch()

    assert not Catalogue.is_current(path)
    with pytest.raises(CatalogueError):
        Catalogue.open(path, read_only=True)
    Catalogue.open(path).close()
    assert Catalogue.is_current(path)


def test_a_reader_cannot_write(path: Path) -> None:
    """A read-only catalogue refuses changes with a clear error."""
    with Catalogue.open(path) as catalogue:
        add_root(catalogue)
    with (
        Catalogue.open(path, read_only=True) as reader,
        pytest.raises(CatalogueError, match="cannot be opened or written"),
    ):
        reader.roots.remove(1)


def test_a_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    """Not every SQLite file is a catalogue."""
    path.parent.mkdir()
    _raw(path, "CREATE TABLE theirs (x)", "INSERT INTO theirs VALUES (1)")
    before = _digest(path)

    for read_only in (False, True):
        with pytest.raises(CatalogueError, match="not a catalogue of Bowerbird"):
            Catalogue.open(path, read_only=read_only)

    assert _digest(path) == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("log", [False, True], ids=["closed-cleanly", "with-a-log"])
def test_a_newer_catalogue_is_refused_and_left_alone(path: Path, log: bool) -> None:
    """A newer schema may mean anything: not a byte of it is changed, not even a log is written back."""
    Catalogue.open(path).close()
    connection = apsw.Connection(str(path))
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, int(log))
    connection.execute("PRAGMA user_version = 99; CREATE TABLE later (x)").fetchall()
    connection.close()
    log_file = path.with_name(f"{path.name}-wal")
    assert log_file.exists() == log
    kept = [path, log_file] if log else [path]
    before = [_digest(file) for file in kept]

    with pytest.raises(CatalogueTooNewError, match="99"):
        Catalogue.open(path)
    with pytest.raises(CatalogueTooNewError):
        Catalogue.open(path, read_only=True)
    with pytest.raises(CatalogueTooNewError):
        Catalogue.is_current(path)

    assert [_digest(file) for file in kept] == before


def test_a_transaction_is_all_or_nothing(catalogue: Catalogue) -> None:
    """An error undoes the block; an inner block that fails undoes itself alone."""

    def fail_in(name: str) -> None:
        with catalogue.transaction():
            add_root(catalogue, name)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_in("lost")
    assert catalogue.roots.all() == []

    with catalogue.transaction():
        add_root(catalogue, "kept")
        with pytest.raises(ZeroDivisionError):
            fail_in("lost")
        with catalogue.transaction():
            add_root(catalogue, "kept too")
    assert [root.path_on_volume for root in catalogue.roots.all()] == [b"kept", b"kept too"]


def test_the_change_counter_tells_of_every_commit(path: Path) -> None:
    """Own commits and those of others change it for everybody; reading and undone changes do not."""
    with Catalogue.open(path) as writer, Catalogue.open(path, read_only=True) as reader:
        seen = [(writer.change_counter(), reader.change_counter())]
        assert (writer.change_counter(), reader.change_counter()) == seen[0]

        for name in ("a", "b", "c"):
            add_root(writer, name)
            seen.append((writer.change_counter(), reader.change_counter()))
            assert (writer.change_counter(), reader.change_counter()) == seen[-1]

        def undone() -> None:
            with writer.transaction():
                add_root(writer, "undone")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            undone()
        assert reader.change_counter() == seen[-1][1]

    assert len({mine for mine, _ in seen}) == len(seen)
    assert len({theirs for _, theirs in seen}) == len(seen)


def test_a_reader_sees_each_commit_whole(path: Path) -> None:
    """Before the commit nothing, after it everything; within a snapshot always the same."""
    with Catalogue.open(path) as writer, Catalogue.open(path, read_only=True) as reader:
        with writer.transaction():
            add_root(writer, "a")
            assert reader.roots.all() == []
            add_root(writer, "b")
        assert len(reader.roots.all()) == 2

        with reader.snapshot():
            assert len(reader.roots.all()) == 2
            add_root(writer, "c")
            assert len(reader.roots.all()) == 2
        assert len(reader.roots.all()) == 3


def test_a_second_writer_is_told_to_wait(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two writers at once is a mistake of the caller: the second gets an error in words."""
    monkeypatch.setattr("bowerbird_engine.catalog.connection.BUSY_TIMEOUT_S", 0.05)
    with Catalogue.open(path) as first, Catalogue.open(path) as second:
        with first.transaction(), pytest.raises(LibraryBusyError):
            add_root(second, "b")
        add_root(second, "b")
        assert len(first.roots.all()) == 1


def test_a_full_file_is_told_as_a_full_disk_and_loses_nothing(catalogue: Catalogue) -> None:
    """When SQLite can take no more pages the change is undone, what was there stays, and space lets it go on."""
    root = add_root(catalogue)
    add_files(catalogue, root.id, b"a.jpg")
    pages: int = catalogue._database.value("PRAGMA page_count")
    catalogue._database.execute(f"PRAGMA max_page_count = {pages + 2}")

    def fill() -> None:
        with catalogue.transaction():
            catalogue.files.set_skips(root.id, {"hidden": 1})
            add_files(catalogue, root.id, *(b"%050d.jpg" % number for number in range(2000)))

    with pytest.raises(DiskFullError, match="free some space"):
        fill()
    assert len(catalogue.files.of_root(root.id)) == 1
    assert catalogue.files.skips([root.id]) == {}

    catalogue._database.execute("PRAGMA max_page_count = 1000000")
    fill()
    assert len(catalogue.files.of_root(root.id)) == 2001


def test_a_swallowed_full_disk_does_not_pass_for_success(catalogue: Catalogue) -> None:
    """SQLite undoes the whole transaction when the disk is full: going on as if only a part had failed is an error."""
    root = add_root(catalogue)
    pages: int = catalogue._database.value("PRAGMA page_count")
    catalogue._database.execute(f"PRAGMA max_page_count = {pages + 1}")

    def swallow() -> None:
        with catalogue.transaction():
            catalogue.files.set_skips(root.id, {"hidden": 1})
            with pytest.raises(DiskFullError):
                add_files(catalogue, root.id, *(b"%050d.jpg" % number for number in range(2000)))

    with pytest.raises(CatalogueError):
        swallow()
    assert catalogue.files.skips([root.id]) == {}


def test_a_copy_is_whole_and_alone(catalogue: Catalogue, tmp_path: Path) -> None:
    """A copy holds what was committed, in one file, and replaces what lay there."""
    root = add_root(catalogue)
    target = tmp_path / "copies.sqlite"
    target.write_text("an older copy")

    catalogue.copy_to(target)

    assert not list(tmp_path.glob("copies.sqlite?*"))
    with Catalogue.open(target, read_only=True) as copy:
        assert copy.roots.all() == [root]
        assert copy.integrity_problems() == []


def test_a_file_that_is_no_database_is_damaged(path: Path) -> None:
    """Garbage in its place is named as damage, and is not written to."""
    path.parent.mkdir()
    path.write_bytes(b"no database at all " * 1000)
    before = _digest(path)

    for read_only in (False, True):
        with pytest.raises(CatalogueDamagedError, match=r"pictures are safe\..*move it away.*bowerbird add"):
            Catalogue.open(path, read_only=read_only)

    assert _digest(path) == before
