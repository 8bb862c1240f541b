"""Measure what can be measured of a photo, with limits; nothing here is shared with the training's measures.

Every measure is one number that grows with the property. At `yes` and above a photo has the property, at `no` and below
it has not, between them it is too close to say. The limits were set by looking at photos near them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from . import colour
from .ranking import FLOATS

SIDE = 64
RIM = SIDE // 10
FINE_SIDE = 192
TILE = 12
# Less quiet area than this cannot tell grain from what is seen.
QUIET = 0.06
# What is seen against the light has lost most of its own.
DARK_MIDDLE = 24

# An everyday picture of a colour shows it on a quarter of itself, or of its middle.
_COLOUR_LIMITS = (0.04, 0.25)


@dataclass(frozen=True, slots=True)
class Limits:
    """Hold the value up to which the answer is no and from which it is yes."""

    no: float
    yes: float
    meaning: str

    @property
    def half(self) -> float:
        """Give the value in the middle between no and yes."""
        return (self.no + self.yes) / 2


LIMITS: dict[str, Limits] = {
    **{
        name: Limits(*_COLOUR_LIMITS, "share of the picture, or of its middle, in this colour")
        for name in colour.NAMES
    },
    **{
        f"{one} and {two}": Limits(0.02, 0.12, "the smaller of the two colours' shares")
        for one, two in colour.PAIRS
    },
    "pastel": Limits(0.3, 0.6, "share that is light (L* > 68) and faintly coloured (chroma 9..38)"),
    "earth tones": Limits(0.25, 0.6, "share between brown and olive: hue 40..110, chroma 10..50, L* 15..75"),
    "white background": Limits(0.3, 0.8, "share of the rim with L* > 90 and chroma < 8"),
    "dark background": Limits(0.3, 0.85, "share of the rim with L* < 22"),
    "plain background": Limits(
        -24, -9, "minus the distance in CIELAB that 85 % of the rim keep to its median"
    ),
    "low saturation": Limits(-18, -9, "minus the mean chroma"),
    "high saturation": Limits(25, 36, "mean chroma"),
    "black and white": Limits(-14, -5, "minus the chroma that 99 % do not pass"),
    "bright": Limits(60, 74, "mean L*"),
    "dark": Limits(-42, -30, "minus the mean L*"),
    "high contrast": Limits(23, 29, "standard deviation of L*"),
    "soft light": Limits(-62, -42, "minus the span of L* from the 5th to the 95th percentile"),
    "warm light": Limits(8, 21, "mean b* plus half the mean a*"),
    "cool light": Limits(-3, 4, "minus the mean b*"),
    "minimal": Limits(-0.3, -0.12, "minus the share of pixels on an edge (steps of L* above 5)"),
    "busy": Limits(0.45, 0.65, "share of pixels on an edge"),
    "blurred": Limits(
        -45, -22, "minus the steepest steps between neighbours (99.9 %, of 255), for a full span of tones"
    ),
    "grain": Limits(
        2.2, 5, "noise (of 255) where nothing larger is seen; photos without such places are left out"
    ),
    "silhouette": Limits(
        0.35, 1.0, "at least 12 % black, 40 % light, under 9 % between, black lying under the light"
    ),
    "backlit": Limits(15, 48, "how much lighter (L*) the upper rim is than the middle, which must be dark"),
    "sunset": Limits(
        0.15, 0.4, "share of the upper two thirds that is evenly between red and yellow, over a dark foot"
    ),
    "wide sky": Limits(
        0.15, 0.42, "mean height of the even, light or blue area that hangs from the upper edge"
    ),
}


def _rim(values: FLOATS) -> FLOATS:
    inside = np.zeros(values.shape, bool)
    inside[RIM:-RIM, RIM:-RIM] = True
    return np.asarray(values[~inside])


def _middle(values: np.ndarray) -> np.ndarray:
    quarter = SIDE // 4
    return values[quarter:-quarter, quarter:-quarter]


def _share(here: np.ndarray) -> float:
    return float(here.mean())


def _ground(lab: colour.Lab) -> dict[str, float]:
    light, chroma, a, b = (_rim(values) for values in (lab.light, lab.chroma, lab.a, lab.b))
    away = np.sqrt(sum(np.square(values - np.median(values)) for values in (light, a, b)), dtype=np.float32)
    return {
        "white background": _share((light > 90) & (chroma < 8)),
        "dark background": _share(light < 22),
        "plain background": -float(np.quantile(away, 0.85)),
    }


def _tone(lab: colour.Lab) -> dict[str, float]:
    light, chroma, hue = lab.light, lab.chroma, lab.hue
    spread = np.quantile(light, (0.05, 0.95))
    earthy = (hue > 40) & (hue < 110) & (chroma > 10) & (chroma < 50) & (light > 15) & (light < 75)
    mean_chroma, mean_light = float(chroma.mean()), float(light.mean())
    return {
        "pastel": _share((light > 68) & (chroma > 9) & (chroma < 38)),
        "earth tones": _share(earthy),
        "low saturation": -mean_chroma,
        "high saturation": mean_chroma,
        "black and white": -float(np.quantile(chroma, 0.99)),
        "bright": mean_light,
        "dark": -mean_light,
        "high contrast": float(light.std()),
        "soft light": float(spread[0] - spread[1]),
        "warm light": float(lab.b.mean() + lab.a.mean() / 2),
        "cool light": -float(lab.b.mean()),
    }


def _steps(light: FLOATS) -> FLOATS:
    """Give how far each pixel is from its right and lower neighbours."""
    across = np.abs(np.diff(light, axis=1, append=light[:, -1:]))
    down = np.abs(np.diff(light, axis=0, append=light[-1:]))
    return np.asarray(np.maximum(across, down), np.float32)


def _light(lab: colour.Lab, steps: FLOATS) -> dict[str, float]:
    light, chroma, hue = lab.light, lab.chroma, lab.hue
    black, bright = _share(light < 15), _share(light > 55)
    between = _share((light > 20) & (light < 42))
    upper, foot = slice(0, SIDE * 2 // 3), slice(SIDE * 3 // 4, SIDE)
    glow = (hue > 20) & (hue < 95) & (chroma > 26) & (light > 32) & (steps < 6)
    quiet = (steps < 5) & (light > 45)
    even = quiet & ((hue > 200) & (hue < 310) | (chroma < 15) | (light > 70))
    hanging = np.logical_and.accumulate(even, axis=0)
    top = np.concatenate(
        [light[:RIM].ravel(), light[: SIDE // 2, :RIM].ravel(), light[: SIDE // 2, -RIM:].ravel()]
    )
    middle = float(np.median(_middle(light)))
    against = float(np.quantile(top, 0.7)) - middle
    halves = float(light[: SIDE // 2].mean() - light[SIDE // 2 :].mean())
    return {
        "silhouette": min(black / 0.12, bright / 0.4, 0.09 / max(between, 0.01), 1 + halves / 40),
        "backlit": against if middle < DARK_MIDDLE else min(against, LIMITS["backlit"].yes - 1),
        "sunset": _share(glow[upper]) * min(1.0, _share(light[foot] < 28) / 0.4),
        "wide sky": _share(hanging),
    }


def _fine(picture: Image.Image) -> dict[str, float]:
    """Measure blur by the steepest edges, and noise by second differences where nothing larger is seen."""
    scale = FINE_SIDE / min(picture.size)
    sized = picture.convert("L")
    if scale < 1:
        size = (round(picture.width * scale), round(picture.height * scale))
        sized = sized.resize(size, Image.Resampling.BOX)
    grey = np.asarray(sized, np.float32)
    span = max(float(np.diff(np.quantile(grey[::3, ::3], (0.01, 0.99)))[0]), 16.0)
    steep = (
        np.quantile(np.abs(np.diff(grey, axis=1)), 0.999),
        np.quantile(np.abs(np.diff(grey, axis=0)), 0.999),
    )
    # The mask of Immerkaer (1996) answers noise and no slope; its mean over pi/2 and 6 is the standard deviation.
    inner = grey[1:-1, 1:-1] * 4
    inner -= 2 * (grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:])
    inner += grey[:-2, :-2] + grey[:-2, 2:] + grey[2:, :-2] + grey[2:, 2:]
    high, wide = (side // TILE for side in inner.shape)
    inner, seen = (part[: high * TILE, : wide * TILE] for part in (inner, grey[1:-1, 1:-1]))
    noise = np.abs(inner).reshape(high, TILE, wide, TILE).mean((1, 3)) * np.sqrt(np.pi / 2) / 6
    coarse = seen.reshape(high * 3, TILE // 3, wide * 3, TILE // 3).mean((1, 3))
    larger = coarse.reshape(high, 3, wide, 3).std((1, 3))
    quiet = (larger < 6) & (seen.reshape(high, TILE, wide, TILE).mean((1, 3)) > 20)
    enough = quiet.mean() > QUIET
    return {
        "blurred": -float(max(steep)) * 255 / span,
        "grain": float(np.median(noise[quiet])) if enough else float("nan"),
    }


def measure(picture: Image.Image) -> dict[str, float]:
    """Measure one picture: a number for each name in LIMITS."""
    lab = colour.small_lab(picture, SIDE)
    steps = _steps(lab.light)
    edges = _share(steps > 5)
    here = colour.named(lab)
    found = {name: max(_share(mask), _share(_middle(mask))) for name, mask in here.items()}
    found |= {f"{one} and {two}": min(_share(here[one]), _share(here[two])) for one, two in colour.PAIRS}
    found |= (
        _ground(lab) | _tone(lab) | _light(lab, steps) | _fine(picture) | {"minimal": -edges, "busy": edges}
    )
    if (
        found["white background"] > LIMITS["white background"].no
        and found["black and white"] > LIMITS["black and white"].no
    ):
        # A grey thing on white is neither a black and white photo nor clearly none.
        found["black and white"] = float("nan")
    return found


class Measured:
    """Hold the measures of a list of pictures."""

    def __init__(self, pictures: Sequence[Image.Image]) -> None:
        rows = [measure(picture) for picture in pictures]
        self.values = {name: np.array([row[name] for row in rows], np.float32) for name in LIMITS}

    @property
    def count(self) -> int:
        """Give the number of pictures."""
        return len(next(iter(self.values.values())))

    def yes(self, name: str) -> np.ndarray:
        """Tell which pictures clearly have the property."""
        return np.asarray(self.values[name] >= LIMITS[name].yes)

    def no(self, name: str) -> np.ndarray:
        """Tell which pictures clearly have not."""
        return np.asarray(self.values[name] <= LIMITS[name].no)
