"""Whether the folders of the library are where they were: a disk comes and goes without anybody being told."""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bowerbird_engine import Root


class Seen(enum.Enum):
    """What a look at the disks found."""

    SAME = enum.auto()
    WENT = enum.auto()
    """Folders are away or not of the library any more, and there is nothing new to index."""
    CAME = enum.auto()
    """A folder is here that was not, or another one in its place."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a folder of the library is.

    What the library says of it may be a second old: a folder that went away in this second is online, but not there.
    """

    path: Path
    online: bool
    there: tuple[int, int] | None
    """Its device and inode: another disk at the same place is another device, or another folder on it."""


class Disks:
    """Where the folders of the library were at the last look."""

    def __init__(self, folders: Callable[[], Iterable[Root]]) -> None:
        self._folders = folders
        self._here: dict[int, _Place] | None = None

    def look(self) -> Seen:
        """Say what came or went since the last look; at the first one, nothing did."""
        here = {root.id: _place(root) for root in self._folders()}
        before, self._here = self._here, here
        if before is None or before == here:
            return Seen.SAME
        came = any(
            place.there is not None and before.get(root_id) != place for root_id, place in here.items()
        )
        return Seen.CAME if came else Seen.WENT


def _place(root: Root) -> _Place:
    there = None
    if root.online:
        with contextlib.suppress(OSError):
            facts = root.path.stat()
            there = facts.st_dev, facts.st_ino
    return _Place(root.path, root.online, there)
