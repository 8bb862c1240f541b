"""Folders and files as a person names them: found as they are meant, or refused in words that help."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from bowerbird_engine.assets import Root
from bowerbird_engine.errors import FolderError, PictureError

_Inode = tuple[int, int]
"""A folder as its disk knows it: the number of the disk and its own."""


def real_folder(folder: Path) -> Path:
    """Resolve a folder that can be read. Raises FolderError with what is wrong."""
    try:
        real = folder.expanduser().resolve(strict=True)
        if not real.is_dir():
            raise FolderError(f"{folder} is not a folder.")
        next(real.iterdir(), None)
    except FileNotFoundError as error:
        raise FolderError(f"There is no folder {folder}; check the spelling, or plug in its disk.") from error
    except PermissionError as error:
        raise FolderError(f"{folder} cannot be read: ask its owner for permission.") from error
    # RuntimeError: no such user, or a loop of links; ValueError: a name that no folder can have.
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, FolderError):
            raise
        raise FolderError(f"{str(folder)!r} is no folder that can be reached ({error}).") from error
    return real


def named_file(path: Path) -> Path:
    """Resolve a file that a person named: a link they made is theirs to follow. Raises PictureError."""
    try:
        return path.expanduser().resolve(strict=True)
    # RuntimeError: no such user, or a loop of links; ValueError: a name that no file can have.
    except (OSError, RuntimeError, ValueError) as error:
        raise PictureError(f"There is no file {str(path)!r} that can be read; check the spelling.") from error


def spellings(folder: Path) -> set[Path]:
    """Give every path that may be meant by what was written."""
    spelled = {folder}
    for way in (Path.absolute, Path.resolve):
        # An unknown user, a loop of links, a working folder that is gone: what was written still counts.
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            spelled.add(way(folder.expanduser()))
    return spelled


def demand_not_moved(named: Path, real: Path, roots: Iterable[Root]) -> None:
    """Raise FolderError where a folder is a link now in whose place the library knows a folder: that one has moved."""
    for root in roots:
        if not root.online and root.path != real and root.path in spellings(named):
            raise FolderError(
                f"{root.path} is in the library already, and a link to {real} now. If its pictures lie there:"
                f" `bowerbird folders move {root.path} {real}`, so that nothing is learned again."
            )


def same_or_overlapping(folder: Path, roots: Iterable[Root]) -> Root | None:
    """Find the root that is this folder, however its path is written. Raises FolderError when one holds it or lies in it."""
    named = _Place(folder)
    for root in roots:
        known = _Place(root.path, on_disk=root.online)
        if known.is_same(named):
            return root
        if named.is_below(known):
            raise FolderError(f"{folder} is part of {root.path}, which is in the library already.")
        if known.is_below(named):
            raise FolderError(
                f"{root.path}, a part of {folder}, is in the library already; remove it first: what was "
                "learned of its pictures goes over to the larger folder."
            )
    return None


class _Place:
    """A folder by its path, and by what the disk calls it and those above it: their inodes.

    Two paths may lead to one folder: by a link in the way that was not there when it was added, and where capitals do not
    count. Of what is not here, nothing is asked.
    """

    def __init__(self, path: Path, *, on_disk: bool = True) -> None:
        self._path = path
        self._own: _Inode | None = None
        self._above: set[_Inode] = set()
        if on_disk:
            # Gone since it was looked for, or a loop of links: its name is left.
            with contextlib.suppress(OSError, RuntimeError, ValueError):
                real = path.resolve(strict=True)
                self._own = _inode(real)
                self._above = {inode for above in real.parents if (inode := _inode(above)) is not None}

    def is_same(self, other: _Place) -> bool:
        return self._path == other._path or (self._own is not None and self._own == other._own)

    def is_below(self, other: _Place) -> bool:
        return self._path.is_relative_to(other._path) or other._own in self._above


def _inode(folder: Path) -> _Inode | None:
    facts = folder.stat()
    return (facts.st_dev, facts.st_ino) if facts.st_ino else None
