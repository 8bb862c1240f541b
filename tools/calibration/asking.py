"""Ask libraries of several sizes, and note how near the first hits come and which of them match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from tools.calibration.sets import Item

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.search.similarity import choose_sample

BoolArray = npt.NDArray[np.bool_]

HITS: Final = 50
_SIZES: Final = (150, 1000)


@dataclass(frozen=True, slots=True)
class Library:
    """A part of the items, by their places, sorted."""

    name: str
    places: Int64Array


@dataclass(frozen=True, slots=True)
class Questions:
    """Queries of one kind [Q, dimension], and which of all items match each [Q, items].

    `weight` is what they count for beside other kinds. `left_out` names for each query an item that is the query itself.
    """

    kind: str
    queries: Float32Array
    right: BoolArray
    weight: float = 1.0
    left_out: Int64Array | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One query: cosines of its first hits and which match; its sorted background, and how many pictures there are.

    `half` parts the queries that fit (0) from those that measure (1).
    """

    group: str
    pictures: int
    background: Float32Array
    cosines: Float32Array
    right: BoolArray
    weight: float
    half: int


def libraries(items: Sequence[Item], seed: int) -> Iterator[Library]:
    """Give photos, goods and both: all of them, those that no training has seen, and some."""
    draw = np.random.default_rng(seed)
    photo = np.array([item.photo for item in items])
    unseen = np.array([item.unseen for item in items])
    for name, chosen in (("photos", photo), ("goods", ~photo), ("both", photo | ~photo)):
        places = np.flatnonzero(chosen).astype(np.int64)
        yield Library(name, places)
        if name != "both":
            yield Library(f"{name}, unseen", np.flatnonzero(chosen & unseen).astype(np.int64))
        for size in _SIZES:
            yield Library(f"{name}, {size}", np.sort(draw.choice(places, size, replace=False)))


def ask(library: Library, vectors: Float32Array, questions: Questions) -> Iterator[Asked]:
    """Ask a library, whose vectors are among those of all items [items, dimension]."""
    held = vectors[library.places]
    sample = choose_sample(np.arange(len(held), dtype=np.int64))
    for number, query in enumerate(questions.queries):
        cosines: Float32Array = (held @ query).astype(np.float32)
        order = np.argsort(-cosines, kind="stable")
        if questions.left_out is not None:
            order = order[library.places[order] != questions.left_out[number]]
        order = order[:HITS]
        yield Asked(
            group=f"{questions.kind} in {library.name}",
            pictures=len(held),
            background=np.sort(cosines[sample]),
            cosines=cosines[order],
            right=questions.right[number, library.places[order]],
            weight=questions.weight / len(questions.queries),
            half=number % 2,
        )
