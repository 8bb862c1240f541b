"""The log beside the catalogue is folded into it, with or without waiting for who reads an older state."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

from bowerbird_engine.catalog import connection
from bowerbird_engine.catalog.connection import Database, open_database

LONG_MS = 60_000
AT_ONCE_S = 30.0
"""Far more than a change takes on a busy machine, and far less than that."""
SOON_S = 0.3


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a file with a table and its log, whose connections wait for long."""
    monkeypatch.setattr(connection, "_BUSY_TIMEOUT_MS", LONG_MS)
    path = tmp_path / "file.sqlite"
    with _writing(path) as database:
        database.execute("CREATE TABLE number (value INTEGER) STRICT")
        database.execute("INSERT INTO number VALUES (1)")
    return path


@contextlib.contextmanager
def _writing(path: Path) -> Generator[Database]:
    with closing(open_database(path)) as database:
        database.prepare_to_write()
        yield database


@contextlib.contextmanager
def _read_before(path: Path) -> Generator[None]:
    """Read the state before the next change for as long as the block lasts."""
    with closing(open_database(path, read_only=True)) as reader, reader.snapshot():
        assert reader.value("SELECT count(*) FROM number") == 1
        yield


def _in_the_file_alone(path: Path) -> int:
    """Count what a copy of the file without its log holds."""
    copy = path.with_name("copy.sqlite")
    copy.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(copy)) as database:
        (count,) = database.execute("SELECT count(*) FROM number").fetchone()
    return int(count)


def test_where_nobody_reads_all_is_in_the_file(path: Path) -> None:
    """And the log is empty."""
    with _writing(path) as database:
        database.execute("INSERT INTO number VALUES (2)")
        assert _in_the_file_alone(path) == 1
        assert database.fold_log(wait=False)
        assert _in_the_file_alone(path) == 2
        assert path.with_name("file.sqlite-wal").stat().st_size == 0


def test_it_goes_on_where_somebody_reads_an_older_state(path: Path) -> None:
    """What is committed next is folded once nobody is in the way."""
    with _writing(path) as database:
        with _read_before(path):
            database.execute("INSERT INTO number VALUES (2)")
            begun = time.monotonic()
            assert not database.fold_log(wait=False)
            assert time.monotonic() - begun < AT_ONCE_S
        assert database.fold_log(wait=False)
    assert _in_the_file_alone(path) == 2


def test_waiting_it_waits(path: Path) -> None:
    """The control: until who reads is done."""
    folded: list[bool] = []

    def fold() -> None:
        with _writing(path) as database:
            database.execute("INSERT INTO number VALUES (2)")
            folded.append(database.fold_log())

    thread = threading.Thread(target=fold)
    with _read_before(path):
        thread.start()
        thread.join(SOON_S)
        assert thread.is_alive()
    thread.join()
    assert folded == [True]
