"""The part of the facade for duplicates: three ways in which pictures are the same, and what the person says is not."""

from __future__ import annotations

import threading
import time
from typing import Final

from bowerbird_engine.answering import ModelSwitch
from bowerbird_engine.assets import AssetId
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.curation import page_marks
from bowerbird_engine.curation.duplicates import DuplicateList
from bowerbird_engine.duplicates import DuplicatePage, NotSamePage, Tier
from bowerbird_engine.errors import UsageError
from bowerbird_engine.search.similar_groups import SimilarWalk

_MOST_ON_A_PAGE: Final = 200
_PATIENCE_S: Final = 1.0
"""How long a page of similar pictures is looked for before it is given with what there is."""


class DuplicateMethods:
    """What `Engine` offers of them. From any thread, and beside a run of the index."""

    _lock: threading.RLock
    _switch: ModelSwitch
    _reader: Catalogue
    _duplicates: DuplicateList
    _walk: SimilarWalk | None

    def duplicates(
        self, tier: Tier = "same_picture", *, limit: int = 50, after: str | None = None
    ) -> DuplicatePage:
        """Give a page of groups of pictures that are the same; `after` is the last page's `next`.

        `same_file` are equal bytes, `same_picture` is what the index proved, `similar` what the model that answers takes for
        90 % alike or more. The last is looked for as it is asked: a page of it may be empty although there is a next one.
        Raises CursorError.
        """
        if not 0 < limit <= _MOST_ON_A_PAGE:
            raise UsageError(f"A page holds 1 to {_MOST_ON_A_PAGE} groups, not {limit}.")
        if tier == "same_file":
            return self._duplicates.same_files(limit, after)
        if tier == "same_picture":
            return self._duplicates.same_pictures(limit, after)
        return self._similar(limit, after)

    def tell_apart(self, first: AssetId, second: AssetId) -> None:
        """Keep, for good, that two pictures are not the same: no group holds both from now on.

        Raises UnknownAssetError, and SameFileError for two files with the same bytes.
        """
        self._duplicates.tell_apart(first, second)

    def take_back_telling_apart(self, first: AssetId, second: AssetId) -> bool:
        """Forget that two pictures are not the same; tell whether it had been said. Raises UnknownAssetError."""
        return self._duplicates.take_back(first, second)

    def told_apart(self, *, limit: int = 50, after: str | None = None) -> NotSamePage:
        """Give a page of the pairs that are not the same, the latest first. Raises CursorError."""
        if not 0 < limit <= 1000:  # noqa: PLR2004  as for other lists of what is kept
            raise UsageError(f"A page holds 1 to 1000 pairs, not {limit}.")
        return self._duplicates.told_apart(limit, after)

    def _similar(self, limit: int, after: str | None) -> DuplicatePage:
        start = 0 if after is None else page_marks.decode(after, "similar")
        walk = self._walk_from(anew=after is None)
        if walk is None or not walk.meaning.calibrated:
            why = "there is no model" if walk is None else "the model that answers has no curves for it"
            return DuplicatePage((), None, (f"Pictures cannot be called similar here: {why}.",))
        until = time.monotonic() + _PATIENCE_S
        while not walk.done and len(walk.found) <= start + limit and time.monotonic() < until:
            # One at a time, so that searches come in between.
            with self._lock:
                if not walk.done:
                    walk.step()
        found = walk.found[start : start + limit]
        groups = (self._duplicates.similar({one.first: None, **dict(one.others)}) for one in found)
        more = not walk.done or len(walk.found) > start + len(found)
        return DuplicatePage(
            tuple(group for group in groups if group is not None),
            page_marks.encode(start + len(found), "similar") if more else None,
        )

    def _walk_from(self, *, anew: bool) -> SimilarWalk | None:
        """Go on with the last walk, or begin another one where the library or the model has changed since."""
        with self._lock:
            meaning = self._switch.current().meaning
            if meaning is None:
                return None
            walk = self._walk
            if (
                walk is None
                or walk.meaning is not meaning
                or (anew and walk.counter != self._reader.change_counter())
            ):
                walk = self._walk = SimilarWalk(self._reader, meaning)
            return walk
