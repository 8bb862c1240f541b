"""Pictures that Blender renders, small and quick, for tests to look at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from hosts.blender.inside_blender import InsideBlender

SIZE = (160, 120)


def render(
    blender: InsideBlender,
    to: Path,
    *,
    engine: str = "CYCLES",
    size: tuple[int, int] = SIZE,
    samples: int = 4,
) -> Image.Image:
    """Render the scene through its camera with Cycles or Workbench, and give the picture as sRGB.

    Nothing of tone mapping is between the colours and the pixels. EEVEE takes minutes without a graphics card.
    """
    blender.run(
        """
        scene = bpy.context.scene
        scene.render.engine = engine
        if engine == "CYCLES":
            scene.cycles.device = "CPU"
            scene.cycles.samples = samples
            scene.cycles.use_denoising = False
            scene.cycles.seed = 1
        else:
            scene.display.shading.light = "FLAT"
            scene.display.shading.color_type = "TEXTURE"
        scene.render.resolution_x, scene.render.resolution_y = size
        scene.render.resolution_percentage = 100
        scene.render.threads_mode, scene.render.threads = "FIXED", 1
        scene.view_settings.view_transform = "Standard"
        scene.render.image_settings.file_format = "PNG"
        scene.render.image_settings.color_mode = "RGBA"
        scene.render.filepath = file
        bpy.ops.render.render(write_still=True)
        """,
        engine=engine,
        samples=samples,
        size=size,
        file=str(to),
    )
    with Image.open(to) as opened:
        return opened.convert("RGBA")


def look_from(
    blender: InsideBlender, place: tuple[float, float, float], at: tuple[float, float, float] = (0, 0, 0)
) -> None:
    """Put a camera somewhere, look at something, and make it the scene's own."""
    blender.run(
        """
        camera = bpy.data.objects.new("eye", bpy.data.cameras.new("eye"))
        bpy.context.scene.collection.objects.link(camera)
        camera.location = place
        camera.rotation_euler = (mathutils.Vector(at) - mathutils.Vector(place)).to_track_quat("-Z", "Y").to_euler()
        bpy.context.scene.camera = camera
        """,
        place=place,
        at=at,
    )


def colour_at(picture: Image.Image, x: float, y: float, around: int = 2) -> tuple[int, int, int]:
    """Give the mean colour around a place; `x` and `y` go from 0 to 1, from the top left."""
    across, down = round(x * (picture.width - 1)), round(y * (picture.height - 1))
    box = (across - around, down - around, across + around + 1, down + around + 1)
    red, green, blue = np.asarray(picture.convert("RGB").crop(box), float).mean(axis=(0, 1))
    return round(red), round(green), round(blue)


def is_near(colour: tuple[int, int, int], wanted: tuple[int, int, int], most: int = 12) -> bool:
    """Tell whether two colours are the same, but for sampling and rounding."""
    return all(abs(one - other) <= most for one, other in zip(colour, wanted, strict=True))
