"""Groups of pictures that look alike to the model: found one after the other, as far as somebody looks.

All of a large library would take minutes, of which nobody sees more than the first groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.search.meaning import Meaning

ALIKE_FROM: Final = 90.0
"""Percent, which the pack's curve makes mean the same in every library."""

_MOST: Final = 50
"""Pictures of a group: a folder of a thousand frames makes twenty groups instead of one that nobody can look through."""


@dataclass(frozen=True, slots=True)
class SimilarGroup:
    """Contents that are alike: the first one, and by falling percentage those that are like it."""

    first: int
    others: tuple[tuple[int, float], ...]


class SimilarWalk:
    """Go through the contents of a library by id, as they are when it begins. For one thread at a time.

    Each content is in one group at most. Of pictures that are the same one stands for all, and what the person said is not
    the same is in no group together.
    """

    def __init__(self, catalogue: Catalogue, meaning: Meaning) -> None:
        self.meaning = meaning
        self.counter = catalogue.change_counter()
        self.found: list[SimilarGroup] = []
        groups = catalogue.same_pictures.groups()
        self._live = catalogue.files.live_contents()
        folded = [content for content, representative in groups.items() if content != representative]
        self._free = np.setdiff1d(self._live, np.array(folded, np.int64), assume_unique=True)
        self._order = self._free.tolist()
        self._place = 0
        self._taken: set[int] = set()
        self._apart: dict[int, set[int]] = {}
        for one, other in catalogue.same_pictures.apart():
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    @property
    def done(self) -> bool:
        """Tell whether all contents were looked at."""
        return self._place == len(self._order)

    def step(self) -> None:
        """Look at the next content; at 100,000 pictures that takes some milliseconds."""
        content = self._order[self._place]
        self._place += 1
        if content in self._taken:
            return
        likeness = self.meaning.alike(
            content, self.meaning.index(), live=self._live, allowed=self._allowed(), depth=_MOST + 1
        )
        if likeness is None or not likeness.calibrated:
            return
        members = [content]
        others: list[tuple[int, float]] = []
        for other, percent in zip(likeness.keys.tolist(), likeness.percent.tolist(), strict=True):
            if percent < ALIKE_FROM:
                break
            if other != content and self._apart.get(other, set()).isdisjoint(members):
                members.append(other)
                others.append((other, percent))
        if others:
            self._taken.update(members)
            self.found.append(SimilarGroup(content, tuple(others)))

    def _allowed(self) -> Int64Array:
        """Give what is in no group yet; made anew only when much was taken."""
        if self._taken:
            self._free = np.setdiff1d(
                self._free, np.fromiter(self._taken, np.int64, len(self._taken)), assume_unique=True
            )
        return self._free
