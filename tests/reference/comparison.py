"""What both sides make of the same pictures and texts, and how far they agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Preprocessing, Uint8Array
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.settings import DecodeLimits
from reference.models import Pixels, Reference, Vectors
from reference.opening import open_picture

ENOUGH = 0.9999
"""The cosine that each picture and each text must reach."""


Note = Callable[[str], None]
"""Keeps a figure for the end of the report."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The same pictures as both sides bring them to one family of models."""

    names: tuple[str, ...]
    ours: Uint8Array
    theirs: Pixels
    recipe: Preprocessing


@dataclass(frozen=True, slots=True)
class Cosines:
    """How far two sets of vectors agree, row by row; `names` say which picture or text a row is."""

    values: npt.NDArray[np.float64]
    names: tuple[str, ...]

    @property
    def lowest(self) -> float:
        """The worst row."""
        return float(self.values.min())

    @property
    def mean(self) -> float:
        """The mean of all rows."""
        return float(self.values.mean())

    def below(self, bar: float) -> list[str]:
        """Name the rows below a bar, with their cosines."""
        return [f"{self.names[row]}: {self.values[row]:.6f}" for row in np.flatnonzero(self.values < bar)]


def compare(ours: npt.NDArray[np.floating], theirs: Vectors, names: Sequence[str]) -> Cosines:
    """Take the cosine of each row with its counterpart; both are unit vectors [N, dimension]."""
    assert ours.shape == theirs.shape == (len(names), ours.shape[1])
    return Cosines(np.sum(ours.astype(np.float64) * theirs, axis=1), tuple(names))


def fit_by_product(pictures: Sequence[Path], recipes: tuple[Preprocessing, ...]) -> tuple[Uint8Array, ...]:
    """Decode pictures in the product's own workers; gives [N, side, side, 3] for each recipe."""
    with DecodePool(DecodeLimits(), workers=2) as pool:
        futures = [pool.submit(DecodeRequest(path, fits=recipes)) for path in pictures]
        decoded = [future.result() for future in futures]
    return tuple(np.stack([one.fits[place] for one in decoded]) for place in range(len(recipes)))


def fit_by_reference(pictures: Sequence[Path], references: Sequence[Reference]) -> tuple[Pixels, ...]:
    """Open whole pictures and give them to each reference's own processor; gives [N, 3, side, side] for each."""
    made: tuple[list[Pixels], ...] = tuple([] for _ in references)
    for path in pictures:
        image = open_picture(path)
        for reference, rows in zip(references, made, strict=True):
            rows.append(reference.processor(image, return_tensors="np")["pixel_values"][0])
    return tuple(np.stack(rows) for rows in made)


def levels_of(pixels: Pixels, recipe: Preprocessing) -> npt.NDArray[np.int64]:
    """Undo a normalisation: [N, 3, side, side] back to levels [N, side, side, 3] in 0..255."""
    shape = (1, 3, 1, 1)
    scaled = pixels.astype(np.float64) * np.reshape(recipe.std, shape) + np.reshape(recipe.mean, shape)
    levels: npt.NDArray[np.int64] = np.rint(scaled / recipe.scale).astype(np.int64).transpose(0, 2, 3, 1)
    return levels


def spread(vectors: Vectors) -> float:
    """Give the cosine in the middle of those of all pairs: what two things that are not the same share."""
    return float(np.median((vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]))
