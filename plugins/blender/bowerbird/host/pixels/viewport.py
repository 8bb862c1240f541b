"""The 3D view as it is seen: drawn once more, without grid, outlines and gizmos."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import Any

import bpy
import gpu

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.pixels import LONG_SIDE, shrunk_to
from bowerbird_panel.words import _

from ..whereabouts import Spot, found, region_of
from .raster import CHANNELS, Raster, upside_down, without_margin

_DRAWN_BY_BLENDER = ("BLENDER_EEVEE", "BLENDER_WORKBENCH")


def read(spot: Spot | None) -> Generator[None, None, Raster]:
    """Take what a 3D view shows. Raises HostTrouble."""
    yield
    there = found(spot if spot is not None and spot.kind == "VIEW_3D" else None)
    if bpy.app.background or there is None:
        raise HostTrouble(
            "no_viewport",
            _("There is no 3D view to be seen."),
            _("Open one, or search with the render."),
        )
    window, area = there
    space, region = area.spaces.active, region_of(area)
    view = space.region_quadviews[-1] if space.region_quadviews else space.region_3d
    width, height = shrunk_to((region.width, region.height), LONG_SIDE)
    try:
        screen = gpu.types.GPUOffScreen(width, height)
    except RuntimeError as error:
        raise HostTrouble(
            "cannot_draw", _("The graphics card has no room to draw the view once more."), str(error)
        ) from error
    try:
        with _bare(space, solid=_is_rendered_elsewhere(space, window.scene)):
            screen.draw_view3d(
                window.scene,
                window.view_layer,
                space,
                region,
                view.view_matrix,
                view.window_matrix,
                do_color_management=True,
            )
        with screen.bind():
            drawn = gpu.state.active_framebuffer_get().read_color(0, 0, width, height, CHANNELS, 0, "UBYTE")
    finally:
        screen.free()
    drawn.dimensions = width * height * CHANNELS
    # Things before an empty ground are found by what they are: with half a view of grey around them hardly ever.
    return without_margin(Raster(width, height, upside_down(bytes(drawn), width)).opaque)


def _is_rendered_elsewhere(space: Any, scene: Any) -> bool:
    """Tell whether Cycles or another engine paints the view by itself: drawn once more it is black."""
    return space.shading.type == "RENDERED" and not scene.render.engine.startswith(_DRAWN_BY_BLENDER)


@contextlib.contextmanager
def _bare(space: Any, *, solid: bool) -> Generator[None]:
    """Leave out for a moment what Blender lays over the scene; `solid` shows colours and textures in plain light."""
    values: list[tuple[Any, str, object]] = [(space.overlay, "show_overlays", False)]
    if solid:
        values += [(space.shading, "type", "SOLID"), (space.shading, "color_type", "TEXTURE")]
    with contextlib.ExitStack() as stack:
        for thing, name, value in values:
            before = getattr(thing, name)
            if before != value:
                setattr(thing, name, value)
                stack.callback(setattr, thing, name, before)
        yield
