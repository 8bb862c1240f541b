"""The 3D view as it is seen: drawn once more, without grid, outlines and gizmos."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from typing import Any

import bpy
import gpu

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.pixels import LONG_SIDE, shrunk_to
from bowerbird_panel.words import _

from ..whereabouts import Spot, found, region_of
from .raster import CHANNELS, Raster, from_below


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
        with _bare(space):
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
    return from_below(width, height, bytes(drawn)).opaque


@contextlib.contextmanager
def _bare(space: Any) -> Iterator[None]:
    """Leave out for a moment what Blender lays over the scene."""
    before = space.overlay.show_overlays
    if not before:
        yield
        return
    space.overlay.show_overlays = False
    try:
        yield
    finally:
        space.overlay.show_overlays = before
