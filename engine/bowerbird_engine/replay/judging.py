"""What became of the lists of a self-test, and whether that is to be expected. Pure.

Pictures that came or went since the lists were kept are taken out of both sides first: what is left shows the search
alone. Then a list is a reason to look
- under the same circumstances and with the same library, when its first ten are other pictures: it is repeatable;
- when pictures came or went, if more than two of the first ten are others: percentages are read against a sample of the
  library, so that the joined list of words, letters and names may shift a little;
- under other circumstances (a model, a version, a setting), when its first ten are other pictures, or more than one pair
  in ten of them stands the other way round;
- when the picture that was expected among the first ten is there no more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bowerbird_engine.replay.circumstances import Difference
from bowerbird_engine.replay.lists import Listed, pairs_kept

Verdict = Literal["same", "expected", "look"]

FIRST: Final = 10
KEPT_HITS: Final = 20
ASKED_HITS: Final = 60
"""So many are asked for again, so that many new pictures still leave the first ten of the old ones to be seen."""

_LEAST_OVERLAP: Final = 0.8
_LEAST_ORDER: Final = 0.9


@dataclass(frozen=True, slots=True)
class FoundNow:
    """One hit of today: what is kept of a hit, and the number of its content, which grows with each that comes in."""

    hit: Listed
    content_id: int


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What became of one list. `overlap` is the share of its first ten that is there still, without what came or went.

    `added` and `removed` count what came into the first ten and what left the library from there. The places are those
    of the picture that was expected, from 1; None where it was not found, or where none was named.
    """

    name: str
    verdict: Verdict
    overlap: float
    added: int
    removed: int
    place_before: int | None
    place_now: int | None
    says: str


def judge(
    name: str,
    before: Sequence[Listed],
    now: Sequence[FoundNow],
    *,
    present: Collection[str],
    newest: int,
    expected: str | None,
    changes: Sequence[Difference],
) -> ProbeResult:
    """Judge one list. `present` are the contents of the old list that the library still holds."""
    old = [hit.content for hit in before if hit.content in present]
    new = [found.hit.content for found in now if found.content_id <= newest]
    first_old, first_new = old[:FIRST], new[:FIRST]
    long = max(len(first_old), len(first_new))
    overlap = len(set(first_old) & set(first_new)) / long if long else 1.0
    place_before = _place([hit.content for hit in before], expected)
    place_now = _place([found.hit.content for found in now], expected)
    lost = (
        expected is not None and expected in present and expected in first_old and expected not in first_new
    )
    kinds = {change.kind for change in changes}
    first_before, first_now = before[:FIRST], now[:FIRST]
    unchanged = [hit.content for hit in first_before] == [found.hit.content for found in first_now]
    verdict: Verdict = "expected"
    if lost or _too_far(overlap, pairs_kept(first_old, first_new), kinds):
        verdict = "look"
    elif unchanged:
        verdict = "same"
    added = sum(found.content_id > newest for found in first_now)
    removed = sum(hit.content not in present for hit in first_before)
    return ProbeResult(
        name,
        verdict,
        round(overlap, 3),
        added,
        removed,
        place_before,
        place_now,
        _says(
            name,
            verdict,
            (overlap, long),
            (added, removed),
            (place_before, place_now),
            named=expected is not None,
        ),
    )


def _too_far(overlap: float, order: float, kinds: Collection[str]) -> bool:
    if not set(kinds) - {"library", "index"}:
        return overlap < (_LEAST_OVERLAP if kinds else 1.0)
    return overlap < 1.0 or order < _LEAST_ORDER


def summary(results: Sequence[ProbeResult], changes: Sequence[Difference]) -> str:
    """Say in plain words what became of all lists."""
    number = len(results)
    looks = sum(result.verdict == "look" for result in results)
    changed = sum(result.verdict != "same" for result in results)
    why = "; ".join(change.says for change in changes)
    if not changed:
        return f"all {number} lists begin as they were kept" + (f", although {why}" if why else "")
    if not looks:
        return (
            f"{changed} of {number} lists changed, as is to be expected: {why or 'the order of near equals'}"
        )
    if not why:
        return f"{looks} of {number} lists changed, and nothing that would explain it did"
    if {change.kind for change in changes} <= {"library", "index"}:
        return f"{looks} of {number} lists changed more than the pictures that came and went explain: {why}"
    return f"{looks} of {number} lists changed: {why}"


def _place(contents: Sequence[str], expected: str | None) -> int | None:
    return contents.index(expected) + 1 if expected in contents else None


def _says(
    name: str,
    verdict: Verdict,
    overlap: tuple[float, int],
    came_and_went: tuple[int, int],
    places: tuple[int | None, int | None],
    *,
    named: bool,
) -> str:
    share, of = overlap
    added, removed = came_and_went
    said = [f"{round(share * of)} of the first {of} are the same"] if of else ["nothing was found, as before"]
    if verdict == "same":
        said = ["as it was kept"]
    if added:
        said.append(f"{added} of the first came into the library since")
    if removed:
        said.append(f"{removed} of the first left it")
    if named:
        before, now = (f"at place {place}" if place else "not found" for place in places)
        said.append(f"the expected picture is {now}" + ("" if before == now else f", and was {before}"))
    return f"{name}: {', '.join(said)}."
