"""Cartoon-like scenes in flat colours: countries, cities, people, animals, things."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .canvas import HUES, SIDE, Colour, Drawn, Random, dim, gradient, mix, paint, pick, some
from .flat import shape
from .things import THINGS

Pen = ImageDraw.ImageDraw


def _hills(pen: Pen, draw: Random, line: float, fill: Colour, rough: float) -> None:
    turns = draw.uniform(0, 6, 3)
    ridge = [
        (x, line + rough * sum(math.sin(x / SIDE * (2 + 2 * k) + turns[k]) / (k + 1) for k in range(3)))
        for x in range(0, SIDE + 8, 8)
    ]
    pen.polygon([(0, SIDE), *ridge, (SIDE, SIDE)], fill=fill)


def _person(pen: Pen, draw: Random, x: float, y: float, r: float) -> None:
    skin = mix((255, 219, 190), (96, 62, 44), draw.uniform(0, 1))
    shirt, hair = (
        paint(draw, pick(draw, HUES)),
        dim(paint(draw, pick(draw, ("brown", "black", "orange"))), 0.8),
    )
    pen.rounded_rectangle((x - 0.5 * r, y, x + 0.5 * r, y + 1.2 * r), r * 0.25, fill=shirt)
    for side in (-1, 1):
        pen.line(
            (x + side * 0.25 * r, y + 1.1 * r, x + side * 0.3 * r, y + 2.0 * r),
            fill=paint(draw, "blue"),
            width=int(r * 0.28),
        )
        pen.line(
            (x + side * 0.45 * r, y + 0.15 * r, x + side * 0.8 * r, y + 0.9 * r),
            fill=shirt,
            width=int(r * 0.22),
        )
    pen.ellipse((x - 0.42 * r, y - 0.8 * r, x + 0.42 * r, y + 0.06 * r), fill=skin)
    pen.pieslice((x - 0.46 * r, y - 0.86 * r, x + 0.46 * r, y + 0.1 * r), 180, 360, fill=hair)
    for side in (-1, 1):
        pen.ellipse(
            (x + side * 0.16 * r - 4, y - 0.34 * r - 4, x + side * 0.16 * r + 4, y - 0.34 * r + 4),
            fill=(20, 20, 20),
        )
    pen.arc((x - 0.18 * r, y - 0.3 * r, x + 0.18 * r, y - 0.08 * r), 10, 170, fill=(150, 40, 40), width=3)


def _animal(pen: Pen, draw: Random, x: float, y: float, r: float) -> str:
    kind = pick(draw, ("cat", "dog", "bear", "rabbit"))
    fill = paint(draw, pick(draw, ("brown", "grey", "orange", "white", "black")))
    for side in (-1, 1):
        if kind == "cat":
            pen.polygon(
                [
                    (x + side * r * 0.9, y - r),
                    (x + side * r * 0.2, y - r * 0.7),
                    (x + side * r * 0.85, y - 0.1 * r),
                ],
                fill=fill,
            )
        elif kind == "rabbit":
            pen.ellipse(
                (x + side * r * 0.4 - r * 0.2, y - 1.9 * r, x + side * r * 0.4 + r * 0.2, y - 0.4 * r),
                fill=fill,
            )
        elif kind == "dog":
            pen.ellipse(
                (x + side * r * 0.9 - r * 0.28, y - 0.7 * r, x + side * r * 0.9 + r * 0.28, y + 0.5 * r),
                fill=dim(fill, 0.7),
            )
        else:
            pen.ellipse(
                (x + side * r * 0.7 - r * 0.32, y - 1.05 * r, x + side * r * 0.7 + r * 0.32, y - 0.4 * r),
                fill=fill,
            )
    pen.ellipse((x - r, y - 0.85 * r, x + r, y + 0.85 * r), fill=fill)
    eyes = (250, 250, 250) if sum(fill) < 200 else (25, 25, 25)
    for side in (-1, 1):
        pen.ellipse(
            (x + side * 0.4 * r - 7, y - 0.25 * r - 7, x + side * 0.4 * r + 7, y - 0.25 * r + 7), fill=eyes
        )
    pen.ellipse((x - 0.14 * r, y + 0.1 * r, x + 0.14 * r, y + 0.3 * r), fill=(200, 90, 100))
    return kind


def _country(pen: Pen, draw: Random, kind: str, sky: Colour) -> str:
    tint = paint(draw, pick(draw, ("green", "teal", "purple", "blue", "orange")))
    for layer in range(3):
        _hills(pen, draw, 170 + layer * 62, dim(tint, 1.2 - layer * 0.25), 50 if kind == "mountains" else 18)
    for _ in range(int(draw.integers(2, 8))):
        spot = (draw.uniform(20, 360), draw.uniform(270, 340), draw.uniform(18, 46))
        shape(pen, "tree", spot, paint(draw, "green"), sky)
    if draw.random() < 0.5:
        shape(pen, "house", (draw.uniform(80, 300), 290, 44), paint(draw, pick(draw, HUES)), sky)
        return f"{kind} with a house"
    return kind


def _city(pen: Pen, draw: Random, _kind: str, sky: Colour) -> str:
    x = 0.0
    while x < SIDE:
        wide, top = draw.uniform(34, 74), draw.uniform(80, 260)
        fill = mix(paint(draw, pick(draw, (*HUES, "grey"))), sky, 0.3)
        pen.rectangle((x, top, x + wide, SIDE), fill=fill)
        for u in np.arange(x + 7, x + wide - 9, 15):
            for v in np.arange(top + 10, 350, 22):
                pen.rectangle(
                    (u, v, u + 7, v + 10), fill=(255, 240, 170) if draw.random() < 0.6 else dim(fill, 0.7)
                )
        x += wide
    return "city with tall buildings"


def _sea(pen: Pen, draw: Random, _kind: str, _sky: Colour) -> str:
    pen.rectangle((0, 210, SIDE, SIDE), fill=paint(draw, pick(draw, ("blue", "teal"))))
    x = draw.uniform(110, 270)
    hull = [(x - 70, 220), (x + 70, 220), (x + 46, 256), (x - 46, 256)]
    pen.polygon(hull, fill=paint(draw, pick(draw, ("red", "brown"))))
    pen.polygon([(x, 90), (x, 212), (x + 66, 212)], fill=(250, 250, 250))
    return "sailing boat on the sea"


def _people(pen: Pen, draw: Random, _kind: str, _sky: Colour) -> str:
    _hills(pen, draw, 300, paint(draw, "green"), 8)
    many = int(draw.integers(1, 4))
    for at in range(many):
        _person(pen, draw, SIDE * (at + 0.5) / many, draw.uniform(130, 180), draw.uniform(58, 84))
    return "person" if many == 1 else "group of people"


def _pet(pen: Pen, draw: Random, _kind: str, _sky: Colour) -> str:
    return _animal(pen, draw, 192, 215, draw.uniform(85, 130))


def _still(pen: Pen, draw: Random, _kind: str, _sky: Colour) -> str:
    pen.rectangle((0, 290, SIDE, SIDE), fill=paint(draw, pick(draw, ("brown", "teal", "pink"))))
    what = pick(draw, THINGS)
    mask = Image.new("L", (SIDE, SIDE), 0)
    THINGS[what](ImageDraw.Draw(mask), 192, 210, 95)
    pen.bitmap((0, 0), mask, fill=paint(draw, pick(draw, HUES)))
    return what


SCENES = {
    "landscape": _country,
    "mountains": _country,
    "city": _city,
    "person": _people,
    "animal": _pet,
    "sea": _sea,
    "still life": _still,
}


def cartoon(draw: Random) -> Drawn:
    """Draw a cartoon-like scene in flat colours."""
    kind = pick(draw, SCENES)
    sky = paint(draw, pick(draw, ("blue", "teal", "orange", "pink", "purple", "yellow", "white")))
    pale: Colour = (255, 255, 255)
    canvas = gradient(mix(sky, pale, draw.uniform(0, 0.5)), mix(sky, pale, draw.uniform(0.3, 0.8)))
    pen = ImageDraw.Draw(canvas)
    if kind not in {"animal", "still life"} and draw.random() < 0.7:
        spot = (draw.uniform(40, 340), draw.uniform(50, 110), draw.uniform(20, 42))
        shape(pen, "circle", spot, (255, 226, 120), sky)
    what = SCENES[kind](pen, draw, kind, sky)
    if draw.random() < 0.3:
        # Ink round every edge, as in comics.
        edges = canvas.convert("L").filter(ImageFilter.FIND_EDGES).point(lambda v: 255 if v > 26 else 0)
        canvas.paste((18, 16, 20), mask=edges.filter(ImageFilter.MaxFilter(3)))
    ways = [
        f"illustration of a {what}",
        f"a cartoon {what}",
        f"flat vector illustration, {what}",
        "illustration",
        "vector art in flat colours",
        f"drawing of a {what}",
        "cartoon",
        "digital artwork",
        "children's book illustration",
        f"flat design {kind}",
        "clip art",
    ]
    return canvas, some(draw, ways), ["illustration", "cartoon", kind]
