"""Waiting for something slow in a way that can be given up at any moment."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from bowerbird_engine.errors import Cancelled

T = TypeVar("T")

THREAD_NAME: Final = "bowerbird-download"
AHEAD: Final = 32
"""Pieces that may wait to be written; one is what a single read of the line gave, at most 64 KiB."""
GLANCE_SECONDS: Final = 0.1
"""How often a wait looks whether it was cancelled."""


def in_background(
    source: Callable[[], Generator[T, None, None]], cancel: threading.Event
) -> Generator[T, None, None]:
    """Run a generator in a thread of its own and give what it gives. Raises Cancelled soon after `cancel` is set.

    A blocked read cannot be interrupted from outside. Its thread is left alone then; it ends by itself at the time-out
    of the read, and touches nothing but its connection.
    """
    worker = _Worker(source)
    threading.Thread(target=worker.run, name=THREAD_NAME, daemon=True).start()
    try:
        while True:
            if cancel.is_set():
                raise stopped()
            try:
                piece = worker.pieces.get(timeout=GLANCE_SECONDS)
            except queue.Empty:
                continue
            if isinstance(piece, _Ended):
                if piece.error is not None:
                    raise piece.error
                return
            yield piece
    finally:
        worker.given_up.set()


def once(call: Callable[[], T], cancel: threading.Event) -> T:
    """Make one call in a thread of its own and give its result. Raises Cancelled as `in_background` does."""

    def source() -> Generator[T, None, None]:
        yield call()

    (result,) = in_background(source, cancel)
    return result


def pause(seconds: float, cancel: threading.Event) -> None:
    """Wait. Raises Cancelled as soon as `cancel` is set."""
    if cancel.wait(seconds):
        raise stopped()


def stopped() -> Cancelled:
    """Make the error for a download that was stopped by the person."""
    return Cancelled("The download was stopped. What came so far is kept: install the model again to go on.")


@dataclass(frozen=True, slots=True)
class _Ended:
    error: BaseException | None


class _GivenUpError(Exception):
    """Nobody waits for the result any more."""


class _Worker(Generic[T]):
    def __init__(self, source: Callable[[], Generator[T, None, None]]) -> None:
        self.pieces: queue.Queue[T | _Ended] = queue.Queue(AHEAD)
        self.given_up = threading.Event()
        self._source = source

    def run(self) -> None:
        try:
            self._put(self._work())
        except _GivenUpError:
            return

    def _work(self) -> _Ended:
        try:
            with closing(self._source()) as running:
                for piece in running:
                    self._put(piece)
        except _GivenUpError:
            raise
        except BaseException as error:  # noqa: BLE001  it is raised where the result is awaited
            return _Ended(error)
        return _Ended(None)

    def _put(self, piece: T | _Ended) -> None:
        while not self.given_up.is_set():
            try:
                return self.pieces.put(piece, timeout=GLANCE_SECONDS)
            except queue.Full:
                continue
        raise _GivenUpError
