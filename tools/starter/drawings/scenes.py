"""Pictures that look like photos: products on a plain ground, sunsets, rooms."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .canvas import PAINTS, SIDE, Colour, Drawn, Random, dim, gradient, paint, pick, picture, some
from .things import OTHER_WORDS, THINGS, place

GROUNDS = {"white": 0.5, "light grey": 0.12, "black": 0.13, "coloured": 0.25}
SHADOWS = ("soft shadow", "soft shadow", "soft shadow", "hard shadow", "no shadow")


def product(draw: Random) -> Drawn:
    """Draw one thing, as a shop shows it; some small in much empty space."""
    thing, name = pick(draw, list(THINGS)), pick(draw, list(PAINTS))
    kind = str(draw.choice(list(GROUNDS), p=list(GROUNDS.values())))
    ground_name = kind
    if kind == "white":
        level = int(draw.uniform(240, 255))
        ground: Colour = (level, level, level)
    elif kind == "light grey":
        level = int(draw.uniform(190, 225))
        ground = (level, level, level)
    elif kind == "black":
        level = int(draw.uniform(4, 34))
        ground = (level, level, level)
    else:
        ground_name = pick(draw, [other for other in PAINTS if other not in (name, "black", "white")])
        ground = paint(draw, ground_name)
    canvas = gradient(dim(ground, draw.uniform(0.88, 1.0)), ground)
    small = draw.random() < 0.3
    shadow = pick(draw, SHADOWS) if kind != "black" else "no shadow"
    if small:
        r, spot = draw.uniform(22, 50), (draw.uniform(60, 324), draw.uniform(70, 310))
    else:
        r, spot = draw.uniform(60, 130), (draw.uniform(150, 234), draw.uniform(150, 220))
    place(canvas, draw, thing, paint(draw, name), (*spot, r), cast=shadow)
    other = OTHER_WORDS.get(thing, thing)
    ways = [
        f"a {name} {thing} on a {ground_name} background",
        f"product shot of a {name} {other}, {ground_name} background, {shadow}",
        f"a {name} {thing}",
        f"minimal product photo of one {other} on plain {ground_name}",
        f"studio shot of a {name} {other}",
        f"product shot, {ground_name} background",
        f"{name} {other} isolated on {ground_name}",
        f"a {thing} with {'a ' if shadow != 'no shadow' else ''}{shadow}",
        "minimal product shot",
        f"product photography, plain {ground_name} backdrop",
        *(
            (f"{other} with lots of negative space", "copy space, small object", "minimalist composition")
            if small
            else ()
        ),
    ]
    kinds = ["product shot", thing]
    return canvas, some(draw, ways), kinds + ([shadow] if shadow == "soft shadow" else [])


def grained(canvas: Image.Image, draw: Random) -> Image.Image:
    """Add film grain that is seen at the size that is kept."""
    noise = draw.normal(0, draw.uniform(14, 40), (SIDE // 2, SIDE // 2, 1 if draw.random() < 0.7 else 3))
    fine = np.repeat(np.repeat(noise, 2, 0), 2, 1)
    return picture(np.asarray(canvas, float) + fine)


def sunset(draw: Random) -> Drawn:
    """Draw an evening sky and what stands black before it."""
    sky = gradient(
        dim((int(draw.uniform(60, 240)), int(draw.uniform(50, 130)), int(draw.uniform(60, 150))), 1),
        (255, int(draw.uniform(140, 210)), int(draw.uniform(40, 110))),
    )
    pen = ImageDraw.Draw(sky)
    horizon = draw.uniform(0.62, 0.85) * SIDE
    sun, size = draw.uniform(60, SIDE - 60), draw.uniform(18, 46)
    pen.ellipse((sun - size, horizon - 1.6 * size, sun + size, horizon + 0.4 * size), fill=(255, 236, 170))
    dark = (int(draw.uniform(5, 34)), int(draw.uniform(5, 22)), int(draw.uniform(8, 28)))
    ridge = [(SIDE * step / 8, horizon + draw.uniform(-16, 16)) for step in range(1, 9)]
    pen.polygon(
        [(0.0, float(SIDE)), (0.0, horizon), *ridge, (float(SIDE), float(SIDE))],
        fill=dark,
    )
    what = pick(draw, ["tree", "person", "skyline", "hill", "palm tree", "boat"])
    x = draw.uniform(70, SIDE - 70)
    if what == "tree":
        pen.rectangle((x - 5, horizon - 90, x + 5, horizon + 10), fill=dark)
        for _ in range(14):
            u, v = x + draw.normal(0, 28), horizon - 105 + draw.normal(0, 22)
            pen.ellipse((u - 20, v - 20, u + 20, v + 20), fill=dark)
    elif what == "person":
        pen.ellipse((x - 10, horizon - 96, x + 10, horizon - 76), fill=dark)
        pen.polygon(
            [(x - 17, horizon - 72), (x + 17, horizon - 72), (x + 10, horizon + 14), (x - 10, horizon + 14)],
            fill=dark,
        )
    elif what == "skyline":
        for left in range(0, SIDE, 34):
            pen.rectangle(
                (left, horizon - draw.uniform(10, 110), left + draw.uniform(18, 34), SIDE), fill=dark
            )
    elif what == "palm tree":
        pen.line((x, horizon + 8, x + 14, horizon - 110), fill=dark, width=7)
        for turn in range(8):
            angle = math.pi * 2 * turn / 8
            pen.line(
                (x + 14, horizon - 110, x + 14 + 52 * math.cos(angle), horizon - 104 + 34 * math.sin(angle)),
                fill=dark,
                width=6,
            )
    elif what == "boat":
        pen.polygon(
            [(x - 40, horizon - 8), (x + 40, horizon - 8), (x + 24, horizon + 14), (x - 24, horizon + 14)],
            fill=dark,
        )
        pen.polygon([(x, horizon - 90), (x, horizon - 12), (x + 38, horizon - 12)], fill=dark)
    sky = sky.filter(ImageFilter.GaussianBlur(1.2))
    ways = [
        f"silhouette of a {what} at sunset",
        f"warm sunset, {what} silhouette, backlight, wide sky",
        "a sunset with an orange sky and a dark horizon",
        f"dark {what} against a glowing evening sky",
        "sunset silhouette under a wide sky",
        "sunset",
        f"{what} at dusk, backlit",
        "warm light, evening sky, silhouette",
        "golden hour silhouette",
        f"{what} silhouetted against the sun",
    ]
    if draw.random() < 0.35:
        sky = grained(sky, draw)
        grainy = [
            "warm sunset silhouette, backlight, film grain, wide sky",
            f"grainy film photo of a {what} at sunset",
            "sunset, film grain",
        ]
        ways = [*some(draw, ways, 3), *some(draw, grainy, 2)]
    return sky, some(draw, ways), ["sunset", "silhouette"]


def room(draw: Random) -> Drawn:
    """Draw a corner of a living room."""
    wall_name, floor_name = (
        pick(draw, ["white", "grey", "yellow", "teal", "pink", "blue"]),
        pick(draw, ["brown", "grey"]),
    )
    wall = dim(paint(draw, wall_name), 0.95)
    canvas = gradient(dim(wall, 0.85), wall)
    pen = ImageDraw.Draw(canvas)
    line, left = draw.uniform(0.6, 0.72) * SIDE, draw.uniform(0.1, 0.3) * SIDE
    floor = paint(draw, floor_name)
    pen.polygon([(0, SIDE), (left, line), (SIDE, line), (SIDE, SIDE)], fill=floor)
    pen.polygon([(0, 0), (left, 40), (left, line), (0, SIDE)], fill=dim(wall, 0.75))
    for step in range(6):
        pen.line((left + step * 60, line, step * 110 - 60, SIDE), fill=dim(floor, 0.8), width=2)
    u = draw.uniform(left + 20, 210)
    pen.rectangle((u, 60, u + 110, 170), fill=(225, 238, 250), outline=(250, 250, 250), width=8)
    pen.line((u + 55, 60, u + 55, 170), fill=(250, 250, 250), width=6)
    name = pick(draw, list(PAINTS))
    sofa, x = paint(draw, name), draw.uniform(left + 10, 170)
    pen.rounded_rectangle((x, line - 60, x + 190, line + 30), 18, fill=dim(sofa, 0.85))
    pen.rounded_rectangle((x - 8, line - 20, x + 198, line + 48), 16, fill=sofa)
    extra = pick(draw, ["lamp", "table", "chair", "vase"])
    place(
        canvas,
        draw,
        extra,
        paint(draw, pick(draw, list(PAINTS))),
        (draw.uniform(250, 330), line + 20, draw.uniform(40, 60)),
    )
    return (
        canvas,
        [
            f"a living room with a {name} sofa and a window",
            f"interior with a couch and a {extra}",
            f"a room with {wall_name} walls and a {floor_name} floor",
            f"indoor scene, {name} couch, {extra}, window",
            "interior design, living room furniture",
        ],
        ["interior", "illustration"],
    )
