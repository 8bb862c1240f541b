"""What a search can be refined with, as a person reads it. Pure."""

from __future__ import annotations

from .state import BEST, USUAL_WEIGHT, Clue, PanelState
from .words import _, ngettext

SHAPES = ("", "wide", "tall", "square")
SORTS = (BEST, "newest", "oldest", "largest", "smallest", "name")


def shape_name(shape: str) -> str:
    """Name a kind of shape."""
    return {
        "": _("Every shape"),
        "wide": _("Wide pictures"),
        "tall": _("Tall pictures"),
        "square": _("Square pictures"),
    }[shape]


def sort_name(sort: str) -> str:
    """Name an order."""
    return {
        BEST: _("Best first"),
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "largest": _("Largest first"),
        "smallest": _("Smallest first"),
        "name": _("By name"),
    }[sort]


def weight_of(clue: Clue) -> float:
    """Tell how much the words count beside the picture."""
    return USUAL_WEIGHT if clue.weight is None else clue.weight


def weighed(clue: Clue) -> str:
    """Say that in numbers."""
    words = round(weight_of(clue) * 100)
    text = _("Words {words} %, picture {picture} %").format(words=words, picture=100 - words)
    return text.replace(" %", "\u202f%")


def lock_name(state: PanelState) -> str:
    """Name what locks what is seen."""
    number = len(state.lockable)
    return ngettext("Lock this one", "Lock these {number}", number).format(number=number)


def locked(clue: Clue) -> str:
    """Say how many are locked."""
    number = len(clue.core)
    return ngettext("{number} locked", "{number} locked", number).format(number=number) if number else ""


def lock_tip() -> str:
    """Say what locking does."""
    return _("They stay on top, and the slider then lets in others that are like them")


def unlock_tip() -> str:
    """Say what unlocking does."""
    return _("Search as if nothing had been locked")
