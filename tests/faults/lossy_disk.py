"""A small model of a POSIX file system that loses what was not synchronised, over what really happens in a folder.

While it watches, every synchronisation and every rename below the folder is noted with all that lies there just then. A
power cut at any of these moments is then acted out: a file holds what it held at its last synchronisation and any of the
512-byte sectors written since; a name is there as it was when its folder was last synchronised, and any of the changes
since may have happened, in any choice. A rename is one change. What nobody synchronised may be gone.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

SECTOR = 512

Names = dict[str, int]
"""Paths below the folder, and the inodes that they name."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to names in one step: those that went, and those that came."""

    gone: tuple[str, ...]
    come: tuple[tuple[str, int], ...]

    def folders(self) -> set[str]:
        """Name the folders of which one must be synchronised for the change to last."""
        return {os.path.dirname(name) for name in (*self.gone, *(name for name, _ in self.come))}  # noqa: PTH120

    def apply(self, names: Names) -> None:
        """Change names."""
        for name in self.gone:
            names.pop(name, None)
        names.update(self.come)


@dataclass(frozen=True, slots=True)
class Moment:
    """What the disk holds for sure, and what it may hold, None for a folder."""

    sure_names: Names
    pending: tuple[Change, ...]
    sure: dict[int, bytes]
    now: dict[int, bytes | None]

    def cut(self, folder: Path, chance: random.Random) -> None:
        """Write what a power cut may leave into an empty folder."""
        names = dict(self.sure_names)
        for change in self.pending:
            if chance.random() < 0.5:
                change.apply(names)
        for name in sorted(names):
            inode, path = names[name], folder / name
            if not path.parent.is_dir():
                continue  # its folder is lost, and all in it
            if self.now[inode] is None:
                path.mkdir()
            else:
                path.write_bytes(self._data(inode, chance))

    def _data(self, inode: int, chance: random.Random) -> bytes:
        data, now = bytearray(self.sure.get(inode, b"")), self.now[inode] or b""
        if bytes(data) == now:
            return now
        for start in range(0, len(now), SECTOR):
            if chance.random() < 0.5:
                sector = now[start : start + SECTOR]
                data.extend(bytes(max(0, start - len(data))))
                data[start : start + len(sector)] = sector
        return bytes(data)


@dataclass(slots=True)
class LossyDisk:
    """Watch a folder. What lies there at the beginning is on the disk."""

    folder: Path
    moments: list[Moment] = field(default_factory=list[Moment])
    _names: Names = field(default_factory=Names)

    def __post_init__(self) -> None:
        """Take stock."""
        names, now = self._look()
        self._names = names
        self.moments.append(
            Moment(dict(names), (), {inode: data for inode, data in now.items() if data is not None}, now)
        )

    @contextmanager
    def watching(self) -> Generator[None]:
        """Note what is synchronised and renamed in the block, and how things are at its end."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", self._noting(os.fsync, self._synced))
            for name in ("rename", "replace"):
                patch.setattr(os, name, self._noting(getattr(os, name), self._renamed))
            yield
        self._observe()

    def _noting(self, real: Callable[..., Any], then: Callable[..., None]) -> Callable[..., Any]:
        def noted(*given: Any, **more: Any) -> Any:
            self._observe()
            done = real(*given, **more)
            then(*given)
            return done

        return noted

    def _look(self) -> tuple[Names, dict[int, bytes | None]]:
        names, now = Names(), dict[int, bytes | None]()
        for path in self.folder.rglob("*"):
            inode = path.stat().st_ino
            names[str(path.relative_to(self.folder))] = inode
            now[inode] = None if path.is_dir() else path.read_bytes()
        return names, now

    def _observe(self) -> None:
        """Note names that came and went, each by itself, and what was written."""
        last = self.moments[-1]
        names, now = self._look()
        changes = [
            *(
                Change((), ((name, inode),))
                for name, inode in sorted(names.items())
                if self._names.get(name) != inode
            ),
            *(Change((name,), ()) for name in self._names if name not in names),
        ]
        self._names = names
        self.moments.append(replace(last, pending=(*last.pending, *changes), now=last.now | now))

    def _renamed(self, old: Any, new: Any) -> None:
        if Path(new).is_absolute() and not Path(new).is_relative_to(self.folder):
            return
        last = self.moments[-1]
        names, now = self._look()
        gone = tuple(name for name in self._names if name not in names)
        come = tuple((name, inode) for name, inode in names.items() if self._names.get(name) != inode)
        self._names = names
        assert come, f"{old} became {new} elsewhere"
        change = Change(gone, come)
        self.moments.append(replace(last, pending=(*last.pending, change), now=last.now | now))

    def _synced(self, descriptor: int) -> None:
        last = self.moments[-1]
        inode = os.fstat(descriptor).st_ino
        if last.now.get(inode) is not None:
            data = last.now[inode] or b""
            self.moments.append(replace(last, sure=last.sure | {inode: data}))
            return
        folder = next((name for name, each in self._names.items() if each == inode), "")
        names, pending = dict(last.sure_names), list[Change]()
        for change in last.pending:
            if folder in change.folders():
                change.apply(names)
            else:
                pending.append(change)
        self.moments.append(replace(last, sure_names=names, pending=tuple(pending)))
