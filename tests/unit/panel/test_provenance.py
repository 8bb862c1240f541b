"""The mark of a layer: what is written is read again, and nothing else is believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_panel.provenance import ORIGINAL, PROXY, Provenance

texts = st.text(st.characters(codec="utf-8"), max_size=200)
marks = st.builds(
    Provenance,
    asset=st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True),
    library=texts.filter(bool),
    name=texts,
    folder=texts,
    content=texts,
    query=texts,
    similarity=st.none() | st.floats(0, 100),
    rendition=st.sampled_from([ORIGINAL, PROXY]),
    inserted=texts,
    width=st.integers(0, 524_288),
    height=st.integers(0, 524_288),
)


@given(marks, st.integers(0, 3))
def test_what_is_written_is_read(mark: Provenance, zeros: int) -> None:
    """Any words survive, as plain ASCII, also with the zero bytes that other programs put at the end."""
    data = mark.to_bytes()

    assert data.isascii()
    assert Provenance.from_bytes(data + b"\0" * zeros) == mark


@given(st.binary(max_size=300))
def test_rubbish_is_no_mark(data: bytes) -> None:
    """Bytes from anywhere are no mark, and no error."""
    assert Provenance.from_bytes(data) is None


GOOD: dict[str, Any] = {"asset": "a", "library": "l", "rendition": "original"}
BAD: dict[str, Any] = {
    "no asset": {**GOOD, "asset": ""},
    "a number as asset": {**GOOD, "asset": 5},
    "no library": {"asset": "a", "rendition": "original"},
    "another rendition": {**GOOD, "rendition": "thumbnail"},
    "an asset that leads elsewhere": {**GOOD, "asset": "../../v1/me"},
    "an asset that is a step up": {**GOOD, "asset": ".."},
    "an asset of nothing": {**GOOD, "asset": "\0"},
    "an asset of half a character": {**GOOD, "asset": "\ud800"},
    "a library of half a character": {**GOOD, "library": "\ud800"},
    "an endless asset": {**GOOD, "asset": "a" * 10_000},
    "a list": [GOOD],
    "a number": 7,
    "nothing": None,
    "far too much": {**GOOD, "more": "x" * 100_000},
}


@pytest.mark.parametrize("name", BAD)
def test_a_damaged_mark_is_none(name: str) -> None:
    """What lacks its picture or is of another kind is as if there were no mark; the good one is the control."""
    assert Provenance.from_bytes(json.dumps(GOOD).encode()) == Provenance("a", "l", "")
    assert Provenance.from_bytes(json.dumps(BAD[name]).encode()) is None


@pytest.mark.parametrize("similarity", ["100", True, -1, 101, float("nan"), float("inf"), [50]])
def test_only_a_percentage_is_one(similarity: object) -> None:
    """What is no percentage is as if it had not been written."""
    mark = Provenance.from_bytes(json.dumps({**GOOD, "similarity": similarity}).encode())

    assert mark is not None
    assert mark.similarity is None


@pytest.mark.parametrize("side", ["40", True, -1, 524_289, 40.0, None, [40]])
def test_only_a_number_of_pixels_is_one(side: object) -> None:
    """What is no side of an image is as if it had not been written; the other side is the control."""
    mark = Provenance.from_bytes(json.dumps({**GOOD, "width": side, "height": 30}).encode())

    assert mark == Provenance("a", "l", "", height=30)


@pytest.mark.parametrize(
    ("rendition", "width", "height", "size"),
    [(PROXY, 4000, 3000, (4000, 3000)), (ORIGINAL, 4000, 3000, (1024, 768)), (PROXY, 0, 3000, (1024, 768))],
)
def test_a_preview_has_the_size_of_its_original(
    rendition: str, width: int, height: int, size: tuple[int, int]
) -> None:
    """It is placed like the original, where the hub says how large that is; an original by what GIMP has loaded."""
    mark = Provenance("a", "l", "mug.jpg", rendition=rendition, width=width, height=height)

    assert mark.size_of((1024, 768)) == size


def test_half_a_name_is_no_name() -> None:
    """Nothing that cannot be written anywhere comes out of a file that somebody sent."""
    mark = Provenance.from_bytes(json.dumps({**GOOD, "name": "mug \ud800", "query": "red"}).encode())

    assert mark == Provenance("a", "l", "", query="red")


def test_a_deep_mark_is_none() -> None:
    """A mark made to exhaust the reader is refused."""
    assert Provenance.from_bytes(b"[" * 60_000) is None


def test_a_stand_in_waits_for_its_original() -> None:
    """Only the preview is marked to be relinked, and the mark says so to whoever reads it without us."""
    preview = Provenance("a", "l", "mug.jpg", rendition=PROXY)

    assert preview.relink
    assert json.loads(preview.to_bytes())["relink"] is True
    assert not preview.as_rendition(ORIGINAL).relink
    assert preview.as_rendition(ORIGINAL).name == "mug.jpg"


def test_later_fields_are_passed_over() -> None:
    """A mark that a later version wrote is read as far as it is known."""
    data = json.dumps({**GOOD, "form": 9, "licence": "CC0"}).encode()

    assert Provenance.from_bytes(data) == Provenance("a", "l", "")
