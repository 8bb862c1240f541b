"""Ctrl-C at the worst moment: while a line is written, while the event itself is waited for, while a command ends."""

from __future__ import annotations

import io
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from bowerbird_bridge import __main__
from bowerbird_bridge.commands.exits import INTERRUPTED
from bowerbird_bridge.commands.interrupts import interrupt_as_request
from fakes.interrupted import CtrlCAt

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

TESTS = Path(__file__).parents[2]
SECONDS = 10.0
"""Far more than a thread needs to be told something."""


class InterruptedAtFirst(io.RawIOBase):
    """A terminal at which Ctrl-C is pressed while the first line is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = b""

    def writable(self) -> bool:
        """Take what is written."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Keep what is written; be interrupted at the first of it."""
        first = not self.shown
        self.shown += bytes(data)
        if first:
            signal.raise_signal(signal.SIGINT)
        return len(bytes(data))


@contextmanager
def _terminal(monkeypatch: pytest.MonkeyPatch) -> Generator[InterruptedAtFirst]:
    """Have stderr be such a terminal."""
    raw = InterruptedAtFirst()
    stderr = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", line_buffering=True)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stderr)
        yield raw


@pytest.fixture
def handler_kept() -> Iterator[None]:
    """Put back what happens at Ctrl-C."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_in_the_middle_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is written to its end, the request is taken, and the person is told."""
    with _terminal(monkeypatch) as terminal, interrupt_as_request("this line") as asked:
        click.echo("pictures: 3 of 800", err=True)
    assert asked.is_set()
    assert terminal.shown.decode().splitlines() == [
        "pictures: 3 of 800",
        "Stopping after this line; press Ctrl-C again to stop at once.",
    ]


@pytest.mark.usefixtures("handler_kept")
def test_a_handler_that_speaks_would_fail_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: no line is begun within a line."""
    signal.signal(signal.SIGINT, lambda _number, _frame: click.echo("Stopping.", err=True))
    with _terminal(monkeypatch), pytest.raises(RuntimeError, match="reentrant"):
        click.echo("pictures: 3 of 800", err=True)


AT_EACH_LINE_OF_WAITING = """
import faulthandler, itertools, signal, threading
from bowerbird_bridge.commands.interrupts import interrupt_as_request
from fakes.interrupted import CtrlCAt

HOW
# Whoever starts the tests in the background has Python ignore interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
faulthandler.dump_traceback_later(5, exit=True)
for line in itertools.count(1):
    with asking() as asked, CtrlCAt(line, threading.__file__) as ctrl_c:
        asked.wait(0.01)
    if not ctrl_c.came:
        break
print(line)
"""
OURS = "asking = interrupt_as_request"
IN_THE_HANDLER = """
from contextlib import contextmanager

@contextmanager
def asking():
    asked = threading.Event()
    signal.signal(signal.SIGINT, lambda _number, _frame: asked.set())
    yield asked
"""


def _waiting(how: str) -> subprocess.CompletedProcess[str]:
    script = AT_EACH_LINE_OF_WAITING.replace("HOW", how)
    environment = os.environ | {"PYTHONPATH": str(TESTS)}
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )


def test_in_the_middle_of_waiting_for_it() -> None:
    """Whoever waits for the event may be interrupted in every line of the waiting."""
    done = _waiting(OURS)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > len("wait, wait")


def test_a_handler_that_sets_the_event_would_hang_there() -> None:
    """The control: the lock of an event is not taken twice."""
    done = _waiting(IN_THE_HANDLER)
    assert done.returncode != 0
    assert "Timeout" in done.stderr
    assert "in set" in done.stderr


def test_the_second_one_ends_it_at_once() -> None:
    """Whoever cannot wait presses Ctrl-C again."""
    with interrupt_as_request() as asked:
        assert not asked.is_set()
        signal.raise_signal(signal.SIGINT)
        assert asked.is_set()
        assert asked.wait(SECONDS)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_nobody_who_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The request is taken where stderr was closed by its reader."""
    monkeypatch.setattr(click, "echo", _broken)
    with interrupt_as_request() as asked:
        signal.raise_signal(signal.SIGINT)
    assert asked.is_set()


def _broken(*_words: object, **_options: object) -> None:
    raise BrokenPipeError


def test_afterwards_ctrl_c_is_what_it_was() -> None:
    """A block that fails leaves nothing behind either."""
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError, match="no number"), interrupt_as_request():
        int("no number")
    assert signal.getsignal(signal.SIGINT) is before


ENDED = 7


def _interrupted_at(line: int, main: Callable[[], None]) -> tuple[object, bool]:
    """Run a program that ends with 7, with Ctrl-C at one of its lines; give its exit code, and whether it came so far."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ctrl_c = CtrlCAt(line, __main__.__file__, signal.__file__, __file__)
    try:
        with ctrl_c:
            main()
    except SystemExit as ended:
        return ended.code, ctrl_c.came
    raise AssertionError("it did not exit")


def _end(_program: object) -> None:
    sys.exit(ENDED)


def _hasty_main() -> None:
    try:
        _end(None)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.mark.usefixtures("handler_kept")
def test_at_any_line_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends as interrupted, or as it would have ended; also while it sees to it that nothing breaks in any more."""
    monkeypatch.setattr("bowerbird_bridge.commands.exits.run", _end)
    codes: list[object] = []
    # The first two lines are those of `try`: they come before the program.
    for line in itertools.count(3):
        code, came = _interrupted_at(line, __main__.main)
        if not came:
            break
        codes.append(code)
    assert set(codes) == {ENDED, INTERRUPTED}
    # Once it has ended by itself, that stands.
    assert codes == sorted(codes, key=lambda code: code == ENDED)


@pytest.mark.usefixtures("handler_kept")
def test_a_hasty_end_would_be_broken_into() -> None:
    """The control: what forbids Ctrl-C is itself a few lines long."""
    broken_into = 0
    for line in range(2, 20):
        try:
            _interrupted_at(line, _hasty_main)
        except KeyboardInterrupt:
            broken_into += 1
    assert broken_into
