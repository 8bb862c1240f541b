"""Of several processes that one GIMP starts at once, one becomes the window."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from bowerbird_for_gimp.procedures.inbox import Inbox
from bowerbird_for_gimp.procedures.turn import Turn, has_come

GIMP, ANOTHER = 4711, 4712
TAKE = """
import sys, pathlib
from bowerbird_for_gimp.procedures.turn import Turn
turn = Turn(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
print(turn.take(), flush=True)
sys.stdin.read()
"""

Start = Callable[[int], "subprocess.Popen[str]"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name the file of a profile whose folder is not there yet."""
    return tmp_path / "bowerbird" / "windows.lock"


@pytest.fixture
def start(file: Path) -> Generator[Start]:
    """Start processes that try to take the turn, say whether they have, and keep it."""
    started: list[subprocess.Popen[str]] = []

    def begin(gimp: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", TAKE, str(file), str(gimp)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def _has_it(process: subprocess.Popen[str]) -> bool:
    assert process.stdout is not None
    return process.stdout.readline() == "True\n"


def test_one_of_many_has_the_turn(start: Start) -> None:
    """However many begin at once; and each GIMP has a turn of its own."""
    assert sorted(map(_has_it, [start(GIMP) for _ in range(5)])) == [False] * 4 + [True]
    assert _has_it(start(ANOTHER))


def test_the_turn_of_a_process_that_was_killed_is_free(file: Path, start: Start) -> None:
    """A window that crashed keeps none from opening the next one."""
    first = start(GIMP)
    assert _has_it(first)
    turn = Turn(file, GIMP)
    assert not turn.take()

    first.kill()
    first.wait()

    assert turn.take()
    turn.close()
    assert _has_it(start(GIMP))
    assert file.stat().st_mode & 0o077 == 0


def test_where_nothing_can_be_kept_the_window_opens(tmp_path: Path) -> None:
    """A profile that cannot be written is no reason to have no window."""
    (tmp_path / "file").touch()
    assert Turn(tmp_path / "file" / "windows.lock", GIMP).take()


def test_who_has_not_the_turn_hands_over_as_soon_as_there_is_somebody(file: Path, start: Start) -> None:
    """The process that has the turn can be reached a moment later."""
    assert _has_it(start(GIMP))
    answers = iter([False, False, False, True])

    assert not has_come(Turn(file, GIMP), lambda: next(answers))


def test_who_has_the_turn_asks_once(file: Path) -> None:
    """The first process of all loses no time."""
    answers = iter([False])
    turn = Turn(file, GIMP)

    assert has_come(turn, lambda: next(answers))
    assert list(answers) == []
    turn.close()


def test_waiting_for_a_process_that_hangs_has_an_end(file: Path, start: Start) -> None:
    """Then there are two windows, which is better than none."""
    assert _has_it(start(GIMP))
    began = time.monotonic()

    assert has_come(Turn(file, GIMP), lambda: False, patience=0.2)
    assert 0.2 < time.monotonic() - began < 2


@pytest.mark.parametrize("nonsense", ["", "[" * 200_000, '{"a":' * 200_000, "[]", "null", "\ud800", "{"])
def test_a_request_that_is_none_is_passed_over(nonsense: str) -> None:
    """Whatever another plug-in sends; the next request is taken all the same."""
    taken: list[tuple[dict[str, object], int | None]] = []
    inbox = Inbox()
    inbox.put_text(nonsense, None)
    inbox.hand_to(lambda request, image: taken.append((request, image)))
    inbox.put_text(nonsense, 1)
    inbox.put_text(json.dumps({"wish": "open"}), 2)

    assert taken == [({"wish": "open"}, 2)]


def test_what_came_before_the_window_is_kept_for_it() -> None:
    """In the order in which it came."""
    taken: list[int | None] = []
    inbox = Inbox()
    for number in (1, 2):
        inbox.put({}, number)
    inbox.hand_to(lambda _request, image: taken.append(image))
    inbox.put({}, 3)

    assert taken == [1, 2, 3]
