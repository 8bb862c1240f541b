"""When changes that were seen on a disk are worth a look: pure, with the time as an argument."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

QUIET_S: Final = 1.0
"""A file that nothing was heard of for so long is taken to be finished."""

PATIENCE_S: Final = 5.0
"""So long finished files wait for others that are still being written."""

LIMIT_S: Final = 60.0
"""So long a file may be written to before it is looked at all the same: a large copy over a slow line ends within it,
and a picture that a camera rewrites each second does not stay unseen."""

_REMEMBERED = 10_000
"""Paths that are told apart. A storm of more is one thing that goes on."""

_STORM = "\0"


class Settling:
    """The changes since the last look, each with the time when it was last heard of."""

    def __init__(self) -> None:
        # The one that was heard of longest ago comes first.
        self._heard: dict[str, float] = {}
        self._since = 0.0

    def hear(self, now: float, paths: Iterable[str]) -> None:
        """Take note of changes; `now` never goes back."""
        for path in paths:
            key = path if path in self._heard or len(self._heard) < _REMEMBERED else _STORM
            if not self._heard:
                self._since = now
            self._heard.pop(key, None)
            self._heard[key] = now

    @property
    def calm(self) -> bool:
        """Whether nothing has changed since the last look."""
        return not self._heard

    def due(self, now: float) -> bool:
        """Tell whether it is time to look.

        That is when all is quiet; when something has been finished while other files go on for longer than patience
        lasts; and when a single file goes on for longer than the limit.
        """
        if not self._heard:
            return False
        first = next(iter(self._heard.values()))
        last = next(reversed(self._heard.values()))
        waited = now - self._since
        return now - last >= QUIET_S or (now - first >= QUIET_S and waited >= PATIENCE_S) or waited >= LIMIT_S

    def looked(self, now: float) -> None:
        """Begin anew; files that were still being written to are heard of once more."""
        self._heard = {path: heard for path, heard in self._heard.items() if now - heard < QUIET_S}
        self._since = now
