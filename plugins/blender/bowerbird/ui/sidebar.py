# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing the panel in front, wherever the person is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

from ..host.whereabouts import found, spot_of

CATEGORY = "Bowerbird"
KINDS = ("VIEW_3D", "IMAGE_EDITOR", "NODE_EDITOR")
_AGAIN_MS = 60
_TRIES = 10

Later = Callable[[int, Callable[[], None]], object]


def area_for(context: Any) -> Any:
    """Give the area whose sidebar is meant: where the pointer is, else the largest 3D view; None where there is none."""
    if context.area is not None and context.area.type in KINDS:
        return context.area
    there = found(None)
    return None if there is None else there[1]


def show(context: Any, later: Later) -> bool:
    """Open the sidebar with our tab in front, and tell whether there is one."""
    area = area_for(context)
    if area is None:
        return False
    area.spaces.active.show_region_ui = True
    with context.temp_override(area=area):
        spot = spot_of(bpy.context)
    left = [_TRIES]

    def choose() -> None:
        there = found(spot)
        left[0] -= 1
        if there is not None and not _chosen(there[1]) and left[0]:
            later(_AGAIN_MS, choose)

    # The sidebar knows its tabs once it was drawn.
    later(0, choose)
    return True


def _chosen(area: Any) -> bool:
    region = next(each for each in area.regions if each.type == "UI")
    try:
        region.active_panel_category = CATEGORY
    except (TypeError, AttributeError):
        return False
    region.tag_redraw()
    return bool(region.active_panel_category == CATEGORY)
