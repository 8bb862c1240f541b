"""Lists that are longer than what is looked at first: orders and folding reach as deep as they must."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array, Int64Array, SearchPage, SearchQuery
from bowerbird_engine.search.ranking import FUSED_DEPTH
from bowerbird_engine.search.reasons import FAINT
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.index import Matches
from fakes.encoders import FakeTextEncoder
from fakes.library import Library, Picture, unit

ANSWERING = FUSED_DEPTH + 100
"""Pictures that answer: more than are looked at first."""

OTHERS = 2 * ANSWERING
QUERY = SearchQuery(text="words:harbour", limit=1000)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Make a library of which a third shows what is asked for, each a little less so, in no order of their names."""
    rng = np.random.default_rng(11)
    harbour = FakeTextEncoder().encode(["harbour"])[0].astype(np.float64)

    def away(amount: float) -> Float32Array:
        noise = rng.normal(size=len(harbour))
        noise -= harbour * np.dot(noise, harbour)
        return unit(harbour + amount * noise / np.linalg.norm(noise))

    places = rng.permutation(ANSWERING)
    answering = [
        Picture(f"harbour/{place:04d}.jpg", away(0.1 + 0.3 * number / ANSWERING))
        for number, place in enumerate(places.tolist())
    ]
    others = [Picture(f"others/{number:04d}.jpg", away(60.0)) for number in range(OTHERS)]
    made = Library(tmp_path_factory.mktemp("many"))
    made.fill(made.add_root("pictures"), [*answering, *others])
    yield made
    made.close()


def names(page: SearchPage) -> list[str]:
    """Name the files of a page."""
    return [hit.asset.path.name for hit in page.hits if hit.asset.path.parent.name == "harbour"]


def test_another_order_has_all_that_answers(many: Library) -> None:
    """By name every picture that answers is listed, also those that lie deeper than what is looked at first."""
    best = many.searcher().search(QUERY)
    assert sum(hit.similarity >= FAINT for hit in best.hits) == ANSWERING
    assert names(best) != sorted(names(best))

    for limit in (20, 1000):
        by_name = many.searcher().search(SearchQuery(text="words:harbour", sort="name", limit=limit))
        assert [hit.asset.path.name for hit in by_name.hits] == sorted(names(best))[:limit]


def test_a_page_is_full_though_all_of_the_best_are_folded_into_one(many: Library) -> None:
    """Where copies take all the places that are looked at first, what lies deeper moves up."""
    best = [hit.asset.content_id for hit in many.searcher().search(QUERY).hits]
    copies = frozenset(best[:FUSED_DEPTH])

    def groups(keys: Int64Array) -> Mapping[int, str]:
        return {key: "one" for key in keys.tolist() if key in copies}

    query = SearchQuery(text="words:harbour", collapse=True, limit=20)
    page = many.searcher(groups=groups).search(query)
    assert [hit.asset.content_id for hit in page.hits] == [best[0], *best[FUSED_DEPTH : FUSED_DEPTH + 19]]
    assert page.hits[0].variants == FUSED_DEPTH - 1
    assert page.next is not None


def test_a_locked_set_has_half_of_the_say_beside_a_picture(many: Library) -> None:
    """What follows the set is like both: it is neither what the picture finds alone nor what the set does."""
    searcher = many.searcher()
    found = searcher.search(QUERY).hits
    one, other = found[0].asset.id, found[-1].asset.id
    both = searcher.search(SearchQuery(like=one, core=(other,), limit=60))
    picture = searcher.search(SearchQuery(like=one, limit=60))
    locked = searcher.search(SearchQuery(core=(other,), limit=60))

    listed = [[hit.asset.id for hit in page.hits] for page in (both, picture, locked)]
    assert listed[0][0] == other
    assert one in listed[0][:2]
    assert listed[0][2:] != [each for each in listed[1] if each not in {one, other}][: len(listed[0]) - 2]
    assert listed[0][2:] != [each for each in listed[2] if each not in {one, other}][: len(listed[0]) - 2]


class _Lossy:
    """An index as a large library has it: of a list as long as a first page's, a third of the later ones is not found."""

    def __init__(self, exact: ExactIndex) -> None:
        self._exact = exact
        self.dimension = exact.dimension

    def __len__(self) -> int:
        return len(self._exact)

    def put(self, keys: Int64Array, vectors: Float32Array) -> None:
        self._exact.put(keys, vectors)

    def remove(self, keys: Int64Array) -> None:
        self._exact.remove(keys)

    def search(self, query: Float32Array, limit: int, allowed: Int64Array | None = None) -> Matches:
        found = self._exact.search(query, 2 * limit if limit <= FUSED_DEPTH else limit, allowed)
        if limit > FUSED_DEPTH:
            return found
        kept = np.array([place for place in range(len(found.keys)) if place < 10 or place % 3], np.int64)[
            :limit
        ]
        return Matches(found.keys[kept], found.similarities[kept])


@pytest.mark.parametrize("lossy_first", [True, False], ids=["the graph goes", "the graph comes"])
@pytest.mark.parametrize("page_of_change", [1, 2, 3, 4, 5])
def test_no_picture_is_on_two_pages_though_the_graph_comes_or_goes(
    many: Library, page_of_change: int, *, lossy_first: bool
) -> None:
    """A graph may come in, be busy, or be gone after a restart; the lists of the pages before are not remembered.

    Where exact pages come first, nothing is lost either.
    """
    exact = [hit.asset.content_id for hit in many.searcher().search(QUERY).hits]
    got: list[int] = []
    cursor: str | None = None
    for number in range(12):
        lossy = lossy_first == (number < page_of_change)
        searcher = many.searcher(index=_Lossy(many.index) if lossy else None)
        page = searcher.search(SearchQuery(text="words:harbour", limit=50, cursor=cursor))
        got += [hit.asset.content_id for hit in page.hits]
        cursor = page.next
    assert len(set(got)) == len(got) == 600
    if not lossy_first:
        assert got == exact[:600]
