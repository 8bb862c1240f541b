"""Where in a picture a hit matched: the boxes that are worth drawing over it, and the same in words. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bowerbird_client import Hit

from .phrases import percent
from .words import _, ngettext

MOST = 40
"""More boxes than this say nothing any more; the hub's page stops there, too."""
_WHOLE = 97
"""Percent of the picture from which on a box goes round all of it, as on the hub's page."""
_NUMBERS = 8

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]
"""Clockwise from the top left, as fractions of the upright picture."""


def boxes_of(hit: Hit) -> tuple[Corners, ...]:
    """Give the boxes to draw over a picture; none where nothing is known, or where all of the picture matches."""
    return _worth_showing(hit)[:MOST]


def points_of(corners: Corners, width: float, height: float) -> tuple[Point, ...]:
    """Give the corners of a box on a picture that is shown in this size, from its top left."""
    return tuple((x * width, y * height) for x, y in corners)


def whereabouts(corners: Corners) -> str:
    """Say how much of the picture a box covers and where it lies."""
    share = _share(corners)
    shown = percent(share) if share >= 1 else _("less than {percent}").format(percent=percent(1))
    # Translators: a part of a picture, as in: 12 % of the picture, at the top on the right.
    return _("{percent} of the picture, {place}").format(percent=shown, place=_place(corners))


def where_it_matched(hit: Hit) -> str:
    """Say in a sentence what the boxes show, for those who do not see them; nothing where there are none."""
    boxes = _worth_showing(hit)
    if not boxes:
        return ""
    first = whereabouts(boxes[0])
    if not _are_letters(hit, boxes):
        # Translators: {part} is as in: 12 % of the picture, at the top on the right.
        return _("What matches is {part}.").format(part=first)
    # Translators: {part} is as in: 12 % of the picture, at the top on the right.
    return ngettext(
        "The letters that match stand in {part}.",
        "The letters that match stand in {number} places, the first in {part}.",
        len(boxes),
    ).format(number=len(boxes), part=first)


def _worth_showing(hit: Hit) -> tuple[Corners, ...]:
    known = (_corners(box) for box in hit.boxes or ())
    return tuple(
        corners
        for corners in known
        if corners is not None and _area(corners) > 0 and _share(corners) < _WHOLE
    )


def _corners(box: Sequence[float]) -> Corners | None:
    """Pair the numbers of a box, kept inside the picture; None where a hub sends something else."""
    if len(box) != _NUMBERS or not all(math.isfinite(value) for value in box):
        return None
    inside = [min(max(value, 0.0), 1.0) for value in box]
    first, second, third, fourth = zip(inside[::2], inside[1::2])
    return first, second, third, fourth


def _are_letters(hit: Hit, boxes: Sequence[Corners]) -> bool:
    """Tell whether the boxes are lines of letters alone: what was proved of the pixels has the hub's first box."""
    if not any(reason.signal == "letters" for reason in hit.reasons):
        return False
    return not hit.labels or not hit.boxes or boxes[0] != _corners(hit.boxes[0])


def _share(corners: Corners) -> int:
    return round(_area(corners) * 100)


def _area(corners: Corners) -> float:
    """Give the area of a polygon by the shoelace formula."""
    following = (*corners[1:], corners[0])
    return abs(sum(x * below - right * y for (x, y), (right, below) in zip(corners, following))) / 2


def _place(corners: Corners) -> str:
    places = (
        # Translators: where a part of a picture lies, in one of nine fields, as in: 12 % of the picture, at the top.
        (_("at the top on the left"), _("at the top"), _("at the top on the right")),
        (_("on the left"), _("in the middle"), _("on the right")),
        (_("at the bottom on the left"), _("at the bottom"), _("at the bottom on the right")),
    )
    return places[_third([y for _x, y in corners])][_third([x for x, _y in corners])]


def _third(values: Sequence[float]) -> int:
    """Tell in which third of the picture the middle of a box lies."""
    return min(2, int((min(values) + max(values)) / 2 * 3))
