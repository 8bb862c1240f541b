"""Putting pictures into Blender's data: each way through the data itself, so that none needs a window.

Everything that can fail comes before anything is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bowerbird_panel.provenance import Provenance

from ...model.ways import Insertion, Way
from ..storing import Picture
from . import brush, camera_background, image, plane, reference, strip, texture, world
from .made import Made
from .seeing import remark_on

_WAYS: dict[Way, Callable[[Any, Picture, Insertion], str]] = {
    Way.REFERENCE: reference.insert,
    Way.CAMERA_BACKGROUND: camera_background.insert,
    Way.PLANE: plane.insert,
    Way.TEXTURE: texture.insert,
    Way.WORLD: world.insert,
    Way.IMAGE: image.insert,
    Way.BRUSH: brush.insert,
    Way.STRIP: strip.insert,
}


def insert(
    context: Any, file: Path, insertion: Insertion, provenance: Provenance, original: Path | None = None
) -> Made:
    """Put a picture to use. `original` is where it lies in the library, where that is known. Raises HostTrouble."""
    picture = Picture(file, provenance, insertion.storing, original)
    name = _WAYS[insertion.way](context, picture, insertion)
    how_it_is_seen = remark_on(insertion.way)
    return Made(name, (*picture.remarks, *([how_it_is_seen] if how_it_is_seen else ())))


__all__ = ["Made", "insert"]
