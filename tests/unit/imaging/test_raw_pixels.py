"""Raw pixels get a file around them that every decoder reads as they are."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from bowerbird_engine.errors import UsageError
from bowerbird_engine.imaging.raw_pixels import wrap_rgba
from unit.imaging.decoding import decoded


@pytest.mark.parametrize(
    "size", [(1, 1), (64, 48), (15, 700), (16, 700), (17, 700), (1, 70_000), (70_000, 1)]
)
def test_the_pixels_come_back_as_they_were_given(size: tuple[int, int]) -> None:
    """Pillow reads the very same numbers, alpha too, whichever way the rows were laid out and however often deflate split them."""
    width, height = size
    given = np.random.default_rng(width).integers(0, 256, (height, width, 4), dtype=np.uint8)
    with Image.open(io.BytesIO(wrap_rgba(width, height, given.tobytes()))) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGBA", size)
        assert np.array_equal(np.asarray(image), given)


def test_it_is_hardly_larger_than_its_pixels_and_decodes_as_a_query_does() -> None:
    """Nothing is compressed, and the product's own decoder takes it."""
    pixels = bytes(range(256)) * 400
    data = wrap_rgba(160, 160, pixels)
    assert len(data) - len(pixels) < 1000
    picture = decoded(data)
    assert (picture.size, picture.media_type) == ((160, 160), "image/png")


@pytest.mark.parametrize(
    ("width", "height", "number"),
    [(2, 2, 15), (2, 2, 17), (2, 2, 0), (0, 2, 0), (2, 0, 0), (-1, -1, 4), (2**31, 1, 4), (1, 2**31, 4)],
)
def test_sizes_that_do_not_fit_the_bytes_are_refused(width: int, height: int, number: int) -> None:
    """No file is made of too many or too few bytes, or of no pixels, and nothing is set aside for what is only claimed."""
    with pytest.raises(UsageError):
        wrap_rgba(width, height, bytes(number))
