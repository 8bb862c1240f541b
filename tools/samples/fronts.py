"""The printed fronts that the studio puts on cartons, jars and tags."""

# ruff: noqa: PLR0917 - coordinates and sizes read best in their usual order

from __future__ import annotations

import random

from PIL import Image
from svg import GROTESK, MONO, ROBOTO, ROUND, SANS, SERIF, circle, line, paint, path, rect, text

INK = "#1b1c20"


def barcode(x: float, y: float, w: float, h: float, seed: int, fill: str = INK) -> str:
    """Draw bars of random widths (they encode nothing)."""
    chance = random.Random(seed)
    out, at = "", 0.0
    while at < w - 6:
        bar, gap = chance.choice((1.5, 1.5, 3, 4.5)), chance.choice((1.5, 3, 3, 4.5))
        out += rect(x + at, y, bar, h, fill)
        at += bar + gap
    return out


def leaf(x: float, y: float, size: float, angle: float, fill: str) -> str:
    """Draw one leaf that grows from (x, y)."""
    s = size
    return (
        f'<g transform="translate({x} {y}) rotate({angle})">'
        + path(f"M0 0 Q{s * 0.32} {-s * 0.4} 0 {-s} Q{-s * 0.32} {-s * 0.4} 0 0 Z", fill)
        + line(0, 0, 0, -s * 0.8, "#ffffff", s * 0.02, 'opacity="0.5"')
        + "</g>"
    )


def lamp() -> Image.Image:
    """Draw the front of a brown carton."""
    body = text(50, 96, "Bowerbird", 62, INK, SANS, 800, spacing=-1.5) + text(
        50, 132, "objects for the desk", 25, "#4c4d52", SANS, 500
    )
    body += path(
        "M440 300 L400 180 M400 180 L500 96 M500 96 m-28 34 l52 -52 l26 72 Z M396 306 h90", "none", INK, 9
    )
    body += line(50, 330, 550, 330, INK, 3) + text(50, 396, "BB-2047-K", 62, INK, MONO, 700)
    body += text(550, 392, "1 pc", 30, INK, SANS, 600, "end") + text(
        50, 436, "Desk lamp, yellow", 27, INK, SANS, 500
    )
    return paint(600, 470, body)


def white() -> Image.Image:
    """Draw the front of a white carton."""
    body = (
        rect(0, 0, 600, 420, "#fbfbfa")
        + rect(0, 0, 600, 96, "#d8402f")
        + text(36, 66, "FRAGILE", 56, "#ffffff", ROBOTO, 900, spacing=3)
    )
    body += path(
        "M500 22 h44 l-6 30 q-4 12 -16 13 q-12 -1 -16 -13 Z M522 65 v14 M508 80 h28", "none", "#ffffff", 5
    )
    body += text(36, 170, "SKU 8841-QX", 62, INK, ROBOTO, 700) + text(
        36, 218, "Teapot, stoneware, 0.9 l", 30, "#44454a", ROBOTO, 400
    )
    body += barcode(38, 250, 330, 96, 5) + text(38, 384, "4 006381 333931", 30, INK, MONO, 400)
    body += text(564, 384, "QTY 6", 40, INK, ROBOTO, 700, "end")
    return paint(600, 420, body)


def honey() -> Image.Image:
    """Draw the front of a jar of honey."""
    body = rect(0, 0, 720, 400, "#fdf6e3") + rect(
        16, 16, 688, 368, "none", 10, 'stroke="#b9791f" stroke-width="5"'
    )
    body += text(360, 130, "WILD HONEY", 82, "#7d4a0c", SERIF, 700, "middle", 3) + text(
        360, 184, "from the heather hills", 36, "#7d4a0c", SERIF, 400, "middle", more='font-style="italic"'
    )
    for k in range(7):
        body += path(
            f"M{204 + 52 * k} 212 l22 13 v26 l-22 13 l-22 -13 v-26 Z", "#f0b340" if k % 2 else "#d8922b"
        )
    body += text(360, 330, "LOT 0O15B8", 52, INK, MONO, 700, "middle") + text(
        360, 368, "350 g", 30, "#7d4a0c", SERIF, 700, "middle"
    )
    return paint(720, 400, body)


def jam() -> Image.Image:
    """Draw the front of a jar of jam."""
    body = (
        rect(0, 0, 720, 400, "#ffffff")
        + rect(0, 0, 720, 120, "#5b1f3d")
        + text(360, 84, "Plum Jam", 76, "#ffffff", ROUND, 400, "middle")
    )
    for k, x in enumerate((104, 616)):
        body += (
            circle(x, 226, 40, "#7c2a55")
            + path(f"M{x} 190 q{14 - 28 * k} -26 {34 - 68 * k} -30", "none", "#3d6b34", 7)
            + leaf(x, 194, 42, 40 - 80 * k, "#4f8a43")
        )
    body += text(360, 204, "with cinnamon", 40, "#5b1f3d", SANS, 600, "middle") + text(
        360, 282, "Batch 2B-5S8Z", 50, INK, SANS, 700, "middle"
    )
    body += text(360, 346, "Best before 11/2028", 36, "#46474c", SANS, 500, "middle")
    return paint(720, 400, body)


def tag() -> Image.Image:
    """Draw the front of a swing tag."""
    edge = "M90 10 H330 L410 90 V710 H10 V90 Z"
    body = path(edge, "#efe6d6") + circle(210, 66, 22, "#b08d57") + circle(210, 66, 13, "#ffffff")
    body += text(210, 200, "MOSS & FERN", 42, "#2f4634", SERIF, 700, "middle", 2)
    for a in (-50, -25, 0, 25, 50):
        body += leaf(210, 330, 92, a, "#55785a")
    body += text(210, 420, "Linen shirt", 50, INK, SERIF, 400, "middle", more='font-style="italic"')
    body += line(60, 460, 360, 460, "#b9a988", 3) + text(
        210, 530, "70-4412-M", 56, INK, GROTESK, 700, "middle"
    )
    body += text(210, 606, "EUR 48.00", 46, INK, GROTESK, 500, "middle") + text(
        210, 668, "100 % linen", 32, "#5c5c58", GROTESK, 400, "middle"
    )
    image = paint(420, 720, body)
    hole = Image.new("L", image.size, 255)
    hole.paste(0, (198, 54, 222, 78))
    return image
