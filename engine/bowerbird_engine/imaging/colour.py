"""Bring every pixel format and colour space to plain sRGB on white."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Literal

from PIL import Image, ImageCms

ToSrgb = Callable[[Image.Image], Image.Image]

_SIXTEEN_BIT = frozenset({"I;16", "I;16L", "I;16B", "I;16N"})
_PROFILE_SPACES = {"RGB": b"RGB ", "L": b"GRAY", "CMYK": b"CMYK", "LAB": b"Lab "}
_SPACE_FIELD = slice(16, 20)
"""Where an ICC profile's header names the colour space that it is for."""
_MAX_PROFILE_BYTES = 8 * 1024 * 1024


def eight_bits(image: Image.Image) -> Image.Image:
    """Reduce palettes, bits and deep greys to modes that can be resized, keeping transparency."""
    mode = image.mode
    if "transparency" in image.info and mode in {"P", "L", "RGB"}:
        return image.convert("RGBA")
    if mode in {"P", "PA"}:
        return image.convert("RGBA" if mode == "PA" or image.has_transparency_data else "RGB")
    if mode in _SIXTEEN_BIT:
        # Pillow's own conversion to L clips at 255 instead of scaling.
        return image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if mode in {"I", "F"}:
        return _scaled_to_range(image)
    direct = {"1": "L", "La": "LA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB"}
    return image.convert(direct[mode]) if mode in direct else image


def _scaled_to_range(image: Image.Image) -> Image.Image:
    low, high = (float(value) for value in image.getextrema())  # type: ignore[arg-type]  # one band: two numbers
    if image.mode == "I" and low >= 0 and high <= 65535:  # noqa: PLR2004  16 bits in a 32-bit frame
        low, high = 0.0, 65535.0
    elif image.mode == "F" and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    span = high - low
    if not 0 < span < float("inf"):
        return Image.new("L", image.size, 0 if high <= 0 else 255)
    scale = 255 / span
    return image.point(lambda value: value * scale + (0.5 - low * scale)).convert("L")


def on_white(image: Image.Image) -> Image.Image:
    """Lay a picture with an alpha channel on white; others pass."""
    if image.mode not in {"RGBA", "LA"}:
        return image
    alpha = image.getchannel("A")
    opaque = image.convert(image.mode.removesuffix("A"))
    ground = Image.new(opaque.mode, image.size, "white")
    ground.paste(opaque, mask=alpha)
    return ground


def to_srgb(image: Image.Image) -> ToSrgb:
    """Find how pictures in the mode and with the profile of this one become sRGB.

    A profile that is damaged, huge or of another colour space is ignored: an approximate colour is worth more than
    no picture.
    """
    transform = _transform(image)
    if transform is None:
        return lambda picture: picture if picture.mode == "RGB" else picture.convert("RGB")

    def convert(picture: Image.Image) -> Image.Image:
        converted = ImageCms.applyTransform(picture, transform)
        if converted is None:
            raise ValueError("the colour transform gave no picture")
        return converted

    return convert


def _transform(image: Image.Image) -> ImageCms.ImageCmsTransform | None:
    raw: object = image.info.get("icc_profile")
    space = _PROFILE_SPACES.get(image.mode)
    try:
        if isinstance(raw, bytes) and len(raw) <= _MAX_PROFILE_BYTES and raw[_SPACE_FIELD] == space:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(raw))
            if "sRGB" in ImageCms.getProfileDescription(profile):
                return None
        elif image.mode == "LAB":
            profile = _built_in("LAB")
        else:
            return None
        return ImageCms.buildTransform(profile, _built_in("sRGB"), image.mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _built_in(name: Literal["LAB", "sRGB"]) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
