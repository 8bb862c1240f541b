"""The cache file of the vectors: what is saved comes back, and only to whom it belongs."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.vectors import flatfile
from bowerbird_engine.vectors.kernels import Float16Array


def sample(count: int = 50, dimension: int = 8) -> tuple[Int64Array, Float16Array]:
    """Make keys and vectors."""
    vectors = np.random.default_rng(0).standard_normal((count, dimension)).astype(np.float16)
    return np.arange(0, 3 * count, 3, dtype=np.int64), vectors


@pytest.mark.parametrize(("count", "dimension"), [(0, 8), (1, 1), (50, 8), (3000, 512)])
def test_what_is_saved_comes_back(count: int, dimension: int, tmp_path: Path) -> None:
    """Keys and vectors come back to the bit, in a folder that is made on the way."""
    keys, vectors = sample(count, dimension)
    path = tmp_path / "new" / "folder" / "space.vectors"
    assert flatfile.save(path, 7, keys, vectors, owner="library")
    loaded = flatfile.load(path, 7, owner="library")
    assert loaded is not None
    assert np.array_equal(loaded.keys, keys)
    assert np.array_equal(loaded.vectors.view(np.uint16), vectors.view(np.uint16))
    assert loaded.vectors.shape == (count, dimension)
    assert [entry.name for entry in path.parent.iterdir()] == ["space.vectors"]


def test_only_the_same_generation_owner_and_dimension_fit(tmp_path: Path) -> None:
    """A file of another time, another library or another model is as good as none."""
    path = tmp_path / "space.vectors"
    flatfile.save(path, 7, *sample(), owner="library")
    assert flatfile.load(path, 7, dimension=8, owner="library") is not None
    assert flatfile.load(path, 6, owner="library") is None
    assert flatfile.load(path, 8, owner="library") is None
    assert flatfile.load(path, 7, owner="another library") is None
    assert flatfile.load(path, 7) is None
    assert flatfile.load(path, 7, dimension=16, owner="library") is None


def test_saving_replaces(tmp_path: Path) -> None:
    """The newer file takes the older one's place."""
    path = tmp_path / "space.vectors"
    flatfile.save(path, 1, *sample(50))
    flatfile.save(path, 2, *sample(20))
    assert flatfile.load(path, 1) is None
    loaded = flatfile.load(path, 2)
    assert loaded is not None
    assert len(loaded.keys) == 20


def test_keys_must_fit_their_vectors(tmp_path: Path) -> None:
    """Fewer keys than vectors are the caller's mistake."""
    keys, vectors = sample()
    with pytest.raises(ValueError, match="keys"):
        flatfile.save(tmp_path / "space.vectors", 1, keys[:-1], vectors)


def test_arrays_in_any_memory_order_are_saved(tmp_path: Path) -> None:
    """Strided and transposed arrays are written as what they say."""
    keys, vectors = sample(50)
    path = tmp_path / "space.vectors"
    flatfile.save(path, 1, keys[::5], np.asfortranarray(vectors[::5]))
    loaded = flatfile.load(path, 1)
    assert loaded is not None
    assert np.array_equal(loaded.keys, keys[::5])
    assert np.array_equal(loaded.vectors, vectors[::5])


def test_a_loaded_file_may_be_cut_or_deleted(tmp_path: Path) -> None:
    """What was loaded stays whole when the file is emptied afterwards: it is in memory, not mapped."""
    keys, vectors = sample(3000, 64)
    path = tmp_path / "space.vectors"
    flatfile.save(path, 1, keys, vectors)
    loaded = flatfile.load(path, 1)
    os.truncate(path, 0)
    path.unlink()
    assert loaded is not None
    assert np.array_equal(loaded.vectors, vectors)


def test_leftovers_of_killed_writers_are_swept(tmp_path: Path) -> None:
    """A temporary file that is hours old goes with the next save; a fresh one and another space's stay."""
    path = tmp_path / "space.vectors"
    old, fresh = tmp_path / "space.vectors.old.tmp", tmp_path / "space.vectors.fresh.tmp"
    other = tmp_path / "other.vectors.old.tmp"
    for leftover in (old, fresh, other):
        leftover.touch()
    long_ago = time.time() - 7200
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    assert flatfile.save(path, 1, *sample())
    assert (old.exists(), fresh.exists(), other.exists()) == (False, True, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no permissions of this kind")
def test_a_disk_that_refuses_is_told_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails half-way, save says so, the older file answers as before and nothing is left behind."""
    path = tmp_path / "space.vectors"
    flatfile.save(path, 1, *sample())

    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    assert not flatfile.save(path, 2, *sample(20))
    assert flatfile.load(path, 1) is not None
    assert [entry.name for entry in tmp_path.iterdir()] == ["space.vectors"]
    blocked = tmp_path / "a file"
    blocked.touch()
    assert not flatfile.save(blocked / "space.vectors", 1, *sample())
