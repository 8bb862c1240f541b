"""What is said about a catalogue that cannot be used any more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.damage import copy_before_update, damaged
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
