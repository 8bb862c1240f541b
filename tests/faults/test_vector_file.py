"""Whatever happens to the vector cache file, loading it gives the saved vectors or None, and never anything else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.vectors import flatfile
from bowerbird_engine.vectors.exact import ExactIndex
from fakes.ordinary_user import ordinary_user

COUNT, DIMENSION, GENERATION = 200, 32, 5


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a good file."""
    file = tmp_path / "space.vectors"
    vectors = np.random.default_rng(0).standard_normal((COUNT, DIMENSION))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert flatfile.save(
        file, GENERATION, np.arange(COUNT, dtype=np.int64), vectors.astype(np.float16), owner="me"
    )
    return file


def load(path: Path) -> flatfile.FlatVectors | None:
    """Load as the owner does."""
    return flatfile.load(path, GENERATION, dimension=DIMENSION, owner="me")


def test_every_flipped_bit_is_noticed(path: Path) -> None:
    """1,000 random bits and every bit of the header, flipped one at a time: None each time, whole again after."""
    data = path.read_bytes()
    bits = np.random.default_rng(1).choice(len(data) * 8, 1000, replace=False).tolist()
    with path.open("r+b", buffering=0) as file:
        for bit in [*range(flatfile.HEADER.size * 8), *bits]:
            place, good = bit // 8, data[bit // 8]
            for byte in (good ^ 1 << (bit % 8), good):
                file.seek(place)
                file.write(bytes([byte]))
                assert (load(path) is not None) == (byte == good), f"bit {bit}"


def test_a_flipped_bit_would_change_answers(path: Path) -> None:
    """The control: a reader that trusts the file takes a flipped bit for a vector."""
    data = bytearray(path.read_bytes())
    whole = load(path)
    assert whole is not None
    data[-1] ^= 0x40
    trusted = np.frombuffer(data, "<f2", offset=len(data) - COUNT * DIMENSION * 2).reshape(COUNT, DIMENSION)
    assert not np.array_equal(trusted, whole.vectors)


def test_every_cut_and_every_surplus_is_noticed(path: Path) -> None:
    """A file cut at 1,000 places, or one that goes on after its end, is no file."""
    data = path.read_bytes()
    cuts = np.random.default_rng(2).choice(len(data), 1000, replace=False).tolist()
    edges = [0, 1, flatfile.HEADER.size - 1, flatfile.HEADER.size, len(data) - 1]
    for cut in sorted({*edges, *cuts}, reverse=True):
        os.truncate(path, cut)
        assert load(path) is None, f"cut at {cut}"
    for surplus in (b"\0", data, bytes(4096)):
        path.write_bytes(data + surplus)
        assert load(path) is None


def test_a_zeroed_tail_is_noticed(path: Path) -> None:
    """Blocks that a crash left as zeros do not pass."""
    data = path.read_bytes()
    for length in (1, 64, 4096, len(data) - flatfile.HEADER.size, len(data)):
        path.write_bytes(data[:-length] + bytes(length))
        assert load(path) is None, f"{length} zeros"


def test_a_count_beyond_the_file_asks_for_no_memory(path: Path) -> None:
    """A header that promises billions of vectors is refused by the file's size, before memory is taken."""
    data = path.read_bytes()
    for count, dimension in [(2**62, DIMENSION), (2**31, DIMENSION), (COUNT, 2**31), (0, 0), (COUNT, 0)]:
        header = flatfile.HEADER.pack(flatfile.MAGIC, dimension, count, GENERATION, bytes(32))
        path.write_bytes(header + data[len(header) :])
        assert flatfile.load(path, GENERATION, owner="me") is None


def test_what_is_no_file_is_none(path: Path, tmp_path: Path) -> None:
    """Missing, empty, a folder, a link to nowhere or to itself, a pipe, a device: None, and at once."""
    places = [tmp_path / name for name in ("missing", "empty", "folder", "dangling", "pipe", "loop")]
    places[1].touch()
    places[2].mkdir()
    if sys.platform != "win32":
        places[3].symlink_to(tmp_path / "nowhere")
        os.mkfifo(places[4])
        places[5].symlink_to(places[5])
        places.append(Path("/dev/zero"))
    for place in [*places, path / "below"]:
        assert load(place) is None, place


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no permissions of this kind")
def test_a_file_without_permission_is_none(path: Path) -> None:
    """A file that the person may not read is as good as none, and good again once they may."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        copy = Path(folder) / "space.vectors"
        shutil.copy(path, copy)
        for mode, readable in ((0o000, False), (0o444, True)):
            copy.chmod(mode)
            with ordinary_user():
                assert (load(copy) is not None) == readable


def test_a_swapped_file_of_another_space_is_none(path: Path) -> None:
    """A good file under the wrong name, of another library with the same generation, is refused."""
    foreign = path.with_name("foreign.vectors")
    flatfile.save(
        foreign, GENERATION, np.arange(3, dtype=np.int64), np.ones((3, DIMENSION), np.float16), owner="you"
    )
    shutil.copy(foreign, path)
    assert load(path) is None


WRITER = """
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
import numpy as np
from bowerbird_engine.vectors import flatfile
path = Path(sys.argv[1])
generation = 0
vectors = np.full((20_000, 64), 0.125, np.float16)
print("ready", flush=True)
while True:
    generation += 1
    flatfile.save(path, generation, np.arange(len(vectors), dtype=np.int64) + generation, vectors, owner="me")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    """Killed eight times while it replaces the file over and over, a writer always leaves one that is whole."""
    path = tmp_path / "space.vectors"
    numbers = np.random.default_rng(3)
    for _ in range(8):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        try:
            writer.wait(timeout=float(numbers.uniform(0.05, 0.25)))
        except subprocess.TimeoutExpired:
            writer.send_signal(signal.SIGKILL)
        writer.communicate()
        if not path.exists():
            continue
        generation = flatfile.HEADER.unpack(path.read_bytes()[: flatfile.HEADER.size])[3]
        loaded = flatfile.load(path, generation, owner="me")
        assert loaded is not None
        assert loaded.keys[0] == generation
    assert path.exists()


def test_a_rebuild_answers_like_the_file(path: Path) -> None:
    """An index from the file and one put together from the vectors themselves give the same answer to the bit."""
    loaded = load(path)
    assert loaded is not None
    from_file = ExactIndex.adopt(loaded.keys, loaded.vectors)
    rebuilt = ExactIndex(DIMENSION)
    order = np.random.default_rng(4).permutation(COUNT)
    rebuilt.put(loaded.keys[order], loaded.vectors[order].astype(np.float32))
    query = loaded.vectors[11].astype(np.float32)
    assert np.array_equal(from_file.search(query, 20).keys, rebuilt.search(query, 20).keys)
    assert np.array_equal(from_file.search(query, 20).similarities, rebuilt.search(query, 20).similarities)
