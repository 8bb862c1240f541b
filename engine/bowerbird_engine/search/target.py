"""What hits shall look like: one vector, made of all the pictures that a query gives. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.search.reference import Reference


@dataclass(frozen=True, slots=True)
class Target:
    """The vector to compare with, of unit length, and the pictures that were given for it; a locked set is none of them.

    `sides` are the vectors that it was made of, each with its say.
    """

    vector: Float32Array
    pictures: tuple[Reference, ...]
    sides: tuple[tuple[Float32Array, float], ...] = ()

    @property
    def itself(self) -> bool:
        """Whether one picture of the library was given and nothing else."""
        return (
            len(self.pictures) == 1
            and self.pictures[0].content_id is not None
            and self.vector is self.pictures[0].vector
        )


def target_of(pictures: Sequence[Reference], locked: Float32Array | None) -> Target | None:
    """Join pictures, and the middle of a locked set, of which each side has half of the say; None where there is neither."""
    given = [picture.vector for picture in pictures]
    if not given:
        return None if locked is None else Target(locked, (), ((locked, 1.0),))
    sides = [(vector, 1.0 / len(given)) for vector in given]
    together = middle(given)
    if locked is not None:
        sides.append((locked, 1.0))
        together = middle([together, locked])
    return Target(together, tuple(pictures), tuple(sides))


def middle(vectors: Sequence[Float32Array] | Float32Array) -> Float32Array:
    """Give the direction of the mean of unit vectors; of vectors that cancel each other out, the first one."""
    if len(vectors) == 1:
        return vectors[0]
    mean = np.mean(np.asarray(vectors, np.float64), axis=0)
    length = float(np.sqrt(np.add.reduce(mean * mean)))
    return (mean / length).astype(np.float32) if length > 0 else vectors[0]
