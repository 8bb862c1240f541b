"""A picture as the surroundings of the scene: what is seen far away, and the light that comes from it."""

from __future__ import annotations

from typing import Any

import bpy

from bowerbird_panel.words import _

from ...model.shapes import is_equirectangular
from ...model.ways import Insertion
from .. import marks
from ..pictures import name_of
from ..storing import Picture
from . import nodes
from .editing import check_editable, check_kept

_TEXTURE = "ShaderNodeTexEnvironment"
_ROLE = "environment"


def insert(context: Any, picture: Picture, insertion: Insertion) -> str:  # noqa: ARG001  as all ways
    """Put it into the scene's world; gives the world's name. Raises HostTrouble."""
    scene = context.scene
    if scene.world is None:
        check_editable(scene)
    else:
        check_kept(scene.world)
    image = picture.image(picture.colour)
    if not is_equirectangular(*image.size):
        picture.remarks.append(_("It is not twice as wide as high, as panoramas are: it is stretched."))
    if scene.world is None:
        scene.world = bpy.data.worlds.new(name_of(picture.title))
    tree = nodes.tree_of(scene.world)
    node = nodes.ours(tree, _ROLE, _TEXTURE)
    if node is None:
        node = _added(tree)
    node.image = image
    marks.attach(node, picture.provenance)
    marks.attach(scene.world, picture.provenance)
    nodes.choose(tree, node, active=True)
    return str(scene.world.name)


def _added(tree: Any) -> Any:
    background = _background(tree)
    x, y = nodes.place_of(background)
    node = nodes.add(tree, _TEXTURE, _ROLE, (x - 320, y))
    x, y = nodes.place_of(node)
    mapping = nodes.add(tree, "ShaderNodeMapping", _ROLE, (x - 220, y))
    coordinates = nodes.add(tree, "ShaderNodeTexCoord", _ROLE, (x - 420, y))
    tree.links.new(coordinates.outputs["Generated"], nodes.input_of(mapping, "Vector"))
    tree.links.new(mapping.outputs["Vector"], nodes.input_of(node, "Vector"))
    tree.links.new(node.outputs["Color"], nodes.input_of(background, "Color"))
    return node


def _background(tree: Any) -> Any:
    """Give the node that gives the world its colour: the nearest one that is seen, a new one where none is."""
    output = nodes.output_of(tree, "ShaderNodeOutputWorld")
    surface = nodes.input_of(output, "Surface")
    seen = next((node for node in nodes.upstream(surface) if node.type == "BACKGROUND"), None)
    if seen is not None:
        return seen
    free = next((node for node in tree.nodes if node.type == "BACKGROUND"), None)
    if free is None:
        x, y = nodes.place_of(output)
        free = nodes.add(tree, "ShaderNodeBackground", _ROLE, (x - 200, y))
    tree.links.new(free.outputs["Background"], surface)
    return free
