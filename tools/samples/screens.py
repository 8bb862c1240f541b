"""Screenshots of programs that do not exist: dashboard, editor, chat, phone, invoice, receipt, mail."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import papers
from pictures import Picture
from PIL import Image
from svg import GROTESK, MONO, ROBOTO, SANS, circle, gradient, paint, path, rect, text


def _dots(x: float, y: float) -> str:
    return "".join(
        circle(x + 22 * k, y, 7, colour) for k, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
    )


def _dashboard() -> Image.Image:
    chance = random.Random(19)
    b = (
        rect(0, 0, 960, 640, "#f3f5f9")
        + rect(0, 0, 190, 640, "#1e2640")
        + text(28, 54, "Orchard", 26, "#ffffff", SANS, 800)
    )
    for k, name in enumerate(("Overview", "Sales", "Stock", "Customers", "Settings")):
        b += (
            (rect(14, 86 + 48 * k, 162, 40, "#3a4670", 8) if k == 0 else "")
            + circle(38, 106 + 48 * k, 6, "#8ea2ff")
            + text(56, 112 + 48 * k, name, 18, "#dfe5ff", SANS, 600)
        )
    b += text(222, 56, "Overview", 30, "#1b2238", SANS, 800) + text(
        928, 54, "March 2026", 18, "#6b7389", SANS, 600, "end"
    )
    for k, (name, value, change, colour) in enumerate(
        (
            ("Revenue", "48,210 EUR", "+12.4 %", "#18a058"),
            ("Orders", "1,392", "+3.1 %", "#18a058"),
            ("Returns", "27", "-0.8 %", "#d64545"),
        )
    ):
        x = 222 + 240 * k
        b += (
            rect(x, 82, 222, 116, "#ffffff", 12)
            + text(x + 18, 114, name, 17, "#6b7389", SANS, 600)
            + text(x + 18, 152, value, 29, "#1b2238", SANS, 800)
            + text(x + 18, 182, change, 17, colour, SANS, 700)
        )
    b += rect(222, 216, 462, 240, "#ffffff", 12) + text(240, 250, "Revenue by week", 19, "#1b2238", SANS, 700)
    points = [
        (246 + 18.5 * i, 420 - 3.2 * i - 28 * math.sin(i / 2.6) - chance.uniform(0, 16)) for i in range(23)
    ]
    trace = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    b += path(f"M{trace} L{points[-1][0]:.1f} 436 L246 436 Z", "url(#area)") + path(
        f"M{trace}", "none", "#5468ff", 3.5
    )
    b += rect(702, 216, 226, 240, "#ffffff", 12) + text(720, 250, "Channels", 19, "#1b2238", SANS, 700)
    start = 0.0
    for share, colour in ((0.46, "#5468ff"), (0.31, "#ffb020"), (0.23, "#20c5a0")):
        a0, a1 = start * math.tau, (start + share) * math.tau
        b += path(
            f"M{815 + 62 * math.sin(a0):.1f} {348 - 62 * math.cos(a0):.1f} A62 62 0 0 1 {815 + 62 * math.sin(a1):.1f} {348 - 62 * math.cos(a1):.1f}",
            "none",
            colour,
            26,
            'style="stroke-linecap:butt"',
        )
        start += share
    b += text(815, 357, "46 %", 25, "#1b2238", SANS, 800, "middle") + rect(222, 474, 706, 146, "#ffffff", 12)
    for k, row in enumerate(
        (
            ("Order", "Customer", "Item", "Total"),
            ("10-4471", "A. Moreau", "Desk lamp", "89.00"),
            ("10-4472", "K. Osei", "Stoneware teapot", "54.50"),
            ("10-4473", "L. Brandt", "Shell chair", "148.00"),
        )
    ):
        for x, words in zip((244, 380, 560, 904), row, strict=True):
            b += text(
                x,
                506 + 34 * k,
                words,
                17,
                "#6b7389" if k == 0 else "#1b2238",
                SANS,
                600,
                "end" if x == 904 else "start",
            )
    return paint(960, 640, b, gradient("area", [(0, "#c3cbff"), (1, "#ffffff")]))


def _editor() -> Image.Image:
    b = (
        rect(0, 0, 960, 640, "#1f2430")
        + rect(0, 0, 960, 40, "#171b24")
        + _dots(24, 20)
        + text(480, 26, "bower.py - nest", 16, "#a7b0c0", SANS, 500, "middle")
    )
    b += rect(0, 40, 180, 600, "#1a1e29")
    for k, name in enumerate(("nest/", "  bower.py", "  feathers.py", "  shells.py", "tests/", "README.md")):
        b += (rect(0, 84 + 30 * (k - 1) + 8, 180, 30, "#2a3142") if k == 1 else "") + text(
            18 + 14 * name.startswith(" "),
            82 + 30 * k,
            name.strip(),
            15,
            "#c6cedd" if k == 1 else "#8a94a8",
            MONO,
        )
    code = (
        ("import random", "#c792ea"),
        ("from feathers import Feather", "#c792ea"),
        ("", ""),
        ("BLUE = 460  # nanometres", "#7fdbca"),
        ("", ""),
        ("", ""),
        ("def sort_by_colour(found):", "#82aaff"),
        ('    """Put the bluest things first."""', "#c3e88d"),
        ("    return sorted(found, key=distance)", "#e6e9ef"),
        ("", ""),
        ("", ""),
        ("def distance(thing):", "#82aaff"),
        ("    if thing.colour is None:", "#e6e9ef"),
        ("        return 999", "#f78c6c"),
        ("    return abs(thing.colour - BLUE)", "#e6e9ef"),
        ("", ""),
        ("", ""),
        ("print(sort_by_colour(Feather.all()))", "#e6e9ef"),
    )
    for k, (words, colour) in enumerate(code):
        y = 80 + 26 * k
        b += (rect(182, y - 19, 778, 27, "#272d3b") if k == 14 else "") + text(
            226, y, str(k + 1), 16, "#56607a", MONO, 400, "end"
        )
        if words:
            indent = len(words) - len(words.lstrip())
            b += text(246 + 10.4 * indent, y, words.strip(), 17.3, colour, MONO)
    b += (
        rect(180, 550, 780, 62, "#171b24")
        + text(200, 578, "$ pytest -q", 16, "#a7b0c0", MONO)
        + text(200, 602, "14 passed in 0.31s", 16, "#7fd88f", MONO)
    )
    return paint(
        960,
        640,
        b
        + rect(0, 616, 960, 24, "#3b5bdb")
        + text(16, 633, "main   Ln 15, Col 36   UTF-8", 14, "#ffffff", SANS, 500),
    )


def _chat() -> Image.Image:
    b = (
        rect(0, 0, 880, 640, "#ece5dd")
        + rect(0, 0, 880, 74, "#128c7e")
        + circle(52, 37, 24, "#ffd7a8")
        + text(52, 45, "M", 24, "#7a4a1f", SANS, 800, "middle")
        + text(92, 34, "Mira, workshop", 22, "#ffffff", SANS, 700)
        + text(92, 58, "online", 16, "#d1f2ec", SANS, 500)
    )
    y = 104.0
    for mine, words, clock in (
        (False, "Did the blue tiles arrive?", "09:12"),
        (True, "Yes, six boxes. The number on them is T-2286.", "09:14"),
        (False, "Great! Can you send a picture of one?", "09:14"),
        (True, "", "09:17"),
        (False, "Perfect, that is the right colour.", "09:18"),
    ):
        w, h = (290.0, 150.0) if not words else (46 + 10.6 * len(words), 54.0)
        x = 850 - w if mine else 30
        b += rect(x, y, w, h, "#dcf8c6" if mine else "#ffffff", 12)
        if words:
            b += text(x + 18, y + 34, words, 20, "#1f2a2a", SANS, 500)
        else:
            for i in range(6):
                for j in range(3):
                    b += rect(
                        x + 10 + 45.5 * i,
                        y + 10 + 44 * j,
                        42,
                        41,
                        ("#2d6fb3", "#4a8fd0", "#1f5590")[(2 * i + j) % 3],
                        3,
                    )
        b += text(
            x + (-12 if mine else w + 12),
            y + h - 8,
            clock,
            14,
            "#7b857f",
            SANS,
            500,
            "end" if mine else "start",
        )
        y += h + 18
    b += (
        rect(24, 574, 760, 48, "#ffffff", 24)
        + text(52, 605, "Write a message", 19, "#9aa39e", SANS, 500)
        + circle(828, 598, 26, "#128c7e")
        + path("M818 588 L842 598 L818 608 L822 598 Z", "#ffffff")
    )
    return paint(880, 640, b)


def _mail() -> Image.Image:
    b = (
        rect(0, 0, 960, 640, "#ffffff")
        + rect(0, 0, 960, 56, "#eef1f6")
        + rect(210, 11, 520, 34, "#ffffff", 17)
        + text(236, 35, "Search mail", 17, "#8a92a3", ROBOTO)
        + text(28, 37, "Pigeon Post", 23, "#c0392b", GROTESK, 700)
    )
    for k, name in enumerate(("Inbox 4", "Starred", "Sent", "Drafts", "Archive")):
        b += (rect(8, 78 + 44 * k, 172, 38, "#fde2dd", 19) if k == 0 else "") + text(
            32, 104 + 44 * k, name, 19, "#b03a2e" if k == 0 else "#3d4454", ROBOTO, 700 if k == 0 else 400
        )
    rows = (
        (
            "Harbour Museum",
            "Loan agreement LN-0452-C",
            "Please find the signed pages attached.",
            "11:40",
            True,
        ),
        ("Aldo Ricci", "Photos of the old mill", "Here are the twelve best ones from Sunday.", "10:05", True),
        ("City Library", "Your books are due on Friday", "Two titles can be renewed online.", "09:31", False),
        ("Kestrel Motors", "Spare part KX-350/S shipped", "Parcel TRK 5519-0027 is on its way.", "Mon", True),
        ("Noor", "Lunch?", "The new place by the canal, at noon?", "Mon", True),
        ("Oxley Gardens", "Seed swap on Saturday", "Bring what you have too much of.", "Sun", False),
        ("Printing House", "Proof of your poster", "Colours look a little darker on paper.", "Sat", False),
    )
    for k, (who, subject, rest, when, fresh) in enumerate(rows):
        y = 72 + 80 * k
        b += (
            rect(196, y, 748, 72, "#f7f9fc" if fresh else "#ffffff", 8)
            + circle(
                232,
                y + 36,
                20,
                ("#e67e22", "#2980b9", "#16a085", "#8e44ad", "#c0392b", "#27ae60", "#34495e")[k],
            )
            + text(232, y + 43, who[0], 20, "#ffffff", ROBOTO, 700, "middle")
        )
        b += (
            text(268, y + 30, who, 19, "#1d2430", ROBOTO, 700 if fresh else 400)
            + text(470, y + 30, subject, 19, "#1d2430", ROBOTO, 700 if fresh else 400)
            + text(470, y + 57, rest, 17, "#6d7688", ROBOTO)
            + text(928, y + 30, when, 16, "#6d7688", ROBOTO, 400, "end")
        )
    return paint(960, 640, b)


def _make(draw: Callable[[], Image.Image], _work: Path) -> Image.Image:
    return draw().convert("RGB")


def pictures() -> list[Picture]:
    """List every screenshot."""
    rows = (
        (
            "dashboard.png",
            "A sales dashboard with cards, a revenue curve and a ring chart",
            "white blue",
            _dashboard,
            (
                "Orchard",
                "Overview",
                "Revenue",
                "48,210 EUR",
                "Orders",
                "1,392",
                "Returns",
                "Revenue by week",
                "Channels",
                "46 %",
                "10-4471",
                "A. Moreau",
                "Stoneware teapot",
                "148.00",
            ),
        ),
        (
            "code-editor.png",
            "A dark code editor with a Python file and a test run",
            "black blue",
            _editor,
            (
                "import random",
                "from feathers import Feather",
                "def sort_by_colour(found):",
                "def distance(thing):",
                "return abs(thing.colour - BLUE)",
                "14 passed in 0.31s",
                "README.md",
            ),
        ),
        (
            "chat.png",
            "A chat window with messages about blue tiles",
            "green beige white",
            _chat,
            (
                "Mira, workshop",
                "Did the blue tiles arrive?",
                "Yes, six boxes. The number on them is T-2286.",
                "Great! Can you send a picture of one?",
                "Perfect, that is the right colour.",
                "Write a message",
            ),
        ),
        (
            "phone-fitness.png",
            "A phone with a fitness app on a soft pink and violet ground",
            "pink purple blue white",
            papers.phone,
            (
                "Good morning, Noor",
                "Tuesday 3 February",
                "Steps today",
                "8,416",
                "Sleep",
                "7 h 20",
                "Heart rate",
                "62 bpm",
                "Water",
                "Walk",
                "5.8 km",
            ),
        ),
        (
            "invoice.png",
            "An invoice for shelves and doors, number 2026-00318",
            "white orange",
            papers.invoice,
            (
                "Fern & Sons",
                "INVOICE",
                "No. 2026-00318",
                "12 February 2026",
                "Harbour Museum",
                "Oak shelf, oiled",
                "Glass door G-17B",
                "Brass hinge HX-08",
                "1,185.00",
                "Reference RF18 5390 0754",
            ),
        ),
        (
            "receipt.jpg",
            "A paper receipt from a bakery on a green table",
            "white green",
            papers.receipt,
            (
                "CORNER BAKERY",
                "Mill Lane 3, Oxley",
                "Rye bread",
                "4.20",
                "Croissant",
                "Cinnamon bun",
                "Flat white",
                "TOTAL",
                "16.00",
                "Receipt 0058-Z1",
                "Thank you!",
            ),
        ),
        (
            "mail.png",
            "A mail program with seven messages in the inbox",
            "white red",
            _mail,
            (
                "Pigeon Post",
                "Inbox",
                "Harbour Museum",
                "Loan agreement LN-0452-C",
                "Photos of the old mill",
                "Spare part KX-350/S shipped",
                "Parcel TRK 5519-0027 is on its way.",
                "Seed swap on Saturday",
            ),
        ),
    )
    return [
        Picture(
            f"screenshots/{file}",
            "screenshot",
            title,
            tuple(colours.split()),
            partial(_make, draw),
            file.split(".")[0],
            words,
        )
        for file, title, colours, draw, words in rows
    ]
