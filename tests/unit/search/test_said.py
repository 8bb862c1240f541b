"""Words of a query that stand in folder names, captions and keywords: what they find, where it ranks, and what the hit says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bowerbird_engine.assets import Filters, Reason, SearchQuery
from bowerbird_engine.facts import Metadata
from fakes.library import Library


@pytest.fixture
def told(library: Library) -> Library:
    """Give the library with something said of some of its pictures."""
    contents = {
        asset.path.name: asset.content_id
        for files in library.catalogue.files.assets(
            library.catalogue.files.live_contents().tolist(), library.roots
        ).values()
        for asset in files
    }
    library.catalogue.folder_names.update()
    put = library.catalogue.facts.put_metadata
    put(contents["042.jpg"], 1, Metadata(keywords=("Harbour Bridge", "night"), taken="2020-01-02T03:04:05"))
    put(
        contents["043.jpg"],
        1,
        Metadata(caption="An old crane stands at the end of the long quay, where the tugs wait"),
    )
    put(contents["044.jpg"], 1, Metadata(keywords=("ZX-4711",)))
    return library


def found(library: Library, query: SearchQuery, name: str) -> tuple[int, tuple[Reason, ...]]:
    """Give the place of a picture in a list, and why it is there."""
    hits = library.searcher().search(replace(query, limit=100)).hits
    place = [hit.asset.path.name for hit in hits].index(name)
    return place, hits[place].reasons


def test_a_keyword_brings_its_picture_up_and_is_the_reason(told: Library) -> None:
    """Of pictures that look like nothing that was asked the one that is tagged so comes first."""
    place, reasons = found(told, SearchQuery(text="harbour bridge"), "042.jpg")
    assert place == 0
    assert Reason("keyword", "keyword “Harbour Bridge”") in reasons
    before, without = found(told, SearchQuery(text="harbor"), "042.jpg")
    assert before > 0
    assert all(reason.signal != "keyword" for reason in without)


def test_a_caption_is_shown_around_the_word(told: Library) -> None:
    """A long text is cut so that the word that was asked for is seen."""
    place, reasons = found(told, SearchQuery(text="tugs"), "043.jpg")
    assert place < 3
    (reason,) = [reason for reason in reasons if reason.signal == "caption"]
    assert reason.detail.startswith("caption “…")
    assert "where the tugs wait" in reason.detail
    assert len(reason.detail) < 80


def test_a_folder_is_named_with_the_word_that_it_has(told: Library) -> None:
    """Pictures of a folder come with its name, and those beside it do not."""
    page = told.searcher().search(SearchQuery(text="labels", limit=100))
    with_folder = {
        hit.asset.path.name
        for hit in page.hits
        if Reason("folder", "folder “labels” has “labels”") in hit.reasons
    }
    assert with_folder == {"tag.jpg", "split.jpg", "plate.jpg", "unread.jpg"}
    assert {hit.asset.path.name for hit in page.hits[:4]} == with_folder


def test_by_name_folders_count_and_keywords_do_not(told: Library) -> None:
    """A name is that of a file or of a folder."""
    page = told.searcher().search(SearchQuery(text="scenes", entry="name"))
    assert {hit.asset.path.name for hit in page.hits} >= {"sunset.jpg", "DK-5512-A_copy.jpg"}
    page = told.searcher().search(SearchQuery(text="bridge", entry="name"))
    assert "042.jpg" not in {hit.asset.path.name for hit in page.hits}


def test_a_code_that_is_a_keyword_is_found_in_one_piece(told: Library) -> None:
    """Its parts find nothing."""
    place, reasons = found(told, SearchQuery(letters="ZX-4711"), "044.jpg")
    assert place == 0
    assert Reason("keyword", "keyword “ZX-4711”") in reasons
    page = told.searcher().search(SearchQuery(letters="ZX-4712"))
    assert all(reason.signal != "keyword" for hit in page.hits for reason in hit.reasons)


def test_what_is_said_is_found_inside_what_narrows(told: Library) -> None:
    """A filter holds for this signal, too."""
    query = SearchQuery(text="harbour bridge", filters=Filters(keywords=("NIGHT",)))
    page = told.searcher().search(query)
    assert [hit.asset.path.name for hit in page.hits] == ["042.jpg"]
    page = told.searcher().search(replace(query, filters=Filters(keywords=("night", "day"))))
    assert page.hits == ()
