"""Questions to the hub: what of a clue the one that runs understands, and which questions are one and the same. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bowerbird_client import Filters, Picture, Query

from .state import BEST, Clue

PAGE = 60


@dataclass(frozen=True)
class Asked:
    """What results belong to."""

    clue: Clue
    folder: str | None
    typed: bool = field(default=False, compare=False)
    """Whether it was only typed, maybe on the way to another one."""

    def leads_to(self, other: Asked) -> bool:
        """Tell whether it is one and the same search: weighed or narrowed otherwise, or typed on."""
        before, after = self.clue.words.strip(), other.clue.words.strip()
        typed_on = self.typed and (before.startswith(after) or after.startswith(before))
        return _beside_words(self.clue) == _beside_words(other.clue) and (
            self.clue.words == other.clue.words or typed_on
        )


def query_of(asked: Asked, can: Callable[[str], bool]) -> Query | None:
    """Make the question of a clue; None for one that this hub does not understand. Raises ProblemError."""
    clue, picture = asked.clue, None
    if clue.pixels is not None:
        if not can("query_images"):
            return None
        picture = Picture.rgba(clue.pixels.width, clue.pixels.height, clue.pixels.rgba)
    elif clue.like is not None and not can("search.picture"):
        return None
    avoid = clue.avoid.strip() if can("search.avoid") else ""
    return Query(
        text=clue.words.strip() or None,
        avoid=avoid or None,
        asset=None if clue.like is None else clue.like.id,
        picture=picture,
        inside=() if asked.folder is None else (asked.folder,),
        limit=PAGE,
        core=clue.core if can("search.core") else (),
        weight=clue.weight if clue.is_weighed and can("search.weight") else None,
        filters=Filters(shape=clue.shape or None) if can("search.filters") else Filters(),
        sort=clue.sort if can("search.sort") else BEST,
        saved=None if clue.saved is None else clue.saved.id,
    )


def _beside_words(clue: Clue) -> Clue:
    return replace(clue, words="", weight=None).narrowed_as(Clue())
