"""Putting pictures into images: one step of undo each, and everything that can fail comes before it."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gi.repository import Gimp

from bowerbird_panel.foreign import as_label
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.provenance import Provenance
from bowerbird_panel.words import _

from ..model.placement import cut_before_covering, place, within_reach
from ..model.placing import NEEDS_SELECTION, Box, Placing
from . import images, marks
from .calls import given_up_on_failure, hide, needed, one_undo_step, passing, show
from .changing import Change, at_once
from .loading import load, load_one_layer
from .replacing import check_replaceable, replace

Steps = Generator[None, None, Any]


@dataclass(frozen=True)
class _Spot:
    """What a placing goes by, as it is when the picture comes in."""

    selection: Box | None
    replaced: Any
    """The layer that goes; None where none does."""


def insert(
    file: Path, placing: Placing, image: Any, provenance: Provenance, change: Change = at_once
) -> Steps:
    """Put a picture into an image as a layer, in steps; gives the new layer. Raises HostTrouble."""
    with images.while_open(image):
        _look(image, placing)
        yield
        source, layer = yield from load_one_layer(file)
        with passing(source):
            yield
            # It may have been closed, or the selection changed, while the file was read.
            images.check_open(image)
            spot = _look(image, placing)
            replaced = None if spot.replaced is None else images.box_of(spot.replaced)
            size = provenance.size_of(images.size_of(layer))
            if placing is Placing.MASKED and spot.selection is not None and _cut(layer, spot.selection):
                size = images.size_of(layer)
            box = place(placing, size, images.size_of(image), spot.selection, replaced)
            if placing is Placing.MASKED and spot.selection is not None:
                box = within_reach(box, spot.selection)
            scale(layer, box)
            yield
            images.check_open(image)
            made = copy_into(layer, image, box, provenance)
        with given_up_on_failure(made):
            change(lambda: _put(made, image, placing, spot))
        return made


def open_as_image(file: Path, provenance: Provenance, *, shown: bool) -> Steps:
    """Open a picture as an image of its own, in steps; gives the new image. Raises HostTrouble.

    Nothing in it knows the file: saving it can never reach the library, and closing it asks no question.
    """
    yield
    with passing(load(file)) as loaded:
        yield
        image = needed(loaded.duplicate())
    with given_up_on_failure(image):
        hide(image)
        _grow(image, provenance)
        _settle(image, provenance)
        if shown:
            needed(Gimp.Display.new(image))
            Gimp.displays_flush()
    return image


def _grow(image: Any, provenance: Provenance) -> None:
    """Make an image of a preview as large as one of the original would be."""
    size = images.size_of(image)
    width, height = provenance.size_of(size)
    if (width, height) != size:
        with _finely(larger=width > size[0]):
            needed(image.scale(width, height))


def _settle(image: Any, provenance: Provenance) -> None:
    """Mark a new image, and leave nothing in it that could be saved or undone."""
    layers = images.all_layers(image)
    if len(layers) == 1:
        layers[0].set_name(as_label(provenance.name))
    for marked in (image, *layers[:1]):
        marks.attach(marked, provenance)
    show(image)


def copy_into(layer: Any, image: Any, box: Box, provenance: Provenance) -> Any:
    """Make a layer for an image of one of another image, converted as that one needs; it lies in no stack yet."""
    made = needed(Gimp.Layer.new_from_drawable(layer, image))
    made.set_name(as_label(provenance.name))
    made.set_offsets(box.x, box.y)
    made.set_opacity(100)
    made.set_visible(True)
    made.set_mode(image.get_default_new_layer_mode())
    marks.attach(made, provenance)
    return made


def scale(layer: Any, box: Box) -> None:
    """Scale a layer to the size of a rectangle, as finely as GIMP can."""
    if images.size_of(layer) == (box.width, box.height):
        return
    with _finely(larger=box.width > layer.get_width()):
        needed(layer.scale(box.width, box.height, False))


@contextlib.contextmanager
def _finely(*, larger: bool) -> Generator[None]:
    """Have GIMP scale as finely as it can, and leave what the person has set for it."""
    Gimp.context_push()
    try:
        Gimp.context_set_interpolation(
            Gimp.InterpolationType.CUBIC if larger else Gimp.InterpolationType.NOHALO
        )
        yield
    finally:
        Gimp.context_pop()


def _look(image: Any, placing: Placing) -> _Spot:
    """Find what the placing goes by, or say what is missing."""
    selection = images.needed_selection(image) if placing in NEEDS_SELECTION else None
    if placing is not Placing.REPLACE:
        return _Spot(selection, None)
    layers = images.needed_layers(image)
    if len(layers) > 1:
        raise HostTrouble(
            "several_layers", _("Several layers are active."), _("Click on the one that shall be replaced.")
        )
    check_replaceable(layers[0])
    return _Spot(None, layers[0])


def _cut(layer: Any, selection: Box) -> bool:
    """Cut off what would reach much too far beyond the selection; tell whether anything does."""
    kept = cut_before_covering(images.size_of(layer), selection)
    if kept is not None:
        needed(layer.resize(kept.width, kept.height, -kept.x, -kept.y))
    return kept is not None


def _put(made: Any, image: Any, placing: Placing, spot: _Spot) -> None:
    if placing is Placing.MASKED:
        # Made while the layer lies in no stack: it is part of the one step of undo.
        mask = needed(made.create_mask(Gimp.AddMaskType.SELECTION))
        needed(made.add_mask(mask))
        # The picture is what a person goes on to work with, not its mask.
        made.set_edit_mask(False)
    with one_undo_step(image):
        if spot.replaced is not None:
            replace(spot.replaced, made)
            return
        parent, position = _above_the_active(image)
        needed(image.insert_layer(made, parent, position))


def _above_the_active(image: Any) -> tuple[Any, int]:
    layers = images.active_layers(image)
    return images.place_in_stack(layers[0]) if layers else (None, 0)
