"""Labels, plates and signs, drawn as they lie on a table or hang on a wall."""

# ruff: noqa: PLR0917 - coordinates and sizes read best in their usual order

from __future__ import annotations

import random

from fronts import INK, barcode, leaf
from PIL import Image
from svg import (
    GROTESK,
    MONO,
    ROBOTO,
    ROUND,
    SANS,
    SERIF,
    circle,
    gradient,
    line,
    paint,
    path,
    rect,
    shadow,
    text,
)


def _table(
    label: str, w: float, h: float, angle: float, top: str, low: str, size: tuple[int, int] = (880, 640)
) -> Image.Image:
    width, height = size
    defs = gradient("table", [(0, top), (1, low)], 0.5, 1) + shadow("lift", 9, 7, 0.35)
    chance = random.Random(w)
    grain = "".join(
        line(
            0,
            y,
            width,
            y + chance.uniform(-8, 8),
            "#000000",
            chance.uniform(0.5, 2),
            f'opacity="{chance.uniform(0.01, 0.05):.3f}"',
        )
        for y in (chance.uniform(0, height) for _ in range(60))
    )
    body = rect(0, 0, width, height, "url(#table)") + grain
    body += f'<g transform="translate({width / 2} {height / 2}) rotate({angle}) translate({-w / 2} {-h / 2})" ><g filter="url(#lift)">{label}</g></g>'
    return paint(width, height, body, defs)


def shipping() -> Image.Image:
    """Draw a parcel label."""
    b = (
        rect(0, 0, 640, 460, "#ffffff", 8)
        + rect(0, 0, 640, 78, "#f2c230", 8)
        + text(24, 53, "PARCEL EXPRESS", 38, INK, ROBOTO, 900)
        + text(616, 53, "2-DAY", 38, INK, ROBOTO, 900, "end")
    )
    b += text(24, 116, "FROM", 17, "#6b6c70", ROBOTO, 700) + text(
        24, 142, "Fern & Sons, 14 Mill Lane, Oxley", 22, INK, ROBOTO
    )
    b += (
        text(24, 186, "TO", 17, "#6b6c70", ROBOTO, 700)
        + text(24, 224, "Ida Lindqvist", 34, INK, ROBOTO, 700)
        + text(24, 260, "Harbour Street 27, 4th floor", 26, INK, ROBOTO)
        + text(24, 294, "5020 Bergvik", 26, INK, ROBOTO)
    )
    b += (
        line(0, 318, 640, 318, INK, 3)
        + barcode(26, 334, 588, 70, 9)
        + text(320, 440, "TRK 4407-9981-3320", 34, INK, MONO, 700, "middle")
    )
    b += rect(500, 176, 116, 116, "none", 6, f'stroke="{INK}" stroke-width="4"') + text(
        558, 254, "C8", 58, INK, ROBOTO, 900, "middle"
    )
    return _table(b, 640, 460, -4, "#c79f74", "#a87c50")


def archive() -> Image.Image:
    """Draw an archive label that stands on its side."""
    b = rect(0, 0, 760, 250, "#2f4f46", 10) + rect(40, 34, 680, 182, "#f3ead6", 6)
    b += text(70, 104, "ARCHIVE 1987", 60, INK, SERIF, 700) + text(
        70, 158, "Letters and photographs", 34, "#4b4a44", SERIF, 400, more='font-style="italic"'
    )
    b += text(70, 200, "Shelf 12-B", 32, INK, SERIF, 400) + text(
        690, 106, "Q-3158", 56, "#9b2d20", MONO, 700, "end"
    )
    return _table(b, 760, 250, 90, "#8d8f95", "#6d6f76", (600, 880))


def plate() -> Image.Image:
    """Draw a type plate."""
    defs_free = "#b9bcc1"
    b = (
        rect(0, 0, 660, 420, defs_free, 16)
        + rect(10, 10, 640, 400, "#d5d8dc", 12)
        + rect(10, 10, 640, 84, "#23252a", 12)
    )
    b += text(40, 68, "KESTREL MOTORS", 42, "#e9ebee", GROTESK, 700, spacing=3)
    for k, (name, value) in enumerate(
        (("MODEL", "KX-350/S"), ("SERIAL", "1I7-0O8-B5"), ("POWER", "230 V  50 Hz  1.2 kW"), ("YEAR", "2024"))
    ):
        y = 160 + 66 * k
        b += (
            text(40, y, name, 24, "#4a4d55", GROTESK, 500)
            + text(200, y, value, 44, "#14161a", MONO if k < 2 else GROTESK, 700)
            + line(40, y + 20, 620, y + 20, "#8b8f97", 2)
        )
    for x, y in ((34, 384), (626, 384)):
        b += circle(x, y, 11, "#8b8f97") + line(x - 7, y - 4, x + 7, y + 4, "#50545c", 3)
    return _table(b, 660, 420, 2, "#3b6a70", "#2b4f58")


def shelf() -> Image.Image:
    """Draw a shop shelf with price labels."""
    out = (
        rect(0, 0, 880, 640, "#e9e7e2") + rect(0, 430, 880, 210, "#4b4f57") + rect(0, 430, 880, 10, "#2e3138")
    )
    for x, colour in (
        (90, "#c7503f"),
        (210, "#c7503f"),
        (350, "#3f7f77"),
        (470, "#3f7f77"),
        (610, "#d9a32b"),
        (730, "#d9a32b"),
    ):
        out += (
            rect(x - 45, 170, 90, 260, colour, 12)
            + rect(x - 28, 110, 56, 70, "#f5f3ee", 8)
            + rect(x - 45, 240, 90, 100, "#f8f5ee")
            + circle(x, 290, 28, colour)
        )
    for x, name, code, price in (
        (30, "Tomato soup", "PLU 4087", "2.49"),
        (316, "Green tea", "PLU 6218", "5.80"),
        (602, "Mustard", "PLU 3350", "1.95"),
    ):
        out += (
            rect(x, 462, 250, 146, "#ffffff", 6)
            + text(x + 16, 496, name, 26, INK, SANS, 700)
            + text(x + 16, 588, code, 25, "#4c4e54", MONO, 400)
        )
        out += text(x + 234, 556, price, 58, "#c0281d", ROBOTO, 900, "end")
    return paint(880, 640, out)


def museum() -> Image.Image:
    """Draw a museum label."""
    b = rect(0, 0, 620, 400, "#fbfaf6", 3) + text(46, 84, "The Blue Bower", 54, INK, SERIF, 700)
    for k, words in enumerate(
        ("Oil on oak panel, about 1640", "Gift of the Aldermoor family", "Restored in 1998 and 2016")
    ):
        b += text(46, 148 + 46 * k, words, 32, "#3d3d40", SERIF)
    return _table(
        b
        + line(46, 282, 574, 282, "#b7b2a4", 2)
        + text(46, 342, "Inv. 1962.118.4", 44, "#6d1f1f", SERIF, 700),
        620,
        400,
        0,
        "#93402f",
        "#6f2c20",
    )


def seeds() -> Image.Image:
    """Draw a seed packet."""
    b = (
        rect(0, 0, 440, 620, "#f6edd8", 8)
        + rect(0, 0, 440, 150, "#2e6b3a", 8)
        + text(220, 72, "TOMATO", 62, "#ffffff", ROUND, 400, "middle", 2)
        + text(220, 122, "Red Ox", 40, "#ffe9b0", ROUND, 400, "middle")
    )
    for x, y, r in ((150, 330, 78), (292, 312, 66), (228, 416, 72)):
        b += circle(x, y, r, "#cf2f20") + circle(
            x - r * 0.3, y - r * 0.35, r * 0.22, "#f08a72", 'opacity="0.8"'
        )
        for a in (-80, -40, 0, 40, 80):
            b += leaf(x, y - r * 0.75, r * 0.5, a, "#3f7d3a")
    b += (
        rect(40, 512, 360, 84, "#ffffff", 6)
        + text(220, 552, "No. 5S-8B-2Z", 40, INK, MONO, 700, "middle")
        + text(220, 584, "Sow March to May", 24, "#4a4b4f", SANS, 600, "middle")
    )
    return _table(b, 440, 620, 5, "#7d5a3c", "#5f4129", (640, 800))


def warehouse_bin() -> Image.Image:
    """Draw a warehouse sign."""
    b = rect(0, 0, 700, 360, "#f7d21e", 14) + rect(
        14, 14, 672, 332, "none", 8, f'stroke="{INK}" stroke-width="8"'
    )
    b += (
        text(350, 190, "A-07-03-B", 118, INK, ROBOTO, 900, "middle")
        + path("M70 250 h70 v-22 l44 44 l-44 44 v-22 h-70 Z", INK)
        + text(220, 300, "AISLE 7   LEVEL 3", 52, INK, ROBOTO, 700)
    )
    return _table(b, 700, 360, 0, "#5d6b7a", "#46525f")


def spines() -> Image.Image:
    """Draw a row of books."""
    out = rect(0, 0, 880, 640, "#d9cfc0") + rect(0, 590, 880, 50, "#8b6a48")
    books = (
        ("A Field Guide to Moss", "#2f5d45", 74, SERIF),
        ("Salt and Iron", "#8b2e2a", 96, ROUND),
        ("The Quiet Harbour", "#23395d", 84, SERIF),
        ("Tools of the Joiner", "#c58a2b", 90, GROTESK),
        ("Atlas of Small Rivers", "#356a78", 104, SANS),
        ("Night Kitchen", "#3b3148", 76, ROUND),
        ("Maps 1400-1650", "#a3583a", 92, MONO),
        ("Bird Song", "#6d7d3b", 70, SERIF),
    )
    chance, x = random.Random(3), 76.0
    for title, colour, width, font in books:
        h = chance.uniform(420, 520)
        out += (
            rect(x, 590 - h, width, h, colour, 4)
            + rect(x, 590 - h + 26, width, 6, "#f1dfb2", 0, 'opacity="0.8"')
            + rect(x, 590 - 40, width, 6, "#f1dfb2", 0, 'opacity="0.8"')
        )
        out += rect(x + width - 8, 590 - h, 8, h, "#000000", 0, 'opacity="0.16"')
        cy = 590 - h / 2
        out += text(
            x + width / 2,
            cy,
            title,
            36,
            "#f8eecf",
            font,
            700,
            "middle",
            more=f'transform="rotate(-90 {x + width / 2} {cy}) translate(0 12)"',
        )
        x += width + 6
    return paint(880, 640, out)
