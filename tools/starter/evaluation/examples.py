"""Ask the two example queries of a library that holds such pictures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageEnhance

from .cutouts import before, ground
from .measures import Measured
from .pack import Pack
from .pictures import Held
from .ranking import FLOATS, average_precision, first_right, percent, precision_at
from .retouch import RETOUCHES, Material, grained, silhouette, sky

Random = np.random.Generator
RIGHT = 12
# So many pictures of each of these half answer a query; they count as wrong.
HALF_RIGHT = (
    "white background",
    "plain background",
    "sunset",
    "silhouette",
    "wide sky",
    "grain",
    "low saturation",
)
HALF = 12
PRODUCT = "minimal product shot, white background, soft shadow, low saturation"
SUNSET = "warm sunset silhouette, backlight, film grain, wide sky"


def product_shot(material: Material, draw: Random) -> Image.Image:
    """Set one pale, small thing before white, with a soft shadow."""
    level = draw.uniform(240, 252)
    canvas = ground(draw, (level, level, level))
    made, _ = before(material.thing(draw), canvas, draw, share=(0.3, 0.52), shadow=True)
    return ImageEnhance.Color(made).enhance(draw.uniform(0.1, 0.35))


def evening(material: Material, draw: Random) -> Image.Image:
    """Set a black shape before a glowing sky, with film grain over it."""
    glow = sky(
        draw,
        (draw.uniform(120, 190), draw.uniform(60, 95), draw.uniform(60, 90)),
        (255, draw.uniform(150, 195), draw.uniform(50, 90)),
        draw.uniform(0, 0.25),
    )
    return grained(silhouette(material, draw, glow), draw, draw.uniform(14, 24))


@dataclass(frozen=True, slots=True)
class Example:
    """Hold how to make right pictures, and by which words or measures others may be right as well."""

    make: Callable[[Material, Random], Image.Image]
    said: tuple[str, ...]
    measured: tuple[str, ...]


EXAMPLES: dict[str, Example] = {
    PRODUCT: Example(product_shot, ("product", "studio"), ("white background", "low saturation")),
    SUNSET: Example(evening, ("sunset", "silhouette", "dusk"), ("sunset", "silhouette")),
}


def ask(
    pack: Pack, held: Sequence[Held], rows: FLOATS, material: Material, seed: int
) -> dict[str, dict[str, float | int]]:
    """Give the rank of the first right picture, precision at 10 and average precision for each example.

    The library holds all held-out pictures, and pictures made to have one or two of the properties; of both those are
    left out that may be right by what is said of them or by all measures that belong to the query.
    """
    half = [
        RETOUCHES[name](material, np.random.default_rng((seed, 6, number, at)))
        for number, name in enumerate(HALF_RIGHT)
        for at in range(HALF)
    ]
    others = np.concatenate([rows, pack.pictures(half)])
    measured = Measured([*(each.picture for each in held), *half])
    found: dict[str, dict[str, float | int]] = {}
    for number, (query, example) in enumerate(EXAMPLES.items()):
        made = [example.make(material, np.random.default_rng((seed, 7, number, at))) for at in range(RIGHT)]
        maybe = np.logical_and.reduce([~measured.no(name) for name in example.measured])
        maybe[: len(held)] |= np.array([each.says(example.said) for each in held])
        scores = np.concatenate([pack.pictures(made), others[~maybe]]) @ pack.said([query])[0]
        right = np.arange(len(scores)) < RIGHT
        found[query] = {
            "pictures": len(scores),
            "right": RIGHT,
            "first right": first_right(scores, right),
            "P@10": percent(precision_at(scores, right, 10)),
            "AP": percent(average_precision(scores, right)),
        }
    return found
