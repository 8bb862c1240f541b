"""From a ranked list to one page of it: the hits, what should be known about them, and where the next one begins."""

from __future__ import annotations

import time
from typing import Final

from bowerbird_engine.assets import SearchHit, SearchPage
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.search import cursor, notes
from bowerbird_engine.search.avoiding import explained
from bowerbird_engine.search.marking import marked
from bowerbird_engine.search.meaning import Meaning
from bowerbird_engine.search.narrowing import EVERYTHING, AllowedContents
from bowerbird_engine.search.readiness import Readiness
from bowerbird_engine.search.request import Request
from bowerbird_engine.search.results import Ranking
from bowerbird_engine.search.verification.poor_reference import poor_reference

_WELL: Final = 20.0
"""Below it four of five such hits are not what was meant. On the samples right ones begin at 21 %, nonsense ends at 18."""

_LONG_S: Final = 0.02
"""The processor's time from which on counting what was read, in 450,000 pictures 45 ms, is not done for each batch of the index."""

_REST: Final = 10.0
"""How many times what it took a count rests."""


class Pages:
    """Cut pages from lists. `recognizer` is the identity of the recognizer in use, if there is one."""

    def __init__(
        self,
        catalogue: Catalogue,
        meaning: Meaning | None,
        contents: AllowedContents,
        recognizer: str | None,
    ) -> None:
        self._catalogue = catalogue
        self._meaning = meaning
        self._contents = contents
        self._recognizer = recognizer
        self._read: tuple[int, int] | None = None
        self._good_until = 0.0

    def forget(self) -> None:
        """Look again the next time: the catalogue has changed. What took long to count rests for a while first."""
        if time.monotonic() >= self._good_until:
            self._read = None

    def page(self, request: Request, ranking: Ranking) -> SearchPage:
        """Give the page that a request asks for."""
        limit, start = request.query.limit, ranking.resume(request.position)
        hits: list[SearchHit] = []
        while len(hits) < limit and start < len(ranking.keys):
            wanted = ranking.keys[start : start + limit - len(hits)].tolist()
            assets = self._catalogue.files.assets(wanted, request.roots, request.narrowing.scope)
            hits += ranking.hits(start, start + len(wanted), assets)
            start += len(wanted)
        following = None
        if start < len(ranking.keys):
            position = cursor.Position(start, int(ranking.keys[start - 1]))
            following = cursor.encode(position, request.mark, request.order)
        clue, why = request.clue, request.clue.why
        if clue.avoid and self._meaning is not None:
            why = f"{why} {explained(clue.avoid)}"
        return SearchPage(
            entry=clue.entry,
            why=why,
            hits=marked(hits, ranking.evidence, self._catalogue.texts.regions_of),
            next=following,
            notes=clue.notes + _about_given(request) + self._notes(request, ranking, hits),
            directions=clue.directions,
            verified=bool(ranking.verdicts),
        )

    def _notes(self, request: Request, ranking: Ranking, hits: list[SearchHit]) -> tuple[str, ...]:
        clue = request.clue
        inside = self._contents.of(request.narrowing, request.roots)
        ready: Readiness | None = None
        if self._meaning is not None and clue.by_vectors:
            ready = self._meaning.readiness(inside, request.narrowing, request.roots)
        about = notes.gather(
            clue,
            hits,
            any_exact=ranking.evidence.any_exact,
            cannot_avoid=bool(clue.avoid) and self._meaning is None,
            live=len(self._contents.of(EVERYTHING, request.roots)),
            inside=len(inside),
            filtered=request.narrowing.filtered,
            read=self._progress() if clue.letters else None,
            ready=ready,
            roots=request.roots,
        )
        if request.query.sort != "best" and len(inside) and not len(ranking.keys):
            about = (*about, notes.about_an_empty_order())
        if request.position is None and ranking.likenesses.copies.partial:
            about = (*about, notes.about_details_being_read())
        if request.position is None and _is_poor(ranking, hits):
            about = (*about, notes.about_a_poor_best())
        if not clue.core:
            return about
        locked = request.locked
        return about + notes.about_the_locked(
            len(locked.pictures),
            listed=len(ranking.core),
            unlearned=locked.unlearned,
            model=self._meaning is not None,
        )

    def _progress(self) -> notes.Reading:
        if self._recognizer is None:
            return notes.Reading(0, 0, available=False)
        if self._read is None:
            begun = time.thread_time()
            self._read = self._catalogue.texts.progress(self._recognizer)
            took = time.thread_time() - begun
            self._good_until = time.monotonic() + _REST * took if took > _LONG_S else 0.0
        return notes.Reading(*self._read, available=True)


def _about_given(request: Request) -> tuple[str, ...]:
    """Warn of pictures that are too poor to be found again, on the first page."""
    if request.target is None or request.position is not None:
        return ()
    looks = [picture.look for picture in request.target.pictures if picture.look is not None]
    return tuple(
        dict.fromkeys(note for look in looks for note in poor_reference(look.pixels, look.width, look.height))
    )


def _is_poor(ranking: Ranking, hits: list[SearchHit]) -> bool:
    """Tell whether a list by words alone begins with a hit that hardly matches; what a text says is no guess."""
    if ranking.clue.entry != "words" or not hits or any(ranking.evidence.texts):
        return False
    return hits[0].calibrated and hits[0].similarity < _WELL
