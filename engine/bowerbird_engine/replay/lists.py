"""How a list that was kept differs from the one that the same search gives now. Pure."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bowerbird_engine.assets import SearchHit
from bowerbird_engine.replay.documents import Members


@dataclass(frozen=True, slots=True)
class Listed:
    """One hit of a list: the SHA-256 of its bytes in hexadecimal, and its percentage."""

    content: str
    similarity: float


@dataclass(frozen=True, slots=True)
class ListChange:
    """One picture whose place changed. Places count from 1; None where it is not in that list.

    `in_library` tells whether the library holds it now.
    """

    content: str
    before: int | None
    now: int | None
    similarity_before: float | None
    similarity_now: float | None
    in_library: bool


@dataclass(frozen=True, slots=True)
class ListComparison:
    """All that differs. `moved` are those that others did not merely make room for, or push down.

    `drift` is the largest change of a percentage, in points, among the pictures of both lists.
    """

    kept: int
    moved: tuple[ListChange, ...]
    missing: tuple[ListChange, ...]
    new: tuple[ListChange, ...]
    drift: float

    @property
    def same(self) -> bool:
        """Whether both lists hold the same pictures in the same order."""
        return not (self.moved or self.missing or self.new)


def listed(hits: Sequence[SearchHit]) -> tuple[Listed, ...]:
    """Give a list in the form that is kept."""
    return tuple(Listed(hit.asset.content_hash.hex(), round(hit.similarity, 1)) for hit in hits)


def read_hit(told: object, path: str) -> Listed:
    """Read one hit. Raises RecipeError."""
    members = Members(told, frozenset({"content", "similarity"}), path)
    return Listed(members.digest("content"), members.number("similarity", 0, 100))


def compare(before: Sequence[Listed], now: Sequence[Listed], present: Collection[str]) -> ListComparison:
    """Compare two lists; `present` are the contents that the library holds.

    Of pictures with the same percentage side by side the order says nothing: it goes by the numbers that each library
    gave them.
    """
    before, now = _settled(before), _settled(now)
    old = {each.content: place for place, each in enumerate(before)}
    new = {each.content: place for place, each in enumerate(now)}
    common = [each.content for each in before if each.content in new]
    steady = {common[at] for at in _longest_rising([new[content] for content in common])}

    def change(content: str) -> ListChange:
        was, is_now = old.get(content), new.get(content)
        return ListChange(
            content,
            None if was is None else was + 1,
            None if is_now is None else is_now + 1,
            None if was is None else before[was].similarity,
            None if is_now is None else now[is_now].similarity,
            in_library=is_now is not None or content in present,
        )

    drifts = (abs(before[old[content]].similarity - now[new[content]].similarity) for content in common)
    return ListComparison(
        kept=len(steady),
        moved=tuple(change(content) for content in common if content not in steady),
        missing=tuple(change(each.content) for each in before if each.content not in new),
        new=tuple(change(each.content) for each in now if each.content not in old),
        drift=round(max(drifts, default=0.0), 1),
    )


def pairs_kept(before: Sequence[str], now: Sequence[str]) -> float:
    """Give the share (0..1) of pairs of pictures of both lists that stand in the same order in both; 1 without a pair."""
    places = {content: place for place, content in enumerate(now)}
    common = [places[content] for content in before if content in places]
    pairs = list(itertools.combinations(common, 2))
    return sum(first < second for first, second in pairs) / len(pairs) if pairs else 1.0


def _settled(hits: Sequence[Listed]) -> list[Listed]:
    groups = itertools.groupby(hits, key=lambda hit: hit.similarity)
    return [hit for _, group in groups for hit in sorted(group, key=lambda hit: hit.content)]


def _longest_rising(values: Sequence[int]) -> list[int]:
    """Give the places of a longest rising part of some different numbers, by patience sorting."""
    tops: list[int] = []
    at_top: list[int] = []
    before: list[int | None] = []
    for at, value in enumerate(values):
        pile = bisect_left(tops, value)
        before.append(at_top[pile - 1] if pile else None)
        tops[pile : pile + 1] = [value]
        at_top[pile : pile + 1] = [at]
    found: list[int] = []
    at_end = at_top[-1] if at_top else None
    while at_end is not None:
        found.append(at_end)
        at_end = before[at_end]
    return found[::-1]
