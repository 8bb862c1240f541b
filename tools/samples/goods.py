"""Larger models: chair, sneaker, toy car, backpack."""

# ruff: noqa: PLR0917 - coordinates and sizes read best in their usual order

from __future__ import annotations

import math

import bpy
from mathutils import Matrix
from shapes import Point3, add_subdivision, box, extrude, fillet, lathe, loft, ring, tube, turn
from studio import material, wood


def chair(colour: str, legs: str = "#c89a6a") -> None:
    """Build a moulded shell chair on four splayed wooden legs."""
    shell = material(colour, rough=0.42, coat=0.15)
    # y, z of the shell's middle line from the front edge to the top of the back; half width; how far the sides rise.
    line = [
        (-0.235, 0.425, 0.21, 0.000),
        (-0.215, 0.447, 0.225, 0.004),
        (-0.10, 0.440, 0.238, 0.018),
        (0.05, 0.425, 0.240, 0.030),
        (0.155, 0.445, 0.238, 0.042),
        (0.205, 0.520, 0.235, 0.045),
        (0.235, 0.640, 0.232, 0.040),
        (0.262, 0.760, 0.215, 0.032),
        (0.275, 0.825, 0.165, 0.024),
    ]
    across = 12
    verts, faces = [], []
    for i, (y, z, half, rise) in enumerate(line):
        blend = min(max((i - 2) / 4, 0), 1)
        for j in range(across + 1):
            u = -1 + 2 * j / across
            lift = rise * abs(u) ** 2.6
            verts.append((half * u, y - lift * blend * 2.0, z + lift * (1 - blend)))
    for i in range(len(line) - 1):
        for j in range(across):
            k = i * (across + 1) + j
            faces.append((k, k + 1, k + across + 2, k + across + 1))
    mesh = bpy.data.meshes.new("shell")
    mesh.from_pydata(verts, [], faces)
    mesh.shade_smooth()
    mesh.materials.append(shell)
    seat = bpy.data.objects.new("shell", mesh)
    bpy.context.collection.objects.link(seat)
    thick = seat.modifiers.new("thickness", "SOLIDIFY")
    thick.thickness = 0.012
    add_subdivision(seat, 3)
    timber = wood(legs, "#a87a4c", 3, axis="z")
    for sx in (-1, 1):
        for sy in (-1, 1):
            top = (sx * 0.13, sy * 0.12 + 0.0, 0.425)
            end = (sx * 0.225, sy * 0.215, 0.0)
            tube([top, end], 0.017, timber, smooth=False, radii=[1.0, 0.62])
    steel = material("#2b2b2d", rough=0.35, metal=0.8)
    for d in (-1, 1):
        tube([(-0.15, d * 0.135, 0.36), (0.15, -d * 0.135, 0.36)], 0.005, steel, smooth=False)
    box((0.2, 0.2, 0.012), (0, 0, 0.415), steel, 0.004)


def _shoe_bend(x: float) -> float:
    return 0.006 * math.sin(math.pi * (x / 0.27) ** 1.4)


def _shoe_section(x: float, half: float, top: float) -> list[Point3]:
    """Give the outline across the shoe at x from the heel: upright below, drawn in above."""
    floor, section = 0.014, []
    for k in range(20):
        a = 2 * math.pi * k / 20
        c, s = math.cos(a), math.sin(a)
        u = math.copysign(abs(c) ** (0.72 if s > 0 else 0.3), c)
        v = math.copysign(abs(s) ** 0.85, s)
        height = (floor + top) / 2 + v * (top - floor) / 2
        narrow = 1.0 - 0.36 * max(v, 0) ** 1.5 * (1 if x < 0.2 else 0.6)
        section.append((0.134 - x, _shoe_bend(x) + u * half * narrow, height))
    return section


def sneaker(upper: str, sole: str, accent: str) -> None:
    """Build a low running shoe that points to the left, laces and all."""
    canvas = material(upper, rough=0.75, bump=(1500, 0.5), sheen=0.2)
    rubber = material(sole, rough=0.55)
    trim = material(accent, rough=0.45)
    dark = material("#2a2b30", rough=0.9)
    # Along the shoe, heel first: x, half width, middle height of the top, side lean.
    foot = [
        (0.0, 0.026, 0.075),
        (0.012, 0.033, 0.086),
        (0.04, 0.036, 0.089),
        (0.075, 0.0355, 0.084),
        (0.11, 0.036, 0.080),
    ]
    foot += [
        (0.14, 0.039, 0.070),
        (0.17, 0.043, 0.059),
        (0.20, 0.045, 0.051),
        (0.23, 0.043, 0.046),
        (0.255, 0.034, 0.041),
        (0.268, 0.019, 0.035),
    ]
    body = loft([_shoe_section(*row) for row in foot], canvas, subdivide=3)
    toe = [(x, half + 0.0012, top + 0.0012) for x, half, top in foot if x > 0.21]
    loft([_shoe_section(*row) for row in [(0.213, 0.0452, 0.0497), *toe]], rubber, subdivide=3)
    hole = loft(
        [
            ring((0.134 - 0.058, 0.0005, z), rx, ry, 2.4, 24)
            for z, rx, ry in (
                (0.045, 0.03, 0.017),
                (0.07, 0.043, 0.0215),
                (0.11, 0.054, 0.026),
                (0.14, 0.06, 0.03),
            )
        ],
        dark,
        subdivide=2,
    )
    hole.hide_render = True
    cut = body.modifiers.new("opening", "BOOLEAN")
    cut.object, cut.operation, cut.solver = hole, "DIFFERENCE", "EXACT"
    cut.material_mode = "TRANSFER"
    body.data.materials.append(dark)

    def footprint(grow: float) -> list[tuple[float, float]]:
        left, right = [], []
        for x, half, _ in foot:
            shift = _shoe_bend(x)
            left.append((-x + 0.134, shift + half + grow))
            right.append((-x + 0.134, shift - half - grow))
        ends = [(0.138 + grow, 0.0)], [(-0.138 - grow, 0.004)]
        rough = [*ends[0], *left, *ends[1], *right[::-1]]
        return _smooth(rough, 3)

    base = extrude(footprint(0.002), 0.026, rubber, 0.004)
    base.location = (0, 0, 0.015)
    stripe = extrude(footprint(0.0032), 0.004, trim, 0.0012)
    stripe.location = (0, 0, 0.022)
    tread = extrude(footprint(-0.001), 0.004, dark, 0.001)
    tread.location = (0, 0, 0.002)
    _laces(material(sole, rough=0.8))
    for s in (-1, 1):
        swoosh = []
        for x, half, z in (
            (0.029, 0.0335, 0.043),
            (0.074, 0.0345, 0.052),
            (0.114, 0.0355, 0.047),
            (0.162, 0.041, 0.037),
        ):
            swoosh.append((0.134 - x, _shoe_bend(x) + s * half, z))
        tube(swoosh, 0.0042, trim, radii=[0.5, 1.2, 1.2, 0.4])
    tab = loft(
        [ring((0.1345, 0, z), 0.0025, w, 3, 12) for z, w in ((0.05, 0.012), (0.07, 0.012), (0.094, 0.009))],
        trim,
        1,
    )
    tab.name = "tab"


def _laces(made: bpy.types.Material) -> None:
    """Lace the instep and tie a bow."""
    for k in range(5):
        t = k / 4
        x = 0.134 - (0.118 + 0.060 * t)
        z = 0.0795 - 0.0235 * t
        w = 0.021 + 0.001 * t
        y = 0.004 + 0.001 * t
        for lean in (-0.0045, 0.0045):
            tube(
                [(x + lean, y - w, z - 0.0065), (x, y, z + 0.0035), (x - lean, y + w, z - 0.0065)],
                0.0019,
                made,
            )
    knot = (0.019, 0.004, 0.0875)
    for s in (-1, 1):
        tube(
            [
                knot,
                (0.024, s * 0.016 + 0.004, 0.094),
                (0.012, s * 0.028 + 0.004, 0.082),
                (0.016, s * 0.012 + 0.004, 0.084),
                knot,
            ],
            0.0016,
            made,
        )


def _smooth(points: list[tuple[float, float]], rounds: int) -> list[tuple[float, float]]:
    for _ in range(rounds):
        out = []
        for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
            out += [
                (x0 * 0.75 + x1 * 0.25, y0 * 0.75 + y1 * 0.25),
                (x0 * 0.25 + x1 * 0.75, y0 * 0.25 + y1 * 0.75),
            ]
        points = out
    return points


def toy_car(colour: str) -> None:
    """Build a painted wooden toy car with open windows and natural wheels."""
    paint = material(colour, rough=0.3, coat=0.7)
    timber = wood("#d9b382", "#b98a56", 9)
    outline = [
        (-0.1, 0.018),
        (0.1, 0.018),
        (0.1, 0.05),
        (0.066, 0.056),
        (0.034, 0.092),
        (-0.044, 0.092),
        (-0.07, 0.056),
        (-0.1, 0.052),
    ]
    closed = _smooth(outline, 4)
    front = _smooth([(0.006, 0.061), (0.044, 0.061), (0.025, 0.08), (0.006, 0.08)], 3)
    rear = _smooth([(-0.052, 0.061), (-0.01, 0.061), (-0.01, 0.08), (-0.038, 0.08)], 3)
    body = extrude(closed, 0.062, paint, 0.004, (front[::-1], rear[::-1]))
    turn(body, x=90)
    for x in (-0.058, 0.058):
        tube([(x, -0.04, 0.024), (x, 0.04, 0.024)], 0.0035, timber, smooth=False)
        for s in (-1, 1):
            tyre = lathe(
                fillet(
                    [
                        (0, 0.007),
                        (0.006, 0.007),
                        (0.01, 0.0045),
                        (0.018, 0.0045),
                        (0.0215, 0.007),
                        (0.024, 0.0055),
                        (0.024, -0.007),
                        (0, -0.007),
                    ],
                    0.002,
                ),
                timber,
            )
            turn(tyre, x=s * -90 + 0, at=(x, s * 0.0395, 0.024))
            if s == -1:
                turn(tyre, x=90, at=(x, -0.0395, 0.024))
            cap = lathe(fillet([(0, 0.0025), (0.005, 0.002), (0.006, 0)], 0.001), paint, 32)
            turn(cap, x=s * -90, at=(x, s * 0.0465, 0.024))
    lamp = material("#fff3cf", rough=0.2, coat=1)
    for s in (-1, 1):
        turn(
            lathe(
                [
                    (0.007 * math.sin(i / 8 * math.pi / 2), 0.003 * math.cos(i / 8 * math.pi / 2))
                    for i in range(9)
                ],
                lamp,
                32,
            ),
            y=90,
            at=(0.0985, s * 0.019, 0.038),
        )


def backpack(colour: str, trim: str) -> None:
    """Build a day pack with a front pocket, zips, straps and a carrying loop."""
    cloth = material(colour, rough=0.85, bump=(1100, 0.6), sheen=0.25)
    leather = material(trim, rough=0.55, bump=(600, 0.3))
    zip_tape = material("#23252b", rough=0.6)
    heights = [
        (0.0, 0.105, 0.052),
        (0.012, 0.132, 0.072),
        (0.06, 0.142, 0.080),
        (0.16, 0.144, 0.082),
        (0.26, 0.140, 0.078),
    ]
    heights += [(0.335, 0.128, 0.068), (0.385, 0.100, 0.050), (0.410, 0.055, 0.026)]
    loft([ring((0, 0, z), rx, ry, 3.4, 32) for z, rx, ry in heights], cloth, subdivide=2)
    pocket = [
        (0.022, 0.08, 0.030),
        (0.032, 0.104, 0.044),
        (0.09, 0.112, 0.050),
        (0.15, 0.110, 0.048),
        (0.185, 0.098, 0.040),
        (0.196, 0.07, 0.026),
    ]
    loft([ring((0, -0.062, z), rx, ry, 3.0, 32) for z, rx, ry in pocket], cloth, subdivide=2)
    base = [(-0.001, 0.108, 0.055), (0.012, 0.135, 0.075), (0.055, 0.1445, 0.0825), (0.058, 0.1435, 0.0815)]
    loft([ring((0, 0, z), rx, ry, 3.4, 32) for z, rx, ry in base], leather, subdivide=2)

    def seam(
        z: float, rx: float, ry: float, y: float, a0: float, a1: float
    ) -> list[tuple[float, float, float]]:
        points = []
        for i in range(29):
            a = math.radians(a0 + (a1 - a0) * i / 28)
            c, s = math.cos(a), math.sin(a)
            points.append(
                (
                    rx * math.copysign(abs(c) ** (2 / 3.4), c),
                    y + ry * math.copysign(abs(s) ** (2 / 3.4), s),
                    z,
                )
            )
        return points

    tube(seam(0.172, 0.1075, 0.0465, -0.062, 200, 340), 0.0032, zip_tape)
    tube(seam(0.318, 0.1335, 0.0725, 0.0, 176, 364), 0.0034, zip_tape)
    steel = material("#b9bcc2", rough=0.25, metal=1)
    for x, y, z in ((0.07, -0.1055, 0.165), (0.095, -0.067, 0.311)):
        tube([(x, y - 0.004, z + 0.006), (x + 0.002, y - 0.007, z - 0.016)], 0.0026, steel, smooth=False)
        tube(
            [(x + 0.002, y - 0.007, z - 0.016), (x + 0.003, y - 0.008, z - 0.036)],
            0.0032,
            leather,
            smooth=False,
        )
    tube(
        [
            (-0.035, 0.022, 0.402),
            (-0.032, 0.022, 0.432),
            (0, 0.022, 0.446),
            (0.032, 0.022, 0.432),
            (0.035, 0.022, 0.402),
        ],
        0.0068,
        leather,
    )
    for s in (-1, 1):
        path = [
            (s * 0.05, 0.05, 0.385),
            (s * 0.085, 0.115, 0.36),
            (s * 0.112, 0.15, 0.24),
            (s * 0.125, 0.125, 0.12),
            (s * 0.12, 0.07, 0.05),
        ]
        strap = tube(path, 0.011, cloth)
        strap.data.bevel_depth = 0.011
        side = [(0.03, 0.055, 0.0), (0.035, 0.062, 0.004), (0.13, 0.060, 0.004), (0.138, 0.055, 0.0)]
        loft(
            [ring((s * (0.138 + out), 0.0, z), 0.010, ry * 0.9, 3, 24) for z, ry, out in side],
            cloth,
            subdivide=2,
        )
    patch = box((0.052, 0.003, 0.03), (0, -0.1125, 0.112), leather, 0.0012)
    patch.matrix_world = Matrix.Translation((0, -0.1123, 0.112))
