"""Which events of the file system may mean that pictures came, went or changed.

A sieve against needless looks, and no more: what it lets fall is found by the next scan.
"""

from __future__ import annotations

import enum
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bowerbird_engine.scanning.ignore import IGNORE_FILE, Rules, skip_code

_DECIDING: Final = frozenset({IGNORE_FILE, b".nomedia", b"CACHEDIR.TAG"})
"""Files that decide whether the pictures around them count."""

_FILE_ENDING = re.compile(rb"\.[A-Za-z0-9_~-]{1,12}\Z")


class Change(enum.Enum):
    """What happened to a path, as far as it can be told."""

    CAME = enum.auto()
    ALTERED = enum.auto()
    WENT = enum.auto()


class Meaning(enum.Enum):
    """What an event means for the library."""

    NOTHING = enum.auto()
    PICTURE = enum.auto()
    """A file that counts may have come, gone or changed, or a folder has gone."""
    FOLDER = enum.auto()
    """A folder came: what was put into it before anyone listened was not reported."""
    ROOT = enum.auto()
    """A folder of the library itself went away, and the listening with it."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """The folders that are listened to, what counts in them, and where the library keeps its own files.

    Without rules every file counts.
    """

    roots: Sequence[str]
    rules: Rules | None
    own_folders: Sequence[str] = ()

    def meaning(self, change: Change, path: str) -> Meaning:
        """Say what an event means."""
        if any(_is_in(path, folder) for folder in self.own_folders):
            return Meaning.NOTHING
        root = max((root for root in self.roots if _is_in(path, root)), key=len, default=None)
        if root is None:
            return Meaning.PICTURE
        inside = os.fsencode(os.path.relpath(path, root)).replace(os.fsencode(os.sep), b"/")
        if inside == b".":
            return Meaning.ROOT if change is Change.WENT else Meaning.NOTHING
        if self.rules is None:
            return Meaning.PICTURE
        return self._meaning_inside(change, path, inside, self.rules)

    def _meaning_inside(self, change: Change, path: str, inside: bytes, rules: Rules) -> Meaning:
        *above, name = inside.split(b"/")
        for depth, folder in enumerate(above, start=1):
            if skip_code(b"/".join(above[:depth]), folder, rules.own, is_folder=True) is not None:
                return Meaning.NOTHING
        if name in _DECIDING:
            return Meaning.PICTURE
        if rules.is_picture(name):
            left_out = skip_code(inside, name, rules.own, is_folder=False) is not None
            return Meaning.NOTHING if left_out else Meaning.PICTURE
        if skip_code(inside, name, rules.own, is_folder=True) is not None:
            return Meaning.NOTHING
        return _of_another_name(change, path, name)


def _of_another_name(change: Change, path: str, name: bytes) -> Meaning:
    """Judge what is no picture by its name: a folder, or a file that does not count."""
    if change is Change.WENT:
        # Nobody can tell any more what it was.
        return Meaning.NOTHING if _FILE_ENDING.search(name) else Meaning.PICTURE
    if change is Change.ALTERED:
        return Meaning.NOTHING  # Windows and macOS say it of a folder at each change inside it
    try:
        is_folder = stat.S_ISDIR(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return Meaning.NOTHING  # it came and went
    return Meaning.FOLDER if is_folder else Meaning.NOTHING


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
