"""The canvas, the colours, the words and the brushes that every drawing uses."""

import colorsys
from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIDE = 384

Colour = tuple[int, int, int]
Random = np.random.Generator
# A picture, what it may be called in a sentence, and what kind of picture it is.
Drawn = tuple[Image.Image, list[str], list[str]]
Box = tuple[float, float, float, float]

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
HUES = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink")

WORDS = [
    "the",
    "and",
    "of",
    "to",
    "in",
    "for",
    "with",
    "on",
    "at",
    "by",
    "from",
    "new",
    "old",
    "open",
    "free",
    "best",
    "home",
    "work",
    "time",
    "year",
    "day",
    "night",
    "city",
    "house",
    "water",
    "light",
    "book",
    "music",
    "food",
    "coffee",
    "market",
    "garden",
    "school",
    "office",
    "system",
    "data",
    "report",
    "total",
    "price",
    "order",
    "date",
    "name",
    "street",
    "number",
    "sale",
    "today",
    "welcome",
    "menu",
    "fresh",
    "summer",
    "winter",
    "review",
    "project",
    "meeting",
    "update",
    "account",
    "search",
    "settings",
    "message",
    "profile",
    "member",
    "point",
    "value",
    "result",
    "service",
    "delivery",
    "invoice",
    "paper",
    "letter",
    "first",
    "second",
    "large",
    "small",
    "green",
    "blue",
    "world",
    "people",
    "place",
    "story",
    "line",
    "page",
    "part",
    "note",
    "plan",
    "team",
    "event",
]


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


def some(draw: Random, ways: Sequence[str], count: int = 5) -> list[str]:
    """Choose this many different ways to say a thing, or all that there are."""
    order = draw.permutation(len(ways))[:count]
    return [ways[int(at)] for at in order]


def dim(colour: Colour, by: float) -> Colour:
    """Make a colour darker or lighter."""
    red, green, blue = (max(0, min(255, round(part * by))) for part in colour)
    return (red, green, blue)


def mix(one: Colour, two: Colour, share: float) -> Colour:
    """Mix two colours; a share of 0 is the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return (red, green, blue)


def gradient(top: Colour, foot: Colour) -> Image.Image:
    """Fill a canvas from top to foot."""
    rows = np.linspace(0, 1, SIDE)[:, None, None]
    mixed = np.array(top) * (1 - rows) + np.array(foot) * rows
    return Image.fromarray(np.broadcast_to(mixed, (SIDE, SIDE, 3)).astype(np.uint8))


def blank(colour: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Give a canvas of one colour and a pen on it."""
    canvas = Image.new("RGB", (SIDE, SIDE), colour)
    return canvas, ImageDraw.Draw(canvas)


def picture(array: "np.typing.NDArray[np.floating]") -> Image.Image:
    """Turn numbers 0..255 [S,S,3] into a canvas."""
    return Image.fromarray(np.clip(array, 0, 255).astype(np.uint8))


_FONTS: dict[int, ImageFont.FreeTypeFont | ImageFont.ImageFont] = {}


def write(pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, ink: Colour, size: int) -> float:
    """Write a line in the font that Pillow brings; give its width."""
    if size not in _FONTS:
        _FONTS[size] = ImageFont.load_default(size)
    pen.text(at, text, fill=ink, font=_FONTS[size])
    return float(_FONTS[size].getlength(text))


def words(draw: Random, count: int) -> str:
    """Give a few words of no meaning together."""
    return " ".join(WORDS[int(at)] for at in draw.integers(0, len(WORDS), count))


def lines(pen: ImageDraw.ImageDraw, draw: Random, box: Box, ink: Colour, step: float) -> None:
    """Fill a box with rows of words."""
    left, top, right, foot = box
    size = max(6, int(step * 0.7))
    y = top
    while y + size < foot:
        room = int((right - left) / (size * 0.52))
        text = words(draw, max(1, room // 5))[
            : max(2, int(room * (1 if draw.random() < 0.75 else draw.uniform(0.3, 1))))
        ]
        write(pen, (left, y), text.capitalize() if draw.random() < 0.2 else text, ink, size)
        y += step
