"""Searches with something to avoid, over a real catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array, SearchHit, SearchPage, SearchQuery
from bowerbird_engine.errors import CursorError, EmptyQueryError, UsageError
from bowerbird_engine.search.query import MOST_THINGS, parse
from bowerbird_engine.search.searcher import Searcher
from fakes.encoders import FakeTextEncoder
from fakes.library import Library, Picture, unit

MUGS, BLUE_EVERY, OTHERS = 700, 5, 900
FAINT = 15


def avoided(hit: SearchHit) -> bool:
    """Tell whether a hit says that it is one to avoid."""
    return any(reason.signal == "avoided" for reason in hit.reasons)


def names(page: SearchPage) -> list[str]:
    """Name the files of a page."""
    return [hit.asset.path.name for hit in page.hits]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Make a library with far more mugs than one list goes deep at first, every fifth of them blue."""
    random = np.random.default_rng(5)
    encoder = FakeTextEncoder()

    def blurred(words: str) -> Float32Array:
        return unit(encoder.encode([words])[0] + random.normal(0, 0.05, 64))

    mugs = [
        Picture(f"mugs/{n:03d}.jpg", blurred("mug blue" if n % BLUE_EVERY == 0 else "mug white"))
        for n in range(MUGS)
    ]
    others = [Picture(f"others/{n:03d}.jpg", unit(random.normal(size=64))) for n in range(OTHERS)]
    made = Library(tmp_path_factory.mktemp("many"))
    made.fill(made.add_root("pictures"), [*mugs, *others])
    yield made
    made.close()


def test_a_blue_mug_falls_behind(library: Library) -> None:
    """What looks like it comes behind the others, says so first, and keeps its percentage; nothing is lost."""
    searcher = library.searcher()
    plain = searcher.search(SearchQuery(text="a mug", limit=100))
    page = searcher.search(SearchQuery(text="a mug", avoid="blue", limit=100))
    assert names(plain)[:2] == ["mug-red-front.jpg", "mug-blue.jpg"]
    assert (names(page)[0], names(page).index("mug-blue.jpg")) == ("mug-red-front.jpg", 5)
    assert page.hits[5].similarity > page.hits[4].similarity >= FAINT > page.hits[6].similarity
    assert sorted(names(page)) == sorted(names(plain))

    blue = page.hits[names(page).index("mug-blue.jpg")]
    assert blue.reasons[0].detail == "looks like \u201cblue\u201d, which you want to avoid"
    assert page.why.endswith("What looks like \u201cblue\u201d comes after the rest.")
    shown = {hit.asset.id: hit.similarity for hit in plain.hits}
    assert {hit.asset.id: hit.similarity for hit in page.hits} == shown


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery(text="a mug"),
        SearchQuery(text="sunset BB-2047-K"),
        SearchQuery(letters="BB-2047-K"),
        SearchQuery(like=b"200,10,10"),
        SearchQuery(like=b"200,10,10", text="mug"),
    ],
    ids=["words", "words+letters", "letters", "picture", "picture+words"],
)
@pytest.mark.parametrize("avoid", ["blue", "red, sky", "label; white"])
def test_every_entry_keeps_its_order_apart_from_that(
    library: Library, query: SearchQuery, avoid: str
) -> None:
    """Those to avoid and the others each stay in their order and keep their percentage; what does not answer stays."""
    searcher = library.searcher()
    plain = searcher.search(replace(query, limit=100)).hits
    hits = searcher.search(replace(query, avoid=avoid, limit=100)).hits
    named = {hit.asset.id: avoided(hit) for hit in hits}
    answering = [hit for hit in plain if hit.similarity > FAINT]
    expected = [hit for hit in answering if not named[hit.asset.id]]
    expected += [hit for hit in answering if named[hit.asset.id]]
    expected += plain[len(answering) :]
    assert [hit.asset.id for hit in hits] == [hit.asset.id for hit in expected]
    assert [hit.similarity for hit in hits] == [hit.similarity for hit in expected]


def test_letters_alone_are_told_apart_by_looks(library: Library) -> None:
    """A search by letters avoids too, where pictures have vectors."""
    searcher = library.searcher()
    assert names(searcher.search(SearchQuery(letters="BB-2047-K"))) == ["mug-red-front.jpg", "tag.jpg"]
    page = searcher.search(SearchQuery(letters="BB-2047-K", avoid="red mug"))
    assert names(page) == ["tag.jpg", "mug-red-front.jpg"]
    assert page.entry == "letters"


def test_without_a_model_nothing_is_avoided_and_that_is_said(library: Library) -> None:
    """Letters and names alone are searched as ever, with a note; without something to avoid there is none."""
    searcher = Searcher(library.catalogue, None, roots=lambda: library.roots)
    plain = searcher.search(SearchQuery(letters="BB-2047-K"))
    page = searcher.search(SearchQuery(letters="BB-2047-K", avoid="red mug"))
    assert page.hits == plain.hits
    assert [note for note in page.notes if note not in plain.notes] == [
        "Nothing was avoided: that needs a model, and none compares pictures now."
    ]
    assert page.why == plain.why


def test_a_picture_without_a_vector_is_not_avoided(library: Library) -> None:
    """What the model has not learned stays where its letters put it."""
    [red, _] = library.searcher().search(SearchQuery(letters="BB-2047-K")).hits
    library.index.remove(np.array([red.asset.content_id], np.int64))
    page = library.searcher().search(SearchQuery(letters="BB-2047-K", avoid="red mug"))
    assert names(page)[0] == "mug-red-front.jpg"
    assert not avoided(page.hits[0])


@pytest.mark.parametrize("avoid", ["", "   ", ",", " ; ,, ", "\0", None])
def test_nothing_to_avoid_is_no_avoiding(library: Library, avoid: str | None) -> None:
    """An empty text changes neither list nor cursor."""
    searcher = library.searcher()
    plain = searcher.search(SearchQuery(text="a mug", limit=10))
    assert searcher.search(SearchQuery(text="a mug", avoid=avoid, limit=10)) == plain


def test_avoiding_alone_finds_nothing(library: Library) -> None:
    """It is no clue, and the refusal says what is missing."""
    with pytest.raises(EmptyQueryError, match="Say what to look for, too"):
        library.searcher().search(SearchQuery(avoid="blue"))
    with pytest.raises(UsageError, match="The avoid of a search must be a string"):
        library.searcher().search(SearchQuery(text="mug", avoid=b"blue"))  # type: ignore[arg-type]


def test_things_are_taken_apart() -> None:
    """Commas and semicolons separate; each thing counts once, and only so many of them."""
    clue = parse(SearchQuery(text="mug", avoid=" blue ,people;  blue, a\n dog "))
    assert clue.avoid == ("blue", "people", "a dog")
    many = parse(SearchQuery(text="mug", avoid=",".join(map(str, range(20)))))
    assert len(many.avoid) == MOST_THINGS
    assert many.notes == (f"Only the first {MOST_THINGS} things were avoided.",)


def test_the_thing_that_it_looks_like_most_is_named(library: Library) -> None:
    """With several things a hit names the one that it looks like."""
    page = library.searcher().search(SearchQuery(text="mug white", avoid="red, blue", limit=100))
    named = {hit.asset.path.name: hit.reasons[0].detail for hit in page.hits if avoided(hit)}
    assert "\u201cblue\u201d" in named["mug-blue.jpg"]
    assert "\u201cred\u201d" in named["mug-red-front.jpg"]
    assert "\u201cred\u201d or \u201cblue\u201d" in page.why


@pytest.mark.parametrize("avoid", ["red, a red mug", "a red mug, red"])
def test_of_two_things_that_it_looks_like_the_nearer_one_is_named(library: Library, avoid: str) -> None:
    """Whichever comes first: both match the red mug, and that it is a mug makes the second one match it more."""
    both = [library.searcher().search(SearchQuery(text="mug", avoid=one)) for one in avoid.split(", ")]
    assert all(
        avoided(hit) for page in both for hit in page.hits if hit.asset.path.name == "mug-red-front.jpg"
    )

    page = library.searcher().search(SearchQuery(text="mug", avoid=avoid))
    [red] = [hit for hit in page.hits if hit.asset.path.name == "mug-red-front.jpg"]
    assert "\u201ca red mug\u201d" in red.reasons[0].detail


def test_a_cursor_belongs_to_what_is_avoided(library: Library) -> None:
    """A page goes on only with the same thing to avoid, however it is written."""
    searcher = library.searcher()
    first = searcher.search(SearchQuery(text="a mug", avoid="blue, sky", limit=5))
    same = searcher.search(SearchQuery(text="a mug", avoid=" blue;sky ", limit=5, cursor=first.next))
    assert same.hits
    for other in (None, "red", "sky, blue"):
        with pytest.raises(CursorError, match="another search"):
            searcher.search(SearchQuery(text="a mug", avoid=other, limit=5, cursor=first.next))


@pytest.mark.parametrize("limit", [60, 250, 3000])
def test_pages_of_a_long_list(many: Library, limit: int) -> None:
    """However far it goes, and in however large pages, the list is the same, and no blue mug stands among the others."""
    whole = many.searcher().search(SearchQuery(text="mug", avoid="blue", limit=3000)).hits
    found: list[SearchHit] = []
    cursor: str | None = None
    searcher = many.searcher()
    while True:
        page = searcher.search(SearchQuery(text="mug", avoid="blue", limit=limit, cursor=cursor))
        found += page.hits
        cursor = page.next
        if cursor is None:
            break
    assert [hit.asset.id for hit in found] == [hit.asset.id for hit in whole]
    assert len(whole) == MUGS + OTHERS

    answering = [hit for hit in whole if hit.similarity >= FAINT and hit.asset.path.parent.name == "mugs"]
    marks = [avoided(hit) for hit in answering]
    blue = [int(hit.asset.path.stem) % BLUE_EVERY == 0 for hit in answering]
    assert len(answering) > 500
    assert marks == sorted(marks)
    assert marks == blue


def test_the_first_page_is_full_though_half_of_the_best_are_avoided(many: Library) -> None:
    """Others take the room of those that fell behind, from as deep as it needs, without one to avoid."""
    page = many.searcher().search(SearchQuery(text="mug", avoid="blue", limit=250))
    assert len(page.hits) == 250
    assert not any(map(avoided, page.hits))
    plain = many.searcher().search(SearchQuery(text="mug", limit=250))
    assert any(int(hit.asset.path.stem) % BLUE_EVERY == 0 for hit in plain.hits)


def test_avoiding_stays_inside_the_folders(library: Library, tmp_path: Path) -> None:
    """Nothing comes in from outside of the filter, and nothing goes."""
    inside = (library.home / "pictures" / "products",)
    page = library.searcher().search(SearchQuery(text="a mug", avoid="blue", inside=inside))
    assert sorted(names(page)) == ["mug-blue.jpg", "mug-red-front.jpg"]
    assert names(page)[-1] == "mug-blue.jpg"
