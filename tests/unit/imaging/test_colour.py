"""Colour profiles are honoured where they are sound and ignored where they are not."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from fakes import pictures
from fakes.pictures import BLUE, RED
from unit.imaging.decoding import near, pixels

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def swapped_profile() -> bytes:
    """Make a profile whose red and blue primaries are exchanged, so that heeding it exchanges the colours."""
    swapped = SRGB.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    return swapped.replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))


def test_a_profile_is_applied() -> None:
    """With exchanged primaries, red pixels are blue."""
    data = pictures.encoded(pictures.two_halves(), "PNG", icc_profile=swapped_profile())
    array = pixels(data)
    assert near(array[24, 16], BLUE, 20)
    assert near(array[24, 48], RED, 20)


def test_all_renditions_get_the_profile() -> None:
    """A large picture that is reduced before its colours are converted is converted all the same."""
    data = pictures.encoded(pictures.two_halves((1600, 1200)), "JPEG", icc_profile=swapped_profile())
    array = pixels(data, long_side=400)
    assert near(array[150, 100], BLUE, 20)


@pytest.mark.parametrize(
    "profile",
    [b"\0", b"rubbish" * 100, SRGB[:200], SRGB.replace(b"RGB ", b"GRAY"), SRGB.replace(b"RGB ", b"CMYK")],
    ids=["one byte", "rubbish", "cut short", "of grey", "of inks"],
)
def test_a_bad_profile_is_ignored(profile: bytes) -> None:
    """A damaged profile, or one for another kind of pixels, does not cost the picture or its colours."""
    array = pixels(pictures.encoded(pictures.two_halves(), "PNG", icc_profile=profile))
    assert near(array[24, 16], RED)


def test_srgb_passes_unchanged() -> None:
    """Pixels with an sRGB profile are left as they are."""
    image = pictures.two_halves()
    plain = pixels(pictures.encoded(image, "PNG"))
    assert np.array_equal(pixels(pictures.encoded(image, "PNG", icc_profile=SRGB)), plain)


def test_cmyk_with_a_profile_of_rgb_falls_back() -> None:
    """Inks with a profile for RGB are converted without it."""
    data = pictures.encoded(
        Image.new("CMYK", (40, 40), (255, 255, 0, 0)), "JPEG", icc_profile=SRGB, quality=95
    )
    assert near(pixels(data)[20, 20], (0, 0, 255), 20)
