"""Recipes and kept queries as documents: what is written is read again, and nothing else is."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.assets import Filters, Region
from bowerbird_engine.errors import RecipeError
from bowerbird_engine.replay.circumstances import Circumstances, UsedModel, differences
from bowerbird_engine.replay.documents import MOST_BYTES, load
from bowerbird_engine.replay.lists import Listed
from bowerbird_engine.replay.query_form import FolderName, PictureName, QueryForm
from bowerbird_engine.replay.query_reading import read_query
from bowerbird_engine.replay.query_writing import write_query
from bowerbird_engine.replay.recipe import Recipe, read_recipe, write_recipe

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)
PICTURES = st.builds(PictureName, DIGESTS, st.none() | WORDS)
FOLDERS = st.builds(
    FolderName,
    WORDS,
    st.lists(st.sampled_from(["a", "b c", "ü", "\udcff"]), max_size=3).map("/".join),
    st.none() | st.integers(1, 9),
)
FILTERS = st.builds(
    Filters,
    shape=st.none() | st.sampled_from(["wide", "tall", "square"]),
    min_width=st.none() | st.integers(1, 1_000_000),
    media_types=st.lists(WORDS, max_size=3).map(tuple),
    taken_from=st.none() | st.dates(min_value=date(1000, 1, 1)),
    camera=st.none() | WORDS,
    keywords=st.lists(WORDS, max_size=3).map(tuple),
    online=st.none() | st.booleans(),
)
QUERIES = st.builds(
    QueryForm,
    text=WORDS,
    letters=st.none() | WORDS,
    like=PICTURES,
    region=st.none() | st.just(Region(0.1, 0.2, 0.3, 0.4)),
    inside=st.lists(FOLDERS, max_size=2).map(tuple),
    examples=st.lists(PICTURES, max_size=2).map(tuple),
    core=st.lists(PICTURES, max_size=2).map(tuple),
    weight=st.none() | st.floats(0, 1),
    filters=FILTERS,
    among=st.none() | st.lists(PICTURES, max_size=2).map(tuple),
    entry=st.none() | st.sampled_from(["words", "letters", "name"]),
    sort=st.sampled_from(["best", "newest", "name"]),
    verified=st.booleans(),
    collapse=st.booleans(),
)
NOW = Circumstances(
    model=UsedModel("starter", "Starter", "ab" * 32),
    bowerbird="0.1.0",
    schema=4,
    recognizer=None,
    letters=True,
    ignored="cd" * 32,
    contents=7,
    library="ef" * 32,
    learned=7,
    letters_read=0,
)
GOOD = write_recipe(
    Recipe(
        query=QueryForm(text="red mug", inside=(FolderName("best", "2024"),)),
        similarity=40.0,
        circumstances=NOW,
        hits=(Listed("12" * 32, 91.5), Listed("34" * 32, 60.0)),
        made=datetime(2026, 11, 29, 12, tzinfo=UTC),
        pictures={"56" * 32: b"picture"},
    )
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(QUERIES)
def test_a_query_comes_back_as_it_was_written(form: QueryForm) -> None:
    """Through JSON, with bytes of folder names that are no text."""
    assert read_query(load(json.dumps(write_query(form)))) == form
    assert form.says()


def test_a_recipe_comes_back_as_it_was_written() -> None:
    """As bytes, as text and as decoded JSON."""
    for document in (json.dumps(GOOD), json.dumps(GOOD).encode(), copy.deepcopy(GOOD)):
        assert write_recipe(read_recipe(document)) == GOOD


def paths(value: object, way: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """List the ways to every value of a document."""
    found = [way]
    inside: dict[Any, Any] = {}
    if isinstance(value, dict):
        inside = cast("dict[Any, Any]", value)  # type: ignore[redundant-cast]  # not for basedpyright
    elif isinstance(value, list):
        inside = dict(enumerate(cast("list[Any]", value)))  # type: ignore[redundant-cast]
    return found + [each for key, inner in inside.items() for each in paths(inner, (*way, key))]


@given(st.sampled_from(paths(GOOD)), VALUES)
def test_whatever_stands_in_it_is_read_or_refused(way: tuple[Any, ...], value: object) -> None:
    """No value at any place gives another error, and what was read can be written."""
    document: Any = copy.deepcopy(GOOD)
    if way:
        inside = document
        for key in way[:-1]:
            inside = inside[key]
        inside[way[-1]] = value
    else:
        document = value
    try:
        recipe = read_recipe(document if not isinstance(document, bytes | str) else json.dumps(document))
    except RecipeError:
        return
    assert read_recipe(write_recipe(recipe)) == recipe


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_what_is_no_json_is_refused(data: bytes | str) -> None:
    """Bytes and texts of any kind."""
    with pytest.raises(RecipeError):
        read_recipe(data)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        '{"a": Infinity}',
        " " * (MOST_BYTES + 1),
        '{"a": ' + "9" * 10_000 + "}",
        "\ud800",
    ],
    ids=["deep", "twice", "nan", "infinite", "long", "digits", "halves"],
)
def test_json_that_harms_is_refused(text: str) -> None:
    """Depth, keys that come twice, numbers that are none, and size."""
    with pytest.raises(RecipeError):
        read_recipe(text)


@pytest.mark.parametrize(
    ("path", "fits"),
    [
        ("2024/trips", True),
        ("..", False),
        ("a/../b", False),
        ("/etc", False),
        ("a//b", False),
        ("./a", False),
        ("a/", False),
        ("a\0", False),
    ],
)
def test_a_folder_of_a_recipe_is_a_way_down(path: str, fits: bool) -> None:
    """Nothing leads up or out."""
    told = {"text": "x", "inside": [{"label": "best", "path": path}]}
    if fits:
        assert read_query(told).inside == (FolderName("best", path),)
    else:
        with pytest.raises(RecipeError, match=r"query\.inside\[0\]\.path"):
            read_query(told)


def test_what_differs_is_named() -> None:
    """Each of the circumstances has its sentence; nothing that is the same has one."""
    assert differences(NOW, NOW) == ()
    changed = Circumstances(
        model=UsedModel("clip", "CLIP", "00" * 32),
        bowerbird="0.2.0",
        schema=5,
        recognizer="reader",
        letters=False,
        ignored="00" * 32,
        contents=9,
        library="00" * 32,
        learned=9,
        letters_read=3,
    )
    found = differences(NOW, changed)
    assert [each.kind for each in found] == [
        "model",
        "version",
        "recognizer",
        "settings",
        "settings",
        "library",
    ]
    assert found[0].says == "another model answers: \u2018CLIP\u2019, then \u2018Starter\u2019"
    assert found[-1].says == "the library holds other pictures: 9, then 7"
