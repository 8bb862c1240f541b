"""Bring a picture of light into memory, at a fraction of its size where no more is wanted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bowerbird_engine.imaging.light import BRIGHTEST, Band, Light, Plane

Planes = NDArray[np.float32]
"""[channels, height, width]."""


def gather(light: Light, factor: int) -> Planes:
    """Average squares of `factor` pixels; the last column and row average what is left for them.

    What is no number counts as nothing, and what is infinite as the brightest value.
    """
    width, height = light.size
    across, down = -(-width // factor), -(-height // factor)
    gathered = np.zeros((light.channels + light.alpha, down, across), np.float32)
    for band in light.bands():
        for plane, whole in zip(band.planes, gathered, strict=True):
            _add(_without_odd_values(plane), band, whole, factor)
    if factor > 1:
        gathered /= _sides(height, factor)[:, None]
        gathered /= _sides(width, factor)[None, :]
    return gathered


def _without_odd_values(plane: Plane) -> Plane:
    # Of planes with a NaN both are NaN, and this is false.
    if plane.size and plane.min() >= -BRIGHTEST and plane.max() <= BRIGHTEST:
        return plane
    odd = np.nan_to_num(plane, nan=0.0, posinf=BRIGHTEST, neginf=-BRIGHTEST)
    return np.clip(odd, -BRIGHTEST, BRIGHTEST, out=odd)


def _add(plane: Plane, band: Band, whole: Plane, factor: int) -> None:
    rows, columns = plane.shape
    if factor == 1:
        whole[band.top : band.top + rows, band.left : band.left + columns] = plane
        return
    # Rows first: they lie one after the other in memory.
    first_row, row_starts = _cells(band.top, rows, factor)
    first_column, column_starts = _cells(band.left, columns, factor)
    sums = np.add.reduceat(np.add.reduceat(plane, row_starts, axis=0), column_starts, axis=1)
    whole[first_row : first_row + sums.shape[0], first_column : first_column + sums.shape[1]] += sums


def _cells(start: int, count: int, factor: int) -> tuple[int, NDArray[np.intp]]:
    """Tell into which square the first of `count` pixels falls, and with which pixels the next ones begin."""
    first = start // factor
    edges = np.arange(first * factor, start + count, factor) - start
    return first, np.maximum(edges, 0).astype(np.intp)


def _sides(length: int, factor: int) -> NDArray[np.float32]:
    sides = np.full(-(-length // factor), factor, np.float32)
    sides[-1] = length - (len(sides) - 1) * factor
    return sides
