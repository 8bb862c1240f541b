"""The one gate that every embedding passes: finite, not zero, of the right shape, and of unit length after it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.errors import EmbeddingError

# Far below any real model's output and far above where single precision loses digits.
SMALLEST_LENGTH = 1e-12


class BadRowsError(EmbeddingError):
    """Say that some rows of a batch are no embeddings; the others are.

    `rows` are the bad ones, `embeddings` [N, dimension] holds the good ones in their places and zeros in the bad.
    """

    def __init__(self, message: str, rows: tuple[int, ...], embeddings: Float32Array) -> None:
        super().__init__(message)
        self.rows = rows
        self.embeddings = embeddings


def check_embeddings(raw: npt.ArrayLike, count: int, dimension: int) -> Float32Array:
    """Normalise a model's output [count, dimension] to unit vectors.

    Raises EmbeddingError when the shape is wrong, BadRowsError when rows are not finite or zero.
    """
    values = np.asarray(raw)
    if values.shape != (count, dimension) or values.dtype.kind != "f":
        raise EmbeddingError(
            f"The model gave {values.dtype} values of shape {values.shape} where its pack promises "
            f"({count}, {dimension}). Install the pack again or use another one."
        )
    wide = values.astype(np.float64)
    # float64 holds the square of every float32: only NaN and infinity can give a length that is not finite.
    lengths = np.sqrt(np.add.reduce(wide * wide, axis=1))
    good = np.isfinite(lengths) & (lengths >= SMALLEST_LENGTH)
    embeddings = np.zeros(wide.shape, np.float32)
    embeddings[good] = wide[good] / lengths[good, np.newaxis]
    if not good.all():
        bad = tuple(int(row) for row in np.flatnonzero(~good))
        raise BadRowsError(
            f"The model gave {len(bad)} of {count} vectors that are zero or not finite. "
            "If other pictures fail too, install the pack again or use another one.",
            bad,
            embeddings,
        )
    return embeddings
