"""One search, from the query to a page of hits."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bowerbird_engine.assets import Int64Array, Root, SearchHit, SearchPage, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import FolderScope
from bowerbird_engine.search import cursor, notes
from bowerbird_engine.search.arguments import checked
from bowerbird_engine.search.avoiding import behind, explained
from bowerbird_engine.search.evidence import gather
from bowerbird_engine.search.letters import LetterSearch
from bowerbird_engine.search.meaning import Meaning
from bowerbird_engine.search.query import Clue, parse
from bowerbird_engine.search.ranking import FUSED_DEPTH
from bowerbird_engine.search.readiness import Readiness
from bowerbird_engine.search.reference import Reference
from bowerbird_engine.search.results import Likenesses, Ranking, rank
from bowerbird_engine.search.scope import folder_scope
from bowerbird_engine.vectors.index import VectorIndex

_DEEPER: Final = 4
"""How many times as far a list goes that turns out to be too short."""

REMEMBERED: Final = 8
"""Lists kept for their next pages, so that these come from the list that the first page came from."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A query with everything that was found out about it before the library is asked."""

    clue: Clue
    limit: int
    scope: FolderScope | None
    roots: Mapping[int, Root]
    reference: Reference | None
    mark: bytes
    order: bytes
    position: cursor.Position | None
    by_vectors: bool

    @property
    def needed(self) -> int:
        """How many hits the list must have for this page, and to know whether another one follows."""
        return (self.position.given if self.position else 0) + self.limit + 1


class Searcher:
    """Answer queries over one library, in the space of one model. For one thread at a time, like its catalogue.

    Without a `meaning` it searches letters and names alone. `roots` tells where the folders lie now, by id, and
    `recognizer` is the identity of the recognizer in use, if there is one.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        meaning: Meaning | None,
        *,
        roots: Callable[[], Mapping[int, Root]],
        recognizer: str | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._meaning = meaning
        self._roots = roots
        self._recognizer = recognizer
        self._letters = LetterSearch(catalogue.texts)
        self._counter: int | None = None
        self._live: dict[FolderScope | None, Int64Array] = {}
        self._read: tuple[int, int] | None = None
        self._recent: OrderedDict[bytes, Ranking] = OrderedDict()

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query with one page.

        Raises UsageError (with its subclasses for an empty query, an unknown folder or picture, a foreign cursor) and
        PictureError when the picture to compare with cannot be read.
        """
        request = self._understand(query)
        index = None if self._meaning is None else self._meaning.index()
        with self._catalogue.snapshot():
            self._notice_changes()
            ranking = self._recent.get(request.mark) if request.position is not None else None
            if ranking is None or not (ranking.complete or len(ranking.keys) >= request.needed):
                ranking = self._rank(request, index)
                self._remember(request.mark, ranking)
            return self._page(request, ranking)

    def _understand(self, query: SearchQuery) -> _Request:
        query = checked(query)
        clue = parse(query)
        roots = self._roots()
        scope = folder_scope(query.inside, query.outside, roots)
        meaning = self._meaning
        by_vectors = clue.words is not None or clue.like is not None or bool(clue.avoid)
        reference = None
        if clue.like is not None and meaning is not None:
            reference = meaning.reference(clue.like, roots, clue.region)
        picture = None if reference is None else (reference.hash, reference.content_id, reference.region)
        narrowed = (
            query.filters,
            query.among,
            query.sort,
            query.core,
            query.weight,
            query.verified,
            query.collapse,
        )
        mark = cursor.fingerprint(
            clue.entry, clue.words, clue.letters, clue.name, picture, scope, clue.avoid, narrowed
        )
        order = cursor.order_mark(meaning.space if meaning is not None and by_vectors else None)
        position = None if query.cursor is None else cursor.decode(query.cursor, mark, order)
        return _Request(clue, query.limit, scope, roots, reference, mark, order, position, by_vectors)

    def _rank(self, request: _Request, index: VectorIndex | None) -> Ranking:
        clue, reference, meaning = request.clue, request.reference, self._meaning
        allowed = self._live_contents(request.scope)
        evidence = gather(self._letters, clue, allowed)
        if meaning is None or index is None:
            return rank(clue, evidence, Likenesses(), frozenset())
        itself = reference is not None and reference.content_id is not None
        encoded, live = meaning.encode(clue), self._live_contents(None)
        depth = _depth(request.needed, len(allowed))
        while True:
            likenesses = meaning.compare(
                clue, encoded, reference, index, live=live, allowed=allowed, depth=depth
            )
            same = meaning.same_contents(reference, likenesses, request.roots, request.scope)
            ranking = rank(clue, evidence, likenesses, same, itself=itself)
            if not clue.avoid:
                return ranking
            ranking = behind(ranking, meaning.unwanted(clue.avoid, encoded, index, ranking.keys, live))
            if ranking.complete or len(ranking.keys) >= request.needed:
                return ranking
            # Pictures to avoid made room, which others take that lie deeper.
            depth *= _DEEPER

    def _page(self, request: _Request, ranking: Ranking) -> SearchPage:
        start = ranking.resume(request.position)
        hits: list[SearchHit] = []
        while len(hits) < request.limit and start < len(ranking.keys):
            wanted = ranking.keys[start : start + request.limit - len(hits)].tolist()
            assets = self._catalogue.files.assets(wanted, request.roots, request.scope)
            hits += ranking.hits(start, start + len(wanted), assets)
            start += len(wanted)
        following = None
        if start < len(ranking.keys):
            position = cursor.Position(start, int(ranking.keys[start - 1]))
            following = cursor.encode(position, request.mark, request.order)
        clue, inside = request.clue, self._live_contents(request.scope)
        ready: Readiness | None = None
        if self._meaning is not None and request.by_vectors:
            ready = self._meaning.readiness(inside, request.scope, request.roots)
        about = notes.gather(
            clue,
            hits,
            any_exact=ranking.evidence.any_exact,
            cannot_avoid=bool(clue.avoid) and self._meaning is None,
            live=len(self._live_contents(None)),
            inside=len(inside),
            read=self._progress() if clue.letters else None,
            ready=ready,
            roots=request.roots,
        )
        why = clue.why
        if clue.avoid and self._meaning is not None:
            why = f"{why} {explained(clue.avoid)}"
        return SearchPage(clue.entry, why, tuple(hits), following, clue.notes + about)

    def _remember(self, mark: bytes, ranking: Ranking) -> None:
        self._recent[mark] = ranking
        self._recent.move_to_end(mark)
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def _notice_changes(self) -> None:
        counter = self._catalogue.change_counter()
        if counter != self._counter:
            self._counter, self._read = counter, None
            self._live.clear()
            if self._meaning is not None:
                self._meaning.forget()

    def _live_contents(self, scope: FolderScope | None) -> Int64Array:
        if scope not in self._live:
            if len(self._live) >= REMEMBERED:
                self._live.clear()
            self._live[scope] = self._catalogue.files.live_contents(scope)
        return self._live[scope]

    def _progress(self) -> notes.Reading:
        if self._recognizer is None:
            return notes.Reading(0, 0, available=False)
        if self._read is None:
            self._read = self._catalogue.texts.progress(self._recognizer)
        return notes.Reading(*self._read, available=True)


def _depth(needed: int, allowed: int) -> int:
    """Go as far as the page needs, in steps, so that the next pages mostly find their hits in the same list."""
    depth = FUSED_DEPTH
    while depth < min(needed, allowed):
        depth *= _DEEPER
    return depth
