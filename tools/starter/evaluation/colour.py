"""Name colours in CIELAB, whose distances and hue angles are near to how people see.

The hue angles of sRGB colours: red 40, orange 70, yellow 103, green 136, cyan 196, sky blue 255, blue 306, purple 328.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from .ranking import BOOLS, FLOATS

# From linear sRGB to XYZ over the white point D65 (IEC 61966-2-1).
TO_XYZ = np.array(
    [
        [0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505],
        [0.2126, 0.7152, 0.0722],
        [0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089],
    ],
    np.float32,
)
_LINEAR = np.array(
    [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255]
)

NAMES = (
    *("red", "orange", "yellow", "green", "teal", "blue"),
    *("purple", "pink", "brown", "black", "white", "grey"),
)
# Palettes of two colours that people ask for.
PAIRS = (("blue", "orange"), ("red", "white"), ("pink", "teal"), ("black", "yellow"))


@dataclass(frozen=True, slots=True)
class Lab:
    """Hold lightness 0..100, chroma and hue angle of each pixel, and the two axes that they come from."""

    light: FLOATS
    chroma: FLOATS
    hue: FLOATS
    a: FLOATS
    b: FLOATS


def to_lab(rgb: np.ndarray) -> Lab:
    """Convert bytes [..., 3] of sRGB."""
    xyz = _LINEAR.astype(np.float32)[rgb] @ TO_XYZ.T
    bent = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116).astype(np.float32)
    a, b = 500 * (bent[..., 0] - bent[..., 1]), 200 * (bent[..., 1] - bent[..., 2])
    hue = np.degrees(np.arctan2(b, a)) % 360
    return Lab(116 * bent[..., 1] - 16, np.hypot(a, b), hue.astype(np.float32), a, b)


def small_lab(picture: Image.Image, side: int) -> Lab:
    """Convert a picture that was averaged down to a square."""
    return to_lab(np.asarray(picture.resize((side, side), Image.Resampling.BOX)))


def named(lab: Lab) -> dict[str, BOOLS]:
    """Tell for each name which pixels are clearly of this colour; what lies between two names has none."""
    light, chroma, hue = lab.light, lab.chroma, lab.hue

    def within(low: float, high: float) -> BOOLS:
        return np.asarray((hue >= low) & (hue < high))

    rose = within(335, 360) | within(0, 26)
    return {
        "red": within(12, 50) & (chroma > 38) & (light > 20) & (light < 62),
        "orange": within(50, 80) & (chroma > 50) & (light > 54),
        "yellow": within(82, 113) & (chroma > 40) & (light > 60),
        "green": within(114, 170) & (chroma > 20) & (light > 15),
        "teal": within(172, 228) & (chroma > 16) & (light > 22),
        "blue": within(240, 310) & (chroma > 20) & (light > 8),
        "purple": within(308, 336) & (chroma > 20) & (light < 70),
        "pink": rose & (chroma > 17) & (light > 55),
        "brown": within(40, 82) & (chroma > 14) & (chroma < 52) & (light > 14) & (light < 48),
        "black": np.asarray((light < 16) & (chroma < 14)),
        "white": np.asarray((light > 90) & (chroma < 8)),
        "grey": np.asarray((light > 28) & (light < 82) & (chroma < 7)),
    }
