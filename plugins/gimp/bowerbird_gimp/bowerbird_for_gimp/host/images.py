"""The images that are open, as the person knows them."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Generator
from typing import Any

from gi.repository import Gimp

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.state import Target
from bowerbird_panel.words import _

from ..model.placing import Box


def targets(among: frozenset[int] | None = None) -> tuple[Target, ...]:
    """List the open images in the order of their opening. Those with the same name get GIMP's number behind it.

    `among` are the ids to choose from, while there are also images that nobody sees, because we work with them.
    """
    images = seen() if among is None else [image for image in Gimp.get_images() if image.get_id() in among]
    named = sorted((image.get_id(), title(image)) for image in images)
    names = Counter(name for _number, name in named)
    # The title of GIMP's windows shows the number in this way.
    return tuple(Target(number, name if names[name] == 1 else f"{name}-{number}") for number, name in named)


def seen() -> list[Any]:
    """List the images that a person may see. GIMP tells of none whether it does: what cannot be undone is worked with."""
    return [image for image in Gimp.get_images() if image.undo_is_enabled()]


def open_ids() -> frozenset[int]:
    """List the ids of the images that are open."""
    return frozenset(image.get_id() for image in seen())


def image_of(image_id: int | None) -> Any:
    """Give the image of an id, or the one that was opened last. Raises HostTrouble."""
    if image_id is None:
        images = seen()
        if not images:
            raise HostTrouble("no_image", _("No image is open."), _("Open or create one first."))
        return max(images, key=lambda image: image.get_id())
    if not Gimp.Image.id_is_valid(image_id):
        raise closed()
    return Gimp.Image.get_by_id(image_id)


def closed() -> HostTrouble:
    """Say that an image has been closed meanwhile."""
    return HostTrouble(
        "image_closed",
        _("The image was closed meanwhile."),
        _("Nothing was changed. Choose another image, and try again."),
    )


def check_open(image: Any) -> None:
    """Raise HostTrouble when the image has been closed meanwhile."""
    if not image.is_valid():
        raise closed()


@contextlib.contextmanager
def while_open(image: Any) -> Generator[None]:
    """Tell a failure that comes of the image's closing from all others."""
    check_open(image)
    try:
        yield
    except Exception:
        check_open(image)
        raise


def title(image: Any) -> str:
    """Give the name that stands in the title of its window."""
    return image.get_name() or ""


def size_of(what: Any) -> tuple[int, int]:
    """Give width and height of an image or a layer."""
    return what.get_width(), what.get_height()


def box_of(layer: Any) -> Box:
    """Give the rectangle that a layer fills, which may reach beyond the canvas."""
    offsets = layer.get_offsets()
    return Box(offsets.offset_x, offsets.offset_y, layer.get_width(), layer.get_height())


def selection_box(image: Any) -> Box | None:
    """Give the bounds of the selection; None where nothing is selected."""
    found = Gimp.Selection.bounds(image)
    if not found.non_empty:
        return None
    return Box(found.x1, found.y1, found.x2 - found.x1, found.y2 - found.y1)


def needed_selection(image: Any) -> Box:
    """Give the bounds of the selection. Raises HostTrouble where nothing is selected."""
    box = selection_box(image)
    if box is not None:
        return box
    # The name that GIMP itself gives to it.
    if image.get_channel_by_name("Qmask") is not None:
        advice = _("Leave the Quick Mask first: it holds the selection while it is on.")
    else:
        advice = _("Select a part of the image first.")
    raise HostTrouble("nothing_selected", _("Nothing is selected."), advice)


def active_layers(image: Any) -> list[Any]:
    """List the layers that are selected in the Layers dialog; empty where a channel is."""
    return list(image.get_selected_layers())


def needed_layers(image: Any) -> list[Any]:
    """List the layers that are selected. Raises HostTrouble where none is."""
    layers = active_layers(image)
    if not layers:
        raise HostTrouble("no_layer", _("No layer is active."), _("Click on one in the Layers dialog first."))
    return layers


def place_in_stack(layer: Any) -> tuple[Any, int]:
    """Give the group that a layer lies in (None: none), and its position there."""
    return layer.get_parent(), layer.get_image().get_item_position(layer)


def all_layers(image: Any) -> list[Any]:
    """List all layers, also those inside groups."""
    found: list[Any] = []
    waiting = list(image.get_layers())
    while waiting:
        layer = waiting.pop(0)
        found.append(layer)
        if layer.is_group():
            waiting.extend(layer.get_children())
    return found
