"""One thing that runs at a time: what an earlier one calls back, or what comes after the end, goes nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Slot:
    """Room for one thing that calls back later."""

    def __init__(self) -> None:
        """Begin empty."""
        self._turn = 0
        self._taken = False
        self._cancel: Callable[[], None] | None = None

    @property
    def taken(self) -> bool:
        """Whether something has not called back yet."""
        return self._taken

    def take(self, done: Callable[[T], object]) -> Callable[[T], None]:
        """Give up what ran, and give the callback for what runs now. It passes one call on, while it is the newest."""
        self.free()
        self._taken = True
        turn = self._turn

        def arrived(value: T) -> None:
            if self._is(turn):
                self._taken, self._cancel = False, None
                self._turn += 1
                done(value)

        return arrived

    def take_later(
        self,
        after: Callable[[int, Callable[[], None]], Callable[[], None]],
        milliseconds: int,
        call: Callable[[], object],
    ) -> None:
        """Give up what ran, and call after a while: `after` gives the way to cancel it."""

        def due(_nothing: None) -> None:
            call()

        passed = self.take(due)
        self.hold(after(milliseconds, lambda: passed(None)))

    def watch(self, told: Callable[[T], object]) -> Callable[[T], None]:
        """Give a callback that passes on as many calls as come while what runs now runs."""
        turn = self._turn

        def arrived(value: T) -> None:
            if self._is(turn):
                told(value)

        return arrived

    def hold(self, cancel: Callable[[], None]) -> None:
        """Remember how to give up what runs now."""
        if self._taken:
            self._cancel = cancel

    def free(self) -> None:
        """Give up what runs."""
        cancel, self._cancel = self._cancel, None
        self._taken = False
        self._turn += 1
        if cancel is not None:
            cancel()

    def _is(self, turn: int) -> bool:
        return self._taken and turn == self._turn
