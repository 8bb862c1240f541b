"""Files are opened without being led elsewhere, and without waiting for what never comes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bowerbird_engine.imaging.decode import decode
from bowerbird_engine.imaging.source import opened
from bowerbird_engine.imaging.work import RefusalError, Work
from fakes import pictures
from fakes.ordinary_user import ordinary_user
from unit.imaging.decoding import LIMITS

DATA = pictures.encoded(pictures.two_halves(), "PNG")

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def reason(path: Path) -> str:
    """Decode a file that is to be refused; give the reason."""
    with pytest.raises(RefusalError) as refusal:
        decode(Work(os.fsencode(path), None), LIMITS)
    return refusal.value.reason_code


def test_an_ordinary_file_is_read(tmp_path: Path) -> None:
    """The same file that is refused below in disguise is read when it lies there openly."""
    path = tmp_path / "a.png"
    path.write_bytes(DATA)
    assert decode(Work(os.fsencode(path), None), LIMITS).size == (64, 48)


@pytest.mark.parametrize("kind", ["TIFF", "JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF"])
def test_the_hash_is_that_of_the_whole_file(tmp_path: Path, kind: str) -> None:
    """The hash covers every byte of a file larger than any buffer, whatever its decoder does with the stream."""
    options = {"compression": "tiff_lzw"} if kind == "TIFF" else {}
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (300, 300, 3), np.uint8))
    path = tmp_path / "noise"
    path.write_bytes(pictures.encoded(noise, kind, **options))
    picture = decode(Work(os.fsencode(path), None), LIMITS)
    assert picture.digest == hashlib.sha256(path.read_bytes()).digest()
    assert picture.byte_size == path.stat().st_size > 16_384


def test_names_are_bytes(tmp_path: Path) -> None:
    """A name with a newline, one of 255 bytes, and one that is no UTF-8 are read like any other."""
    names = [b"two\nlines.png", b"n" * 251 + b".png"]
    if sys.platform == "linux":
        names.append(b"\xff\xfe.png")
    for name in names:
        path = os.fsencode(tmp_path) + b"/" + name
        with open(path, "wb") as stream:  # noqa: PTH123  pathlib knows no bytes
            stream.write(DATA)
        assert decode(Work(path, None), LIMITS).size == (64, 48)


def test_a_picture_under_a_wrong_name_is_read_as_what_it_is(tmp_path: Path) -> None:
    """The bytes count, not the suffix."""
    path = tmp_path / "a.jpg"
    path.write_bytes(DATA)
    assert decode(Work(os.fsencode(path), None), LIMITS).media_type == "image/png"


def test_files_that_are_none(tmp_path: Path) -> None:
    """A missing file, one below a file, an empty one and a folder each have their reason."""
    (tmp_path / "empty.png").touch()
    (tmp_path / "folder.png").mkdir()
    assert reason(tmp_path / "missing.png") == "vanished"
    assert reason(tmp_path / "empty.png" / "below.png") == "vanished"
    assert reason(tmp_path / "empty.png") == "empty_file"
    assert reason(tmp_path / "folder.png") in {"not_a_file", "no_permission"}
    assert reason(Path("a\0b")) == "cannot_read"


@posix
def test_special_files_never_block(tmp_path: Path) -> None:
    """A FIFO, a socket and a device are refused at once; a file of /proc counts as empty."""
    os.mkfifo(tmp_path / "fifo.jpg")
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as listener:
        folder = tempfile.mkdtemp()
        listener.bind(f"{folder}/s.jpg")
        begun = time.monotonic()
        assert reason(tmp_path / "fifo.jpg") == "not_a_file"
        assert reason(Path(folder) / "s.jpg") in {"cannot_read", "not_a_file"}
        assert reason(Path(os.devnull)) == "not_a_file"
        if sys.platform == "linux":
            assert reason(Path("/proc/self/status")) == "empty_file"
        assert time.monotonic() - begun < 2
        Path(folder, "s.jpg").unlink()
        Path(folder).rmdir()


def test_a_huge_sparse_file_is_refused_unread(tmp_path: Path) -> None:
    """A terabyte of nothing is refused by its size."""
    path = tmp_path / "huge.tif"
    with path.open("wb") as stream:
        stream.write(b"II*\0")
        stream.truncate(1 << 40)
    begun = time.monotonic()
    assert reason(path) == "file_too_large"
    assert time.monotonic() - begun < 1


@posix
def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    """A link to a good picture is refused, and so is one to itself."""
    (tmp_path / "a.png").write_bytes(DATA)
    (tmp_path / "link.png").symlink_to("a.png")
    (tmp_path / "loop.png").symlink_to("loop.png")
    assert reason(tmp_path / "link.png") == "symbolic_link"
    assert reason(tmp_path / "loop.png") == "symbolic_link"


@posix
def test_a_link_swapped_in_is_never_read(tmp_path: Path) -> None:
    """While another process swaps file and link, what is read is the file or nothing."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(pictures.encoded(pictures.two_halves((32, 32)), "PNG"))
    (tmp_path / "true.png").write_bytes(DATA)
    place = tmp_path / "place.png"
    stop = threading.Event()

    def swap() -> None:
        following = tmp_path / "next"
        while not stop.is_set():
            following.hardlink_to(tmp_path / "true.png")
            following.replace(place)
            following.symlink_to(secret)
            following.replace(place)

    swapper = threading.Thread(target=swap)
    swapper.start()
    met: Counter[str] = Counter()
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and min(met["64 x 48"], met["symbolic_link"]) < 200:
            try:
                size = decode(Work(os.fsencode(place), None), LIMITS).size
            except RefusalError as refusal:
                met[refusal.reason_code] += 1
            else:
                met[f"{size[0]} x {size[1]}"] += 1
    finally:
        stop.set()
        swapper.join()
    assert {"64 x 48", "symbolic_link"} <= met.keys() <= {"64 x 48", "symbolic_link", "vanished"}, met


def test_a_file_that_grows_while_it_is_read(tmp_path: Path) -> None:
    """A file that is still being written is called that, not damaged; the next look, when it rests, succeeds."""
    path = tmp_path / "copying.png"
    path.write_bytes(DATA[:100])
    assert reading(path, DATA, fails=True) == "changed_while_read"
    assert reading(path, DATA + b"more", fails=False) == "changed_while_read"
    assert reading(path, None, fails=True) == "image file is truncated"
    assert reading(path, None, fails=False) == ""
    path.write_bytes(DATA)
    assert decode(Work(os.fsencode(path), None), LIMITS).size == (64, 48)


def give_up() -> None:
    """Fail as Pillow does on half a file."""
    raise OSError("image file is truncated")


def reading(path: Path, written_meanwhile: bytes | None, *, fails: bool) -> str:
    """Read a file that is written meanwhile, with a decoder that fails or not; give what is said about it."""
    try:
        with opened(os.fsencode(path), 1 << 20):
            if written_meanwhile is not None:
                path.write_bytes(written_meanwhile)
            if fails:
                give_up()
    except RefusalError as refusal:
        return refusal.reason_code
    except OSError as error:
        return str(error)
    return ""


@posix
def test_a_file_that_may_not_be_read() -> None:
    """A file without the right to read it says so; with the right it is read by the same user."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = folder / "private.png"
        path.write_bytes(DATA)
        path.chmod(0o000)
        with ordinary_user():
            assert reason(path) == "no_permission"
        path.chmod(0o444)
        with ordinary_user():
            assert decode(Work(os.fsencode(path), None), LIMITS).size == (64, 48)
