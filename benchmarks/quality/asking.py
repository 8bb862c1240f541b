"""Index a library and ask it, through the engine's facade as any program would."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.quality.metrics import Answer, Hit
from benchmarks.quality.truth import Question, Truth

from bowerbird_engine import Engine, IndexReport, Progress, SearchHit, SearchQuery, TextEntry

_ENTRIES: dict[str, TextEntry] = {"words": "words", "letters": "letters", "name": "name"}


def index(engine: Engine, library: Path, *, ocr: bool, progress: Callable[[Progress], None]) -> IndexReport:
    """Bring the engine's library up to date with one folder and no other."""
    folder = library.resolve()
    for root in engine.folders():
        if root.path != folder:
            engine.remove_folder(root.path)
    engine.add_folder(folder)
    return engine.index(ocr=ocr, progress=progress)


def wants_letters(truth: Truth) -> bool:
    """Tell whether any question can be answered by what is read in pictures."""
    return any(question.kind in {"letters", "box"} for question in truth.questions)


def query_of(
    question: Question, *, limit: int, verified: bool | None = None, collapse: bool = False
) -> SearchQuery:
    """Make a query of a question; `verified` overrides whether labels are asked for."""
    return SearchQuery(
        text=question.text,
        like=question.picture,
        entry=_ENTRIES.get(question.kind),
        limit=limit,
        verified=question.verified if verified is None else verified and question.picture is not None,
        collapse=collapse,
    )


def ask(engine: Engine, library: Path, question: Question, query: SearchQuery) -> Answer:
    """Ask one question, and tell which of its hits are right: a hit is what lies at its place or at one of its copies."""
    began = time.perf_counter()
    page = engine.search(query)
    took = time.perf_counter() - began
    folder = library.resolve()
    hits = tuple(
        Hit(hit.similarity, bool(_names(hit, folder) & question.right), tuple(hit.labels or ()))
        for hit in page.hits
    )
    return Answer(hits, len(question.right), took, question.label)


def _names(hit: SearchHit, folder: Path) -> frozenset[str]:
    places = (hit.asset.path, *hit.copies)
    return frozenset(place.relative_to(folder).as_posix() for place in places if place.is_relative_to(folder))
