"""Which way a clue took, in the person's language. The hub says it too, but in English alone. Pure."""

from __future__ import annotations

import re

from .phrases import isolated, plain
from .state import PanelState
from .words import _, pgettext

_AVOIDED = re.compile(r"What looks like (.+) comes after the rest\.$")
_QUOTED = re.compile("\u201c(.*?)\u201d")


def explained(state: PanelState) -> str:
    """Say it as the hub does where the person reads English, and where the way is not known here."""
    # Translators: the code of the language that you translate into, as de.
    speaks_english = pgettext("this language", "en") == "en"
    way = None if speaks_english else _way(tuple(state.entry.split("+")))
    return plain(state.why) if way is None else " ".join((way, *_what_is_avoided(state.why)))


def _way(ways: tuple[str, ...]) -> str | None:
    if ways[0] == "picture":
        return _with_picture(ways[1:])
    known: dict[tuple[str, ...], str] = {
        ("words",): _("A description: pictures that match it."),
        ("letters",): _("Letters in the picture; file names with them follow."),
        ("name",): _("A file name."),
        ("letters", "name"): _("Letters in the picture, and a file name."),
        ("words", "letters"): _("A description, and letters in the picture; file names count too."),
        ("words", "name"): _("A description, and a file name: pictures of that name come first."),
        ("words", "letters", "name"): _(
            "A description, letters and a file name: pictures with these letters or of that name come first."
        ),
    }
    return known.get(ways)


def _with_picture(ways: tuple[str, ...]) -> str | None:
    known = {
        "words": _("The words put them in order."),
        "letters": _("Pictures with these letters come first."),
        "name": _("Pictures of this name come first."),
    }
    if not known.keys() >= set(ways):
        return None
    return " ".join((_("Pictures that look like the one that was given."), *(known[way] for way in ways)))


def _what_is_avoided(why: str) -> tuple[str, ...]:
    """Say what comes last, where the hub says so: where it has no model, nothing does."""
    found = _AVOIDED.search(plain(why))
    things = _QUOTED.findall(found.group(1)) if found else []
    if not things:
        return ()
    quoted = ", ".join(_("“{words}”").format(words=isolated(each)) for each in things)
    return (_("What looks like {things} comes after the rest.").format(things=quoted),)
