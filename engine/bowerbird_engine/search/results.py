"""A whole ranked list, and how a stretch of it becomes hits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from bowerbird_engine.assets import Asset, AssetId, Float32Array, Int64Array, Reason, SearchHit
from bowerbird_engine.search import reasons
from bowerbird_engine.search.copy_votes import NO_COPIES, Copies
from bowerbird_engine.search.cursor import Position
from bowerbird_engine.search.evidence import Evidence
from bowerbird_engine.search.query import Clue
from bowerbird_engine.search.ranking import FUSED_DEPTH, RankedSignal, fuse
from bowerbird_engine.search.refining import Along
from bowerbird_engine.search.semantic import Likeness, LikenessFact
from bowerbird_engine.search.similarity import Float64Array, combine, descending
from bowerbird_engine.search.verdict import Verdict

_LEAST_CERTAINTY: Final = 0.4
"""Of a likeness that reads 0 %: its order still says more than nothing, and less than the words of a file's name."""


@dataclass(frozen=True, slots=True)
class Likenesses:
    """How a library compares with the words and with the picture of a query, and the list that both make together.

    `ways` are the directions in which the words ask for another picture, and how far the pool lies along each; `copies` share
    details with the picture.
    """

    words: Likeness | None = None
    picture: Likeness | None = None
    together: Likeness | None = None
    ways: tuple[Along, ...] = ()
    copies: Copies = NO_COPIES


class Fold(NamedTuple):
    """The group that was folded into a content, and how many others of it."""

    group: str
    others: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """A list, best first, with a percentage that falls along it, and what each place is owed to.

    `same` are the contents whose bytes are the query's picture, `itself` tells that the picture was named by its id.
    `complete` is false when more would follow at a greater depth. `avoided` names what contents to avoid look like;
    where these begin the percentage starts anew.

    Later steps re-order it and say more of each content: `verdicts` tell what local features proved, `core` are those of
    the locked set, each with the picture that stands for it; the others are variants of it where the list was `expanded`.
    `folds` are what was folded into a content. A `provisional` list waits for verdicts, and is another one with them.
    """

    clue: Clue
    keys: Int64Array
    percent: Float64Array
    evidence: Evidence
    likenesses: Likenesses
    same: frozenset[int]
    itself: bool
    complete: bool
    avoided: Mapping[int, str] = field(default_factory=dict[int, str])
    verdicts: Mapping[int, Verdict] = field(default_factory=dict[int, Verdict])
    core: Mapping[int, AssetId] = field(default_factory=dict[int, AssetId])
    expanded: bool = False
    folds: Mapping[int, Fold] = field(default_factory=dict[int, Fold])
    provisional: bool = False

    @property
    def calibrated(self) -> bool:
        """Tell whether percentages are chances; those of a model without curves are ranks."""
        return self.likenesses.together is None or self.likenesses.together.calibrated

    def resume(self, position: Position | None) -> int:
        """Find where a page begins. Pictures that came or went since the page before move the place, not the order."""
        if position is None:
            return 0
        if 0 < position.given <= len(self.keys) and int(self.keys[position.given - 1]) == position.last:
            return position.given
        places = np.flatnonzero(self.keys == position.last)
        return int(places[0]) + 1 if len(places) else min(position.given, len(self.keys))

    def hits(self, start: int, end: int, assets: Mapping[int, tuple[Asset, ...]]) -> list[SearchHit]:
        """Make the hits of a stretch from the files that hold each content; those without a file are left out."""
        keys: list[int] = self.keys[start:end].tolist()
        percent: list[float] = self.percent[start:end].tolist()
        words, picture = (
            {} if likeness is None else likeness.facts(keys)
            for likeness in (self.likenesses.words, self.likenesses.picture)
        )
        found: list[SearchHit] = []
        for key, shown in zip(keys, percent, strict=True):
            if key in assets:
                why = self._reasons(key, shown, words.get(key), picture.get(key))
                found.append(self._hit(key, shown, why, assets[key]))
        return found

    def _hit(self, key: int, shown: float, why: tuple[Reason, ...], files: tuple[Asset, ...]) -> SearchHit:
        chosen = self.core.get(key)
        # Of copies the one that was locked is shown.
        first = next((file for file in files if file.id == chosen), files[0])
        verdict, fold = self.verdicts.get(key), self.folds.get(key)
        return SearchHit(
            asset=first,
            similarity=round(shown, 1),
            reasons=why,
            copies=tuple(file.path for file in files if file is not first),
            calibrated=self.calibrated or shown >= 100.0,  # noqa: PLR2004  that is proved
            labels=None if verdict is None else verdict.labels,
            boxes=() if verdict is None else verdict.boxes,
            query_box=None if verdict is None else verdict.query_box,
            group=None if fold is None else fold.group,
            variants=0 if fold is None else fold.others,
            core=key in self.core,
        )

    def _reasons(
        self, key: int, shown: float, words: LikenessFact | None, picture: LikenessFact | None
    ) -> tuple[Reason, ...]:
        """Explain a hit. The words of a likeness are never stronger than the percentage beside them."""
        why = [reasons.text_reason(found) for found in self.evidence.of(key)]
        if key in self.same:
            why.insert(0, reasons.same_content_reason(itself=self.itself))
        elif picture is not None:
            likely = min(picture.percent, shown) if self.calibrated else None
            why.append(reasons.picture_reason(likely, picture.share_below))
        if key in self.likenesses.copies.details and key not in self.same:
            why.insert(0, reasons.details_reason(self.likenesses.copies.details[key]))
        if words is not None and (not why or words.percent >= reasons.FAINT):
            likely = min(words.percent, shown) if self.calibrated else None
            why.append(reasons.words_reason(likely, words.share_below))
        ways = (way for way in self.likenesses.ways if key in way.ahead)
        why += [reasons.direction_reason(way.name, way.ahead[key]) for way in ways]
        if key in self.core:
            why.insert(0, reasons.locked_reason())
        elif self.expanded:
            why.append(reasons.variant_reason())
        if key in self.avoided:
            why.insert(0, reasons.avoided_reason(self.avoided[key]))
        verdict = self.verdicts.get(key)
        if verdict is not None and verdict.detail:
            why.insert(0, Reason("verified", verdict.detail))
        return tuple(why)


def rank(
    clue: Clue, evidence: Evidence, likenesses: Likenesses, same: frozenset[int], *, itself: bool = False
) -> Ranking:
    """Bring what all signals found into one list."""
    joined = evidence.percent(clue)
    base = likenesses.together
    if base is None:
        # Only letters and names: their percentages are on one scale, so that they rank by themselves.
        order = sorted(joined, key=lambda key: (-joined[key], key))
        keys = np.array(order, np.int64)
        percent = np.array([joined[key] for key in order], np.float64)
        return Ranking(clue, keys, percent, evidence, likenesses, same, itself, complete=True)
    pinned = evidence.pinned(clue)
    says = clue.weights
    by_picture_alone = says.picture > 0 and not (says.words or says.letters or says.name)
    proved = same if by_picture_alone else frozenset[int]()
    weight = max(clue.weights.words, clue.weights.picture)
    if weight > 0 and not joined and not proved and not np.any(np.diff(base.percent) > 0):
        # One falling list alone comes out of the fusion as it went in; that is most searches by words.
        return Ranking(clue, base.keys, base.percent, evidence, likenesses, same, itself, base.complete)
    signals = [RankedSignal(base.keys, _certainty(base), weight, tied=False), *evidence.signals(clue)]
    keys = fuse(signals, pinned | dict.fromkeys(proved, 100.0))
    percent = _joined_percent(keys, base, joined, pinned)
    if proved:
        percent[np.isin(keys, np.array(sorted(proved), np.int64))] = 100.0
    fused = len(joined.keys() | base.keys[:FUSED_DEPTH].tolist())
    percent = _falling_percent(percent, min(fused, len(keys)))
    return Ranking(clue, keys, percent, evidence, likenesses, same, itself, complete=base.complete)


def _certainty(base: Likeness) -> Float32Array:
    # Of a list that words re-ordered the percentages need not fall; its order is what counts.
    likely = descending(base.percent) / 100.0
    return (_LEAST_CERTAINTY + (1.0 - _LEAST_CERTAINTY) * likely).astype(np.float32)


def _joined_percent(
    keys: Int64Array, base: Likeness, joined: Mapping[int, float], pinned: Mapping[int, float]
) -> Float64Array:
    by_key: dict[int, float] = dict(zip(base.keys.tolist(), base.percent.tolist(), strict=True))
    for key, by_texts in joined.items():
        by_key[key] = pinned.get(key, combine(by_key.get(key, 0.0), by_texts))
    return np.array([by_key.get(key, 0.0) for key in keys.tolist()], np.float64)


def _falling_percent(percent: Float64Array, fused: int) -> Float64Array:
    """Make the fused part fall by itself and keep the rest below it, so that no page changes another one."""
    if not fused:
        return percent
    head = descending(percent[:fused])
    return np.concatenate([head, np.minimum.accumulate(np.minimum(percent[fused:], head[-1]))])
