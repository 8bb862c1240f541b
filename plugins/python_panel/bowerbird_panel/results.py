"""What a search has found so far: pages put together, each picture once, in the order of the hub."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bowerbird_client import Hit, Page

from .foreign import quoted
from .words import ngettext

STEP = 5
"""Percent: the slider goes in steps."""
_LOWER_BY = 10
_MOST_DISKS = 3
_AWAY = re.compile(" cannot be opened now: (plug in \u201c|the disk \u201c.*\u201d is not connected)")
"""How the hub remarks that a disk is away."""


@dataclass(frozen=True)
class Results:
    """Hits, which way the clue chose and why, what the hub remarks, and whether it knows more."""

    hits: tuple[Hit, ...] = ()
    entry: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()
    has_more: bool = False

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the hub remarks; of pictures on disks that are away it is said what that means here."""
        away = Counter(hit.disk for hit in self.hits if not hit.online and hit.disk)
        told = (
            ngettext(
                "{number} of these lies on the disk {disk}. Inserted now, it comes as a preview.",
                "{number} of these lie on the disk {disk}. Inserted now, they come as previews.",
                number,
            ).format(number=number, disk=quoted(disk))
            for disk, number in away.most_common(_MOST_DISKS)
        )
        return (*(note for note in self.notes if not _AWAY.search(note)), *told) if away else self.notes

    @classmethod
    def of(cls, page: Page) -> Results:
        """Begin with the first page."""
        return cls(_each_once(page.hits), page.entry or "", page.why or "", page.notes, page.next is not None)

    def followed_by(self, page: Page) -> Results:
        """Add a page; what is there already keeps its place."""
        return Results(
            _each_once((*self.hits, *page.hits)),
            self.entry or page.entry or "",
            self.why or page.why or "",
            page.notes or self.notes,
            page.next is not None,
        )

    def proved_by(self, page: Page, *, moves: bool) -> Results:
        """Put on the hits what was proved of them; what is proved comes first where pictures may move."""
        proved = {hit.id: hit for hit in page.hits}
        kept = tuple(proved.get(hit.id, hit) for hit in self.hits)
        hits = _each_once((*page.hits, *kept) if moves else (*kept, *page.hits))
        return replace(self, hits=hits, notes=page.notes or self.notes)


def found(hits: Iterable[Hit], asset_id: str | None) -> Hit | None:
    """Give the hit of a picture."""
    return next((hit for hit in hits if hit.id == asset_id), None)


def lower(similarity: int, hits: Iterable[Hit]) -> int:
    """Give a percentage at which the best hits are seen, if the slider hides them all."""
    best = max((hit.similarity for hit in hits), default=0.0)
    if best >= similarity:
        return similarity
    return max(0, int(best - _LOWER_BY) // STEP * STEP)


def _each_once(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.id, hit)
    return tuple(first.values())
