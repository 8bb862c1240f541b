"""Files that crash, hang or choke their decoder, and files that were being decoded when the process was killed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_engine.assets import FileStatus
from bowerbird_engine.indexing.scan import scan
from bowerbird_engine.settings import DecodeLimits
from fakes.indexed import Library, assert_adds_up, make_picture

POISON = "fakes.decoders.poison:decode"
WEATHER = "fakes.decoders.weather:decode"


def poisoned(path: Path, word: bytes) -> Path:
    """Write a picture with a poison at its end."""
    make_picture(path, sum(path.name.encode()))
    path.write_bytes(path.read_bytes() + b"POISON:" + word + b"\n")
    return path


def test_poison_first_last_and_twice_among_a_hundred(tmp_path: Path) -> None:
    """Each poison ends in quarantine with a reason, all others are indexed, and this process lives on."""
    folder = tmp_path / "pictures"
    for number in range(100):
        make_picture(folder / f"{number:03d}.png", number)
    for name, word in {
        "000-a": b"crash",
        "050-a": b"leave",
        "050-b": b"crash",
        "099-z": b"memory",
    }.items():
        poisoned(folder / f"{name}.png", word)
    process = os.getpid()
    with Library(tmp_path / "home", decoder=POISON) as library:
        library.add(folder)
        report = library.index()
        assert_adds_up(report)
        assert report.counts[FileStatus.INDEXED] == 100
        assert report.counts[FileStatus.QUARANTINED] == 4
        failures = {f.path.name: f for f in report.failures}
        assert sorted(failures) == ["000-a.png", "050-a.png", "050-b.png", "099-z.png"]
        assert all(f.reason for f in failures.values())
        again = library.index()
    assert os.getpid() == process
    assert again.counts == report.counts


def test_hanging_file_is_quarantined(tmp_path: Path) -> None:
    """A file that never ends is given up after the time limit, twice."""
    folder = tmp_path / "pictures"
    make_picture(folder / "good.png", 1)
    poisoned(folder / "bad.png", b"hang")
    with Library(tmp_path / "home", decoder=POISON) as library:
        library.settings = replace(library.settings, decode=DecodeLimits(seconds=3.0))
        library.add(folder)
        report = library.index()
    assert [(f.path.name, f.status, f.code) for f in report.failures] == [
        ("bad.png", FileStatus.QUARANTINED, "timed_out")
    ]
    assert report.counts[FileStatus.INDEXED] == 1


def test_quarantined_file_is_left_alone_until_it_changes(tmp_path: Path) -> None:
    """A quarantined file is not decoded again, even when it would succeed, until its bytes change."""
    picture = make_picture(tmp_path / "pictures" / "a.png", 1)
    mark = Path(f"{picture}.deadly")
    mark.touch()
    with Library(tmp_path / "home", decoder=WEATHER) as library:
        library.add(picture.parent)
        assert library.index().counts[FileStatus.QUARANTINED] == 1
        mark.unlink()
        assert library.index().counts[FileStatus.QUARANTINED] == 1
        make_picture(picture, 2)
        assert library.index().counts[FileStatus.INDEXED] == 1


def test_what_lay_around_the_file_is_tried_again(tmp_path: Path) -> None:
    """A file that may not be read is a row with that reason, and is indexed when it may, without having changed."""
    picture = make_picture(tmp_path / "pictures" / "a.png", 1)
    make_picture(tmp_path / "pictures" / "b.png", 2)
    mark = Path(f"{picture}.forbidden")
    mark.touch()
    with Library(tmp_path / "home", decoder=WEATHER) as library:
        library.add(picture.parent)
        report = library.index()
        assert [(f.path, f.code) for f in report.failures] == [(picture, "no_permission")]
        mark.unlink()
        assert library.index().counts[FileStatus.INDEXED] == 2


@pytest.mark.parametrize(
    ("ends", "status"), [(1, FileStatus.INDEXED), (4, FileStatus.INDEXED), (5, FileStatus.QUARANTINED)]
)
def test_files_in_flight_at_a_kill(tmp_path: Path, ends: int, status: FileStatus) -> None:
    """One kill makes a file a suspect that is tried alone; five with the same file under way are enough."""
    picture = make_picture(tmp_path / "pictures" / "a.png", 1)
    make_picture(tmp_path / "pictures" / "b.png", 2)
    with Library(tmp_path / "home") as library:
        library.add(picture.parent)
        library.index()
        make_picture(picture, 3)
        make_picture(tmp_path / "pictures" / "c.png", 4)
        # What a killed process leaves behind: the journal's entry and nothing else.
        scan(library.catalogue, library.settings.ignore_file, lambda _: None, lambda: None)
        suspect = next(f for f in library.catalogue.files.pending(library.roots(), 10) if f.path == b"a.png")
        for _ in range(ends):
            library.catalogue.files.begin([suspect.id])
        report = library.index()
    assert_adds_up(report)
    assert report.counts[status] == (3 if status is FileStatus.INDEXED else 1)
    if status is FileStatus.QUARANTINED:
        assert [f.code for f in report.failures] == ["ended_program"]
