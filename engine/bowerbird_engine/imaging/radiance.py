"""Radiance's pictures (.hdr, .pic): four bytes a pixel, three mantissas and the exponent that they share.

Greg Ward's format, as Radiance's own documentation ("filefmts") and its reader color.c have it. A reader of our own: OpenCV,
which is installed for the recognition of letters, holds the whole picture as floats and knows one of the eight
orientations; OpenImageIO reads no bytes that are in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bowerbird_engine.imaging.light import Band, Light, Matrix, Plane
from bowerbird_engine.imaging.primaries import XYZ, to_srgb
from bowerbird_engine.imaging.rgbe_rows import FlatRows, PackedRows, is_packed

_LONGEST_LINE: Final = 4096
_MOST_LINES: Final = 1000
_BAND_BYTES: Final = 4 * 1024 * 1024

# Which side the rows of the file run along, and from where, as EXIF numbers it.
_ORIENTATIONS: Final = {
    ("-Y", "+X"): 1,
    ("-Y", "-X"): 2,
    ("+Y", "-X"): 3,
    ("+Y", "+X"): 4,
    ("+X", "-Y"): 5,
    ("-X", "-Y"): 6,
    ("-X", "+Y"): 7,
    ("+X", "+Y"): 8,
}

_FACTORS: Final = np.concatenate([np.zeros(1), np.exp2(np.arange(1, 256, dtype=np.float64) - 136)]).astype(
    np.float32
)
"""By exponent, what a mantissa is worth: the exponent's offset is 128, and a mantissa counts 256ths. 0 means black."""


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    orientation: int
    to_srgb: Matrix | None


def open_radiance(stream: BufferedReader | BytesIO) -> Light:
    """Read the header of a Radiance picture. Raises ValueError for one that is damaged.

    EXPOSURE is left alone: the stored values are those that the picture's maker looked at.
    """
    header = _read_header(stream)
    return Light(
        size=(header.width, header.height),
        bands=lambda: _bands(stream, header),
        channels=3,
        orientation=header.orientation,
        to_srgb=header.to_srgb,
    )


def _read_header(stream: BufferedReader | BytesIO) -> _Header:
    primaries: list[float] = []
    for _ in range(_MOST_LINES):
        line = stream.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise ValueError("the header does not end")
        name, _, value = line.strip().partition(b"=")
        match name.strip():
            case b"":
                break
            case b"FORMAT":
                if value.strip() == b"32-bit_rle_xyze":
                    primaries = list(XYZ)
                elif value.strip() != b"32-bit_rle_rgbe":
                    raise ValueError("the format of the pixels is unknown")
            case b"PRIMARIES":
                primaries = primaries or _numbers(value)
            case _:
                pass
    else:
        raise ValueError("the header does not end")
    words = stream.readline(_LONGEST_LINE).decode("ascii").split()
    if len(words) != 4:  # noqa: PLR2004  two axes and two lengths
        raise ValueError("the size is missing")
    orientation = _ORIENTATIONS.get((words[0], words[2]))
    height, width = int(words[1]), int(words[3])
    if orientation is None:
        raise ValueError("the size is missing")
    return _Header(width, height, orientation, to_srgb(primaries))


def _numbers(text: bytes) -> list[float]:
    try:
        return [float(word) for word in text.split()]
    except ValueError:
        return []


def _bands(stream: BufferedReader | BytesIO, header: _Header) -> Iterator[Band]:
    start = stream.tell()
    packed = is_packed(stream.read(4), header.width)
    stream.seek(start)
    rows = PackedRows(stream, header.width) if packed else FlatRows(stream, header.width, header.height)
    step = max(1, _BAND_BYTES // (4 * header.width))
    for top in range(0, header.height, step):
        pixels = rows.take(min(step, header.height - top))
        yield Band(left=0, top=top, planes=_light(pixels))


def _light(pixels: NDArray[np.uint8]) -> tuple[Plane, ...]:
    """Turn bytes [4, rows, columns] into three planes. The half stands for what the mantissa lost when it was cut off."""
    factors = _FACTORS[pixels[3]]
    planes: list[Plane] = []
    for mantissas in pixels[:3]:
        plane = mantissas.astype(np.float32)
        plane += np.float32(0.5)
        plane *= factors
        planes.append(plane)
    return tuple(planes)
