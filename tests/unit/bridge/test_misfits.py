"""What does not fit a request's form is told in plain words that say what would fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from bowerbird_bridge.schemas.asset import ThumbnailForm
from bowerbird_bridge.schemas.collections import AssetsRequest
from bowerbird_bridge.schemas.curated_copies import CopyRequest
from bowerbird_bridge.schemas.folders import NewFolder
from bowerbird_bridge.schemas.gone import DropRequest
from bowerbird_bridge.schemas.hello import ProofRequest
from bowerbird_bridge.schemas.jobs import JobRequest
from bowerbird_bridge.schemas.pairing import PairingRequest
from bowerbird_bridge.schemas.preferences import PreferenceChanges
from bowerbird_bridge.schemas.recipes import ReplayRequest
from bowerbird_bridge.schemas.search import SearchRequest
from bowerbird_bridge.v1.all_routes import all_routes
from bowerbird_bridge.v1.decoding import decode_body, decode_query
from bowerbird_bridge.v1.refusals import Refused

TECHNICAL = (
    "Expected `",
    "Object",
    "`",
    "regex",
    "enum",
    "got ",
    "Invalid",
    "None",
    "msgspec",
    "something else",
)
"""What the decoder's own sentences are full of, and what is said where a kind of value has no words yet."""

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 0.5, 10**6, 1e300, "", "\0", "?", "x" * 40_000, [], {}, [1], [None], ["\0"], ["x"] * 2000,
    {"x": 1}, [[]], [{}],
)  # fmt: skip
"""Values of all kinds, far out of bounds; none fits everywhere."""


@pytest.mark.parametrize(
    ("form", "body", "said"),
    [
        (SearchRequest, {"limit": 0}, "limit must be a whole number from 1 to 500."),
        (SearchRequest, {"limit": 1.5}, "limit must be a whole number from 1 to 500."),
        (
            SearchRequest,
            {"text": "a", "filters": {"taken_from": "2024-13-01"}},
            "filters.taken_from must be a day such as 2026-11-29, or null.",
        ),
        (
            DropRequest,
            {"held_by": "2026-11-29T17:30:00"},
            "held_by must be a time with its zone such as 2026-11-29T17:30:00Z, or null.",
        ),
        (ReplayRequest, {"recipe": []}, "recipe must be an object."),
        (
            SearchRequest,
            {"text": ""},
            "text must be text of 1 to 2,000 characters, none of them NUL, or null.",
        ),
        (
            SearchRequest,
            {"text": "a", "folders": []},
            (
                "There is no field 'folders'; known are text, letters, like, region, avoid, inside, outside, limit, cursor, "
                "entry, examples, core, weight, filters, among, sort, verified and collapse."
            ),
        ),
        (
            SearchRequest,
            {"like": {"url": "x"}},
            "There is no field 'url' in like; known are asset and query_image.",
        ),
        (SearchRequest, {"like": {}}, "Name either an 'asset' or a 'query_image', and not both (like)."),
        (SearchRequest, {"like": 4}, "like must be an object, or null."),
        (
            SearchRequest,
            {"region": {"x": 0, "y": 0, "width": 0, "height": 1}},
            "region.width must be a number more than 0 and at most 1.",
        ),
        (SearchRequest, {"region": {}}, "The field 'region.x' is missing."),
        (SearchRequest, [], "The body must be an object."),
        (CopyRequest, {"assets": ["x"] * 101}, "assets must be a list of 1 to 100 entries."),
        (AssetsRequest, {"assets": []}, "assets must be a list of 1 to 1,000 entries."),
        (
            AssetsRequest,
            {"assets": ["x", 1]},
            "assets[1] must be text of 1 to 4,096 characters, none of them NUL.",
        ),
        (
            PairingRequest,
            {"name": "x", "scopes": ["all"]},
            "scopes[0] must be 'search', 'thumbnails', 'originals', 'curate' or 'admin'.",
        ),
        (JobRequest, {"kind": "x"}, "kind must be 'index'."),
        (JobRequest, {}, "The field 'kind' is missing."),
        (JobRequest, {"kind": "index", "letters": 3}, "letters must be true or false, or null."),
        (PreferenceChanges, {"watch": None}, "watch must be true or false."),
        (NewFolder, {}, "Name either a 'path' or a 'place', and not both."),
        (ProofRequest, {"client_id": "x", "nonce": "?"}, "nonce must be 16 to 64 bytes in base64url."),
    ],
)
def test_a_body_is_told_what_is_allowed(form: type[msgspec.Struct], body: object, said: str) -> None:
    """Each kind of misfit has a sentence with the field and with what may stand there."""
    assert refusal(form, body) == said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"size": ["100"]}, "size must be 160, 320 or 640."),
        ({"size": ["large"]}, "size must be 160, 320 or 640."),
        ({"colour": ["red"]}, "There is no parameter 'colour'; known are size and form."),
        ({"size": ["160", "160"]}, "The parameter size comes more than once."),
    ],
)
def test_an_address_is_told_what_is_allowed(arguments: dict[str, list[str]], said: str) -> None:
    """The parameters of an address are spoken of as such, and cannot be null."""
    with pytest.raises(Refused) as refused:
        decode_query(arguments, ThumbnailForm)
    assert refused.value.problem.detail == said


def test_a_long_name_is_cut() -> None:
    """What was sent does not fill the sentence."""
    assert len(refusal(JobRequest, {"kind": "index", "x" * 5000: 1})) < 200


def test_no_form_answers_in_technical_words() -> None:
    """All request structs, each field with values of all kinds: no sentence of the decoder's reaches a client."""
    forms = {
        form for route in all_routes() for form in (route.forms.body, route.forms.query) if form is not None
    }
    assert len(forms) > 15
    told: set[str] = set()
    for form in forms:
        for body in bodies(form):
            told.add(refusal(form, body))
    told.discard("")
    assert len(told) > 100
    assert [said for said in sorted(told) if any(word in said for word in TECHNICAL)] == []


def test_the_guard_sees_technical_words() -> None:
    """Control: what the decoder itself says is what the test above looks for, and each of its forms is refused."""
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert({"limit": 0}, SearchRequest)
    assert any(word in str(error.value) for word in TECHNICAL)


def bodies(form: type[msgspec.Struct]) -> Iterator[object]:
    """Give bodies that do not fit: of another kind, with an unknown field, with too few, and with odd values in each."""
    yield from ODD
    info = inspect.type_info(form)
    for path in paths(info):
        for odd in ODD:
            yield wrapped(path, odd)
    for path in ((), *paths(info)):
        yield wrapped((*path, "unknown"), 1)


def paths(kind: inspect.Type) -> Iterator[tuple[str, ...]]:
    """Give the way to each field, and to those of structs in it."""
    if isinstance(kind, inspect.UnionType):
        for each in kind.types:
            yield from paths(each)
    if isinstance(kind, inspect.StructType):
        for field in kind.fields:
            yield (field.encode_name,)
            for below in paths(field.type):
                yield (field.encode_name, *below)


def wrapped(path: tuple[str, ...], value: object) -> object:
    """Put a value at the end of a way of objects."""
    for name in reversed(path):
        value = {name: value}
    return value


def refusal(form: type[msgspec.Struct], body: object) -> str:
    """Tell what is said of a body; nothing where it fits."""
    try:
        decode_body(json.dumps(body).encode(), form)
    except Refused as refused:
        return refused.problem.detail
    return ""
