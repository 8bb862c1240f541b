"""Draw illustrations, screens, diagrams, pages of text and patterns for measuring alone.

They share no line with the training's drawings: real letters, other layouts, other things.
"""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Random = np.random.Generator
Pen = ImageDraw.ImageDraw
RGB = tuple[int, int, int]
SIZE = (320, 256)

_SAID = (
    "order invoice river market total report ticket library window travel summer paper number address quality "
    "kitchen service garden history music project weather station budget health letter village price member notes "
    "family evening update signal account picture archive season island bridge delivery morning review language"
)
WORDS = _SAID.split()
INKS: tuple[RGB, ...] = ((30, 30, 34), (22, 50, 92), (90, 24, 40), (20, 78, 60))
FLAT: tuple[RGB, ...] = (
    *((239, 108, 87), (247, 186, 80), (92, 167, 147), (64, 94, 137), (136, 98, 150)),
    *((233, 216, 189), (118, 186, 212), (214, 90, 124), (160, 186, 90), (70, 66, 80)),
)


def _one(draw: Random, paints: tuple[RGB, ...]) -> RGB:
    return paints[int(draw.integers(len(paints)))]


def _say(draw: Random, count: int) -> str:
    return " ".join(str(word) for word in draw.choice(WORDS, count))


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _canvas(paint: RGB) -> tuple[Image.Image, Pen]:
    canvas = Image.new("RGB", SIZE, paint)
    return canvas, ImageDraw.Draw(canvas)


def page(draw: Random) -> Image.Image:
    """Set lines of words: a letter, a poster or a list of prices."""
    wide, high = SIZE
    paper: RGB = (252, 250, 244) if draw.uniform() < 0.75 else _one(draw, FLAT)
    canvas, pen = _canvas(paper)
    ink: RGB = _one(draw, INKS)
    kind = int(draw.integers(3))
    if kind == 0:
        pen.text((20, 14), _say(draw, 3).title(), fill=ink, font=_font(20))
        for line in range(46, SIZE[1] - 8, int(draw.integers(11, 16))):
            pen.text((20, line), _say(draw, 9)[:60], fill=ink, font=_font(10))
    elif kind == 1:
        y = 16.0
        while y < high - 30:
            size = draw.uniform(22, 52)
            pen.text((wide / 2, y), _say(draw, 1).upper(), fill=ink, font=_font(size), anchor="ma")
            y += size * 1.15
    else:
        for row in range(9):
            pen.text((18, 12 + row * 27), _say(draw, 2), fill=ink, font=_font(16))
            pen.text(
                (wide - 18, 12 + row * 27),
                f"{draw.uniform(1, 99):.2f}",
                fill=ink,
                font=_font(16),
                anchor="ra",
            )
    return canvas


def _node(pen: Pen, draw: Random, x: float, y: float, ink: RGB) -> None:
    box = (x - 34, y - 15, x + 34, y + 15)
    fill = (255, 255, 255) if draw.uniform() < 0.5 else _one(draw, FLAT[5:7])
    (pen.ellipse if draw.uniform() < 0.3 else pen.rectangle)(box, fill=fill, outline=ink, width=2)
    pen.text((x, y), _say(draw, 1)[:8], fill=ink, font=_font(11), anchor="mm")


def _tree(pen: Pen, draw: Random, ink: RGB) -> None:
    """Draw an organisation: one node over several over several."""
    wide = SIZE[0]
    above = [(wide / 2, 28.0)]
    rows = [above]
    for level in range(1, int(draw.integers(3, 4)) + 1):
        count = int(draw.integers(2, 5))
        rows.append([(wide * (at + 0.5) / count, 28 + level * 66.0) for at in range(count)])
    for upper, lower in pairwise(rows):
        for x, y in lower:
            from_x, from_y = upper[int(draw.integers(len(upper)))]
            pen.line((from_x, from_y, from_x, y - 33, x, y - 33, x, y), fill=ink, width=2)
    for row in rows:
        for x, y in row:
            _node(pen, draw, x, y, ink)


def _network(pen: Pen, draw: Random, ink: RGB) -> None:
    places = [
        (60 + 100 * (at % 3) + draw.uniform(-12, 12), 50 + 80 * (at // 3) + draw.uniform(-12, 12))
        for at in range(9)
    ]
    for at, start in enumerate(places):
        end = places[(at + int(draw.integers(1, 8))) % 9]
        pen.line((*start, *end), fill=ink, width=2)
        turn = math.atan2(end[1] - start[1], end[0] - start[0])
        tip = (end[0] - 36 * math.cos(turn), end[1] - 20 * math.sin(turn))
        wings = [(tip[0] - 9 * math.cos(turn + by), tip[1] - 9 * math.sin(turn + by)) for by in (-0.45, 0.45)]
        pen.polygon([tip, *wings], fill=ink)
    for x, y in places:
        _node(pen, draw, x, y, ink)


def _scatter(pen: Pen, draw: Random, ink: RGB) -> None:
    pen.line((36, 16, 36, 226, 308, 226), fill=ink, width=2)
    paint = _one(draw, FLAT[:5])
    for tick in range(6):
        pen.text((30, 226 - tick * 38), str(tick * 20), fill=ink, font=_font(10), anchor="rm")
        pen.line((36, 226 - tick * 38, 308, 226 - tick * 38), fill=(222, 222, 224))
        pen.text((60 + tick * 46, 238), _say(draw, 1)[:5], fill=ink, font=_font(10), anchor="mm")
    if draw.uniform() < 0.5:
        for _ in range(60):
            x = draw.uniform(0, 1)
            y = 210 - 170 * x + draw.normal(0, 20)
            pen.ellipse((44 + 250 * x, y, 50 + 250 * x, y + 6), fill=paint)
    else:
        line = 150 + np.cumsum(draw.normal(0, 16, 9))
        pen.polygon(
            [(44, 226), *((44 + 32 * at, float(y)) for at, y in enumerate(line)), (300, 226)], fill=paint
        )


def diagram(draw: Random) -> Image.Image:
    """Draw an organisation, a network or a chart, with words."""
    canvas, pen = _canvas((255, 255, 255) if draw.uniform() < 0.7 else (240, 244, 248))
    (_tree, _network, _scatter)[int(draw.integers(3))](pen, draw, _one(draw, INKS))
    return canvas


def _sheet(pen: Pen, draw: Random, ink: RGB, line: RGB) -> None:
    for row in range(11):
        for column in range(5):
            left, top = 8 + column * 61, 44 + row * 19
            pen.rectangle((left, top, left + 61, top + 19), outline=line)
            told = f"{draw.uniform(1, 999):.1f}" if column else _say(draw, 1)
            pen.text((left + 4, top + 3), told[:9], fill=ink, font=_font(10))


def _mail(pen: Pen, draw: Random, ink: RGB, line: RGB) -> None:
    for row in range(7):
        top = 40 + row * 31
        pen.ellipse((8, top + 3, 30, top + 25), fill=_one(draw, FLAT))
        pen.text((38, top + 2), _say(draw, 2).title(), fill=ink, font=_font(12))
        pen.text((38, top + 16), _say(draw, 6)[:40], fill=line, font=_font(9))
        pen.text(
            (312, top + 2),
            f"{draw.integers(24)}:{draw.integers(60):02}",
            fill=line,
            font=_font(9),
            anchor="ra",
        )


def _terminal(pen: Pen, draw: Random, ink: RGB, _line: RGB) -> None:
    for row in range(15):
        pen.text(
            (8, 36 + row * 14), f"$ {_say(draw, int(draw.integers(1, 6)))}"[:48], fill=ink, font=_font(11)
        )


def screenshot(draw: Random) -> Image.Image:
    """Draw a window with a title, buttons and a table, mails or a terminal."""
    dark = draw.uniform() < 0.4
    paper: RGB = (28, 30, 36) if dark else (250, 250, 252)
    ink: RGB = (220, 222, 226) if dark else (40, 42, 48)
    line: RGB = (110, 114, 122)
    canvas, pen = _canvas(paper)
    accent = _one(draw, FLAT[:5])
    pen.rectangle((0, 0, SIZE[0], 28), fill=accent if draw.uniform() < 0.5 else line)
    pen.text((10, 7), _say(draw, 2).title(), fill="white", font=_font(13))
    pen.rounded_rectangle((196, 5, 280, 23), 4, fill="white")
    pen.text((202, 8), "Search", fill=line, font=_font(10))
    pen.text((300, 6), "x", fill="white", font=_font(14))
    (_sheet, _mail, _terminal)[int(draw.integers(3))](pen, draw, ink, line)
    return canvas


def _landscape(pen: Pen, draw: Random) -> None:
    wide, high = SIZE
    x = draw.uniform(40, wide - 40)
    pen.ellipse((x - 24, 24, x + 24, 72), fill=_one(draw, FLAT[:2]))
    for layer in range(4):
        base = 110 + layer * 38
        peaks = [(step * wide / 6, base + draw.uniform(-34, 18)) for step in range(7)]
        pen.polygon([(0, high), *peaks, (wide, high)], fill=_one(draw, FLAT))
    for _ in range(int(draw.integers(2, 8))):
        u, v = draw.uniform(10, wide - 10), draw.uniform(170, 235)
        pen.polygon([(u - 12, v), (u + 12, v), (u, v - 42)], fill=_one(draw, FLAT[2:4]))


def _face(pen: Pen, draw: Random) -> None:
    """Draw the head of a cartoon animal or person."""
    x, y, r = draw.uniform(120, 200), draw.uniform(110, 145), draw.uniform(60, 88)
    skin, ink = _one(draw, FLAT), (34, 30, 34)
    for side in (-1, 1):
        ear = (x + side * r * 0.75, y - r * 0.75)
        if draw.uniform() < 0.5:
            pen.ellipse(
                (ear[0] - r * 0.35, ear[1] - r * 0.35, ear[0] + r * 0.35, ear[1] + r * 0.35),
                fill=skin,
                outline=ink,
                width=4,
            )
        else:
            pen.polygon(
                [(ear[0] - 18, ear[1] + 30), (ear[0] + 18, ear[1] + 30), (ear[0] + side * 14, ear[1] - 36)],
                fill=skin,
                outline=ink,
            )
    pen.ellipse((x - r, y - r, x + r, y + r), fill=skin, outline=ink, width=4)
    for side in (-1, 1):
        eye = x + side * r * 0.36
        pen.ellipse((eye - 13, y - 24, eye + 13, y + 4), fill="white", outline=ink, width=3)
        pen.ellipse((eye - 4, y - 14, eye + 5, y - 3), fill=ink)
    pen.arc((x - r * 0.45, y, x + r * 0.45, y + r * 0.6), 10, 170, fill=ink, width=5)


def _town(pen: Pen, draw: Random) -> None:
    wide, high = SIZE
    left = 0.0
    while left < wide:
        across, up = draw.uniform(36, 70), draw.uniform(70, 190)
        pen.rectangle((left, high - up, left + across, high), fill=_one(draw, FLAT))
        for row in range(int(up // 28)):
            for column in range(int(across // 18)):
                at = (left + 6 + column * 18, high - up + 8 + row * 28)
                pen.rectangle((*at, at[0] + 9, at[1] + 14), fill=(255, 240, 190))
        left += across


def illustration(draw: Random) -> Image.Image:
    """Draw a flat landscape, a cartoon face or a town."""
    canvas, pen = _canvas(_one(draw, FLAT[5:7]))
    (_landscape, _face, _town)[int(draw.integers(3))](pen, draw)
    return canvas


def pattern(draw: Random) -> Image.Image:
    """Repeat a motif: tartan, scales, triangles, flowers or crosses."""
    wide, high = SIZE
    canvas, pen = _canvas(_one(draw, FLAT))
    one, two, step = _one(draw, FLAT), _one(draw, FLAT), int(draw.integers(20, 48))
    kind = int(draw.integers(5))
    if kind == 0:
        layer = Image.new("RGBA", SIZE)
        brush = ImageDraw.Draw(layer)
        for at in range(0, wide, step):
            brush.rectangle((at, 0, at + step // 3, high), fill=(*one, 130))
        canvas.paste(layer, mask=layer)
        layer = Image.new("RGBA", SIZE)
        brush = ImageDraw.Draw(layer)
        for at in range(0, high, step):
            brush.rectangle((0, at, wide, at + step // 3), fill=(*two, 130))
        canvas.paste(layer, mask=layer)
        return canvas
    for row in range(-1, high // step + 2):
        for column in range(-1, wide // step + 2):
            x, y = column * step + (step / 2 if row % 2 else 0), row * step
            paint = one if (row + column) % 2 else two
            if kind == 1:
                pen.pieslice(
                    (x - step * 0.6, y - step * 0.6, x + step * 0.6, y + step * 0.6),
                    0,
                    180,
                    fill=paint,
                    outline=two,
                )
            elif kind == 2:
                pen.polygon([(x, y), (x + step, y), (x + step / 2, y + step)], fill=paint)
            elif kind == 3:
                for petal in range(5):
                    turn = petal * math.tau / 5
                    u, v = x + step * 0.22 * math.cos(turn), y + step * 0.22 * math.sin(turn)
                    pen.ellipse(
                        (u - step * 0.14, v - step * 0.14, u + step * 0.14, v + step * 0.14), fill=one
                    )
                pen.ellipse((x - step * 0.1, y - step * 0.1, x + step * 0.1, y + step * 0.1), fill=two)
            else:
                pen.line((x - step / 3, y, x + step / 3, y), fill=paint, width=step // 6)
                pen.line((x, y - step / 3, x, y + step / 3), fill=paint, width=step // 6)
    return canvas


SKETCHES: dict[str, Callable[[Random], Image.Image]] = {
    "illustration": illustration,
    "screenshot": screenshot,
    "diagram": diagram,
    "text-heavy": page,
    "pattern": pattern,
}


def sketch(kind: str, number: int, seed: int) -> Image.Image:
    """Draw one picture; the same numbers always give the same picture."""
    return SKETCHES[kind](np.random.default_rng((seed, number, list(SKETCHES).index(kind))))
