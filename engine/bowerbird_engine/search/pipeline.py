"""How a list is made: a sequence of steps, each of which takes a list and gives a list.

1. What narrows the search becomes one array of allowed contents (`narrowing`).
2. Each signal looks among these: letters and names (`evidence`), words and pictures (`meaning`), shared details (`copies`).
3. One list is made of them by fused ranks, with a percentage that falls along it (`results.rank`).
4. What looks like something to avoid goes behind the rest (`avoiding.behind`).
5. Local features tell what is proved of the best, and bring it up (`Verify`).
6. What answers is put into another order, if one was asked for (`ordering.reordered_by`).
7. The locked set comes on top (`locking.on_top`).
8. Copies of the same picture are folded into the first of them (`folding.folded`).

The steps from 3 on are pure functions of what the signals found, and ties break by content id everywhere: the same query
gives the same list as long as the library and the model are the same. A list that turns out to be too short for a page is
made again to a greater depth, of which it is a beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.search.avoiding import behind
from bowerbird_engine.search.copy_votes import NO_COPIES, Copies, of_each
from bowerbird_engine.search.evidence import gather
from bowerbird_engine.search.folding import folded
from bowerbird_engine.search.letters import LetterSearch
from bowerbird_engine.search.locking import on_top
from bowerbird_engine.search.meaning import Meaning
from bowerbird_engine.search.narrowing import AllowedContents
from bowerbird_engine.search.ordering import reordered_by, settled
from bowerbird_engine.search.query import without_model
from bowerbird_engine.search.ranking import FUSED_DEPTH
from bowerbird_engine.search.reference import Reference
from bowerbird_engine.search.request import Request
from bowerbird_engine.search.results import Likenesses, Ranking, rank
from bowerbird_engine.search.sorting import ordered
from bowerbird_engine.vectors.index import VectorIndex

_DEEPER: Final = 4
"""How many times as far a list goes that turns out to be too short; one that is put into another order needs all that answers."""


class Verify(Protocol):
    """What proves by local features how the best of a list belong to the picture that was given."""

    def __call__(self, request: Request, ranking: Ranking, /) -> Ranking:
        """Give the list with the verdicts on it, in the order that they call for, none added and none left out."""
        ...


class FindCopies(Protocol):
    """What finds pictures that share details with the one that was given."""

    def __call__(self, given: Reference, allowed: Int64Array, /) -> Copies:
        """Find them among the allowed contents, given sorted."""
        ...


class GroupsOf(Protocol):
    """What tells which contents are copies of the same picture."""

    def __call__(self, keys: Int64Array, /) -> Mapping[int, str]:
        """Name the group of each of these contents that has one."""
        ...


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Make the list of a request.

    Without `verify` nothing is proved, without `groups` nothing is folded, without `copies` the model alone recalls them.
    """

    catalogue: Catalogue
    meaning: Meaning | None
    contents: AllowedContents
    letters: LetterSearch
    verify: Verify | None = None
    groups: GroupsOf | None = None
    copies: FindCopies | None = None

    def ranking(self, request: Request, index: VectorIndex | None) -> Ranking:
        """Make the list as deep as the page needs it; without an index by letters and names alone."""
        allowed = self.contents.of(request.narrowing, request.roots)
        if self.meaning is None or index is None:
            clue = without_model(request.clue)
            evidence = gather(self.letters, clue, allowed)
            return self._arranged(request, rank(clue, evidence, Likenesses(), frozenset()), allowed, {})
        return self._by_meaning(self.meaning, request, index, allowed)

    def _by_meaning(
        self, meaning: Meaning, request: Request, index: VectorIndex, allowed: Int64Array
    ) -> Ranking:
        clue, target, live = request.clue, request.target, self.contents.everything()
        evidence, encoded = gather(self.letters, clue, allowed), meaning.encode(clue)
        same = meaning.same_contents(target, allowed)
        itself = target is not None and target.itself
        alike = meaning.percent_of(target, request.locked.keys, index, live)
        copies = self._copies(request, allowed)
        depth = _depth(request, len(allowed))
        while True:
            likenesses = meaning.compare(
                clue, encoded, target, index, live=live, allowed=allowed, depth=depth, copies=copies
            )
            ranking = rank(clue, evidence, likenesses, same, itself=itself)
            if request.query.sort == "best" or settled(ranking):
                if clue.avoid:
                    unwanted = meaning.unwanted(clue.avoid, encoded, index, ranking.keys, live)
                    ranking = behind(ranking, unwanted)
                ranking = self._arranged(request, ranking, allowed, alike)
                if ranking.complete or len(ranking.keys) >= request.needed:
                    return ranking
            # What goes behind or is folded makes room, which others take that lie deeper.
            depth *= _DEEPER if request.query.sort == "best" else _DEEPER**2

    def _copies(self, request: Request, allowed: Int64Array) -> Copies:
        """Find copies of each picture that was given. Beside a locked set nobody looks for copies but for more of a kind."""
        target = request.target
        if self.copies is None or target is None or not target.pictures or request.clue.core:
            return NO_COPIES
        return of_each([self.copies(picture, allowed) for picture in target.pictures])

    def _arranged(
        self, request: Request, ranking: Ranking, allowed: Int64Array, alike: Mapping[int, float]
    ) -> Ranking:
        """Label a ranked list, re-order and fold it. `alike` tells how much the locked set is like its middle."""
        query = request.query
        if query.verified and self.verify is not None:
            ranking = self.verify(request, ranking)
        if query.sort != "best":
            ranking = reordered_by(ranking, self._order(request))
        if request.clue.core:
            ranking = on_top(ranking, request.locked, alike, allowed)
        if query.collapse and self.groups is not None:
            ranking = folded(ranking, self.groups(ranking.keys))
        return ranking

    def _order(self, request: Request) -> Callable[[Int64Array], Int64Array]:
        def order(keys: Int64Array) -> Int64Array:
            return ordered(self.catalogue, keys, request.query.sort, request.roots, request.narrowing.scope)

        return order


def _depth(request: Request, allowed: int) -> int:
    """Go as far as the page needs, in steps, so that the next pages mostly find their hits in the same list.

    A list that is made again for a later page goes a step further. Of large libraries it is exact then, whatever made the
    page before, and holds what that page ended with although a graph lists it earlier than it stands.
    """
    depth = FUSED_DEPTH if request.position is None else FUSED_DEPTH * _DEEPER
    while depth < min(request.needed, allowed):
        depth *= _DEEPER
    return depth
