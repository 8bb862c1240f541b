"""Textures, photographed straight from above in raking light."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import bpy
import studio
import surfaces
from mathutils import Matrix
from pictures import Picture
from PIL import Image
from shapes import quad
from studio import area_light, material, set_world

SIZE = (640, 480)


def _plane(made: bpy.types.Material) -> None:
    quad(1.6, 1.2, Matrix.Identity(4), made)


def _leaf(colour: bpy.types.Material, chance: random.Random) -> bpy.types.Object:
    mesh = bpy.data.meshes.new("leaf")
    verts, faces, rows = [], [], 12
    for i in range(rows + 1):
        t = i / rows
        half = 0.30 * math.sin(math.pi * t**0.8) * (1 - 0.25 * t)
        curl = -0.22 * t * t
        for s in (-1, -0.5, 0, 0.5, 1):
            wave = 0.015 * math.sin(i * 2.1) * abs(s)
            verts.append((half * s, t, curl + 0.1 * abs(s) ** 1.5 * half * 3 + wave))
    for i in range(rows):
        for j in range(4):
            k = 5 * i + j
            faces.append((k, k + 1, k + 6, k + 5))
    mesh.from_pydata(verts, [], faces)
    mesh.shade_smooth()
    mesh.materials.append(colour)
    obj = bpy.data.objects.new("leaf", mesh)
    bpy.context.collection.objects.link(obj)
    length = chance.uniform(0.16, 0.3)
    obj.scale = (length, length, length)
    tilt = (chance.uniform(-0.5, 0.3), chance.uniform(-0.4, 0.4), chance.uniform(0, math.tau))
    obj.location = (chance.uniform(-0.95, 0.95), chance.uniform(-0.75, 0.75), chance.uniform(0.0, 0.22))
    obj.rotation_euler = tilt
    return obj


def _leaves() -> None:
    _plane(material("#17300f", rough=1))
    chance = random.Random(44)
    greens = [
        material(c, rough=0.42, coat=0.1)
        for c in ("#1f5a24", "#2f7a2e", "#3f8f35", "#5fa53f", "#18481f", "#7bb84a")
    ]
    for _ in range(520):
        _leaf(chance.choice(greens), chance)


def _pebbles() -> None:
    _plane(material("#5c554b", rough=1))
    chance = random.Random(63)
    stones = [
        material(c, rough=0.6, bump=(40, 0.2))
        for c in ("#8e8a84", "#b7afa2", "#6b6a6d", "#cfc8ba", "#9a7f68", "#4e5156", "#a9a4a0")
    ]
    placed: list[tuple[float, float, float]] = []
    for attempt in range(5200):
        r = 0.075 * (1 - attempt / 5200) ** 1.2 + 0.014
        x, y = chance.uniform(-0.9, 0.9), chance.uniform(-0.7, 0.7)
        if any((x - a) ** 2 + (y - b) ** 2 < (0.86 * (r + c)) ** 2 for a, b, c in placed):
            continue
        placed.append((x, y, r))
        bpy.ops.mesh.primitive_uv_sphere_add(segments=32, ring_count=16, radius=1)
        stone = bpy.context.object
        stone.data.shade_smooth()
        stone.data.materials.append(chance.choice(stones))
        stone.scale = (
            r * chance.uniform(0.95, 1.2),
            r * chance.uniform(0.75, 0.95),
            r * chance.uniform(0.45, 0.65),
        )
        stone.rotation_euler = (
            chance.uniform(-0.15, 0.15),
            chance.uniform(-0.15, 0.15),
            chance.uniform(0, math.tau),
        )
        stone.location = (x, y, r * 0.25)


def _take(name: str, build: Callable[[], None], light: float, work: Path) -> Image.Image:
    path = work / "renders" / f"texture-{name}.png"
    if not path.exists():
        studio.empty_scene()
        build()
        set_world((1, 1, 1), 0.35)
        area_light((-1.9, 1.3, 1.3), (0.2, 0, 0), 62 * light, 0.9, "#fff4e4")
        data = bpy.data.cameras.new("camera")
        data.type, data.ortho_scale = "ORTHO", 1.3
        camera = bpy.data.objects.new("camera", data)
        camera.location = (0, 0, 3)
        bpy.context.collection.objects.link(camera)
        bpy.context.scene.camera = camera
        studio.render(path, SIZE, 10)
    return Image.open(path).convert("RGB")


def pictures() -> list[Picture]:
    """List every texture."""
    rows: tuple[tuple[str, str, str, Callable[[], None], float], ...] = (
        (
            "brick",
            "A wall of red bricks with pale joints",
            "red brown grey",
            lambda: _plane(surfaces.bricks(2.4)),
            1.7,
        ),
        (
            "wood",
            "Boards of brown wood with a lively grain",
            "brown",
            lambda: _plane(surfaces.planks(1.5)),
            1.5,
        ),
        ("fabric", "Blue woven cloth seen close", "blue", lambda: _plane(surfaces.cloth(0.62)), 2.0),
        ("marble", "White marble with grey veins", "white grey", lambda: _plane(surfaces.marble(1.1)), 1.15),
        (
            "tiles",
            "Glazed blue and turquoise tiles with white joints",
            "blue teal white",
            lambda: _plane(surfaces.tiles(1.6)),
            1.35,
        ),
        ("leaves", "Dense green leaves", "green", _leaves, 1.4),
        ("pebbles", "Grey and brown pebbles lying close together", "grey brown beige", _pebbles, 1.3),
    )
    return [
        Picture(
            f"textures/{name}.jpg",
            "texture",
            title,
            tuple(colours.split()),
            partial(_take, name, build, light),
            f"texture-{name}",
            quality=74,
        )
        for name, title, colours, build, light in rows
    ]
