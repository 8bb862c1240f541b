"""Runs that are killed or interrupted at random moments, and the next run that completes them."""

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
from fakes.indexed import BrightnessRecognizer, Library, assert_adds_up, make_picture

TESTS = Path(__file__).parents[1]
KILLS = int(os.environ.get("INDEXING_KILLS", "10"))
"""Enough to notice a mistake over some runs; a release is tested with hundreds."""
PICTURES = 120
COPIES = 5
SPARED_AFTER = 3
"""Kills in a row that met the same picture: five would rightly put it into quarantine, so the next one comes late."""

Outcome = dict[str, tuple[bytes, bytes, tuple[str, ...]]]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Make pictures, some copies, and some files that are none."""
    folder = tmp_path / "pictures"
    for number in range(PICTURES):
        make_picture(folder / str(number % 7) / f"{number}.jpg", number, size=(480, 360))
    for number in range(COPIES):
        (folder / f"copy-{number}.jpg").write_bytes((folder / "0" / "0.jpg").read_bytes())
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "text.png").write_text("words")
    return folder


@contextmanager
def started(home: Path, folder: Path, *decoder: str) -> Generator[subprocess.Popen[bytes]]:
    """Run the indexer in a process group of its own and wait until it begins."""
    process = subprocess.Popen(
        [sys.executable, "-m", "faults.index_once", str(home), str(folder), *decoder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=TESTS,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def outcome(library: Library) -> Outcome:
    """Give what a search could find: the hash, the vector and the letters of each place."""
    vectors = library.vectors()
    return {
        path: (
            asset.content_hash,
            vectors[asset.content_hash].tobytes(),
            tuple(region.text for region in library.catalogue.texts.regions(asset.content_id)),
        )
        for path, asset in library.assets().items()
    }


def test_killed_runs_end_like_an_undisturbed_one(tmp_path: Path, pictures: Path) -> None:
    """After kills at random moments the next run gives the same counts, vectors and letters; nothing done is lost."""
    with Library(tmp_path / "undisturbed") as library:
        library.add(pictures)
        begun = time.monotonic()
        expected_report = library.index(BrightnessRecognizer())
        duration = time.monotonic() - begun
        expected = outcome(library)
    assert len(expected) == PICTURES + COPIES

    moments = random.Random(7)
    home = tmp_path / "killed"
    done: list[int] = []
    met = 0
    for _ in range(KILLS):
        with started(home, pictures) as process:
            # Mostly early in what is left, so that many kills fall before it is all done.
            time.sleep(duration * (1.0 if met >= SPARED_AFTER else moments.random() * 0.4))
            process.send_signal(signal.SIGKILL)
        with Library(home) as library:
            assert library.catalogue.integrity_problems() == []
            space_id = library.catalogue.vectors.space(library.encoder.space)
            assert library.catalogue.vectors.lacking(space_id, 1) == []
            done.append(library.catalogue.files.counts(library.roots())[FileStatus.INDEXED])
            pending = library.catalogue.files.pending(library.roots(), PICTURES + COPIES, 0)
            met = max((file.attempts for file in pending), default=0)
    assert done == sorted(done)
    # The control: the kills did fall into the work and not beside it.
    assert any(0 < number < PICTURES + COPIES for number in done), done

    with Library(home) as library:
        report = library.index(BrightnessRecognizer())
        assert_adds_up(report)
        assert report.counts == expected_report.counts
        assert outcome(library) == expected
        for asset in library.assets().values():
            assert library.renditions.get(asset.content_hash, "thumbnail") is not None
            assert library.renditions.get(asset.content_hash, "proxy") is not None


def test_interrupt_from_the_terminal_leaves_no_suspects(tmp_path: Path, pictures: Path) -> None:
    """Ctrl-C, which reaches the workers too, ends the run; no picture is blamed, and the next run completes it."""
    home = tmp_path / "home"
    # One picture keeps its decoder waiting, so that the run is certain to be under way when it is interrupted.
    wait = Path(f"{pictures / '1' / '64.jpg'}.slow")
    wait.touch()
    for _ in range(2):
        with started(home, pictures, "fakes.decoders.weather:decode") as process:
            wait_until_a_picture_is_under_way(home)
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(60) != 0
            assert process.stderr is not None
            assert b"KeyboardInterrupt" in process.stderr.read()
        with Library(home) as library:
            pending = library.catalogue.files.pending(library.roots(), 1000)
            assert b"1/64.jpg" in {file.path for file in pending}
            assert {file.attempts for file in pending} == {0}
    wait.unlink()
    with Library(home) as library:
        report = library.index(BrightnessRecognizer())
    assert_adds_up(report)
    assert report.counts[FileStatus.INDEXED] == PICTURES + COPIES


def wait_until_a_picture_is_under_way(home: Path) -> None:
    """Wait until the journal of another process names a picture that it decodes."""
    deadline = time.monotonic() + 60
    with Library(home) as library:
        while time.monotonic() < deadline:
            if any(file.attempts for file in library.catalogue.files.pending(library.roots(), 1000)):
                return
            time.sleep(0.01)
    raise AssertionError("no picture was begun in a minute")
