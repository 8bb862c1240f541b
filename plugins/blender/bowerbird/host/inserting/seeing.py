"""Whether what was put into a material or the world can be seen in the views that are open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

from bowerbird_panel.words import _

from ...model.ways import Way
from ..whereabouts import areas


def remark_on(way: Way) -> str:
    """Say how it is seen where no view shows it; nothing where one does, and where nobody looks."""
    shows = None if bpy.app.background else _SHOWN_BY.get(way)
    shadings = [area.spaces.active.shading for _window, area in areas() if area.type == "VIEW_3D"]
    if shows is None or not shadings or any(shows(each) for each in shadings):
        return ""
    if way is Way.WORLD:
        return _("To see it, choose the viewport shading Rendered.")
    return _("To see it, choose the viewport shading Material Preview or Rendered.")


def _materials(shading: Any) -> bool:
    return shading.type in {"MATERIAL", "RENDERED"} or (
        shading.type == "SOLID" and shading.color_type == "TEXTURE"
    )


def _world(shading: Any) -> bool:
    if shading.type == "MATERIAL":
        return bool(shading.use_scene_world)
    return shading.type == "RENDERED" and bool(shading.use_scene_world_render)


_SHOWN_BY: dict[Way, Callable[[Any], bool]] = {
    Way.PLANE: _materials,
    Way.TEXTURE: _materials,
    Way.WORLD: _world,
}
