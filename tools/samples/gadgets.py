"""Models of things with parts: desk lamp, headphones, watch, camera."""

from __future__ import annotations

import math
from pathlib import Path

import bpy  # noqa: F401  (it makes mathutils importable)
from mathutils import Matrix
from shapes import box, extrude, fillet, lathe, loft, quad, ring, superellipse, tube, turn
from studio import area_light, material, picture_material


def desk_lamp(colour: str, lit: bool = False) -> None:
    """Build a jointed desk lamp; when lit, its bulb lights the table."""
    paint = material(colour, rough=0.35, coat=0.3)
    brass = material("#d3a95c", rough=0.22, metal=1)
    lathe(fillet([(0, 0), (0.085, 0), (0.085, 0.014), (0, 0.02)], 0.006), paint)
    foot, elbow, head = (0.0, 0, 0.02), (-0.09, 0, 0.25), (0.10, 0, 0.42)
    tube([foot, elbow], 0.0055, brass, smooth=False)
    tube([elbow, head], 0.0055, brass, smooth=False)
    for joint in (foot, elbow, head):
        disc = lathe(fillet([(0, -0.011), (0.013, -0.011), (0.013, 0.011), (0, 0.011)], 0.003), paint)
        turn(disc, x=90, at=joint)
    outer = fillet([(0.018, 0.055), (0.02, 0.05), (0.03, 0.03), (0.075, -0.055)], 0.02)
    shade = lathe([(0, 0.055), *outer], paint)
    lining = lathe(
        [(0.0735, -0.0545), (0.029, 0.027), (0.018, 0.046), (0, 0.046)], material("#fbf6ea", rough=0.4)
    )
    bulb = lathe(
        [
            (0.022 * math.sin(math.pi * i / 16), -0.026 - 0.024 * math.cos(math.pi * i / 16))
            for i in range(17)
        ],
        material("#fff0d0", rough=0.3, glow=14.0 if lit else 0.15),
    )
    for part in (shade, lining, bulb):
        turn(part, y=-28, at=(0.128, 0, 0.405))
    if lit:
        light = area_light((0.145, 0, 0.36), (0.21, 0, 0.0), 9.0, 0.05, "#ffcf8f")
        light.data.shape = "DISK"
        light.data.spread = math.radians(150)


def headphones(colour: str, accent: str) -> None:
    """Build over-ear headphones that stand on their cups."""
    shell = material(colour, rough=0.42)
    metal = material(accent, rough=0.25, metal=1)
    leather = material("#26221f", rough=0.6, bump=(500, 0.3))
    span, drop = 0.078, 0.072
    band = []
    for i in range(25):
        a = math.pi * i / 24
        width = 0.013 + 0.004 * math.sin(a)
        cx, cz = span * 0.98 * math.cos(a), drop + 0.102 * math.sin(a) ** 0.9
        nx, nz = math.cos(a), math.sin(a)
        section = []
        for u, v in superellipse(width, 0.0045, 3, 16):
            section.append((cx + nx * v, u, cz + nz * v))
        band.append(section)
    loft(band, shell, subdivide=1)
    pad = []
    for i in range(17):
        a = math.pi * (0.2 + 0.6 * i / 16)
        cx, cz = (span * 0.98 - 0.009) * math.cos(a), drop + 0.092 * math.sin(a) ** 0.9
        nx, nz = math.cos(a), math.sin(a)
        pad.append([(cx + nx * v, u, cz + nz * v) for u, v in superellipse(0.0125, 0.006, 2.4, 16)])
    loft(pad, leather, subdivide=1)
    for side in (-1, 1):
        cup = [(0, 0.026), (0.026, 0.025), (0.034, 0.016), (0.036, 0.004), (0.035, 0), (0, 0)]
        parts = [lathe(fillet(cup, 0.006), shell)]
        parts.append(
            lathe(fillet([(0, 0.0275), (0.017, 0.0275), (0.019, 0.025), (0.019, 0.02)], 0.0015), metal)
        )
        ring_profile = [
            (
                0.0255 + 0.0115 * math.cos(2 * math.pi * i / 20),
                -0.009 + 0.0105 * math.sin(2 * math.pi * i / 20),
            )
            for i in range(21)
        ]
        parts.append(lathe(ring_profile, leather, smooth=180))
        parts.append(lathe([(0, -0.006), (0.02, -0.006)], material("#141212", rough=0.95)))
        for part in parts:
            part.scale = (1.18, 1, 1)
            turn(part, y=side * 90, at=(side * 0.072, 0, 0.0435))
        tube([(side * span * 0.98, 0, drop + 0.004), (side * 0.081, 0, 0.058)], 0.0042, metal, smooth=False)
        for d in (-1, 1):
            tube(
                [
                    (side * 0.081, 0, 0.074),
                    (side * 0.083, d * 0.028, 0.066),
                    (side * 0.083, d * 0.038, 0.044),
                ],
                0.0026,
                metal,
            )


def watch(strap: str, case: str, dial: Path) -> None:
    """Build a wrist watch laid flat, with a picture for its dial."""
    steel = material(case, rough=0.16, metal=1)
    leather = material(strap, rough=0.55, bump=(700, 0.35))
    stitch = material("#e9dcc4", rough=0.8)
    lathe(
        fillet(
            [
                (0, 0.001),
                (0.018, 0.001),
                (0.0205, 0.004),
                (0.0205, 0.009),
                (0.0188, 0.0112),
                (0.0172, 0.0112),
                (0.0168, 0.0098),
                (0, 0.0098),
            ],
            0.0008,
        ),
        steel,
    )
    quad(0.0338, 0.0338, Matrix.Translation((0, 0, 0.00985)), picture_material(dial, rough=0.4))
    lathe(
        fillet([(0, 0.0117), (0.0169, 0.0112), (0.0169, 0.0105)], 0.0003),
        material("#ffffff", rough=0.0, glass=1.0, alpha=0.12),
    )
    crown = lathe(fillet([(0, 0), (0.0028, 0), (0.0028, 0.0042), (0, 0.0042)], 0.0006), steel, 24)
    turn(crown, y=90, at=(0.0203, 0, 0.0062))
    for d in (-1, 1):
        for s in (-1, 1):
            tube(
                [
                    (s * 0.0112, d * 0.0165, 0.0062),
                    (s * 0.0112, d * 0.0205, 0.0055),
                    (s * 0.0112, d * 0.0238, 0.0032),
                ],
                0.0019,
                steel,
            )
        sections = []
        for i in range(14):
            t = i / 13
            width = 0.0098 - 0.0018 * t
            height = 0.0042 * (1 - t) ** 2 + 0.0014
            sections.append(ring((0, d * (0.0205 + 0.072 * t), height), width, 0.0014, 4, 16, "y"))
        loft(sections, leather, subdivide=1)
        for s in (-1, 1):
            for k in range(26):
                t = 0.06 + 0.9 * k / 26
                width = 0.0098 - 0.0018 * t - 0.0014
                z = 0.0042 * (1 - t) ** 2 + 0.0029
                y = d * (0.0205 + 0.072 * t)
                tube(
                    [(s * width, y, z), (s * width, y + d * 0.0016, z - 0.0001)],
                    0.00022,
                    stitch,
                    smooth=False,
                )
    buckle = tube(
        [
            (-0.0098, -0.0915, 0.003),
            (0.0098, -0.0915, 0.003),
            (0.0098, -0.1005, 0.003),
            (-0.0098, -0.1005, 0.003),
        ],
        0.0011,
        steel,
        True,
        False,
    )
    buckle.data.splines[0].use_cyclic_u = True
    tube([(0, -0.0915, 0.004), (0, -0.1008, 0.0042)], 0.0007, steel, smooth=False)
    for k in range(5):
        hole = lathe([(0, 0.0028), (0.0009, 0.0029)], material("#120d0a", rough=0.9), 16)
        hole.location = (0, 0.062 + 0.006 * k, 0.0003)


def camera(leather: str, plate: str) -> None:
    """Build a rangefinder camera with a leather body, metal plates and a lens."""
    skin = material(leather, rough=0.7, bump=(900, 0.9))
    metal = material(plate, rough=0.3, metal=1)
    black = material("#151515", rough=0.4)
    x, y, z = 0.138, 0.034, 0.078
    for at, height, made in ((0.009, 0.018, metal), (0.036, 0.038, skin), (0.066, 0.022, metal)):
        body = extrude(superellipse(x / 2, y / 2, 5, 96), height, made, 0.0014)
        body.location = (0, 0, at)
    finder = box((0.052, 0.026, 0.012), (0.012, 0, z + 0.004), metal, 0.0025)
    finder.name = "finder"
    box((0.017, 0.002, 0.0115), (-0.043, -0.0168, 0.0665), black, 0.0012)
    box((0.0145, 0.0022, 0.009), (-0.043, -0.017, 0.0665), material("#9fb8c9", rough=0.05, coat=1), 0.0012)
    box((0.011, 0.002, 0.008), (0.046, -0.0168, 0.0665), material("#8b7b4a", rough=0.1, coat=1), 0.001)
    shutter = lathe(
        fillet([(0, 0.005), (0.0048, 0.005), (0.0052, 0)], 0.001), material("#c23b2e", rough=0.3, coat=1), 32
    )
    shutter.location = (-0.05, -0.003, 0.079)
    for at, r in ((-0.05, 0.0085), (0.052, 0.0115), (-0.028, 0.0068)):
        dial = lathe(fillet([(0, 0.007), (r, 0.007), (r, 0)], 0.0008), metal, 48)
        dial.location = (at, 0.002, 0.0765)
    glass = material("#1a1430", rough=0.02, coat=1)
    barrel = [
        (0.028, 0),
        (0.028, 0.008),
        (0.0262, 0.009),
        (0.0262, 0.022),
        (0.0245, 0.023),
        (0.0245, 0.034),
        (0.022, 0.0345),
    ]
    for profile, made in (
        (fillet([(0, 0), (0.031, 0), (0.031, 0.003), (0.029, 0.0035)], 0.0006), metal),
        (fillet(barrel, 0.0008), black),
        (fillet([(0.022, 0.0345), (0.0185, 0.028), (0.0165, 0.0255), (0.0165, 0.024)], 0.0005), black),
        ([(0.0165 * math.sin(t / 10), 0.0248 + 0.0035 * math.cos(t / 10)) for t in range(16, -1, -1)], glass),
        (fillet([(0.0263, 0.012), (0.0272, 0.0125), (0.0272, 0.0185), (0.0263, 0.019)], 0.0003), metal),
    ):
        turn(lathe(profile, made), x=90, at=(0.004, -0.0165, 0.036))
    for s in (-1, 1):
        tube(
            [(s * 0.0675, 0, 0.064), (s * 0.0725, 0, 0.066), (s * 0.0725, 0, 0.06), (s * 0.0675, 0, 0.062)],
            0.0009,
            metal,
        )
    strap = material("#7a4a2a", rough=0.6)
    tube(
        [
            (-0.0725, 0, 0.063),
            (-0.1, 0.02, 0.05),
            (-0.105, 0.055, 0.004),
            (-0.03, 0.085, 0.003),
            (0.06, 0.075, 0.003),
            (0.108, 0.045, 0.006),
            (0.098, 0.015, 0.05),
            (0.0725, 0, 0.063),
        ],
        0.0026,
        strap,
    )
