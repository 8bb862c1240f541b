"""A picture behind what the camera sees."""

from __future__ import annotations

from typing import Any

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _

from ...model.ways import Insertion
from ..storing import Picture
from .editing import check_editable


def insert(context: Any, picture: Picture, insertion: Insertion) -> str:
    """Give it to the camera; gives the camera's name. Raises HostTrouble."""
    camera = _camera(context, insertion.onto)
    check_editable(camera.data)
    image = picture.image(picture.colour)
    backgrounds = camera.data.background_images
    background = next((each for each in backgrounds if each.source == "IMAGE" and each.image == image), None)
    if background is None:
        background = backgrounds.new()
        background.image = image
        # Its proportions stay, which Blender before 5.0 does not do by itself.
        background.frame_method = "FIT"
    background.show_background_image = True
    camera.data.show_background_images = True
    return str(camera.name)


def _camera(context: Any, name: str) -> Any:
    named = context.scene.objects.get(name) if name else None
    camera = named if named is not None and named.type == "CAMERA" else context.scene.camera
    if camera is None or camera.type != "CAMERA":
        raise HostTrouble(
            "no_camera",
            _("The scene has no camera."),
            _("Add one (Add > Camera), or insert the picture as a reference."),
        )
    return camera
