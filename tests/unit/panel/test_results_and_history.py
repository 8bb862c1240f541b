"""Pages put together, the slider's best place, and earlier words."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_client import Page
from bowerbird_panel.history import MOST, remembered
from bowerbird_panel.results import Results, found, lower
from bowerbird_panel.state import Clue
from fakes.panel_hub import hit

IDS = st.lists(st.sampled_from("abcdefgh"), max_size=10)
CLUES = st.builds(Clue, st.text("ab \t", max_size=5), st.text("xX ", max_size=2))


def _after(clues: Iterable[Clue]) -> tuple[Clue, ...]:
    history: tuple[Clue, ...] = ()
    for clue in clues:
        history = remembered(history, clue)
    return history


def _page(ids: list[str], *, more: bool = False) -> Page:
    return Page("words", "why", tuple(hit(each) for each in ids), "c" if more else None, (), None, None)


@given(st.lists(IDS, min_size=1, max_size=4))
def test_each_picture_is_there_once_in_the_place_where_it_came_first(pages: list[list[str]]) -> None:
    """However pages overlap, the list is the first occurrence of each."""
    results = Results.of(_page(pages[0]))
    for page in pages[1:]:
        results = results.followed_by(_page(page))

    assert [each.id for each in results.hits] == list(dict.fromkeys(each for page in pages for each in page))


def test_the_last_page_tells_whether_there_is_more() -> None:
    """And the first one how the clue was understood."""
    results = Results.of(_page(["a"], more=True))
    assert (results.has_more, results.entry, results.why) == (True, "words", "why")
    assert not results.followed_by(_page(["b"])).has_more
    assert found(results.hits, "a") == results.hits[0]
    assert found(results.hits, None) is None


@given(st.integers(0, 100), st.lists(st.floats(0, 100), max_size=5))
def test_the_slider_is_lowered_to_where_something_is_seen(similarity: int, found_at: list[float]) -> None:
    """Never higher than it was, and never so low that nothing is hidden for no reason."""
    lowered = lower(similarity, [hit(f"h{at}", similarity=at) for at in found_at])

    assert 0 <= lowered <= similarity
    assert not found_at or max(found_at) >= lowered


@given(st.lists(CLUES, max_size=60))
def test_history_is_the_latest_first_without_equals(clues: list[Clue]) -> None:
    """Nothing but words, at most thirty, and none that differs from another by spaces and capitals alone."""
    history = _after(clues)

    keys = [
        (" ".join(each.words.casefold().split()), " ".join(each.avoid.casefold().split())) for each in history
    ]
    assert len(keys) == len(set(keys)) <= MOST
    said = [clue for clue in clues if clue.words.strip()]
    assert not said or history[0].words == said[-1].words.strip()


def test_thirty_are_kept_and_a_novel_is_not() -> None:
    """The oldest makes room; words that nobody looks for again are not kept."""
    history = _after(Clue(f"words {number}") for number in range(40))

    assert [history[0].words, history[-1].words, len(history)] == ["words 39", "words 10", MOST]
    assert remembered(history, Clue("x" * 501)) == history
