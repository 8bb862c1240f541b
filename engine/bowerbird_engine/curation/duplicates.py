"""The duplicates of a library as lists, and what the person says of them. Nothing is ever deleted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final

import numpy as np

from bowerbird_engine.assets import Asset, AssetId, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.curation import page_marks
from bowerbird_engine.curation.picture_groups import grouped
from bowerbird_engine.duplicates import Duplicate, DuplicateGroup, DuplicatePage, NotSamePage, Tier
from bowerbird_engine.errors import SameFileError
from bowerbird_engine.settings import Settings

_APART: Final = "pairs that are not the same"


def regroup(catalogue: Catalogue) -> bool:
    """Make the groups anew from what was proved and what the person said; tell whether they have changed."""
    table = catalogue.same_pictures
    with catalogue.transaction():
        return table.set_groups(grouped(dict(table.sizes()), table.proved(), table.apart()))


class DuplicateList:
    """List what is the same byte by byte or was proved to be, and keep what is not. For any number of threads."""

    def __init__(
        self,
        settings: Settings,
        roots: Callable[[], Mapping[int, Root]],
        writing: Callable[[str], AbstractContextManager[Catalogue]],
    ) -> None:
        self._roots = roots
        self._writing = writing
        self._lock = threading.Lock()
        self._catalogue = Catalogue.open(settings.catalogue_path, read_only=True)

    def close(self) -> None:
        """Close the connection to the catalogue."""
        with self._lock:
            self._catalogue.close()

    def same_files(self, limit: int, after: str | None) -> DuplicatePage:
        """Give a page of contents that several files hold."""
        start, roots = _start(after, "same_file"), self._roots()
        with self._lock, self._catalogue.snapshot():
            found = self._catalogue.same_pictures.in_several_files(limit + 1, start)
            page = found[:limit]
            assets = _without_held(self._catalogue.files.assets(page, roots))
        groups = (_group("same_file", assets.get(content, ())) for content in page)
        return DuplicatePage(
            tuple(group for group in groups if group is not None),
            page_marks.encode(page[-1], "same_file") if len(found) > limit else None,
        )

    def same_pictures(self, limit: int, after: str | None) -> DuplicatePage:
        """Give a page of groups that were proved to be the same picture."""
        start, roots = _start(after, "same_picture"), self._roots()
        with self._lock, self._catalogue.snapshot():
            table = self._catalogue.same_pictures
            found = table.page(limit + 1, start)
            page = found[:limit]
            names = table.names_of(np.array([representative for representative, _ in page], np.int64))
            assets = _without_held(
                self._catalogue.files.assets([each for _, members in page for each in members], roots)
            )
            waiting = 0 if after is not None else table.waiting()
        groups = (
            _group(
                "same_picture",
                (asset for content in members for asset in assets.get(content, ())),
                names.get(representative),
            )
            for representative, members in page
            if sum(content in assets for content in members) > 1
        )
        return DuplicatePage(
            tuple(group for group in groups if group is not None),
            page_marks.encode(page[-1][0], "same_picture") if len(found) > limit else None,
            (_not_compared(waiting),) if waiting else (),
        )

    def similar(self, contents: Mapping[int, float | None]) -> DuplicateGroup | None:
        """Make a group of contents that are alike, each with its likeness to the first; None where one is left of it."""
        roots = self._roots()
        with self._lock:
            assets = _without_held(self._catalogue.files.assets(list(contents), roots))
        if len(assets) < 2:  # noqa: PLR2004  one picture is alike to nothing
            return None
        every = [asset for content in contents for asset in assets.get(content, ())]
        return _group("similar", every, percent=contents)

    def told_apart(self, limit: int, after: str | None) -> NotSamePage:
        """Give a page of the pairs that are not the same."""
        before = None if after is None else page_marks.decode(after, _APART)
        roots = self._roots()
        with self._lock, self._catalogue.snapshot():
            found = self._catalogue.same_pictures.told_apart(limit + 1, before)
            page = found[:limit]
            ids = self._catalogue.hashes.ids(content for row in page for content in (row.first, row.second))
            assets = self._catalogue.files.assets(list(ids.values()), roots)
        pairs = [(assets.get(ids.get(row.first, -1)), assets.get(ids.get(row.second, -1))) for row in page]
        return NotSamePage(
            tuple((first[0], second[0]) for first, second in pairs if first and second),
            page_marks.encode(page[-1].position, _APART) if len(found) > limit else None,
        )

    def tell_apart(self, first: AssetId, second: AssetId) -> None:
        """Keep that two pictures are not the same, and split their group."""
        one, other = self._both(first, second)
        if one.content_hash == other.content_hash:
            raise SameFileError(
                f"{first} and {second} are the same bytes, so they are the same picture. Name two that differ."
            )
        with self._writing("telling pictures apart") as catalogue, catalogue.transaction():
            catalogue.same_pictures.tell_apart(one.content_hash, other.content_hash)
            regroup(catalogue)

    def take_back(self, first: AssetId, second: AssetId) -> bool:
        """Forget that two pictures are not the same; tell whether it had been said."""
        one, other = self._both(first, second)
        with self._writing("taking pictures for the same again") as catalogue, catalogue.transaction():
            known = catalogue.same_pictures.take_back(one.content_hash, other.content_hash)
            regroup(catalogue)
        return known

    def _both(self, first: AssetId, second: AssetId) -> tuple[Asset, Asset]:
        roots = self._roots()
        with self._lock:
            return self._catalogue.files.asset(first, roots), self._catalogue.files.asset(second, roots)


def _start(after: str | None, tier: Tier) -> int:
    return 0 if after is None else page_marks.decode(after, tier)


def _without_held(found: Mapping[int, Sequence[Asset]]) -> dict[int, list[Asset]]:
    """Leave out what is gone and waits for a yes: beside it the file that is left would look like one too many."""
    there = {key: [asset for asset in assets if asset.held_since is None] for key, assets in found.items()}
    return {key: assets for key, assets in there.items() if assets}


def _group(
    tier: Tier,
    assets: Iterable[Asset],
    name: str | None = None,
    percent: Mapping[int, float | None] | None = None,
) -> DuplicateGroup | None:
    """Put files into their order; None where there are not two."""
    ordered = sorted(assets, key=lambda each: (-each.width * each.height, -each.byte_size, each.id))
    if len(ordered) < 2:  # noqa: PLR2004  one file is no group
        return None
    largest = ordered[0]
    return DuplicateGroup(
        name or largest.content_hash.hex()[:16],
        tier,
        tuple(
            Duplicate(asset, asset is largest, None if percent is None else percent.get(asset.content_id))
            for asset in ordered
        ),
    )


def _not_compared(waiting: int) -> str:
    if waiting == 1:
        return "One picture was not compared with the others yet. Run `bowerbird index`."
    return f"{waiting:,} pictures were not compared with the others yet. Run `bowerbird index`."
