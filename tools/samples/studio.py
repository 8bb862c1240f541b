"""The photo studio: an empty Cycles scene, materials, lights, backdrop, a camera that frames by itself."""

# ruff: noqa: PLR0917 - coordinates and sizes read best in their usual order

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bpy
from mathutils import Matrix, Vector

Colour = tuple[float, float, float]


def hex_colour(text: str) -> Colour:
    """Turn `#rrggbb` (sRGB) into linear light."""
    values = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return r, g, b


def empty_scene() -> None:
    """Start again from a scene with nothing in it."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True


def set_world(colour: Colour, strength: float) -> None:
    """Fill the surroundings with one even light."""
    node = bpy.context.scene.world.node_tree.nodes["Background"]
    node.inputs["Color"].default_value = (*colour, 1)
    node.inputs["Strength"].default_value = strength


def material(
    colour: str,
    rough: float = 0.45,
    metal: float = 0.0,
    coat: float = 0.0,
    glass: float = 0.0,
    glow: float = 0.0,
    sheen: float = 0.0,
    subsurface: float = 0.0,
    bump: tuple[float, float] | None = None,
    alpha: float = 1.0,
) -> bpy.types.Material:
    """Make a material of one colour; `bump` is (scale, strength) of a fine noise relief."""
    made = bpy.data.materials.new(colour)
    made.use_nodes = True
    tree = made.node_tree
    shader = tree.nodes["Principled BSDF"]
    linear = (*hex_colour(colour), 1)
    shader.inputs["Base Color"].default_value = linear
    shader.inputs["Roughness"].default_value = rough
    shader.inputs["Metallic"].default_value = metal
    shader.inputs["Coat Weight"].default_value = coat
    shader.inputs["Coat Roughness"].default_value = 0.05
    shader.inputs["Transmission Weight"].default_value = glass
    shader.inputs["Sheen Weight"].default_value = sheen
    shader.inputs["Subsurface Weight"].default_value = subsurface
    shader.inputs["Alpha"].default_value = alpha
    if glow:
        shader.inputs["Emission Color"].default_value = linear
        shader.inputs["Emission Strength"].default_value = glow
    if bump is not None:
        noise = tree.nodes.new("ShaderNodeTexNoise")
        noise.inputs["Scale"].default_value = bump[0]
        noise.inputs["Detail"].default_value = 4
        coords = tree.nodes.new("ShaderNodeTexCoord")
        relief = tree.nodes.new("ShaderNodeBump")
        relief.inputs["Strength"].default_value = bump[1]
        relief.inputs["Distance"].default_value = 0.002
        tree.links.new(coords.outputs["Object"], noise.inputs["Vector"])
        tree.links.new(noise.outputs["Fac"], relief.inputs["Height"])
        tree.links.new(relief.outputs["Normal"], shader.inputs["Normal"])
    return made


def picture_material(
    path: Path, rough: float = 0.5, coat: float = 0.0, glow: float = 0.0
) -> bpy.types.Material:
    """Make a material that shows a picture; its alpha cuts the surface out."""
    made = material("#ffffff", rough=rough, coat=coat)
    tree = made.node_tree
    shader = tree.nodes["Principled BSDF"]
    image = tree.nodes.new("ShaderNodeTexImage")
    image.image = bpy.data.images.load(str(path))
    image.extension = "EXTEND"
    tree.links.new(image.outputs["Color"], shader.inputs["Base Color"])
    tree.links.new(image.outputs["Alpha"], shader.inputs["Alpha"])
    if glow:
        tree.links.new(image.outputs["Color"], shader.inputs["Emission Color"])
        shader.inputs["Emission Strength"].default_value = glow
    return made


def wood(
    light: str = "#c89a6a", dark: str = "#8f5f38", scale: float = 1.0, rough: float = 0.45, axis: str = "x"
) -> bpy.types.Material:
    """Make wood whose grain runs along one axis of the object."""
    made = material(light, rough=rough)
    tree = made.node_tree
    shader = tree.nodes["Principled BSDF"]
    coords, mapping = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeMapping")
    mapping.inputs["Scale"].default_value = tuple((1.2 if a == axis else 14) * scale for a in "xyz")
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = 2.2
    noise.inputs["Detail"].default_value = 9
    noise.inputs["Distortion"].default_value = 0.9
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[1].position = 0.32, 0.68
    ramp.color_ramp.elements[0].color = (*hex_colour(dark), 1)
    ramp.color_ramp.elements[1].color = (*hex_colour(light), 1)
    tree.links.new(coords.outputs["Object"], mapping.inputs["Vector"])
    tree.links.new(mapping.outputs["Vector"], noise.inputs["Vector"])
    tree.links.new(noise.outputs["Fac"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], shader.inputs["Base Color"])
    return made


def area_light(
    at: Sequence[float], toward: Sequence[float], power: float, size: float, colour: str = "#ffffff"
) -> bpy.types.Object:
    """Hang a square softbox of `size` metres and `power` watts."""
    data = bpy.data.lights.new("area", "AREA")
    data.energy, data.size, data.color = power, size, hex_colour(colour)
    obj = bpy.data.objects.new("area", data)
    bpy.context.collection.objects.link(obj)
    obj.location = at
    obj.rotation_euler = (Vector(toward) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    return obj


def backdrop(colour: str, size: float, rough: float = 0.9) -> bpy.types.Object:
    """Lay a seamless sweep for a product of about `size` metres: a floor that bends up into the wall behind."""
    back, bend, depth, height = 4.2 * size, 2.6 * size, 12 * size, 8 * size
    line = [(-depth, 0.0), (back - bend, 0.0)]
    line += [
        (back - bend + bend * math.sin(a), bend - bend * math.cos(a))
        for a in (math.pi / 2 * i / 24 for i in range(1, 25))
    ]
    line.append((back, height))
    mesh = bpy.data.meshes.new("backdrop")
    verts = [(side, y, z) for y, z in line for side in (-12 * size, 12 * size)]
    faces = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(line) - 1)]
    mesh.from_pydata(verts, [], faces)
    mesh.shade_smooth()
    mesh.materials.append(material(colour, rough=rough))
    obj = bpy.data.objects.new("backdrop", mesh)
    bpy.context.collection.objects.link(obj)
    return obj


def light_rig(rig: str, size: float) -> None:
    """Light a product of about `size` metres: soft, dark, warm."""
    s = size
    aim = (0, 0, 0.4 * s)
    # Power grows with the square of the distance, so that a cup and a chair are lit alike.
    p = s * s
    if rig == "soft":
        set_world((1, 1, 1), 0.42)
        area_light((-2.6 * s, -2.2 * s, 3.4 * s), aim, 118 * p, 2.2 * s)
        area_light((3.2 * s, -2.0 * s, 1.8 * s), aim, 22 * p, 2.4 * s)
        area_light((1.0 * s, 2.4 * s, 3.4 * s), aim, 42 * p, 1.8 * s)
    elif rig == "dark":
        set_world((0.2, 0.3, 0.5), 0.015)
        area_light((-2.6 * s, 1.4 * s, 2.0 * s), aim, 150 * p, 1.0 * s, "#ffb27a")
        area_light((2.8 * s, 0.8 * s, 1.6 * s), aim, 130 * p, 1.0 * s, "#7fb0ff")
        area_light((0.4 * s, -2.8 * s, 3.4 * s), aim, 28 * p, 1.2 * s, "#fff1df")
    elif rig == "warm":
        set_world((1.0, 0.86, 0.7), 0.28)
        area_light((-3.4 * s, -0.8 * s, 1.9 * s), aim, 330 * p, 0.8 * s, "#ffcf94")
        area_light((2.8 * s, -2.4 * s, 2.4 * s), aim, 26 * p, 2.2 * s, "#c7dcff")
    else:
        raise ValueError(f"no light rig is called {rig}")


def turn_stage(degrees: float) -> None:
    """Turn lights and backdrop together around the product."""
    turn = Matrix.Rotation(math.radians(degrees), 4, "Z")
    bpy.context.view_layer.update()
    for obj in bpy.context.scene.objects:
        if obj.type == "LIGHT" or obj.name == "backdrop":
            obj.matrix_world = turn @ obj.matrix_world


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera stands: degrees around and above, how much of the frame the subject fills."""

    azimuth: float = -30.0
    elevation: float = 18.0
    fill: float = 0.66
    lens: float = 85.0
    lift: float = 0.0  # moves the subject up in the frame, as a part of its height


def frame(view: View, subjects: Sequence[bpy.types.Object], aspect: float) -> None:
    """Put a camera where the subjects' outline fills the asked part of the frame."""
    scene = bpy.context.scene
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width, data.clip_end = view.lens, 36.0, 200
    camera = bpy.data.objects.new("camera", data)
    bpy.context.collection.objects.link(camera)
    scene.camera = camera
    depsgraph = bpy.context.evaluated_depsgraph_get()
    points: list[Vector] = []
    for obj in subjects:
        shape = obj.evaluated_get(depsgraph)
        mesh = shape.to_mesh()
        points += [shape.matrix_world @ v.co for v in mesh.vertices]
        shape.to_mesh_clear()
    a, e = math.radians(view.azimuth), math.radians(view.elevation)
    direction = Vector((math.sin(a) * math.cos(e), -math.cos(a) * math.cos(e), math.sin(e)))
    right = Vector((math.cos(a), math.sin(a), 0))
    up = direction.cross(right).normalized()
    half_w = 18.0 / view.lens
    half_h = half_w / aspect
    if aspect < 1:
        half_h, half_w = 18.0 / view.lens, 18.0 / view.lens * aspect
    target = sum(points, Vector()) / len(points)
    distance = 10.0
    for _ in range(12):
        eye = target + direction * distance
        flat = [
            ((p - eye).dot(right) / d, (p - eye).dot(up) / d)
            for p in points
            for d in [(eye - p).dot(direction)]
        ]
        x0, x1 = min(x for x, _ in flat), max(x for x, _ in flat)
        y0, y1 = min(y for _, y in flat), max(y for _, y in flat)
        target = target + (right * (x0 + x1) / 2 + up * (y0 + y1) / 2) * distance
        distance *= max((x1 - x0) / 2 / half_w, (y1 - y0) / 2 / half_h) / view.fill
    target = target - up * view.lift * (y1 - y0) * distance
    camera.location = target + direction * distance
    camera.rotation_euler = (-direction).to_track_quat("-Z", "Y").to_euler()


def render(
    path: Path, size: tuple[int, int], samples: int, exposure: float = 0.0, look: str = "Standard"
) -> None:
    """Render the scene to a PNG with Cycles on the processor: fixed seed, denoised."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples, scene.cycles.seed = samples, 7
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.adaptive_threshold, scene.cycles.adaptive_min_samples = 0.05, 8
    scene.cycles.use_light_tree = False
    scene.cycles.use_denoising, scene.cycles.denoiser = True, "OPENIMAGEDENOISE"
    scene.cycles.max_bounces, scene.cycles.diffuse_bounces = 6, 3
    scene.cycles.caustics_reflective = False
    scene.cycles.caustics_refractive = False
    scene.cycles.sample_clamp_indirect = 6.0
    scene.view_settings.view_transform, scene.view_settings.look = look, "None"
    scene.view_settings.exposure = exposure
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    scene.render.image_settings.file_format = "PNG"
    scene.render.use_stamp = False
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
