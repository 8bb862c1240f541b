"""Text-heavy pictures: pages, letters, receipts, labels, posters, signs, newspapers, handwriting-like notes."""

from PIL import Image, ImageDraw

from .canvas import (
    HUES,
    SIDE,
    Colour,
    Drawn,
    Random,
    blank,
    dim,
    gradient,
    lines,
    mix,
    paint,
    pick,
    some,
    words,
    write,
)

KINDS = (
    "page of text",
    "letter",
    "newspaper",
    "receipt",
    "barcode label",
    "poster",
    "sign",
    "menu",
    "price tag",
    "book cover",
)


def _page(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    left = draw.uniform(16, 48)
    if draw.random() < 0.7:
        write(pen, (left, 18), words(draw, 3).title(), ink, int(draw.integers(18, 28)))
    lines(pen, draw, (left, 60, SIDE - left, SIDE - 14), ink, draw.uniform(13, 20))


def _letter(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    lines(pen, draw, (36, 26, 150, 80), ink, 15)
    write(pen, (36, 104), "Dear " + words(draw, 1).title() + ",", ink, 14)
    lines(pen, draw, (36, 130, SIDE - 36, draw.uniform(240, 330)), ink, 16)
    pen.line([(40 + at * 9, 345 + draw.normal(0, 7)) for at in range(11)], fill=ink, width=2)


def _newspaper(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    write(pen, (18, 8), "THE " + words(draw, 2).upper(), ink, 34)
    pen.line((12, 54, SIDE - 12, 54), fill=ink, width=2)
    columns = int(draw.integers(2, 5))
    wide = (SIDE - 24) / columns
    for column in range(columns):
        top = 62.0
        if draw.random() < 0.4:
            shade = int(draw.integers(80, 190))
            pen.rectangle(
                (12 + column * wide, top, column * wide + wide, top + 70), fill=(shade, shade, shade)
            )
            top += 78
        lines(pen, draw, (12 + column * wide, top, column * wide + wide, SIDE - 8), ink, 10)


def _receipt(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    left, right = draw.uniform(80, 115), draw.uniform(270, 305)
    pen.rectangle((left - 12, 4, right + 12, SIDE - 4), fill=(250, 249, 244))
    write(pen, (left + 20, 12), words(draw, 2).upper(), ink, 18)
    for row in range(16):
        y = 44 + row * 18
        write(pen, (left, y), words(draw, 2)[:14], ink, 12)
        write(pen, (right - 44, y), f"{draw.uniform(0.5, 99):.2f}", ink, 12)
    write(pen, (left, 340), "TOTAL", ink, 17)
    write(pen, (right - 60, 340), f"{draw.uniform(20, 300):.2f}", ink, 17)


def _barcode(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    pen.rectangle((36, 46, 348, 338), outline=ink, width=int(draw.integers(0, 5)))
    lines(pen, draw, (58, 62, 326, 130), ink, 24)
    x = 60.0
    while x < 316:
        width = float(draw.integers(2, 8))
        pen.rectangle((x, 150, x + width, 262), fill=(10, 10, 10))
        x += width + float(draw.integers(2, 8))
    write(pen, (84, 276), "".join(str(n) for n in draw.integers(0, 10, 11)), ink, 32)


def _poster(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    y = draw.uniform(12, 50)
    for _ in range(int(draw.integers(3, 7))):
        size = int(draw.integers(22, 66))
        text = words(draw, int(draw.integers(1, 3))).upper()
        write(pen, (draw.uniform(14, 60), y), text, ink, size)
        y += size * 1.2
    lines(pen, draw, (24, max(y, 300), SIDE - 24, SIDE - 8), ink, 17)


def _sign(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    pen.rounded_rectangle(
        (18, 40, SIDE - 18, SIDE - 40),
        int(draw.integers(1, 40)),
        outline=ink,
        width=int(draw.integers(3, 10)),
    )
    rows = int(draw.integers(1, 4))
    for row in range(rows):
        write(pen, (44, 78 + row * 220 / rows), words(draw, 1).upper(), ink, int(draw.integers(44, 72)))


def _menu(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    write(pen, (140, 14), "MENU", ink, 34)
    for row in range(11):
        y = 66 + row * 28
        write(pen, (34, y), words(draw, 3).title()[:26], ink, 16)
        write(pen, (310, y), f"{draw.uniform(2, 40):.1f}", ink, 16)


def _tag(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    write(pen, (40, 40), words(draw, 2).upper(), ink, 34)
    write(pen, (40, 120), f"{draw.uniform(1, 99):.2f}", ink, 110)
    write(pen, (40, 290), words(draw, 4), ink, 22)


def _cover(pen: ImageDraw.ImageDraw, draw: Random, ink: Colour) -> None:
    for row in range(int(draw.integers(2, 4))):
        write(pen, (48, 60 + row * 58), words(draw, 1).title(), ink, 50)
    pen.line((48, 270, 200, 270), fill=ink, width=3)
    write(pen, (48, 300), words(draw, 2).title(), ink, 22)


SORTS = dict(
    zip(
        KINDS,
        (_page, _letter, _newspaper, _receipt, _barcode, _poster, _sign, _menu, _tag, _cover),
        strict=True,
    )
)


def _lying(sheet: Image.Image, draw: Random) -> Image.Image:
    """Photograph the sheet: a little turned, on a table, lit from a side."""
    shade = dim(paint(draw, pick(draw, ("brown", "grey", "black", "white", "blue"))), draw.uniform(0.6, 1.0))
    table = gradient(shade, dim(shade, draw.uniform(0.6, 0.95)))
    small = sheet.resize((int(draw.uniform(250, 330)), int(draw.uniform(280, 350)))).convert("RGBA")
    turned = small.rotate(float(draw.normal(0, 9)), expand=True, resample=Image.Resampling.BICUBIC)
    at = ((SIDE - turned.width) // 2, (SIDE - turned.height) // 2)
    table.paste((10, 10, 12), (at[0] + 6, at[1] + 8), turned.getchannel("A").point(lambda v: v * 0.4))
    table.paste(turned, at, turned)
    return table


def paper(draw: Random) -> Drawn:
    """Draw a picture that is mostly text."""
    kind = pick(draw, KINDS)
    loud = kind in {"poster", "sign", "price tag", "book cover", "menu"} and draw.random() < 0.65
    back_name = pick(draw, (*HUES, "black")) if loud else "white"
    back = paint(draw, back_name) if loud else mix((255, 255, 255), (236, 222, 190), draw.uniform(0, 0.8))
    ink: Colour = paint(draw, pick(draw, ("black", "black", "black", "blue", "red")))
    if loud:
        ink = (250, 248, 240) if back_name not in {"yellow", "orange", "pink"} else (22, 20, 24)
    canvas, pen = blank(back)
    SORTS[kind](pen, draw, ink)
    if draw.random() < 0.3:
        canvas = _lying(canvas, draw)
    ways = [
        f"a {kind}",
        f"{kind} with printed words",
        f"{kind}, text",
        "text-heavy picture",
        "text, letters and numbers",
        "lots of text",
        "printed words on paper" if kind not in {"sign", "poster"} else "large letters",
        "a scan of a printed document"
        if kind not in {"sign", "poster", "price tag", "barcode label"}
        else f"{kind} with large letters",
        "text heavy",
        "typography and lettering",
        f"a {back_name} {kind}",
    ]
    kinds = ["text", "text-heavy", kind]
    if kind in {"page of text", "letter", "newspaper", "receipt", "menu"}:
        kinds.append("document")
    return canvas, some(draw, ways), kinds
