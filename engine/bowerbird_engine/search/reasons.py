"""Why a hit is in the list, in plain words. Pure."""

from __future__ import annotations

from bowerbird_engine.assets import Reason
from bowerbird_engine.search.letters import Found
from bowerbird_engine.search.spelling import Grade
from bowerbird_engine.search.terms import terms_in

_SHOWN = 60
_NEARLY_THE_SAME = 90.0
_STRONG = 50.0
_CLEARLY = 0.25
"""Spreads of the pool: a tenth of it lies between what is as warm and what is clearly warmer."""
FAINT = 15.0
"""Below this a likeness to words explains nothing."""


def words_reason(percent: float | None, share_below: float) -> Reason:
    """Say how well a picture matches a description: `share_below` of the library's pictures match it less.

    A `percent` of None is that of a model without curves, whose ranks say nothing of it.
    """
    if percent is None:
        return Reason("words", "ranked by the description" + _standing(share_below))
    if percent < FAINT:
        return Reason("words", "hardly matches the description")
    strength = "matches the description" if percent >= _STRONG else "may match the description"
    return Reason("words", strength + _standing(share_below))


def picture_reason(percent: float | None, share_below: float) -> Reason:
    """Say how much a picture looks like the one that was given; `percent` as in `words_reason`."""
    if percent is not None and percent < FAINT:
        return Reason("picture", "looks different")
    if percent is None:
        strength = "ranked by likeness"
    elif percent >= _NEARLY_THE_SAME:
        strength = "looks almost the same"
    else:
        strength = "looks alike" if percent >= _STRONG else "looks somewhat alike"
    return Reason("picture", strength + _standing(share_below))


def details_reason(number: int) -> Reason:
    """Say how many details a picture shares with the one that was given."""
    shared = "a detail" if number == 1 else f"{number} details"
    return Reason("picture", f"shares {shared} with the picture that you gave")


def same_content_reason(*, itself: bool) -> Reason:
    """Say that a hit is the picture that was given."""
    return Reason(
        "picture", "the picture that you started from" if itself else "the same file, byte for byte"
    )


def direction_reason(name: str, ahead: float) -> Reason:
    """Say whether a hit lies further along a direction than what was given, in spreads of what looks like it."""
    named = f"more {name}" if name == "muted" else name
    if ahead >= _CLEARLY:
        return Reason("direction", f"{named} than what you gave")
    if ahead > -_CLEARLY:
        return Reason("direction", f"hardly {named} than what you gave")
    return Reason("direction", f"not {named} than what you gave")


def avoided_reason(thing: str) -> Reason:
    """Say why a hit stands behind others that it is as good as."""
    return Reason("avoided", f"looks like \u201c{_shortened(thing)}\u201d, which you want to avoid")


def locked_reason() -> Reason:
    """Say that a hit is one of the locked set."""
    return Reason("core", "one of the set that you locked")


def variant_reason() -> Reason:
    """Say that a hit was found by expanding the locked set."""
    return Reason("variant", "joins the set that you locked, being like the middle of it")


def text_reason(found: Found) -> Reason:
    """Say what was read in a picture or stands in its name, and how it agrees with what was asked."""
    match found.source:
        case "keyword":
            return Reason("keyword", f"keyword \u201c{_shortened(found.text)}\u201d")
        case "folder":
            return Reason("folder", f"folder \u201c{_end_of(found.text)}\u201d" + _with_words(found, " has "))
        case "caption":
            return Reason("caption", f"caption \u201c{_around(found)}\u201d")
        case "letters" | "name":
            pass
    quoted = f"\u201c{_shortened(found.text)}\u201d"
    start = f"reads {quoted}" if found.source == "letters" else f"file name {quoted}"
    return Reason(found.source, start + _agreement(found))


def _with_words(found: Found, joined_by: str) -> str:
    words = ", ".join(f"\u201c{word}\u201d" for word in terms_in(found.asked, found.text))
    return f"{joined_by}{words}" if words else ""


def _end_of(path: str) -> str:
    """Shorten a path from its front: what lies deepest says most."""
    return path if len(path) <= _SHOWN else "\u2026" + path[-(_SHOWN - 1) :].lstrip()


def _around(found: Found) -> str:
    """Cut out of a long text what stands around the first of the words that were asked for."""
    words = terms_in(found.asked, found.text)
    at = found.text.casefold().find(words[0]) if words else 0
    if at <= _SHOWN // 2 or len(found.text) <= _SHOWN:
        return _shortened(found.text)
    start = found.text.find(" ", at - _SHOWN // 2, at) + 1 or at
    return "\u2026" + _shortened(found.text[start:])


def _agreement(found: Found) -> str:
    in_name = found.source == "name"
    wanted = f"\u201c{_shortened(found.asked)}\u201d"
    match found.grade:
        case None:
            words = ", ".join(f"\u201c{word}\u201d" for word in terms_in(found.asked, found.text))
            return (f" has {words}" if in_name else f", with {words}") if words else ""
        case Grade.FUZZY:
            number = "one character differs" if found.edits == 1 else f"{found.edits} characters differ"
            return f", close to {wanted}: {number}"
        case Grade.PARTIAL:
            return f" holds {wanted}" if in_name else f", which holds {wanted}"
        case Grade.PART_OF_QUERY:
            return f", a part of {wanted}"
        case _ if found.confused:
            return f", the same as {wanted} but for characters that are easily confused"
        case _:
            return f" has {wanted}" if in_name else ""


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "\u2026"


def _standing(share_below: float) -> str:
    if share_below >= 0.999:  # noqa: PLR2004  more than a sample of 2,048 cannot tell
        return ", closer than 99.9 % of the library"
    if share_below >= 0.9:  # noqa: PLR2004
        return f", closer than {int(share_below * 100)} % of the library"
    return ""
