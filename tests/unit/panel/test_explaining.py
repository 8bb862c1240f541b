"""Which way a clue took, in the person's language."""

from __future__ import annotations

from collections.abc import Generator
from itertools import combinations
from pathlib import Path

import pytest

from bowerbird_engine import SearchQuery
from bowerbird_engine.search.avoiding import explained as hub_says
from bowerbird_engine.search.query import parse
from bowerbird_panel import words
from bowerbird_panel.explaining import explained
from bowerbird_panel.state import PanelState

LOCALE = Path(words.__file__).parent / "locale"
WHY = "It reads like a description."


@pytest.fixture(autouse=True)
def _english_afterwards() -> Generator[None]:
    yield
    words.install(words.DOMAIN, LOCALE, ["en"])


WAYS = ["words", "letters", "name", "letters+name", "words+letters", "words+name", "words+letters+name"]
BESIDE = [
    "+".join(("picture", *rest)) for n in range(4) for rest in combinations(("words", "letters", "name"), n)
]


@pytest.mark.parametrize("entry", WAYS + BESIDE)
def test_every_way_is_said_in_german(entry: str) -> None:
    """In a German window the hub's English has no place; in an English one it stays."""
    state = PanelState(entry=entry, why=WHY)
    assert explained(state) == WHY

    words.install(words.DOMAIN, LOCALE, ["de"])
    assert WHY not in explained(state)
    assert explained(state).endswith(".")


def test_every_way_is_said_in_its_own_words() -> None:
    """No two ways are explained alike."""
    words.install(words.DOMAIN, LOCALE, ["de"])
    assert len({explained(PanelState(entry=entry, why=WHY)) for entry in WAYS + BESIDE}) == 15


@pytest.mark.parametrize(
    "text",
    ["a red mug on a table", "BB-2047-K", "mug.jpg", 'mug "BB"', "ocr:BB name:mug", "mug name:x ocr:y"],
)
def test_the_ways_are_those_of_the_engine(text: str) -> None:
    """What the engine calls a way is known here."""
    clue = parse(SearchQuery(text))
    words.install(words.DOMAIN, LOCALE, ["de"])
    assert explained(PanelState(entry=clue.entry, why=clue.why)) not in {"", clue.why}


def test_a_way_of_a_newer_hub_is_said_as_it_says_it() -> None:
    """Also where it begins with one that is known; and nothing is said of no way at all."""
    words.install(words.DOMAIN, LOCALE, ["de"])
    for entry in ("smell", "picture+smell", "words+smell"):
        assert explained(PanelState(entry=entry, why="By smell.\0")) == "By smell.\ufffd"
    assert explained(PanelState()) == ""


def test_what_is_avoided_is_said_where_the_hub_says_so() -> None:
    """With the things themselves, kept to their place; without a model nothing is avoided, and nothing said."""
    words.install(words.DOMAIN, LOCALE, ["de"])
    things = ("dark", "red (x)", "a mug")
    said = explained(PanelState(entry="words", why=f"{WHY} {hub_says(things)}"))

    for thing in things:
        assert f"\u2068{thing}\u2069" in said
    assert "comes after" not in said
    assert said != explained(PanelState(entry="words", why=WHY))
