"""An empty that shows a picture, as Blender's Add > Image > Reference makes it."""

from __future__ import annotations

from typing import Any

import bpy

from ...model.ways import Insertion
from .. import marks
from ..pictures import has_alpha, name_of
from ..storing import Picture
from .standing import check_scene, stand

_SIZE = 5.0
"""Of the longer side, in units of the scene: Blender's own."""


def insert(context: Any, picture: Picture, insertion: Insertion) -> str:
    """Make the empty; gives its name. Raises HostTrouble."""
    check_scene(context)
    image = picture.image(picture.colour)
    empty = bpy.data.objects.new(name_of(picture.title), None)
    empty.empty_display_type = "IMAGE"
    empty.data = image
    empty.empty_display_size = _SIZE
    empty.empty_image_offset = (-0.5, -0.5)
    if has_alpha(image):
        empty.use_empty_image_alpha = True
    marks.attach(empty, picture.provenance)
    stand(context, empty, insertion)
    return str(empty.name)
