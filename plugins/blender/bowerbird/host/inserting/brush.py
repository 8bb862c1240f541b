"""A picture as the texture of the brush that is in hand."""

from __future__ import annotations

from typing import Any

import bpy

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _

from ...model.ways import Insertion
from .. import marks
from ..pictures import name_of
from ..storing import Picture

_BY_MODE = {
    "PAINT_TEXTURE": "image_paint",
    "SCULPT": "sculpt",
    "PAINT_VERTEX": "vertex_paint",
    "PAINT_GREASE_PENCIL": "",
    "PAINT_GPENCIL": "",
    "PAINT_WEIGHT": "",
}
"""Which tool settings hold the brush; nothing for brushes that take no texture."""


def insert(context: Any, picture: Picture, insertion: Insertion) -> str:  # noqa: ARG001  as all ways
    """Give it to the brush; gives the brush's name. Raises HostTrouble."""
    brush = _brush(context)
    image = picture.image(picture.colour)
    if brush.library is not None:
        brush = _own(brush, picture)
    texture = brush.texture
    if (
        texture is None
        or texture.type != "IMAGE"
        or texture.library is not None
        or marks.read(texture) is None
    ):
        texture = bpy.data.textures.new(name_of(picture.title), "IMAGE")
    texture.image = image
    marks.attach(texture, picture.provenance)
    brush.texture = texture
    return str(brush.name)


def _brush(context: Any) -> Any:
    settings = context.tool_settings
    name = _BY_MODE.get(context.mode, "image_paint")
    paint = getattr(settings, name, None) if name else None
    brush = None if paint is None else paint.brush
    if brush is None:
        raise HostTrouble(
            "no_brush",
            _("No brush that takes a texture is in hand."),
            _("Go to texture paint or sculpt mode and choose a brush first."),
        )
    return brush


def _own(brush: Any, picture: Picture) -> Any:
    """Take a copy of a brush in hand that lies in this file: those of libraries hold nothing of it, from 4.3 on."""
    copy = brush.copy()
    copy.name = name_of(f"{brush.name}, {picture.title}")
    copy.asset_mark()
    taken = bpy.ops.brush.asset_activate(
        asset_library_type="LOCAL", relative_asset_identifier=f"Brush/{copy.name}"
    )
    if "FINISHED" not in taken:
        bpy.data.brushes.remove(copy)
        raise HostTrouble(
            "brush_not_taken",
            _("Blender is still reading its brushes."),
            _("Wait a moment, then insert the picture once more."),
        )
    picture.remarks.append(_("The brush is a copy, which this file keeps."))
    return copy
