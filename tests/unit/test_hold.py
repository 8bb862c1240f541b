"""What goes on beside what, in a process that holds its library."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Self

import pytest

from bowerbird_engine import BowerbirdError, Engine, IndexReport, LibraryBusyError, Progress, SearchQuery
from bowerbird_engine.assets import ScanDelta
from bowerbird_engine.catalog.files import FileTable
from bowerbird_engine.catalog.ownership import NOTE_NAME
from bowerbird_engine.indexing import scan
from fakes.switched import Switched, make_switched, write_tiles

NEW = range(100, 180)


@pytest.fixture
def library(tmp_path: Path) -> Switched:
    """Make a small library that is indexed, and put more pictures into its folder and into another one."""
    library = make_switched(tmp_path, range(5))
    write_tiles(library.pictures, NEW)
    write_tiles(tmp_path / "more", range(200, 203))
    return library


@pytest.fixture
def engine(library: Switched) -> Generator[Engine]:
    """Open it and hold it."""
    with library.engine() as engine, engine.hold("serving"):
        yield engine


class Paused:
    """A run of the index in another thread that waits, at its first step of one phase, to be let go."""

    def __init__(self, engine: Engine, phase: str) -> None:
        self._phase = phase
        self._reached, self._go = threading.Event(), threading.Event()
        self.report: IndexReport | None = None
        self.error: BowerbirdError | None = None
        self._thread = threading.Thread(target=self._run, args=(engine,))

    def __enter__(self) -> Self:
        """Start the run and wait until it has come so far."""
        self._thread.start()
        assert self._reached.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        """Let it go on to its end."""
        self.go_on()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def go_on(self) -> None:
        """Let it go on."""
        self._go.set()

    def _run(self, engine: Engine) -> None:
        try:
            self.report = engine.index(ocr=False, progress=self._step)
        except BowerbirdError as error:
            self.error = error

    def _step(self, step: Progress) -> None:
        if step.phase == self._phase:
            self._reached.set()
            self._go.wait(60)


@pytest.mark.parametrize("held", [True, False])
def test_an_orderly_end_leaves_the_library_in_one_file(library: Switched, tmp_path: Path, held: bool) -> None:
    """Whoever copies the catalogue by hand has all of it, also where a reader was the last to close it."""
    catalogue, copy = library.home / "catalogue.sqlite", tmp_path / "copy.sqlite"
    with library.engine() as engine:
        with engine.hold("serving") if held else contextlib.nullcontext():
            engine.add_folder(tmp_path / "more")
            if held:
                # The control: before the end it lies in the log.
                assert folders_of(shutil.copyfile(catalogue, copy)) == {library.pictures}
        assert folders_of(shutil.copyfile(catalogue, copy)) == {library.pictures, tmp_path / "more"}


def folders_of(catalogue: Path) -> set[Path]:
    """Read from a catalogue which folders it has."""
    with contextlib.closing(sqlite3.connect(catalogue)) as database:
        return {Path(os.fsdecode(path)) for (path,) in database.execute("SELECT last_path FROM root")}


ALONE: dict[str, Callable[[Engine], object]] = {
    "index": lambda engine: engine.index(ocr=False),
    "remove_folder": lambda engine: engine.remove_folder(engine.folders()[0].path),
    "use_pack": lambda engine: engine.use_pack("new"),
    "remove_pack": lambda engine: engine.remove_pack("new"),
}


@pytest.mark.parametrize("phase", ["scan", "pictures"])
def test_a_folder_is_added_while_the_index_runs(engine: Engine, tmp_path: Path, phase: str) -> None:
    """Searches answer and thumbnails come; the run ends well without the new folder, and the next one finds it."""
    with Paused(engine, phase) as run:
        added = engine.add_folder(tmp_path / "more")
        assert added.root in engine.folders()
        assert engine.add_folder(tmp_path / "more") == added
        page = engine.search(SearchQuery(text="words:red lamp", limit=1))
        assert engine.thumbnail(page.hits[0].asset.id)
    assert run.error is None
    assert run.report is not None
    assert run.report.found == 5 + len(NEW)
    assert sum(run.report.counts.values()) == run.report.found
    assert engine.index(ocr=False).found == 5 + len(NEW) + 3


@pytest.mark.parametrize("work", ALONE)
def test_what_must_be_alone_is_refused_at_once(engine: Engine, work: str) -> None:
    """The second one is told what is under way, without waiting, and the first one is not disturbed."""
    with Paused(engine, "pictures") as run:
        before = time.monotonic()
        with pytest.raises(
            LibraryBusyError, match=r"busy: indexing is under way\. Wait until it is done, or stop it"
        ):
            ALONE[work](engine)
        assert time.monotonic() - before < 0.5
    assert run.error is None
    assert run.report is not None
    ALONE[work](engine)


def test_without_holding_it_a_second_thread_is_refused_too(library: Switched, tmp_path: Path) -> None:
    """An engine that nobody holds takes the lock for each piece of work: what comes second, however small, is refused."""
    with library.engine() as engine, Paused(engine, "pictures") as run:
        with pytest.raises(LibraryBusyError, match=r"\(indexing, since"):
            engine.add_folder(tmp_path / "more")
        with pytest.raises(LibraryBusyError, match="indexing is under way"):
            engine.index()
        run.go_on()


def test_many_folders_at_once(engine: Engine, tmp_path: Path) -> None:
    """Threads that add folders beside an index each succeed, and one folder added by all of them is there once."""
    folders = [tmp_path / "many" / str(number) for number in range(8)]
    for folder in folders:
        folder.mkdir(parents=True)
    failures: list[BowerbirdError] = []

    def add(folder: Path) -> None:
        try:
            engine.add_folder(folder)
            engine.add_folder(tmp_path / "more")
        except BowerbirdError as error:
            failures.append(error)

    with Paused(engine, "scan"):
        threads = [threading.Thread(target=add, args=(folder,)) for folder in folders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures
    assert sorted(root.path.name for root in engine.folders()) == sorted(
        ["pictures", "more", *(folder.name for folder in folders)]
    )


def test_the_end_waits_for_what_is_under_way(library: Switched) -> None:
    """The lock is not given back while this process still writes, and is afterwards."""
    with library.engine() as engine:
        holding = contextlib.ExitStack()
        holding.enter_context(engine.hold("serving"))
        with Paused(engine, "pictures") as run:
            ended = threading.Event()

            def end() -> None:
                holding.close()
                ended.set()

            thread = threading.Thread(target=end)
            thread.start()
            assert not ended.wait(0.3)
            assert (library.home / NOTE_NAME).exists()
            run.go_on()
            thread.join(60)
        assert ended.is_set()
        assert run.report is not None
        assert not (library.home / NOTE_NAME).exists()
        assert engine.index(ocr=False).found == 5 + len(NEW)


def test_a_library_is_held_once(engine: Engine) -> None:
    """Holding it again is refused as for another process, and the first hold stays."""
    with pytest.raises(LibraryBusyError, match=r"\(serving, since"), engine.hold("again"):
        pass
    assert engine.index(ocr=False).found == 5 + len(NEW)


def test_work_that_fails_leaves_room_for_the_next(engine: Engine, tmp_path: Path) -> None:
    """After a refusal, an unknown pack, a stop and an unknown folder nothing is said to be under way."""
    stop = threading.Event()
    stop.set()
    for work in (
        lambda: engine.use_pack("unheard of"),
        lambda: engine.index(cancel=stop),
        lambda: engine.remove_folder(tmp_path / "unheard of"),
        lambda: engine.remove_pack("old"),
    ):
        with pytest.raises(BowerbirdError) as caught:
            work()
        assert not isinstance(caught.value, LibraryBusyError)
    assert engine.index(ocr=False).found == 5 + len(NEW)


def test_the_library_keeps_its_id(library: Switched, engine: Engine) -> None:
    """Every engine of a library tells the same id, and another library has another one."""
    with Engine(engine.settings) as other:
        assert other.library_id == engine.library_id
        assert len(engine.library_id) >= 16
    with Switched(library.home.with_name("other"), library.pictures).engine() as another:
        assert another.library_id != engine.library_id


def test_new_files_by_the_thousand_are_stored_in_several_transactions(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop between two of them keeps what was stored, and the next run finds the rest; each file once."""
    monkeypatch.setattr(scan, "_ADDED_AT_ONCE", 30)
    stop = threading.Event()
    stored: list[int] = []
    original = FileTable.apply

    def apply_and_stop(table: FileTable, root_id: int, changes: ScanDelta) -> None:
        original(table, root_id, changes)
        stored.append(root_id)
        if len(stored) == 2:
            stop.set()

    monkeypatch.setattr(FileTable, "apply", apply_and_stop)
    with pytest.raises(BowerbirdError, match="Stopped"):
        engine.index(ocr=False, cancel=stop)
    assert engine.status().found == 5 + 60
    report = engine.index(ocr=False)
    assert report.found == 5 + len(NEW)
    assert sum(report.counts.values()) == report.found
