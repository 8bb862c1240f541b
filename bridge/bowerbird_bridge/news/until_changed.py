"""A value that costs, kept until the library has changed, and made anew only so often that it costs little of the time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

REST: Final = 10.0
"""How many times its own cost a value rests before it is made again: a tenth of a core while the index commits."""

LONGEST_REST_S: Final = 10.0

GOOD_FOR_S: Final = 30.0
"""Not all that counts stands in the catalogue: the files of a model may be damaged or mended."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Made(Generic[_T]):
    value: _T
    counter: int
    rests_until: float
    good_until: float


class UntilChanged(Generic[_T]):
    """Keep what `make` gives for as long as `counter` gives the same number. For any number of threads.

    While it is made anew, and for a rest after that, the value from before is given.
    """

    def __init__(
        self,
        make: Callable[[], _T],
        counter: Callable[[], int],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make = make
        self._counter = counter
        self._clock = clock
        self._making = threading.Lock()
        self._made: _Made[_T] | None = None

    def __call__(self) -> _T:
        """Give the value; only the first one is waited for."""
        made = self._made
        if made is None:
            with self._making:
                made = self._made or self._anew()
        elif self._is_due(made) and self._making.acquire(blocking=False):
            try:
                made = self._anew()
            finally:
                self._making.release()
        return made.value

    def _is_due(self, made: _Made[_T]) -> bool:
        now = self._clock()
        if now < made.rests_until:
            return False
        return now >= made.good_until or self._counter() != made.counter

    def _anew(self) -> _Made[_T]:
        # Before the value: a change while it is made shows the next time.
        counter, begun = self._counter(), self._clock()
        value = self._make()
        ended = self._clock()
        rest = min(LONGEST_REST_S, REST * (ended - begun))
        self._made = _Made(value, counter, ended + rest, ended + GOOD_FOR_S)
        return self._made
