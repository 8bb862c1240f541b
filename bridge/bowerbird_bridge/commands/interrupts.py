"""Ctrl-C as a request: the first one lets the work end in good order, the second one ends it at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from types import FrameType

import click


class _Asked(threading.Event):
    """An event that a signal handler may set.

    A handler breaks in wherever its thread is: in the middle of a line to stderr, or of waiting for this very event, whose
    locks no thread takes twice. So it only notes that it came, and hands on, by the one queue that is made for it, to a
    thread of its own, which wakes who waits.
    """

    def __init__(self) -> None:
        super().__init__()
        self.came = False

    def is_set(self) -> bool:
        """Tell it at once, also before who waits is woken."""
        return self.came or super().is_set()


@contextmanager
def interrupt_as_request(after: str = "the picture at hand") -> Generator[threading.Event]:
    """Give an event that the first Ctrl-C of the block sets, instead of breaking in at any point of the work.

    `after` says to the person what is still brought to its end.
    """
    asked = _Asked()
    handed_on = SimpleQueue[bool]()

    def ask(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        asked.came = True
        handed_on.put(True)

    def answer() -> None:
        if handed_on.get():
            asked.set()
            # Who closed our stderr is not told.
            with suppress(OSError):
                click.echo(f"Stopping after {after}; press Ctrl-C again to stop at once.", err=True)

    answering = threading.Thread(target=answer, name="interrupt", daemon=True)
    answering.start()
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
        handed_on.put(False)
        answering.join()
