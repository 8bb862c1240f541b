"""One process holds a library; others are told so by name, read beside it, and are its heirs when it is killed (check 53)."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from bowerbird_engine import BowerbirdError, Engine, LibraryBusyError, SearchQuery
from bowerbird_engine.errors import CatalogueDamagedError
from fakes.switched import Switched, make_switched

TESTS = Path(__file__).parent.parent


@pytest.fixture
def library(tmp_path: Path) -> Switched:
    """Make a small library that is indexed."""
    return make_switched(tmp_path, range(5))


@contextlib.contextmanager
def held_elsewhere(library: Switched) -> Generator[subprocess.Popen[str]]:
    """Hold a library in another process; however the block ends, so does that."""
    with subprocess.Popen(
        [sys.executable, "-m", "faults.hold_on", str(library.home)],
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


WRITES: dict[str, Callable[[Engine, Path], object]] = {
    "hold": lambda engine, _: engine.hold("serving").__enter__(),
    "index": lambda engine, _: engine.index(ocr=False),
    "add_folder": lambda engine, folder: engine.add_folder(folder),
    "remove_folder": lambda engine, _: engine.remove_folder(engine.folders()[0].path),
    "use_pack": lambda engine, _: engine.use_pack("new"),
    "remove_pack": lambda engine, _: engine.remove_pack("new"),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_second_process_is_refused_by_name_and_reads_all_the_same(
    library: Switched, tmp_path: Path, write: str
) -> None:
    """Whatever would write raises within two seconds, naming process and purpose; a search goes on."""
    (tmp_path / "more").mkdir()
    with held_elsewhere(library) as holder, library.engine() as engine:
        start = time.monotonic()
        with pytest.raises(
            LibraryBusyError, match=rf"process {holder.pid} on this computer \(serving, since \d\d:\d\d\)"
        ):
            WRITES[write](engine, tmp_path / "more")
        elapsed = time.monotonic() - start
        assert elapsed < 2.0 or write == "use_pack"  # which runs the model once before it asks
        assert len(engine.search(SearchQuery(text="words:red lamp")).hits) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_a_killed_holder_leaves_its_library_to_the_next(library: Switched) -> None:
    """No lock is left behind: who comes next holds it, and so can the one after that."""
    with held_elsewhere(library) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)
        with library.engine() as engine, engine.hold("serving"):
            assert engine.index(ocr=False).found == 5
    with held_elsewhere(library):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_what_a_killed_holder_left_damaged_is_not_served(library: Switched) -> None:
    """After a crash the whole catalogue is read once before anybody holds it; else that would cost each start seconds."""
    with library.engine() as engine:
        with held_elsewhere(library) as holder:
            holder.send_signal(signal.SIGKILL)
            holder.wait(10)
        _damage_an_index(library.settings.catalogue_path)
        with pytest.raises(CatalogueDamagedError), engine.hold("serving"):
            pass


def test_control_without_a_crash_nothing_is_read(library: Switched) -> None:
    """The same damage is not looked for when the last holder gave the library back."""
    _damage_an_index(library.settings.catalogue_path)
    with contextlib.suppress(BowerbirdError), library.engine() as engine, engine.hold("serving"):
        return
    pytest.fail("the library was examined")


def _damage_an_index(catalogue: Path) -> None:
    """Change what only the examination of the whole file looks at: an index that no longer matches its table."""
    with contextlib.closing(sqlite3.connect(catalogue)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, 'IS NOT NULL', 'IS NULL') WHERE name = 'file_missing'"
        )
