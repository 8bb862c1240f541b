"""Make a version of a decoded picture for use outside the library: sRGB, turned, no larger than asked, no metadata.

Runs inside a worker. The same picture and the same wishes give the same bytes with the same versions of the encoders.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image

from bowerbird_engine.imaging.colour import eight_bits, to_srgb
from bowerbird_engine.imaging.export_formats import LONGEST_SIDE
from bowerbird_engine.imaging.fitting import side_within
from bowerbird_engine.imaging.work import Export, RefusalError

MOST_BYTES: Final = 128 << 20

_MODERATE_PIXELS: Final = 2_500_000
"""Up to here the encoders take the time that their makers recommend, above it less.

One core, a photo-like picture: 1600 x 1200 takes 1.0 s as AVIF with speed 6 and 0.3 s with 9, for a file that is 4 %
larger; 8000 x 6000 takes 27 s and 8 s. WebP's method 4 takes 0.2 s and 13 s, method 2 for the larger one 2 s.
"""

_FULL_COLOUR_FROM: Final = 90
"""From this quality on colours keep every pixel; below, 2 x 2 pixels share one, as in most pictures of the web."""


def export_picture(
    image: Image.Image, orient: Image.Transpose | None, wish: Export
) -> tuple[bytes, tuple[int, int]]:
    """Give the file and its size in pixels. Raises RefusalError for one that would be too large."""
    made = _in_srgb(_shrunk(image, wish.long_side or LONGEST_SIDE))
    if orient is not None:
        made = made.transpose(orient)
    if wish.format == "jpeg" and made.mode == "RGBA":
        made = Image.composite(made, Image.new("RGBA", made.size, "white"), made.getchannel("A")).convert(
            "RGB"
        )
    # Pillow writes comments, profiles and more of it into some formats unasked.
    made.info = {}
    data = _encoded(made, wish)
    if len(data) > MOST_BYTES:
        raise RefusalError(
            "too_large", "version_too_large", f"The version would have more than {MOST_BYTES >> 20} MB."
        )
    return data, made.size


def _shrunk(image: Image.Image, long_side: int) -> Image.Image:
    ready = eight_bits(image)
    profile = image.info.get("icc_profile")
    size = side_within(ready.size, long_side)
    if size != ready.size:
        ready = ready.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if profile is not None:
        ready.info["icc_profile"] = profile
    return ready


def _in_srgb(image: Image.Image) -> Image.Image:
    """Convert the colours; the alpha stays where it says anything."""
    if image.mode not in {"RGBA", "LA"}:
        return to_srgb(image)(image)
    alpha = image.getchannel("A")
    opaque = image.convert(image.mode.removesuffix("A"))
    made = to_srgb(opaque)(opaque)
    if alpha.getextrema() != (255, 255):
        made.putalpha(alpha)
    return made


def _encoded(image: Image.Image, wish: Export) -> bytes:
    moderate = image.width * image.height <= _MODERATE_PIXELS
    full_colour = wish.quality >= _FULL_COLOUR_FROM
    buffer = BytesIO()
    match wish.format:
        case "webp":
            image.save(buffer, "WEBP", quality=wish.quality, method=4 if moderate else 2)
        case "avif":
            subsampling = "4:4:4" if full_colour else "4:2:0"
            speed = 6 if moderate else 9
            image.save(
                buffer, "AVIF", quality=wish.quality, speed=speed, subsampling=subsampling, max_threads=1
            )
        case "jpeg":
            subsampling = "4:4:4" if full_colour else "4:2:0"
            image.save(
                buffer, "JPEG", quality=wish.quality, optimize=True, progressive=True, subsampling=subsampling
            )
        case "png":
            image.save(buffer, "PNG", compress_level=6 if moderate else 3)
    return buffer.getvalue()
