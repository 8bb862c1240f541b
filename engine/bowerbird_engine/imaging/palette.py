"""Colours by name, as people use the names, and how far two colours are apart. Pure, and without numpy.

Computed in Oklab (B. Ottosson, "A perceptual color space for image processing", 2020), where equal distances look about
equally large, and hue, lightness and strength are what people take them for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from bowerbird_engine.facts import COLOURS

_PLACES: Final = {name: place for place, name in enumerate(COLOURS)}

_LINEAR_UP_TO: Final = 0.04045

_ANY: Final = 9.0
"""More than any lightness or strength."""


class _Rule(NamedTuple):
    """Colours of one name: from and below a hue in degrees, a lightness of 0..1 and a strength of 0..0.32."""

    name: str
    hues: tuple[float, float] = (0.0, 360.0)
    lightness: tuple[float, float] = (0.0, _ANY)
    strength: tuple[float, float] = (0.0, _ANY)


_RULES: Final = (
    # The first that fits holds. Bounds were set between the colours that CSS names so.
    _Rule("black", lightness=(0.0, 0.25)),
    # In the dark a little colour is not noticed.
    _Rule("black", lightness=(0.0, 0.32), strength=(0.0, 0.045)),
    _Rule("grey", lightness=(0.0, 0.5), strength=(0.0, 0.045)),
    # Paper in warm light has more colour than this.
    _Rule("white", lightness=(0.93, _ANY), strength=(0.0, 0.03)),
    _Rule("grey", strength=(0.0, 0.03)),
    _Rule("red", (0.0, 12.0), (0.0, 0.6)),
    _Rule("pink", (0.0, 12.0)),
    _Rule("pink", (12.0, 42.0), (0.7, _ANY)),
    _Rule("brown", (12.0, 42.0), strength=(0.0, 0.09)),
    _Rule("red", (12.0, 42.0)),
    # Brown is a dark orange, and beige a pale one.
    _Rule("beige", (42.0, 118.0), (0.8, _ANY), (0.0, 0.085)),
    _Rule("brown", (42.0, 118.0), (0.0, 0.65)),
    _Rule("beige", (42.0, 118.0), (0.7, _ANY), (0.0, 0.1)),
    _Rule("brown", (42.0, 118.0), strength=(0.0, 0.1)),
    _Rule("orange", (42.0, 83.0)),
    _Rule("yellow", (83.0, 118.0)),
    _Rule("green", (118.0, 170.0)),
    _Rule("teal", (170.0, 212.0)),
    _Rule("blue", (212.0, 288.0)),
    _Rule("pink", (315.0, 335.0), (0.68, _ANY)),
    _Rule("purple", (288.0, 335.0)),
    _Rule("pink", (335.0, 360.0), (0.6, _ANY)),
    _Rule("red", (350.0, 360.0)),
    _Rule("purple", (335.0, 350.0)),
)


class Oklab(NamedTuple):
    """A colour: lightness 0..1, and its place between green and red, and between blue and yellow."""

    lightness: float
    a: float
    b: float


@lru_cache(maxsize=1 << 15)
def oklab(red: int, green: int, blue: int) -> Oklab:
    """Bring an sRGB colour of 0..255 into Oklab."""
    r, g, b = _LINEAR[red], _LINEAR[green], _LINEAR[blue]
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return Oklab(
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


@lru_cache(maxsize=1 << 15)
def place_of(red: int, green: int, blue: int) -> int:
    """Give the place in COLOURS of the name that people would call an sRGB colour by."""
    return _PLACES[_name(oklab(red, green, blue))]


def _name(colour: Oklab) -> str:
    strength = math.hypot(colour.a, colour.b)
    # Of a tiny negative angle the remainder is 360.0 itself.
    hue = math.degrees(math.atan2(colour.b, colour.a)) % 360.0 % 360.0
    return next(rule.name for rule in _RULES if _fits(rule, hue, colour.lightness, strength))


def _fits(rule: _Rule, hue: float, lightness: float, strength: float) -> bool:
    return (
        rule.hues[0] <= hue < rule.hues[1]
        and rule.lightness[0] <= lightness < rule.lightness[1]
        and rule.strength[0] <= strength < rule.strength[1]
    )


def _linear(value: int) -> float:
    # The curve of sRGB, IEC 61966-2-1.
    part = value / 255.0
    return part / 12.92 if part <= _LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4


_LINEAR: Final = tuple(_linear(value) for value in range(256))


TELLING_SHARES: Final = dict.fromkeys(COLOURS, 0.05) | dict.fromkeys(
    ("brown", "beige", "black", "grey", "white"), 0.12
)
"""How much of a picture a colour must cover to tell something of it.

Fitted on the colours that people noted for the sample pictures: between 0.03 and 0.06 for what is colourful, and 0.1 and
0.15 for what is in nearly every picture, precision and recall together change by less than two points.
"""


def telling(shares: Sequence[int]) -> tuple[int, ...]:
    """Give the places in COLOURS of those that cover a telling part of a picture; shares are 0..255."""
    return tuple(
        place
        for place, (name, share) in enumerate(zip(COLOURS, shares, strict=True))
        if share >= 255 * TELLING_SHARES[name]
    )
