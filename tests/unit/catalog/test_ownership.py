"""Who owns a library."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bowerbird_engine.catalog import ownership as ownership_module
from bowerbird_engine.catalog.ownership import LOCK_NAME, NOTE_NAME, own_library
from bowerbird_engine.errors import LibraryBusyError


def _try(state_dir: Path) -> None:
    with own_library(state_dir, "a test"):
        pass


def test_a_second_owner_is_refused_by_name_within_two_seconds(tmp_path: Path) -> None:
    """The error names the process, what it does and since when."""
    with own_library(tmp_path, "indexing"):
        start = time.monotonic()
        with pytest.raises(LibraryBusyError, match=rf"process {os.getpid()} on .* \(indexing, since 20"):
            _try(tmp_path)
        assert time.monotonic() - start < 2.0

    _try(tmp_path)


def test_the_library_is_given_back_after_an_error(tmp_path: Path) -> None:
    """However the block ends, the next owner may come, and nothing says that it crashed."""

    def fail() -> None:
        with own_library(tmp_path, "indexing"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with own_library(tmp_path, "again") as ownership:
        assert not ownership.after_crash
    assert not (tmp_path / NOTE_NAME).exists()


def test_two_libraries_have_two_owners(tmp_path: Path) -> None:
    """Owning one library says nothing about another."""
    with own_library(tmp_path / "one", "indexing"), own_library(tmp_path / "two", "indexing"):
        assert (tmp_path / "one" / LOCK_NAME).exists()


@pytest.mark.parametrize("note", [b"", b"{", b"[1]", b"{}", b"\xff\xfe", b'{"pid": 1}'])
def test_an_unreadable_note_still_says_that_the_library_is_busy(
    tmp_path: Path, note: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock decides; the note only informs."""
    monkeypatch.setattr(ownership_module, "_WAIT_S", 0.01)
    with own_library(tmp_path, "indexing"):
        (tmp_path / NOTE_NAME).write_bytes(note)
        with pytest.raises(LibraryBusyError, match="another process"):
            _try(tmp_path)


def test_a_stale_note_does_not_keep_the_library_closed(tmp_path: Path) -> None:
    """A note without a lock is what a crash leaves behind: the next owner learns of it and goes on."""
    (tmp_path / NOTE_NAME).write_text('{"pid": 1, "host": "h", "purpose": "p", "since": "s"}')

    with own_library(tmp_path, "indexing") as ownership:
        assert ownership.after_crash
