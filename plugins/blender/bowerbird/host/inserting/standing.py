"""Objects that come into the scene: where they stand, where they look, and which collection has them."""

from __future__ import annotations

import math
from typing import Any

import bpy
from mathutils import Euler, Quaternion

from ...model.ways import Facing, Insertion
from .editing import check_editable

_RIGHT = math.pi / 2
_ROTATIONS = {
    Facing.TOP: (0.0, 0.0, 0.0),
    Facing.FRONT: (_RIGHT, 0.0, 0.0),
    Facing.SIDE: (_RIGHT, 0.0, _RIGHT),
}
"""As Blender's views Top, Front and Right see the front of something that lies flat."""


def check_scene(context: Any) -> None:
    """Raise HostTrouble where nothing can be put into the scene."""
    check_editable(context.scene)


def stand(context: Any, new: Any, insertion: Insertion) -> None:
    """Put a new object into the scene, where and as it was wanted, and choose it as Blender does."""
    new.location = context.scene.cursor.location if insertion.at is None else insertion.at
    new.rotation_euler = _rotation(context, insertion.facing)
    _collection(context).objects.link(new)
    _show(context, new)


def _rotation(context: Any, facing: Facing) -> Euler:
    if facing is Facing.VIEW:
        view = _view_rotation(context)
        if view is not None:
            return view.to_euler()
        facing = Facing.FRONT
    return Euler(_ROTATIONS[facing])


def _view_rotation(context: Any) -> Quaternion | None:
    """Tell how the 3D view stands that the person came from, else one that they see."""
    if bpy.app.background:
        # There is one, which nobody sees.
        return None
    region: Any = getattr(context, "region_data", None)
    if isinstance(region, bpy.types.RegionView3D):
        return region.view_rotation
    screen = context.screen
    areas = [] if screen is None else [area for area in screen.areas if area.type == "VIEW_3D"]
    if not areas:
        return None
    largest = max(areas, key=lambda area: area.width * area.height)
    return largest.spaces.active.region_3d.view_rotation


def _collection(context: Any) -> Any:
    """Choose the collection that the person works in, where an object in it would be seen."""
    layer = context.view_layer.active_layer_collection
    chosen = layer.collection
    if chosen.library is not None or layer.exclude or not layer.is_visible:
        return context.scene.collection
    return chosen


def _show(context: Any, new: Any) -> None:
    layer = context.view_layer
    layer.update()
    active = layer.objects.active
    space = context.space_data
    if isinstance(space, bpy.types.SpaceView3D) and space.local_view is not None:
        new.local_view_set(space, True)
    if active is not None and active.mode != "OBJECT":
        # The person works inside of an object, and goes on to.
        return
    for other in layer.objects.selected:
        other.select_set(False)
    new.select_set(True)
    layer.objects.active = new
