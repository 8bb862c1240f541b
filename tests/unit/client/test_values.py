"""What the client makes of the hub's JSON, whatever it holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bowerbird_client import GarbledError, Hit, Hub, Page, Status
from bowerbird_client.fields import parse
from fakes.client_hub import a_hit

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_a_frozen_hit_is_read() -> None:
    """Each field of the frozen hit arrives as it was sent."""
    hit = Hit.read(
        a_hit("A1", path="/pictures/a.jpg", copy_paths=["/b"], copies=1, online=False, disk="Blue")
    )

    assert (hit.id, hit.name, hit.path, hit.folder.name) == ("A1", "A1.jpg", "/pictures/a.jpg", "Pictures")
    assert (hit.similarity, hit.calibrated, hit.reasons[0].signal) == (61.5, None, "words")
    assert (hit.online, hit.disk, hit.copies, hit.copy_paths) == (False, "Blue", 1, ("/b",))
    assert (hit.width, hit.height, hit.labels, hit.variants) == (640, 480, None, None)


def test_fields_of_a_newer_hub_are_passed_over() -> None:
    """Unknown fields are ignored at every level (check 71)."""
    known = a_hit("A1")
    newer = a_hit("A1", mood="calm", folder={"id": "1", "name": "Pictures", "colour": "red"})
    newer["reasons"] = [{"signal": "words", "detail": "looks like it", "weight": 3}]

    assert Hit.read(newer) == Hit.read(known)


def test_fields_that_an_older_hub_lacks_are_none() -> None:
    """A hit is read when only its id is there (check 71)."""
    hit = Hit.read({"id": "A1"})

    assert (hit.name, hit.width, hit.labels, hit.folder.id, hit.copy_paths) == (None, None, None, None, None)
    assert (hit.similarity, hit.reasons, hit.online, hit.copies) == (0.0, (), True, 0)


def test_later_fields_are_handed_on() -> None:
    """What later hubs fill is there for the plug-in as it came."""
    later: dict[str, Any] = {
        "labels": ["crop of"],
        "calibrated": True,
        "boxes": [[0, 0, 1, 1]],
        "query_box": [0, 0, 1, 0, 1, 1, 0, 1],
        "group": "g",
        "variants": 3,
        "core": True,
        "curated": True,
    }
    hit = Hit.read(a_hit("A1", **later))

    assert (hit.labels, hit.calibrated, hit.boxes) == (("crop of",), True, ((0.0, 0.0, 1.0, 1.0),))
    assert (hit.group, hit.variants) == ("g", 3)
    assert hit.query_box == (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0)
    assert (hit.core, hit.curated) == (True, True)
    # Control: a hub that says nothing of it.
    assert (Hit.read(a_hit("A1")).core, Hit.read(a_hit("A1")).query_box) == (False, None)


@example({"id": "A", "boxes": [[10**400, float("nan"), True, "x", 0.5], 3], "similarity": 10**400})
@given(st.dictionaries(st.sampled_from([*a_hit("A"), "other"]), anything))
def test_a_hit_of_any_form_is_read_or_refused(fields: dict[str, Any]) -> None:
    """No JSON object makes reading a hit fail with anything but a plain error, and types hold."""
    try:
        hit = Hit.read(fields)
    except GarbledError:
        return
    assert isinstance(hit.similarity, float)
    assert hit.name is None or isinstance(hit.name, str)
    assert hit.width is None or type(hit.width) is int


@given(st.binary() | anything.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_object_or_a_plain_error(body: bytes) -> None:
    """A body is read as one JSON object or refused."""
    try:
        value = parse(body)
    except GarbledError:
        return
    assert isinstance(value, dict)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'"\xff"',
        b"{} {}",
        "{}".encode("utf-16"),
        b'{"a": ' + b"9" * 5000,
    ],
)
def test_hostile_json_is_refused_plainly(body: bytes) -> None:
    """Depth, encodings and junk give the one sentence and no stack overflow (check 61)."""
    with pytest.raises(GarbledError):
        parse(body)


def test_hubs_say_what_they_can() -> None:
    """Capabilities and versions come from hello; absent ones count as the first version."""
    hub = Hub.read({"server_id": "s", "library_id": "l", "capabilities": ["search.words", 3]}, 5)

    assert hub.can("search.words")
    assert not hub.can("labels")
    assert (hub.api_min, hub.api_max, hub.state, hub.port) == (1, 1, "ready", 5)


def test_a_page_without_its_hits_is_empty() -> None:
    """A page needs nothing but to be an object."""
    assert Page.read({}).hits == ()


def test_status_notes_what_is_not_searchable_yet() -> None:
    """The note is a sentence beside results; a complete library has none."""
    assert Status.read({"pictures": 1200, "searchable": 1000}).note == (
        "200 of 1,200 pictures are not searchable yet."
    )
    assert Status.read({"pictures": 10, "searchable": 10}).note is None
    assert Status.read({}).note is None
