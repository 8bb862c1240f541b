"""The canvas, the colours and the brushes that every drawing uses."""

import colorsys
from collections.abc import Iterable

import numpy as np
from PIL import Image

SIDE = 384

Colour = tuple[int, int, int]
Random = np.random.Generator

# Hue, saturation and value that people call by this name.
PAINTS: dict[str, tuple[float, float, float]] = {
    "red": (0.99, 0.85, 0.8),
    "orange": (0.07, 0.88, 0.95),
    "yellow": (0.14, 0.85, 0.95),
    "green": (0.34, 0.7, 0.62),
    "teal": (0.49, 0.75, 0.65),
    "blue": (0.61, 0.8, 0.8),
    "purple": (0.76, 0.6, 0.65),
    "pink": (0.93, 0.45, 0.95),
    "brown": (0.07, 0.6, 0.45),
    "black": (0.0, 0.0, 0.1),
    "white": (0.1, 0.03, 0.94),
    "grey": (0.6, 0.04, 0.55),
}


def paint(draw: Random, name: str) -> Colour:
    """Mix a colour that people call by this name."""
    hue, saturation, value = PAINTS[name]
    red, green, blue = colorsys.hsv_to_rgb(
        (hue + draw.normal(0, 0.008)) % 1,
        min(1, max(0, saturation * draw.uniform(0.85, 1.1))),
        min(1, max(0.03, value * draw.uniform(0.85, 1.06))),
    )
    return (round(red * 255), round(green * 255), round(blue * 255))


def pick(draw: Random, names: Iterable[str]) -> str:
    """Choose one of these names."""
    found = list(names)
    return found[int(draw.integers(len(found)))]


def dim(colour: Colour, by: float) -> Colour:
    """Make a colour darker or lighter."""
    red, green, blue = (max(0, min(255, round(part * by))) for part in colour)
    return (red, green, blue)


def gradient(top: Colour, foot: Colour) -> Image.Image:
    """Fill a canvas from top to foot."""
    rows = np.linspace(0, 1, SIDE)[:, None, None]
    mixed = np.array(top) * (1 - rows) + np.array(foot) * rows
    return Image.fromarray(np.broadcast_to(mixed, (SIDE, SIDE, 3)).astype(np.uint8))


Drawn = tuple[Image.Image, list[str]]
