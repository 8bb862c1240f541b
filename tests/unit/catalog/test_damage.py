"""What is said about a catalogue that cannot be used any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.damage import copy_before_update, damaged
from bowerbird_engine.errors import CatalogueDamagedError


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
