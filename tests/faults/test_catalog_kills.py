"""Processes that die or meet while they use one library."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bowerbird_engine.assets import FileStatus
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.ownership import own_library
from bowerbird_engine.errors import LibraryBusyError
from unit.catalog.builders import SPACE, add_root

TESTS = Path(__file__).parents[1]
KILLS = int(os.environ.get("CATALOGUE_KILLS", "12"))
"""Enough to notice a mistake in each run; a release is tested with hundreds."""
AT_ONCE = 0.0
"""Of the kills that come at the word, before the writer goes on, most fall into the commit behind an early one."""
KILLS_OF_THE_CONTROL = 60
"""More than enough for a kill to fall between the early word and the commit, which the control ends with."""


@contextmanager
def _writer(state_dir: Path, *options: str) -> Generator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "faults.catalog_writer", str(state_dir), *options],
        stdout=subprocess.PIPE,
        cwd=TESTS,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _run_and_kill(state_dir: Path, wait: float, *options: str) -> set[bytes]:
    """Let a writer commit at least once, kill it a moment later, and give what it acknowledged."""
    with _writer(state_dir, *options) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, "the writer ended before it wrote anything"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    # The last line may have been cut by the kill.
    return {line for line in (first + rest).split(b"\n")[:-1] if line}


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    """Give a library with one folder."""
    with Catalogue.open(tmp_path / "catalogue.sqlite") as catalogue:
        add_root(catalogue)
    return tmp_path


def _indexed(catalogue: Catalogue) -> set[bytes]:
    return {file.path for file in catalogue.files.of_root(1) if file.status is FileStatus.INDEXED}


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX")
def test_nothing_acknowledged_is_lost_by_kills(state_dir: Path) -> None:
    """However often the writer is killed in the middle of its work, what it reported is there, whole and once."""
    chance = random.Random(4471)
    acknowledged: set[bytes] = set()
    for _ in range(KILLS):
        acknowledged |= _run_and_kill(state_dir, chance.choice((AT_ONCE, chance.uniform(0.0, 0.05))))
        with Catalogue.open(state_dir / "catalogue.sqlite") as catalogue:
            indexed = _indexed(catalogue)
            assert acknowledged <= indexed
            contents = catalogue.files.live_contents()
            assert len(contents) == len(indexed)
            # Content, vector and letters come in one transaction: all of them or none.
            assert catalogue.vectors.load(catalogue.vectors.space(SPACE))[0].tolist() == contents.tolist()
            assert catalogue.texts.progress("reader") == (len(contents), len(contents))
            paths = [file.path for file in catalogue.files.of_root(1)]
            assert len(set(paths)) == len(paths)
            assert catalogue.integrity_problems() == []
    assert len(acknowledged) >= KILLS


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX")
def test_the_kills_would_show_a_loss(state_dir: Path) -> None:
    """The control: a writer that reports before it commits is caught, so the kills do fall into commits."""
    acknowledged: set[bytes] = set()
    for _ in range(KILLS_OF_THE_CONTROL):
        acknowledged |= _run_and_kill(state_dir, AT_ONCE, "--early")
        with Catalogue.open(state_dir / "catalogue.sqlite") as catalogue:
            if not acknowledged <= _indexed(catalogue):
                return
    pytest.fail("no kill fell between the word and the commit")


def test_a_second_process_is_refused_and_a_kill_frees_the_library(state_dir: Path) -> None:
    """While a process owns the library others are told its id in under two seconds; killed, it leaves no lock."""
    with _writer(state_dir) as process:
        assert process.stdout is not None
        process.stdout.readline()
        start = time.monotonic()
        with pytest.raises(LibraryBusyError, match=f"process {process.pid} .*a fault test"):
            own_library(state_dir, "a second one").__enter__()
        assert time.monotonic() - start < 2.0

        with Catalogue.open(state_dir / "catalogue.sqlite", read_only=True) as reader:
            assert reader.files.live_contents().size > 0

        process.kill()
        process.wait()
    with own_library(state_dir, "a third one") as ownership:
        assert ownership.after_crash


def test_a_reader_sees_whole_commits_of_a_busy_writer(state_dir: Path) -> None:
    """While another process commits batch after batch, a reader meets no half of one, no wait and no error."""
    path = state_dir / "catalogue.sqlite"
    with _writer(state_dir) as process, Catalogue.open(path, read_only=True) as reader:
        assert process.stdout is not None
        process.stdout.readline()
        counters, sizes, slowest = set[int](), list[int](), 0.0
        generation = -1
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            start = time.perf_counter()
            counters.add(reader.change_counter())
            with reader.snapshot():
                contents = reader.files.live_contents()
                space_id = reader.vectors.find(SPACE)
                assert space_id is not None
                changes = reader.vectors.since(space_id, generation)
                read, total = reader.texts.progress("reader")
                vectors = reader.vectors.count(space_id)
            slowest = max(slowest, time.perf_counter() - start)
            assert len(contents) == vectors == read == total
            assert len(contents) % 8 == 0
            assert changes.full == (generation == -1)
            generation = changes.generation
            sizes.append(len(contents))
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    assert len(counters) > 2
    assert slowest < 1.0


def test_many_processes_may_make_one_library_at_once(tmp_path: Path) -> None:
    """Four processes open a library that is not there yet: one is made, and all of them can use it."""
    script = (
        "import sys; from pathlib import Path; from bowerbird_engine.catalog.catalogue import Catalogue;"
        "sys.stdin.read(1); c = Catalogue.open(Path(sys.argv[1])); print(c.library_id); c.close()"
    )
    path = tmp_path / "home" / "catalogue.sqlite"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    results = [process.communicate(b"x") for process in processes]

    assert [error for _, error in results] == [b""] * len(processes)
    assert len({told for told, _ in results}) == 1
    with Catalogue.open(path) as catalogue:
        assert catalogue.integrity_problems() == []
