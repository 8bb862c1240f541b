"""Things to put on a canvas: outlines, shading and a soft shadow."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .canvas import SIDE, Colour, Random


def _ball(pen: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    pen.ellipse((x - r, y - r, x + r, y + r), fill=255)


def _mug(pen: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    pen.rounded_rectangle((x - 0.7 * r, y - 0.8 * r, x + 0.6 * r, y + r), r * 0.15, fill=255)
    pen.ellipse(
        (x + 0.3 * r, y - 0.45 * r, x + 1.15 * r, y + 0.6 * r), outline=255, width=max(3, int(r * 0.17))
    )


def _bottle(pen: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    pen.rounded_rectangle((x - 0.42 * r, y - 0.35 * r, x + 0.42 * r, y + r), r * 0.2, fill=255)
    pen.rectangle((x - 0.16 * r, y - 1.1 * r, x + 0.16 * r, y - 0.2 * r), fill=255)


def _box(pen: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    pen.rectangle((x - 0.8 * r, y - 0.5 * r, x + 0.8 * r, y + r), fill=255)
    roof = [
        (x - 0.8 * r, y - 0.5 * r),
        (x - 0.4 * r, y - 0.9 * r),
        (x + r, y - 0.9 * r),
        (x + 0.8 * r, y - 0.5 * r),
    ]
    pen.polygon(roof, fill=255)


def _vase(pen: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    pen.ellipse((x - 0.6 * r, y - 0.35 * r, x + 0.6 * r, y + r), fill=255)
    pen.polygon([(x - 0.3 * r, y - r), (x + 0.3 * r, y - r), (x + 0.18 * r, y), (x - 0.18 * r, y)], fill=255)


def _lamp(pen: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    top = [
        (x - 0.35 * r, y - r),
        (x + 0.35 * r, y - r),
        (x + 0.75 * r, y - 0.1 * r),
        (x - 0.75 * r, y - 0.1 * r),
    ]
    pen.polygon(top, fill=255)
    pen.rectangle((x - 0.06 * r, y - 0.1 * r, x + 0.06 * r, y + 0.95 * r), fill=255)
    pen.ellipse((x - 0.45 * r, y + 0.85 * r, x + 0.45 * r, y + 1.05 * r), fill=255)


def _chair(pen: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    pen.rectangle((x - 0.6 * r, y - r, x - 0.42 * r, y + r), fill=255)
    pen.rectangle((x - 0.6 * r, y - r, x - 0.3 * r, y + 0.1 * r), fill=255)
    pen.rectangle((x - 0.6 * r, y + 0.05 * r, x + 0.6 * r, y + 0.25 * r), fill=255)
    pen.rectangle((x + 0.45 * r, y + 0.1 * r, x + 0.6 * r, y + r), fill=255)


def _table(pen: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    pen.rectangle((x - r, y - 0.3 * r, x + r, y - 0.1 * r), fill=255)
    for side in (-0.85, 0.75):
        pen.rectangle((x + side * r, y - 0.2 * r, x + (side + 0.1) * r, y + r), fill=255)


def _bowl(pen: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    pen.pieslice((x - r, y - 0.9 * r, x + r, y + 0.9 * r), 0, 180, fill=255)
    pen.ellipse((x - r, y - 0.2 * r, x + r, y + 0.2 * r), fill=255)


THINGS: dict[str, Callable[[ImageDraw.ImageDraw, float, float, float], None]] = {
    "ball": _ball,
    "mug": _mug,
    "bottle": _bottle,
    "box": _box,
    "vase": _vase,
    "lamp": _lamp,
    "chair": _chair,
    "table": _table,
    "bowl": _bowl,
}
OTHER_WORDS = {"ball": "sphere", "mug": "cup", "box": "package", "lamp": "table lamp", "bowl": "dish"}


def place(
    canvas: Image.Image,
    draw: Random,
    thing: str,
    colour: Colour,
    at: tuple[float, float, float],
    *,
    cast: str = "soft shadow",
) -> None:
    """Put a shaded thing on the canvas, with a soft shadow under it, a hard one or none."""
    x, y, r = at
    shadow = Image.new("L", canvas.size, 0)
    lean = draw.uniform(-0.3, 0.3) * r
    ImageDraw.Draw(shadow).ellipse(
        (x - r + lean, y + 0.82 * r, x + r + lean, y + 1.12 * r), fill=int(draw.uniform(70, 170))
    )
    if cast == "soft shadow":
        canvas.paste((20, 20, 24), mask=shadow.filter(ImageFilter.GaussianBlur(r * draw.uniform(0.08, 0.2))))
    elif cast == "hard shadow":
        slant = Image.new("L", canvas.size, 0)
        THINGS[thing](ImageDraw.Draw(slant), x, y, r)
        lay = (1, draw.uniform(0.6, 1.4), -draw.uniform(0.6, 1.4) * (y + r), 0, 1.6, -0.6 * (y + r))
        lay = (1, lay[1], -lay[1] * (y + r), *lay[3:])
        canvas.paste(
            (25, 25, 30),
            mask=slant.transform(slant.size, Image.Transform.AFFINE, lay).point(lambda v: v * 0.6),
        )
    mask = Image.new("L", canvas.size, 0)
    THINGS[thing](ImageDraw.Draw(mask), x, y, r)
    across = np.linspace(-1, 1, SIDE)[None, :] * SIDE / 2 + SIDE / 2
    light = 1.18 - 0.5 * np.clip(np.abs(across - (x - 0.35 * r)) / (1.6 * r), 0, 1) ** 1.4
    if thing == "ball":
        rows, columns = np.mgrid[0:SIDE, 0:SIDE]
        light = 1.25 - 0.75 * np.clip(np.hypot(columns - x + 0.35 * r, rows - y + 0.4 * r) / (1.5 * r), 0, 1)
    shaded = np.clip(
        np.array(colour)[None, None] * np.broadcast_to(light, (SIDE, SIDE))[..., None] + 8, 0, 255
    )
    canvas.paste(Image.fromarray(shaded.astype(np.uint8)), mask=mask)
