"""Pages of a list: nothing twice, nothing lost."""

from __future__ import annotations

import pytest

from bowerbird_engine.assets import SearchPage, SearchQuery
from bowerbird_engine.errors import CursorError
from bowerbird_engine.search.searcher import Searcher
from fakes.library import Library, Picture


def names(page: SearchPage) -> list[str]:
    """Name the files of a page."""
    return [hit.asset.path.name for hit in page.hits]


def all_pages(searcher: Searcher, query: SearchQuery) -> list[str]:
    """Follow the cursor to the end and give all asset ids in order."""
    ids: list[str] = []
    cursor: str | None = None
    while True:
        page = searcher.search(
            SearchQuery(
                text=query.text, letters=query.letters, like=query.like, limit=query.limit, cursor=cursor
            )
        )
        ids += [hit.asset.id for hit in page.hits]
        cursor = page.next
        if cursor is None:
            return ids


@pytest.mark.parametrize("limit", [1, 7, 20, 68])
@pytest.mark.parametrize(
    "query",
    [
        SearchQuery(text="a red mug"),
        SearchQuery(text="sunset BB-2047-K"),
        SearchQuery(like=b"200,10,10"),
        SearchQuery(like=b"200,10,10", text="red mug"),
        SearchQuery(letters="BB-2047-K"),
    ],
    ids=["words", "words+letters", "picture", "picture+words", "letters"],
)
def test_pages(library: Library, query: SearchQuery, limit: int) -> None:
    """Pages of any size give the same list, each picture once."""
    searcher = library.searcher()
    whole = [
        hit.asset.id
        for hit in searcher.search(
            SearchQuery(text=query.text, letters=query.letters, like=query.like, limit=1000)
        ).hits
    ]
    paged = all_pages(
        searcher, SearchQuery(text=query.text, letters=query.letters, like=query.like, limit=limit)
    )
    assert paged == whole
    assert len(set(paged)) == len(paged)


def test_pages_survive_a_restart(library: Library) -> None:
    """A cursor works in another process on the same library."""
    first = library.searcher().search(SearchQuery(text="a red mug", limit=10))
    second = library.searcher().search(SearchQuery(text="a red mug", limit=10, cursor=first.next))
    whole = library.searcher().search(SearchQuery(text="a red mug", limit=20))
    assert first.hits + second.hits == whole.hits


def test_pages_while_pictures_arrive(library: Library) -> None:
    """New pictures between two pages neither repeat nor lose a hit of the list that was begun."""
    searcher = library.searcher()
    whole = names(searcher.search(SearchQuery(text="a red mug", limit=60)))
    first = searcher.search(SearchQuery(text="a red mug", limit=10))
    root = library.add_root("late")
    best = library.text_encoder.encode(["a red mug"])[0]
    library.fill(root, [Picture(f"late-{number}.jpg", best) for number in range(5)])
    second = searcher.search(SearchQuery(text="a red mug", limit=50, cursor=first.next))
    assert names(first) + names(second) == whole
    assert "late-0.jpg" in names(searcher.search(SearchQuery(text="a red mug", limit=10)))


def test_cursor_of_another_query(library: Library) -> None:
    """A cursor is refused with another query or other folders."""
    searcher = library.searcher()
    cursor = searcher.search(SearchQuery(text="a red mug", limit=5)).next
    with pytest.raises(CursorError):
        searcher.search(SearchQuery(text="a blue mug", limit=5, cursor=cursor))
    with pytest.raises(CursorError):
        searcher.search(
            SearchQuery(
                text="a red mug", inside=(library.home / "pictures" / "noise",), limit=5, cursor=cursor
            )
        )
