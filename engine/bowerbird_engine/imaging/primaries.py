"""What red, green and blue mean in a file, and the matrix from there to sRGB's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from bowerbird_engine.imaging.light import Matrix

Chromaticities = tuple[float, float, float, float, float, float, float, float]
"""x and y of red, green, blue and white."""

SRGB: Final[Chromaticities] = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290)
"""IEC 61966-2-1, the same as ITU-R BT.709; what an OpenEXR file means that names none."""

XYZ: Final[Chromaticities] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1 / 3, 1 / 3)
"""As Radiance writes them: its white is that of equal energy, where X, Y and Z are the same."""

_BRADFORD: Final = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
"""Lam and Rigg's cone responses, as the ICC specification (annex E) has them for the change of white points."""

_NEAR: Final = 0.002
"""Files write these numbers rounded to three or four places."""


def to_srgb(given: Sequence[float]) -> Matrix | None:
    """Give the matrix from `given` primaries to sRGB; None where they are sRGB's already, or none at all."""
    numbers = np.array(given, np.float64)
    if numbers.shape != (8,) or not np.isfinite(numbers).all() or np.abs(numbers).max() > 2:  # noqa: PLR2004
        return None
    if np.abs(numbers - np.array(SRGB)).max() <= _NEAR:
        return None
    try:
        own, target = _to_xyz(numbers), _to_xyz(np.array(SRGB))
        matrix = np.linalg.inv(target) @ _change_of_white(_white(numbers), _white(np.array(SRGB))) @ own
    except (np.linalg.LinAlgError, ZeroDivisionError, FloatingPointError):
        return None
    return matrix if np.isfinite(matrix).all() and np.abs(matrix).max() < 100 else None  # noqa: PLR2004  such are not real


def luminance_weights(given: Sequence[float]) -> tuple[float, float, float]:
    """Tell how much red, green and blue add to the luminance. Raises ValueError for primaries that span nothing."""
    try:
        weights = _to_xyz(np.array(given, np.float64))[1]
    except (np.linalg.LinAlgError, ZeroDivisionError) as error:
        raise ValueError("the primaries span no colours") from error
    return float(weights[0]), float(weights[1]), float(weights[2])


def _to_xyz(numbers: Matrix) -> Matrix:
    """Make the matrix whose columns are the primaries, as bright as their white asks for (SMPTE RP 177)."""
    x, y = numbers[0:6:2], numbers[1:6:2]
    columns = np.stack([x, y, 1 - x - y])
    return columns * np.linalg.solve(columns, _white(numbers))


def _white(numbers: Matrix) -> Matrix:
    x, y = float(numbers[6]), float(numbers[7])
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _change_of_white(own: Matrix, target: Matrix) -> Matrix:
    gains = (_BRADFORD @ target) / (_BRADFORD @ own)
    change: Matrix = np.linalg.inv(_BRADFORD) @ np.diag(gains) @ _BRADFORD
    return change
