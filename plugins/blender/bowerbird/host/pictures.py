"""Image datablocks of a picture's bytes, and what Blender is told about their colours."""

from __future__ import annotations

from typing import Any

import bpy

from bowerbird_panel.foreign import as_label, quoted
from bowerbird_panel.host import CANNOT_LOAD, HostTrouble
from bowerbird_panel.words import _

from ..model.formats import Kind, kind_of
from ..model.maps import Colour

_MOST_NAME = 63
"""Bytes that a name has in Blender before 5.0."""
_SPACES = {
    Colour.SEEN: ("sRGB", "srgb_texture", "Utility - sRGB - Texture"),
    Colour.LIGHT: ("Linear Rec.709", "Linear", "scene_linear", "Utility - Linear - sRGB"),
    Colour.DATA: ("Non-Color", "Non-Colour Data", "Raw", "Utility - Raw"),
}
"""Of Blender, and of configurations of colour management that studios use."""


def check_readable(data: bytes, name: str) -> None:
    """Raise HostTrouble `cannot_load` for what no Blender reads as a still picture."""
    if not data or kind_of(data) is Kind.STRANGE:
        raise unreadable(name)


def unreadable(name: str) -> HostTrouble:
    """Say that a picture cannot be read."""
    return HostTrouble(
        CANNOT_LOAD,
        _("Blender cannot read {name}.").format(name=quoted(name)),
        _("It may be damaged, or of a kind that this Blender does not know."),
    )


def holds_light(data: bytes) -> bool:
    """Tell whether a file's numbers are amounts of light."""
    return kind_of(data) is Kind.LIGHT


def name_of(name: str) -> str:
    """Make a name for a datablock."""
    return as_label(name).encode("utf-8")[:_MOST_NAME].decode("utf-8", "ignore")


def packed_image(data: bytes, name: str) -> Any:
    """Make an image that holds a file's bytes inside the .blend. Raises HostTrouble `cannot_load`.

    It is made of the bytes and never of the file: so nothing in the .blend names a place on this machine.
    """
    image = bpy.data.images.new(name_of(name), 1, 1)
    image.source = "FILE"
    image.pack(data=data, data_len=len(data))
    return checked(image, name)


def checked(image: Any, name: str) -> Any:
    """Give an image that has pixels; remove one that has none, and raise HostTrouble `cannot_load`."""
    if not all(image.size):
        bpy.data.images.remove(image)
        raise unreadable(name)
    return image


def set_colour(image: Any, colour: Colour, *, light: bool) -> None:
    """Say what the numbers of an image mean."""
    space = space_of(image, colour)
    if space and image.colorspace_settings.name != space:
        image.colorspace_settings.name = space
    alpha = "PREMUL" if light else "STRAIGHT"
    if colour is Colour.DATA:
        # What is no colour is not to be multiplied with anything.
        alpha = "CHANNEL_PACKED"
    if image.alpha_mode != alpha:
        image.alpha_mode = alpha


def space_of(image: Any, colour: Colour) -> str:
    """Name the colour space for that, of those that this Blender has; empty where it has none."""
    known = image.colorspace_settings.bl_rna.properties["name"].enum_items.keys()
    return next((space for space in _SPACES[colour] if space in known), "")


def has_alpha(image: Any) -> bool:
    """Tell whether a picture can be seen through in places."""
    if image.file_format in {"JPEG", "HDR", "BMP"}:
        return False
    # Bits of a pixel: grey or three colours, and one channel more.
    return image.depth in ({64, 128} if image.is_float else {16, 32})
