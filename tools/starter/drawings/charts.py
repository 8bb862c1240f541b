"""Diagrams and charts."""

import math
from collections.abc import Callable

import numpy as np
from PIL import ImageDraw

from .canvas import HUES, SIDE, Colour, Drawn, Random, blank, dim, mix, paint, pick, some, words, write

Pen = ImageDraw.ImageDraw
Sketch = Callable[[Pen, Random, Colour, Colour], None]


def _arrow(pen: Pen, start: tuple[float, float], end: tuple[float, float], ink: Colour) -> None:
    pen.line((*start, *end), fill=ink, width=3)
    turn = math.atan2(end[1] - start[1], end[0] - start[0])
    for side in (-0.45, 0.45):
        pen.line(
            (*end, end[0] - 13 * math.cos(turn + side), end[1] - 13 * math.sin(turn + side)),
            fill=ink,
            width=3,
        )


def _box(pen: Pen, draw: Random, at: tuple[float, float, float, float], ink: Colour, fill: Colour) -> None:
    pen.rounded_rectangle(at, int(draw.integers(0, 12)), outline=ink, width=3, fill=fill)
    write(pen, (at[0] + 8, (at[1] + at[3]) / 2 - 8), words(draw, 2)[: int((at[2] - at[0]) / 8)], ink, 13)


def _fills(draw: Random, back: Colour) -> Colour:
    return mix(back, paint(draw, pick(draw, HUES)), draw.uniform(0, 0.55))


def _flow_chart(pen: Pen, draw: Random, ink: Colour, back: Colour) -> None:
    last: tuple[float, float] | None = None
    fill, rows = _fills(draw, back), int(draw.integers(3, 6))
    high = 360 / rows
    for row in range(rows):
        x, y = draw.uniform(30, 230), 14 + row * high
        if row and draw.random() < 0.3:
            pen.polygon(
                [(x + 60, y), (x + 125, y + 28), (x + 60, y + 56), (x - 5, y + 28)],
                outline=ink,
                fill=fill,
                width=3,
            )
        else:
            _box(pen, draw, (x, y, x + 120, y + high * 0.6), ink, fill)
        if last:
            _arrow(pen, last, (x + 60, y), ink)
        last = (x + 60, y + high * 0.6)


def _org_chart(pen: Pen, draw: Random, ink: Colour, back: Colour) -> None:
    fill = _fills(draw, back)
    below = int(draw.integers(2, 5))
    _box(pen, draw, (132, 20, 252, 66), ink, fill)
    wide = 360 / below
    pen.line((192, 66, 192, 110), fill=ink, width=3)
    pen.line((12 + wide / 2, 110, 372 - wide / 2, 110), fill=ink, width=3)
    for column in range(below):
        x = 12 + column * wide
        pen.line((x + wide / 2, 110, x + wide / 2, 310), fill=ink, width=3)
        for row in range(int(draw.integers(1, 4))):
            _box(pen, draw, (x + 5, 140 + row * 72, x + wide - 5, 184 + row * 72), ink, fill)


def _classes(pen: Pen, draw: Random, ink: Colour, back: Colour) -> None:
    spots = [(14, 16), (214, 30), (20, 216), (222, 226)][: int(draw.integers(3, 5))]
    for at, (x, y) in enumerate(spots):
        if at:
            pen.line((spots[at - 1][0] + 70, spots[at - 1][1] + 60, x + 70, y + 60), fill=ink, width=2)
    for x, y in spots:
        pen.rectangle((x, y, x + 148, y + 136), fill=back, outline=ink, width=2)
        pen.rectangle((x, y, x + 148, y + 28), fill=_fills(draw, back), outline=ink, width=2)
        write(pen, (x + 10, y + 6), words(draw, 1).title(), ink, 15)
        for row in range(5):
            write(pen, (x + 8, y + 34 + row * 19), "+ " + words(draw, 2)[:16], ink, 12)


def _circuit(pen: Pen, draw: Random, ink: Colour, _back: Colour) -> None:
    step = 64
    for row in range(1, 6):
        x = 20.0
        y = row * step - 10
        while x < 350:
            kind, wide = int(draw.integers(5)), 46
            if kind == 0:
                bumps = [(x + at * wide / 8, y + (9 if at % 2 else -9) * (0 < at < 8)) for at in range(9)]
                pen.line(bumps, fill=ink, width=3)
            elif kind == 1:
                pen.line((x, y, x + 19, y), fill=ink, width=3)
                pen.line((x + 27, y, x + wide, y), fill=ink, width=3)
                for off in (19, 27):
                    pen.line((x + off, y - 14, x + off, y + 14), fill=ink, width=3)
            elif kind == 2:
                pen.ellipse((x + 8, y - 15, x + 38, y + 15), outline=ink, width=3)
                pen.line((x, y, x + 8, y), fill=ink, width=3)
                pen.line((x + 38, y, x + wide, y), fill=ink, width=3)
            else:
                pen.line((x, y, x + wide, y), fill=ink, width=3)
            if draw.random() < 0.35 and row < 5:
                pen.line((x, y, x, y + step), fill=ink, width=3)
                pen.ellipse((x - 4, y - 4, x + 4, y + 4), fill=ink)
            x += wide


def _network(pen: Pen, draw: Random, ink: Colour, back: Colour) -> None:
    count = int(draw.integers(6, 14))
    dots = draw.uniform(30, SIDE - 30, (count, 2))
    for a, b in draw.integers(0, count, (count + 5, 2)):
        pen.line((*dots[a], *dots[b]), fill=mix(back, ink, 0.6), width=3)
    fill, size = paint(draw, pick(draw, HUES)), draw.uniform(9, 22)
    for x, y in dots:
        pen.ellipse((x - size, y - size, x + size, y + size), fill=fill, outline=ink, width=2)


def _circles(pen: Pen, draw: Random, ink: Colour, back: Colour) -> None:
    r = draw.uniform(85, 110)
    for x, y in ((140, 150), (244, 150), (192, 236)):
        pen.ellipse((x - r, y - r, x + r, y + r), outline=paint(draw, pick(draw, HUES)), width=7)
        write(pen, (x - 25, y - 8), words(draw, 1), ink, 16)
    pen.rectangle((0, 0, SIDE, 24), fill=back)


def _axes(pen: Pen, draw: Random, ink: Colour, back: Colour) -> None:
    pen.line((40, 30, 40, 340, 366, 340), fill=ink, width=3)
    for at in range(5):
        write(pen, (8, 330 - at * 66), str(at * int(draw.integers(1, 4)) * 10), ink, 12)
        write(pen, (60 + at * 64, 346), words(draw, 1)[:6], ink, 12)
    if draw.random() < 0.7:
        write(pen, (100, 6), words(draw, 3).capitalize(), ink, 17)
    if draw.random() < 0.5:
        for at in range(1, 5):
            pen.line((42, 340 - at * 66, 366, 340 - at * 66), fill=mix(back, ink, 0.2), width=1)


def _bar_chart(pen: Pen, draw: Random, ink: Colour, back: Colour) -> None:
    _axes(pen, draw, ink, back)
    count, groups = int(draw.integers(3, 10)), int(draw.integers(1, 3))
    wide = 320 / count
    tints = [paint(draw, pick(draw, HUES)) for _ in range(groups)]
    for column in range(count):
        for group, tint in enumerate(tints):
            x = 46 + column * wide + group * wide * 0.4
            pen.rectangle((x, 339 - draw.uniform(15, 290), x + wide * (0.75 / groups), 339), fill=tint)


def _line_chart(pen: Pen, draw: Random, ink: Colour, back: Colour) -> None:
    _axes(pen, draw, ink, back)
    for _ in range(int(draw.integers(1, 5))):
        steps = np.cumsum(draw.normal(0, draw.uniform(8, 34), 14)) + draw.uniform(110, 260)
        points = [(42 + at * 24.5, float(min(336, max(34, y)))) for at, y in enumerate(steps)]
        tint = paint(draw, pick(draw, HUES))
        if draw.random() < 0.25:
            pen.polygon([(42, 338), *points, (points[-1][0], 338)], fill=mix(back, tint, 0.5))
        pen.line(points, fill=tint, width=int(draw.integers(2, 6)))


def _scatter(pen: Pen, draw: Random, ink: Colour, back: Colour) -> None:
    _axes(pen, draw, ink, back)
    for _ in range(int(draw.integers(1, 4))):
        tint, lean = paint(draw, pick(draw, HUES)), draw.normal(0, 1)
        x = np.clip(draw.normal(draw.uniform(110, 290), 50, 50), 46, 362)
        y = np.clip(draw.uniform(120, 260) - lean * (x - 200) * 0.6 + draw.normal(0, 24, 50), 34, 334)
        for u, v in zip(x, y, strict=True):
            pen.ellipse((u - 4, v - 4, u + 4, v + 4), fill=tint)


def _pie_chart(pen: Pen, draw: Random, ink: Colour, back: Colour) -> None:
    turn, r = draw.uniform(0, 360), draw.uniform(100, 150)
    parts = draw.dirichlet(np.full(int(draw.integers(3, 7)), 3.0))
    order = draw.permutation(len(HUES))
    for at, part in enumerate(parts):
        fill = paint(draw, HUES[int(order[at])])
        pen.pieslice(
            (192 - r, 200 - r, 192 + r, 200 + r), turn, turn + 360 * part, fill=fill, outline=back, width=2
        )
        turn += 360 * part
    if draw.random() < 0.4:
        r *= 0.55
        pen.ellipse((192 - r, 200 - r, 192 + r, 200 + r), fill=back)
    write(pen, (100, 10), words(draw, 3).capitalize(), ink, 17)


SORTS: dict[str, tuple[Sketch, str]] = {
    "flow chart": (_flow_chart, "diagram"),
    "org chart": (_org_chart, "diagram"),
    "class diagram": (_classes, "diagram"),
    "circuit diagram": (_circuit, "diagram"),
    "network diagram": (_network, "diagram"),
    "Venn diagram": (_circles, "diagram"),
    "bar chart": (_bar_chart, "chart"),
    "line chart": (_line_chart, "chart"),
    "scatter plot": (_scatter, "chart"),
    "pie chart": (_pie_chart, "chart"),
}


def diagram(draw: Random) -> Drawn:
    """Draw a diagram or a chart on a light ground, now and then on a dark one."""
    dark = draw.random() < 0.15
    back: Colour = (24, 27, 34) if dark else mix((255, 255, 255), (228, 236, 246), draw.uniform(0, 1) ** 2)
    ink = (
        (215, 218, 224)
        if dark
        else dim(paint(draw, pick(draw, ["black", "black", "blue", "grey", "green"])), 0.8)
    )
    canvas, pen = blank(back)
    kind = pick(draw, SORTS)
    sketch, general = SORTS[kind]
    sketch(pen, draw, ink, back)
    ways = [
        f"a {kind}",
        kind,
        f"{kind} on a {'dark' if dark else 'white'} background",
        f"{general}",
        f"a {general}, flat graphic",
        "infographic",
        f"technical {general} with shapes and lines",
        *(("boxes and arrows", "schematic", "schematic drawing") if general == "diagram" else ()),
        *(
            ("graph", "data visualisation", "data visualization", "statistics plotted")
            if general == "chart"
            else ()
        ),
    ]
    return canvas, some(draw, ways), [general, kind, *(["diagram"] if general == "chart" else [])]
