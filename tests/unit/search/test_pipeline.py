"""The steps that make a list: what narrows it, several pictures, a locked set, the weight of words, orders and folding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from bowerbird_engine.assets import AssetId, Filters, Int64Array, SearchPage, SearchQuery
from bowerbird_engine.errors import CursorError, EmptyQueryError, UnknownAssetError
from bowerbird_engine.search.copy_votes import NO_COPIES, Copies
from bowerbird_engine.search.reasons import FAINT
from bowerbird_engine.search.reference import Reference
from bowerbird_engine.search.request import Request
from bowerbird_engine.search.results import Ranking
from bowerbird_engine.search.searcher import Searcher
from bowerbird_engine.search.verdict import Verdict
from fakes.library import READER, Library, Picture

MUG = "mug-red-front.jpg"


def names(page: SearchPage) -> list[str]:
    """Name the files of a page."""
    return [hit.asset.path.name for hit in page.hits]


def ids(library: Library) -> dict[str, AssetId]:
    """Give the id of every picture by the name of its file."""
    page = library.searcher().search(SearchQuery(text="a red mug", limit=1000))
    return {hit.asset.path.name: hit.asset.id for hit in page.hits}


def whole(searcher: Searcher, query: SearchQuery, size: int) -> list[str]:
    """Page through a list."""
    found: list[str] = []
    cursor = None
    while True:
        page = searcher.search(replace(query, limit=size, cursor=cursor))
        found += names(page)
        cursor = page.next
        if cursor is None:
            return found


def test_among(library: Library) -> None:
    """A search inside other pictures lists these alone, whatever is closer; unknown ids add nothing."""
    known = ids(library)
    among = (known["sunset.jpg"], known["mug-blue.jpg"], AssetId("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
    page = library.searcher().search(SearchQuery(text="a red mug", among=among))
    assert names(page) == ["mug-blue.jpg", "sunset.jpg"]
    assert library.searcher().search(SearchQuery(text="a red mug", among=())).hits == ()


def test_filters_come_before_ranking(library: Library) -> None:
    """What a filter leaves fills the page, and what it takes away is on none."""
    searcher = library.searcher()
    assert whole(searcher, SearchQuery(text="a red mug", filters=Filters(shape="wide")), 7) == whole(
        searcher, SearchQuery(text="a red mug"), 7
    )
    page = searcher.search(SearchQuery(text="a red mug", filters=Filters(shape="tall")))
    assert page.hits == ()
    assert any("No indexed picture has all" in note for note in page.notes)


def test_a_disk_that_leaves(library: Library) -> None:
    """The filter for what can be opened follows the disks, although the catalogue does not change."""
    searcher, query = library.searcher(), SearchQuery(text="a red mug", filters=Filters(online=True))
    assert names(searcher.search(query))[0] == MUG
    for root_id, root in library.roots.items():
        library.roots[root_id] = replace(root, online=False)
    assert searcher.search(query).hits == ()


def test_filters_belong_to_a_cursor(library: Library) -> None:
    """A page of one search is no page of the same one with other filters, weights, locked pictures or orders."""
    searcher, known = library.searcher(), ids(library)
    query = SearchQuery(like=known[MUG], text="blue", limit=3)
    cursor = searcher.search(query).next
    others = (
        replace(query, filters=Filters(min_width=100)),
        replace(query, weight=0.4),
        replace(query, core=(known["tag.jpg"],)),
        replace(query, examples=(known["tag.jpg"],)),
        replace(query, among=tuple(known.values())),
        replace(query, sort="name"),
        replace(query, collapse=True),
        replace(query, verified=True),
        replace(query, text="blue, warmer"),
    )
    assert searcher.search(replace(query, cursor=cursor)).hits
    for other in others:
        with pytest.raises(CursorError, match="another search"):
            searcher.search(replace(other, cursor=cursor))


@pytest.mark.parametrize("sort", ["name", "largest", "newest"])
def test_an_order_lists_what_answers(library: Library, sort: str) -> None:
    """Which pictures are listed is decided by the search, and pages of another order join to the whole list."""
    searcher = library.searcher()
    best = searcher.search(SearchQuery(text="a red mug", limit=1000)).hits
    answering = [
        hit.asset.path.name
        for hit in best
        if hit.similarity >= FAINT or {reason.signal for reason in hit.reasons} & {"letters", "name"}
    ]
    assert 2 <= len(answering) < len(best)
    query = SearchQuery(text="a red mug", sort=sort)  # type: ignore[arg-type]
    found = whole(searcher, query, 1)
    assert sorted(found) == sorted(answering)
    assert found == whole(library.searcher(), query, 100)
    if sort == "name":
        assert found == sorted(answering)


def test_an_order_of_nothing(library: Library) -> None:
    """Where nothing answers clearly another order lists nothing, and says so; by the best match the closest are there."""
    searcher = library.searcher()
    hits = searcher.search(SearchQuery(text="words:a red mug", limit=100)).hits
    faint = tuple(hit.asset.id for hit in hits if hit.similarity < FAINT)
    query = SearchQuery(text="words:a red mug", among=faint)
    assert searcher.search(query).hits
    page = searcher.search(replace(query, sort="name"))
    assert page.hits == ()
    assert any("clearly enough" in note for note in page.notes)
    assert not any("clearly enough" in note for note in searcher.search(query).notes)


def test_several_pictures(library: Library) -> None:
    """Each of several pictures has a say: a red mug and a sunset bring both, ids, bytes and files alike."""
    known = ids(library)
    searcher = library.searcher()
    page = searcher.search(SearchQuery(examples=(known["mug-blue.jpg"], known["sunset.jpg"]), limit=4))
    assert page.entry == "picture"
    assert set(names(page)[:2]) == {"mug-blue.jpg", "sunset.jpg"}
    assert [hit.similarity for hit in page.hits[:2]] == [100.0, 100.0]
    assert page.hits[2].similarity < 100
    other = searcher.search(SearchQuery(like=known["mug-blue.jpg"], examples=(known["sunset.jpg"],), limit=4))
    assert names(other) == names(page)
    path = library.home / "flat.txt"
    path.write_text("200,10,10")
    by_bytes = searcher.search(SearchQuery(like=b"200,10,10", examples=(b"10,10,200",)))
    assert by_bytes.hits == searcher.search(SearchQuery(like=path, examples=(b"10,10,200",))).hits
    assert by_bytes.hits != searcher.search(SearchQuery(like=path)).hits


def test_a_locked_set(library: Library) -> None:
    """The locked set stays on top in its order; what follows is marked as a variant; copies show the one that was locked."""
    known = ids(library)
    core = (known["sunset.jpg"], known[MUG])
    page = library.searcher().search(SearchQuery(core=core, limit=10))
    assert names(page)[:2] == ["sunset.jpg", MUG]
    assert [hit.core for hit in page.hits] == [True, True, *[False] * 8]
    assert all(hit.similarity < 100 for hit in page.hits)
    for hit in page.hits:
        signals = {reason.signal for reason in hit.reasons}
        assert ("core" in signals) == hit.core
        assert ("variant" in signals) == (not hit.core)
    rest = [hit.similarity for hit in page.hits[2:]]
    assert rest == sorted(rest, reverse=True)
    plain = library.searcher().search(SearchQuery(text="a red mug"))
    assert not any(reason.signal == "variant" for hit in plain.hits for reason in hit.reasons)


def test_a_locked_set_with_words_and_a_picture(library: Library) -> None:
    """Text, a picture and a locked set all have their part."""
    known = ids(library)
    searcher = library.searcher()
    core = (known["tag.jpg"], known["split.jpg"])
    alone = searcher.search(SearchQuery(core=core, limit=60))
    worded = searcher.search(SearchQuery(core=core, text="metal", weight=1.0, limit=60))
    pictured = searcher.search(SearchQuery(core=core, like=known[MUG], limit=60))
    assert worded.entry == "picture+words"
    for page in (alone, worded, pictured):
        assert names(page)[:2] == ["tag.jpg", "split.jpg"]
    assert names(worded)[2] == "plate.jpg"
    assert names(pictured).index(MUG) < names(alone).index(MUG)
    assert pictured.hits[2].similarity == 100
    assert names(pictured)[2] == MUG


def test_a_locked_set_is_narrowed(library: Library) -> None:
    """A locked picture outside of what was chosen counts for the middle and is not listed, and a note says so."""
    known = ids(library)
    folder = library.home / "pictures" / "products"
    page = library.searcher().search(SearchQuery(core=(known["sunset.jpg"], known[MUG]), inside=(folder,)))
    assert names(page) == [MUG, "mug-blue.jpg"]
    assert any("1 of the locked pictures" in note for note in page.notes)


def test_unknown_locked_pictures(library: Library) -> None:
    """A locked picture that is not there is an error, and not left out in silence."""
    with pytest.raises(UnknownAssetError):
        library.searcher().search(SearchQuery(core=(AssetId("01ARZ3NDEKTSV4RRFFQ69G5FAV"),)))


def test_locked_pictures_without_a_vector(library: Library) -> None:
    """A set that the model has not learned is listed, and a note says why nothing joins it."""
    known = ids(library)
    root = next(iter(library.roots))
    (key,) = library.fill(root, [Picture("new/unlearned.jpg", None)]).values()
    (asset,) = library.catalogue.files.assets([key], library.roots)[key]
    searcher = library.searcher()
    page = searcher.search(SearchQuery(core=(asset.id,)))
    assert names(page) == ["unlearned.jpg"]
    assert any("not learned" in note and "bowerbird index" in note for note in page.notes)
    both = searcher.search(SearchQuery(core=(asset.id, known[MUG]), limit=5))
    assert names(both)[:2] == ["unlearned.jpg", MUG]
    assert len(both.hits) == 5
    assert any("1 of the 2 locked" in note for note in both.notes)


def test_a_locked_set_without_a_model(library: Library) -> None:
    """Without a model the set is listed, and a note says that nothing can join it."""
    known = ids(library)
    searcher = Searcher(library.catalogue, None, roots=lambda: library.roots, recognizer=READER)
    page = searcher.search(SearchQuery(core=(known[MUG],)))
    assert names(page) == [MUG]
    assert any("needs a model" in note for note in page.notes)


@pytest.mark.parametrize("core", [False, True])
def test_the_weight_of_words(library: Library, core: bool) -> None:
    """With a weight of 0 the order is that of the picture alone, with 1 that of the words within the pool."""
    known = ids(library)
    searcher = library.searcher()
    given = SearchQuery(core=(known["tag.jpg"],)) if core else SearchQuery(like=known["tag.jpg"])
    given = replace(given, limit=100)
    alone = names(searcher.search(given))
    assert names(searcher.search(replace(given, text="sunset hill", weight=0.0))) == alone
    pool = alone[: max(12, len(alone) // 4)]
    by_words = names(searcher.search(replace(given, text="sunset hill", weight=1.0)))
    everywhere = names(searcher.search(SearchQuery(text="words:sunset hill", limit=100)))
    top = 1 if core else 0
    expected = [name for name in everywhere if name in pool]
    assert [name for name in by_words[top:] if name in pool] == [
        name for name in expected if not core or name != "tag.jpg"
    ]
    assert by_words != alone


def test_nothing_asked(library: Library) -> None:
    """Filters, an order and pictures to search among ask for nothing by themselves."""
    for query in (
        SearchQuery(),
        SearchQuery(filters=Filters(shape="wide")),
        SearchQuery(sort="name", among=()),
    ):
        with pytest.raises(EmptyQueryError):
            library.searcher().search(query)


def test_verdicts_reach_the_hits(library: Library) -> None:
    """What is proved of a list stands on its hits, and only when it was asked for."""

    def proof(request: Request, ranking: Ranking) -> Ranking:
        assert request.query.verified
        first = int(ranking.keys[0])
        quad = (0.0, 0.0, 0.5, 0.0, 0.5, 0.5, 0.0, 0.5)
        verdicts = {key: Verdict() for key in ranking.keys[:3].tolist()}
        verdicts[first] = Verdict(("crop_of", "mirrored"), (quad,), quad, "the picture given is a part of it")
        return replace(ranking, verdicts=verdicts)

    searcher = library.searcher(verify=proof)
    known = ids(library)
    page = searcher.search(SearchQuery(like=known[MUG], verified=True))
    assert page.verified
    assert page.hits[0].labels == ("crop_of", "mirrored")
    assert page.hits[0].query_box is not None
    assert page.hits[0].reasons[0].signal == "verified"
    assert [hit.labels for hit in page.hits[1:4]] == [(), (), None]
    plain = searcher.search(SearchQuery(like=known[MUG]))
    assert not plain.verified
    assert all(hit.labels is None for hit in plain.hits)


@pytest.mark.parametrize(
    "beside", [{}, {"text": "sunset hill"}, {"text": "warmer"}, {"examples": (b"10,10,200",)}]
)
def test_copies_are_found_beside_words_and_of_each_picture(
    library: Library, beside: dict[str, object]
) -> None:
    """What shares details with a given picture comes first whatever else was asked, but not beside a locked set."""
    known = ids(library)
    copy = library.catalogue.files.asset(known["split.jpg"], library.roots).content_id
    asked: list[Reference] = []

    def copies(given: Reference, allowed: Int64Array) -> Copies:
        asked.append(given)
        assert copy in allowed
        return Copies(np.array([copy], np.int64), np.array([98.0]), {copy: 40})

    query = replace(SearchQuery(like=b"200,10,10", limit=60), **beside)  # type: ignore[arg-type]
    page = library.searcher(copies=copies).search(query)
    assert names(page)[0] == "split.jpg"
    assert any("40 details" in reason.detail for reason in page.hits[0].reasons)
    assert len(asked) == len(query.examples) + 1
    assert names(library.searcher().search(query))[0] != "split.jpg"
    asked.clear()
    locked = library.searcher(copies=copies).search(replace(query, core=(known[MUG],)))
    assert not asked
    assert names(locked)[1] != "split.jpg"


def test_the_page_says_when_not_all_copies_are_known(library: Library) -> None:
    """On the first page of a search by a picture, and only while details are being read."""
    for partial in (True, False):
        found = replace(NO_COPIES, partial=partial)
        searcher = library.searcher(copies=lambda _given, _allowed, found=found: found)
        page = searcher.search(SearchQuery(like=b"200,10,10", limit=2))
        assert any("read again" in note for note in page.notes) == partial
        assert page.next is not None
        later = searcher.search(SearchQuery(like=b"200,10,10", limit=2, cursor=page.next))
        assert not any("read again" in note for note in later.notes)
        by_words = searcher.search(SearchQuery(text="sunset hill"))
        assert not any("read again" in note for note in by_words.notes)


def test_groups_are_folded(library: Library) -> None:
    """Copies of a picture fold into the first of them, locked ones stay, and nobody folds what was not asked to."""
    by_name = {
        name: library.catalogue.files.asset(one, library.roots).content_id
        for name, one in ids(library).items()
    }

    def groups(keys: Int64Array) -> Mapping[int, str]:
        mugs = {by_name[MUG]: "mug", by_name["mug-blue.jpg"]: "mug"}
        return {key: mugs[key] for key in keys.tolist() if key in mugs}

    searcher = library.searcher(groups=groups)
    query = SearchQuery(text="a red mug", limit=100)
    plain, folded = searcher.search(query), searcher.search(replace(query, collapse=True))
    assert names(folded) == [name for name in names(plain) if name != "mug-blue.jpg"]
    assert (folded.hits[0].group, folded.hits[0].variants) == ("mug", 1)
    assert folded.hits[1].group is None
    known = ids(library)
    locked = searcher.search(SearchQuery(core=(known["mug-blue.jpg"], known[MUG]), collapse=True))
    assert names(locked)[:2] == ["mug-blue.jpg", MUG]
