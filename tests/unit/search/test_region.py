"""A region of a picture is asked for in words that make sense, and is another query than the whole of it."""

from __future__ import annotations

import math

import pytest

from bowerbird_engine.assets import AssetId, Region, SearchQuery
from bowerbird_engine.errors import CursorError, UsageError
from bowerbird_engine.search.arguments import checked
from bowerbird_engine.search.query import parse
from fakes.library import Library

PICTURE = b"200,30,30"
CORNER = Region(0.0, 0.0, 0.25, 0.25)


def asked(x: object, y: object, width: object, height: object) -> Region | None:
    """Check a region and give what is left of it."""
    return checked(SearchQuery(like=PICTURE, region=Region(x, y, width, height))).region  # type: ignore[arg-type]


def test_a_region_is_cut_at_the_edges_of_its_picture() -> None:
    """A selection that hangs over is what it covers of the picture; all of the picture is no region."""
    assert asked(0.25, 0.5, 0.5, 0.25) == Region(0.25, 0.5, 0.5, 0.25)
    assert asked(-1, 0.5, 1.5, 9) == Region(0.0, 0.5, 0.5, 0.5)
    assert asked(0.75, -0.5, 0.5, 1.0) == Region(0.75, 0.0, 0.25, 0.5)
    assert asked(0, 0, 1, 1) is None
    assert asked(-5, -5, 100, 100) is None


@pytest.mark.parametrize(
    "numbers",
    [
        (0.5, 0.5, 0.0, 0.5),
        (0.5, 0.5, -0.2, 0.2),
        (1.0, 0.0, 0.5, 0.5),
        (-0.5, 0.0, 0.5, 0.5),
        (0.0, 7.0, 1.0, 1.0),
        (math.nan, 0.0, 0.5, 0.5),
        (0.0, 0.0, math.inf, 0.5),
        (0.0, "0", 0.5, 0.5),
        (0.0, None, 0.5, 0.5),
        (True, 0.0, 0.5, 0.5),
    ],
)
def test_a_region_that_is_none_is_refused(numbers: tuple[object, object, object, object]) -> None:
    """Empty, outside, not finite or no number: the sentence says what is wrong with it (check 24)."""
    with pytest.raises(UsageError, match="region of a picture"):
        asked(*numbers)


def test_a_region_needs_its_picture() -> None:
    """Without one, or of another type, it is refused; a picture that the text names is one."""
    with pytest.raises(UsageError, match="needs the picture"):
        parse(SearchQuery(text="a red mug", region=CORNER))
    with pytest.raises(UsageError, match="must be a Region"):
        parse(SearchQuery(like=PICTURE, region=(0, 0, 1, 1)))  # type: ignore[arg-type]
    assert parse(SearchQuery(text="like:01ARZ3NDEKTSV4RRFFQ69G5FAV", region=CORNER)).region == CORNER


def test_what_is_said_names_the_part() -> None:
    """Why a list looks as it does: it was a part that was compared."""
    assert parse(SearchQuery(like=PICTURE, region=CORNER)).why == (
        "A part of a picture was given: pictures that look like it."
    )
    assert parse(SearchQuery(text="blue", like=PICTURE, region=CORNER)).why == (
        "Looks like that part of the picture; sorted by your words."
    )
    assert parse(SearchQuery(text='blue "SALE"', like=PICTURE)).why == (
        "Looks like the picture; sorted by your words, pictures with these letters come first."
    )
    assert parse(SearchQuery(like=PICTURE)).why == "A picture was given: pictures that look like it."


def test_a_cursor_belongs_to_its_region(library: Library) -> None:
    """The next page of one region is none of another region, nor of the whole picture; the same one goes on."""
    searcher = library.searcher()
    first = searcher.search(SearchQuery(like=PICTURE, region=CORNER, limit=3))
    assert first.next is not None
    second = searcher.search(SearchQuery(like=PICTURE, region=CORNER, limit=3, cursor=first.next))
    assert not {hit.asset.id for hit in first.hits} & {hit.asset.id for hit in second.hits}
    for other in (None, Region(0.0, 0.0, 0.25, 0.26)):
        with pytest.raises(CursorError, match="another search"):
            searcher.search(SearchQuery(like=PICTURE, region=other, limit=3, cursor=first.next))
    whole = searcher.search(SearchQuery(like=PICTURE, region=Region(0, 0, 1, 1), limit=3))
    assert whole == searcher.search(SearchQuery(like=PICTURE, limit=3))


def test_a_region_of_an_unknown_picture_is_refused_as_the_picture_is(library: Library) -> None:
    """An id that is not there is said to be that."""
    with pytest.raises(UsageError, match="No picture of the library"):
        library.searcher().search(SearchQuery(like=AssetId("01ARZ3NDEKTSV4RRFFQ69G5FAV"), region=CORNER))
