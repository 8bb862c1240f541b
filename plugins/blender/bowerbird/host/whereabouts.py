"""Where in Blender's windows the person is: which scene they see, and which area they came from."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import bpy

_VIEW = "VIEW_3D"


@dataclass(frozen=True)
class Spot:
    """An area of a window. What Blender gives is gone when the person joins or closes areas, so it is only named."""

    window: int
    area: int
    kind: str


def spot_of(context: Any) -> Spot | None:
    """Note where something was clicked; None where there is no window."""
    window, area = context.window, context.area
    if window is None or area is None:
        return None
    return Spot(window.as_pointer(), area.as_pointer(), area.type)


def areas() -> Iterator[tuple[Any, Any]]:
    """Give all areas that are seen, each with its window."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            yield window, area


def found(spot: Spot | None, kind: str = _VIEW) -> tuple[Any, Any] | None:
    """Find the area of a spot again: that one, else the largest of its kind or of another kind, with its window."""
    seen = list(areas())
    if spot is not None:
        for window, area in seen:
            if (window.as_pointer(), area.as_pointer(), area.type) == (spot.window, spot.area, spot.kind):
                return window, area
    kinds = [kind] if spot is None else [spot.kind, kind]
    for wanted in kinds:
        alike = [each for each in seen if each[1].type == wanted]
        if alike:
            return max(alike, key=lambda each: each[1].width * each[1].height)
    return None


def region_of(area: Any) -> Any:
    """Give the region of an area that shows what it is about."""
    return next(region for region in area.regions if region.type == "WINDOW")


def standing_in(spot: Spot | None) -> AbstractContextManager[Any]:
    """Have operators see the area of a spot as the one that the pointer is over; nothing changes where there is none."""
    # Without a display the windows of a file are data that nobody sees: to stand in one crashes Blender 4.3 after an undo.
    there = None if bpy.app.background else found(spot)
    if there is None:
        return contextlib.nullcontext()
    window, area = there
    return bpy.context.temp_override(window=window, area=area, region=region_of(area))


def scene_in_view(spot: Spot | None = None) -> Any:
    """Give the scene that the person sees."""
    there = found(spot)
    if there is not None:
        return there[0].scene
    return bpy.context.scene or bpy.data.scenes[0]
