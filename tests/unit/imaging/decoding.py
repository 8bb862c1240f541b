"""Decode in the tests' own process, and look at what came out."""

from __future__ import annotations

import numpy as np

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.imaging.decode import decode
from bowerbird_engine.imaging.work import Picture, Work, WorkLimits

LIMITS = WorkLimits(max_pixels=100_000_000, max_jpeg_pixels=400_000_000, max_file_bytes=1 << 29)


def decoded(data: bytes, **wanted: object) -> Picture:
    """Decode bytes with the usual limits."""
    return decode(Work(path=None, data=data, **wanted), LIMITS)  # type: ignore[arg-type]


def pixels(data: bytes, long_side: int = 2000) -> Uint8Array:
    """Decode bytes to their pixels [height, width, 3]."""
    made = decoded(data, long_side=long_side).renditions
    width, height = made.pixels_size
    return np.frombuffer(made.pixels or b"", np.uint8).reshape(height, width, 3)


def near(colour: Uint8Array, expected: tuple[int, int, int], tolerance: int = 12) -> bool:
    """Tell whether a colour is about the one expected."""
    return bool(np.abs(colour.astype(int) - np.array(expected)).max() <= tolerance)
