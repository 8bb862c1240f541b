"""The laws of the steps that make a list, over a real catalogue with random vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowerbird_engine.assets import AssetId, SearchHit, SearchQuery
from bowerbird_engine.search.searcher import Searcher
from fakes.library import Library, Picture, unit

NUMBER = 60
WORDS = ("red mug", "sunset sea", "tag.jpg box", "warmer", "red, cleaner and darker")

many = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Make a library of random pictures, two of which are copies of one."""
    made = Library(tmp_path_factory.mktemp("library"))
    rng = np.random.default_rng(5)
    middle = rng.normal(size=64)
    pictures = [Picture(f"p{n:02d}.jpg", unit(middle + 2 * rng.normal(size=64))) for n in range(NUMBER)]
    made.fill(made.add_root("one"), [*pictures, replace(pictures[0], path="copy.jpg", data="p00.jpg")])
    yield made
    made.close()


@pytest.fixture(scope="module")
def known(library: Library) -> tuple[AssetId, ...]:
    """Give the ids of all pictures, in no telling order."""
    hits = library.searcher().search(SearchQuery(text="words:anything", limit=1000)).hits
    return tuple(hit.asset.id for hit in hits)


def queries(data: st.DataObject, known: Sequence[AssetId]) -> SearchQuery:
    """Draw a query with pictures, words and a locked set."""
    some = st.lists(st.sampled_from(list(known)), max_size=4, unique=True)
    query = SearchQuery(
        text=data.draw(st.sampled_from([None, *WORDS])),
        like=data.draw(st.sampled_from([None, *known[:5]])),
        examples=tuple(data.draw(some)),
        core=tuple(data.draw(some)),
        weight=data.draw(st.sampled_from([None, 0.0, 0.3, 1.0])),
        avoid=data.draw(st.sampled_from([None, "blue"])),
        sort=data.draw(st.sampled_from(["best", "best", "name", "smallest"])),
        limit=1000,
    )
    asked = query.text or query.like or query.examples or query.core
    return query if asked else replace(query, text="red mug")


def listed(searcher: Searcher, query: SearchQuery) -> list[AssetId]:
    """Give the pictures of the whole list."""
    return [hit.asset.id for hit in searcher.search(query).hits]


def paged(searcher: Searcher, query: SearchQuery, size: int) -> list[SearchHit]:
    """Give the hits of all pages of a size."""
    hits: list[SearchHit] = []
    page = searcher.search(replace(query, limit=size))
    hits += page.hits
    while page.next is not None:
        page = searcher.search(replace(query, limit=size, cursor=page.next))
        hits += page.hits
    return hits


@many
@given(st.data())
def test_the_same_query_gives_the_same_list(
    library: Library, known: tuple[AssetId, ...], data: st.DataObject
) -> None:
    """Asked again, and by a searcher that has seen nothing before, a query has the same answer."""
    query = queries(data, known)
    first = library.searcher().search(query)
    assert library.searcher().search(query) == first
    assert len({hit.asset.id for hit in first.hits}) == len(first.hits)


@many
@given(st.data())
def test_pages_join_to_the_whole_list(
    library: Library, known: tuple[AssetId, ...], data: st.DataObject
) -> None:
    """Pages of any size, joined, are the whole list, with the same percentages and reasons."""
    query = queries(data, known)
    whole = library.searcher().search(query)
    assert tuple(paged(library.searcher(), query, data.draw(st.integers(3, 25)))) == whole.hits


@many
@given(st.data())
def test_the_locked_set_is_on_top(library: Library, known: tuple[AssetId, ...], data: st.DataObject) -> None:
    """A locked set comes first, in its order, and is all that is marked so."""
    query = queries(data, known)
    hits = library.searcher().search(query).hits
    assert [hit.asset.id for hit in hits if hit.core] == list(query.core)
    assert [hit.core for hit in hits[: len(query.core)]] == [True] * len(query.core)
    variants = [any(reason.signal == "variant" for reason in hit.reasons) for hit in hits]
    assert variants == [bool(query.core) and not hit.core for hit in hits]


@many
@given(st.data())
def test_narrowing_never_adds(library: Library, known: tuple[AssetId, ...], data: st.DataObject) -> None:
    """What is listed among some pictures is some of these, and with all of them nothing changes."""
    query = queries(data, known)
    among = tuple(data.draw(st.lists(st.sampled_from(list(known)), unique=True)))
    found = listed(library.searcher(), replace(query, among=among))
    assert set(found) <= set(among)
    if query.sort == "best":
        assert set(found) == set(among)
    assert listed(library.searcher(), replace(query, among=known)) == listed(library.searcher(), query)


@many
@given(st.data(), st.sampled_from(WORDS))
def test_without_weight_words_say_nothing(
    library: Library, known: tuple[AssetId, ...], data: st.DataObject, words: str
) -> None:
    """With a weight of 0 the list is that of the pictures alone, whatever the words; with 1 the pictures build the pool alone."""
    query = replace(queries(data, known), avoid=None, sort="best")
    if not (query.like or query.examples or query.core):
        query = replace(query, like=known[0])
    alone = listed(library.searcher(), replace(query, text=None, weight=None))
    assert listed(library.searcher(), replace(query, text=words, weight=0.0)) == alone
    by_words = listed(library.searcher(), replace(query, text=words, weight=1.0))
    assert sorted(by_words) == sorted(alone)


@many
@given(st.data(), st.floats(0.05, 0.95), st.floats(0.0, 0.5))
def test_more_weight_follows_the_words_more(
    library: Library, known: tuple[AssetId, ...], data: st.DataObject, low: float, more: float
) -> None:
    """Within the pool a greater weight never brings the order further from that of the words."""
    high = min(1.0, low + more)
    query = SearchQuery(like=data.draw(st.sampled_from(list(known))), text="red mug", limit=1000)
    at = {
        weight: listed(library.searcher(), replace(query, weight=weight)) for weight in (0.0, low, high, 1.0)
    }
    pool = set(at[0.0][: max(12, NUMBER // 4)])
    by_words = [one for one in at[1.0] if one in pool]
    assert swaps([one for one in at[high] if one in pool], by_words) <= swaps(
        [one for one in at[low] if one in pool], by_words
    )


def swaps(order: list[AssetId], wanted: list[AssetId]) -> int:
    """Count the pairs that stand the other way round."""
    place = {one: number for number, one in enumerate(wanted)}
    ranks = [place[one] for one in order]
    return sum(first > second for at, first in enumerate(ranks) for second in ranks[at + 1 :])
