"""Make an ordinary picture of 8 bits from a picture of light, as a darkroom makes a print from a negative."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bowerbird_engine.imaging.gathering import Planes, gather
from bowerbird_engine.imaging.light import Light, Matrix
from bowerbird_engine.imaging.tone import data_range, shown, stretched, tone_of

MOST_PIXELS: Final = 25_000_000
"""What is held as floats at once, 16 bytes a pixel: with its picture of 8 bits half of a worker's memory."""

_PIXELS_AT_ONCE: Final = 1 << 20
_CLEAR: Final = 1 / 1024
"""Less alpha than the faintest that 8 bits show has no colour that could be told."""


def factor_for(size: tuple[int, int], least: tuple[int, int]) -> int:
    """Find by how much a picture of `size` is reduced while it is read so that it measures at least `least`."""
    width, height = size
    factor = max(1, min(width // max(1, least[0]), height // max(1, least[1])))
    while -(-width // factor) * -(-height // factor) > MOST_PIXELS:
        factor += 1
    return factor


def develop(light: Light, factor: int) -> Image.Image:
    """Read a picture of light at one `factor`-th of its size, and show it: as RGB, L, or either with an alpha."""
    # Values at the ends of what a float holds overflow to infinity and back to what is shown for it.
    with np.errstate(all="ignore"):
        gathered = gather(light, factor)
        if light.shows == "data":
            low, high = data_range(tuple(gathered))
            return _image([stretched(plane, low, high) for plane in gathered])
        colours = gathered[: light.channels]
        if light.to_srgb is not None:
            _bring_to_srgb(colours, light.to_srgb)
        alpha = _separated(colours, gathered[light.channels]) if light.alpha else None
        tone = tone_of(tuple(colours))
        steps = [shown(plane, tone) for plane in colours]
    return _image(steps if alpha is None else [*steps, alpha])


def _bring_to_srgb(colours: Planes, matrix: Matrix) -> None:
    flat, factors = colours.reshape(3, -1), matrix.astype(np.float32)
    for start in range(0, flat.shape[1], _PIXELS_AT_ONCE):
        part = flat[:, start : start + _PIXELS_AT_ONCE]
        part[:] = factors @ part


def _separated(colours: Planes, alpha: NDArray[np.float32]) -> NDArray[np.uint8] | None:
    """Take the alpha out of the colours again, in place, and give it in 8 bits; None for a picture that is wholly clear.

    Many programs leave an alpha of nothing behind in files that show something.
    """
    np.clip(alpha, 0, 1, out=alpha)
    if float(alpha.max()) < _CLEAR:
        return None
    covered = np.where(alpha < _CLEAR, np.float32(1), alpha)
    colours /= covered
    alpha *= 255
    alpha += 0.5
    return alpha.astype(np.uint8)


def _image(planes: list[NDArray[np.uint8]]) -> Image.Image:
    bands = [Image.fromarray(plane) for plane in planes]
    if len(bands) == 1:
        return bands[0]
    return Image.merge({2: "LA", 3: "RGB", 4: "RGBA"}[len(bands)], bands)
