"""A picture as an image alone, shown in the image editor where there is one."""

from __future__ import annotations

from typing import Any

from ...model.ways import Insertion
from ..storing import Picture


def insert(context: Any, picture: Picture, insertion: Insertion) -> str:  # noqa: ARG001  as all ways
    """Make the image; gives its name. Raises HostTrouble."""
    image = picture.image(picture.colour)
    editor = _editor(context)
    if editor is not None:
        editor.image = image
    if not image.users:
        # Blender does not save what nothing uses.
        image.use_fake_user = True
    return str(image.name)


def _editor(context: Any) -> Any:
    """Find the image editor that the person came from, else the largest that they see; None where there is none."""
    here = context.area
    if here is not None and here.type == "IMAGE_EDITOR":
        return here.spaces.active
    areas = [] if context.screen is None else list(context.screen.areas)
    # The editor of UV maps is one of them too, and shows the picture behind the map.
    editors = [area for area in areas if area.type == "IMAGE_EDITOR"]
    if not editors:
        return None
    plain = [area for area in editors if area.ui_type == "IMAGE_EDITOR"]
    return max(plain or editors, key=lambda area: area.width * area.height).spaces.active
