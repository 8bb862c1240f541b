"""Diagrams and charts."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from .canvas import PAINTS, SIDE, Colour, Drawn, Random, dim, paint, pick


def _flow_chart(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    last: tuple[float, float] | None = None
    for row in range(int(draw.integers(3, 5))):
        x, y = draw.uniform(70, 220), 20 + row * 92
        pen.rounded_rectangle(
            (x, y, x + 100, y + 52), 8, outline=ink, width=4, fill=dim(paint(draw, "white"), 0.97)
        )
        pen.line((x + 20, y + 26, x + 80, y + 26), fill=ink, width=5)
        if last:
            pen.line((*last, x + 50, y), fill=ink, width=4)
            pen.polygon([(x + 50, y), (x + 42, y - 12), (x + 58, y - 12)], fill=ink)
        last = (x + 50, y + 52)


def _axes(pen: ImageDraw.ImageDraw, ink: Colour) -> None:
    pen.line((40, 40, 40, 332, 350, 332), fill=ink, width=4)


def _bar_chart(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    for column in range(int(draw.integers(4, 8))):
        pen.rectangle(
            (50 + column * 42, 330 - draw.uniform(30, 270), 80 + column * 42, 330),
            fill=paint(draw, pick(draw, ["blue", "orange", "teal", "red"])),
        )
    _axes(pen, ink)


def _line_chart(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    for _ in range(int(draw.integers(1, 4))):
        points = [(45 + step * 42, 190 + draw.normal(0, 55)) for step in range(8)]
        pen.line(points, fill=paint(draw, pick(draw, ["blue", "orange", "green", "red"])), width=6)
    _axes(pen, ink)


def _pie_chart(pen: ImageDraw.ImageDraw, draw: Random, _ink: Colour) -> None:
    turn = draw.uniform(0, 90)
    for part in draw.dirichlet(np.ones(int(draw.integers(3, 6)))):
        pen.pieslice((60, 60, 324, 324), turn, turn + 360 * part, fill=paint(draw, pick(draw, list(PAINTS))))
        turn += 360 * part


def _network(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    dots = draw.uniform(40, SIDE - 40, (9, 2))
    for a, b in draw.integers(0, 9, (13, 2)):
        pen.line((*dots[a], *dots[b]), fill=ink, width=3)
    for x, y in dots:
        fill = paint(draw, pick(draw, ["blue", "orange", "teal"]))
        pen.ellipse((x - 17, y - 17, x + 17, y + 17), fill=fill, outline=ink, width=3)


SORTS: dict[str, tuple[Callable[[ImageDraw.ImageDraw, Random, Colour], None], str]] = {
    "flow chart": (_flow_chart, "diagram"),
    "bar chart": (_bar_chart, "graph"),
    "line chart": (_line_chart, "graph"),
    "pie chart": (_pie_chart, "graph"),
    "network diagram": (_network, "diagram"),
}


def diagram(draw: Random) -> Drawn:
    canvas = Image.new("RGB", (SIDE, SIDE), (255, 255, 255) if draw.random() < 0.8 else (240, 244, 250))
    ink = paint(draw, pick(draw, ["black", "blue", "grey", "green"]))
    kind = pick(draw, SORTS)
    sketch, general = SORTS[kind]
    sketch(ImageDraw.Draw(canvas), draw, ink)
    return canvas, [
        f"a {kind}",
        f"{kind} on a white background",
        f"a {general}, flat graphic",
        "diagram, infographic, drawing with lines",
        f"a technical {general} with shapes and lines",
    ]
