"""A watch over folders of a test, and what it tells."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

from bowerbird_engine.assets import Root
from bowerbird_engine.scanning.ignore import make_rules
from bowerbird_engine.scanning.watcher import Watch

RULES, _ = make_rules([".jpg"])
SOON_S = 15.0
SILENT_S = 1.0
"""Longer than a change takes to be told of, with the times of `quick`."""


class Told:
    """Counts what a watch tells."""

    def __init__(self) -> None:
        self.times = 0
        self._changed = threading.Condition()

    def __call__(self) -> None:
        with self._changed:
            self.times += 1
            self._changed.notify_all()

    def waits_for(self, times: int) -> bool:
        """Wait until it was told so often."""
        with self._changed:
            return self._changed.wait_for(lambda: self.times >= times, SOON_S)


class Listening:
    """A watch over some folders, with what it told."""

    def __init__(self, home: Path) -> None:
        self.roots: list[Root] = []
        self.told = Told()
        self.home = home
        self.watch: Watch

    def start(self) -> None:
        self.watch = Watch(self.told, roots=lambda: self.roots, rules=lambda: RULES, own_folders=[self.home])
        assert self.told.waits_for(1)

    def calm(self) -> int:
        """Wait until nothing is told any more, and say how often it was."""
        times = -1
        while times != self.told.times:
            times = self.told.times
            time.sleep(SILENT_S)
        return times

    def hears(self, change: Callable[[], object], *, after_calm: bool = False) -> bool:
        """Make a change and tell whether it is told of. After a new folder there may be one more to wait for."""
        before = self.calm() if after_calm else self.told.times
        change()
        return self.told.waits_for(before + 1)

    def hears_nothing_of(self, change: Callable[[], object]) -> bool:
        """Make a change and tell whether nothing is told of it."""
        before = self.calm()
        change()
        time.sleep(SILENT_S)
        return self.told.times == before


@contextlib.contextmanager
def listening_to(*folders: Path) -> Generator[Listening]:
    """Listen to folders for a block."""
    listening = Listening(folders[0] / "own")
    listening.roots = [root(folder) for folder in folders]
    listening.start()
    try:
        yield listening
    finally:
        listening.watch.close()


def root(folder: Path, *, online: bool = True) -> Root:
    """Describe a folder of the library."""
    return Root(1, folder, "volume", "Disk", online=online)


def kind_of(watch: Watch) -> str:
    """Give the present kind, which no type checker takes for the one before."""
    return watch.state.kind


def make_old(folder: Path) -> None:
    """Let nothing in a folder have changed lately: what has is listened to twice."""
    for place in (folder, *folder.rglob("*")):
        os.utime(place, (1_000_000_000, 1_000_000_000))


def make(folder: Path) -> None:
    """Make a folder."""
    folder.mkdir(parents=True)


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + SOON_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
