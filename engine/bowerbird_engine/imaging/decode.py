"""Decode one picture and make all that is wanted of it. Runs inside a worker, under limits of time and memory."""

from __future__ import annotations

import hashlib
import math
from io import BytesIO

from PIL import Image

from bowerbird_engine.facts import Look, Metadata
from bowerbird_engine.imaging.colour import eight_bits, on_white, to_srgb
from bowerbird_engine.imaging.export_formats import LONGEST_SIDE
from bowerbird_engine.imaging.exporting import export_picture
from bowerbird_engine.imaging.fitting import fit_image, side_within
from bowerbird_engine.imaging.formats import SNIFF_BYTES, PictureFormat, sniff, webp_size
from bowerbird_engine.imaging.looks import look_of
from bowerbird_engine.imaging.opening import Stream, is_light, open_light, open_picture
from bowerbird_engine.imaging.regions import SWAPS_SIDES, Fractions, before_turning, pixel_box, region_size
from bowerbird_engine.imaging.source import opened
from bowerbird_engine.imaging.work import Export, Picture, RefusalError, Renditions, Work, WorkLimits

PROXY_SIDE = 1024
THUMBNAIL_SIDE = 320
WEBP_QUALITY = 80
WEBP_METHOD = 0
"""Method 4, the default, takes 2.5 to 4.5 times as long for files that are 2 to 7 % smaller."""

_SLACK = 0.9
"""JPEG decodes to halves, quarters and eighths for less: a 4,000 px photo gives a proxy of 1,000 px without resizing."""
_OVERSAMPLE = 2
"""A model input or an export is made from at least twice its pixels each way, so that its own filter does the smoothing."""
_JPEG_REDUCES = (1, 2, 4, 8)
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode(work: Work, limits: WorkLimits) -> Picture:
    """Read, hash and decode a picture, and make the renditions asked for.

    Raises RefusalError for what has a name; whatever else a decoder raises means that the picture is damaged.
    """
    if work.data is not None:
        if not work.data:
            raise RefusalError("unreadable", "empty_file", "There are no bytes.")
        if len(work.data) > limits.max_file_bytes:
            raise RefusalError(
                "too_large", "file_too_large", f"It is larger than {limits.max_file_bytes >> 20} MB."
            )
        return _decode(BytesIO(work.data), len(work.data), work, limits)
    if work.path is None:
        raise RefusalError("unreadable", "cannot_read", "There is neither a path nor bytes.")
    with opened(work.path, limits.max_file_bytes) as (stream, byte_size):
        return _decode(stream, byte_size, work, limits)


def _decode(stream: Stream, byte_size: int, work: Work, limits: WorkLimits) -> Picture:
    head = stream.read(SNIFF_BYTES)
    kind = sniff(head)
    if kind is None:
        raise RefusalError("unreadable", "not_a_picture", "It is no picture in a format that is read.")
    if kind is PictureFormat.WEBP and (size := webp_size(head)) is not None:
        _check_pixels(size, limits.max_pixels)
    # Hashed before any decoder has the file: libtiff moves the position behind Python's back.
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").digest()
    stream.seek(0)
    if work.caption:
        size, caption = _told(stream, kind)
        return Picture(digest, kind.media_type, size, byte_size, caption=caption)
    metadata = None
    if work.metadata:
        size, metadata = _said(stream, kind, damaged_is_none=work.wants_pixels)
        if not work.wants_pixels:
            return Picture(digest, kind.media_type, size, byte_size, metadata=metadata)
        stream.seek(0)
    read = _developed if is_light(kind) else _loaded
    image, full_size, orientation = read(stream, kind, work, limits)
    full_size = _turned(full_size, orientation)
    if work.export is not None:
        made, look = _exported(image, work.export, orientation), None
    else:
        made, look = _rendered(image, work, full_size, orientation)
    return Picture(digest, kind.media_type, full_size, byte_size, made, metadata=metadata, look=look)


def _told(stream: Stream, kind: PictureFormat) -> tuple[tuple[int, int], str | None]:
    """Read what the file says of its picture, and the picture's size."""
    from bowerbird_engine.imaging.captions import caption_of  # noqa: PLC0415  what decoding does without

    if is_light(kind):
        return open_light(stream, kind).size, None
    image = open_picture(stream, kind)
    return image.size, caption_of(image, stream, kind)


def _said(stream: Stream, kind: PictureFormat, *, damaged_is_none: bool) -> tuple[tuple[int, int], Metadata]:
    """Read all that the file says of its picture, and the picture's size; of a damaged one, nothing, or what is raised."""
    from bowerbird_engine.imaging.metadata import metadata_of  # noqa: PLC0415  what other decoding does without

    if is_light(kind):
        return open_light(stream, kind).size, Metadata()
    try:
        # Opened for itself: what is read here would move the position behind the back of the decoder.
        image = open_picture(stream, kind)
    except Exception:
        if damaged_is_none:
            return (0, 0), Metadata()
        raise
    return image.size, metadata_of(image, stream, kind)


def _rendered(
    image: Image.Image, work: Work, full_size: tuple[int, int], orientation: int
) -> tuple[Renditions, Look | None]:
    part = image if work.region is None else _part(image, work.region, orientation, full_size)
    ready = _working_picture(part, work)
    if orientation in _TURNS:
        ready = ready.transpose(_TURNS[orientation])
    return _render(ready, work)


def _exported(image: Image.Image, wish: Export, orientation: int) -> Renditions:
    data, size = export_picture(image, _TURNS.get(orientation), wish)
    return Renditions(exported=data, exported_size=size)


def _loaded(
    stream: Stream, kind: PictureFormat, work: Work, limits: WorkLimits
) -> tuple[Image.Image, tuple[int, int], int]:
    """Read a picture with Pillow; give it, the size of the full picture as it is stored, and its orientation."""
    image = open_picture(stream, kind)
    full_size = image.size
    # A progressive JPEG is held whole, whatever the scale at which it is decoded.
    reducible = kind is PictureFormat.JPEG and "progressive" not in image.info
    _check_pixels(full_size, limits.max_jpeg_pixels if reducible else limits.max_pixels)
    if kind is PictureFormat.JPEG:
        image.draft(image.mode, _least_size(full_size, _orientation(image), work, limits.max_pixels))
        _check_pixels(image.size, limits.max_pixels)
    image.load()
    if kind is not PictureFormat.JPEG:
        full_size = image.size  # Pillow turns TIFF while loading; HEIC headers may lie
    return image, full_size, _orientation(image)


def _developed(
    stream: Stream, kind: PictureFormat, work: Work, limits: WorkLimits
) -> tuple[Image.Image, tuple[int, int], int]:
    """Read a picture of light, reduced as far as what is wanted of it allows; give the same as `_loaded`."""
    from bowerbird_engine.imaging.developing import develop, factor_for  # noqa: PLC0415  brings numpy

    light = open_light(stream, kind)
    # Read in bands, like a JPEG it costs the memory of what is left after reducing.
    _check_pixels(light.size, limits.max_jpeg_pixels)
    least = _least_size(light.size, light.orientation, work, limits.max_pixels)
    return develop(light, factor_for(light.size, least)), light.size, light.orientation


def _check_pixels(size: tuple[int, int], limit: int) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise RefusalError("unreadable", "damaged", "The picture has no pixels.")
    if width * height > limit:
        raise RefusalError(
            "too_large",
            "too_many_pixels",
            f"{width} x {height} pixels are more than the {limit:,} that are decoded.",
        )


def _least_scale(size: tuple[int, int], work: Work) -> float:
    """Find the smallest scale, at most 1, at which the picture is still good for all that is wanted.

    The proxy's size counts even when no proxy is wanted, so that a query decodes a picture as the index did.
    """
    scale = _SLACK * max(PROXY_SIDE, work.long_side or 0, *work.sides) / max(size)
    if work.export is not None:
        scale = _OVERSAMPLE * (work.export.long_side or LONGEST_SIDE) / max(size)
    short = min(size)
    for fit in work.fits:
        scale = max(scale, _OVERSAMPLE * fit.size / short)
    return min(1.0, scale)


def _least_size(size: tuple[int, int], orientation: int, work: Work, max_pixels: int) -> tuple[int, int]:
    width, height = size
    of = size if work.region is None else region_size(work.region, _turned(size, orientation))
    scale = _least_scale(of, work)
    least = (math.ceil(width * scale), math.ceil(height * scale))
    if work.region is None and work.export is None:
        return least
    # A small region and a large export may want a large picture whole: then as much of it is decoded as may be.
    reduced = next((by for by in _JPEG_REDUCES if -(-width // by) * -(-height // by) <= max_pixels), 1)
    return (min(least[0], width // reduced), min(least[1], height // reduced))


def _turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return (size[1], size[0]) if orientation in SWAPS_SIDES else size


def _part(image: Image.Image, region: Fractions, orientation: int, full_size: tuple[int, int]) -> Image.Image:
    region_size(region, full_size)
    left, top, right, bottom = pixel_box(before_turning(region, orientation), image.size)
    # Of a picture that was reduced while it was decoded a thin region may have lost its last pixel.
    return image.crop(
        (min(left, image.width - 1), min(top, image.height - 1), max(right, left + 1), max(bottom, top + 1))
    )


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001  damaged metadata raise anything, and the pixels are good without them
        return 1


def _working_picture(image: Image.Image, work: Work) -> Image.Image:
    """Bring a decoded picture to eight bits without alpha, and a very large one to twice what is needed."""
    ready = eight_bits(image)
    factor = int(_SLACK / (2 * _least_scale(ready.size, work)))
    if factor > 1:
        ready = ready.reduce(factor)
    ready = on_white(ready)
    if (profile := image.info.get("icc_profile")) is not None:
        ready.info["icc_profile"] = profile
    return ready


def _render(image: Image.Image, work: Work) -> tuple[Renditions, Look | None]:
    # Colours are converted last, on the few pixels that are left.
    convert = to_srgb(image)
    proxy = convert(_shrunk(image, PROXY_SIDE)) if work.proxy else None
    thumbnail = None
    if work.thumbnail:
        thumbnail = _shrunk(proxy, THUMBNAIL_SIDE) if proxy else convert(_shrunk(image, THUMBNAIL_SIDE))
    pixels = convert(_shrunk(image, work.long_side)) if work.long_side else None
    look = look_of(thumbnail or convert(_shrunk(image, THUMBNAIL_SIDE))) if work.look else None
    made = Renditions(
        fits=tuple(convert(fit_image(image, fit)).tobytes() for fit in work.fits),
        thumbnail=_webp(thumbnail) if thumbnail else None,
        proxy=_webp(proxy) if proxy else None,
        pixels=pixels.tobytes() if pixels else None,
        pixels_size=pixels.size if pixels else (0, 0),
        sized=tuple(_webp(convert(_shrunk(image, side))) for side in work.sides),
    )
    return made, look


def _shrunk(image: Image.Image, long_side: int) -> Image.Image:
    # Hamming looks like bicubic when shrinking, for two thirds of the time.
    size = side_within(image.size, long_side)
    return image if size == image.size else image.resize(size, Image.Resampling.HAMMING, reducing_gap=1.5)


def _webp(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)
    return buffer.getvalue()
