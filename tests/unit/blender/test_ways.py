"""The ways to use a picture, as texts that settings and scripts keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.model.program import BLENDER, has_inserted
from bowerbird.model.ways import (
    Facing,
    Insertion,
    Mapping,
    Role,
    Shading,
    Storing,
    Way,
    knows,
)

_COORDINATE = st.floats(-1e6, 1e6)

INSERTIONS = st.builds(
    Insertion,
    way=st.sampled_from(Way),
    facing=st.sampled_from(Facing),
    role=st.sampled_from(Role),
    mapping=st.sampled_from(Mapping),
    storing=st.sampled_from(Storing),
    shading=st.sampled_from(Shading),
    onto=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    slot=st.integers(-1, 32767),
    at=st.none() | st.tuples(_COORDINATE, _COORDINATE, _COORDINATE),
)


@given(INSERTIONS)
def test_what_is_written_is_read(insertion: Insertion) -> None:
    """Any insertion comes out of its text as it was, and the text is known."""
    text = insertion.to_text()

    assert Insertion.of_text(text) == insertion
    assert knows(text)


@given(st.text())
def test_any_text_is_an_insertion(text: str) -> None:
    """Whatever stands in a file gives an insertion that can be written, and none that is out of bounds."""
    insertion = Insertion.of_text(text)

    assert Insertion.of_text(insertion.to_text()) == insertion


@pytest.mark.parametrize(
    "text",
    [
        "way=plane&facing=sideways&slot=-3&at=1,2",
        "way=plane&slot=x&at=1,2,inf&role=",
        "way=plane&at=nan,0,0&slot=²",
    ],
)
def test_what_is_not_understood_is_as_usual(text: str) -> None:
    """Parts that make no sense are passed over, and the others hold."""
    assert Insertion.of_text(text) == Insertion(way=Way.PLANE)
    assert Insertion.of_text("way=plane&facing=side").facing is Facing.SIDE


@pytest.mark.parametrize(
    "text", ["", "plane", "way=", "way=hologram", "facing=front", "way=plane=top", "&" * 50]
)
def test_a_text_without_a_way_is_none_of_ours(text: str) -> None:
    """Only what names a way is a placing."""
    assert not knows(text)
    assert knows(BLENDER.usual_placing)
    assert BLENDER.knows_placing is knows


def test_each_way_has_its_sentence() -> None:
    """What was done is said differently for each way, with the picture's name, and what there is to remark after it."""
    said = {has_inserted(Insertion(way).to_text(), "mug.png") for way in Way}

    assert len(said) == len(Way)
    assert all("mug.png" in sentence for sentence in said)
    assert has_inserted("way=plane", "mug.png", ["Mind this.", "And that."]).endswith(
        "plane. Mind this. And that."
    )
