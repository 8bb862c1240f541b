"""The one home of apsw: how a catalogue file is opened, written in transactions, and how SQLite's errors read."""

# apsw's stubs name collections.abc.Buffer, which Python 3.11 does not have: to the checker it is unknown there.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import apsw

from bowerbird_engine.catalog.damage import damaged, demand_no_remains
from bowerbird_engine.errors import CatalogueError, DiskFullError, LibraryBusyError

Row = tuple[Any, ...]
Value = int | float | str | bytes | None
Bindings = Sequence[Value] | Mapping[str, Value]

BUSY_TIMEOUT_S = 5.0
"""A batch is committed in milliseconds: who waits longer than this waits for something that is stuck."""
_BUSY_TIMEOUT_MS = round(BUSY_TIMEOUT_S * 1000)

_NEARLY_FULL_BYTES = 1024 * 1024
_WAL_LIMIT_BYTES = 64 * 1024 * 1024
_CACHE_KIB = 16 * 1024
_PAGES_AT_ONCE = 4096
_UNLOCKED = None if sys.platform == "win32" else "unix-none"
"""For a file that nobody else knows: many a share keeps no locks, and SQLite takes that for somebody who is writing."""


class Database:
    """One connection to a catalogue file, used from one thread at a time.

    Every failure of SQLite leaves as a BowerbirdError that names the file.
    """

    def __init__(self, connection: apsw.Connection, path: Path, *, read_only: bool) -> None:
        self._connection = connection
        self._closed = False
        self.path = path
        self.read_only = read_only

    def prepare_to_write(self) -> None:
        """Set up durable writing; until then a connection leaves its file as it is."""
        try:
            _prepare_to_write(self._connection)
        except apsw.Error as error:
            raise translate(error, self.path) from error

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        if not self._closed:
            self._closed = True
            self._connection.close()

    def rows(self, sql: str, bindings: Bindings = ()) -> list[Row]:
        """Run one statement and fetch all that it gives."""
        try:
            return self._connection.execute(sql, bindings).fetchall()
        except (apsw.Error, UnicodeDecodeError) as error:
            raise translate(error, self.path) from error

    def stream(self, sql: str, bindings: Bindings = ()) -> Iterator[Row]:
        """Run one statement and give its rows one by one."""
        try:
            yield from self._connection.execute(sql, bindings)
        except (apsw.Error, UnicodeDecodeError) as error:
            raise translate(error, self.path) from error

    def row(self, sql: str, bindings: Bindings = ()) -> Row | None:
        """Run one statement and give its first row."""
        rows = self.rows(sql, bindings)
        return rows[0] if rows else None

    def value(self, sql: str, bindings: Bindings = ()) -> Any:  # noqa: ANN401  a column may hold any type
        """Run one statement that gives exactly one value."""
        rows = self.rows(sql, bindings)
        if not rows:
            raise CatalogueError(f"The catalogue {self.path} gave no answer to: {sql}")
        return rows[0][0]

    def execute(self, sql: str, bindings: Bindings = ()) -> int:
        """Run statements for their effect and tell how many rows the last one changed."""
        self.rows(sql, bindings)
        return self._connection.changes()

    def execute_many(self, sql: str, bindings: Iterable[Bindings]) -> None:
        """Run one statement once per set of bindings."""
        try:
            self._connection.executemany(sql, bindings)
        except apsw.Error as error:
            raise translate(error, self.path) from error

    def last_id(self) -> int:
        """Give the row id of the latest insert."""
        return self._connection.last_insert_rowid()

    def in_transaction(self) -> bool:
        """Tell whether a transaction is open on this connection."""
        return self._connection.in_transaction

    @contextlib.contextmanager
    def transaction(self) -> Generator[None]:
        """Commit all or nothing of the block; inside another transaction it is a savepoint of that one."""
        if self.in_transaction():
            begin, commit, undo = "SAVEPOINT nested", "RELEASE nested", "ROLLBACK TO nested; RELEASE nested"
        else:
            begin, commit, undo = "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"
        self.rows(begin)
        try:
            yield
            self._demand_transaction()
            self.rows(commit)
        except BaseException:
            if self.in_transaction():
                self.rows(undo)
            raise

    def _demand_transaction(self) -> None:
        # A full disk makes SQLite undo the whole transaction, whatever became of the error on its way.
        if not self.in_transaction():
            raise CatalogueError(f"A change of the catalogue {self.path} was undone. Try it again.")

    @contextlib.contextmanager
    def snapshot(self) -> Generator[None]:
        """Let all reads of the block see one and the same state."""
        if self.in_transaction():
            yield
            return
        self.rows("BEGIN")
        try:
            yield
        finally:
            if self.in_transaction():
                self.rows("ROLLBACK")

    def change_counter(self) -> int:
        """Give a number that changes whenever this or any other connection commits a change."""
        try:
            # The pragma opens a read transaction, which is what notices the commits of others; its own value
            # leaves out this connection's commits, so the pager's number is the one to give.
            self._connection.execute("PRAGMA data_version").fetchall()
            return self._connection.data_version()
        except apsw.Error as error:
            raise translate(error, self.path) from error

    def fold_log(self, *, wait: bool = True) -> bool:
        """Bring what is in the write-ahead log into the file and empty the log; tell whether nobody was in the way.

        Without waiting for who reads an older state, what that allows is brought.
        """
        if not wait:
            self._connection.set_busy_timeout(0)
        try:
            (busy, _, _), *_ = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._connection.set_busy_timeout(_BUSY_TIMEOUT_MS)
        return not busy

    def alone_in_one_file(self) -> None:
        """Leave all in the one file without a log beside it. Raises LibraryBusyError when anybody else has it open."""
        mode = self.value("PRAGMA journal_mode = DELETE")
        if mode == "wal":
            raise LibraryBusyError(
                f"Another process reads the library {self.path}. Try again when it is done."
            )

    def copy_into(self, target: Path, report: Callable[[int, int], None] | None = None) -> None:
        """Copy the committed state into a new SQLite file; `report` is told how many pages of how many are there.

        Within `snapshot` that is the state of the snapshot, and what others commit meanwhile does not begin it anew.
        Raises OSError where the disk of `target` fails.
        """
        try:
            copy = apsw.Connection(_as_text(target), vfs=_UNLOCKED)
            try:
                # The copy begins in WAL mode, whose shared memory no share offers; whoever is alone needs none.
                copy.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
                with copy.backup("main", self._connection, "main") as backup:
                    while not backup.done:
                        backup.step(-1 if report is None else _PAGES_AT_ONCE)
                        if report is not None:
                            report(backup.page_count - backup.remaining, backup.page_count)
                # The copy travels alone: in WAL mode it would need two more files beside it.
                copy.execute("PRAGMA journal_mode = DELETE").fetchall()
            except (apsw.IOError, apsw.CantOpenError) as error:
                # SQLite keeps the system's own number for the connection that met it, and says "not an error" otherwise.
                if number := copy.system_errno:
                    raise OSError(number, os.strerror(number), os.fspath(target)) from error
                raise
            finally:
                copy.close()
        except apsw.Error as error:
            raise translate(error, target) from error


def sqlite_version() -> str:
    """Give the version of the SQLite that is used, which comes with apsw and is not the system's."""
    return apsw.sqlite_lib_version()


def is_there(path: Path) -> bool:
    """Tell whether there is a file. Raises CatalogueError when its folder may not be looked into, and for what is no file."""
    try:
        kind = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise CatalogueError(
            f"The catalogue {path} cannot be reached: {error.strerror}. Check its permissions."
        ) from error
    # To open a pipe would wait for ever for somebody at its other end.
    if not stat.S_ISREG(kind):
        raise CatalogueError(
            f"The catalogue {path} is no file but something else. Move it away, then try again."
        )
    return True


def database_in_memory() -> Database:
    """Open an empty catalogue that lies in no file."""
    connection = apsw.Connection(":memory:")
    _configure(connection)
    return Database(connection, Path(":memory:"), read_only=False)


def open_database(path: Path, *, read_only: bool = False, locked: bool = True) -> Database:
    """Open a catalogue file, creating it (and its folder, for its owner alone) unless it is opened to read.

    A file of which nobody else knows needs not be `locked`. Raises CatalogueDamagedError where the remains of
    a library lie beside an empty file or none.
    """
    demand_no_remains(path)
    if not is_there(path) and read_only:
        raise CatalogueError(f"There is no library at {path} yet. Add a folder first: bowerbird add FOLDER")
    flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    try:
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = apsw.Connection(_as_text(path), flags=flags, vfs=None if locked else _UNLOCKED)
    except apsw.Error as error:
        raise translate(error, path) from error
    except OSError as error:
        raise CatalogueError(f"The folder {path.parent} cannot be made: {error.strerror}") from error
    database = Database(connection, path, read_only=read_only)
    try:
        _configure(connection)
    except apsw.Error as error:
        database.close()
        raise translate(error, path) from error
    return database


def _as_text(path: Path) -> str:
    """Give a path as SQLite takes it, which is UTF-8 on every system."""
    text = os.fspath(path)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise CatalogueError(
            f"The name of {path.parent} is no text (UTF-8), and no catalogue can be written there. Choose another folder."
        )
    return text


def _configure(connection: apsw.Connection) -> None:
    connection.set_busy_timeout(_BUSY_TIMEOUT_MS)
    # Until it is known to be a catalogue of this version, nothing may be written, not even by closing.
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    # Reading the schema now brings a damaged file to light here.
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()


def _prepare_to_write(connection: apsw.Connection) -> None:
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
    # FULL: what was reported as indexed must survive a power cut. On macOS fsync alone does not reach the disk.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT_BYTES}")
    _enter_wal(connection)


def _enter_wal(connection: apsw.Connection) -> None:
    # The switch does not honour the busy timeout, so that two processes that make one library at the same moment
    # would meet here. A file system without shared memory keeps the rollback journal, which is as safe.
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            if connection.pragma("journal_mode") != "wal":
                connection.pragma("journal_mode", "wal")
        except apsw.BusyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def translate(error: apsw.Error | UnicodeDecodeError, path: Path) -> CatalogueError | LibraryBusyError:
    """Put an error of SQLite into the product's own words."""
    if isinstance(error, apsw.FullError) or (isinstance(error, apsw.IOError) and _is_full(path)):
        return DiskFullError(
            f"The disk that holds {path.parent} is full. Nothing that was saved is lost: free some space and try again."
        )
    # Only text that is UTF-8 was ever stored as text.
    if isinstance(error, (apsw.CorruptError, apsw.NotADBError, UnicodeDecodeError)):
        return damaged(path, str(error))
    if isinstance(error, (apsw.BusyError, apsw.LockedError)):
        return LibraryBusyError(
            f"Another process is writing to the library {path}. Try again when it is done."
        )
    if isinstance(error, (apsw.ReadOnlyError, apsw.PermissionsError, apsw.CantOpenError, apsw.AuthError)):
        return CatalogueError(
            f"The catalogue {path} cannot be opened or written ({error}). Check its permissions."
        )
    return CatalogueError(f"The catalogue {path} failed: {error}")


def _is_full(path: Path) -> bool:
    # A full disk may also show as a failed write of the shared-memory file, which SQLite calls an I/O error.
    with contextlib.suppress(OSError):
        return shutil.disk_usage(path.parent).free < _NEARLY_FULL_BYTES
    return False
