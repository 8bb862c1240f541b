"""Saving what the hub sends in a file of the owner alone, which appears when it is complete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from .errors import StorageError


def save(
    target: Path | str,
    fetch: Callable[[Callable[[bytes], object]], object],
    progress: Callable[[int], object] | None = None,
) -> Path:
    """Have `fetch` give pieces to what it is called with, and put them into `target`.

    `progress` is told the number of bytes so far. Raises StorageError when the file cannot be written, and whatever
    `fetch` and `progress` raise; nothing is left behind then.
    """
    target = Path(target)
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise _not_written(target, error) from error
    unfinished = Path(name)
    done = 0
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123  a descriptor, not a path

            def keep(piece: bytes) -> None:
                nonlocal done
                try:
                    file.write(piece)
                except OSError as error:
                    # Told apart here from an error of the connection, which is an OSError too.
                    raise _not_written(target, error) from error
                done += len(piece)
                if progress is not None:
                    progress(done)

            fetch(keep)
        os.replace(unfinished, target)  # noqa: PTH105  replaces on Windows too
    except OSError as error:
        raise _not_written(target, error) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _not_written(target: Path, error: OSError) -> StorageError:
    return StorageError(f"{target} cannot be written: {error.strerror or error}.")
