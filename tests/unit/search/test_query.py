"""How a query is understood."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, cast

import pytest

from bowerbird_engine.assets import AssetId, SearchQuery
from bowerbird_engine.errors import EmptyQueryError, UsageError
from bowerbird_engine.search.arguments import MAX_LIMIT
from bowerbird_engine.search.query import MAX_CHARACTERS, parse

TABLE: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("queries.toml").read_text("utf-8"))[
    "query"
]
PICTURE = AssetId("01J9Z3K4M5N6P7Q8R9S0T1V2W3")


@pytest.mark.parametrize("row", TABLE, ids=[row["text"] for row in TABLE])
def test_labelled_queries(row: dict[str, str]) -> None:
    """Every labelled query takes the entry that a person means by it, and says why."""
    clue = parse(SearchQuery(text=row["text"]))
    assert clue.entry == row["entry"]
    assert clue.why.endswith(".")
    assert clue.letters == row.get("letters", clue.letters)
    assert clue.words == row.get("words", clue.words)


def test_the_table_has_every_entry() -> None:
    """The labelled table is large enough to say something, and no entry is missing from it."""
    assert len(TABLE) >= 60
    assert {row["entry"] for row in TABLE} == {"words", "letters", "name", "words+letters", "words+name"}


@pytest.mark.parametrize("text", [None, "", "   ", "\0", "\t\n", "\ud800", "ocr:", "name:  ", "\x07\x1b"])
def test_nothing_asked(text: str | None) -> None:
    """A query without anything that can be looked for is refused in plain words."""
    with pytest.raises(EmptyQueryError, match="Say what to look for"):
        parse(SearchQuery(text=text))


@pytest.mark.parametrize("limit", [0, -1, MAX_LIMIT + 1, 10**9])
def test_limits(limit: int) -> None:
    """A limit that no page can have is refused."""
    with pytest.raises(UsageError, match="limit"):
        parse(SearchQuery(text="mug", limit=limit))


def test_picture_alone() -> None:
    """A picture alone is compared by looks only."""
    clue = parse(SearchQuery(like=b"bytes"))
    assert clue.entry == "picture"
    assert (clue.words, clue.letters, clue.name) == (None, None, None)
    assert clue.weights.picture == 1.0


def test_picture_and_words() -> None:
    """With a picture, the text is a description that re-orders what looks like it, even when it looks like a code."""
    clue = parse(SearchQuery(like=Path("a.jpg"), text="RE16 on wood"))
    assert clue.entry == "picture+words"
    assert clue.words == "RE16 on wood"
    assert clue.letters is None
    assert 0 < clue.weights.words < 1


def test_picture_words_and_letters() -> None:
    """All clues at once are kept apart."""
    clue = parse(SearchQuery(like=PICTURE, text="on wood", letters="BB-2047-K"))
    assert clue.entry == "picture+words+letters"
    assert (clue.words, clue.letters, clue.like) == ("on wood", "BB-2047-K", PICTURE)


def test_like_prefix() -> None:
    """`like:` names a picture of the library by its id, or a file."""
    assert parse(SearchQuery(text=f"blue like:{PICTURE.lower()}")).like == PICTURE
    assert parse(SearchQuery(text='like:"/pictures/a b.jpg"')).like == Path("/pictures/a b.jpg")


def test_two_pictures() -> None:
    """Two pictures to compare with contradict each other."""
    with pytest.raises(UsageError, match="one picture"):
        parse(SearchQuery(text="like:a.jpg", like=b"bytes"))


def test_letters_given_do_not_bring_semantics() -> None:
    """Letters asked for by name leave the description out."""
    clue = parse(SearchQuery(letters="a red mug"))
    assert clue.entry == "letters"
    assert clue.words is None
    assert clue.name == "a red mug"


def test_description_also_asks_letters_and_names() -> None:
    """A description is mostly meaning, with letters and names in support."""
    clue = parse(SearchQuery(text="a red mug"))
    assert clue.words == clue.letters == clue.name == "a red mug"
    assert clue.weights.words > clue.weights.name > 0
    assert clue.weights.words > clue.weights.letters > 0


def test_overlong_text_is_cut_and_said() -> None:
    """A text of ten thousand words is searched by its beginning, and the page says so."""
    clue = parse(SearchQuery(text=" ".join(f"word{number}x" for number in range(10_000))))
    assert clue.words is not None
    assert len(clue.words) <= MAX_CHARACTERS
    assert "2,000 characters" in clue.notes[0]


def test_control_characters_are_dropped() -> None:
    """NUL, lone surrogates and control characters never get further than this."""
    clue = parse(SearchQuery(text="red\0 \ud800mug\x1b[31m"))
    assert clue.words == "red mug [31m"


@pytest.mark.parametrize("text", ["BB-2047-K", "a red mug", "IMG_2041.jpg", '"sold out"'])
def test_the_chosen_entry_overrides_the_clue(text: str) -> None:
    """What the person chose is taken, whatever the text looks like, and the page says who decided."""
    for entry in ("words", "letters", "name"):
        clue = parse(SearchQuery(text=text, entry=entry))
        assert clue.entry == entry
        assert clue.why.startswith("You chose ")
    assert not parse(SearchQuery(text=text)).why.startswith("You chose ")
    assert parse(SearchQuery(text='"sold out"', entry="letters")).letters == "sold out"


def test_a_prefix_beats_the_chosen_entry() -> None:
    """A prefix holds for what follows it; what stands before it is taken for what was chosen."""
    assert parse(SearchQuery(text="ocr:BB-2047-K", entry="name")).entry == "letters"
    assert "chose" not in parse(SearchQuery(text="ocr:BB-2047-K", entry="name")).why
    assert parse(SearchQuery(text="words: BB-2047-K", entry="letters")).words == "BB-2047-K"
    both = parse(SearchQuery(text="front ocr:BB-2047-K", entry="name"))
    assert (both.entry, both.letters, both.name) == ("letters+name", "BB-2047-K", "front")
    assert both.why.endswith("The text is taken for a file name, as you chose.")


def test_the_chosen_entry_beside_a_picture() -> None:
    """Beside a picture the text is a description, unless letters or a name were chosen."""
    assert parse(SearchQuery(text="AB-1234", like=b"bytes")).words == "AB-1234"
    clue = parse(SearchQuery(text="AB-1234", like=b"bytes", entry="letters"))
    assert (clue.entry, clue.letters, clue.words) == ("picture+letters", "AB-1234", None)


def test_an_entry_that_there_is_not() -> None:
    """An entry of another name is refused with those that there are."""
    with pytest.raises(UsageError, match="words, letters, name"):
        parse(SearchQuery(text="mug", entry=cast("Any", "pixels")))
