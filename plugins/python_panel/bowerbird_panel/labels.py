"""What is proved of a hit, and how it stands to the locked set and the curated folder, as a person reads it. Pure."""

from __future__ import annotations

from bowerbird_client import Hit

from .words import _, ngettext


def label_name(label: str) -> str:
    """Name what was proved; what a newer hub proves keeps its name."""
    known = {
        "same_file": _("Same file"),
        "same_picture": _("Same picture"),
        "crop_of": _("Crop of this"),
        "contains": _("Contains this"),
        "mirrored": _("Mirrored"),
        "rotated": _("Rotated"),
        "recoloured": _("Re-coloured"),
    }
    return known.get(label, label.replace("_", " "))


def label_sentence(label: str) -> str:
    """Say what it means for the picture that was given; nothing of what is not known here."""
    known = {
        "same_file": _("It is the very file that you searched with."),
        "same_picture": _("It shows the same picture as yours."),
        "crop_of": _("Your picture is a crop of this one."),
        "contains": _("Your picture contains this one."),
        "mirrored": _("It is mirrored against yours."),
        "rotated": _("It is turned against yours."),
        "recoloured": _("Its colours or its contrast differ from yours."),
    }
    return known.get(label, "")


def standing_of(hit: Hit, *, is_locked: bool) -> str:
    """Say how it stands to a locked set: of it, or new beside it."""
    if hit.core:
        return _("Locked")
    return _("Variant") if is_locked else ""


def curated_of(hit: Hit) -> str:
    """Say whether it needs no copying any more."""
    return _("in your curated folder already") if hit.curated else ""


def copies_of(hit: Hit) -> str:
    """Say how many other files of the library are the same."""
    if not hit.copies:
        return ""
    return ngettext(
        "one more copy in your library", "{number} more copies in your library", hit.copies
    ).format(number=hit.copies)
