"""The procedures that GIMP is told of: names, words, arguments and values, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bowerbird_panel.words import _

from ..model.placing import Placing
from ..model.requests import Wish
from . import searching, using
from .call import Call, Values


class Kind(Enum):
    """What an argument or a value is."""

    TEXT = "text"
    NUMBER = "number"
    PLACING = "placing"
    TEXTS = "texts"
    LAYER = "layer"
    IMAGE = "image"


@dataclass(frozen=True)
class Field:
    """One argument, or one value that is returned."""

    name: str
    kind: Kind
    label: str
    blurb: str
    default: str | int = ""


@dataclass(frozen=True)
class Entry:
    """One procedure. Without a label it stands in no menu."""

    name: str
    run: Callable[[Call], Values]
    """What a script gets."""
    blurb: str
    help: str
    arguments: tuple[Field, ...] = ()
    values: tuple[Field, ...] = ()
    label: str = ""
    needs_image: bool = False
    wish: Wish | None = None
    """What the window is asked for when a person calls it; None where that needs no window."""


def entries() -> tuple[Entry, ...]:
    """List all procedures, in the order of the menu."""
    return (
        Entry(
            "bowerbird-search",
            searching.by_words,
            _("Search your pictures with Bowerbird"),
            _(
                "Opens Bowerbird's window. For a script: searches the library with words, and returns what was found."
                " Nothing leaves this computer."
            ),
            (
                _words(),
                Field("letters", Kind.TEXT, _("_Letters"), _("Letters that are to be read in the picture")),
                *_narrowing(),
            ),
            _found(),
            label=_("_Find and Insert Pictures…"),
            wish=Wish.OPEN,
        ),
        *(
            Entry(
                f"bowerbird-search-{source}",
                run,
                blurb,
                _(
                    "Sends what is seen there, 1024 pixels at most, to Bowerbird on this computer, and looks for"
                    " pictures like it. The image itself is not changed. For a script: returns what was found."
                ),
                (_differing(), *_narrowing()),
                _found(),
                label=label,
                needs_image=True,
                wish=wish,
            )
            for source, wish, run, blurb, label in (
                (
                    "canvas",
                    Wish.CANVAS,
                    searching.by_canvas,
                    _("Search for pictures like the visible canvas"),
                    _("Search with _Canvas"),
                ),
                (
                    "selection",
                    Wish.SELECTION,
                    searching.by_selection,
                    _("Search for pictures like what is selected"),
                    _("Search with S_election"),
                ),
                (
                    "layer",
                    Wish.LAYER,
                    searching.by_layer,
                    _("Search for pictures like the active layer"),
                    _("Search with Active _Layer"),
                ),
            )
        ),
        Entry(
            "bowerbird-insert-last",
            using.insert_last,
            _("Insert the picture that was inserted last once more"),
            _("Takes the picture that was inserted last from Bowerbird's window, and inserts it once more."),
            (
                Field(
                    "placing",
                    Kind.PLACING,
                    _("_Placing"),
                    _("How it comes into the image; `last` for the same way as the last time"),
                    using.AS_LAST,
                ),
            ),
            _inserted(),
            label=_("_Insert Last Result"),
            needs_image=True,
            wish=Wish.INSERT_LAST,
        ),
        Entry(
            "bowerbird-relink",
            using.relink,
            _("Put originals in the place of previews"),
            _(
                "A picture whose disk was not plugged in was inserted as a preview. This puts the originals in the"
                " place of all such layers of the image whose disk is back, in one step of undo. A layer gets an"
                " original only if its mark holds the SHA-256 of it: an image that somebody sent cannot fetch pictures"
                " of your library that its sender never had."
            ),
            values=(
                Field("layers", Kind.NUMBER, _("Layers"), _("How many layers have their originals now")),
            ),
            label=_("_Relink Originals"),
            needs_image=True,
        ),
        Entry(
            "bowerbird-insert",
            using.insert,
            _("Insert a picture of the library"),
            _(
                "Fetches a picture by the id that a search returned, and inserts it as a layer, or opens it as an image."
            ),
            (
                Field("asset", Kind.TEXT, _("_Picture"), _("The id of the picture")),
                Field(
                    "placing",
                    Kind.PLACING,
                    _("_Placing"),
                    _("How it comes into the image"),
                    Placing.CENTRED.value,
                ),
            ),
            _inserted(),
        ),
    )


def _words() -> Field:
    return Field("words", Kind.TEXT, _("_Words"), _("What to look for, in words"))


def _differing() -> Field:
    return Field("words", Kind.TEXT, _("_Words"), _("What should be different, in words"))


def _narrowing() -> tuple[Field, ...]:
    return (
        Field("avoid", Kind.TEXT, _("_Avoid"), _("What it shall not look like; such pictures come last")),
        Field("folder", Kind.TEXT, _("_Folder"), _("Only inside this folder: its name, its path or its id")),
        Field("limit", Kind.NUMBER, _("_Limit"), _("How many results at most, from 1 to 200"), 50),
    )


def _found() -> tuple[Field, ...]:
    return (
        Field("ids", Kind.TEXTS, _("Ids"), _("The ids of the pictures, the best first")),
        Field("names", Kind.TEXTS, _("Names"), _("The names of their files")),
        Field("answer", Kind.TEXT, _("Answer"), _("All about the results, as JSON")),
    )


def _inserted() -> tuple[Field, ...]:
    return (
        Field("layer", Kind.LAYER, _("Layer"), _("The new layer; none where an image was opened")),
        Field("image", Kind.IMAGE, _("Image"), _("The image that it is in")),
    )
