"""Make recipes of searches, and replay them: the list that they give here and now, and what differs."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bowerbird_engine.assets import ContentHash, SearchPage, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import UsageError
from bowerbird_engine.replay.circumstances import Circumstances, Difference, differences
from bowerbird_engine.replay.lists import ListComparison, Listed, compare, listed
from bowerbird_engine.replay.query_form import QueryForm
from bowerbird_engine.replay.recipe import (
    MOST_HITS,
    PICTURE_SIDE,
    Json,
    Recipe,
    read_recipe,
    write_recipe,
)
from bowerbird_engine.replay.references import NamedQuery, QueryNames

Search = Callable[[SearchQuery], SearchPage]


@dataclass(frozen=True, slots=True)
class Replay:
    """What a recipe gives here and now: the `page` above its `similarity`, and how it differs from the list in it.

    `why` are the circumstances that may have made the difference, in plain sentences, also where there is none.
    """

    page: SearchPage
    query: SearchQuery
    says: str
    similarity: float
    made: datetime
    comparison: ListComparison
    why: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the list is the one in the recipe."""
        return self.comparison.same


class Recipes:
    """Make and replay recipes. For any number of threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        lock: threading.Lock,
        names: QueryNames,
        *,
        search: Search,
        circumstances: Callable[[], Circumstances],
    ) -> None:
        self._catalogue = catalogue
        self._lock = lock
        self._names = names
        self._search = search
        self._circumstances = circumstances

    def make(self, query: SearchQuery, similarity: float, *, with_pictures: bool) -> Json:
        """Ask a query and write down what it gave. The list is that of the recipe, asked as whoever replays it will."""
        if not 0 <= similarity <= 100:  # noqa: PLR2004  percent
            raise UsageError("The slider of a recipe stands between 0 and 100 %.")
        named = self._names.for_anywhere(query, PICTURE_SIDE if with_pictures else None)
        supplied = {} if with_pictures else _by_hash(_outside(query))
        page = self._ask(named, supplied, similarity)
        recipe = Recipe(
            query=named.form,
            similarity=similarity,
            circumstances=self._circumstances(),
            hits=listed(page.hits),
            made=datetime.now(UTC),
            pictures=named.pictures,
        )
        return write_recipe(recipe)

    def replay(self, document: object, supplied: Iterable[bytes]) -> Replay:
        """Read a recipe, ask it here, and compare."""
        recipe = read_recipe(document)
        query = self._names.from_anywhere(recipe.named, _by_hash(supplied))
        page = _above(self._search(replace(query, limit=MOST_HITS)), recipe.similarity)
        missing = {hit.content for hit in recipe.hits}
        with self._lock:
            here = self._catalogue.hashes.ids(ContentHash(bytes.fromhex(content)) for content in missing)
        present = {content.hex() for content in here}
        comparison = compare(recipe.hits, listed(page.hits), present)
        changes = differences(recipe.circumstances, self._circumstances())
        return Replay(
            page,
            query,
            recipe.query.says(),
            recipe.similarity,
            recipe.made,
            comparison,
            tuple(_why(recipe.query, recipe.hits, comparison, changes)),
        )

    def _ask(self, named: NamedQuery, supplied: dict[str, bytes], similarity: float) -> SearchPage:
        query = self._names.from_anywhere(named, supplied)
        return _above(self._search(replace(query, limit=MOST_HITS)), similarity)


def _above(page: SearchPage, similarity: float) -> SearchPage:
    """Give a page as the slider leaves it."""
    return replace(page, hits=tuple(hit for hit in page.hits if hit.similarity >= similarity))


def _outside(query: SearchQuery) -> Iterator[bytes]:
    for given in (query.like, *query.examples):
        if isinstance(given, bytes):
            yield given
        elif given is not None and not isinstance(given, str):
            yield given.expanduser().read_bytes()


def _by_hash(pictures: Iterable[bytes]) -> dict[str, bytes]:
    return {hashlib.sha256(data).hexdigest(): data for data in pictures}


def _why(
    query: QueryForm,
    hits: tuple[Listed, ...],
    comparison: ListComparison,
    changes: Iterable[Difference],
) -> Iterator[str]:
    yield from (f"{change.says[:1].upper()}{change.says[1:]}." for change in changes)
    gone = sum(not change.in_library for change in comparison.missing)
    if gone:
        yield f"{gone} of its {len(hits)} pictures are not in this library."
    if query.outside or query.filters.online is not None:
        yield "It depends on folders or disks, which differ between machines."
