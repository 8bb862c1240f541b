"""Sunset silhouettes under a wide sky, drawn."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pictures import Picture
from PIL import Image, ImageFilter
from skies import INK, H, W, birds, branch, clouds, land, palm, pine, ridge, sail, sky, sun, walker
from svg import circle, gradient, line, paint, path, rect


def _tree() -> Image.Image:
    chance = random.Random(21)
    defs = sky([(0, "#2b2d5b"), (0.3, "#8a4a7d"), (0.55, "#e5735b"), (0.75, "#fbb25c"), (1, "#ffe09a")])
    hill = [
        560 - 95 * math.exp(-(((4 * i - 620) / 330) ** 2)) - 6 * math.sin(i / 9) for i in range(W // 4 + 1)
    ]
    far = ridge(random.Random(3), 520, 26)
    body = rect(0, 0, W, H, "url(#sky)") + sun(300, 470, 34) + clouds(chance, "#ffd9a0", 120, 400, 12, 0.4)
    body += clouds(chance, "#5a3a70", 60, 300, 7, 0.35) + land(far, "#7a3a52") + land(hill, INK)
    body += branch(random.Random(8), 620, 475, 0.05, 92, 22, 6) + birds(chance, 280, 220, 9, 90)
    return paint(W, H, body, defs)


def _walker() -> Image.Image:
    chance = random.Random(4)
    defs = sky([(0, "#12395e"), (0.35, "#3f7f96"), (0.6, "#f0b67c"), (0.78, "#f7874d"), (1, "#d4492f")])
    body = rect(0, 0, W, H, "url(#sky)") + sun(560, 395, 46) + clouds(chance, "#ffe2bd", 90, 330, 14, 0.5)
    for k, colour in enumerate(("#b65a52", "#8b3f4b", "#54293c")):
        body += land(ridge(random.Random(30 + k), 440 + 42 * k, 30 + 5 * k), colour)
    slope = [585 - 0.13 * 4 * i + 5 * math.sin(i / 7) for i in range(W // 4 + 1)]
    body += land(slope, INK) + walker(545, slope[136] + 1, 1.55)
    chance2 = random.Random(2)
    for _ in range(150):
        x = chance2.uniform(0, W)
        y = slope[int(x // 4)] + 2
        body += line(x, y, x + chance2.uniform(-5, 5), y - chance2.uniform(4, 15), INK, 1.2)
    return paint(W, H, body, defs)


def _sailboat() -> Image.Image:
    chance = random.Random(12)
    horizon = 408
    defs = sky([(0, "#2a3a73"), (0.35, "#a35a8c"), (0.66, "#fa8d62"), (1, "#ffd98c")], "#fff0b0")
    defs += gradient("sea", [(0, "#f6a468"), (0.12, "#bb6a6d"), (0.5, "#4c3f6d"), (1, "#1d2348")])
    body = (
        rect(0, 0, W, horizon + 1, "url(#sky)")
        + sun(470, horizon - 22, 48, "#fff2bd")
        + clouds(chance, "#ffcf9e", 80, 360, 13, 0.5)
    )
    body += clouds(chance, "#6a3f78", 40, 220, 6, 0.3) + rect(0, horizon, W, H - horizon, "url(#sea)")
    for _ in range(420):
        y = horizon + 2 + (H - horizon) * chance.random() ** 1.6
        depth = (y - horizon) / (H - horizon)
        near = chance.gauss(0, 26 + 150 * depth)
        length = 5 + 38 * depth * chance.random()
        body += line(
            470 + near - length / 2,
            y,
            470 + near + length / 2,
            y,
            "#ffe3a6",
            1 + 2.2 * depth,
            f'opacity="{0.75 - 0.4 * depth:.2f}"',
        )
    for _ in range(160):
        y = horizon + 6 + (H - horizon) * chance.random()
        x = chance.uniform(0, W)
        body += line(x, y, x + chance.uniform(10, 60), y, "#171a38", 1.6, 'opacity="0.35"')
    body += path(
        f"M0 {horizon} L0 {horizon - 24} Q60 {horizon - 44} 130 {horizon - 20} T260 {horizon} Z", "#5a3350"
    )
    body += sail(650, 436, 1.25, INK)
    body += f'<g opacity="0.33" transform="translate(0 920) scale(1 -1)"><g transform="translate(0 6)">{sail(650, 436, 1.25, INK)}</g></g>'
    body += sail(240, 414, 0.36, "#33203a") + birds(chance, 700, 170, 7, 80)
    return paint(W, H, body, defs)


def _tower(chance: random.Random, place: tuple[float, float, float], colour: str, lit: float) -> str:
    """Draw a tower block at (left, top, width); `lit` is the share of its windows with light."""
    x, top, w = place
    body = rect(x, top, w, H - top, colour)
    style = chance.random()
    if style < 0.2:
        body += path(
            f"M{x:.0f} {top:.0f} L{x + w / 2:.0f} {top - w * 0.6:.0f} L{x + w:.0f} {top:.0f} Z",
            colour,
        )
    elif style < 0.42:
        body += rect(x + w * 0.25, top - 18, w * 0.5, 20, colour) + line(
            x + w / 2, top - 16, x + w / 2, top - 62, colour, 2.4
        )
    elif style < 0.55:
        body += circle(x + w / 2, top, w * 0.42, colour)
    for row in range(int((H - top) // 13) if lit else 0):
        for column in range(int(w // 12)):
            if chance.random() < lit * 0.75:
                body += rect(
                    x + 4 + column * 12,
                    top + 8 + row * 13,
                    5.5,
                    7,
                    chance.choice(("#ffd98a", "#ffc163", "#fff0c9")),
                    0,
                    f'opacity="{0.65 + 0.3 * chance.random():.2f}"',
                )
    return body


def _skyline() -> Image.Image:
    chance = random.Random(77)
    defs = sky(
        [(0, "#0f1738"), (0.4, "#3b3a78"), (0.7, "#b2608a"), (0.9, "#ff9e6d"), (1, "#ffc98a")], "#ffd0a0", 0.6
    )
    body = rect(0, 0, W, H, "url(#sky)")
    for _ in range(110):
        body += circle(
            chance.uniform(0, W),
            chance.uniform(0, 230),
            chance.uniform(0.5, 1.5),
            "#ffffff",
            f'opacity="{chance.uniform(0.3, 0.9):.2f}"',
        )
    body += path("M752 86 A36 36 0 1 1 706 132 A32 32 0 1 0 752 86 Z", "#fdf3d8")
    body += circle(330, 560, 330, "url(#sun)") + clouds(chance, "#ffb48a", 300, 470, 9, 0.35)
    for layer, (colour, low, high, window) in enumerate(
        (("#5b3f74", 130, 300, 0.0), ("#2f2550", 100, 330, 0.12), (INK, 60, 270, 0.3))
    ):
        x = -20.0
        while x < W:
            w, h = chance.uniform(38, 92), chance.uniform(low, high)
            top = 600 - h
            body += _tower(chance, (x, top, w), colour, window)
            x += w + (chance.uniform(-6, 9) if layer else 2)
    return paint(W, H, body, defs)


def _mountains() -> Image.Image:
    chance = random.Random(9)
    defs = sky([(0, "#5a6fb0"), (0.35, "#c79bc4"), (0.62, "#ffc7a8"), (1, "#fff0d2")], "#fff6dc", 0.9)
    body = (
        rect(0, 0, W, H, "url(#sky)")
        + sun(690, 262, 36, "#fffbe8")
        + clouds(chance, "#ffffff", 60, 240, 10, 0.5)
    )
    for k, colour in enumerate(("#c9a0b8", "#a37ba6", "#795a90", "#513f72", "#302750")):
        body += land(ridge(random.Random(50 + k), 300 + 62 * k, 44 - 3 * k, 0.62), colour)
    floor = ridge(random.Random(90), 598, 14)
    body += land(floor, INK)
    for _ in range(46):
        x = chance.uniform(0, W)
        if 330 < x < 600 and chance.random() < 0.8:
            continue
        body += pine(
            x, floor[int(x // 4)] + 10, chance.uniform(60, 190) * (0.7 if 250 < x < 680 else 1), chance
        )
    return paint(W, H, body, defs)


def _palms() -> Image.Image:
    chance = random.Random(31)
    horizon = 470
    defs = sky([(0, "#3b1f5e"), (0.38, "#c23a73"), (0.7, "#ff7d4e"), (1, "#ffd36e")], "#ffe58a")
    defs += gradient("sea", [(0, "#ff9a55"), (0.3, "#c2496a"), (1, "#4a1f58")])
    body = (
        rect(0, 0, W, horizon, "url(#sky)")
        + sun(480, horizon - 60, 74, "#ffefb0")
        + clouds(chance, "#ff9a7a", 90, 320, 10, 0.35)
    )
    body += rect(0, horizon, W, H - horizon, "url(#sea)")
    for _ in range(240):
        y = horizon + 2 + (H - horizon) * chance.random() ** 1.4
        depth = (y - horizon) / (H - horizon)
        x = 480 + chance.gauss(0, 60 + 130 * depth)
        length = 6 + 40 * depth
        body += line(x - length / 2, y, x + length / 2, y, "#fff0b5", 1.4 + 1.5 * depth, 'opacity="0.6"')
    beach = [
        612 - 40 * math.exp(-((4 * i / 260) ** 2)) - 55 * math.exp(-(((4 * i - W) / 230) ** 2))
        for i in range(W // 4 + 1)
    ]
    body += (
        land(beach, INK)
        + palm(110, 600, 400, 70, chance)
        + palm(190, 606, 270, 60, chance)
        + palm(850, 590, 330, -80, chance)
    )
    return paint(W, H, body, defs)


def _bicycle() -> Image.Image:
    chance = random.Random(6)
    defs = sky([(0, "#f2a65a"), (0.5, "#ffcf87"), (1, "#fff1cf")], "#ffffff", 0.9)
    body = (
        rect(0, 0, W, H, "url(#sky)")
        + sun(650, 330, 88, "#fff9e6")
        + clouds(chance, "#ffffff", 60, 330, 10, 0.5)
    )
    body += land(ridge(random.Random(17), 500, 16), "#e2935a") + rect(0, 548, W, 92, INK)
    for _ in range(330):
        x = chance.uniform(0, W)
        body += line(x, 552, x + chance.uniform(-8, 8), 548 - chance.uniform(4, 26), INK, 1.4)
    left, right, r = (330, 466), (600, 466), 84
    for cx, cy in (left, right):
        body += circle(cx, cy, r, "none", f'stroke="{INK}" stroke-width="8"') + circle(cx, cy, 8, INK)
        for k in range(14):
            a = math.pi * 2 * k / 14
            body += line(cx, cy, cx + r * math.cos(a), cy + r * math.sin(a), INK, 1.3)
    for d in (
        "M330 466 L398 340 L546 340 L446 470 L330 466 M398 340 L446 470 M382 310 L398 340",
        "M600 466 L536 300",
    ):
        body += path(d, "none", INK, 8)
    body += path("M536 300 L508 292 M536 300 Q572 286 566 318 M536 300 Q500 284 486 300", "none", INK, 7)
    body += path("M352 304 Q384 296 416 302 Q410 314 382 314 Q360 314 352 304 Z", INK)
    body += circle(446, 470, 20, "none", f'stroke="{INK}" stroke-width="5"') + path(
        "M446 470 L462 504 M454 506 L474 502 M446 470 L430 436 M420 438 L438 433", "none", INK, 5
    )
    body += path("M566 318 L640 318 L630 372 L574 372 Z", INK)
    for k in range(9):
        x = 574 + k * 7.5
        body += line(x, 318, x + chance.uniform(-7, 7), 282 - chance.uniform(0, 18), INK, 1.6) + circle(
            x + chance.uniform(-5, 5), 280 - chance.uniform(0, 18), 5, INK
        )
    return paint(W, H, body, defs)


def _make(draw: Callable[[], Image.Image], _work: Path) -> Image.Image:
    # A trace of blur takes the hard edge of vectors away, as a lens would.
    return draw().convert("RGB").filter(ImageFilter.GaussianBlur(0.4))


def pictures() -> list[Picture]:
    """List every silhouette."""
    rows = (
        (
            "lone-tree",
            "A lone tree on a hill, black against an orange and purple sunset",
            "orange purple black",
            _tree,
        ),
        (
            "hiker",
            "A hiker with a rucksack walking uphill in front of the setting sun",
            "orange blue black",
            _walker,
        ),
        (
            "sailboat",
            "A sailing boat on the sea at sunset, the sun's path on the water",
            "orange purple black",
            _sailboat,
        ),
        (
            "city-skyline",
            "A city skyline at dusk with lit windows and a crescent moon",
            "purple pink black",
            _skyline,
        ),
        (
            "mountains-pines",
            "Mountain ridges in the evening haze behind dark fir trees",
            "purple pink black",
            _mountains,
        ),
        (
            "palm-beach",
            "Palm trees on a beach in front of a huge setting sun",
            "red orange purple black",
            _palms,
        ),
        (
            "bicycle",
            "A bicycle with a flower basket in the grass against a golden sky",
            "yellow orange black",
            _bicycle,
        ),
    )
    return [
        Picture(
            f"silhouettes/{name}.jpg", "silhouette", title, tuple(colours.split()), partial(_make, draw), name
        )
        for name, title, colours, draw in rows
    ]
