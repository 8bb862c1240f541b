"""A mesh of a picture's proportions with it on it, as Blender's Add > Image > Mesh Plane makes it."""

from __future__ import annotations

from typing import Any

import bpy

from ...model.shapes import plane_size
from ...model.ways import Insertion, Shading
from .. import marks
from ..pictures import has_alpha, name_of
from ..storing import Picture
from .nodes import choose, input_of, principled_of, tree_of
from .standing import check_scene, stand

_UVS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def insert(context: Any, picture: Picture, insertion: Insertion) -> str:
    """Make the plane; gives its name. Raises HostTrouble."""
    check_scene(context)
    image = picture.image(picture.colour)
    name = name_of(picture.title)
    mesh = _mesh(name, plane_size(*picture.provenance.size_of(tuple(image.size))))
    mesh.materials.append(_material(name, image, insertion.shading))
    plane = bpy.data.objects.new(name, mesh)
    marks.attach(plane, picture.provenance)
    stand(context, plane, insertion)
    return str(plane.name)


def _mesh(name: str, size: tuple[float, float]) -> Any:
    right, up = size[0] / 2, size[1] / 2
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(
        [(-right, -up, 0.0), (right, -up, 0.0), (right, up, 0.0), (-right, up, 0.0)], [], [(0, 1, 2, 3)]
    )
    layer = mesh.uv_layers.new(name="UVMap")
    for loop, uv in zip(layer.data, _UVS, strict=True):
        loop.uv = uv
    mesh.update()
    return mesh


def _material(name: str, image: Any, shading: Shading) -> Any:
    material = bpy.data.materials.new(name)
    tree = tree_of(material)
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = image
    # Nothing of the opposite edge is seen along an edge.
    texture.extension = "EXTEND"
    principled, output = principled_of(tree)
    texture.location = (principled.location.x - 340, principled.location.y)
    if shading is Shading.PRINCIPLED:
        tree.links.new(texture.outputs["Color"], principled.inputs["Base Color"])
        if has_alpha(image):
            tree.links.new(texture.outputs["Alpha"], principled.inputs["Alpha"])
    else:
        place = principled.location.copy()
        tree.nodes.remove(principled)
        _add_emission(tree, texture, input_of(output, "Surface"), place, alpha=has_alpha(image))
    choose(tree, texture, active=True)
    return material


def _add_emission(tree: Any, texture: Any, surface: Any, place: Any, *, alpha: bool) -> None:
    emission = tree.nodes.new("ShaderNodeEmission")
    emission.location = place
    tree.links.new(texture.outputs["Color"], emission.inputs["Color"])
    if not alpha:
        tree.links.new(emission.outputs["Emission"], surface)
        return
    clear, mix = tree.nodes.new("ShaderNodeBsdfTransparent"), tree.nodes.new("ShaderNodeMixShader")
    # By their places: both inputs bear one name.
    factor, first, second = mix.inputs[0], mix.inputs[1], mix.inputs[2]
    clear.location = (place.x, place.y + 120)
    mix.location = (place.x + 200, place.y)
    surface.node.location.x = max(surface.node.location.x, mix.location.x + 200)
    tree.links.new(texture.outputs["Alpha"], factor)
    tree.links.new(clear.outputs["BSDF"], first)
    tree.links.new(emission.outputs["Emission"], second)
    tree.links.new(mix.outputs["Shader"], surface)
