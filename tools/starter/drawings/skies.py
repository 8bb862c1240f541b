"""Wide skies, nights, lit spheres: what photos of people and things seldom show."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .canvas import HUES, SIDE, Colour, Drawn, Random, dim, gradient, mix, paint, pick, picture, some
from .surfaces import clouds


def _ridge(pen: ImageDraw.ImageDraw, draw: Random, line: float, rough: float, fill: Colour) -> None:
    points, y = [(0.0, float(SIDE))], line
    for x in range(0, SIDE + 12, 12):
        y = line + (y - line) * 0.8 + draw.normal(0, rough)
        points.append((float(x), y))
    pen.polygon([*points, (float(SIDE), float(SIDE))], fill=fill)


def sky(draw: Random) -> Drawn:
    """Draw a wide sky over a low horizon."""
    tints: dict[str, tuple[Colour, Colour]] = {
        "blue": ((70, 130, 205), (190, 220, 242)),
        "grey": ((150, 156, 164), (205, 208, 212)),
        "pink": ((120, 110, 170), (246, 190, 180)),
        "orange": ((210, 110, 80), (255, 210, 130)),
    }
    name = pick(draw, ("blue", "blue", "blue", "grey", "pink", "orange"))
    top, foot = tints[name]
    canvas = gradient(dim(top, draw.uniform(0.8, 1.15)), dim(foot, draw.uniform(0.9, 1.05)))
    cloudy = draw.random() < 0.6
    if cloudy:
        cover = np.clip((clouds(draw, 3, 6, 5) - draw.uniform(0.35, 0.6)) * 3, 0, 1)[..., None]
        canvas = picture(np.asarray(canvas, float) * (1 - cover * 0.85) + 246 * cover * 0.85)
    pen = ImageDraw.Draw(canvas)
    line = draw.uniform(0.68, 0.92) * SIDE
    where = pick(draw, ("meadow", "sea", "desert", "mountains", "town"))
    if where == "sea":
        pen.rectangle((0, line, SIDE, SIDE), fill=dim(mix(top, (20, 60, 90), 0.6), 0.9))
    elif where == "mountains":
        for layer in range(3):
            _ridge(pen, draw, line - 26 + layer * 26, 9, mix((60, 80, 90), foot, 0.5 - layer * 0.2))
    elif where == "town":
        x = 0.0
        while x < SIDE:
            wide = draw.uniform(12, 40)
            shade = int(draw.uniform(50, 120))
            pen.rectangle(
                (x, line - draw.uniform(2, 42), x + wide, SIDE), fill=(shade, shade - 6, shade - 10)
            )
            x += wide
    else:
        fill: Colour = (96, 132, 62) if where == "meadow" else (206, 172, 116)
        _ridge(pen, draw, line, 2, dim(fill, draw.uniform(0.7, 1.1)))
    grain = draw.normal(0, 5, (SIDE, SIDE, 1))
    ways = [
        f"wide sky over a {where}" if where != "mountains" else "wide sky over mountains",
        "wide sky",
        f"{name} sky with clouds" if cloudy else f"clear {name} sky",
        "big open sky above a low horizon",
        f"landscape with a {name} sky",
        "vast sky, negative space",
        "open sky",
        "clouds in the sky" if cloudy else "cloudless sky",
    ]
    return picture(np.asarray(canvas, float) + grain), some(draw, ways), ["sky", "landscape"]


def _lit_city(canvas: Image.Image, draw: Random) -> Image.Image:
    pen = ImageDraw.Draw(canvas)
    x = 0.0
    while x < SIDE:
        wide, top = draw.uniform(26, 66), draw.uniform(120, 290)
        pen.rectangle((x, top, x + wide, SIDE), fill=(8, 8, 14))
        for u in np.arange(x + 4, x + wide - 5, 9):
            for v in np.arange(top + 6, SIDE, 13):
                if draw.random() < 0.4:
                    pen.rectangle((u, v, u + 4, v + 6), fill=(255, int(draw.integers(180, 240)), 120))
        x += wide
    if draw.random() < 0.5:
        glow = Image.new("RGB", (SIDE, SIDE), (0, 0, 0))
        mark = ImageDraw.Draw(glow)
        for _ in range(7):
            u, v = draw.uniform(0, SIDE), draw.uniform(200, SIDE)
            mark.rounded_rectangle(
                (u, v, u + 60, v + 14),
                6,
                outline=paint(draw, pick(draw, ("pink", "teal", "purple", "blue"))),
                width=4,
            )
        shine = np.asarray(glow.filter(ImageFilter.GaussianBlur(7)), float) * 1.6
        canvas = picture(np.asarray(canvas, float) + np.asarray(glow, float) + shine)
    return canvas


def _stars(pen: ImageDraw.ImageDraw, draw: Random) -> None:
    for _ in range(int(draw.integers(60, 420))):
        u, v, r = draw.uniform(0, SIDE), draw.uniform(0, SIDE), draw.uniform(0.4, 2.2)
        level = int(draw.uniform(120, 255))
        pen.ellipse((u - r, v - r, u + r, v + r), fill=(level, level, min(255, level + 20)))
    if draw.random() < 0.5:
        u, v, r = draw.uniform(60, 320), draw.uniform(50, 150), draw.uniform(16, 40)
        pen.ellipse((u - r, v - r, u + r, v + r), fill=(240, 238, 220))
    if draw.random() < 0.6:
        _ridge(pen, draw, draw.uniform(300, 350), 6, (2, 3, 8))


def night(draw: Random) -> Drawn:
    """Draw a night sky with stars, or city lights in the dark."""
    canvas = gradient(
        (int(draw.integers(2, 14)), int(draw.integers(4, 18)), int(draw.integers(16, 50))), (10, 14, 40)
    )
    city = draw.random() < 0.5
    if city:
        canvas = _lit_city(canvas, draw)
    else:
        _stars(ImageDraw.Draw(canvas), draw)
    ways = (
        [
            "city lights at night",
            "skyline at night",
            "night",
            "lit windows in the dark",
            "city at night",
            "dark city, night sky",
        ]
        if city
        else [
            "night sky with stars",
            "starry sky",
            "night",
            "stars in the dark sky",
            "dark night sky",
            "stars",
        ]
    )
    return canvas, some(draw, ways), ["night", "city" if city else "sky"]


def sphere(draw: Random) -> Drawn:
    """Light a few spheres in a studio, as renderers do."""
    name = pick(draw, (*HUES, "white", "grey"))
    back = paint(draw, pick(draw, ("white", "white", "grey", "black", *HUES)))
    canvas = np.asarray(gradient(dim(back, draw.uniform(0.8, 1)), dim(back, 1.05)), float).copy()
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    lamp = np.array([draw.uniform(-0.7, 0.7), draw.uniform(-0.9, -0.4), draw.uniform(0.4, 0.9)])
    lamp /= np.linalg.norm(lamp)
    many = int(draw.integers(1, 5))
    gloss = draw.uniform(0, 0.9)
    for _ in range(many):
        x, y, r = draw.uniform(80, 304), draw.uniform(140, 270), draw.uniform(34, 100 if many == 1 else 62)
        under = np.exp(
            -((((columns - x + lamp[0] * r) / (1.1 * r)) ** 2 + ((rows - y - r) / (0.22 * r)) ** 2) ** 1.0)
        )
        canvas *= 1 - 0.55 * under[..., None]
        u, v = (columns - x) / r, (rows - y) / r
        inside = np.clip((1 - np.hypot(u, v)) * r, 0, 1)[..., None]
        depth = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
        lit = np.clip(u * lamp[0] + v * lamp[1] + depth * lamp[2], 0, 1)
        half = lamp + np.array([0, 0, 1])
        half /= np.linalg.norm(half)
        shine = np.clip(u * half[0] + v * half[1] + depth * half[2], 0, 1) ** 60
        ball = (
            np.array(paint(draw, name), float) * (0.22 + 0.9 * lit)[..., None]
            + 235 * gloss * shine[..., None]
        )
        canvas = canvas * (1 - inside) + ball * inside
    what = "sphere" if many == 1 else "spheres"
    ways = [
        f"{name} {what}, studio light",
        f"3D render of {name} {what}",
        f"{'a ' if many == 1 else ''}glossy {what}"
        if gloss > 0.4
        else f"{'a ' if many == 1 else ''}matte {what}",
        "3D rendering",
        "computer generated render",
        f"{what} with a soft shadow",
        "studio lighting, soft shadow",
    ]
    return picture(canvas), some(draw, ways), ["3D render", "soft shadow"]
