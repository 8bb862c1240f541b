"""Which image is meant: that of an image editor, what of it is in view, or the active texture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _

from ..whereabouts import Spot, found, region_of, scene_in_view
from .raster import View

_EDITOR = "IMAGE_EDITOR"
_PAINT_MODES = ("sculpt", "image_paint", "vertex_paint", "weight_paint")


def in_editor(spot: Spot | None) -> tuple[Any, Any]:
    """Give the image editor that the person came from, or the largest one, with an image in it, and that image."""
    there = found(spot if spot is not None and spot.kind == _EDITOR else None, _EDITOR)
    image = None if there is None else there[1].spaces.active.image
    if there is None or image is None:
        raise HostTrouble(
            "no_image",
            _("No image editor shows an image."),
            _("Open an image in an image editor, or type words."),
        )
    return there[1], image


def in_view(area: Any) -> View:
    """Tell what an image editor shows of its image."""
    region = region_of(area)
    left, bottom = region.view2d.region_to_view(0, 0)
    right, top = region.view2d.region_to_view(region.width, region.height)
    return View(left, bottom, right, top)


def active_texture(spot: Spot | None) -> Any:
    """Give the image of the active texture. Raises HostTrouble."""
    scene = scene_in_view(spot)
    image = next((each for each in _textures(spot, scene) if each is not None), None)
    if image is None:
        raise HostTrouble(
            "no_texture",
            _("There is no active texture."),
            _("Click an image texture in the shader editor, or choose an object whose material has one."),
        )
    return image


def _textures(spot: Spot | None, scene: Any) -> Iterator[Any]:
    """Give what may be meant, what is nearest to the person first."""
    if spot is not None and spot.kind == "NODE_EDITOR":
        there = found(spot, spot.kind)
        tree = None if there is None else there[1].spaces.active.edit_tree
        yield _of_tree(tree)
    painted = scene.tool_settings.image_paint.canvas
    thing = _active_object(spot)
    if thing is not None and thing.mode == "TEXTURE_PAINT" and painted is not None:
        yield painted
    material = None if thing is None else thing.active_material
    yield _of_tree(None if material is None else material.node_tree)
    for mode in _PAINT_MODES:
        tool = getattr(scene.tool_settings, mode, None)
        texture = None if tool is None or tool.brush is None else tool.brush.texture
        yield getattr(texture, "image", None)


def _active_object(spot: Spot | None) -> Any:
    there = found(spot)
    layer = bpy.context.view_layer if there is None else there[0].view_layer
    return None if layer is None else layer.objects.active


def _of_tree(tree: Any) -> Any:
    """Give the image of the active node, else of one that is selected, else of the first that has one."""
    if tree is None:
        return None
    nodes = [node for node in tree.nodes if getattr(node, "image", None) is not None]
    if tree.nodes.active in nodes:
        return tree.nodes.active.image
    chosen = [node for node in nodes if node.select] or nodes
    return chosen[0].image if chosen else None
