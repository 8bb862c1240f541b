"""What can be chosen in GIMP, as a person reads it: what to search with, and how to use a picture. Pure."""

from __future__ import annotations

from bowerbird_panel.phrases import isolated
from bowerbird_panel.state import Clue
from bowerbird_panel.words import _

from ..model.placing import Placing
from ..model.sources import Source


def source_name(source: Source) -> str:
    """Name a source, with the letter that chooses it."""
    return {
        Source.CANVAS: _("_Canvas"),
        Source.SELECTION: _("_Selection"),
        Source.LAYER: _("_Layer"),
        Source.CLIPBOARD: _("Clip_board"),
    }[source]


def source_tip(source: Source, image: str = "") -> str:
    """Say what a source takes, and of which image."""
    if image and source is not Source.CLIPBOARD:
        return {
            Source.CANVAS: _("Search with what is seen of {image}"),
            Source.SELECTION: _("Search with what is seen inside the selection of {image}"),
            Source.LAYER: _("Search with the active layer of {image} alone"),
        }[source].format(image=isolated(image))
    return {
        Source.CANVAS: _("Search with what is seen of the image"),
        Source.SELECTION: _("Search with what is seen inside the selection"),
        Source.LAYER: _("Search with the active layer alone"),
        Source.CLIPBOARD: _("Search with the picture that was copied last"),
    }[source]


def picture_kind(clue: Clue) -> str:
    """Say what sort of picture is searched with."""
    if clue.like is not None:
        return _("Like this picture")
    if clue.pixels is None:
        return _("Saved search") if clue.saved is not None else ""
    return {
        Source.CANVAS: _("Like this canvas"),
        Source.SELECTION: _("Like this selection"),
        Source.LAYER: _("Like this layer"),
        Source.CLIPBOARD: _("Like the copied picture"),
    }[Source(clue.pixels.source)]


def placing_name(placing: str) -> str:
    """Say a way to use a picture."""
    return {
        Placing.CENTRED: _("In the middle, no larger than the canvas"),
        Placing.ORIGINAL_SIZE: _("In the middle, in its own size"),
        Placing.FIT_CANVAS: _("As large as the canvas (enlarged if needed)"),
        Placing.AT_SELECTION: _("At the selection, in its own size"),
        Placing.FIT_SELECTION: _("Inside the selection"),
        Placing.MASKED: _("Filling the selection, cut to it"),
        Placing.REPLACE: _("Instead of the active layer"),
        Placing.NEW_IMAGE: _("As a new image"),
    }[Placing(placing)]
