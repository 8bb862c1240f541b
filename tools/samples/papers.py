"""Scans and small screens: invoice, receipt, phone."""

from __future__ import annotations

import random

from PIL import Image
from svg import MONO, SANS, circle, gradient, line, paint, path, rect, shadow, text


def phone() -> Image.Image:
    """Draw a phone with a fitness program."""
    defs = (
        gradient("back", [(0, "#ffd6c0"), (1, "#c9b6f2")], 1, 1)
        + shadow("drop", 14, 12, 0.35)
        + gradient("card", [(0, "#4f7cff"), (1, "#7b5cff")], 1, 1)
    )
    b = (
        rect(0, 0, 640, 800, "url(#back)")
        + f'<g filter="url(#drop)">{rect(150, 40, 340, 720, "#15171c", 48)}</g>'
        + rect(162, 52, 316, 696, "#fbfbfd", 38)
        + rect(260, 62, 120, 24, "#15171c", 12)
    )
    b += text(190, 136, "Good morning, Noor", 24, "#1b1d24", SANS, 800) + text(
        190, 164, "Tuesday 3 February", 16, "#797d89", SANS, 600
    )
    b += (
        rect(182, 186, 276, 150, "url(#card)", 22)
        + text(204, 222, "Steps today", 17, "#e4e8ff", SANS, 600)
        + text(204, 276, "8,416", 46, "#ffffff", SANS, 800)
        + text(204, 312, "goal 10,000", 16, "#e4e8ff", SANS, 600)
    )
    b += circle(406, 262, 36, "none", 'stroke="#ffffff" stroke-opacity="0.3" stroke-width="9"') + path(
        "M406 226 A36 36 0 1 1 374 245", "none", "#ffffff", 9
    )
    for k, (name, value, colour) in enumerate(
        (
            ("Sleep", "7 h 20", "#ffb457"),
            ("Heart rate", "62 bpm", "#ff6b81"),
            ("Water", "1.4 l", "#3fb8e8"),
            ("Walk", "5.8 km", "#3ecf8e"),
        )
    ):
        y = 356 + 78 * k
        b += (
            rect(182, y, 276, 66, "#f1f2f7", 16)
            + circle(214, y + 33, 18, colour)
            + text(246, y + 40, name, 19, "#1b1d24", SANS, 700)
            + text(440, y + 40, value, 19, "#1b1d24", SANS, 600, "end")
        )
    for k in range(4):
        b += circle(216 + 70 * k, 706, 9, "#4f7cff" if k == 0 else "#c8cbd6")
    return paint(640, 800, b, defs)


def invoice() -> Image.Image:
    """Draw an invoice."""
    b = (
        rect(0, 0, 660, 880, "#ffffff")
        + rect(0, 0, 660, 12, "#c2562d")
        + text(54, 90, "Fern & Sons", 36, "#c2562d", SANS, 800)
        + text(54, 120, "Joinery and repairs", 19, "#6b6761", SANS, 500)
    )
    b += (
        text(606, 90, "INVOICE", 36, "#23211f", SANS, 800, "end", 2)
        + text(606, 124, "No. 2026-00318", 23, "#23211f", SANS, 700, "end")
        + text(606, 154, "12 February 2026", 19, "#6b6761", SANS, 500, "end")
    )
    for k, words in enumerate(("Harbour Museum", "Quay Street 5", "5020 Bergvik")):
        b += text(54, 206 + 30 * k, words, 21, "#23211f", SANS, 500)
    b += rect(54, 310, 552, 44, "#f5ece6", 4)
    rows = (
        ("Item", "Qty", "Price", "Amount"),
        ("Oak shelf, oiled", "4", "86.00", "344.00"),
        ("Glass door G-17B", "2", "129.50", "259.00"),
        ("Brass hinge HX-08", "12", "4.75", "57.00"),
        ("Fitting, hours", "6", "48.00", "288.00"),
    )
    for k, row in enumerate(rows):
        y = 340 + 52 * k
        for x, words, anchor in zip((70, 376, 476, 590), row, ("start", "end", "end", "end"), strict=True):
            b += text(x, y, words, 20, "#23211f", SANS, 700 if k == 0 else 500, anchor)
        b += line(54, y + 20, 606, y + 20, "#e6dfd8", 1.5)
    for k, (name, value) in enumerate(
        (("Subtotal", "948.00"), ("VAT 25 %", "237.00"), ("Total EUR", "1,185.00"))
    ):
        b += text(390, 640 + 40 * k, name, 22, "#23211f", SANS, 800 if k == 2 else 500) + text(
            590, 640 + 40 * k, value, 22, "#23211f", SANS, 800 if k == 2 else 500, "end"
        )
    b += text(54, 800, "Please pay by 14 March 2026", 19, "#6b6761", SANS, 500) + text(
        54, 830, "Reference RF18 5390 0754", 20, "#23211f", MONO
    )
    return paint(660, 880, b)


def receipt() -> Image.Image:
    """Draw a receipt on a table."""
    defs = shadow("drop", 12, 8, 0.4) + gradient("table", [(0, "#6b7f76"), (1, "#4d5f57")], 1, 1)
    edge = " ".join(f"L{470 - 10 * k} {760 if k % 2 else 770}" for k in range(1, 31))
    b = (
        rect(0, 0, 640, 800, "url(#table)")
        + f'<g filter="url(#drop)" transform="rotate(-2 320 400)">{path(f"M170 30 H470 V770 {edge} V30 Z", "#fdfdfb")}'
    )
    b += (
        text(320, 92, "CORNER BAKERY", 29, "#222222", MONO, 700, "middle")
        + text(320, 122, "Mill Lane 3, Oxley", 19, "#444444", MONO, 400, "middle")
        + text(320, 148, "07/11/2025  08:42", 19, "#444444", MONO, 400, "middle")
    )
    for k, (name, price) in enumerate(
        (
            ("Rye bread", "4.20"),
            ("2 Croissant", "5.00"),
            ("Cinnamon bun", "2.80"),
            ("Flat white", "3.60"),
            ("Oat milk", "0.40"),
        )
    ):
        b += text(192, 214 + 44 * k, name, 22, "#222222", MONO) + text(
            448, 214 + 44 * k, price, 22, "#222222", MONO, 400, "end"
        )
    b += (
        line(192, 424, 448, 424, "#222222", 2, 'stroke-dasharray="7 6"')
        + text(192, 470, "TOTAL", 29, "#222222", MONO, 700)
        + text(448, 470, "16.00", 29, "#222222", MONO, 700, "end")
    )
    b += text(192, 512, "Card ****4411", 20, "#444444", MONO) + text(
        192, 544, "Receipt 0058-Z1", 20, "#444444", MONO
    )
    chance, x = random.Random(70), 196.0
    while x < 440:
        w = chance.choice((2, 2, 4, 6))
        b += rect(x, 590, w, 84, "#222222")
        x += w + chance.choice((2, 4))
    return paint(
        640, 800, b + text(320, 722, "Thank you!", 25, "#222222", MONO, 700, "middle") + "</g>", defs
    )
