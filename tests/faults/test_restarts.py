"""A hundred starts of one library, every third of which ends in a kill."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from fakes.indexed import make_picture
from fakes.packs import make_pack
from faults.forked_engine import EngineForks, Told

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are POSIX's")

RESTARTS = 100
PICTURES = 20
KILLED_EVERY = 3
ADDED_EVERY = 7


@dataclass(slots=True)
class Visited:
    """A library that is started again and again."""

    forks: EngineForks
    base: Path
    pictures: int = 0

    def add(self, number: int) -> None:
        """Put pictures into its folder."""
        for place in range(self.pictures, self.pictures + number):
            make_picture(self.base / "pictures" / f"{place}.jpg", place, size=(96, 72))
        self.pictures += number

    def visit(self, number: int) -> Told:
        """Start it, look, change a little, and end it in one way or the other; give what was seen, then changed."""
        order = {name: str(self.base / name) for name in ("home", "pack")} | {
            "folder": str(self.base / "pictures")
        }
        adding, killed = number % ADDED_EVERY == 0, number % KILLED_EVERY == 0
        seen: Told = {}
        if adding:
            self.add(1)
        for told in self.forks.told("visit", **order, index=adding, killed=killed, name=f"number {number}"):
            seen |= told
        assert seen["ended"] == (-signal.SIGKILL if killed else 0)
        assert (seen["embedded"] if adding else seen["kept"]) == 1
        return seen


@contextmanager
def visited(base: Path) -> Generator[Visited]:
    """Make a library of some pictures."""
    make_pack(base / "pack", dimension=64)
    with EngineForks() as forks:
        library = Visited(forks, base)
        library.add(PICTURES)
        order = {name: str(base / name) for name in ("home", "pack")}
        forks.done("index", **order, folder=str(base / "pictures"))
        yield library


def lost(before: Told, after: Told) -> list[str]:
    """Name what is there no more, or in another order: hits, ids, and what was put into a collection."""
    known = set(before["hits"])
    changes = {
        "the list": [each for each in after["hits"] if each in known] != before["hits"],
        "ids": not after["ids"].items() >= before["ids"].items(),
        "collections": not after["collections"].items() >= before["collections"].items(),
        "the last change": after["ids"].keys() == before["ids"].keys()
        and after["collections"].keys() == before["collections"].keys(),
    }
    return [what for what, changed in changes.items() if changed]


def test_restarts_lose_nothing(tmp_path: Path) -> None:
    """The same query gives the same list, ids stay, and each collection and picture that came in is there ever after."""
    with visited(tmp_path) as library:
        before = library.visit(0)
        for number in range(1, RESTARTS):
            seen = library.visit(number)
            assert lost(before, seen) == []
            before = seen
        assert len(before["collections"]) > RESTARTS // 2
        assert len(before["ids"]) == len(before["hits"]) > PICTURES


def test_a_loss_would_be_seen(tmp_path: Path) -> None:
    """The control: a catalogue that is put back as it was a start ago lacks what was changed since."""
    with visited(tmp_path) as library:
        library.visit(1)
        shutil.copytree(tmp_path / "home", tmp_path / "older")
        before = library.visit(2)
        shutil.rmtree(tmp_path / "home")
        (tmp_path / "older").rename(tmp_path / "home")
        assert lost(before, library.visit(4)) == ["the last change"]
