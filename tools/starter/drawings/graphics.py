"""Flat graphics: screens, labels and pages, patterns, icons."""

import math

from PIL import Image, ImageDraw

from .canvas import PAINTS, SIDE, Colour, Drawn, Random, dim, paint, pick


def _lines(
    pen: ImageDraw.ImageDraw, draw: Random, box: tuple[float, float, float, float], ink: Colour, step: float
) -> None:
    """Fill a box with rows of short strokes that look like text."""
    left, top, right, foot = box
    y = top
    while y < foot:
        x, end = left, right - draw.uniform(0, 0.35) * (right - left)
        while x < end:
            width = draw.uniform(8, 34)
            pen.rectangle((x, y, min(end, x + width), y + step * 0.4), fill=ink)
            x += width + 7
        y += step


def screen(draw: Random) -> Drawn:
    dark = draw.random() < 0.4
    back: Colour = (30, 32, 40) if dark else (248, 248, 250)
    ink: Colour = (190, 195, 205) if dark else (70, 74, 84)
    accent_name = pick(draw, ["blue", "green", "purple", "orange", "teal", "red"])
    accent = paint(draw, accent_name)
    canvas = Image.new("RGB", (SIDE, SIDE), back)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 0, SIDE, 34), fill=dim(back, 0.85) if not dark else (50, 54, 66))
    for at, colour in enumerate(((235, 95, 86), (245, 190, 60), (90, 200, 80))):
        pen.ellipse((12 + at * 22, 10, 26 + at * 22, 24), fill=colour)
    kind = pick(draw, ["code editor", "web page", "settings window", "chat app"])
    side = draw.uniform(70, 110)
    if kind == "code editor":
        pen.rectangle((0, 34, 40, SIDE), fill=dim(back, 0.9))
        for row in range(16):
            x = 52 + 18 * float(draw.integers(0, 4))
            for _ in range(int(draw.integers(1, 5))):
                width = draw.uniform(14, 60)
                pen.rectangle(
                    (x, 48 + row * 20, x + width, 57 + row * 20),
                    fill=paint(draw, pick(draw, ["blue", "green", "orange", "purple", "grey"])),
                )
                x += width + 8
    elif kind == "web page":
        pen.rectangle((20, 50, SIDE - 20, 140), fill=accent)
        for column in range(3):
            pen.rectangle(
                (20 + column * 118, 156, 128 + column * 118, 220), fill=paint(draw, pick(draw, list(PAINTS)))
            )
        _lines(pen, draw, (20, 236, SIDE - 20, SIDE - 14), ink, 18)
    elif kind == "settings window":
        pen.rectangle((0, 34, side, SIDE), fill=dim(back, 0.92))
        _lines(pen, draw, (12, 52, side - 8, 300), ink, 26)
        for row in range(6):
            _lines(pen, draw, (side + 20, 56 + row * 50, 290, 60 + row * 50), ink, 30)
            pen.rounded_rectangle(
                (320, 52 + row * 50, 362, 72 + row * 50),
                10,
                fill=accent if draw.random() < 0.6 else (150, 150, 150),
            )
    else:
        for row in range(6):
            mine = draw.random() < 0.5
            left = 150 if mine else 16
            pen.rounded_rectangle(
                (left, 48 + row * 55, left + draw.uniform(120, 215), 90 + row * 55),
                14,
                fill=accent if mine else dim(back, 0.88) if not dark else (70, 74, 86),
            )
            _lines(pen, draw, (left + 14, 60 + row * 55, left + 110, 80 + row * 55), ink, 15)
    tone = "dark" if dark else "light"
    return canvas, [
        f"a screenshot of a {kind}",
        f"{tone} {kind}, user interface",
        f"computer screen with a {kind}",
        "screenshot, app window, user interface",
        f"a {tone} screenshot of software",
    ]


def label(draw: Random) -> Drawn:
    canvas = Image.new("RGB", (SIDE, SIDE), dim(paint(draw, "white"), 1.02))
    pen = ImageDraw.Draw(canvas)
    ink = paint(draw, pick(draw, ["black", "black", "blue", "red"]))
    kind = pick(draw, ["page of text", "barcode label", "sign with large letters", "receipt"])
    if kind == "page of text":
        pen.rectangle((60, 30, 250, 48), fill=ink)
        _lines(pen, draw, (40, 74, 344, 350), ink, 17)
    elif kind == "barcode label":
        x = 70.0
        while x < 310:
            width = float(draw.integers(2, 9))
            pen.rectangle((x, 150, x + width, 260), fill=(10, 10, 10))
            x += width + float(draw.integers(3, 8))
        _lines(pen, draw, (70, 70, 310, 110), ink, 28)
        pen.text((90, 270), "".join(str(n) for n in draw.integers(0, 10, 9)), fill=ink, font_size=34)
    elif kind == "sign with large letters":
        for row in range(int(draw.integers(1, 4))):
            letters = "".join(chr(65 + n) for n in draw.integers(0, 26, int(draw.integers(4, 8))))
            pen.text((40, 60 + row * 95), letters, fill=ink, font_size=int(draw.integers(55, 90)))
    else:
        canvas.paste(dim(paint(draw, "grey"), 1.1), (0, 0, SIDE, SIDE))
        pen.rectangle((110, 10, 280, 374), fill=(250, 249, 244))
        _lines(pen, draw, (125, 30, 265, 355), (60, 60, 60), 19)
    return canvas, [
        f"a {kind}",
        "text, letters and numbers",
        f"{kind}, document",
        "a label with a printed number" if "label" in kind else "a scan of a printed document",
        f"{kind} with printed words",
    ]


def pattern(draw: Random) -> Drawn:
    one = pick(draw, list(PAINTS))
    two = pick(draw, [name for name in PAINTS if name != one])
    kind = pick(draw, ["striped", "chequered", "dotted", "zigzag", "grid"])
    canvas = Image.new("RGB", (SIDE, SIDE), paint(draw, one))
    pen, fill, step = ImageDraw.Draw(canvas), paint(draw, two), int(draw.integers(22, 62))
    for row in range(-SIDE, 2 * SIDE, step):
        if kind == "striped":
            pen.rectangle((row, 0, row + step // 2, SIDE), fill=fill)
        elif kind == "grid":
            pen.line((row, 0, row, SIDE), fill=fill, width=4)
            pen.line((0, row, SIDE, row), fill=fill, width=4)
        elif kind == "zigzag":
            pen.line(
                [(at * step / 2, row + (step / 2 if at % 2 else 0)) for at in range(2 * SIDE // step + 2)],
                fill=fill,
                width=max(4, step // 4),
            )
        else:
            for column in range(0, SIDE, step):
                if kind == "dotted":
                    pen.ellipse((column, row, column + step * 0.55, row + step * 0.55), fill=fill)
                elif (row // step + column // step) % 2:
                    pen.rectangle((column, row, column + step, row + step), fill=fill)
    if kind == "striped":
        canvas = canvas.rotate(float(draw.choice([0, 90])))
    return canvas, [
        f"{kind} pattern",
        f"{one} and {two} {kind} pattern",
        f"a {kind} texture in {one} and {two}",
        f"seamless {kind} fabric pattern",
        "an abstract repeating pattern",
    ]


def icon(draw: Random) -> Drawn:
    one = pick(draw, list(PAINTS))
    two = pick(draw, [name for name in ("white", "white", *PAINTS) if name != one])
    canvas = Image.new("RGB", (SIDE, SIDE), paint(draw, two))
    pen, fill = ImageDraw.Draw(canvas), paint(draw, one)
    kind = pick(draw, ["circle", "star", "heart", "house", "tree", "triangle", "square", "arrow"])
    x, y, r = draw.uniform(160, 224), draw.uniform(160, 224), draw.uniform(70, 130)
    if kind == "star":
        pen.polygon(
            [
                (
                    x + r * (1 if at % 2 == 0 else 0.42) * math.sin(at * math.pi / 5),
                    y - r * (1 if at % 2 == 0 else 0.42) * math.cos(at * math.pi / 5),
                )
                for at in range(10)
            ],
            fill=fill,
        )
    elif kind == "heart":
        for side in (-1, 1):
            pen.ellipse(
                (x + side * r * 0.48 - r * 0.52, y - r * 0.8, x + side * r * 0.48 + r * 0.52, y + r * 0.24),
                fill=fill,
            )
        pen.polygon([(x - r * 0.97, y - r * 0.1), (x + r * 0.97, y - r * 0.1), (x, y + r)], fill=fill)
    elif kind == "house":
        pen.rectangle((x - 0.7 * r, y - 0.1 * r, x + 0.7 * r, y + r), fill=fill)
        pen.polygon([(x - r, y - 0.1 * r), (x, y - r), (x + r, y - 0.1 * r)], fill=dim(fill, 0.7))
    elif kind == "tree":
        pen.rectangle((x - 0.12 * r, y, x + 0.12 * r, y + r), fill=paint(draw, "brown"))
        pen.ellipse((x - 0.7 * r, y - r, x + 0.7 * r, y + 0.4 * r), fill=fill)
    elif kind == "triangle":
        pen.polygon([(x, y - r), (x + r, y + 0.8 * r), (x - r, y + 0.8 * r)], fill=fill)
    elif kind == "arrow":
        pen.rectangle((x - r, y - 0.2 * r, x + 0.2 * r, y + 0.2 * r), fill=fill)
        pen.polygon([(x + 0.1 * r, y - 0.6 * r), (x + r, y), (x + 0.1 * r, y + 0.6 * r)], fill=fill)
    elif kind == "square":
        pen.rectangle((x - r, y - r, x + r, y + r), fill=fill)
    else:
        pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)
    return canvas, [
        f"a {one} {kind}",
        f"flat icon of a {kind} on {two}",
        f"illustration of a {one} {kind}, flat colours",
        f"simple {kind} shape, vector graphic",
        f"a {one} {kind} on a {two} background",
    ]
