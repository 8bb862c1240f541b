"""Encoders without a model: a colour histogram for pictures, hashed words for texts. Deterministic, no weights."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from bowerbird_engine.assets import Float32Array, Preprocessing, Space, Uint8Array
from bowerbird_engine.encoding.curves import Background, Curve, Curves
from bowerbird_engine.errors import EmbeddingError

FAKE_SPACE = Space(pack_id="fake", digest="fa" * 32, dimension=64)
FAKE_RECIPE = Preprocessing(
    size=32, resize="squash", scale=1 / 255, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0)
)


def logistic(middle: float, width: float, prior: Background, *, growth: float = 0.0) -> Curve:
    """Make a curve that reads 50 % at the middle, in steps of half a width."""
    steps = np.arange(-8.0, 8.5, 0.5)
    values = 99.0 / (1.0 + np.exp(-steps))
    points = tuple(zip((middle + width * steps).tolist(), values.tolist(), strict=True))
    return Curve(points, growth, prior, lean=0.05)


FAKE_CURVES = Curves(
    words=logistic(3.0, 0.6, Background(-0.13, 0.08)), picture=logistic(3.0, 0.8, Background(0.9, 0.45))
)


class FakeImageEncoder:
    """Count the pixels of each of 4 x 4 x 4 colours. The square roots of the shares make a unit vector."""

    def __init__(self, space: Space = FAKE_SPACE, preprocessing: Preprocessing = FAKE_RECIPE) -> None:
        self._space = space
        self._preprocessing = preprocessing
        self.batches: list[int] = []

    @property
    def space(self) -> Space:
        """The space of the vectors."""
        return self._space

    @property
    def preprocessing(self) -> Preprocessing:
        """What `encode` expects to have been done to the pictures."""
        return self._preprocessing

    def encode(self, pictures: Uint8Array) -> Float32Array:
        """Encode pictures [N, size, size, 3], remembering the size of the batch."""
        side = self._preprocessing.size
        if pictures.dtype != np.uint8 or pictures.shape[1:] != (side, side, 3):
            raise EmbeddingError(f"Pictures of shape {pictures.shape} do not fit {side} x {side}.")
        self.batches.append(len(pictures))
        quarters = (pictures >> 6).astype(np.int64)
        colours = quarters[..., 0] * 16 + quarters[..., 1] * 4 + quarters[..., 2]
        vectors = np.zeros((len(pictures), self._space.dimension), np.float32)
        for row, picture in enumerate(colours):
            shares = np.bincount(picture.reshape(-1), minlength=64) / picture.size
            vectors[row, :64] = np.sqrt(shares)
        return vectors


class FakeTextEncoder:
    """Give every word a place and a sign by its hash, and add them up."""

    def __init__(self, space: Space = FAKE_SPACE) -> None:
        self._space = space

    @property
    def space(self) -> Space:
        """The space of the vectors."""
        return self._space

    def encode(self, texts: Sequence[str]) -> Float32Array:
        """Encode texts word by word; a text without words has a place of its own."""
        vectors = np.zeros((len(texts), self._space.dimension), np.float64)
        for row, text in enumerate(texts):
            for word in text.lower().split() or [""]:
                digest = hashlib.sha256(word.encode("utf-8", "replace")).digest()
                place = int.from_bytes(digest[:4], "little") % self._space.dimension
                vectors[row, place] += 1.0 + digest[4] / 1024
        vectors /= np.sqrt(np.sum(vectors * vectors, axis=1, keepdims=True))
        return vectors.astype(np.float32)
