"""Patterned materials: brick, tiles, planks, woven cloth, marble."""

# ruff: noqa: PLR0917 - coordinates and sizes read best in their usual order

from __future__ import annotations

import bpy
from studio import hex_colour, material

Nodes = bpy.types.NodeTree


def _coords(tree: Nodes, scale: tuple[float, float, float]) -> bpy.types.NodeSocket:
    coords, mapping = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeMapping")
    mapping.inputs["Scale"].default_value = scale
    tree.links.new(coords.outputs["Object"], mapping.inputs["Vector"])
    return mapping.outputs["Vector"]


def _noise(
    tree: Nodes, vector: bpy.types.NodeSocket, scale: float, detail: float = 6
) -> bpy.types.NodeSocket:
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value, noise.inputs["Detail"].default_value = scale, detail
    tree.links.new(vector, noise.inputs["Vector"])
    return noise.outputs["Fac"]


def _mix(
    tree: Nodes, how: str, amount: float, a: bpy.types.NodeSocket, b: bpy.types.NodeSocket
) -> bpy.types.NodeSocket:
    node = tree.nodes.new("ShaderNodeMix")
    node.data_type, node.blend_type = "RGBA", how
    node.inputs[0].default_value = amount
    tree.links.new(a, node.inputs[6])
    tree.links.new(b, node.inputs[7])
    return node.outputs[2]


def _ramp(tree: Nodes, value: bpy.types.NodeSocket, stops: list[tuple[float, str]]) -> bpy.types.NodeSocket:
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    elements = ramp.color_ramp.elements
    while len(elements) < len(stops):
        elements.new(0.5)
    for element, (at, colour) in zip(elements, stops, strict=True):
        element.position, element.color = at, (*hex_colour(colour), 1)
    tree.links.new(value, ramp.inputs["Fac"])
    return ramp.outputs["Color"]


def _relief(tree: Nodes, height: bpy.types.NodeSocket, distance: float, strength: float = 1.0) -> None:
    bump = tree.nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value, bump.inputs["Distance"].default_value = strength, distance
    tree.links.new(height, bump.inputs["Height"])
    tree.links.new(bump.outputs["Normal"], tree.nodes["Principled BSDF"].inputs["Normal"])


def _courses(
    tree: Nodes,
    vector: bpy.types.NodeSocket,
    colours: tuple[str, str, str],
    size: tuple[float, float],
    joint: float,
    offset: float,
) -> bpy.types.Node:
    brick = tree.nodes.new("ShaderNodeTexBrick")
    brick.offset, brick.squash = offset, 1.0
    for name, colour in zip(("Color1", "Color2", "Mortar"), colours, strict=True):
        brick.inputs[name].default_value = (*hex_colour(colour), 1)
    brick.inputs["Scale"].default_value, brick.inputs["Mortar Size"].default_value = 1.0, joint
    brick.inputs["Mortar Smooth"].default_value = 0.25
    brick.inputs["Brick Width"].default_value, brick.inputs["Row Height"].default_value = size
    tree.links.new(vector, brick.inputs["Vector"])
    return brick


def _negative(tree: Nodes, value: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
    node = tree.nodes.new("ShaderNodeInvert")
    tree.links.new(value, node.inputs["Color"])
    return node.outputs["Color"]


def bricks(
    scale: float = 1.0, colours: tuple[str, str, str] = ("#9c4a34", "#c06a4a", "#b9b0a2")
) -> bpy.types.Material:
    """Make a wall of rough bricks; its courses run along the object's x axis."""
    made = material("#a05038", rough=0.9)
    tree = made.node_tree
    vector = _coords(tree, (scale,) * 3)
    brick = _courses(tree, vector, colours, (0.5, 0.19), 0.014, 0.5)
    stain = _ramp(tree, _noise(tree, vector, 7, 10), [(0.3, "#6f6f6f"), (0.7, "#ffffff")])
    tree.links.new(
        _mix(tree, "MULTIPLY", 0.75, brick.outputs["Color"], stain),
        tree.nodes["Principled BSDF"].inputs["Base Color"],
    )
    grit = _ramp(tree, _noise(tree, vector, 34, 8), [(0.0, "#606060"), (1.0, "#ffffff")])
    _relief(tree, _mix(tree, "MULTIPLY", 0.75, _negative(tree, brick.outputs["Fac"]), grit), 0.05)
    return made


def tiles(
    scale: float = 1.0, colours: tuple[str, str, str] = ("#1f6f8b", "#58a6b8", "#ece8df")
) -> bpy.types.Material:
    """Make glazed square tiles with pale joints."""
    made = material("#1f6f8b", rough=0.12, coat=0.6)
    tree = made.node_tree
    vector = _coords(tree, (scale,) * 3)
    brick = _courses(tree, vector, colours, (0.25, 0.25), 0.007, 0.0)
    cloud = _ramp(tree, _noise(tree, vector, 9, 5), [(0.25, "#9a9a9a"), (0.75, "#ffffff")])
    tree.links.new(
        _mix(tree, "MULTIPLY", 0.6, brick.outputs["Color"], cloud),
        tree.nodes["Principled BSDF"].inputs["Base Color"],
    )
    wavy = _ramp(tree, _noise(tree, vector, 11, 1), [(0.2, "#d8d8d8"), (0.8, "#ffffff")])
    _relief(tree, _mix(tree, "MULTIPLY", 1.0, _negative(tree, brick.outputs["Fac"]), wavy), 0.02)
    return made


def planks(
    scale: float = 1.0, colours: tuple[str, str] = ("#b98555", "#8f5f38"), rough: float = 0.35
) -> bpy.types.Material:
    """Make a floor of boards along the object's x axis."""
    made = material("#a97848", rough=rough)
    tree = made.node_tree
    vector = _coords(tree, (scale,) * 3)
    brick = _courses(tree, vector, (*colours, "#2e1c10"), (1.6, 0.2), 0.003, 0.37)
    long = _coords(tree, (1.1 * scale, 17 * scale, 17 * scale))
    grain_noise = tree.nodes.new("ShaderNodeTexNoise")
    grain_noise.inputs["Scale"].default_value, grain_noise.inputs["Detail"].default_value = 2.4, 9
    grain_noise.inputs["Distortion"].default_value = 1.4
    shift = tree.nodes.new("ShaderNodeVectorMath")
    shift.operation = "MULTIPLY_ADD"
    shift.inputs[1].default_value = (9, 9, 9)  # every board gets its own part of the grain
    tree.links.new(brick.outputs["Color"], shift.inputs[0])
    tree.links.new(long, shift.inputs[2])
    tree.links.new(shift.outputs["Vector"], grain_noise.inputs["Vector"])
    grain = _ramp(tree, grain_noise.outputs["Fac"], [(0.3, "#8d7a6a"), (0.5, "#e8dccf"), (0.7, "#ffffff")])
    tree.links.new(
        _mix(tree, "MULTIPLY", 0.9, brick.outputs["Color"], grain),
        tree.nodes["Principled BSDF"].inputs["Base Color"],
    )
    _relief(tree, _mix(tree, "MULTIPLY", 0.25, _negative(tree, brick.outputs["Fac"]), grain), 0.01)
    return made


def cloth(scale: float = 1.0, colours: tuple[str, str] = ("#2c4f73", "#7a9cbd")) -> bpy.types.Material:
    """Make a coarse plain weave of two yarns."""
    made = material(colours[0], rough=0.95, sheen=0.3)
    tree = made.node_tree
    vector = _coords(tree, (scale,) * 3)
    check = tree.nodes.new("ShaderNodeTexChecker")
    check.inputs["Scale"].default_value = 40
    tree.links.new(vector, check.inputs["Vector"])
    waves = []
    for direction in ("X", "Y"):
        wave = tree.nodes.new("ShaderNodeTexWave")
        wave.bands_direction = direction
        # One yarn is one half of the checker: the wave node's period is 2 pi / 20 of its scale.
        wave.inputs["Scale"].default_value = 40 * 3.14159265 / 10
        wave.inputs["Distortion"].default_value, wave.inputs["Detail"].default_value = 0.6, 2
        tree.links.new(vector, wave.inputs["Vector"])
        waves.append(wave.outputs["Fac"])
    pick = tree.nodes.new("ShaderNodeMix")
    tree.links.new(check.outputs["Fac"], pick.inputs[0])
    tree.links.new(waves[0], pick.inputs[2])
    tree.links.new(waves[1], pick.inputs[3])
    for name, colour in zip(("Color1", "Color2"), colours, strict=True):
        check.inputs[name].default_value = (*hex_colour(colour), 1)
    worn = _ramp(tree, _noise(tree, vector, 5, 8), [(0.3, "#a8a8a8"), (0.7, "#ffffff")])
    shade = _ramp(tree, pick.outputs[0], [(0.0, "#555555"), (0.6, "#ffffff")])
    coloured = _mix(tree, "MULTIPLY", 0.8, check.outputs["Color"], worn)
    tree.links.new(
        _mix(tree, "MULTIPLY", 0.75, coloured, shade), tree.nodes["Principled BSDF"].inputs["Base Color"]
    )
    _relief(tree, pick.outputs[0], 0.012)
    return made


def marble(scale: float = 1.0, vein: str = "#6d6a66", ground: str = "#f3f1ed") -> bpy.types.Material:
    """Make polished marble with thin veins of two widths."""
    made = material(ground, rough=0.08, coat=0.5)
    tree = made.node_tree
    vector = _coords(tree, (scale, 0.7 * scale, scale))
    layers = []
    for size, width, distortion in ((1.2, 0.011, 0.5), (2.9, 0.008, 0.45)):
        noise = tree.nodes.new("ShaderNodeTexNoise")
        noise.inputs["Scale"].default_value, noise.inputs["Detail"].default_value = size, 11
        noise.inputs["Distortion"].default_value = distortion
        tree.links.new(vector, noise.inputs["Vector"])
        # Veins run where the noise crosses its middle.
        stops = [
            (0.5 - width * 2.2, "#ffffff"),
            (0.5 - width * 0.3, vein),
            (0.5 + width * 0.3, vein),
            (0.5 + width * 3, "#ffffff"),
        ]
        layers.append(_ramp(tree, noise.outputs["Fac"], stops))
    cloud = _ramp(tree, _noise(tree, vector, 1.7, 6), [(0.32, "#c9cbcd"), (0.62, ground)])
    veins = _mix(tree, "MULTIPLY", 0.6, layers[0], layers[1])
    tree.links.new(
        _mix(tree, "MULTIPLY", 0.85, cloud, veins), tree.nodes["Principled BSDF"].inputs["Base Color"]
    )
    return made
