"""Patterns that repeat, textures of stuff, and plain swatches."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from .canvas import PAINTS, SIDE, Colour, Drawn, Random, blank, dim, gradient, mix, paint, pick, picture, some

Grid = NDArray[np.float64]

PATTERNS = (
    "striped",
    "polka dot",
    "checkered",
    "plaid",
    "zigzag",
    "grid",
    "herringbone",
    "floral",
    "geometric",
    "diamond",
    "scale",
)
OTHER = {
    "striped": ("stripes", "striped fabric"),
    "polka dot": ("polka dots", "dotted pattern", "spots"),
    "checkered": ("chequered pattern", "chessboard", "checks"),
    "plaid": ("tartan", "plaid fabric", "checked cloth"),
    "zigzag": ("chevron pattern", "zig zag lines"),
    "grid": ("grid of lines", "grid lines"),
    "herringbone": ("herringbone tiles", "parquet pattern"),
    "floral": ("flower pattern", "wallpaper with flowers", "floral print"),
    "geometric": ("triangles", "abstract geometric pattern"),
    "diamond": ("argyle pattern", "rhombus pattern"),
    "scale": ("scalloped pattern", "waves of circles"),
}


def _flowers(pen: ImageDraw.ImageDraw, draw: Random, step: int, fill: Colour, heart: Colour) -> None:
    for row in range(-1, SIDE // step + 2):
        for column in range(-1, SIDE // step + 2):
            x, y = (column + 0.5 * (row % 2)) * step, row * step
            r, petals = step * 0.2, 5
            for at in range(petals):
                u = x + r * 1.1 * math.cos(at * 2 * math.pi / petals)
                v = y + r * 1.1 * math.sin(at * 2 * math.pi / petals)
                pen.ellipse((u - r, v - r, u + r, v + r), fill=fill)
            pen.ellipse((x - r * 0.6, y - r * 0.6, x + r * 0.6, y + r * 0.6), fill=heart)
    del draw


def _cells(pen: ImageDraw.ImageDraw, draw: Random, kind: str, step: int, inks: tuple[Colour, Colour]) -> None:
    fill, other = inks
    for row in range(-1, SIDE // step + 2):
        for column in range(-1, SIDE // step + 2):
            x, y = float(column * step), float(row * step)
            if kind == "checkered" and (row + column) % 2:
                pen.rectangle((x, y, x + step, y + step), fill=fill)
            elif kind == "polka dot":
                shift = step / 2 if row % 2 else 0
                pen.ellipse((x + shift, y, x + shift + step * 0.55, y + step * 0.55), fill=fill)
            elif kind == "diamond":
                half = step / 2
                pen.polygon(
                    [(x + half, y), (x + step, y + half), (x + half, y + step), (x, y + half)], fill=fill
                )
            elif kind == "geometric":
                corner = [(x, y), (x + step, y), (x, y + step), (x + step, y + step)]
                del corner[int(draw.integers(4))]
                pen.polygon(corner, fill=fill if draw.random() < 0.6 else other)
            elif kind == "herringbone":
                up = column % 2 == 0
                ends = (x, y + step, x + step, y) if up else (x, y, x + step, y + step)
                pen.line(ends, fill=fill, width=max(3, step // 3))
            elif kind == "scale":
                y = (SIDE // step - row) * step
                x += step / 2 if row % 2 else 0
                pen.ellipse(
                    (x - step * 0.5, y - step * 0.5, x + step * 0.5, y + step * 1.2),
                    fill=fill,
                    outline=other,
                    width=4,
                )


def _plaid(canvas: Image.Image, step: int, fill: Colour, other: Colour) -> None:
    for width, share, tint in ((step // 2, 0.35, fill), (step // 6, 0.55, other)):
        band = Image.new("L", (SIDE, SIDE), 0)
        mark = ImageDraw.Draw(band)
        for across in range(0, SIDE, step):
            mark.rectangle((across, 0, across + width, SIDE), fill=int(255 * share))
        canvas.paste(tint, mask=band)
        canvas.paste(tint, mask=band.transpose(Image.Transpose.TRANSPOSE))


def _rows(pen: ImageDraw.ImageDraw, kind: str, step: int, fill: Colour) -> None:
    for row in range(-SIDE, 2 * SIDE, step):
        if kind == "striped":
            pen.rectangle((row, 0, row + step // 2, SIDE), fill=fill)
        elif kind == "grid":
            pen.line((row, 0, row, SIDE), fill=fill, width=4)
            pen.line((0, row, SIDE, row), fill=fill, width=4)
        else:
            bends = range(2 * SIDE // step + 2)
            points = [(at * step / 2, row + (step / 2 if at % 2 else 0)) for at in bends]
            pen.line(points, fill=fill, width=max(4, step // 4))


def pattern(draw: Random) -> Drawn:
    """Draw a pattern that repeats."""
    one = pick(draw, PAINTS)
    two = pick(draw, [name for name in PAINTS if name != one])
    kind = pick(draw, PATTERNS)
    back, fill = paint(draw, one), paint(draw, two)
    other = paint(draw, pick(draw, PAINTS))
    canvas, pen = blank(back)
    step = int(draw.integers(20, 66))
    if kind == "floral":
        _flowers(pen, draw, step + 16, fill, other)
    elif kind == "plaid":
        _plaid(canvas, step, fill, other)
    elif kind in {"striped", "grid", "zigzag"}:
        _rows(pen, kind, step, fill)
    else:
        _cells(pen, draw, kind, step, (fill, other))
    turn = float(draw.choice([0, 0, 90, 45]))
    if turn == 45:
        canvas = (
            canvas.resize((544, 544))
            .rotate(45, resample=Image.Resampling.BICUBIC)
            .crop((80, 80, 464, 464))
            .resize((SIDE, SIDE))
        )
    elif turn:
        canvas = canvas.rotate(turn)
    ways = [
        f"{kind} pattern",
        f"{one} and {two} {kind} pattern",
        f"seamless {kind} pattern",
        "an abstract repeating pattern",
        "repeating pattern",
        "pattern",
        f"{kind} fabric in {one} and {two}",
        f"{kind} wallpaper",
        "seamless tile, ornament",
        *OTHER[kind],
    ]
    return canvas, some(draw, ways), ["pattern", f"{kind} pattern"]


def clouds(draw: Random, across: float, down: float, layers: int = 4) -> Grid:
    """Give smooth noise 0..1: layers of random fields, each finer and fainter, stretched across or down."""
    total = np.zeros((SIDE, SIDE))
    for layer in range(layers):
        wide, high = max(2, int(across * 2**layer)), max(2, int(down * 2**layer))
        field = Image.fromarray(draw.random((min(high, SIDE), min(wide, SIDE))).astype(np.float32))
        total += np.asarray(field.resize((SIDE, SIDE), Image.Resampling.BICUBIC)) / 2**layer
    low, high_ = float(total.min()), float(total.max())
    return np.asarray((total - low) / (high_ - low + 1e-6))


def _blend(weights: Grid, one: Colour, two: Colour) -> Image.Image:
    return picture(np.array(one) + (np.array(two, float) - np.array(one)) * weights[..., None])


def _wood(draw: Random) -> Image.Image:
    base = dim(paint(draw, "brown"), draw.uniform(0.7, 1.5))
    rows = np.linspace(0, 1, SIDE)[:, None]
    rings = np.sin((rows * draw.uniform(8, 26) + clouds(draw, 2, 5) * draw.uniform(3, 9)) * 2 * math.pi)
    canvas = _blend(
        0.5 + 0.3 * rings * 0.6 + 0.3 * (clouds(draw, 4, 120, 3) - 0.5), dim(base, 0.65), dim(base, 1.2)
    )
    if draw.random() < 0.6:
        pen = ImageDraw.Draw(canvas)
        step = int(draw.integers(60, 130))
        for y in range(step, SIDE, step):
            pen.line((0, y, SIDE, y), fill=dim(base, 0.35), width=3)
    return canvas if draw.random() < 0.5 else canvas.rotate(90)


def _marble(draw: Random) -> Image.Image:
    veins = 1 - np.abs(np.sin((clouds(draw, 3, 3, 6) * draw.uniform(2, 4)) * 2 * math.pi)) ** draw.uniform(
        0.15, 0.4
    )
    name = pick(draw, ("white", "white", "black", "green", "grey"))
    back = paint(draw, name)
    return _blend(
        np.clip(veins * 1.6, 0, 1), back, (235, 230, 220) if name in {"black", "green"} else (110, 108, 108)
    )


def _cloth(draw: Random) -> Image.Image:
    base, step = paint(draw, pick(draw, PAINTS)), draw.uniform(3, 9)
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    weave = np.sin(rows * 2 * math.pi / step) * np.sin(columns * 2 * math.pi / step)
    folds = clouds(draw, 2, 2, 2)
    return _blend(
        np.clip(0.5 + 0.25 * weave + 0.6 * (folds - 0.5) + draw.normal(0, 0.06, (SIDE, SIDE)), 0, 1),
        dim(base, 0.55),
        dim(base, 1.2),
    )


def _brick(draw: Random) -> Image.Image:
    tint = pick(draw, ("red", "brown", "grey", "white"))
    canvas, pen = blank(dim(paint(draw, "grey"), draw.uniform(0.7, 1.4)))
    high = draw.uniform(24, 56)
    wide = high * draw.uniform(1.8, 2.6)
    for row in range(int(SIDE / high) + 1):
        for column in range(-1, int(SIDE / wide) + 1):
            x = (column + (0.5 if row % 2 else 0)) * wide
            shade = dim(mix(paint(draw, tint), (120, 80, 60), 0.35), draw.uniform(0.7, 1.05))
            pen.rectangle((x + 2, row * high + 2, x + wide - 2, row * high + high - 2), fill=shade)
    return picture(np.asarray(canvas, float) * (0.8 + 0.4 * clouds(draw, 40, 40, 3))[..., None])


def _rough(draw: Random, name: str) -> Image.Image:
    low, high = {"paper": (0.88, 1.04), "concrete": (0.6, 1.25), "stone": (0.4, 1.5), "sand": (0.8, 1.15)}[
        name
    ]
    base = {
        "paper": mix((246, 242, 232), (205, 180, 140), draw.uniform(0, 1)),
        "concrete": (150, 150, 148),
        "stone": (126, 120, 112),
        "sand": (214, 186, 140),
    }[name]
    fine = {"paper": 60, "concrete": 8, "stone": 6, "sand": 90}[name]
    field = clouds(draw, fine, fine, 5)
    return picture(
        np.array(base, float) * (low + (high - low) * field + draw.normal(0, 0.03, (SIDE, SIDE)))[..., None]
    )


def _spots(draw: Random) -> Image.Image:
    tint = dim(paint(draw, "green"), draw.uniform(0.5, 1.0))
    canvas, pen = blank(dim(tint, 0.5))
    for _ in range(2600):
        x, y = draw.uniform(0, SIDE, 2)
        pen.line(
            (x, y, x + draw.normal(0, 5), y - draw.uniform(6, 22)),
            fill=dim(tint, draw.uniform(0.6, 1.5)),
            width=2,
        )
    return canvas


STUFFS = ("wood", "marble", "fabric", "brick wall", "paper", "concrete", "stone", "sand", "grass")


def texture(draw: Random) -> Drawn:
    """Draw the surface of some stuff, filling the picture."""
    kind = pick(draw, STUFFS)
    makers = {"wood": _wood, "marble": _marble, "fabric": _cloth, "brick wall": _brick, "grass": _spots}
    canvas = makers[kind](draw) if kind in makers else _rough(draw, kind)
    ways = [
        f"{kind} texture",
        f"close-up of {kind}",
        f"{kind} surface",
        "texture",
        "a surface with fine structure",
        f"{kind} background, texture",
        f"rough {kind}" if kind not in {"marble", "paper", "fabric"} else f"smooth {kind}",
        "full frame texture",
        f"material: {kind}",
    ]
    return canvas, some(draw, ways), ["texture", f"{kind} texture"]


def swatch(draw: Random) -> Drawn:
    """Fill the picture with one colour, a gradient, or a row of colours."""
    kind = pick(draw, ("plain", "gradient", "palette", "blur"))
    name = pick(draw, PAINTS)
    tint = paint(draw, name)
    other_name = pick(draw, [other for other in PAINTS if other != name])
    other = paint(draw, other_name)
    if kind == "plain":
        return (
            blank(tint)[0],
            [
                f"plain {name}",
                f"a solid {name} background",
                f"{name} colour swatch",
                f"nothing but {name}",
                f"empty {name} surface",
            ],
            ["background", "plain colour"],
        )
    if kind == "palette":
        canvas, pen = blank((255, 255, 255))
        count = int(draw.integers(3, 7))
        for at in range(count):
            fill = tint if at == 0 else paint(draw, pick(draw, PAINTS))
            pen.rectangle(
                (at * SIDE / count, 0, (at + 1) * SIDE / count, SIDE - 60 * int(draw.random() < 0.5)),
                fill=fill,
            )
        said = [
            "colour palette",
            "color palette swatches",
            "a row of colours",
            "colour chart",
            f"palette with {name}",
        ]
        return canvas, said, ["colour palette"]
    canvas = gradient(tint, other)
    if kind == "blur":
        pen = ImageDraw.Draw(canvas)
        for _ in range(9):
            x, y, r = draw.uniform(0, SIDE), draw.uniform(0, SIDE), draw.uniform(20, 80)
            pen.ellipse((x - r, y - r, x + r, y + r), fill=mix(tint, paint(draw, pick(draw, PAINTS)), 0.7))
        canvas = canvas.filter(ImageFilter.GaussianBlur(float(draw.uniform(18, 34))))
        said = [
            "abstract blurred background",
            "soft colourful blur",
            "blurred lights",
            "abstract background",
            "out of focus colours",
        ]
        return canvas, said, ["background", "abstract"]
    said = [
        f"gradient from {name} to {other_name}",
        "smooth colour gradient",
        "abstract gradient background",
        f"{name} and {other_name} gradient",
        "soft gradient background",
    ]
    return canvas.rotate(float(draw.choice([0, 90, 180]))), said, ["background", "gradient"]
