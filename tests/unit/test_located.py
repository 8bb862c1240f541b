"""Where the folders lie is looked up now and then, and a disk that takes its time holds up one thread alone."""

from __future__ import annotations

import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from bowerbird_engine import located
from bowerbird_engine.assets import Root, Volume
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.located import LocatedRoots


class Disks:
    """What is found, and how often it was looked for; a look waits while `slow` is set."""

    def __init__(self) -> None:
        self.looks = 0
        self.begun, self.slow, self.answer = threading.Event(), False, threading.Event()

    def look(self, _catalogue: Catalogue) -> list[Root]:
        """Stand for the look at the disks."""
        self.looks += 1
        found = [Root(1, Path("/pictures"), "volume", "Disk", online=True, offline_reason=str(self.looks))]
        if self.slow:
            self.begun.set()
            assert self.answer.wait(30)
        return found


@pytest.fixture
def disks(monkeypatch: pytest.MonkeyPatch) -> Disks:
    """Have the disks looked at by the test's own look."""
    disks = Disks()
    monkeypatch.setattr(located, "locate_roots", disks.look)
    return disks


@pytest.fixture
def roots(tmp_path: Path) -> Generator[LocatedRoots]:
    """Make what is tested over an empty library."""
    Catalogue.open(tmp_path / "catalogue.sqlite").close()
    roots = LocatedRoots(tmp_path / "catalogue.sqlite")
    yield roots
    roots.close()


def look(roots: LocatedRoots) -> str | None:
    """Ask where the folders are, and tell by which look it is known."""
    return roots()[1].offline_reason


def test_a_look_holds_for_a_while(disks: Disks, roots: LocatedRoots, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked a hundred times, the disks are looked at once; again when the time is over, or when told to forget."""
    assert [look(roots) for _ in range(100)] == ["1"] * 100
    roots.forget()
    assert look(roots) == "2"
    monkeypatch.setattr(located, "ROOTS_FRESH_S", -1)
    assert [look(roots), look(roots)] == ["3", "4"]
    assert disks.looks == 4


def test_while_a_disk_is_slow_others_go_on(
    disks: Disks, roots: LocatedRoots, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the thread that looks waits; what was known before is good enough for the others until it is done."""
    assert look(roots) == "1"
    monkeypatch.setattr(located, "ROOTS_FRESH_S", -1)
    disks.slow = True
    slow = threading.Thread(target=look, args=(roots,))
    slow.start()
    assert disks.begun.wait(30)
    assert [look(roots) for _ in range(10)] == ["1"] * 10
    disks.answer.set()
    slow.join()
    assert disks.looks == 2
    assert look(roots) == "3"


def test_the_first_look_is_waited_for_once(disks: Disks, roots: LocatedRoots) -> None:
    """Where nothing is known yet all wait for the same look."""
    disks.slow = True
    answers: list[str | None] = []
    threads = [threading.Thread(target=lambda: answers.append(look(roots))) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert disks.begun.wait(30)
    disks.answer.set()
    for thread in threads:
        thread.join()
    assert answers == ["1"] * 5
    assert disks.looks == 1


def added(catalogue: Catalogue, name: str) -> int:
    """Add a folder as another process does, and give its id."""
    volume = Volume("volume", "Disk", Path("/"))
    return catalogue.roots.add(volume, name.encode(), Path("/") / name).id


def test_no_list_is_older_than_the_last_commit(
    tmp_path: Path, roots: LocatedRoots, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that another process adds or removes is in the next list, or no longer, however fresh the last look is."""
    monkeypatch.setattr(located, "ROOTS_FRESH_S", 3600)
    with Catalogue.open(tmp_path / "catalogue.sqlite") as other:
        assert not roots()
        first = added(other, "first")
        assert list(roots()) == [first]
        second = added(other, "second")
        assert list(roots()) == [first, second]
        other.roots.remove(first)
        assert list(roots()) == [second]


def test_other_commits_cost_no_look(
    tmp_path: Path, disks: Disks, roots: LocatedRoots, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run of the index commits all the time; as long as the folders stay the same, that asks no disk anything."""
    monkeypatch.setattr(located, "ROOTS_FRESH_S", 3600)
    with Catalogue.open(tmp_path / "catalogue.sqlite") as other:
        for number in range(5):
            other.collections.create(str(number))
            assert look(roots) == "1"
        added(other, "first")
        assert look(roots) == "2"
    assert disks.looks == 2


def test_a_slow_disk_hides_no_new_folder(tmp_path: Path, disks: Disks, roots: LocatedRoots) -> None:
    """While a look goes on, who asks after a commit waits for a look that was begun after it."""
    disks.slow = True
    first = threading.Thread(target=look, args=(roots,))
    first.start()
    assert disks.begun.wait(30)
    with Catalogue.open(tmp_path / "catalogue.sqlite") as other:
        added(other, "first")
    answers: list[str | None] = []
    second = threading.Thread(target=lambda: answers.append(look(roots)))
    second.start()
    second.join(0.3)
    assert not answers
    disks.answer.set()
    first.join()
    second.join()
    assert answers == ["2"]
