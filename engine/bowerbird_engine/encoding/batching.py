"""How many pictures go through a graph at once: found out by measuring, while it works."""

from __future__ import annotations

import threading

SIZES = (1, 2, 4, 8, 16, 32)
FIRST = 4
"""The size before anything was measured: on processors it is the best or next to it."""
TRIES = 3
"""Stacks measured with each size. The best of them counts: the first of a size pays for what the runtime prepares."""
LEAST_STACK = 16
"""Smaller stacks are not measured. Each try has to last as long as the others: measured by single batches, small ones
find a quiet moment on a busy machine more often than large ones, and win for nothing."""
WORTH = 0.02
"""What a larger batch must save, as a share of the time of a picture, to be worth its memory."""


class BatchSizes:
    """Choose how stacks of pictures are cut, and learn from how long they took. Safe to use from several threads."""

    def __init__(self, sizes: tuple[int, ...] = SIZES) -> None:
        self._lock = threading.Lock()
        self._tries = dict.fromkeys(sizes, 0)
        self._best: dict[int, float] = {}

    def choose(self, waiting: int) -> int:
        """Choose the size of batch for a stack: one that was not tried often enough, else the one found best."""
        with self._lock:
            size = min(self._tries, key=lambda size: self._tries[size])
            if waiting >= LEAST_STACK and self._tries[size] < TRIES:
                self._tries[size] += 1
                return size
            return self._chosen()

    def record(self, size: int, pictures: int, seconds: float) -> None:
        """Note how long a stack took that was cut into batches of a size."""
        if pictures < LEAST_STACK:
            return
        with self._lock:
            each = seconds / pictures
            self._best[size] = min(each, self._best.get(size, each))

    @property
    def settled(self) -> int | None:
        """The size that was found best, once all were tried, or the only one."""
        with self._lock:
            done = len(self._tries) == 1 or all(tries >= TRIES for tries in self._tries.values())
            return self._chosen() if done else None

    def _chosen(self) -> int:
        """Find the smallest size whose time of a picture is next to the best."""
        if len(self._tries) == 1:
            return next(iter(self._tries))
        if not self._best:
            return FIRST
        limit = min(self._best.values()) * (1 + WORTH)
        return min(size for size, each in self._best.items() if each <= limit)
