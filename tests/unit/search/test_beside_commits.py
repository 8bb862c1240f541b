"""What is kept of one search for the next one while the catalogue changes, and what is read again."""

from __future__ import annotations

import numpy as np
import pytest

from bowerbird_engine.assets import ScanDelta, SearchQuery
from bowerbird_engine.catalog.connection import open_database
from bowerbird_engine.search import pages
from bowerbird_engine.search.live_contents import LiveContents
from bowerbird_engine.search.readiness import ReadyContents
from fakes.library import READER, Library, Picture, line, unit


def _notes(library_page_notes: tuple[str, ...]) -> list[str]:
    return [
        note for note in library_page_notes if "have not been read" in note or "has not been read" in note
    ]


def lose_vectors(library: Library, content_ids: list[int]) -> None:
    """Take the vectors of contents away, as when these are forgotten."""
    database = open_database(library.catalogue.path)
    for content_id in content_ids:
        database.execute("DELETE FROM vector WHERE content_id = ?", (content_id,))
    database.close()


def test_the_contents_are_the_same_array_until_they_are_others(library: Library) -> None:
    """What is committed about them changes nothing; a picture that comes or goes does at once, in every way it can."""
    live = LiveContents(library.catalogue)
    first = live()
    assert first.tolist() == library.catalogue.files.live_contents().tolist()
    library.catalogue.texts.put(int(first[0]), "another reader", [line("NEW")])
    assert live() is first
    (root_id,) = library.roots
    (added,) = library.fill(root_id, [Picture("new.jpg", unit([1.0] * library.space.dimension))]).values()
    grown = live()
    assert grown is not first
    assert grown.tolist() == [*first.tolist(), added]
    stored = [file for file in library.catalogue.files.of_root(root_id) if file.path == b"new.jpg"]
    library.catalogue.files.apply(root_id, ScanDelta(missing=tuple(stored)))
    assert live().tolist() == first.tolist()


def test_a_count_that_takes_long_is_not_made_after_each_commit(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of letters that were read. The usual one, of a small library, follows each commit."""
    query, (root_id,) = SearchQuery(letters="BB-2047-K"), library.roots
    usual, resting = library.searcher(), library.searcher()
    vector = unit([1.0] * library.space.dimension)
    library.fill(root_id, [Picture("unread-1.jpg", vector, None)])
    with monkeypatch.context() as patched:
        patched.setattr(pages, "_LONG_S", -1.0)
        patched.setattr(pages, "_REST", 1e9)
        before = _notes(resting.search(query).notes)
        assert before
        assert before == _notes(usual.search(query).notes)
    usual = library.searcher()
    assert _notes(usual.search(query).notes) == before
    library.fill(root_id, [Picture("unread-2.jpg", vector, None)])
    assert _notes(resting.search(query).notes) == before
    assert _notes(usual.search(query).notes) != before


def test_what_is_ready_is_followed_change_by_change(library: Library) -> None:
    """It is what somebody finds who reads all anew: vectors come, are replaced, go, and come back; all of them may go."""
    table, (root_id,) = library.catalogue.vectors, library.roots
    space_id = table.space(library.space)
    live = library.catalogue.files.live_contents()
    following = ReadyContents(library.catalogue, library.space)

    def ready() -> int:
        following.forget()
        found, anew = following.of(live, None, {}), ReadyContents(library.catalogue, library.space)
        assert found == anew.of(live, None, {})
        assert found.learned == len(np.intersect1d(live, table.content_ids(space_id)))
        return found.learned

    before = ready()
    (first,) = library.fill(root_id, [Picture("1.jpg", unit([1.0] * library.space.dimension))]).values()
    live = library.catalogue.files.live_contents()
    assert ready() == before + 1
    table.put(space_id, live[:3], np.array([unit(np.eye(library.space.dimension)[0])] * 3, np.float32))
    assert ready() == before + 1
    lose_vectors(library, [first, int(live[0])])
    assert ready() == before - 1
    table.put(space_id, live[:1], np.array([unit(np.eye(library.space.dimension)[1])], np.float32))
    assert ready() == before
    lose_vectors(library, live.tolist())
    assert ready() == 0
    assert table.ids_since(space_id, 0) is None
    assert table.ids_since(space_id, table.generation(space_id) + 1) is None


def test_what_is_read_meanwhile_is_found_at_once(library: Library) -> None:
    """Letters that are committed are found by the next search, whatever is kept."""
    searcher, (root_id,) = library.searcher(), library.roots
    assert not any(
        "ZX-9" in hit.asset.path.name for hit in searcher.search(SearchQuery(letters="ZX-99411-Q")).hits
    )
    (content,) = library.fill(
        root_id, [Picture("ZX.jpg", unit([1.0] * library.space.dimension), None)]
    ).values()
    searcher.search(SearchQuery(letters="ZX-99411-Q"))
    library.catalogue.texts.put(content, READER, [line("ZX-99411-Q")])
    assert searcher.search(SearchQuery(letters="ZX-99411-Q")).hits[0].asset.path.name == "ZX.jpg"
