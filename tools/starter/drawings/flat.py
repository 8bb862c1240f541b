"""Flat graphics: icons, logos, line drawings, maps."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .canvas import (
    PAINTS,
    SIDE,
    Colour,
    Drawn,
    Random,
    blank,
    dim,
    mix,
    paint,
    pick,
    some,
    words,
    write,
)
from .things import OTHER_WORDS, THINGS

Pen = ImageDraw.ImageDraw
Spot = tuple[float, float, float]
SHAPES = (
    "circle",
    "star",
    "heart",
    "house",
    "tree",
    "triangle",
    "square",
    "arrow",
    "cloud",
    "moon",
    "flower",
    "fish",
    "leaf",
    "drop",
)


def _ring(x: float, y: float, r: float, corners: int, inner: float = 1.0) -> list[tuple[float, float]]:
    turns = [at * math.pi / corners for at in range(2 * corners)]
    return [
        (
            x + r * (1 if at % 2 == 0 else inner) * math.sin(turn),
            y - r * (1 if at % 2 == 0 else inner) * math.cos(turn),
        )
        for at, turn in enumerate(turns)
    ]


def _soft_shape(pen: Pen, kind: str, at: Spot, fill: Colour, back: Colour) -> None:
    x, y, r = at
    if kind == "heart":
        for side in (-1, 1):
            pen.ellipse(
                (x + side * r * 0.48 - r * 0.52, y - r * 0.8, x + side * r * 0.48 + r * 0.52, y + r * 0.24),
                fill=fill,
            )
        pen.polygon([(x - r * 0.97, y - r * 0.1), (x + r * 0.97, y - r * 0.1), (x, y + r)], fill=fill)
    elif kind == "cloud":
        for u, v, s in ((-0.55, 0.1, 0.42), (0, -0.15, 0.55), (0.55, 0.1, 0.42), (0, 0.2, 0.4)):
            pen.ellipse((x + (u - s) * r, y + (v - s) * r, x + (u + s) * r, y + (v + s) * r), fill=fill)
        pen.rounded_rectangle((x - 0.95 * r, y + 0.05 * r, x + 0.95 * r, y + 0.55 * r), r * 0.25, fill=fill)
    elif kind == "moon":
        pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)
        pen.ellipse((x - r * 0.45, y - r * 1.1, x + r * 1.35, y + r * 0.7), fill=back)
    elif kind == "flower":
        for petal in range(6):
            u, v = x + 0.6 * r * math.cos(petal * math.pi / 3), y + 0.6 * r * math.sin(petal * math.pi / 3)
            pen.ellipse((u - 0.38 * r, v - 0.38 * r, u + 0.38 * r, v + 0.38 * r), fill=fill)
        pen.ellipse((x - 0.3 * r, y - 0.3 * r, x + 0.3 * r, y + 0.3 * r), fill=(250, 205, 70))
    elif kind == "fish":
        pen.ellipse((x - r, y - 0.5 * r, x + 0.6 * r, y + 0.5 * r), fill=fill)
        pen.polygon([(x + 0.4 * r, y), (x + r, y - 0.5 * r), (x + r, y + 0.5 * r)], fill=fill)
        pen.ellipse((x - 0.7 * r, y - 0.2 * r, x - 0.55 * r, y - 0.05 * r), fill=back)
    elif kind == "leaf":
        pen.pieslice((x - r, y - 0.3 * r, x + r, y + 1.7 * r), 225, 315, fill=fill)
        pen.pieslice((x - r, y - 1.7 * r, x + r, y + 0.3 * r), 45, 135, fill=fill)
        pen.line((x - r, y, x + 0.6 * r, y), fill=dim(fill, 0.6), width=4)
    else:
        pen.ellipse((x - 0.65 * r, y - 0.3 * r, x + 0.65 * r, y + r), fill=fill)
        pen.polygon([(x, y - r), (x + 0.57 * r, y + 0.12 * r), (x - 0.57 * r, y + 0.12 * r)], fill=fill)


def shape(pen: Pen, kind: str, at: Spot, fill: Colour, back: Colour) -> None:
    """Draw one simple shape; `at` is its middle and its radius."""
    x, y, r = at
    if kind == "star":
        pen.polygon(_ring(x, y, r, 5, 0.42), fill=fill)
    elif kind == "house":
        pen.rectangle((x - 0.7 * r, y - 0.1 * r, x + 0.7 * r, y + r), fill=fill)
        pen.polygon([(x - r, y - 0.1 * r), (x, y - r), (x + r, y - 0.1 * r)], fill=dim(fill, 0.7))
        pen.rectangle((x - 0.18 * r, y + 0.4 * r, x + 0.18 * r, y + r), fill=back)
    elif kind == "tree":
        pen.rectangle((x - 0.12 * r, y, x + 0.12 * r, y + r), fill=(110, 74, 46))
        pen.ellipse((x - 0.7 * r, y - r, x + 0.7 * r, y + 0.4 * r), fill=fill)
    elif kind == "triangle":
        pen.polygon([(x, y - r), (x + r, y + 0.8 * r), (x - r, y + 0.8 * r)], fill=fill)
    elif kind == "arrow":
        pen.rectangle((x - r, y - 0.2 * r, x + 0.2 * r, y + 0.2 * r), fill=fill)
        pen.polygon([(x + 0.1 * r, y - 0.6 * r), (x + r, y), (x + 0.1 * r, y + 0.6 * r)], fill=fill)
    elif kind == "square":
        pen.rectangle((x - r, y - r, x + r, y + r), fill=fill)
    elif kind == "circle":
        pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)
    else:
        _soft_shape(pen, kind, at, fill, back)


def icon(draw: Random) -> Drawn:
    """Draw an icon or a logo."""
    one = pick(draw, PAINTS)
    two = pick(draw, [name for name in ("white", "white", "white", *PAINTS) if name != one])
    back, fill = paint(draw, two), paint(draw, one)
    canvas, pen = blank(back)
    kind = pick(draw, SHAPES)
    logo = draw.random() < 0.35
    x, y, r = draw.uniform(170, 214), draw.uniform(165, 215), draw.uniform(55, 130)
    if logo:
        y, r = draw.uniform(120, 160), draw.uniform(40, 85)
    behind = back
    if draw.random() < 0.3:
        ground = paint(draw, pick(draw, [name for name in PAINTS if name not in (one, two)]))
        r *= 0.65
        edge = 1.7 * r
        pen.rounded_rectangle(
            (x - edge, y - edge, x + edge, y + edge), int(edge * draw.uniform(0.2, 1)), fill=ground
        )
        behind = ground
    shape(pen, kind, (x, y, r), fill, behind)
    if logo:
        name = words(draw, 1).upper() if draw.random() < 0.5 else words(draw, 1).title()
        size = int(draw.integers(38, 62))
        write(pen, (SIDE / 2 - len(name) * size * 0.3, 262), name, fill, size)
        ways = [
            f"logo with a {kind}",
            f"a {one} {kind} logo",
            "company logo",
            "brand logo with a name",
            f"logo, {one} on {two}",
            "minimal logo design",
            "emblem with lettering",
            "logo",
        ]
        return canvas, some(draw, ways), ["logo", kind]
    ways = [
        f"a {one} {kind}",
        f"flat icon of a {kind} on {two}",
        f"illustration of a {one} {kind}, flat colours",
        f"simple {kind} shape, vector graphic",
        f"a {one} {kind} on a {two} background",
        f"{kind} icon",
        "icon",
        "pictogram",
        "flat vector icon",
        f"{kind} symbol",
        f"{kind} clip art",
    ]
    return canvas, some(draw, ways), ["icon", "illustration", kind]


def sketch(draw: Random) -> Drawn:
    """Draw outlines with pencil or ink."""
    back = mix((255, 255, 255), (232, 222, 200), draw.uniform(0, 1))
    ink = dim(paint(draw, pick(draw, ("black", "black", "blue", "brown"))), 0.8)
    canvas, pen = blank(back)
    found: list[str] = []
    for _ in range(int(draw.integers(1, 4))):
        mask = Image.new("L", (SIDE, SIDE), 0)
        mark = ImageDraw.Draw(mask)
        x, y, r = draw.uniform(110, 270), draw.uniform(120, 260), draw.uniform(55, 120)
        name = pick(draw, (*THINGS, *SHAPES))
        if name in THINGS:
            THINGS[name](mark, x, y, r)
        else:
            fill = Image.new("RGB", (SIDE, SIDE), (0, 0, 0))
            shape(ImageDraw.Draw(fill), name, (x, y, r), (255, 255, 255), (0, 0, 0))
            mask = fill.convert("L").point(lambda v: 255 if v > 40 else 0)
        found.append(OTHER_WORDS.get(name, name) if draw.random() < 0.3 else name)
        canvas.paste(back, mask=mask)
        wide = int(draw.integers(1, 3)) * 2 + 1
        outline = mask.filter(ImageFilter.MaxFilter(wide))
        band = Image.fromarray(np.asarray(outline) - np.minimum(np.asarray(outline), np.asarray(mask)))
        if draw.random() < 0.6:
            slant, gap = draw.uniform(0.5, 1.5), int(draw.integers(7, 13))
            hatch = Image.new("L", (SIDE, SIDE), 0)
            strokes = ImageDraw.Draw(hatch)
            for at in range(-SIDE, 2 * SIDE, gap):
                strokes.line((at, 0, at + slant * SIDE, SIDE), fill=150, width=2)
            shade = mask.transform(mask.size, Image.Transform.AFFINE, (1, 0, -r * 0.6, 0, 1, -r * 0.3))
            inside = Image.fromarray(
                np.minimum(np.asarray(hatch), np.minimum(np.asarray(mask), np.asarray(shade)))
            )
            canvas.paste(ink, mask=inside)
        canvas.paste(ink, mask=band)
    del pen
    one = found[-1]
    ways = [
        f"line drawing of a {one}",
        f"sketch of a {one}",
        "pencil sketch",
        "line drawing",
        "line art on paper",
        "ink drawing",
        f"hand drawn {one}",
        "a drawing with lines",
        "outline drawing",
        "doodle",
    ]
    return canvas, some(draw, ways), ["illustration", "line drawing", "sketch"]


def map_(draw: Random) -> Drawn:
    """Draw a street map or a map of coasts."""
    land = mix((243, 239, 228), paint(draw, pick(draw, ("green", "yellow", "grey"))), draw.uniform(0, 0.3))
    canvas, pen = blank(land)
    water: Colour = (150, 200, 232)
    for _ in range(int(draw.integers(2, 6))):
        x, y, r = draw.uniform(0, SIDE), draw.uniform(0, SIDE), draw.uniform(30, 100)
        fill = water if draw.random() < 0.5 else (196, 224, 178)
        points = [
            (x + r * draw.uniform(0.6, 1.2) * math.cos(a), y + r * draw.uniform(0.6, 1.2) * math.sin(a))
            for a in np.linspace(0, 6, 14)
        ]
        pen.polygon(points, fill=fill)
    lean = draw.uniform(-0.4, 0.4)
    for wide, gap, fill in ((3, 32, (255, 255, 255)), (8, 110, (255, 222, 140))):
        for at in range(-SIDE, 2 * SIDE, gap):
            pen.line((at, 0, at + lean * SIDE, SIDE), fill=fill, width=wide)
            if draw.random() < 0.8:
                pen.line((0, at, SIDE, at - lean * SIDE), fill=fill, width=wide)
    for _ in range(int(draw.integers(3, 9))):
        write(
            pen,
            (draw.uniform(0, 300), draw.uniform(0, 360)),
            words(draw, 1).title(),
            (90, 90, 100),
            int(draw.integers(10, 18)),
        )
    if draw.random() < 0.5:
        shape(pen, "drop", (draw.uniform(100, 280), draw.uniform(100, 260), 26.0), (222, 60, 50), land)
    ways = [
        "map",
        "street map",
        "city map with roads",
        "a map",
        "road map, navigation",
        "cartography",
        "map with streets and names",
    ]
    return canvas, some(draw, ways), ["map", "diagram"]
