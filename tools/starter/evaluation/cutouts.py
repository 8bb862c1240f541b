"""Cut things out of photos taken before an even ground, and set them before another ground."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from .colour import small_lab
from .ranking import BOOLS, FLOATS

Random = np.random.Generator
RGB = tuple[float, float, float]

SIDE = 64
# A colour this far from the ground's in CIELAB is no longer the ground: about what is told apart at a glance.
FAR = 20.0
# An even ground: three fifths of the rim keep this close to its median.
EVEN = 9.0
# What is cut out must be a thing, not a speck or the whole scene, and may hardly touch the rim.
AREA = (0.12, 0.62)
TOUCHING = 0.3
CANVAS = 256


@dataclass(frozen=True, slots=True)
class Cutout:
    """Hold a photo, and in `mask` (white) where its thing is; `box` bounds the thing."""

    picture: Image.Image
    mask: Image.Image
    box: tuple[int, int, int, int]


def _grown(here: BOOLS) -> BOOLS:
    grown = here.copy()
    grown[1:] |= here[:-1]
    grown[:-1] |= here[1:]
    grown[:, 1:] |= here[:, :-1]
    grown[:, :-1] |= here[:, 1:]
    return grown


def _reached(start: BOOLS, allowed: BOOLS) -> BOOLS:
    """Give what can be reached from the start through what is allowed."""
    here = start & allowed
    while True:
        grown = _grown(here) & allowed
        if (grown == here).all():
            return here
        here = grown


def cut_out(picture: Image.Image) -> Cutout | None:
    """Cut out the thing before an even ground; None where there is no such thing."""
    lab = small_lab(picture, SIDE)
    rim = np.ones((SIDE, SIDE), bool)
    rim[3:-3, 3:-3] = False
    away: FLOATS = np.sqrt(
        sum(np.square(values - np.median(values[rim])) for values in (lab.light, lab.a, lab.b))
    )
    if np.quantile(away[rim], 0.6) > EVEN:
        return None
    thing = ~_reached(rim, away < FAR)
    middle = np.zeros_like(thing)
    middle[SIDE // 4 : -SIDE // 4, SIDE // 4 : -SIDE // 4] = True
    thing = _reached(middle, thing)
    if not AREA[0] <= thing.mean() <= AREA[1] or thing[rim].mean() > TOUCHING:
        return None
    mask = Image.fromarray(thing.astype(np.uint8) * 255).filter(ImageFilter.ModeFilter(5))
    mask = mask.resize(picture.size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1))
    box = mask.point(lambda value: 255 if value > 128 else 0).getbbox()
    return Cutout(picture, mask, box) if box else None


def ground(draw: Random, colour: RGB, side: int = CANVAS) -> Image.Image:
    """Fill a canvas with an almost even studio ground: a little lighter on one side."""
    slope = np.linspace(-1, 1, side)
    lit = 1 + draw.uniform(0, 0.025) * slope[:, None] + draw.uniform(-0.015, 0.015) * slope[None, :]
    filled = np.asarray(colour, np.float32) * lit[..., None]
    return Image.fromarray(np.clip(filled, 0, 255).astype(np.uint8))


def _shadow(mask: Image.Image, draw: Random) -> Image.Image:
    """Give the soft shadow of a thing that stands or lies there: one dark foot and one faint wide shade."""
    box = mask.getbbox() or (0, 0, 1, 1)
    wide, side = box[2] - box[0], mask.width
    # The mask pressed flat and laid at the thing's foot.
    flat = mask.crop(box).resize((max(2, wide), max(2, round(wide * draw.uniform(0.16, 0.26)))))
    foot = Image.new("L", mask.size, 0)
    foot.paste(flat, (box[0] + round(draw.uniform(-0.06, 0.14) * wide), box[3] - round(flat.height * 0.6)))
    near = foot.filter(ImageFilter.GaussianBlur(wide * 0.05 + 2)).point(lambda value: value * 0.55)
    faint = Image.new("L", mask.size, 0)
    faint.paste(mask, (round(side * draw.uniform(-0.03, 0.05)), round(side * 0.03)))
    faint = faint.filter(ImageFilter.GaussianBlur(side * 0.04)).point(lambda value: value * 0.28)
    return Image.fromarray(np.maximum(np.asarray(near), np.asarray(faint)))


def before(
    cut: Cutout,
    canvas: Image.Image,
    draw: Random,
    *,
    share: tuple[float, float] = (0.5, 0.8),
    shadow: bool = False,
) -> tuple[Image.Image, Image.Image]:
    """Set the thing before a ground, as large as a share of the canvas; give the picture and the thing's mask."""
    thing, shape = cut.picture.crop(cut.box), cut.mask.crop(cut.box)
    scale = canvas.width * draw.uniform(*share) / max(thing.size)
    size = (max(2, round(thing.width * scale)), max(2, round(thing.height * scale)))
    left = round((canvas.width - size[0]) * draw.uniform(0.38, 0.62))
    top = round((canvas.height - size[1]) * draw.uniform(0.4, 0.6))
    mask = Image.new("L", canvas.size, 0)
    mask.paste(shape.resize(size, Image.Resampling.LANCZOS), (left, top))
    made = canvas.copy()
    if shadow:
        made.paste((12, 12, 16), mask=_shadow(mask, draw))
    layer = Image.new("RGB", canvas.size)
    layer.paste(thing.resize(size, Image.Resampling.LANCZOS), (left, top))
    made.paste(layer, mask=mask)
    return made, mask
