"""Interiors: living room by day and in the evening, kitchen, desk, bedroom."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

import bpy
import furniture as f
import gadgets
import goods
import studio
import surfaces
import tableware
from mathutils import Vector
from pictures import Picture
from PIL import Image, ImageEnhance
from shapes import box, fillet, lathe, tube
from studio import area_light, material, set_world, wood
from svg import circle, gradient, paint, path, rect

SIZE = (800, 600)


def _shell(width: float, depth: float, height: float, wall: str, floor: bpy.types.Material) -> None:
    """Build floor, back wall and left wall, and a right wall and ceiling that let the studio's light through."""
    paint = material(wall, rough=0.95)
    box((width, depth + 4, 0.1), (0, -2, -0.05), floor)
    seen_only = [
        box((0.1, depth + 4, height), (width / 2 + 0.05, -2, height / 2), paint),
        box((width, depth + 4, 0.1), (0, -2, height + 0.05), material("#f6f4ef", rough=0.95)),
    ]
    for obj in seen_only:
        obj.visible_shadow = obj.visible_diffuse = obj.visible_glossy = obj.visible_transmission = False
    box((width, 0.1, height), (0, depth / 2 + 0.05, height / 2), paint)
    box((0.1, depth + 4, height), (-width / 2 - 0.05, -2, height / 2), paint)
    skirting = material("#f4f1ea", rough=0.5)
    box((width, 0.02, 0.1), (0, depth / 2 - 0.01, 0.05), skirting)
    for side in (-1, 1):
        box((0.02, depth + 4, 0.1), (side * (width / 2 - 0.01), -2, 0.05), skirting)


def _camera(eye: tuple[float, float, float], aim: tuple[float, float, float], lens: float) -> None:
    data = bpy.data.cameras.new("camera")
    data.lens = lens
    camera = bpy.data.objects.new("camera", data)
    camera.location = eye
    camera.rotation_euler = (Vector(aim) - Vector(eye)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(camera)
    bpy.context.scene.camera = camera


def _sun(power: float, colour: str, towards: tuple[float, float, float]) -> None:
    data = bpy.data.lights.new("sun", "SUN")
    data.energy, data.angle, data.color = power, math.radians(2), studio.hex_colour(colour)
    obj = bpy.data.objects.new("sun", data)
    obj.rotation_euler = Vector(towards).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(obj)


def _view(work: Path, evening: bool) -> Path:
    """Draw what is seen through the window: sky, hills and trees."""
    target = work / ("view-evening.png" if evening else "view-day.png")
    sky = [(0, "#1b2a55"), (1, "#b06a7a")] if evening else [(0, "#8fc4ee"), (1, "#eef7fb")]
    far, near = ("#33345c", "#1c2038") if evening else ("#9fc3a0", "#5f9a5f")
    body = rect(0, 0, 400, 400, "url(#sky)") + path("M0 300 Q90 240 190 280 T400 255 V400 H0 Z", far)
    body += path("M0 345 Q120 300 230 335 T400 320 V400 H0 Z", near)
    for x, r in ((60, 34), (96, 26), (320, 40), (362, 30)):
        body += circle(x, 318 - r * 0.4, r, near) + rect(x - 3, 315, 6, 30, near)
    paint(400, 400, body, gradient("sky", sky)).convert("RGB").save(target)
    return target


def living_room(evening: bool, work: Path) -> None:
    """Furnish a living room with a green sofa, a window, a lamp and plants."""
    _shell(
        5.2, 4.0, 2.7, "#d9d2c4" if not evening else "#c9bda9", surfaces.planks(0.55, ("#b98a5c", "#a5764a"))
    )
    f.grouped(
        lambda: f.window(1.5, 1.45, _view(work, evening), 0.55 if evening else 1.15), (-1.25, 1.975, 0.85)
    )
    for x in (-2.2, -0.3):
        f.grouped(lambda: f.curtain(0.42, 2.2, "#e8dfcf"), (x, 1.9, 0.2))
    tube([(-2.45, 1.9, 2.42), (-0.05, 1.9, 2.42)], 0.015, material("#2b2622", rough=0.4))
    f.grouped(lambda: f.sofa("#3f6b5c", ("#d9a441", "#e8ded0")), (0.35, 1.2, 0))
    f.grouped(lambda: f.rug(1.35, 0.85, "#e6dccb", "#a9563a"), (0.25, -0.25, 0))
    f.grouped(f.side_table, (0.25, -0.15, 0), scale=1.25)
    f.grouped(lambda: tableware.vase("#e2e4e6"), (0.3, -0.12, 0.575), scale=1.15)
    f.grouped(lambda: tableware.mug("#c3242a"), (0.1, -0.3, 0.575))
    f.grouped(lambda: f.floor_lamp(evening), (1.85, 1.45, 0))
    f.grouped(lambda: f.plant("#c4663f", "#3f7a38", 4, 1.35), (-2.05, 0.95, 0))
    f.grouped(lambda: f.picture_frame(0.62, 0.82, ("#c8553d", "#2f4858", "#e3b23c")), (0.55, 1.97, 1.72))
    f.grouped(lambda: f.picture_frame(0.46, 0.6, ("#33658a", "#f2b880")), (1.25, 1.97, 1.66))
    f.grouped(lambda: goods.chair("#c9792b"), (-1.35, -0.35, 0), 58)
    _camera((0.6, -3.7, 1.45), (-0.08, 1.0, 1.02), 30)
    if evening:
        set_world((0.32, 0.42, 0.75), 0.13)
        area_light((-1.25, 1.7, 1.6), (-0.6, -1.5, 0.2), 20, 1.3, "#6d8cff")
        area_light((1.2, -2.2, 2.6), (0.3, 0.6, 0.4), 26, 1.6, "#ffc894")
    else:
        set_world((1, 1, 1), 0.5)
        area_light((-1.25, 1.7, 1.7), (0, -1.5, 0.2), 75, 1.4, "#eaf4ff")
        area_light((2.4, -2.6, 3.2), (0, 0.8, 0.6), 150, 2.0, "#fff3e2")
        _sun(1.6, "#ffe3b8", (-0.75, 0.55, -0.72))


def kitchen(work: Path) -> None:
    """Furnish a kitchen with tiles, a wooden counter, shelves and a stove."""
    _shell(4.4, 3.2, 2.5, "#e3d5bf", surfaces.tiles(0.55, ("#c9bda8", "#b8aa92", "#968a76")))
    front, steel = material("#2d5a66", rough=0.5), material("#b9bcc1", rough=0.25, metal=1)
    box((4.4, 0.6, 0.84), (0, 1.28, 0.46), front, 0.004)
    box((4.4, 0.66, 0.05), (0, 1.26, 0.905), wood("#c79a66", "#9a6b3e", 1.2), 0.006)
    splash = surfaces.tiles(2.0, ("#f6f1e6", "#ece4d2", "#cfc6b3"))
    back = box((4.4, 0.62, 0.01), (0, 1.588, 1.24), splash)
    back.rotation_euler.x = math.pi / 2
    for k in range(6):
        x = -1.85 + 0.74 * k
        if k == 3:
            continue
        box((0.69, 0.02, 0.74), (x, 0.975, 0.48), material("#346673", rough=0.45), 0.008)
        tube([(x + 0.22, 0.94, 0.78), (x + 0.30, 0.94, 0.78)], 0.008, steel, smooth=False)
    box((0.7, 0.03, 0.74), (0.37, 0.975, 0.48), steel, 0.008)
    box((0.52, 0.02, 0.3), (0.37, 0.96, 0.42), material("#15171a", rough=0.1, coat=1), 0.01)
    tube([(0.12, 0.93, 0.66), (0.62, 0.93, 0.66)], 0.011, steel, smooth=False)
    for k in range(4):
        knob = lathe(
            fillet([(0, 0.025), (0.02, 0.025), (0.022, 0)], 0.003), material("#202226", rough=0.4), 32
        )
        knob.rotation_euler.x, knob.location = math.pi / 2, (0.16 + 0.14 * k, 0.96, 0.79)
    box((0.6, 0.5, 0.012), (0.37, 1.25, 0.936), material("#111215", rough=0.08, coat=1), 0.004)
    f.grouped(lambda: tableware.teapot("#b5452c"), (0.22, 1.22, 0.942), -20, 1.7)
    pot = [(0, 0), (0.12, 0), (0.12, 0.15), (0.126, 0.152), (0.116, 0.15), (0.116, 0.01), (0, 0.01)]
    f.grouped(lambda: lathe(fillet(pot, 0.006), steel), (0.54, 1.3, 0.942))
    for z in (1.62, 1.98):
        box((1.9, 0.24, 0.035), (-0.95, 1.47, z), wood("#c79a66", "#9a6b3e", 1.2), 0.004)
    for k, tint in enumerate(("#c3242a", "#f1ece1", "#1f4f96", "#e0a91c", "#3f6b55")):
        f.grouped(partial(tableware.mug, tint), (-1.72 + 0.2 * k, 1.45, 1.64), 20 * k, 1.25)
    for k in range(4):
        bowl = [(0, 0), (0.05, 0), (0.115, 0.07), (0.11, 0.07), (0.046, 0.006), (0, 0.006)]
        f.grouped(
            lambda p=bowl: lathe(fillet(p, 0.012), material("#e9e4d8", rough=0.3)),
            (-0.45, 1.46, 1.64 + 0.022 * k),
        )
    f.grouped(lambda: f.plant("#e6e0d4", "#4f8a3f", 9, 0.42), (-0.25, 1.45, 2.0), scale=0.6)
    f.grouped(lambda: f.books(9, 4), (-1.6, 1.47, 2.0))
    for k, tint in enumerate(("#c9720c", "#7c2f1f", "#d8c9a3")):
        f.grouped(
            lambda t=tint: lathe(
                fillet([(0, 0), (0.05, 0), (0.05, 0.13), (0.04, 0.15), (0, 0.15)], 0.008),
                material(t, rough=0.25, coat=0.6),
            ),
            (-1.0 + 0.13 * k, 1.46, 2.0),
        )
    f.grouped(lambda: f.window(0.95, 1.05, _view(work, False), 1.15), (1.45, 1.54, 1.3))
    box((0.42, 0.28, 0.025), (-0.75, 1.15, 0.943), wood("#b5793f", "#7f4f26", 2), 0.01)
    for x, y, tint in ((-0.82, 1.15, "#c9301f"), (-0.7, 1.18, "#d1402a"), (-0.74, 1.08, "#e0b02c")):
        fruit = lathe(
            [
                (0.042 * math.sin(math.pi * i / 16), 0.038 - 0.038 * math.cos(math.pi * i / 16))
                for i in range(17)
            ],
            material(tint, rough=0.3, coat=0.5),
            40,
        )
        fruit.location = (x, y, 0.955)
    f.grouped(lambda: tableware.flask("#2f5a3d"), (1.05, 1.3, 0.93), scale=1.3)
    tap = [(1.5, 1.42, 0.93), (1.5, 1.42, 1.22), (1.5, 1.33, 1.27), (1.5, 1.24, 1.2)]
    tube(tap, 0.014, steel)
    box((0.5, 0.36, 0.02), (1.5, 1.2, 0.925), steel, 0.008)
    box((0.44, 0.3, 0.02), (1.5, 1.2, 0.93), material("#777b80", rough=0.3, metal=1), 0.008)
    for x in (-0.9, 0.5):
        tube([(x, 0.4, 2.5), (x, 0.4, 1.98)], 0.004, material("#222222"), smooth=False)
        f.grouped(
            lambda: lathe(
                fillet([(0.02, 0.2), (0.05, 0.17), (0.17, 0.0)], 0.06),
                material("#d9a441", rough=0.3, coat=0.4),
            ),
            (x, 0.4, 1.79),
        )
    _camera((0.3, -2.2, 1.5), (0.0, 1.2, 1.28), 29)
    set_world((1, 1, 1), 0.55)
    area_light((1.45, 1.2, 1.9), (0.0, -0.5, 0.6), 30, 0.9, "#eaf4ff")
    area_light((1.8, -2.4, 3.2), (0, 1.2, 0.9), 110, 1.8, "#fff3e2")
    _sun(1.0, "#ffe3b8", (-0.8, 0.75, -0.7))


def desk(_work: Path) -> None:
    """Furnish a desk with a screen, a lamp, headphones, a mug and books under a window of light."""
    _shell(3.4, 2.4, 2.6, "#8fa7a3", surfaces.planks(0.6, ("#8d6746", "#7a5637")))
    oak = wood("#cda06c", "#a67748", 1.1)
    box((1.7, 0.72, 0.04), (0.1, 0.75, 0.74), oak, 0.008)
    for x in (-0.68, 0.88):
        for y in (0.45, 1.05):
            tube(
                [(x * 0.97, y, 0.73), (x, y, 0.0)],
                0.022,
                wood("#cda06c", "#a67748", 2, axis="z"),
                smooth=False,
            )
    dark = material("#17191d", rough=0.35)
    box((0.78, 0.03, 0.46), (0.15, 0.95, 1.12), dark, 0.012)
    box((0.745, 0.01, 0.425), (0.15, 0.933, 1.12), material("#2f6fd0", rough=0.3, glow=0.9), 0.004)
    for k, tint in enumerate(("#9fd3ff", "#ffe08a", "#ff9f8a", "#9ff0c0")):
        box((0.15, 0.01, 0.13), (-0.08 + 0.155 * k, 0.9285, 1.19), material(tint, rough=0.4, glow=0.9), 0.006)
    box((0.61, 0.01, 0.15), (0.15, 0.9285, 1.02), material("#e9f2ff", rough=0.4, glow=0.8), 0.006)
    tube([(0.15, 0.98, 1.0), (0.15, 0.98, 0.77)], 0.025, dark, smooth=False)
    box((0.26, 0.2, 0.015), (0.15, 0.96, 0.768), dark, 0.006)
    box((0.44, 0.14, 0.018), (0.13, 0.62, 0.772), material("#e8e8ea", rough=0.5), 0.006)
    for row in range(4):
        for column in range(12):
            box(
                (0.029, 0.024, 0.008),
                (-0.06 + 0.0345 * column, 0.575 + 0.03 * row, 0.784),
                material("#fbfbfc", rough=0.5),
                0.002,
                2,
            )
    f.grouped(partial(gadgets.desk_lamp, "#e0a91c", True), (-0.62, 0.9, 0.76), 12, 1.25)
    f.grouped(partial(tableware.mug, "#c3242a"), (0.62, 0.62, 0.76), 30)
    f.grouped(partial(gadgets.headphones, "#e9e4da", "#c9a36a"), (0.78, 0.9, 0.76), -25)
    f.grouped(partial(f.books, 7, 12), (-0.42, 1.0, 0.76))
    f.grouped(partial(f.plant, "#e8e2d6", "#4f8a3f", 21, 0.5), (0.62, 1.02, 0.76), scale=0.45)
    f.grouped(partial(goods.chair, "#d35f1e"), (0.32, 0.02, 0), 200)
    box((1.3, 0.22, 0.03), (0.1, 1.08, 1.78), oak, 0.004)
    f.grouped(partial(f.books, 14, 3), (-0.5, 1.08, 1.795))
    f.grouped(partial(tableware.vase, "#b9603a"), (0.28, 1.08, 1.795), scale=0.8)
    f.grouped(partial(gadgets.camera, "#22211f", "#c9cbce"), (0.55, 1.06, 1.795), 15)
    f.grouped(lambda: f.picture_frame(0.5, 0.66, ("#d9a441", "#2f4858")), (-1.1, 1.17, 1.6))
    f.grouped(partial(f.plant, "#c4663f", "#3f7a38", 2, 1.3), (1.28, 0.85, 0))
    _camera((-0.5, -2.3, 1.55), (0.14, 0.75, 1.08), 33)
    set_world((1, 0.97, 0.92), 0.42)
    area_light((1.8, -1.6, 2.6), (0.1, 0.9, 0.8), 70, 1.6, "#fff0dc")
    _sun(1.3, "#ffe0b0", (-0.8, 0.8, -0.75))


def bedroom(work: Path) -> None:
    """Furnish a bedroom with a bed, a night table, a lamp and a window."""
    _shell(4.2, 3.6, 2.6, "#c7b7c4", surfaces.planks(0.55, ("#c9a67c", "#b58f63")))
    timber = wood("#a8754a", "#7c5130", 1.2)
    box((1.75, 2.1, 0.22), (0.35, 0.68, 0.22), timber, 0.01)
    box((1.85, 0.08, 1.0), (0.35, 1.72, 0.55), timber, 0.02)
    box((1.66, 2.0, 0.22), (0.35, 0.66, 0.42), material("#f5f2ec", rough=0.9), 0.08, 6)
    box(
        (1.76, 1.35, 0.17),
        (0.35, 0.28, 0.5),
        material("#51688c", rough=0.95, sheen=0.3, bump=(9, 0.5)),
        0.075,
        8,
    )
    box((1.78, 0.36, 0.18), (0.35, 0.86, 0.515), material("#f5f2ec", rough=0.95, bump=(9, 0.5)), 0.08, 8)
    box((1.8, 0.5, 0.19), (0.35, -0.1, 0.5), material("#d79a45", rough=1.0, bump=(60, 1.0)), 0.08, 8)
    for x, tint in ((-0.06, "#f5f2ec"), (0.76, "#f5f2ec"), (0.35, "#b85c4a")):
        front = tint != "#f5f2ec"
        pillow = box(
            (0.44 if front else 0.68, 0.14 if front else 0.2, 0.3 if front else 0.42),
            (x, 1.28 if front else 1.5, 0.68 if front else 0.72),
            material(tint, rough=0.95, bump=(12, 0.4)),
            0.068 if front else 0.095,
            8,
        )
        pillow.rotation_euler.x = math.radians(-20)
    for x in (-0.95, 1.62):
        box((0.46, 0.4, 0.46), (x, 1.5, 0.27), timber, 0.01)
        box((0.4, 0.02, 0.17), (x, 1.295, 0.38), wood("#b98555", "#8a5c36", 1.2), 0.006)
        foot = lathe(
            fillet([(0, 0), (0.07, 0), (0.085, 0.09), (0.05, 0.2), (0.018, 0.24), (0.014, 0.3)], 0.03),
            material("#e9e1d2", rough=0.4),
        )
        foot.location = (x, 1.5, 0.5)
        shade = lathe([(0.17, 0.28), (0.11, 0.5)], material("#ffe9c4", rough=0.9, glow=1.6))
        shade.location = (x, 1.5, 0.5)
        area_light((x, 1.45, 0.8), (x, 1.2, 0), 5, 0.2, "#ffc27a")
    f.grouped(
        lambda: f.picture_frame(1.1, 0.62, ("#51688c", "#d79a45", "#b85c4a"), "#e8e0d2"), (0.35, 1.775, 1.62)
    )
    f.grouped(lambda: f.rug(1.25, 0.7, "#efe7da", "#51688c"), (0.35, -0.75, 0))
    f.grouped(lambda: f.window(1.2, 1.35, _view(work, False), 1.15), (-2.07, 0.3, 0.85), 90)
    for y in (-0.5, 1.1):
        f.grouped(lambda: f.curtain(0.4, 2.1, "#f1ece4"), (-1.98, y, 0.2), 90)
    f.grouped(lambda: f.plant("#e8e2d6", "#3f7a38", 6, 1.0), (-1.65, 1.4, 0))
    _camera((1.1, -3.2, 1.6), (-0.05, 0.9, 0.9), 30)
    set_world((1, 0.97, 0.95), 0.5)
    area_light((-1.8, 0.3, 1.7), (1.2, 0.2, 0.4), 60, 1.2, "#eaf2ff")
    area_light((2.2, -2.4, 3.0), (0.2, 0.8, 0.5), 95, 1.8, "#fff0e0")


def _take(name: str, build: Callable[[Path], None], work: Path) -> Image.Image:
    target = work / "renders" / f"{name}.png"
    if not target.exists():
        studio.empty_scene()
        build(work)
        studio.render(target, SIZE, 10, look="Filmic", exposure=0.5)
    picture = Image.open(target).convert("RGB")
    # The film curve keeps the windows from burning out, at the price of contrast: give that back.
    return ImageEnhance.Color(ImageEnhance.Contrast(picture).enhance(1.12)).enhance(1.14)


def pictures() -> list[Picture]:
    """List every interior."""
    rows: tuple[tuple[str, str, str, Callable[[Path], None], str, str | None, str | None], ...] = (
        (
            "living-room-day",
            "A living room with a green sofa, a window, plants and pictures on the wall",
            "green beige brown",
            partial(living_room, False),
            "living-room",
            None,
            None,
        ),
        (
            "living-room-evening",
            "The same living room in the evening, lit by a floor lamp",
            "green brown blue orange",
            partial(living_room, True),
            "living-room",
            "interiors/living-room-day.jpg",
            "relight",
        ),
        (
            "kitchen",
            "A kitchen with a wooden counter, blue cupboards, shelves and mugs",
            "blue brown white",
            kitchen,
            "kitchen",
            None,
            None,
        ),
        (
            "desk",
            "A desk with a screen, a yellow lamp, headphones and an orange chair",
            "green orange brown yellow",
            desk,
            "desk",
            None,
            None,
        ),
        (
            "bedroom",
            "A bedroom with a bed, blue and yellow blankets and two night lamps",
            "blue yellow white purple",
            bedroom,
            "bedroom",
            None,
            None,
        ),
    )
    return [
        Picture(
            f"interiors/{name}.jpg",
            "interior",
            title,
            tuple(colours.split()),
            partial(_take, name, build),
            item,
            variant_of=of,
            variant=how,
            quality=84,
        )
        for name, title, colours, build, item, of, how in rows
    ]
