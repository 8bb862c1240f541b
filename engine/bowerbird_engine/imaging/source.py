"""Open a picture file without being led elsewhere, and notice when it changes while it is read."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Generator
from io import BufferedReader

from bowerbird_engine.imaging.limits import OPEN_FLAGS
from bowerbird_engine.imaging.work import RefusalError

_REASONS = {
    errno.ENOENT: ("vanished", "The file is no longer there."),
    errno.ENOTDIR: ("vanished", "The file is no longer there."),
    errno.EACCES: ("no_permission", "The file may not be read; allow reading it and index again."),
    errno.EPERM: ("no_permission", "The file may not be read; allow reading it and index again."),
    errno.ELOOP: ("symbolic_link", "The file is a symbolic link, which is not followed."),
}


@contextlib.contextmanager
def opened(path: bytes, max_bytes: int) -> Generator[tuple[BufferedReader, int]]:
    """Open a regular file for reading; give the stream and its size in bytes.

    The last part of the path is never followed as a link, and a FIFO or a device never blocks. Raises RefusalError;
    when the file was altered between opening and leaving the block, that is the reason given, whatever happened
    inside: half of a picture is no damaged picture.
    """
    try:
        descriptor = os.open(path, OPEN_FLAGS)
    except (OSError, ValueError) as error:
        raise _refusal(error) from error
    before = os.fstat(descriptor)
    if (refusal := _unfit(before, max_bytes)) is not None:
        os.close(descriptor)
        raise refusal
    with os.fdopen(descriptor, "rb") as stream:
        try:
            yield stream, before.st_size
        except Exception as error:
            if _changed(before, os.fstat(descriptor)):
                raise _changed_while_read() from error
            if isinstance(error, OSError) and error.errno is not None:
                raise _refusal(error) from error
            raise
        if _changed(before, os.fstat(descriptor)):
            raise _changed_while_read()


def _unfit(facts: os.stat_result, max_bytes: int) -> RefusalError | None:
    if not stat.S_ISREG(facts.st_mode):
        return RefusalError("unreadable", "not_a_file", "It is no ordinary file.")
    if facts.st_size > max_bytes:
        return RefusalError("too_large", "file_too_large", f"The file is larger than {max_bytes >> 20} MB.")
    if facts.st_size == 0:
        return RefusalError("unreadable", "empty_file", "The file is empty.")
    return None


def _changed(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)


def _refusal(error: OSError | ValueError) -> RefusalError:
    number = error.errno if isinstance(error, OSError) else None
    if number in _REASONS:
        code, message = _REASONS[number]
        return RefusalError("unreadable", code, message)
    detail = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return RefusalError("unreadable", "cannot_read", f"The file cannot be read ({detail}).")


def _changed_while_read() -> RefusalError:
    return RefusalError(
        "unreadable",
        "changed_while_read",
        "The file was changing while it was read; the next run reads it again.",
    )
