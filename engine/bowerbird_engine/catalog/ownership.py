"""The lock that makes one process the owner of a library, and the note that says which."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import sys
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import filelock

from bowerbird_engine.errors import CatalogueError, LibraryBusyError

LOCK_NAME = "owner.lock"
NOTE_NAME = "owner.json"

_NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP})

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
        raise CatalogueError(_why_not_locked(state_dir, error)) from error
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
        pid, host = int(about["pid"]), str(about["host"])
        since = datetime.fromisoformat(about["since"])
        purpose = str(about["purpose"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return "another process"
    here = host == socket.gethostname()
    if here and _has_ended(pid):  # it was killed, and the owner after it has not written its own note yet
        return "another process"
    return f"process {pid} on {'this computer' if here else host} ({purpose}, since {_as_people_say(since)})"


def _as_people_say(since: datetime) -> str:
    local = since.astimezone()
    today = local.date() == datetime.now(UTC).astimezone().date()
    return f"{local:%H:%M}" if today else f"{local:%Y-%m-%d %H:%M}"


def _has_ended(pid: int) -> bool:
    if sys.platform != "win32":  # where asking in this way would end it
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):
            return False
    return False


def _why_not_locked(state_dir: Path, error: Exception) -> str:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    if isinstance(error, NotImplementedError) or getattr(error, "errno", None) in _NO_LOCKS:
        return (
            f"The library {state_dir} lies on a disk or share that keeps no locks ({reason.rstrip('.')}), so that two"
            " programs could write to it at once. Let it lie on a disk of this computer: BOWERBIRD_HOME names its folder."
        )
    return f"The library {state_dir} cannot be locked: {reason.rstrip('.')}. May this user write there?"
