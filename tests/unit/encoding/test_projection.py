"""A projection beside the graph: multiplied as written, refused when it does not fit what the tower gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.encoding.projection import ProjectionMatrix, read_projection
from bowerbird_engine.errors import EmbeddingError
from fakes.pack_variants import projections
from fakes.packs import make_pack

MATRIX = np.arange(12, dtype=np.float32).reshape(4, 3)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_vectors_are_multiplied(kind: type[np.floating]) -> None:
    """Each vector of 4 becomes one of 3, in single precision, whatever floats the tower gives."""
    raw = np.array([[1, 0, 0, 0], [0, 2, 0, 1]], kind)
    made = ProjectionMatrix(MATRIX)(raw)
    assert made.tolist() == [[0, 1, 2], [15, 18, 21]]
    assert made.dtype == np.float32


def test_the_file_holds_it_the_other_way_round(tmp_path: Path) -> None:
    """The tensor is [dimension, width], as training code keeps it."""
    kept: list[npt.NDArray[np.float32]] = []

    def keep(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        kept.append(matrix)
        return matrix

    pack = read_pack(make_pack(tmp_path / "pack", edit=projections(keep)))
    projection = pack.image.projection
    assert projection is not None
    matrix = read_projection(pack, projection)
    assert kept[0].shape == (pack.dimension, matrix.width) == (16, 64)
    one = np.eye(64, dtype=np.float32)[:1]
    assert np.array_equal(matrix(one)[0], kept[0][:, 0])


def test_an_overflow_is_left_to_the_gate() -> None:
    """What is too large becomes infinite, without a warning; which row it was is the gate's to say."""
    made = ProjectionMatrix(np.full((4, 3), 3e38, np.float32))(np.full((1, 4), 9, np.float32))
    assert np.isinf(made).all()


@pytest.mark.parametrize(
    "raw",
    [
        np.ones((2, 5), np.float32),
        np.ones(4, np.float32),
        np.ones((2, 4, 1), np.float32),
        np.ones((2, 4), int),
    ],
    ids=lambda raw: f"{raw.dtype}{raw.shape}",
)
def test_what_does_not_fit_is_refused(raw: npt.NDArray[np.generic]) -> None:
    """Vectors of another length, of more dimensions or of whole numbers are no input of it."""
    with pytest.raises(EmbeddingError, match="projection takes 4"):
        ProjectionMatrix(MATRIX)(raw)
