"""A picture of light: linear values without an upper bound, read band by band so that it is never in memory whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
"""One channel: [rows, columns]."""

Matrix = NDArray[np.float64]
"""3 x 3; takes the picture's own red, green and blue (or X, Y and Z) to those of sRGB."""

BRIGHTEST = 65504.0
"""The largest number of OpenEXR's half floats: what a file has beyond it counts as this."""


@dataclass(frozen=True, slots=True)
class Band:
    """Some rows of a picture, as one plane for each channel. `left` and `top` say where in the picture they lie."""

    left: int
    top: int
    planes: tuple[Plane, ...]


@dataclass(frozen=True, slots=True)
class Light:
    """A picture that is open. `size` is (width, height) as it is stored, `orientation` as EXIF numbers it.

    Its `bands` have one plane (a grey) or three, and one more with `alpha`, which is multiplied into the others. Where no
    band lies the picture is black, and clear where there is an alpha. `shows` data, for instance distances, have no
    brightness of their own.
    """

    size: tuple[int, int]
    bands: Callable[[], Iterator[Band]]
    channels: Literal[1, 3]
    alpha: bool = False
    orientation: int = 1
    to_srgb: Matrix | None = None
    shows: Literal["colours", "data"] = "colours"
