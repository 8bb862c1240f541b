"""Originals in the place of the small pictures that stood in for them while their disk was away."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gi.repository import Gimp

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.provenance import ORIGINAL, Provenance

from ..model.placement import has_shape_of
from ..model.placing import Box
from . import images, marks
from .calls import one_undo_step, passing
from .inserting import copy_into, scale
from .loading import load_one_layer
from .replacing import replace


@dataclass(frozen=True)
class Waiting:
    """A layer that waits for its original, and what it shows."""

    layer: Any
    provenance: Provenance


def waiting(image: Any) -> list[Waiting]:
    """List the layers of an image that wait for their originals, and can be given one."""
    images.check_open(image)
    found = [(layer, marks.read(layer)) for layer in images.all_layers(image) if not layer.is_group()]
    return [Waiting(layer, mark) for layer, mark in found if mark is not None and mark.relink]


def prepare(one: Waiting, file: Path) -> Generator[None, None, Any]:
    """Make the layer that takes the place of a waiting one; None where the person has reshaped that one since.

    It fills the same rectangle, and lies in no stack yet. Raises HostTrouble.
    """
    source, layer = yield from load_one_layer(file)
    with passing(source):
        yield
        if not one.layer.is_valid():
            return None
        box = images.box_of(one.layer)
        if not has_shape_of(box, images.size_of(layer)):
            # Turned, cut or distorted: the original would undo that.
            return None
        scale(layer, Box(box.x, box.y, box.width, box.height))
        yield
        image = one.layer.get_image()
        images.check_open(image)
        made = copy_into(layer, image, box, one.provenance.as_rendition(ORIGINAL))
    made.set_name(one.layer.get_name())
    return made


def exchange(image: Any, pairs: list[tuple[Waiting, Any]]) -> list[str]:
    """Put the prepared layers in the places of the waiting ones, in one step of undo; give the names of those.

    One that GIMP does not let go stays as it is, and the others are exchanged.
    """
    images.check_open(image)
    active = images.active_layers(image)
    done: list[str] = []
    with one_undo_step(image):
        for one, made in pairs:
            if _exchanged(one.layer, made):
                active = [made if layer == one.layer else layer for layer in active]
                done.append(made.get_name())
                _mark_image(image, one.provenance)
        if active:
            image.set_selected_layers(active)
    Gimp.displays_flush()
    return done


def _mark_image(image: Any, provenance: Provenance) -> None:
    """Let also an image that was opened from the preview say that it has the original."""
    mark = marks.read(image)
    if mark is not None and mark.relink and mark.asset == provenance.asset:
        marks.attach(image, mark.as_rendition(ORIGINAL))


def _exchanged(old: Any, new: Any) -> bool:
    try:
        if old.is_valid():
            replace(old, new)
            return True
    except HostTrouble:
        pass
    if new.is_valid():
        new.delete()
    return False
