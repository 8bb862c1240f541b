"""What was proved already, and the step of a search that puts it on a list.

Proving takes longer than a search may hold up others. So a search asks the book, which notes what it does not know; whoever
searches has that proved, holding nothing, and searches again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bowerbird_engine.assets import ContentHash, Region
from bowerbird_engine.search.reference import Look, Reference
from bowerbird_engine.search.request import Request
from bowerbird_engine.search.results import Ranking
from bowerbird_engine.search.verification.promotion import Proved, promoted

BEST: Final = 30
"""Pictures of a list that are verified."""

_REMEMBERED: Final = 16
"""Given pictures whose verdicts are kept, for the next pages and for other filters."""


@dataclass(frozen=True, slots=True)
class GivenKey:
    """Which picture was given: its file, or a part of it."""

    hash: ContentHash
    region: Region | None


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """Contents that should be compared with a picture: as it was decoded, or else a content of the library as a whole."""

    key: GivenKey
    content_id: int | None
    look: Look | None
    missing: tuple[int, ...]


class VerdictBook:
    """Keep verdicts by given picture and content. For any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[GivenKey, dict[int, Proved]] = OrderedDict()
        self._mine = threading.local()

    def __call__(self, request: Request, ranking: Ranking, /) -> Ranking:
        """Put what is known on a list, and note for this thread what is not."""
        given = _given(request)
        if given is None:
            return ranking
        key = GivenKey(given.hash, given.region)
        best = ranking.keys[:BEST].tolist()
        known = self._of(key)
        missing = tuple(content for content in best if content not in known and content not in ranking.same)
        self._mine.wish = Wish(key, given.content_id, given.look, missing) if missing else None
        proved = {content: known[content] for content in best if content in known}
        return replace(promoted(ranking, proved, best), provisional=bool(missing))

    def wish(self) -> Wish | None:
        """Give what this thread's last search did not know, once."""
        wish: Wish | None = getattr(self._mine, "wish", None)
        self._mine.wish = None
        return wish

    def learn(self, key: GivenKey, proved: Mapping[int, Proved]) -> None:
        """Keep what was proved of contents."""
        with self._lock:
            self._known[key] = self._known.get(key, {}) | dict(proved)
            self._known.move_to_end(key)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def _of(self, key: GivenKey) -> dict[int, Proved]:
        with self._lock:
            return self._known.get(key, {})


def _given(request: Request) -> Reference | None:
    """Give the picture that the labels are about: the first one."""
    return request.target.pictures[0] if request.target is not None and request.target.pictures else None
