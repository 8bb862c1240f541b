"""Models for the table: mug, teapot, flask, vase, jar."""

from __future__ import annotations

import math
import random
from pathlib import Path

import bpy  # noqa: F401  (it makes mathutils importable)
from mathutils import Matrix
from shapes import bent, box, fillet, lathe, quad, tube
from studio import material, picture_material, wood


def mug(colour: str) -> None:
    """Build a two-tone mug with its handle on the right."""
    outside = material(colour, rough=0.28, coat=0.6)
    inside = material("#f6f1e8", rough=0.25, coat=0.5)
    r, h, wall = 0.041, 0.094, 0.0042
    profile = [
        (0, 0.003),
        (0.027, 0.003),
        (0.029, 0),
        (0.0315, 0),
        (r, 0.009),
        (r, h - 0.002),
        (r - 0.001, h),
    ]
    lathe(fillet(profile, [0.001, 0.001, 0.001, 0.006, 0.001]), outside)
    inner = [(r - 0.001, h), (r - wall + 0.001, h), (r - wall, h - 0.002), (r - wall, 0.012), (0, 0.008)]
    lathe(fillet(inner, [0.001, 0.001, 0.012]), inside)
    path = [
        (r - 0.003, 0, 0.075),
        (r + 0.014, 0, 0.079),
        (r + 0.029, 0, 0.062),
        (r + 0.029, 0, 0.040),
        (r + 0.014, 0, 0.022),
        (r - 0.003, 0, 0.024),
    ]
    handle = tube(path, 0.0052, outside)
    handle.scale = (1, 1.55, 1)


def teapot(colour: str) -> None:
    """Build a round teapot with a cane handle over the top and a wooden knob."""
    glaze = material(colour, rough=0.22, coat=0.8)
    body = [(0, 0.002), (0.045, 0.002), (0.047, 0.0), (0.05, 0.004)]
    body += [
        (0.046 + 0.036 * math.sin(math.pi * t) ** 0.8, 0.008 + 0.096 * t)
        for t in (i / 24 for i in range(1, 24))
    ]
    body += [(0.04, 0.105), (0.038, 0.107), (0.036, 0.105)]
    lathe(body, glaze)
    lathe(fillet([(0.0372, 0.1065), (0.036, 0.109), (0.02, 0.117), (0, 0.119)], 0.008), glaze)
    knob = [(0.0045, 0.117), (0.004, 0.122), (0.0085, 0.128), (0.009, 0.133), (0.006, 0.138), (0, 0.1395)]
    lathe(fillet(knob, 0.003), wood("#b98150", "#7d4b28", 6))
    tube(
        [(0.070, 0, 0.040), (0.096, 0, 0.052), (0.112, 0, 0.078), (0.128, 0, 0.100)],
        0.011,
        glaze,
        radii=[1.75, 1.25, 0.86, 0.72],
    )
    tube([(0.1285, 0, 0.1007), (0.1292, 0, 0.1017)], 0.0058, material("#1b1512", rough=0.9))
    cane = wood("#c79562", "#8d5c33", 5)
    arch = [(-0.062, 0, 0.094), (-0.07, 0, 0.135), (-0.045, 0, 0.178), (0, 0, 0.192)]
    arch += [(-x, y, z) for x, y, z in arch[-2::-1]]
    tube(arch, 0.0042, cane)
    for side in (-1, 1):
        tube([(side * 0.058, 0, 0.086), (side * 0.0635, 0, 0.1)], 0.0065, glaze)


def flask(colour: str) -> None:
    """Build a steel drinking flask, painted, with a bamboo lid and a loop."""
    paint = material(colour, rough=0.5, bump=(900, 0.08))
    steel = material("#c9ccd0", rough=0.22, metal=1)
    r = 0.036
    low = [(0, 0), (r - 0.004, 0), (r - 0.001, 0.003), (r - 0.001, 0.016)]
    lathe(fillet(low, 0.002), steel)
    shell = [(r - 0.001, 0.016), (r, 0.018), (r, 0.175), (0.024, 0.203), (0.0235, 0.212)]
    lathe(fillet(shell, [0.002, 0.03, 0.008]), paint)
    lathe([(0.0225, 0.211), (0.0225, 0.217)], steel)
    lathe(
        fillet([(0, 0.216), (0.026, 0.216), (0.026, 0.246), (0, 0.246)], 0.003), wood("#d8b27c", "#b98a52", 5)
    )
    lathe(fillet([(0, 0.246), (0.0245, 0.246), (0.0245, 0.249), (0, 0.249)], 0.001), steel)
    loop = [(-0.02, 0, 0.246), (-0.02, 0, 0.264), (0, 0, 0.274), (0.02, 0, 0.264), (0.02, 0, 0.246)]
    tube(loop, 0.0028, steel)


def vase(colour: str) -> None:
    """Build a ribbed stoneware vase that holds dry stems with round buds."""
    clay = material(colour, rough=0.55, bump=(220, 0.25))
    knots = [
        (0.032, 0.0),
        (0.05, 0.035),
        (0.062, 0.085),
        (0.05, 0.135),
        (0.024, 0.175),
        (0.021, 0.2),
        (0.03, 0.225),
    ]
    profile = [(0.0, 0.001), (0.028, 0.0)]
    for i in range(120):
        t = i / 119 * (len(knots) - 1)
        k = min(int(t), len(knots) - 2)
        p0, p1, p2, p3 = knots[max(k - 1, 0)], knots[k], knots[k + 1], knots[min(k + 2, len(knots) - 1)]
        f = t - k
        r, z = (
            0.5 * (2 * b + (c - a) * f + (2 * a - 5 * b + 4 * c - d) * f * f + (3 * b - a - 3 * c + d) * f**3)
            for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
        )
        profile.append((r + 0.0007 * math.sin(i * 0.9), z))
    r, z = profile[-1]
    profile += [(r - 0.003, z + 0.001), (r - 0.006, z - 0.004), (0.016, 0.195), (0.016, 0.15), (0, 0.15)]
    lathe(profile, clay, smooth=60)
    chance = random.Random(5)
    stem = material("#8a7650", rough=0.8)
    buds = [material(c, rough=0.85) for c in ("#e6d3a8", "#d9a877", "#f0e6cf")]
    for k in range(9):
        a = 2 * math.pi * k / 9 + chance.uniform(-0.3, 0.3)
        lean, top = chance.uniform(0.02, 0.1), chance.uniform(0.36, 0.47)
        tip = (lean * math.cos(a), lean * math.sin(a), top)
        middle = (lean * 0.35 * math.cos(a), lean * 0.35 * math.sin(a), 0.3)
        tube([(0.004 * math.cos(a), 0.004 * math.sin(a), 0.16), middle, tip], 0.0011, stem)
        size = chance.uniform(0.008, 0.013)
        ball = lathe(
            [(size * math.sin(math.pi * i / 12), -size * math.cos(math.pi * i / 12)) for i in range(13)],
            buds[k % 3],
            24,
        )
        ball.location = tip
        for _ in range(3):
            t = chance.uniform(0.45, 0.9)
            side = chance.uniform(0, 2 * math.pi)
            base = tuple(m + (e - m) * t for m, e in zip(middle, tip, strict=True))
            end = (base[0] + 0.02 * math.cos(side), base[1] + 0.02 * math.sin(side), base[2] + 0.02)
            tube([base, end], 0.0008, stem)
            s = size * 0.55
            small = lathe(
                [(s * math.sin(math.pi * i / 10), -s * math.cos(math.pi * i / 10)) for i in range(11)],
                buds[(k + 1) % 3],
                20,
            )
            small.location = end


def jar(contents: str, lid: str, label: Path) -> None:
    """Build a glass jar, filled, with a metal lid and a paper label round its front."""
    glass = material("#ffffff", rough=0.02, glass=1.0)
    filling = material(contents, rough=0.3, subsurface=0.15, coat=0.3)
    r, h = 0.04, 0.1
    outer = fillet([(0, 0), (r, 0), (r, h - 0.012), (0.034, h), (0.034, h + 0.008)], [0.008, 0.012, 0.006])
    inner = fillet(
        [(0.032, h + 0.008), (0.032, h), (r - 0.003, h - 0.013), (r - 0.003, 0.004), (0, 0.004)],
        [0.006, 0.01, 0.008],
    )
    # Light reaches what is inside: without caustics, glass would throw the shadow of a solid thing.
    lathe(outer + inner, glass).visible_shadow = False
    fill = fillet([(0, 0.005), (r - 0.0036, 0.005), (r - 0.0036, h - 0.02), (0, h - 0.02)], [0.008, 0.004])
    lathe(fill, filling)
    cap = [(0, h + 0.02), (0.036, h + 0.02), (0.0375, h + 0.004), (0.0365, h + 0.003)]
    lathe(fillet(cap, [0.003, 0.001]), material(lid, rough=0.3, metal=0.85))
    bent(r + 0.0004, 0.052, 0.02, -90 - 68, 136, picture_material(label, rough=0.7))


def carton(size: tuple[float, float, float], paper: str, front: Path, top: Path | None = None) -> None:
    """Build a folded carton with a picture on its front and a tape or label on the top."""
    x, y, z = size
    box(size, (0, 0, z / 2), material(paper, rough=0.8, bump=(300, 0.12)), bevel=0.0022, segments=3)
    face = Matrix.Translation((0, -y / 2 - 0.0004, z / 2)) @ Matrix.Rotation(math.pi / 2, 4, "X")
    quad(x * 0.98, z * 0.98, face, picture_material(front, rough=0.6))
    if top is not None:
        quad(x * 0.98, y * 0.98, Matrix.Translation((0, 0, z + 0.0004)), picture_material(top, rough=0.6))


def tag(picture: Path, string: str) -> None:
    """Build a swing tag of thick paper that leans back, with a string through its eyelet."""
    card = picture_material(picture, rough=0.75)
    lean = Matrix.Rotation(math.radians(68), 4, "X")
    quad(0.07, 0.12, Matrix.Translation((0, 0, 0.056)) @ lean, card)
    eye = (0.0, 0.0195, 0.1045)
    thread = material(string, rough=0.9)
    tube(
        [eye, (0.01, 0.0, 0.125), (0.035, 0.02, 0.13), (0.06, 0.06, 0.08), (0.075, 0.07, 0.002)],
        0.0008,
        thread,
    )
    tube(
        [eye, (0.004, 0.03, 0.12), (0.03, 0.045, 0.125), (0.055, 0.08, 0.07), (0.09, 0.06, 0.002)],
        0.0008,
        thread,
    )
