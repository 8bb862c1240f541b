"""What a menu hands over to the window: it comes as it was sent, and nonsense does no harm."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_for_gimp.model.placing import Placing
from bowerbird_for_gimp.model.requests import Request, Wish
from bowerbird_for_gimp.model.state import Target
from bowerbird_for_gimp.model.targets import pick

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
IDS = st.from_regex(r"[a-z0-9]{0,8}", fullmatch=True)
REQUESTS = st.builds(
    Request,
    st.sampled_from(Wish),
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    IDS,
    st.none() | st.sampled_from(Placing),
)
ANYTHING = (
    st.none() | st.integers() | st.text() | st.lists(st.integers()) | st.dictionaries(st.text(), st.text())
)


@given(REQUESTS)
def test_a_request_comes_as_it_was_sent(request: Request) -> None:
    """Through JSON and back."""
    assert Request.of_fields(json.loads(json.dumps(request.to_fields()))) == request


@given(
    st.dictionaries(
        st.sampled_from(["wish", "words", "letters", "avoid", "folder", "asset", "placing"]), ANYTHING
    )
)
def test_nonsense_is_a_request_that_says_less(fields: dict[str, Any]) -> None:
    """Nothing that stands there is an error."""
    request = Request.of_fields(fields)

    assert isinstance(request.wish, Wish)
    assert all(isinstance(each, str) for each in (request.words, request.avoid, request.folder))


def test_half_a_character_is_not_taken() -> None:
    """Nor an id that is none: what can be neither sent nor kept stays outside. The rest of the request is taken."""
    broken = Request.of_fields({"wish": "search", "words": "red \ud800", "folder": "\udfff", "avoid": "dogs"})

    assert broken == Request(Wish.SEARCH, avoid="dogs")
    assert Request.of_fields({"asset": "../../v1/me"}).asset == ""


def test_letters_stand_in_quotes_as_a_person_types_them() -> None:
    """Words and letters together, letters alone, and quotes inside that would end them too early."""
    assert Request(words="mug", letters="OPEN").text == 'mug "OPEN"'
    assert Request(letters=' say "hi" ').text == '"say  hi"'
    assert Request(words="mug", letters='"').text == "mug"


def test_the_image_that_the_person_came_from_is_kept_while_it_is_open() -> None:
    """Else the one that was opened last; none where none is open."""
    open_images = (Target(1, "a"), Target(2, "b"), Target(3, "c"))

    assert pick(open_images, 2) == Target(2, "b")
    assert pick(open_images, 9) == Target(3, "c")
    assert pick(open_images, None) == Target(3, "c")
    assert pick((), 2) is None
