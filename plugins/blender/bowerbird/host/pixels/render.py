"""The last render, as the scene's view shows it."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import bpy

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.pixels import LONG_SIDE, shrunk_to
from bowerbird_panel.words import _

from . import scratch
from .raster import WHOLE, Raster, View, cut_out
from .reading import fill, pixels_of, shown

RESULT = "RENDER_RESULT"


def result() -> Any:
    """Give the image that renders go to; None where there is none."""
    return next((image for image in bpy.data.images if image.type == RESULT), None)


def read(scene: Any, view: View = WHOLE) -> Generator[None, None, Raster]:
    """Take the last render of a scene, or a part of it. Raises HostTrouble.

    Blender gives its pixels to files alone. It is written as light and shown when it is small: the view takes longest.
    """
    yield
    if bpy.app.is_job_running("RENDER"):
        raise HostTrouble(
            "rendering", _("Blender is rendering."), _("Wait until it is done, or stop it with Esc.")
        )
    with scratch.private_file() as file:
        _write(scene, file)
        yield
        if not file.is_file():
            raise _nothing_rendered()
        with scratch.loaded(file) as light:
            if view is WHOLE:
                light.scale(*shrunk_to(tuple(light.size), LONG_SIDE))
                return shown(light, scene)
            cut = cut_out(pixels_of(light), view.of(*light.size), 2 * LONG_SIDE)
            with scratch.blank(cut.width, cut.height, is_float=True) as small:
                fill(small, cut)
                return shown(small, scene)


def _write(scene: Any, file: Path) -> None:
    image = result()
    if image is None:
        raise _nothing_rendered()
    try:
        scratch.save(image, scene, file, scratch.LIGHT)
    except RuntimeError as error:
        raise _nothing_rendered() from error


def _nothing_rendered() -> HostTrouble:
    return HostTrouble("no_render", _("Nothing was rendered yet."), _("Render an image first (F12)."))
