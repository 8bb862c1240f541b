"""One search, from the query to a page of hits."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bowerbird_engine.assets import Int64Array, Root, SearchHit, SearchPage, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import FolderScope
from bowerbird_engine.encoding.encoders import ImageEncoder, TextEncoder
from bowerbird_engine.search import cursor, notes
from bowerbird_engine.search.arguments import checked
from bowerbird_engine.search.evidence import gather
from bowerbird_engine.search.letters import LetterSearch
from bowerbird_engine.search.query import Clue, parse
from bowerbird_engine.search.ranking import FUSED_DEPTH
from bowerbird_engine.search.readiness import ReadyContents
from bowerbird_engine.search.reference import QueryPicture, Reference, ReferenceReader
from bowerbird_engine.search.results import Likenesses, Ranking, rank
from bowerbird_engine.search.scope import folder_scope
from bowerbird_engine.search.semantic import BackgroundSample, nearest, pool_of, reordered
from bowerbird_engine.search.similarity import PICTURE, WORDS
from bowerbird_engine.vectors.index import VectorIndex

__all__ = ["QueryPicture", "Searcher"]

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
    position: cursor.Position | None

    @property
    def needed(self) -> int:
        """How many hits the list must have for this page, and to know whether another one follows."""
        return (self.position.given if self.position else 0) + self.limit + 1


class Searcher:
    """Answer queries over one library and one pack. For one thread at a time, like the catalogue that it reads.

    `index` gives the vectors as of now, `decode` fits a picture for the image encoder (raising PictureError), `roots`
    tells where the folders lie now, by id, and `recognizer` is the identity of the recognizer in use, if there is one.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        index: Callable[[], VectorIndex],
        image_encoder: ImageEncoder,
        text_encoder: TextEncoder,
        decode: Callable[[Path | bytes], QueryPicture],
        roots: Callable[[], Mapping[int, Root]],
        recognizer: str | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self._text_encoder = text_encoder
        self._roots = roots
        self._recognizer = recognizer
        self._references = ReferenceReader(catalogue, image_encoder, decode)
        self._letters = LetterSearch(catalogue.texts)
        self._sample = BackgroundSample(catalogue.vectors, image_encoder.space)
        self._ready = ReadyContents(catalogue, image_encoder.space)
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
        index = self._index()
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
        reference = None if clue.like is None else self._references.read(clue.like, roots)
        picture = None if reference is None else (reference.hash, reference.content_id)
        mark = cursor.fingerprint(clue.entry, clue.words, clue.letters, clue.name, picture, scope)
        position = None if query.cursor is None else cursor.decode(query.cursor, mark)
        return _Request(clue, query.limit, scope, roots, reference, mark, position)

    def _rank(self, request: _Request, index: VectorIndex) -> Ranking:
        clue, reference = request.clue, request.reference
        allowed = self._live_contents(request.scope)
        likenesses = self._compare(clue, reference, index, allowed, _depth(request.needed, len(allowed)))
        evidence = gather(self._letters, clue, allowed)
        same = frozenset[int]()
        if reference is not None and likenesses.picture is not None:
            same = self._references.same_contents(reference, likenesses.picture, request.roots, request.scope)
        itself = reference is not None and reference.content_id is not None
        return rank(clue, evidence, likenesses, same, itself=itself)

    def _compare(
        self, clue: Clue, reference: Reference | None, index: VectorIndex, allowed: Int64Array, depth: int
    ) -> Likenesses:
        if clue.words is None and reference is None:
            return Likenesses()
        sample = self._sample.matrix(self._live_contents(None))
        words = None if clue.words is None else self._text_encoder.encode([clue.words])[0]
        if reference is None:
            if words is None:
                return Likenesses()
            by_words = nearest(index, words, depth, allowed, background=sample, curve=WORDS)
            return Likenesses(words=by_words, together=by_words)
        by_picture = nearest(index, reference.vector, depth, allowed, background=sample, curve=PICTURE)
        if words is None or not len(by_picture.keys):
            return Likenesses(picture=by_picture, together=by_picture)
        say = clue.weights.words
        pool = pool_of(by_picture, len(allowed))
        by_words = nearest(index, words, len(pool), np.sort(pool), background=sample, curve=WORDS)
        return Likenesses(by_words, by_picture, reordered(by_picture, by_words, weight=say))

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
            following = cursor.encode(cursor.Position(start, int(ranking.keys[start - 1])), request.mark)
        clue, inside = request.clue, self._live_contents(request.scope)
        by_vectors = clue.words is not None or clue.like is not None
        about = notes.gather(
            clue,
            hits,
            any_exact=ranking.evidence.any_exact,
            live=len(self._live_contents(None)),
            inside=len(inside),
            read=self._progress() if clue.letters else None,
            ready=self._ready.of(inside, request.scope, request.roots) if by_vectors else None,
            roots=request.roots,
        )
        return SearchPage(clue.entry, clue.why, tuple(hits), following, clue.notes + about)

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
            self._ready.forget()

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
        depth *= 4
    return depth
