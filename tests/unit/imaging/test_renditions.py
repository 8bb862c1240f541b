"""The cache of thumbnails and proxies keeps its budget and never gives out a broken picture."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from bowerbird_engine.assets import ContentHash
from bowerbird_engine.imaging.renditions import Renditions
from fakes import pictures

WEBP = pictures.encoded(pictures.two_halves(), "WEBP", lossless=True)


def content(number: int) -> ContentHash:
    """Make a content hash."""
    return ContentHash(number.to_bytes(32, "big"))


def files(folder: Path) -> list[Path]:
    """List all files below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def padded(size: int) -> bytes:
    """Make a file of `size` bytes with the frame of a WebP file."""
    return b"RIFF" + (size - 8).to_bytes(4, "little") + b"WEBP" + bytes(size - 12)


def test_what_was_put_is_got(tmp_path: Path) -> None:
    """Each kind is kept apart, by content."""
    cache = Renditions(tmp_path, 1 << 20)
    cache.put(content(1), "thumbnail", WEBP)
    assert cache.get(content(1), "thumbnail") == WEBP
    assert cache.get(content(1), "proxy") is None
    assert cache.get(content(2), "thumbnail") is None
    cache.put(content(1), "thumbnail", padded(40))
    assert cache.get(content(1), "thumbnail") == padded(40)
    assert len(files(tmp_path)) == 1


def test_another_process_sees_the_same(tmp_path: Path) -> None:
    """The cache is on disk: whoever opens it later finds what was put."""
    Renditions(tmp_path, 1 << 20).put(content(1), "proxy", WEBP)
    assert Renditions(tmp_path, 1 << 20).get(content(1), "proxy") == WEBP


@pytest.mark.parametrize("damage", [b"", WEBP[:-1], WEBP + b"\0", b"\0" * len(WEBP), b"<svg/>"])
def test_a_damaged_file_counts_as_absent_and_goes(tmp_path: Path, damage: bytes) -> None:
    """A file cut short, zeroed or replaced is not given out, and its place is free for a new one."""
    cache = Renditions(tmp_path, 1 << 20)
    cache.put(content(1), "proxy", WEBP)
    (path,) = files(tmp_path)
    path.write_bytes(damage)
    assert cache.get(content(1), "proxy") is None
    assert files(tmp_path) == []
    cache.put(content(1), "proxy", WEBP)
    assert cache.get(content(1), "proxy") == WEBP


def test_a_cache_that_was_deleted_is_only_empty(tmp_path: Path) -> None:
    """Deleting the folder at any time costs nothing but the files."""
    cache = Renditions(tmp_path / "cache", 1 << 20)
    assert cache.get(content(1), "proxy") is None
    assert cache.trim() == 0
    cache.put(content(1), "proxy", WEBP)
    assert cache.get(content(1), "proxy") == WEBP


def test_trimming_takes_what_was_wanted_longest_ago(tmp_path: Path) -> None:
    """Beyond the budget the files used longest ago go, down to nine tenths of it; below it nothing does."""
    cache = Renditions(tmp_path, 10_000)
    for number in range(10):
        cache.put(content(number), "proxy", padded(1000))
    for age, path in enumerate(sorted(files(tmp_path))):
        os.utime(path, (1000 + age, 1000 + age))
    assert cache.trim() == 0
    assert cache.get(content(0), "proxy") is not None
    cache.put(content(10), "proxy", padded(1000))
    assert cache.trim() == 2000
    kept = [number for number in range(11) if cache.get(content(number), "proxy") is not None]
    assert kept == [0, 3, 4, 5, 6, 7, 8, 9, 10]


def test_trimming_forgets_leftovers_of_a_killed_writer(tmp_path: Path) -> None:
    """A file that a killed process left half written counts towards the budget and goes like any other."""
    cache = Renditions(tmp_path, 1000)
    cache.put(content(1), "proxy", padded(900))
    (path,) = files(tmp_path)
    leftover = path.parent / ".x.part"
    leftover.write_bytes(bytes(900))
    os.utime(leftover, (1, 1))
    assert cache.trim() == 900
    assert files(tmp_path) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit on written files")
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    """When the disk takes no more, the error is passed on, the old file stays and no other is left behind."""
    import resource  # noqa: PLC0415  not there on Windows

    cache = Renditions(tmp_path, 1 << 30)
    cache.put(content(1), "proxy", WEBP)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="large"):
            cache.put(content(1), "proxy", padded(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert cache.get(content(1), "proxy") == WEBP
    assert len(files(tmp_path)) == 1


def test_readers_see_whole_files_only(tmp_path: Path) -> None:
    """While a file is replaced again and again, readers get the old or the new one, never a mixture or nothing."""
    cache = Renditions(tmp_path, 1 << 30)
    versions = [padded(50_000), padded(90_000)]
    cache.put(content(1), "proxy", versions[0])
    stop = threading.Event()

    def replace() -> None:
        while not stop.is_set():
            for version in versions:
                cache.put(content(1), "proxy", version)

    writer = threading.Thread(target=replace)
    writer.start()
    try:
        assert all(cache.get(content(1), "proxy") in versions for _ in range(300))
    finally:
        stop.set()
        writer.join()
