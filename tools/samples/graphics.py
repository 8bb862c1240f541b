"""Flat graphics: posters, patterns, icons and a logo."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pictures import Picture
from PIL import Image
from svg import GROTESK, ROUND, SANS, circle, line, paint, path, rect, text


def _jazz() -> Image.Image:
    body = rect(0, 0, 600, 800, "#f2e3c6")
    for k, (x, y, r, colour) in enumerate(
        ((400, 330, 190, "#d9482b"), (190, 450, 150, "#1f4e5f"), (420, 545, 105, "#efb23a"))
    ):
        body += circle(x, y, r, colour, f'opacity="{0.95 - 0.05 * k}"')
    body += circle(400, 330, 60, "#f2e3c6") + circle(400, 330, 12, "#23201d")
    for r in (84, 106, 128, 150, 172):
        body += circle(400, 330, r, "none", 'stroke="#b83a21" stroke-width="2"')
    body += path("M120 600 Q150 430 270 380 Q350 350 352 300", "none", "#23201d", 12)
    for k in range(5):
        body += line(40, 560 + 16 * k, 560, 560 + 16 * k, "#23201d", 2.5)
    for x, y in ((110, 600), (210, 584), (330, 616), (450, 592)):
        body += (
            f'<ellipse cx="{x}" cy="{y}" rx="16" ry="11" fill="#23201d" transform="rotate(-20 {x} {y})"/>'
            + line(x + 14, y - 3, x + 14, y - 76, "#23201d", 5)
        )
    body += text(40, 112, "JAZZ", 120, "#23201d", SANS, 800, spacing=-4) + text(
        42, 160, "in the Old Mill", 40, "#23201d", SANS, 600
    )
    body += text(40, 718, "Friday 14 June", 44, "#d9482b", SANS, 800) + text(
        40, 762, "doors 19:30  free entry", 30, "#23201d", SANS, 600
    )
    return paint(600, 800, body)


def _bird_logo() -> Image.Image:
    body = rect(0, 0, 800, 600, "#14213d") + circle(400, 260, 168, "#fca311")
    body += path(
        "M300 330 Q292 214 392 190 Q430 182 452 204 L508 212 L462 236 Q470 318 398 350 Q352 372 250 398 Q290 366 300 330 Z",
        "#14213d",
    )
    body += circle(432, 216, 9, "#fca311") + path(
        "M318 322 Q372 326 420 268 Q424 332 362 348 Q334 354 318 322 Z", "#3d5a80"
    )
    for x in (366, 392):
        body += line(x, 352, x - 4, 404, "#14213d", 6)
    body += path("M268 408 Q400 388 532 410", "none", "#14213d", 9)
    return paint(800, 600, body + text(400, 522, "bowerbird", 92, "#ffffff", ROUND, 400, "middle", 2))


def _mountain_badge() -> Image.Image:
    body = (
        rect(0, 0, 640, 640, "#f6f1e7") + circle(320, 320, 250, "#2d6a6a") + circle(320, 320, 232, "#bfe0d4")
    )
    body += '<clipPath id="disc"><circle cx="320" cy="320" r="232"/></clipPath><g clip-path="url(#disc)">'
    body += circle(410, 240, 52, "#f6a93b") + path("M40 560 L220 250 L320 400 L420 290 L620 560 Z", "#2d6a6a")
    body += path("M172 333 L220 250 L272 328 L244 318 L220 342 L196 322 Z", "#ffffff") + path(
        "M380 334 L420 290 L460 342 L430 330 L412 348 Z", "#ffffff"
    )
    body += (
        rect(60, 470, 520, 120, "#1e4a4c")
        + "".join(path(f"M{90 + 46 * k} 500 l18 -52 l18 52 Z", "#143537") for k in range(11))
        + "</g>"
    )
    body += rect(90, 486, 460, 74, "#d9482b", 10) + text(
        320, 538, "TRAIL CLUB", 52, "#ffffff", GROTESK, 700, "middle", 5
    )
    return paint(640, 640, body)


def _icons() -> Image.Image:
    out = rect(0, 0, 800, 600, "#f4f6fb")
    palette = ("#4361ee", "#f72585", "#2a9d8f", "#f4a261", "#7209b7", "#e63946")
    draw = (
        "M-34 6 L0 -32 L34 6 M-24 -2 V34 H24 V-2 M-8 34 V12 H8 V34",
        "M-34 -16 H-16 L-8 -28 H8 L16 -16 H34 V28 H-34 Z M15 6 A15 15 0 1 1 -15 6 A15 15 0 1 1 15 6",
        "M8 8 L32 32 M14 -6 A22 22 0 1 1 -30 -6 A22 22 0 1 1 14 -6",
        "M0 30 C-50 -4 -26 -40 0 -16 C26 -40 50 -4 0 30 Z",
        "M-34 -22 H34 V24 H-34 Z M-34 -22 L0 6 L34 -22",
        "M-20 30 V-28 L28 -36 V20 M-20 30 A11 9 0 1 1 -42 30 A11 9 0 1 1 -20 30 M28 20 A11 9 0 1 1 6 20 A11 9 0 1 1 28 20",
        "M0 34 C-30 2 -26 -36 0 -36 C26 -36 30 2 0 34 Z M10 -10 A10 10 0 1 1 -10 -10 A10 10 0 1 1 10 -10",
        "M-32 24 A16 16 0 0 1 -26 -6 A24 24 0 0 1 20 -12 A18 18 0 0 1 24 24 Z",
        "M0 -36 L10 -12 L36 -10 L16 7 L22 32 L0 18 L-22 32 L-16 7 L-36 -10 L-10 -12 Z",
        "M-30 -4 H30 V34 H-30 Z M-18 -4 V-18 A18 18 0 0 1 18 -18 V-4",
        "M-36 0 H36 M0 -36 V36 M-36 0 A36 36 0 1 0 36 0 A36 36 0 1 0 -36 0 M0 -36 A52 52 0 0 1 0 36 A52 52 0 0 1 0 -36",
        "M-28 32 V4 M0 32 V-30 M28 32 V-12",
    )
    for k, d in enumerate(draw):
        x, y = 130 + 180 * (k % 4), 125 + 175 * (k // 4)
        out += (
            rect(x - 66, y - 66, 132, 132, palette[k % 6], 34)
            + f'<g transform="translate({x} {y})">{path(d, "none", "#ffffff", 8)}</g>'
        )
    return paint(800, 600, out)


def _scales() -> Image.Image:
    colours, out, r = ("#264653", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51", "#f6ead2"), "", 62
    chance = random.Random(14)
    for row in range(14):
        for column in range(-1, 8):
            x, y = column * r * 2 + (row % 2) * r, row * r * 0.82
            colour = chance.choice(colours)
            for k, radius in enumerate((r, r * 0.72, r * 0.44, r * 0.18)):
                out += circle(x, y, radius, colour if k % 2 == 0 else "#fdf8ec")
    return paint(720, 560, f'<g transform="translate(360 280) scale(1 -1) translate(-360 -280)">{out}</g>')


def _memphis() -> Image.Image:
    chance, out = random.Random(40), rect(0, 0, 720, 560, "#fde8e9")
    colours = ("#ff6b6b", "#4ecdc4", "#ffd166", "#5f4bb6", "#1a535c")
    for row in range(6):
        for column in range(8):
            x, y = 45 + column * 90 + chance.uniform(-14, 14), 46 + row * 94 + chance.uniform(-14, 14)
            colour, turn = chance.choice(colours), chance.uniform(0, 360)
            shape = chance.randrange(6)
            d = (
                circle(0, 0, 20, colour),
                circle(0, 0, 18, "none", f'stroke="{colour}" stroke-width="8"'),
                path("M-24 16 L0 -26 L24 16 Z", colour),
                path("M-36 0 q9 -18 18 0 t18 0 t18 0 t18 0", "none", colour, 7),
                rect(-18, -18, 36, 36, "none", 0, f'stroke="{colour}" stroke-width="7"'),
                line(-18, 0, 18, 0, colour, 9) + line(0, -18, 0, 18, colour, 9),
            )[shape]
            out += f'<g transform="translate({x:.0f} {y:.0f}) rotate({turn:.0f})">{d}</g>'
    return paint(720, 560, out)


def _bauhaus() -> Image.Image:
    chance, out, s = random.Random(23), "", 140
    colours = ("#1d3557", "#e63946", "#f1c453", "#f1ede4", "#457b9d")
    for row in range(5):
        for column in range(5):
            a, b = chance.sample(colours, 2)
            x, y = column * s, row * s
            turn = 90 * chance.randrange(4)
            d = (
                path(f"M{-s / 2} {-s / 2} A{s} {s} 0 0 1 {s / 2} {s / 2} L{-s / 2} {s / 2} Z", b),
                path(f"M{-s / 2} {-s / 2} L{s / 2} {-s / 2} L{-s / 2} {s / 2} Z", b),
                circle(0, 0, s * 0.36, b) + circle(0, 0, s * 0.14, a),
                path(f"M{-s / 2} 0 A{s / 2} {s / 2} 0 0 1 {s / 2} 0 Z", b)
                + path(f"M{-s / 2} {s / 2} A{s / 2} {s / 2} 0 0 1 {s / 2} {s / 2} Z", b),
            )[chance.randrange(4)]
            out += (
                rect(x, y, s + 0.5, s + 0.5, a)
                + f'<g transform="translate({x + s / 2} {y + s / 2}) rotate({turn})">{d}</g>'
            )
    return paint(700, 700, out)


def _weather() -> Image.Image:
    out = rect(0, 0, 600, 800, "#0b7189") + circle(300, 352, 150, "#ffd23f")
    for k in range(24):
        a = math.pi * 2 * k / 24
        out += line(
            300 + 175 * math.cos(a),
            352 + 175 * math.sin(a),
            300 + (215 if k % 2 else 245) * math.cos(a),
            352 + (215 if k % 2 else 245) * math.sin(a),
            "#ffd23f",
            11,
        )
    for k, colour in enumerate(("#18a0b0", "#128a9c", "#0d6579")):
        y = 520 + 50 * k
        out += path(
            f"M0 {y} "
            + " ".join(
                f"Q{50 + 100 * i + 20 * k} {y - 46 if i % 2 else y + 30} {100 + 100 * i} {y}"
                for i in range(7)
            )
            + " L700 800 L0 800 Z",
            colour,
        )
    out += text(300, 78, "SUMMER BY THE LAKE", 44, "#ffffff", GROTESK, 700, "middle", 3) + text(
        300, 734, "Boat hire and swimming", 38, "#ffffff", GROTESK, 500, "middle"
    )
    return paint(
        600, 800, out + text(300, 778, "1 May to 30 September", 28, "#d7f3f5", GROTESK, 500, "middle")
    )


def _make(draw: Callable[[], Image.Image], _work: Path) -> Image.Image:
    return draw().convert("RGB")


def pictures() -> list[Picture]:
    """List every flat graphic."""
    rows = (
        (
            "poster-jazz.jpg",
            "A poster for a jazz concert with a record and overlapping circles",
            "red teal yellow beige",
            _jazz,
            ("JAZZ", "in the Old Mill", "Friday 14 June", "doors 19:30 free entry"),
        ),
        (
            "poster-lake.png",
            "A summer poster with a big yellow sun over blue waves",
            "blue yellow white",
            _weather,
            ("SUMMER BY THE LAKE", "Boat hire and swimming", "1 May to 30 September"),
        ),
        (
            "logo-bowerbird.png",
            "A logo: a dark bird on a branch before an orange disc",
            "blue orange white",
            _bird_logo,
            ("bowerbird",),
        ),
        (
            "badge-trail.png",
            "A round badge with snowy mountains, firs and a red banner",
            "green red orange white",
            _mountain_badge,
            ("TRAIL CLUB",),
        ),
        (
            "icons-twelve.png",
            "A set of twelve white icons on coloured rounded squares",
            "blue pink green orange",
            _icons,
            (),
        ),
        (
            "pattern-scales.webp",
            "A pattern of overlapping coloured scales",
            "teal orange yellow white",
            _scales,
            (),
        ),
        (
            "pattern-memphis.png",
            "A playful pattern of zigzags, rings and triangles on pink",
            "pink teal yellow purple",
            _memphis,
            (),
        ),
        (
            "pattern-bauhaus.png",
            "A geometric pattern of quarter circles and triangles in primary colours",
            "red blue yellow white",
            _bauhaus,
            (),
        ),
    )
    return [
        Picture(
            f"graphics/{file}",
            "graphic",
            title,
            tuple(colours.split()),
            partial(_make, draw),
            file.split(".")[0],
            words,
            quality=84,
        )
        for file, title, colours, draw, words in rows
    ]
