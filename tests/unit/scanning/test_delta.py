"""Named cases of the comparison, as a person would meet them."""

from __future__ import annotations

from bowerbird_engine.assets import AssetId, FileStatus, StoredFile, WalkedFile
from bowerbird_engine.scanning.delta import compare


def stored(number: int, path: bytes, inode: int, *, mtime: int = 5, missing: bool = False) -> StoredFile:
    """Make a stored file of 10 bytes."""
    return StoredFile(number, AssetId(f"id{number}"), path, 10, mtime, inode, FileStatus.INDEXED, missing)


def met(path: bytes, inode: int, *, mtime: int = 5) -> WalkedFile:
    """Make a walked file of 10 bytes."""
    return WalkedFile(path, 10, mtime, inode)


def test_renumbering_moves_each_file() -> None:
    """Files that take each other's names are moves, so that each picture keeps its id."""
    known = [stored(1, b"1.jpg", 11), stored(2, b"2.jpg", 12), stored(3, b"3.jpg", 13)]
    delta = compare(known, [met(b"2.jpg", 11), met(b"3.jpg", 12), met(b"4.jpg", 13)])
    # The times are all equal, so that only the inode tells them apart.
    assert {(f.id, w.path) for f, w in delta.moved} == {(1, b"2.jpg"), (2, b"3.jpg"), (3, b"4.jpg")}
    assert not (delta.added)
    assert not (delta.changed)
    assert not (delta.missing)


def test_edit_in_place_keeps_the_row() -> None:
    """A new time, or a new inode with a new time as editors leave it, is a change of the same file."""
    delta = compare([stored(1, b"a.jpg", 11)], [met(b"a.jpg", 99, mtime=6)])
    assert [(f.id, w.inode) for f, w in delta.changed] == [(1, 99)]
    assert not delta.added
    assert not delta.missing


def test_new_inodes_of_a_replugged_disk_change_nothing() -> None:
    """File systems that give new inodes at each mount do not make a library be read again."""
    known = [stored(1, b"a.jpg", 11), stored(2, b"b.jpg", 12)]
    assert not compare(known, [met(b"a.jpg", 71), met(b"b.jpg", 72)])


def test_hard_link_is_a_new_file() -> None:
    """A second name of a file that is still at its place is added, not moved."""
    delta = compare([stored(1, b"a.jpg", 11)], [met(b"a.jpg", 11), met(b"b.jpg", 11)])
    assert [w.path for w in delta.added] == [b"b.jpg"]
    assert not delta.moved


def test_missing_file_comes_back_and_moves() -> None:
    """A missing file met again as it was has returned; met elsewhere it has moved."""
    gone = [stored(1, b"a.jpg", 11, missing=True), stored(2, b"b.jpg", 12, missing=True)]
    delta = compare(gone, [met(b"a.jpg", 11), met(b"c.jpg", 12)])
    assert [f.id for f in delta.returned] == [1]
    assert [(f.id, w.path) for f, w in delta.moved] == [(2, b"c.jpg")]


def test_files_without_inodes_never_move_by_them() -> None:
    """Inode 0 says nothing: a vanished and a new file are not taken for one."""
    delta = compare([stored(1, b"a.jpg", 0)], [met(b"b.jpg", 0)])
    assert not delta.moved
    assert [f.id for f in delta.missing] == [1]
