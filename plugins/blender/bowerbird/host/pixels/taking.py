"""Taking what is seen: each source has a module of its own.

The functions are generators: they yield before each call that may take long, so that the window lives in between. What
they make for themselves in Blender's data is gone again before they yield: between two steps the person may save.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.pixels import Pixels
from bowerbird_panel.words import _

from ...model.sources import Source
from ..whereabouts import Spot, scene_in_view
from . import images, reading, render, viewport
from .raster import WHOLE, Raster, View


def take(source: Source, spot: Spot | None) -> Generator[None, None, Pixels]:
    """Take the pixels of a source, as the person sees it who came from there. Raises HostTrouble."""
    title, steps = _begun(source, spot)
    try:
        raster = yield from steps
    except ReferenceError as error:
        raise HostTrouble(
            "gone", _("What was to be searched with is not there any more."), _("Try again.")
        ) from error
    if raster.is_blank:
        raise HostTrouble(
            "nothing_to_see",
            _("There is nothing to see there: it is all transparent."),
            _("Search with something else."),
        )
    return Pixels(raster.width, raster.height, raster.rgba, source.value, title)


def _begun(source: Source, spot: Spot | None) -> tuple[str, Generator[None, None, Raster]]:
    scene = scene_in_view(spot)
    if source is Source.RENDER:
        return _("Render"), render.read(scene)
    if source is Source.VIEWPORT:
        return _("Viewport"), viewport.read(spot)
    if source is Source.TEXTURE:
        return _of_image(images.active_texture(spot), scene)
    area, image = images.in_editor(spot)
    return _of_image(image, scene, images.in_view(area) if source is Source.IMAGE_SELECTION else WHOLE)


def _of_image(image: Any, scene: Any, view: View = WHOLE) -> tuple[str, Generator[None, None, Raster]]:
    if image.type == render.RESULT:
        return _("Render"), render.read(scene, view)
    return image.name, reading.read(image, scene, view)
