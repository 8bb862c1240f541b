"""The gate of the embeddings: what passes comes out as unit vectors, what does not is named."""

from __future__ import annotations

import numpy as np
import pytest

from bowerbird_engine.encoding.gate import BadRowsError, check_embeddings
from bowerbird_engine.errors import EmbeddingError


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_rows_come_out_with_length_one(kind: type[np.floating], scale: float) -> None:
    """Whatever the type and the size of a model's output, the direction stays and the length becomes 1."""
    raw = (np.random.default_rng(0).standard_normal((5, 8)) * scale).astype(kind)
    unit = check_embeddings(raw, 5, 8)
    assert unit.dtype == np.float32
    assert np.linalg.norm(unit, axis=1) == pytest.approx(np.ones(5), abs=1e-6)
    wide = raw.astype(np.float64)
    assert unit == pytest.approx(wide / np.linalg.norm(wide, axis=1, keepdims=True), abs=1e-6)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 0.0, 1e-20], ids=str)
def test_bad_rows_are_named(bad: float) -> None:
    """NaN, infinity, zero and next to zero are refused by row, and the good rows come along."""
    raw = np.ones((6, 4), np.float32)
    raw[[1, 4]] *= np.float32(bad)
    with pytest.raises(BadRowsError) as caught:
        check_embeddings(raw, 6, 4)
    assert caught.value.rows == (1, 4)
    assert caught.value.code == "bad_embedding"
    assert caught.value.embeddings[[0, 2, 3, 5]] == pytest.approx(np.full((4, 4), 0.5))
    assert not caught.value.embeddings[[1, 4]].any()


def test_one_bad_number_spoils_its_row_alone() -> None:
    """A single NaN among good numbers is enough for its row, and for no other."""
    raw = np.ones((3, 4), np.float32)
    raw[2, 3] = np.nan
    with pytest.raises(BadRowsError) as caught:
        check_embeddings(raw, 3, 4)
    assert caught.value.rows == (2,)


def test_the_largest_floats_do_not_overflow() -> None:
    """Outputs near the end of single precision still have a direction."""
    assert check_embeddings(np.full((1, 4), 3e38, np.float32), 1, 4) == pytest.approx(np.full((1, 4), 0.5))


@pytest.mark.parametrize(
    "raw",
    [
        np.ones((2, 4), np.float32),
        np.ones((3, 5), np.float32),
        np.ones(12, np.float32),
        np.ones((3, 4, 1), np.float32),
        np.ones((3, 4), np.int64),
        np.ones((3, 4), np.complex64),
        np.full((3, 4), "1"),
    ],
    ids=lambda raw: f"{raw.dtype}{raw.shape}",
)
def test_wrong_shapes_and_types_are_refused(raw: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> None:
    """An output of another shape than promised, or of whole numbers, is no embedding."""
    with pytest.raises(EmbeddingError, match="promises"):
        check_embeddings(raw, 3, 4)
