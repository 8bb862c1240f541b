"""The lock that makes one process the owner of a library, and the note that says which."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import filelock

from bowerbird_engine.errors import CatalogueError, LibraryBusyError

LOCK_NAME = "owner.lock"
NOTE_NAME = "owner.json"

_WAIT_S = 0.5
"""Long enough for an owner that is just ending, short enough for a person who waits for an answer."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """What an owner should know: `after_crash` when the owner before it never gave the library back."""

    after_crash: bool


@contextlib.contextmanager
def own_library(state_dir: Path, purpose: str) -> Generator[Ownership]:
    """Own a library for the length of the block. `purpose` is shown to whoever comes second: "indexing".

    Raises LibraryBusyError, naming the owner, when another process (or this one) owns it. The operating system
    frees the lock of a process that dies, however it dies.
    """
    note = state_dir / NOTE_NAME
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = filelock.FileLock(state_dir / LOCK_NAME, timeout=_WAIT_S)
        lock.acquire()
    except filelock.Timeout as error:
        raise LibraryBusyError(
            f"The library {state_dir} is in use by {_describe(note)}. Wait until it is done, or stop it."
        ) from error
    except (OSError, NotImplementedError) as error:
        raise CatalogueError(f"The library {state_dir} cannot be locked: {error}.") from error
    try:
        after_crash = note.exists()
        _write(note, purpose)
        yield Ownership(after_crash)
    finally:
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _write(note: Path, purpose: str) -> None:
    about = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "purpose": purpose,
        "since": datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
    }
    unfinished = note.with_name(f"{note.name}.unfinished")
    # The note only informs: a disk too full for it must not keep the library closed.
    with contextlib.suppress(OSError):
        unfinished.write_text(json.dumps(about), encoding="utf-8")
        unfinished.replace(note)


def _describe(note: Path) -> str:
    try:
        about = json.loads(note.read_text(encoding="utf-8"))
        return f"process {about['pid']} on {about['host']} ({about['purpose']}, since {about['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
