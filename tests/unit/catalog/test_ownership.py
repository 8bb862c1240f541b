"""Who owns a library."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bowerbird_engine.catalog import ownership as ownership_module
from bowerbird_engine.catalog.ownership import LOCK_NAME, NOTE_NAME, own_library
from bowerbird_engine.errors import CatalogueError, LibraryBusyError


def _try(state_dir: Path) -> None:
    with own_library(state_dir, "a test"):
        pass


def test_a_second_owner_is_refused_by_name_within_two_seconds(tmp_path: Path) -> None:
    """The error names the process, what it does and since when."""
    with own_library(tmp_path, "indexing"):
        start = time.monotonic()
        with pytest.raises(
            LibraryBusyError, match=rf"process {os.getpid()} on this computer \(indexing, since \d\d:\d\d\)"
        ):
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


def _described(state_dir: Path, monkeypatch: pytest.MonkeyPatch, **note: object) -> str:
    """Tell how a second owner is refused when a note says this."""
    monkeypatch.setattr(ownership_module, "_WAIT_S", 0.01)
    about = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "purpose": "the hub",
        "since": "2026-01-02T03:04:05+00:00",
    }
    with own_library(state_dir, "indexing"):
        (state_dir / NOTE_NAME).write_text(json.dumps(about | note), encoding="utf-8")
        with pytest.raises(LibraryBusyError) as refused:
            _try(state_dir)
    return str(refused.value)


def test_the_owner_is_named_as_people_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hour is enough for today; an owner on another computer, on a shared disk, has that one's name."""
    now = datetime.now(UTC).astimezone()
    today = _described(tmp_path, monkeypatch, since=now.isoformat())
    assert f"process {os.getpid()} on this computer (the hub, since {now:%H:%M})" in today
    assert "since 2026-01-0" in _described(tmp_path, monkeypatch)
    assert "process 4711 on studio (" in _described(tmp_path, monkeypatch, host="studio", pid=4711)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no harmless way to ask there")
def test_the_note_of_a_process_that_was_killed_names_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner after it holds the lock and has not written its own note yet."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    assert "in use by another process." in _described(tmp_path, monkeypatch, pid=ended.pid)
    assert f"process {os.getpid()} " in _described(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (NotImplementedError("FileSystem does not appear to support flock"), "keeps no locks"),
        (OSError(errno.ENOLCK, os.strerror(errno.ENOLCK)), "keeps no locks"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), "May this user write there"),
    ],
)
def test_a_folder_that_cannot_be_locked_is_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
) -> None:
    """Some shares keep no locks; what to do is said in plain words."""

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(CatalogueError, match=says):
        _try(tmp_path)
