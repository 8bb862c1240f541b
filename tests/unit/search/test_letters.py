"""Codes and phrases that labels break over lines, slips in them, and the boxes that come with the hits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import Quad, SearchPage, SearchQuery
from bowerbird_engine.search.letters import Found
from bowerbird_engine.search.marking import lines_of
from bowerbird_engine.search.searcher import Searcher
from bowerbird_engine.search.spelling import Grade
from fakes.library import Library, Picture, line, unit

LINES = {
    "broken.jpg": ["Article", "YH", "-6778-T", "Do not bend"],
    "upside-down.jpg": ["-91", "P-60-ZOW", "Serial no."],
    "three.jpg": ["LOT", "AX-44", "1099", "-KK7"],
    "poster.jpg": ["SUMMER", "CLEARANCE", "this week"],
    "book.jpg": [f"summer and more of it, page {number}" for number in range(20)],
    "lookalike.jpg": ["CODE 44G901"],
    "other.jpg": ["CODE 44T901"],
    "door.jpg": ["911"],
    "plain.jpg": [],
}


@pytest.fixture
def labels(tmp_path: Path) -> Iterator[Library]:
    """Make a library of labels whose pictures all look different from any words."""
    made = Library(tmp_path)
    rng = np.random.default_rng(5)
    pictures = [Picture(path, unit(rng.normal(size=64)), read) for path, read in LINES.items()]
    made.fill(made.add_root("pictures"), pictures)
    yield made
    made.close()


def first(page: SearchPage) -> str:
    """Name the first hit."""
    return page.hits[0].asset.path.name


def box(place: int) -> Quad:
    """Tell where the fake recognizer saw a line."""
    return line("", 0.1 + 0.1 * place).box


@pytest.mark.parametrize(
    ("asked", "name", "places"),
    [
        ("YH-6778-T", "broken.jpg", (1, 2)),
        ("YH-6178-T", "broken.jpg", (1, 2)),
        ("YH-678-T", "broken.jpg", (1, 2)),
        ("P-60-ZOW-91", "upside-down.jpg", (0, 1)),
        ("P-6-ZOW-91", "upside-down.jpg", (0, 1)),
        ("AX-441099-KK7", "three.jpg", (1, 2, 3)),
        ("6778-T", "broken.jpg", (2,)),
        ("YH-67T8-T", "broken.jpg", (1, 2)),
    ],
)
def test_codes_over_several_lines(labels: Library, asked: str, name: str, places: tuple[int, ...]) -> None:
    """A broken code is found, whole or with a slip, read from the top or from the bottom; its lines are marked."""
    page = labels.searcher().search(SearchQuery(text=asked))
    assert first(page) == name
    assert page.hits[0].boxes == tuple(box(place) for place in places)


def test_lines_that_only_share_characters_are_not_joined(labels: Library) -> None:
    """Neighbouring lines are not joined to anything that they do not hold."""
    assert labels.searcher().search(SearchQuery(text="YH-1234-T")).hits == ()


def test_a_phrase_over_two_lines(labels: Library) -> None:
    """A phrase that a poster breaks stands first even when it is typed like a description."""
    page = labels.searcher().search(SearchQuery(text="summer clearance"))
    assert (page.entry, first(page)) == ("words", "poster.jpg")
    assert page.hits[0].boxes == (box(0), box(1))


def test_words_mark_a_few_lines(labels: Library) -> None:
    """Where only words agree, the lines that hold them are marked, and not a whole page of them."""
    page = labels.searcher().search(SearchQuery(letters="what a lovely summer day"))
    hits = {hit.asset.path.name: hit for hit in page.hits}
    assert hits["poster.jpg"].boxes == (box(0),)
    assert len(hits["book.jpg"].boxes) == 8


def test_what_is_found_by_looks_or_name_has_no_boxes(labels: Library) -> None:
    """A hit that letters did not find has nothing to mark."""
    page = labels.searcher().search(SearchQuery(text="a quiet forest"))
    assert len(page.hits) == len(LINES)
    assert all(hit.boxes == () for hit in page.hits)
    assert labels.searcher().search(SearchQuery(text="door", entry="name")).hits[0].boxes == ()


def test_lookalikes_come_before_other_slips(labels: Library) -> None:
    """A 6 that is read as G is the likelier slip than one that is read as T."""
    page = labels.searcher().search(SearchQuery(text="446901"))
    assert [hit.asset.path.name for hit in page.hits[:2]] == ["lookalike.jpg", "other.jpg"]
    assert page.hits[0].similarity > page.hits[1].similarity


def test_a_number_alone_is_looked_up_in_letters_too(labels: Library) -> None:
    """911 may be a car: it is a description, but where it stands on a door, that comes first."""
    page = labels.searcher().search(SearchQuery(text="911"))
    assert (page.entry, first(page)) == ("words", "door.jpg")


def test_lines_that_were_read_anew_are_not_marked() -> None:
    """A place that the present reading does not have is left out; the others stay."""
    found = Found(1, "letters", "YH -6778-T", "YH-6778-T", 95.0, Grade.LINE, lines=(0, 3))
    regions = [line("YH", 0.1)]
    assert lines_of(found, regions) == (regions[0].box,)
    assert lines_of(found, []) == ()


def test_chosen_words_are_words_alone(labels: Library) -> None:
    """Whoever chose words wants what pictures show: no letters, no name, unless there is no model to ask."""
    chosen = labels.searcher().search(SearchQuery(text="911", entry="words"))
    assert {reason.signal for hit in chosen.hits for reason in hit.reasons} == {"words"}
    taken = labels.searcher().search(SearchQuery(text="911"))
    assert "letters" in {reason.signal for reason in taken.hits[0].reasons}
    without = Searcher(labels.catalogue, None, roots=lambda: labels.roots)
    assert first(without.search(SearchQuery(text="911", entry="words"))) == "door.jpg"


def test_a_code_with_a_slip_beside_a_description(labels: Library) -> None:
    """A description with a code that was typed wrongly still brings the label first, before what looks like the words."""
    page = labels.searcher().search(SearchQuery(text="a big red box YH-6718-T"))
    assert (page.entry, first(page)) == ("words+letters", "broken.jpg")
    none = labels.searcher().search(SearchQuery(text="a big red box ZZ-0000-Q"))
    assert none.hits[0].boxes == ()
