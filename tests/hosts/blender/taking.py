"""Images that tests make inside Blender, and pixels that are taken of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hosts.blender.inside_blender import InsideBlender

Colours = NDArray[np.uint8]
Numbers = NDArray[np.float64]

TAKE = """
import base64, importlib

def part(name):
    return importlib.import_module("bl_ext.user_default.bowerbird." + name)

def take(source, kind=""):
    there = None
    if kind:
        with over(kind):
            there = part("host.whereabouts").spot_of(bpy.context)
    steps = part("host.pixels").take(part("model.sources").Source(source), there)
    taken = importlib.import_module("bowerbird_panel.steps").run_through(steps)
    return [taken.width, taken.height, base64.b64encode(taken.rgba).decode(), taken.title, taken.source]
"""


@dataclass(frozen=True)
class Taken:
    """What was taken; rows from the top."""

    pixels: Colours
    title: str


def take(blender: InsideBlender, source: str, kind: str = "") -> Taken:
    """Take pixels inside Blender, where a person came from an editor of a kind if one is named."""
    width, height, rgba, title, named = blender.run("take(source, kind)", source=source, kind=kind)
    assert named == source
    return Taken(np.frombuffer(base64.b64decode(rgba), np.uint8).reshape(height, width, 4), title)


def put(
    blender: InsideBlender,
    name: str,
    array: Colours | Numbers,
    *,
    space: str = "",
) -> None:
    """Make an image of Blender's of an array with rows from the top: of bytes as they are, of floats as light."""
    is_float = array.dtype != np.uint8
    values = array if is_float else array / 255
    blender.run(
        """
        import base64
        from array import array as numbers
        image = bpy.data.images.new(name, width, height, alpha=True, float_buffer=is_float)
        if space:
            image.colorspace_settings.name = space
        values = numbers("f")
        values.frombytes(base64.b64decode(data))
        image.pixels.foreach_set(values)
        """,
        name=name,
        width=array.shape[1],
        height=array.shape[0],
        is_float=is_float,
        space=space,
        data=base64.b64encode(np.asarray(values)[::-1].astype("<f4").tobytes()).decode(),
    )


def as_texture(blender: InsideBlender, name: str) -> None:
    """Make an image the active texture of the active object."""
    blender.run(
        """
        bpy.ops.mesh.primitive_plane_add()
        material = bpy.data.materials.new("worn")
        material.use_nodes = True
        bpy.context.object.data.materials.append(material)
        node = material.node_tree.nodes.new("ShaderNodeTexImage")
        node.image = bpy.data.images[name]
        material.node_tree.nodes.active = node
        """,
        name=name,
    )


def colourful(width: int, height: int, seed: int = 1) -> Colours:
    """Give bytes of all kinds, also transparent ones."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)


def ramp(width: int = 64, height: int = 8) -> Numbers:
    """Give light from none to twice what a screen shows."""
    light = np.ones((height, width, 4))
    light[..., 0] = np.linspace(0, 2, width)
    light[..., 1] = 0.18
    light[..., 2] = np.linspace(0, 1, width) ** 2
    return light


def on_screen(light: Numbers) -> Numbers:
    """Give bytes of light by the sRGB curve, written down here once more."""
    clipped = np.clip(light[..., :3], 0, 1)
    curved = np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055)
    return np.dstack([curved * 255, light[..., 3] * 255])


def differ(one: Any, other: Any) -> float:
    """Tell by how much two pictures differ at most."""
    return float(np.abs(np.asarray(one, float) - np.asarray(other, float)).max())
