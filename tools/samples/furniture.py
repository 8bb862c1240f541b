"""Furniture and fittings for the rooms; positions are on the floor, in metres."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path

import bpy
from mathutils import Matrix
from shapes import Point3, box, fillet, lathe, loft, quad, ring, superellipse, tube
from studio import area_light, material, picture_material, wood


def move(build: list[bpy.types.Object], at: Point3, turn: float = 0.0, scale: float = 1.0) -> None:
    """Move a group of objects together: turn about the origin (degrees), scale, then shift."""
    bpy.context.view_layer.update()
    matrix = Matrix.Translation(at) @ Matrix.Rotation(math.radians(turn), 4, "Z") @ Matrix.Scale(scale, 4)
    for obj in build:
        obj.matrix_world = matrix @ obj.matrix_world


def grouped(make: Callable[[], object], at: Point3, turn: float = 0.0, scale: float = 1.0) -> None:
    """Run a builder and move what it built."""
    before = set(bpy.context.scene.objects)
    make()
    move([o for o in bpy.context.scene.objects if o not in before], at, turn, scale)


def sofa(colour: str, cushions: tuple[str, str]) -> None:
    """Build a sofa for three, its back to +y."""
    cloth = material(colour, rough=0.9, sheen=0.3, bump=(160, 0.4))
    box((2.1, 0.86, 0.2), (0, 0, 0.24), cloth, 0.05, 6)
    box((2.1, 0.2, 0.52), (0, 0.36, 0.52), cloth, 0.08, 8)
    for s in (-1, 1):
        box((0.2, 0.88, 0.36), (s * 1.02, 0, 0.42), cloth, 0.08, 8)
        box((0.89, 0.68, 0.17), (s * 0.455, -0.06, 0.42), cloth, 0.065, 8)
        back = box((0.86, 0.2, 0.42), (s * 0.455, 0.22, 0.66), cloth, 0.085, 8)
        back.rotation_euler.x = math.radians(-10)
        for y in (-0.34, 0.34):
            tube(
                [(s * 0.94, y, 0.16), (s * 0.97, y, 0.0)],
                0.022,
                wood("#8a5a35", "#5c3a20", 3, axis="z"),
                smooth=False,
            )
    for x, turn, tint in ((-0.72, 16, cushions[0]), (-0.36, -10, cushions[1]), (0.74, -14, cushions[0])):
        pillow = loft(
            [
                ring((0, d, 0), w, w, 5, 24, "y")
                for d, w in ((-0.06, 0.12), (-0.045, 0.18), (0, 0.205), (0.045, 0.18), (0.06, 0.12))
            ],
            material(tint, rough=0.95, sheen=0.4, bump=(200, 0.4)),
            2,
        )
        pillow.location = (x, 0.04, 0.68)
        pillow.rotation_euler = (math.radians(-22), math.radians(turn), math.radians(turn * 0.6))


def plant(pot: str, leaves: str, seed: int, height: float = 1.2) -> None:
    """Build a potted plant with long arching leaves."""
    chance = random.Random(seed)
    lathe(
        fillet([(0, 0), (0.13, 0), (0.17, 0.32), (0.155, 0.32), (0.15, 0.28), (0, 0.28)], 0.01),
        material(pot, rough=0.6),
    )
    green = [material(leaves, rough=0.45), material("#2f5f2c", rough=0.45), material("#5d8a3f", rough=0.45)]
    for k in range(26):
        a = k * 2.39996 + chance.uniform(-0.2, 0.2)
        length = height * chance.uniform(0.55, 0.95)
        reach = length * chance.uniform(0.3, 0.75)
        verts, faces, rows = [], [], 14
        for i in range(rows + 1):
            t = i / rows
            out, up = reach * t**1.35, 0.28 + length * (t - 0.42 * t**2.6 * (reach / length) * 1.6)
            half = 0.052 * height * math.sin(math.pi * min(t * 0.93 + 0.07, 1)) ** 0.75
            verts += [
                (
                    out * math.cos(a) - s * half * math.sin(a),
                    out * math.sin(a) + s * half * math.cos(a),
                    up + 0.25 * abs(s) * half,
                )
                for s in (-1, 0, 1)
            ]
        for i in range(rows):
            for j in range(2):
                n = 3 * i + j
                faces.append((n, n + 1, n + 4, n + 3))
        mesh = bpy.data.meshes.new("leaf")
        mesh.from_pydata(verts, [], faces)
        mesh.shade_smooth()
        mesh.materials.append(green[k % 3])
        bpy.context.collection.objects.link(bpy.data.objects.new("leaf", mesh))


def floor_lamp(lit: bool) -> None:
    """Build a tripod lamp with a drum shade."""
    timber = wood("#b98555", "#83552f", 3, axis="z")
    for k in range(3):
        a = 2 * math.pi * k / 3 + 0.5
        tube(
            [(0.02 * math.cos(a), 0.02 * math.sin(a), 1.22), (0.28 * math.cos(a), 0.28 * math.sin(a), 0)],
            0.016,
            timber,
            smooth=False,
        )
    shade = material("#fff1d8" if lit else "#f2ead9", rough=0.9, glow=2.2 if lit else 0.0)
    lathe([(0.24, 1.2), (0.19, 1.56)], shade)
    if lit:
        for z in (1.18, 1.6):
            area_light((0, 0, z), (0, 0, z * 3 - 2.8), 16, 0.3, "#ffc27a")


def side_table(r: float = 0.26, h: float = 0.46) -> None:
    """Build a small round table on three legs."""
    timber = wood("#c2935f", "#94663b", 1.5)
    top = lathe(fillet([(0, h - 0.03), (r, h - 0.03), (r, h), (0, h)], 0.008), timber)
    top.name = "top"
    for k in range(3):
        a = 2 * math.pi * k / 3 + 0.2
        tube(
            [
                (r * 0.55 * math.cos(a), r * 0.55 * math.sin(a), h - 0.03),
                (r * 0.9 * math.cos(a), r * 0.9 * math.sin(a), 0),
            ],
            0.014,
            timber,
            smooth=False,
        )


def rug(rx: float, ry: float, colour: str, border: str) -> None:
    """Lay a rug with a border."""
    for k, (grow, tint, z) in enumerate(
        ((0.0, border, 0.012), (-0.1, colour, 0.016), (-0.2, border, 0.018), (-0.23, colour, 0.02))
    ):
        box(
            ((rx + grow) * 2, (ry + grow) * 2, 0.012),
            (0, 0, z / 2 + 0.002 * k),
            material(tint, rough=1.0, bump=(260, 0.9)),
            0.003,
        )


def picture_frame(w: float, h: float, colours: tuple[str, ...], edge: str = "#2a2420") -> None:
    """Build a framed abstract picture that faces -y, its centre in the origin."""
    box((w, 0.03, h), (0, 0, 0), material(edge, rough=0.5), 0.004)
    box((w - 0.04, 0.03, h - 0.04), (0, -0.004, 0), material("#f4efe6", rough=0.8))
    inner_w, inner_h = w * 0.62, h * 0.62
    for k, tint in enumerate(colours):
        piece = loft(
            [
                [
                    (x, -0.0215 - 0.0006 * k - d, z)
                    for x, z in superellipse(inner_w * (0.5 - 0.14 * k), inner_h * (0.24 + 0.02 * k), 2, 32)
                ]
                for d in (0, 0.0006)
            ],
            material(tint, rough=0.8),
            0,
        )
        piece.location = (inner_w * (0.12 * (-1) ** k), 0, inner_h * (0.24 - 0.24 * k))


def books(count: int, seed: int) -> None:
    """Stand a row of books along x from the origin."""
    chance, x = random.Random(seed), 0.0
    tints = ("#8b3a2e", "#27455c", "#c99a3b", "#3f6b55", "#d8cdb8", "#6a4a6e", "#b5623c")
    for _ in range(count):
        w, h, d = chance.uniform(0.022, 0.05), chance.uniform(0.19, 0.27), chance.uniform(0.14, 0.18)
        book = box((w, d, h), (x + w / 2, 0, h / 2), material(chance.choice(tints), rough=0.7), 0.003)
        if chance.random() < 0.12:
            book.rotation_euler.y = math.radians(7)
        x += w + 0.003


def window(w: float, h: float, view: Path, strength: float) -> None:
    """Build a window with a bright picture behind it; it faces -y, its lower edge on z = 0."""
    frame = material("#f7f5f0", rough=0.4)
    upright = Matrix.Translation((0, 0.015, h / 2)) @ Matrix.Rotation(math.pi / 2, 4, "X")
    quad(w, h, upright, picture_material(view, rough=1, glow=strength))
    for x in (-w / 2, 0, w / 2):
        box((0.05, 0.08, h), (x, 0, h / 2), frame, 0.006)
    for z in (0, h * 0.62, h):
        box((w + 0.05, 0.072, 0.05), (0, 0, z), frame, 0.006)
    box((w + 0.2, 0.2, 0.035), (0, -0.06, -0.03), frame, 0.006)


def curtain(w: float, h: float, colour: str) -> None:
    """Hang a curtain with folds; it faces -y, its lower edge on z = 0."""
    cloth = material(colour, rough=0.95, sheen=0.2)
    verts, faces, columns = [], [], 80
    for i in range(columns + 1):
        t = i / columns
        for z, wave in ((0, 0.05), (h * 0.5, 0.042), (h, 0.03)):
            verts.append(((t - 0.5) * w, wave * math.sin(t * w * 42) + 0.012 * math.sin(t * 9), z))
    for i in range(columns):
        for j in range(2):
            n = 3 * i + j
            faces.append((n, n + 3, n + 4, n + 1))
    mesh = bpy.data.meshes.new("curtain")
    mesh.from_pydata(verts, [], faces)
    mesh.shade_smooth()
    mesh.materials.append(cloth)
    bpy.context.collection.objects.link(bpy.data.objects.new("curtain", mesh))
