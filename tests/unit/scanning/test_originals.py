"""A file is opened as the one that was indexed, or not at all (checks 37, 42 and 43)."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_engine.assets import AssetId, ContentHash, FileStatus, StoredFile
from bowerbird_engine.errors import AssetChangedError, AssetGoneError, PictureError
from bowerbird_engine.scanning.originals import open_as_indexed
from fakes.ordinary_user import ordinary_user

PICTURE = b"the bytes of a picture"
CONTENT = ContentHash(hashlib.sha256(PICTURE).digest())
PLACE = Path("shoes") / "red" / "one.jpg"

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing, or not for everybody")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a root with one picture, two folders down, and something foreign beside it."""
    place = tmp_path / "root" / PLACE
    place.parent.mkdir(parents=True)
    place.write_bytes(PICTURE)
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "one.jpg").write_bytes(PICTURE[::-1])
    return tmp_path / "root"


def indexed(root: Path, place: Path = PLACE) -> StoredFile:
    """Describe a file as the scan does."""
    facts = (root / place).lstat()
    return StoredFile(
        1,
        AssetId("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        os.fsencode(place).replace(os.fsencode(os.sep), b"/"),
        facts.st_size,
        facts.st_mtime_ns,
        facts.st_ino,
        FileStatus.INDEXED,
        missing=False,
    )


def test_an_unchanged_file_is_opened_at_its_start(root: Path) -> None:
    """The stream gives the bytes that were indexed, and closes."""
    with open_as_indexed(root, indexed(root), CONTENT) as stream:
        assert stream.read() == PICTURE


@pytest.mark.parametrize("name", ["one.jpg", "ä ö.jpg", "new\nline.jpg", " .jpg", "…" * 80 + ".jpg"])
def test_any_name_is_opened(root: Path, name: str) -> None:
    """Names are the file system's own bytes, with whatever is in them (check 44)."""
    if sys.platform == "win32" and "\n" in name:
        pytest.skip("no such name on Windows")
    (root / PLACE).rename(root / name)
    with open_as_indexed(root, indexed(root, Path(name)), CONTENT) as stream:
        assert stream.read() == PICTURE


@posix
def test_a_name_that_is_no_text_is_opened(root: Path) -> None:
    """Bytes that are no UTF-8 reach the file that has them as its name (check 44)."""
    place = os.fsencode(root) + b"/\xff\xfe.jpg"
    try:
        (root / PLACE).rename(os.fsdecode(place))
    except OSError:
        pytest.skip("this file system takes only text")
    with open_as_indexed(root, indexed(root, Path(os.fsdecode(b"\xff\xfe.jpg"))), CONTENT) as stream:
        assert stream.read() == PICTURE


def swap(place: Path, make: Callable[[Path], object]) -> None:
    """Put something else into a file's place."""
    place.unlink()
    make(place)


def _rewritten_in_place(root: Path) -> None:
    (root / PLACE).write_bytes(PICTURE[:-1] + b"!")


def _cut_short(root: Path) -> None:
    os.truncate(root / PLACE, 4)


def _grown(root: Path) -> None:
    with (root / PLACE).open("ab") as file:
        file.write(b"more")


def _another_file(root: Path) -> None:
    facts = (root / PLACE).stat()
    other = root / "other"  # made before the first goes: its inode could be given to it
    other.write_bytes(PICTURE[::-1])
    os.utime(other, ns=(facts.st_mtime_ns, facts.st_mtime_ns))
    other.replace(root / PLACE)


def _a_link(root: Path) -> None:
    swap(root / PLACE, lambda place: place.symlink_to(root.parent / "foreign" / "one.jpg"))


def _a_link_to_itself_elsewhere(root: Path) -> None:
    (root / PLACE).rename(root.parent / "same.jpg")
    (root / PLACE).symlink_to(root.parent / "same.jpg")


def _a_link_in_a_circle(root: Path) -> None:
    swap(root / PLACE, lambda place: place.symlink_to(place))


def _a_dangling_link(root: Path) -> None:
    swap(root / PLACE, lambda place: place.symlink_to(root / "nothing"))


def _a_linked_folder(root: Path) -> None:
    (root / "shoes" / "red").rename(root.parent / "red")
    (root / "shoes" / "red").symlink_to(root.parent / "red")


def _a_linked_folder_above(root: Path) -> None:
    (root / "shoes").rename(root.parent / "shoes")
    (root / "shoes").symlink_to(root.parent / "shoes")


def _a_linked_root(root: Path) -> None:
    root.rename(root.parent / "moved")
    root.symlink_to(root.parent / "moved")


def _a_folder(root: Path) -> None:
    swap(root / PLACE, Path.mkdir)


def _a_pipe(root: Path) -> None:
    swap(root / PLACE, os.mkfifo)


def _a_socket(root: Path) -> None:
    def make(place: Path) -> None:
        here = Path.cwd()
        os.chdir(place.parent)
        try:
            with socket.socket(socket.AF_UNIX) as listening:
                listening.bind(place.name)
        finally:
            os.chdir(here)

    swap(root / PLACE, make)


def _a_file_for_a_folder(root: Path) -> None:
    (root / PLACE).unlink()
    (root / "shoes" / "red").rmdir()
    (root / "shoes" / "red").write_bytes(PICTURE)


@pytest.mark.parametrize("change", [_rewritten_in_place, _cut_short, _grown, _another_file])
def test_another_file_in_its_place_is_refused(root: Path, change: Callable[[Path], None]) -> None:
    """Another size or time is enough, and so is another file of the same size and time whose bytes differ (check 43)."""
    file = indexed(root)
    change(root)
    with pytest.raises(AssetChangedError):
        open_as_indexed(root, file, CONTENT)


@posix
@pytest.mark.parametrize(
    "change",
    [
        _a_link,
        _a_link_to_itself_elsewhere,
        _a_link_in_a_circle,
        _a_dangling_link,
        _a_linked_folder,
        _a_linked_folder_above,
        _a_linked_root,
        _a_folder,
        _a_pipe,
        _a_socket,
        _a_file_for_a_folder,
    ],
)
def test_what_leads_elsewhere_or_would_wait_is_refused(root: Path, change: Callable[[Path], None]) -> None:
    """No link is followed at any step, also not to the very file; a FIFO does not block, a socket is no file (check 37, 42)."""
    file = indexed(root)
    assert (root / PLACE).read_bytes() == PICTURE
    change(root)
    with pytest.raises(AssetChangedError, match="has changed since it was indexed"):
        open_as_indexed(root, file, CONTENT)


@posix
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/proc/self/environ"])
def test_a_device_or_a_file_of_the_kernel_is_refused(device: str) -> None:
    """Even where such a thing lies in a root and has the facts that were noted (check 42)."""
    place = Path(device)
    if not place.exists():
        pytest.skip("not on this system")
    facts = place.stat()
    file = StoredFile(
        1, AssetId("x"), os.fsencode(place.name), 0, facts.st_mtime_ns, 0, FileStatus.INDEXED, missing=False
    )
    if device.startswith("/proc"):
        file = replace(file, mtime_ns=1)
    with pytest.raises(AssetChangedError):
        open_as_indexed(place.parent.resolve(), file, CONTENT)


def test_a_file_that_is_gone_is_called_so(root: Path) -> None:
    """Gone is not changed: the caller answers otherwise (check 43)."""
    file = indexed(root)
    (root / PLACE).unlink()
    with pytest.raises(AssetGoneError, match=r"no longer there; run `bowerbird index`"):
        open_as_indexed(root, file, CONTENT)
    (root / PLACE).parent.rmdir()
    with pytest.raises(AssetGoneError):
        open_as_indexed(root, file, CONTENT)


@posix
def test_a_file_that_may_not_be_read_says_so() -> None:
    """It is there, and it is the same: its permissions are what to look at."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "a.jpg").write_bytes(PICTURE)
        file = indexed(folder, Path("a.jpg"))
        (folder / "a.jpg").chmod(0)
        with ordinary_user(), pytest.raises(PictureError, match="may not be read; change its permissions"):
            open_as_indexed(folder, file, CONTENT)
        (folder / "a.jpg").chmod(0o444)
        with ordinary_user(), open_as_indexed(folder, file, CONTENT) as stream:
            assert stream.read() == PICTURE


@posix
def test_where_inodes_do_not_last_the_bytes_decide(root: Path) -> None:
    """FAT and network file systems number files anew at each mount; the same bytes are the same picture there."""
    facts = (root / PLACE).stat()
    file = replace(indexed(root), inode=facts.st_ino + 1)
    with open_as_indexed(root, file, CONTENT) as stream:
        assert stream.tell() == 0
        assert stream.read() == PICTURE
    with pytest.raises(AssetChangedError):
        open_as_indexed(root, file, ContentHash(bytes(32)))


@posix
@pytest.mark.parametrize(
    "path",
    [
        b"../foreign/one.jpg",
        b"shoes/../../foreign/one.jpg",
        b"/etc/passwd",
        b"./one.jpg",
        b"",
        b".",
        b"shoes//one.jpg",
        b"a\0b",
    ],
)
def test_a_path_that_no_scan_gives_leads_nowhere(root: Path, path: bytes) -> None:
    """Should the catalogue ever hold such a path, nothing outside the root is opened through it (check 39)."""
    facts = (root.parent / "foreign" / "one.jpg").stat()
    file = replace(indexed(root), path=path, mtime_ns=facts.st_mtime_ns, inode=facts.st_ino)
    with pytest.raises((AssetChangedError, AssetGoneError, PictureError)):
        open_as_indexed(root, file, ContentHash(hashlib.sha256(PICTURE[::-1]).digest()))


def test_nothing_stays_open_after_a_refusal(root: Path) -> None:
    """Thousands of refusals leave no file descriptor behind (check 70)."""
    changed, gone = indexed(root), replace(indexed(root), path=b"shoes/red/two.jpg")
    (root / PLACE).write_bytes(b"another")
    before = _lowest_free()
    for file in (changed, gone) * 200:
        with pytest.raises((AssetChangedError, AssetGoneError)):
            open_as_indexed(root, file, CONTENT)
    assert _lowest_free() == before


def _lowest_free() -> int:
    descriptor = os.open(os.devnull, os.O_RDONLY)
    os.close(descriptor)
    return descriptor
