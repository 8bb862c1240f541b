"""Screenshots: editors, terminals, pages, spreadsheets, settings, chats, phones."""

from PIL import ImageDraw

from .canvas import (
    HUES,
    PAINTS,
    SIDE,
    Colour,
    Drawn,
    Random,
    blank,
    dim,
    lines,
    mix,
    paint,
    pick,
    some,
    words,
    write,
)

KINDS = (
    "code editor",
    "terminal",
    "web page",
    "spreadsheet",
    "settings window",
    "chat app",
    "phone app",
    "dashboard",
)
OTHER = {
    "code editor": ("source code", "programming code on a screen", "code in a text editor"),
    "terminal": ("command line", "console window with text", "shell output"),
    "web page": ("website", "homepage of a website", "browser window"),
    "spreadsheet": ("table of numbers", "cells and columns", "spreadsheet with numbers"),
    "settings window": ("preferences dialog", "settings with switches", "control panel"),
    "chat app": ("chat conversation", "text messages", "messaging app"),
    "phone app": ("mobile app", "smartphone screen", "app interface on a phone"),
    "dashboard": ("analytics dashboard", "admin panel", "dashboard with charts"),
}


def _code(pen: ImageDraw.ImageDraw, draw: Random, top: float, back: Colour, ink: Colour) -> None:
    pen.rectangle((0, top, 34, SIDE), fill=mix(back, ink, 0.08))
    size = int(draw.integers(9, 14))
    colours = [mix(ink, paint(draw, pick(draw, HUES)), 0.75) for _ in range(4)]
    for row in range(int((SIDE - top) / (size * 1.5))):
        y = top + 4 + row * size * 1.5
        write(pen, (6, y), str(row + 1), mix(back, ink, 0.45), size)
        if draw.random() < 0.12:
            continue
        x = 42 + 16 * float(draw.integers(0, 4))
        for _ in range(int(draw.integers(1, 6))):
            token = pick(
                draw,
                (
                    "def ",
                    "return ",
                    "if ",
                    "= ",
                    "(self)",
                    "[0]",
                    "import ",
                    words(draw, 1) + " ",
                    words(draw, 1) + "() ",
                ),
            )
            x += write(pen, (x, y), token, colours[int(draw.integers(4))], size)


def _terminal(pen: ImageDraw.ImageDraw, draw: Random, top: float, _back: Colour, ink: Colour) -> None:
    tint = mix(ink, paint(draw, pick(draw, ("green", "white", "yellow", "white"))), 0.6)
    size = int(draw.integers(9, 14))
    for row in range(int((SIDE - top) / (size * 1.4)) - int(draw.integers(0, 8))):
        prompt = "$ " if draw.random() < 0.25 else ""
        write(
            pen, (8, top + 6 + row * size * 1.4), prompt + words(draw, int(draw.integers(1, 8))), tint, size
        )


def _web(pen: ImageDraw.ImageDraw, draw: Random, top: float, back: Colour, ink: Colour) -> None:
    accent = paint(draw, pick(draw, HUES))
    for at in range(4):
        write(pen, (200 + at * 45, top + 8), words(draw, 1), ink, 11)
    write(pen, (16, top + 5), words(draw, 1).upper(), accent, 17)
    deep = draw.uniform(70, 140)
    pen.rectangle((0, top + 30, SIDE, top + 30 + deep), fill=accent)
    write(pen, (24, top + 50), words(draw, 2).title(), (255, 255, 255), int(draw.integers(18, 30)))
    pen.rounded_rectangle((24, top + deep, 110, top + deep + 22), 6, fill=(255, 255, 255))
    columns = int(draw.integers(2, 5))
    wide = (SIDE - 20) / columns
    for column in range(columns):
        left = 12 + column * wide
        pen.rectangle(
            (left, top + deep + 48, left + wide - 12, top + deep + 110), fill=paint(draw, pick(draw, PAINTS))
        )
        lines(pen, draw, (left, top + deep + 118, left + wide - 14, SIDE), mix(ink, back, 0.25), 14)


def _sheet(pen: ImageDraw.ImageDraw, draw: Random, top: float, back: Colour, ink: Colour) -> None:
    wide, high = draw.uniform(48, 90), draw.uniform(15, 24)
    faint = mix(back, ink, 0.2)
    pen.rectangle(
        (0, top, SIDE, top + high), fill=mix(back, paint(draw, pick(draw, ("green", "grey", "blue"))), 0.35)
    )
    rows, columns = int((SIDE - top) / high) + 1, int(SIDE / wide) + 1
    for row in range(rows):
        pen.line((0, top + row * high, SIDE, top + row * high), fill=faint)
        for column in range(columns):
            if row and draw.random() < 0.75:
                cell = (
                    words(draw, 1) if column == 0 else f"{draw.uniform(0, 999):.{int(draw.integers(0, 3))}f}"
                )
                write(pen, (column * wide + 4, top + row * high + 2), cell, ink, int(high * 0.6))
            elif not row:
                write(pen, (column * wide + 4, top + 2), chr(65 + column), ink, int(high * 0.6))
    for column in range(columns):
        pen.line((column * wide, top, column * wide, SIDE), fill=faint)


def _settings(pen: ImageDraw.ImageDraw, draw: Random, top: float, back: Colour, ink: Colour) -> None:
    accent, side = paint(draw, pick(draw, HUES)), draw.uniform(70, 120)
    pen.rectangle((0, top, side, SIDE), fill=mix(back, ink, 0.07))
    lines(pen, draw, (10, top + 16, side - 8, SIDE - 60), ink, 24)
    step = draw.uniform(34, 56)
    for row in range(int((SIDE - top) / step)):
        y = top + 14 + row * step
        write(pen, (side + 16, y), words(draw, 2).capitalize(), ink, 13)
        on = draw.random() < 0.6
        pen.rounded_rectangle((326, y, 362, y + 18), 9, fill=accent if on else mix(back, ink, 0.35))
        knob = 344 if on else 328
        pen.ellipse((knob, y + 2, knob + 14, y + 16), fill=(255, 255, 255))


def _chat(pen: ImageDraw.ImageDraw, draw: Random, top: float, back: Colour, ink: Colour) -> None:
    accent, y = paint(draw, pick(draw, ("blue", "green", "purple", "teal"))), top + 12
    while y < SIDE - 50:
        mine, wide, rows = draw.random() < 0.5, draw.uniform(110, 240), int(draw.integers(1, 4))
        left = SIDE - 14 - wide if mine else 14
        pen.rounded_rectangle(
            (left, y, left + wide, y + 12 + rows * 16), 12, fill=accent if mine else mix(back, ink, 0.15)
        )
        for row in range(rows):
            text = words(draw, 8)[: int(wide / 7)]
            write(pen, (left + 10, y + 5 + row * 16), text, (255, 255, 255) if mine else ink, 12)
        y += 24 + rows * 16
    pen.rounded_rectangle((14, SIDE - 34, SIDE - 14, SIDE - 8), 13, outline=mix(back, ink, 0.4))


def _dashboard(pen: ImageDraw.ImageDraw, draw: Random, top: float, back: Colour, ink: Colour) -> None:
    card, accent = mix(back, ink, 0.06), paint(draw, pick(draw, HUES))
    for at in range(3):
        pen.rounded_rectangle((10 + at * 124, top + 10, 124 + at * 124, top + 74), 6, fill=card)
        write(pen, (20 + at * 124, top + 16), words(draw, 1), mix(ink, back, 0.4), 11)
        write(pen, (20 + at * 124, top + 36), str(int(draw.integers(10, 99999))), ink, 22)
    pen.rounded_rectangle((10, top + 86, 240, SIDE - 12), 6, fill=card)
    for at in range(9):
        pen.rectangle((24 + at * 23, SIDE - 24 - draw.uniform(20, 180), 38 + at * 23, SIDE - 24), fill=accent)
    pen.rounded_rectangle((250, top + 86, 374, SIDE - 12), 6, fill=card)
    lines(pen, draw, (260, top + 98, 368, SIDE - 20), ink, 20)


def screen(draw: Random) -> Drawn:
    """Draw a screenshot, dark or light."""
    kind = pick(draw, KINDS)
    dark = draw.random() < (0.8 if kind == "terminal" else 0.4)
    level = int(draw.integers(16, 48)) if dark else int(draw.integers(238, 256))
    back: Colour = (level, level, min(255, level + int(draw.integers(0, 12))))
    ink: Colour = (205, 208, 215) if dark else (50, 54, 62)
    canvas, pen = blank(back)
    top = float(draw.integers(18, 36))
    if kind == "phone app":
        write(pen, (12, 3), "9:41", ink, 13)
        pen.rounded_rectangle((340, 5, 366, 15), 3, fill=ink)
    else:
        pen.rectangle((0, 0, SIDE, top), fill=mix(back, ink, 0.12))
        if draw.random() < 0.6:
            for at, colour in enumerate(((235, 95, 86), (245, 190, 60), (90, 200, 80))):
                pen.ellipse((8 + at * 18, top / 2 - 5, 18 + at * 18, top / 2 + 5), fill=colour)
        write(pen, (120, top / 2 - 7), words(draw, 2), ink, 11)
    if kind == "phone app":
        sort = (_chat, _settings, _web, _dashboard)[int(draw.integers(4))]
        sort(pen, draw, 24, back, ink)
        pen.rectangle((0, SIDE - 34, SIDE, SIDE), fill=mix(back, ink, 0.1))
        for at in range(4):
            pen.ellipse((40 + at * 90, SIDE - 26, 58 + at * 90, SIDE - 8), fill=mix(back, ink, 0.6))
        edge = int(draw.uniform(60, 100))
        canvas = canvas.resize((SIDE - 2 * edge, SIDE))
        framed, _ = blank(dim(paint(draw, pick(draw, ("white", "black", "grey"))), 0.95))
        framed.paste(canvas, (edge, 0))
        canvas = framed
    else:
        sorts = {
            "code editor": _code,
            "terminal": _terminal,
            "web page": _web,
            "spreadsheet": _sheet,
            "settings window": _settings,
            "chat app": _chat,
            "dashboard": _dashboard,
        }
        sorts[kind](pen, draw, top, back, ink)
    tone = "dark" if dark else "light"
    ways = [
        f"a screenshot of a {kind}",
        f"{kind} screenshot",
        f"{kind}, user interface",
        f"computer screen with a {kind}" if kind != "phone app" else "screen of a phone",
        "screenshot, app window, user interface",
        f"a {tone} screenshot of software",
        "screenshot",
        "screen capture of a program",
        f"{tone} mode user interface",
        "UI design",
        *OTHER[kind],
    ]
    return (
        canvas,
        some(draw, ways),
        ["screenshot", kind, *(["text"] if kind in {"code editor", "terminal"} else [])],
    )
