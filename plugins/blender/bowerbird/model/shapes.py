"""Sizes and proportions. Pure."""

from __future__ import annotations

_EQUIRECTANGULAR = 2.0
_NEAR = 0.02
"""Panoramas that were cut or scaled are off by some pixels."""


def is_equirectangular(width: int, height: int) -> bool:
    """Tell whether a picture can be all that is seen around one place: it is twice as wide as high."""
    return height > 0 and abs(width / height / _EQUIRECTANGULAR - 1) <= _NEAR


def plane_size(width: int, height: int, high: float = 1.0) -> tuple[float, float]:
    """Give the sides of a plane of a picture's proportions."""
    if width <= 0 or height <= 0:
        return (high, high)
    return (high * width / height, high)
