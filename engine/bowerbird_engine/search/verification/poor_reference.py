"""Whether a picture that was given is too poor to be found again, and why: said before somebody trusts an empty list. Pure.

The limits were measured on ordinary photos, drawings and products and on enlarged ones (ADR 0029).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Int64Array, Uint8Array

_LEAST_LONG_SIDE: Final = 64
_LEAST_SHORT_SIDE: Final = 24
_PLAIN: Final = 3.0
"""Levels of standard deviation."""
_CELLS: Final = 16
_CELL_SHOWS: Final = 3.0
"""Levels of standard deviation of a cell that shows something."""
_LEAST_SHOWING: Final = 0.04
_ENLARGED_FROM: Final = 160
"""Pixels of the long side below which a soft picture is simply small."""
_DETAIL: Final = 64
_FINE_SHARE: Final = 0.0007
"""Of the energy of a picture's waves that is finer than `_DETAIL` pixels can hold; ordinary ones have 0.0009 and more."""


def poor_reference(pixels: Uint8Array, width: int, height: int) -> tuple[str, ...]:
    """Say in plain sentences what is poor about a picture, and what to do; nothing about an ordinary one.

    `pixels` [H, W, 3] show it, perhaps smaller than its `width` and `height`.
    """
    if max(width, height) < _LEAST_LONG_SIDE or min(width, height) < _LEAST_SHORT_SIDE:
        return (
            (
                f"The picture that you gave measures only {width} x {height} pixels, so little can be told from it. Give a"
                " larger version, or a larger part."
            ),
        )
    grey = grey_of(pixels)
    if float(grey.std()) < _PLAIN:
        return (
            (
                "The picture that you gave is nearly blank, so that anything plain looks like it. Give a picture, or a part,"
                " that shows something."
            ),
        )
    if showing(grey) < _LEAST_SHOWING:
        return (
            (
                "The picture that you gave shows little but plain surface, so copies of it can hardly be told apart. Give more"
                " of the picture around it."
            ),
        )
    if max(width, height) >= _ENLARGED_FROM and max(grey.shape) > 2 * _DETAIL and _fine(grey) < _FINE_SHARE:
        return (
            (
                f"The picture that you gave looks enlarged: its {width} x {height} pixels show no more than about"
                f" {_DETAIL} would. Give the version that it was made from, if you have it."
            ),
        )
    return ()


def grey_of(pixels: Uint8Array) -> Float32Array:
    """Give the mean of the channels of each pixel."""
    # Channel by channel: the mean along an axis of three takes ten times as long.
    red, green, blue = (pixels[:, :, channel] for channel in range(3))
    return np.asarray((red.astype(np.float32) + green + blue) / np.float32(3), np.float32)


def showing(grey: Float32Array) -> float:
    """Tell which share of a picture's cells shows anything."""
    rows, columns = (_cells(side) for side in grey.shape)
    wide = grey.astype(np.float64)
    sums, squares = (
        np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
        for values in (wide, wide * wide)
    )
    number = np.outer(
        *(np.diff(starts, append=side) for starts, side in zip((rows, columns), grey.shape, strict=True))
    )
    spread = squares / number - (sums / number) ** 2
    return float(np.mean(spread > _CELL_SHOWS**2))


def _cells(side: int) -> Int64Array:
    """Tell where the cells begin along a side; the first ones are a pixel longer where it does not divide evenly."""
    number = min(_CELLS, side)
    return np.arange(number) * (side // number) + np.minimum(np.arange(number), side % number)


def _fine(grey: Float32Array) -> float:
    """Tell which share of a picture's energy lies in waves that a picture of `_DETAIL` pixels cannot hold."""
    height, width = grey.shape
    tapered = (grey - grey.mean()) * np.hanning(height)[:, None] * np.hanning(width)[None, :]
    energy: npt.NDArray[np.float64] = np.abs(np.fft.rfft2(tapered)) ** 2
    across, down = np.abs(np.fft.rfftfreq(width))[None, :], np.abs(np.fft.fftfreq(height))[:, None]
    waves = np.maximum(across, down) * max(height, width)
    # A margin above the sharp limit, because enlarging filters leave something there; slow shading says nothing.
    fine = float(energy[waves > 0.575 * _DETAIL].sum())
    return fine / max(float(energy[waves > 1.5].sum()), 1e-9)  # noqa: PLR2004  waves over the whole picture
