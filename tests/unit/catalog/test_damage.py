"""What is said about a catalogue that cannot be used any more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.damage import copy_before_update, damaged, has_log
from bowerbird_engine.errors import CatalogueDamagedError, CatalogueError


def test_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    """Nothing but the sentence itself is needed to go on, for the command that it could name does not start either."""
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(b"no database at all " * 1000)
    with pytest.raises(CatalogueDamagedError) as caught:
        Catalogue.open(path)
    said = str(caught.value)
    for part in (
        str(path),
        "pictures are safe",
        "copy",
        "move it away",
        "catalogue.sqlite-wal",
        "bowerbird index",
    ):
        assert part in said
    assert "doctor" not in said
    assert "before an update" not in said


def test_the_latest_copy_is_named(tmp_path: Path) -> None:
    """A copy that an update made is named, the latest of several; another library's is not."""
    path = tmp_path / "[my] catalogue.sqlite"
    for schema in (2, 10, 9):
        copy_before_update(path, schema).touch()
    (tmp_path / "other.schema-99.sqlite").touch()
    assert "lies beside it: [my] catalogue.schema-10.sqlite." in str(damaged(path, "torn"))


def test_an_emptied_catalogue_is_not_a_new_one(tmp_path: Path) -> None:
    """An empty file becomes a catalogue, unless a log or a copy beside it tells that it was one."""
    path = tmp_path / "catalogue.sqlite"
    for beside in (path.with_name("catalogue.sqlite-wal"), copy_before_update(path, 1)):
        path.write_bytes(b"")
        beside.write_bytes(b"what was committed last")
        for read_only in (False, True):
            with pytest.raises(CatalogueDamagedError, match="remains of a library"):
                Catalogue.open(path, read_only=read_only)
        assert beside.read_bytes() == b"what was committed last"
        beside.unlink()
    path.with_name("catalogue.sqlite-wal").write_bytes(b"")
    Catalogue.open(path).close()
    assert path.stat().st_size > 0


@pytest.mark.parametrize("read_only", [False, True])
def test_a_catalogue_that_went_without_its_log_is_not_a_new_one(tmp_path: Path, read_only: bool) -> None:
    """A new one would delete the log, in which the last hours may lie; a copy from before an update alone hinders nobody."""
    path = tmp_path / "catalogue.sqlite"
    log = path.with_name("catalogue.sqlite-wal")
    log.write_bytes(b"what was committed last")
    with pytest.raises(CatalogueDamagedError, match="its log lies beside it"):
        Catalogue.open(path, read_only=read_only)
    assert log.read_bytes() == b"what was committed last"
    assert not path.exists()
    log.unlink()
    copy_before_update(path, 1).touch()
    Catalogue.open(path).close()
    assert path.stat().st_size > 0


@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_file_is_no_catalogue(tmp_path: Path, read_only: bool) -> None:
    """A folder, a device, a pipe: to open a pipe would wait for ever."""
    path = tmp_path / "catalogue.sqlite"
    for make in (os.mkfifo, os.mkdir):
        make(path)
        with pytest.raises(CatalogueError, match="is no file"):
            Catalogue.open(path, read_only=read_only)
        with pytest.raises(CatalogueError, match="is no file"):
            Catalogue.is_current(path)
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.mark.parametrize("begun", [False, True])
def test_a_library_that_is_made_at_this_moment_has_lost_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bool
) -> None:
    """Between two looks of one program another one may make the file, and its log."""
    path, look, made = tmp_path / "catalogue.sqlite", Path.stat, list[Catalogue]()
    if begun:
        path.touch()

    def look_and_wait(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        try:
            return look(self, follow_symlinks=follow_symlinks)
        finally:
            if self.parent == tmp_path and not made:
                monkeypatch.undo()
                made.append(Catalogue.open(path))

    monkeypatch.setattr(Path, "stat", look_and_wait)
    Catalogue.open(path).close()
    assert has_log(path)
    made[0].close()


def test_the_log_of_a_catalogue_behind_a_link_lies_beside_the_file(tmp_path: Path) -> None:
    """There SQLite puts it, and there it would be deleted."""
    path, disk = tmp_path / "catalogue.sqlite", tmp_path / "disk"
    disk.mkdir()
    path.symlink_to(disk / "mine.sqlite")
    Catalogue.open(path).close()
    (disk / "mine.sqlite").unlink()
    log = disk / "mine.sqlite-wal"
    log.write_bytes(b"what was committed last")
    with pytest.raises(CatalogueDamagedError, match="its log lies beside it"):
        Catalogue.open(path)
    assert log.read_bytes() == b"what was committed last"
