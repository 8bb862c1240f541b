"""A region of a picture is decoded as if it were the whole picture, as sharp as the picture is."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.imaging.decode import decode
from bowerbird_engine.imaging.regions import pixel_box
from bowerbird_engine.imaging.work import Fit, RefusalError, Work, WorkLimits
from fakes import pictures
from unit.imaging.decoding import LIMITS, decoded, near

COLOURS = ((200, 30, 30), (30, 200, 30), (30, 30, 200), (200, 200, 30), (30, 200, 200), (200, 30, 200))
"""Of six fields, three across and two down."""


def fields(size: tuple[int, int] = (96, 64)) -> Image.Image:
    """Draw the six fields."""
    image = Image.new("RGB", size)
    for number, colour in enumerate(COLOURS):
        left, top = number % 3 * size[0] // 3, number // 3 * size[1] // 2
        image.paste(colour, (left, top, left + size[0] // 3, top + size[1] // 2))
    return image


def field(number: int) -> tuple[float, float, float, float]:
    """Give the region of one field, a little inside of its edges."""
    return (number % 3 / 3 + 0.03, number // 3 / 2 + 0.03, 1 / 3 - 0.06, 1 / 2 - 0.06)


def shown(data: bytes, region: tuple[float, float, float, float], long_side: int = 2000) -> Uint8Array:
    """Decode a region to its pixels [height, width, 3]."""
    made = decoded(data, long_side=long_side, region=region).renditions
    width, height = made.pixels_size
    return np.frombuffer(made.pixels or b"", np.uint8).reshape(height, width, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_region_is_that_of_the_picture_as_it_is_looked_at(kind: str, orientation: int) -> None:
    """Each of six fields is found, whichever way the picture is stored; the size told is that of the whole picture."""
    stored = pictures.turned_for(fields(), orientation)
    data = pictures.encoded(stored, kind, exif=pictures.oriented(orientation), quality=95)
    for number, colour in enumerate(COLOURS):
        part = shown(data, field(number))
        assert part.shape[0] < 32
        assert part.shape[1] < 32
        assert near(part[2:-2, 2:-2].reshape(-1, 3).min(0), colour, 30), number
        assert near(part[2:-2, 2:-2].reshape(-1, 3).max(0), colour, 30), number
    assert decoded(data, region=field(0)).size == (96, 64)


def test_a_region_of_a_large_photo_is_not_read_from_a_reduced_one() -> None:
    """Of a JPEG of 4,000 px a region of 400 px keeps its single pixels; all of it would be decoded to a quarter."""
    noise = np.random.default_rng(1).integers(0, 256, (3000, 4000), dtype=np.uint8)
    data = pictures.encoded(Image.fromarray(noise), "JPEG", quality=98)
    part = shown(data, (0.5, 0.5, 0.1, 0.1))
    assert part.shape == (300, 400, 3)
    assert np.abs(part[:, :, 0].astype(int) - noise[1500:1800, 2000:2400]).mean() < 3
    whole = decoded(data, fits=(Fit(224, "crop"),)).renditions.fits[0]
    fitted = decoded(data, fits=(Fit(224, "crop"),), region=(0.5, 0.5, 0.1, 0.1)).renditions.fits[0]
    assert np.frombuffer(fitted, np.uint8).std() > 2 * np.frombuffer(whole, np.uint8).std()


def test_a_region_of_a_jpeg_beyond_the_limit_of_pixels_is_as_sharp_as_may_be() -> None:
    """A picture that could only be decoded reduced is reduced for its region, too, and not refused."""
    data = pictures.encoded(fields((2400, 1600)), "JPEG")
    limits = WorkLimits(max_pixels=1_000_000, max_jpeg_pixels=10_000_000, max_file_bytes=1 << 20)
    made = decode(Work(None, data, long_side=2000, region=field(4)), limits).renditions
    width, height = made.pixels_size
    assert 0.5 * 0.9 * 2400 * field(4)[2] < width < 0.51 * 2400 * field(4)[2]
    middle = np.frombuffer(made.pixels or b"", np.uint8).reshape(height, width, 3)[height // 2, width // 2]
    assert near(middle, COLOURS[4])


def test_a_palette_its_transparency_and_a_colour_profile_hold_for_a_region() -> None:
    """What a file says of all its pixels is not lost with those that are cut away."""
    image = fields().quantize(8)
    image.info["transparency"] = 0
    palette = pictures.encoded(image, "PNG", transparency=0)
    whole = np.asarray(Image.open(io.BytesIO(palette)).convert("RGBA"))
    clear = next(n for n in range(6) if whole[16 + 32 * (n // 3), 16 + 32 * (n % 3), 3] == 0)
    assert near(shown(palette, field(clear))[10, 10], (255, 255, 255))


@pytest.mark.parametrize("region", [(0.0, 0.0, 3 / 96, 1.0), (0.0, 0.0, 1.0, 3 / 64), (0.5, 0.5, 1e-9, 1e-9)])
def test_a_region_of_a_few_pixels_is_refused(region: tuple[float, float, float, float]) -> None:
    """It is the fault of what was asked, not of the picture, and the reason says how large it must be."""
    for kind in ("PNG", "JPEG"):
        with pytest.raises(RefusalError, match="at least 4 x 4") as caught:
            decoded(pictures.encoded(fields(), kind), region=region)
        assert caught.value.kind == "bad_region"


def test_a_thin_region_of_a_reduced_photo_still_has_a_pixel() -> None:
    """Four pixels of a photo that is decoded to an eighth of its size are not lost."""
    data = pictures.encoded(fields((8000, 3200)), "JPEG")
    limits = WorkLimits(max_pixels=400_000, max_jpeg_pixels=100_000_000, max_file_bytes=1 << 24)
    for region in ((0.0, 0.0, 4 / 8000, 0.5), (1 - 4 / 8000, 0.5, 4 / 8000, 0.5)):
        picture = decode(Work(None, data, fits=(Fit(8, "squash"),), region=region), limits)
        assert len(picture.renditions.fits[0]) == 3 * 64


def test_a_selection_in_whole_pixels_is_met_exactly() -> None:
    """Fractions that were made from pixels give these pixels back, in any size of picture."""
    for side in (7, 640, 1023, 4001):
        for left in range(0, side - 5, 1 + side // 50):
            assert pixel_box((left / side, 0, 5 / side, 1), (side, 9))[::2] == (left, left + 5)


def test_other_sides_are_made_on_request() -> None:
    """WebP files of the sides that were asked for, in their order, never larger than the picture."""
    made = decode(
        Work(None, pictures.encoded(fields((960, 640)), "PNG"), sides=(640, 160, 2000)), LIMITS
    ).renditions
    sizes = [Image.open(io.BytesIO(data)).size for data in made.sized]
    assert sizes == [(640, 427), (160, 107), (960, 640)]
    assert Image.open(io.BytesIO(made.sized[0])).format == "WEBP"
