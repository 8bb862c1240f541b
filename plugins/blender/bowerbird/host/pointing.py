# SPDX-License-Identifier: GPL-3.0-or-later
"""What is under the pointer: an editor, and in the 3D view an object and the part of it with a material of its own."""

from __future__ import annotations

from typing import Any

from bpy_extras import view3d_utils
from mathutils import Vector, geometry

from ..model.dropping import Under

_WITH_MATERIALS = frozenset({"MESH", "CURVE", "SURFACE", "META", "FONT", "CURVES", "POINTCLOUD", "VOLUME"})
_FAR = 1e6
_NEARBY = 5.0
"""Times the distance of what the view turns round: where the ground is farther, the horizon is meant."""
_SHADERS = "ShaderNodeTree"


def region_at(window: Any, x: int, y: int) -> tuple[Any, Any] | None:
    """Find the area at a place of the window, and its region that shows what it is about; None on anything else."""
    for area in window.screen.areas:
        for region in area.regions:
            if region.type == "WINDOW" and _is_in(region, x, y):
                # Sidebars and headers may lie over it.
                over = [each for each in area.regions if each.type != "WINDOW" and _is_in(each, x, y)]
                return (area, region) if all(_has_no_room(each, region) for each in over) else None
    return None


def _has_no_room(over: Any, below: Any) -> bool:
    """Tell whether it is not drawn, because the area is too small: Blender gives it all of the area then."""
    return bool(over.width >= below.width and over.height >= below.height)


def _is_in(region: Any, x: int, y: int) -> bool:
    inside = region.x <= x < region.x + region.width and region.y <= y < region.y + region.height
    return bool(inside and region.width > 1 and region.height > 1)


def under(context: Any, area: Any, region: Any, x: int, y: int) -> Under | None:
    """Say what is at a place of the window; None where nothing can be dropped."""
    place = (x - region.x, y - region.y)
    if area.type == "VIEW_3D":
        return _in_view(context, area, region, place)
    if area.type == "NODE_EDITOR" and area.spaces.active.tree_type == _SHADERS:
        scale = context.preferences.system.ui_scale
        across, up = region.view2d.region_to_view(*place)
        return Under(area.type, at=(across / scale, up / scale, 0.0))
    return Under(area.type) if area.type == "IMAGE_EDITOR" else None


def _in_view(context: Any, area: Any, region: Any, place: tuple[int, int]) -> Under:
    view = area.spaces.active.region_3d
    direction = view3d_utils.region_2d_to_vector_3d(region, view, place)
    origin = view3d_utils.region_2d_to_origin_3d(region, view, place)
    depsgraph = context.evaluated_depsgraph_get()
    hit, at, _normal, face, thing, _matrix = context.scene.ray_cast(depsgraph, origin, direction)
    if hit:
        return _on(depsgraph, thing.original, face, tuple(at))
    looks_up = view.is_perspective and direction.z > 0
    return Under(area.type, is_sky=looks_up, at=_nowhere(view, origin, direction))


def _on(depsgraph: Any, thing: Any, face: int, at: tuple[float, float, float]) -> Under:
    takes_material = thing.type in _WITH_MATERIALS and thing.data.library is None
    slot = _slot(thing.evaluated_get(depsgraph), face) if takes_material else -1
    material = thing.material_slots[slot].material if 0 <= slot < len(thing.material_slots) else None
    return Under(
        "VIEW_3D", thing.name, takes_material, slot, "" if material is None else material.name, at=at
    )


def _slot(evaluated: Any, face: int) -> int:
    if not evaluated.material_slots:
        return -1
    if evaluated.type != "MESH" or not 0 <= face < len(evaluated.data.polygons):
        return 0
    return int(evaluated.data.polygons[face].material_index)


def _nowhere(view: Any, origin: Any, direction: Any) -> tuple[float, float, float]:
    """Choose a place where there is nothing: on the ground that is looked at, else as far away as the middle of the view."""
    end = origin + direction * _FAR
    if view.is_perspective and direction.z < 0 < origin.z:
        ground = geometry.intersect_line_plane(origin, end, Vector(), Vector((0, 0, 1)))
        if ground is not None and (ground - origin).length < _NEARBY * view.view_distance:
            return tuple(ground)
    facing = view.view_rotation @ Vector((0, 0, 1))
    middle = geometry.intersect_line_plane(origin, end, view.view_location, facing)
    return tuple(view.view_location if middle is None else middle)
