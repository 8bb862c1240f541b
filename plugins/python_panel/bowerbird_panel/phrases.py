"""Pictures, numbers and choices as a person reads them. Pure.

What others wrote (names, reasons, labels) is kept apart from our words: it is shown as plain text, and in a sentence
its direction of writing stays its own.
"""

from __future__ import annotations

from bowerbird_client import Hit

from . import foreign
from .absent import is_lost
from .labels import copies_of, curated_of, label_name, standing_of
from .places import Place
from .refinements import shape_name, sort_name
from .state import BEST, Activity, Clue, PanelState
from .words import _, ngettext, pgettext

_SAME = 100.0
_STEP = "\u2003"
"""A list has no levels of its own."""
_NO_MORE_THAN_THE_NUMBER = frozenset(
    [
        "matches the description",
        "may match the description",
        "hardly matches the description",
        "looks alike",
        "looks somewhat alike",
    ]
)


def plain(text: str) -> str:
    """Make text that every toolkit takes: no NUL and no half characters; all else as it is."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def isolated(text: str) -> str:
    """Keep the direction of somebody else's text to itself."""
    return foreign.isolated(plain(text))


def count(number: int) -> str:
    """Write a number with its thousands apart."""
    return f"{number:,}".replace(",", pgettext("between thousands", ","))


def percent(similarity: float) -> str:
    """Write how similar something is, as the hub's page does."""
    return _("{number} %").format(number=round(similarity)).replace(" %", "\u202f%")


def name_of(hit: Hit) -> str:
    """Give what to call a picture."""
    return plain(hit.name or "") or _("picture without a name")


def reason_of(hit: Hit) -> str:
    """Give the main reason, in the hub's words."""
    main = next((reason for reason in hit.reasons if reason.detail), None)
    return plain(main.detail) if main is not None else ""


def telling_reason(hit: Hit) -> str:
    """Give of the main reason what it says more than the percentage beside it."""
    first, _comma, rest = (reason := reason_of(hit)).partition(", ")
    return rest if first in _NO_MORE_THAN_THE_NUMBER else reason


def labels_of(hit: Hit) -> str:
    """Give the labels in one line; most pictures have none."""
    return plain(", ".join(map(label_name, hit.labels or ())))


def likeness(hit: Hit, place: int) -> str:
    """Write how similar it is, or the place in the list where the numbers mean no more; 100 is the same picture alone."""
    if hit.calibrated is False:
        return _("no. {number}").format(number=place + 1)
    return percent(_told(hit))


def _told(hit: Hit) -> float:
    return hit.similarity if hit.similarity >= _SAME else min(hit.similarity, _SAME - 1)


def marks_of(hit: Hit, *, is_locked: bool) -> tuple[str, ...]:
    """Give what stands on a picture: whether it is locked, what was proved, and that it was copied already."""
    marks = (standing_of(hit, is_locked=is_locked), labels_of(hit), curated_of(hit))
    return tuple(mark for mark in marks if mark)


def away_mark(hit: Hit) -> str:
    """Give what stands on a picture that is not here: its disk, or that it was not found."""
    return "" if hit.online else plain(hit.disk or "") or _("Not found")


def away(hit: Hit) -> str:
    """Say where a picture is that is not here, or in the hub's words why it was not found; nothing where it is here."""
    if hit.online:
        return ""
    if hit.disk:
        return _("on the disk {disk}, which is away").format(disk=isolated(hit.disk))
    reason = hit.offline_reason or ""
    return _("not found: {reason}").format(reason=isolated(reason)) if reason else _("not found")


def away_sentences(hit: Hit) -> tuple[str, ...]:
    """Say of a picture that is not here what comes of inserting it now, and why it was not found."""
    if hit.online:
        return ()
    if not is_lost(hit):
        return (_("It lies {where}. Inserted now, it comes as a preview.").format(where=away(hit)),)
    reason = plain(hit.offline_reason or "")
    sentences = (_("It was not found. Inserted now, it comes as a preview."), reason[:1].upper() + reason[1:])
    return tuple(sentence for sentence in sentences if sentence)


def spoken(hit: Hit, *, is_locked: bool = False) -> str:
    """Say all of a picture in the results, as a screen reader speaks it; its place is said elsewhere."""
    number = round(_told(hit))
    alike = ngettext("{number} percent", "{number} percent", number)
    parts = (
        name_of(hit),
        "" if hit.calibrated is False else alike.format(number=number),
        reason_of(hit),
        *marks_of(hit, is_locked=is_locked),
        copies_of(hit),
        away(hit),
    )
    return ", ".join(part for part in parts if part)


def tooltip(hit: Hit, *, is_locked: bool = False) -> str:
    """Say what there is no room for: the whole name, all reasons, the folder, the copies and the disk."""
    size = f"{hit.width} \u00d7 {hit.height}" if hit.width and hit.height else ""
    lines = [name_of(hit), *(plain(reason.detail) for reason in hit.reasons)]
    lines += [
        *marks_of(hit, is_locked=is_locked),
        plain(hit.folder.name or ""),
        copies_of(hit),
        size,
        away(hit),
    ]
    return "\n".join(line for line in lines if line)


def counted(state: PanelState) -> str:
    """Say how many of the results are seen."""
    total, shown = len(state.hits), len(state.shown)
    if not total:
        return ""
    known = count(total) + ("+" if state.has_more else "")
    if shown == total:
        return ngettext("{total} picture", "{total} pictures", total).format(total=known)
    return _("{shown} of {total} shown").format(shown=count(shown), total=known)


def entries(entry: str) -> tuple[str, ...]:
    """Name the ways that the clue chose."""
    known = {
        "words": _("Description"),
        "letters": _("Letters in the picture"),
        "name": _("File name"),
        "picture": _("Picture"),
    }
    return tuple(known.get(each, plain(each)) for each in entry.split("+") if each)


def noted(state: PanelState) -> str:
    """Write what the hub remarks, each in a line of its own."""
    return "\n".join(plain(note) for note in state.notes)


def picture_title(clue: Clue) -> str:
    """Give the name of the picture that is searched with."""
    if clue.pixels is not None:
        return plain(clue.pixels.title)
    if clue.saved is not None and clue.like is None:
        return plain(clue.saved.name)
    return name_of(clue.like) if clue.like is not None else ""


def activity_name(activity: Activity) -> str:
    """Say what goes on."""
    return {
        Activity.IDLE: "",
        Activity.TAKING_PIXELS: _("Looking at your image…"),
        Activity.SEARCHING: _("Searching…"),
        Activity.FETCHING: _("Fetching the picture…"),
        Activity.INSERTING: _("Inserting…"),
        Activity.COPYING: _("Copying to your curated folder…"),
    }[activity]


def folder_name(place: Place) -> str:
    """Name a folder with how many pictures it has, below the one that it lies in; and say where it cannot be reached."""
    name = plain(place.name)
    if not place.online:
        name = _("{folder} (away)").format(folder=isolated(name))
    if place.folder.pictures is not None:
        name = f"{name}  ·  {count(place.folder.pictures)}"
    return f"{_STEP * place.depth}{name}"


def clue_line(clue: Clue) -> str:
    """Write an earlier search in one line."""
    words = " ".join(plain(clue.words).split())
    return words if not clue.avoid else f"{words} \u2212 {' '.join(plain(clue.avoid).split())}"


def refined(state: PanelState) -> str:
    """Say what narrows the search, for when the place where it is set is folded away."""
    folder = next((place for place in state.places if place.id == state.folder), None)
    parts: list[str] = []
    if state.folder is not None:
        parts.append(_("in {folder}").format(folder=isolated(folder.name) if folder else _("one folder")))
    if state.clue.avoid.strip():
        parts.append(_("without {words}").format(words=isolated(state.clue.avoid.strip())))
    if state.clue.shape:
        parts.append(shape_name(state.clue.shape))
    if state.clue.sort != BEST:
        parts.append(sort_name(state.clue.sort))
    return ", ".join(parts)


def left(seconds: int) -> str:
    """Write a time that runs down."""
    minutes, rest = divmod(max(0, seconds), 60)
    return f"{minutes}:{rest:02d}"


def place_of(index: int, total: int) -> str:
    """Say which of how many something is."""
    return _("{number} of {total}").format(number=index + 1, total=total)
