"""A layer in the place of another one: what the person has set for the old one holds for the new one."""

from __future__ import annotations

from typing import Any

from gi.repository import Gegl, Gimp

from bowerbird_panel.foreign import quoted
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _

from . import images
from .calls import needed

_KEPT = ("opacity", "visible", "mode", "blend_space", "composite_space", "composite_mode", "color_tag")
_LOCKS = ("lock_alpha", "lock_content", "lock_position", "lock_visibility")


def check_replaceable(layer: Any) -> None:
    """Raise HostTrouble where a layer cannot be replaced."""
    if layer.is_group():
        raise HostTrouble(
            "layer_group",
            _("{name} is a group of layers, which is not replaced.").format(name=quoted(layer.get_name())),
            _("Click on a layer inside it."),
        )
    if layer.is_floating_sel():
        raise HostTrouble(
            "floating_selection",
            _("A floating selection is active."),
            _("Anchor it or make it a layer first."),
        )


def replace(old: Any, new: Any) -> None:
    """Put a layer that lies in no stack in the place of one that does.

    The new one is complete before the old one goes. Raises HostTrouble, and then the old one is still there.
    """
    image = old.get_image()
    name = new.get_name()
    mask = _mask_for(old, new)
    if mask is not None:
        needed(new.add_mask(mask))
        new.set_apply_mask(old.get_apply_mask())
        new.set_edit_mask(False)
    for setting in _KEPT:
        getattr(new, f"set_{setting}")(getattr(old, f"get_{setting}")())
    parent, position = images.place_in_stack(old)
    needed(image.insert_layer(new, parent, position))
    # Its locks stay on: they let it be taken away, and undo, which brings it back, would not set them all again.
    locks = [lock for lock in _LOCKS if getattr(old, f"get_{lock}")()]
    try:
        needed(image.remove_layer(old))
    except HostTrouble:
        image.remove_layer(new)
        raise
    # While both were there, GIMP gave a number to one of two with the same name.
    new.set_name(name)
    for lock in locks:
        getattr(new, f"set_{lock}")(True)


def _mask_for(old: Any, new: Any) -> Any:
    """Copy the part of a layer's mask that lies over another layer; None where there is no mask."""
    mask = old.get_mask()
    if mask is None:
        return None
    made = needed(new.create_mask(Gimp.AddMaskType.WHITE))
    was, now = images.box_of(old), images.box_of(new)
    left, top = max(was.x, now.x), max(was.y, now.y)
    right, bottom = min(was.x + was.width, now.x + now.width), min(was.y + was.height, now.y + now.height)
    if right <= left or bottom <= top:
        return made
    read = Gegl.Rectangle.new(left - was.x, top - was.y, right - left, bottom - top)
    written = Gegl.Rectangle.new(left - now.x, top - now.y, right - left, bottom - top)
    buffer = made.get_buffer()
    mask.get_buffer().copy(read, Gegl.AbyssPolicy.NONE, buffer, written)
    buffer.flush()
    made.update(written.x, written.y, written.width, written.height)
    return made
