"""All that one model brings to a search: its encoders, its vectors, its background. None of it is ever exchanged alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bowerbird_engine.assets import ContentHash, Float32Array, Int64Array, Root, Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.membership import members
from bowerbird_engine.encoding.curves import Curves
from bowerbird_engine.encoding.encoders import ImageEncoder, TextEncoder
from bowerbird_engine.search.avoiding import SURELY, Unwanted
from bowerbird_engine.search.copy_votes import NO_COPIES, Copies, joined
from bowerbird_engine.search.directions import direction_of
from bowerbird_engine.search.locking import LockedSet
from bowerbird_engine.search.narrowing import Narrowing
from bowerbird_engine.search.query import Clue
from bowerbird_engine.search.ranking import FUSED_DEPTH
from bowerbird_engine.search.readiness import Readiness, ReadyContents
from bowerbird_engine.search.reference import DecodeForModel, ReferenceReader
from bowerbird_engine.search.refining import Along, agreed, along, pool_of, refined
from bowerbird_engine.search.results import Likenesses
from bowerbird_engine.search.semantic import BackgroundSample, Likeness, nearest, standing
from bowerbird_engine.search.similarity import scales_of
from bowerbird_engine.search.target import Target, middle, target_of
from bowerbird_engine.vectors.index import VectorIndex


def nothing_kept(_content: ContentHash) -> None:
    """Stand for a library without proxies."""


@dataclass(frozen=True, slots=True)
class EncodedClue:
    """The vectors of a clue's texts: of the words, and of each thing to avoid [N, dimension]."""

    words: Float32Array | None
    avoid: Float32Array


class Meaning:
    """Compare words and pictures with a library in the space of one model.

    `index` gives the vectors as of now, `decode` fits a picture for the image encoder (raising PictureError), and `kept`
    gives the proxy of a content, which stands for a picture that is not here. Without `curves` percentages are ranks.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        index: Callable[[], VectorIndex],
        image_encoder: ImageEncoder,
        text_encoder: TextEncoder,
        decode: DecodeForModel,
        kept: Callable[[ContentHash], bytes | None] = nothing_kept,
        curves: Curves | None = None,
    ) -> None:
        self.space: Space = image_encoder.space
        self._curves = curves
        self.index = index
        self._text_encoder = text_encoder
        self._directions: dict[str, Float32Array] = {}
        self._references = ReferenceReader(catalogue, image_encoder, decode, kept)
        self._sample = BackgroundSample(catalogue.vectors, image_encoder.space)
        self._ready = ReadyContents(catalogue, image_encoder.space)

    @property
    def calibrated(self) -> bool:
        """Tell whether percentages are likenesses and not ranks."""
        return self._curves is not None

    def forget(self) -> None:
        """Look again the next time: the catalogue has changed."""
        self._ready.forget()

    def aim(
        self, clue: Clue, locked: LockedSet, roots: Mapping[int, Root]
    ) -> tuple[Target | None, LockedSet]:
        """Turn the pictures of a clue and the locked set into what hits shall look like, raising as ReferenceReader does.

        The locked set comes back with the number of those that this model has not learned.
        """
        given = [] if clue.like is None else [self._references.read(clue.like, roots, clue.region)]
        given += [self._references.read(example, roots) for example in clue.examples]
        vectors = self._references.stored(locked.keys)
        locked = replace(locked, unlearned=len(locked.pictures) - len(vectors))
        return target_of(given, middle(vectors) if len(vectors) else None), locked

    def readiness(self, live: Int64Array, narrowing: Narrowing, roots: Mapping[int, Root]) -> Readiness:
        """Count what has a vector among the contents that a narrowing leaves, given sorted."""
        return self._ready.of(live, narrowing.scope, roots, mark=(narrowing.filters, narrowing.among))

    def encode(self, clue: Clue) -> EncodedClue:
        """Encode the texts of a clue, all at once."""
        described = [] if clue.words is None else [clue.words]
        vectors = self._text_encoder.encode([*described, *clue.avoid]) if described or clue.avoid else None
        if vectors is None:
            return EncodedClue(None, np.empty((0, self.space.dimension), np.float32))
        return EncodedClue(vectors[0] if described else None, vectors[len(described) :])

    def compare(
        self,
        clue: Clue,
        encoded: EncodedClue,
        target: Target | None,
        index: VectorIndex,
        *,
        live: Int64Array,
        allowed: Int64Array,
        depth: int,
        copies: Copies = NO_COPIES,
    ) -> Likenesses:
        """Compare the words and the pictures of a clue with the allowed contents; `live` are all of the library's.

        `copies` share details with one of the pictures, whatever the model makes of them.
        """
        if clue.words is None and target is None:
            return Likenesses()
        sample, scales = self._sample.matrix(live), scales_of(self._curves, len(live))
        words = encoded.words
        if target is None:
            if words is None:
                return Likenesses()
            described = nearest(index, words, depth, allowed, background=sample, scale=scales.words)
            return Likenesses(words=described, together=described)
        by_picture = nearest(index, target.vector, depth, allowed, background=sample, scale=scales.picture)
        if len(target.sides) > 1 and len(by_picture.keys):
            head = by_picture.keys[:FUSED_DEPTH]
            to_each = [
                standing(index, vector, head, background=sample, scale=scales.picture)
                for vector, _ in target.sides
            ]
            by_picture = agreed(by_picture, to_each, [weight for _, weight in target.sides])
        known = by_picture
        if len(copies.keys):
            voted = nearest(
                index,
                target.vector,
                len(copies.keys),
                np.sort(copies.keys),
                background=sample,
                scale=scales.picture,
            )
            known, by_picture = joined(by_picture, voted, copies, scales.picture)
        pool = pool_of(by_picture, len(allowed), copies.details)
        ways = self._along(clue.directions, target, index, pool)
        by_words: Likeness | None = None
        if words is not None and len(pool):
            by_words = nearest(index, words, len(pool), pool, background=sample, scale=scales.words)
        if by_words is None and not ways:
            return Likenesses(picture=known, together=by_picture, copies=copies)
        together = refined(by_picture, by_words, ways, weight=clue.weights.words)
        return Likenesses(by_words, known, together, tuple(ways), copies)

    def _along(
        self, directions: Sequence[str], target: Target, index: VectorIndex, pool: Int64Array
    ) -> list[Along]:
        ways: list[Along] = []
        for name in directions if len(pool) else ():
            if name not in self._directions:
                self._directions[name] = direction_of(name, self._text_encoder.encode)
            way = self._directions[name]
            if way.any():
                found = index.search(way, len(pool), pool)
                ways.append(along(name, found.keys, found.similarities, float(way @ target.vector)))
        return ways

    def percent_of(
        self, target: Target | None, keys: Int64Array, index: VectorIndex, live: Int64Array
    ) -> dict[int, float]:
        """Tell how much each of these contents looks like a target; those without a vector are left out."""
        if target is None or not len(keys):
            return {}
        sample, scales = self._sample.matrix(live), scales_of(self._curves, len(live))
        found = nearest(
            index, target.vector, len(keys), np.sort(keys), background=sample, scale=scales.picture
        )
        return dict(zip(found.keys.tolist(), found.percent.tolist(), strict=True))

    def alike(
        self, content_id: int, index: VectorIndex, *, live: Int64Array, allowed: Int64Array, depth: int
    ) -> Likeness | None:
        """List the allowed contents that look most like one of the library; None where it has no vector."""
        vectors = self._references.stored(np.array([content_id], np.int64))
        if not len(vectors):
            return None
        scale = scales_of(self._curves, len(live)).picture
        return nearest(index, vectors[0], depth, allowed, background=self._sample.matrix(live), scale=scale)

    def unwanted(
        self,
        avoid: Sequence[str],
        encoded: EncodedClue,
        index: VectorIndex,
        keys: Int64Array,
        live: Int64Array,
    ) -> list[Unwanted]:
        """Tell how much each content of a list looks like each thing to avoid."""
        sample, scales = self._sample.matrix(live), scales_of(self._curves, len(live))
        return [
            Unwanted(
                text,
                standing(index, vector, keys, background=sample, scale=scales.words),
                scales.words.standing(SURELY),
            )
            for text, vector in zip(avoid, encoded.avoid, strict=True)
        ]

    def same_contents(self, target: Target | None, allowed: Int64Array) -> frozenset[int]:
        """Find the allowed contents that hold the very bytes of a picture of the query."""
        pictures = () if target is None else target.pictures
        held = {self._references.same_content(picture) for picture in pictures} - {None}
        known = np.array(sorted(filter(None, held)), np.int64)
        return frozenset(known[members(known, allowed)].tolist())
