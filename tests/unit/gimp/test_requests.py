"""What a menu hands over to the window: it comes as it was sent, and nonsense does no harm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_for_gimp.model.requests import Wish
from bowerbird_panel.state import Target
from bowerbird_panel.targets import pick

ANYTHING = (
    st.none() | st.integers() | st.text() | st.lists(st.integers()) | st.dictionaries(st.text(), st.text())
)


@pytest.mark.parametrize("wish", Wish)
def test_a_wish_comes_as_it_was_sent(wish: Wish) -> None:
    """Through JSON and back."""
    assert Wish.of_fields(json.loads(json.dumps(wish.to_fields()))) is wish


@given(st.dictionaries(st.sampled_from(["wish", "words"]), ANYTHING))
def test_nonsense_opens_the_window_and_no_more(fields: dict[str, Any]) -> None:
    """Nothing that stands there is an error."""
    assert Wish.of_fields(fields) is Wish.OPEN


def test_the_image_that_the_person_came_from_is_kept_while_it_is_open() -> None:
    """Else the one that was opened last; none where none is open."""
    open_images = (Target(1, "a"), Target(2, "b"), Target(3, "c"))

    assert pick(open_images, 2) == Target(2, "b")
    assert pick(open_images, 9) == Target(3, "c")
    assert pick(open_images, None) == Target(3, "c")
    assert pick((), 2) is None
