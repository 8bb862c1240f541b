"""Searches over HTTP: what they find, how they are narrowed and paged, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bowerbird_bridge.folder_ids import folder_id
from bowerbird_bridge.openapi import problem_codes
from bowerbird_bridge.v1.all_routes import all_routes
from bowerbird_engine import SearchQuery
from fakes.live_hub import Caller, LiveHub
from fakes.sampled import SampledLibrary

HIT = {
    "id", "name", "path", "folder", "similarity", "calibrated", "reasons", "labels", "boxes", "query_box", "group", "variants", "core", "curated",
    "width", "height", "media_type", "bytes", "content", "online", "disk", "offline_reason", "copies", "copy_paths",
}  # fmt: skip


@pytest.fixture(scope="module")
def searcher(live_hub: LiveHub) -> Caller:
    """Make a client that may search and nothing else."""
    return live_hub.client("search")


def test_words_find_what_the_engine_finds(live_hub: LiveHub, searcher: Caller) -> None:
    """The hub gives the engine's own list, in its order, with its reasons."""
    answer = searcher.post("/v1/search", {"text": "a chart with bars", "limit": 5}).json
    page = live_hub.engine.search(SearchQuery(text="a chart with bars", limit=5))
    assert [hit["id"] for hit in answer["hits"]] == [hit.asset.id for hit in page.hits]
    assert answer["entry"] == page.entry == "words"
    assert answer["why"] == page.why
    assert answer["next"] == page.next
    assert answer["library_id"] == live_hub.engine.library_id
    assert answer["model"] == "starter"
    first = answer["hits"][0]
    assert first["reasons"] == [
        {"signal": reason.signal, "detail": reason.detail} for reason in page.hits[0].reasons
    ]
    assert first["similarity"] == pytest.approx(page.hits[0].similarity, abs=0.01)


def test_the_hit_is_frozen(searcher: Caller) -> None:
    """A hit has exactly these fields in version 1, and those that later work fills are there and null."""
    for hit in _hits(searcher, {"text": "anything"}):
        assert set(hit) == HIT
        assert [hit[name] for name in ("calibrated", "labels", "boxes", "group", "variants")] == [
            True,
            None,
            [],
            None,
            0,
        ]
        assert 0 <= hit["similarity"] <= 100


def test_paths_need_their_scope(live_hub: LiveHub, searcher: Caller, sampled_library: SampledLibrary) -> None:
    """Where files lie is told only to who may read them (check 13)."""
    query = {"letters": sampled_library.code}
    hidden = _hits(searcher, query)[0]
    assert (hidden["path"], hidden["copy_paths"], hidden["copies"]) == (None, None, 1)
    shown = _hits(live_hub.client("search", "originals"), query)[0]
    both = {shown["path"], *shown["copy_paths"]}
    assert both == {str(sampled_library.label), str(sampled_library.folder / "again" / "copy.jpg")}


def test_what_is_avoided_comes_last(live_hub: LiveHub, searcher: Caller) -> None:
    """The hub avoids as the engine does, and a hit says so; null avoids nothing."""
    query = {"text": "a picture", "limit": 500}
    page = live_hub.engine.search(SearchQuery(text="a picture", avoid="red, a chart", limit=500))
    answer = searcher.post("/v1/search", {**query, "avoid": "red, a chart"}).json
    assert [hit["id"] for hit in answer["hits"]] == [hit.asset.id for hit in page.hits]
    assert answer["why"] == page.why
    assert any(hit["reasons"][0]["signal"] == "avoided" for hit in answer["hits"])
    plain = _hits(searcher, query)
    assert _hits(searcher, {**query, "avoid": None}) == plain
    assert sorted(hit["id"] for hit in plain) == sorted(hit["id"] for hit in answer["hits"])
    assert not any(reason["signal"] == "avoided" for hit in plain for reason in hit["reasons"])


def test_letters_find_the_label(searcher: Caller, sampled_library: SampledLibrary) -> None:
    """Letters that stand in a picture find it, alone and as words."""
    names = {sampled_library.label.name, "copy.jpg"}
    for query in ({"letters": sampled_library.code}, {"text": sampled_library.code}):
        first = _hits(searcher, query)[0]
        assert first["name"] in names
        assert "letters" in {reason["signal"] for reason in first["reasons"]}


def test_pages_follow_each_other(searcher: Caller) -> None:
    """The cursor leads through the same list that one long page has."""
    whole = _hits(searcher, {"text": "a picture", "limit": 500})
    cursor, found = None, []
    while True:
        answer = searcher.post("/v1/search", {"text": "a picture", "limit": 4, "cursor": cursor}).json
        found += answer["hits"]
        cursor = answer["next"]
        if cursor is None:
            break
    assert [hit["id"] for hit in found] == [hit["id"] for hit in whole]
    assert len(found) > 8


def test_a_cursor_of_another_query_is_refused(searcher: Caller) -> None:
    """A cursor is good for its own query."""
    cursor = searcher.post("/v1/search", {"text": "a picture", "limit": 1}).json["next"]
    answer = searcher.post("/v1/search", {"text": "another", "cursor": cursor})
    assert (answer.status, answer.code) == (422, "bad_cursor")


def test_folders_narrow_the_search(searcher: Caller) -> None:
    """The id of a hit's folder, sent back, keeps to that folder or leaves it out."""
    everything = _hits(searcher, {"text": "a picture", "limit": 500})
    folder = next(hit["folder"] for hit in everything if hit["folder"]["name"].endswith("/diagrams"))
    inside = _hits(searcher, {"text": "a picture", "inside": [folder["id"]], "limit": 500})
    outside = _hits(searcher, {"text": "a picture", "outside": [folder["id"]], "limit": 500})
    assert inside
    assert {hit["folder"]["id"] for hit in inside} == {folder["id"]}
    assert {hit["id"] for hit in inside} | {hit["id"] for hit in outside} == {hit["id"] for hit in everything}


def test_more_like_a_hit(searcher: Caller) -> None:
    """A picture of the library is a clue too, by search and by the short way alike."""
    first = _hits(searcher, {"text": "a chart"})[0]["id"]
    answer = searcher.post("/v1/search", {"like": {"asset": first}}).json
    assert answer["entry"] == "picture"
    # Itself first: nothing is more like it.
    assert (answer["hits"][0]["id"], answer["hits"][0]["similarity"]) == (first, 100.0)
    short = searcher.get(f"/v1/assets/{first}/similar?limit=3").json
    assert [hit["id"] for hit in short["hits"]] == [hit["id"] for hit in answer["hits"][:3]]
    following = searcher.get(f"/v1/assets/{first}/similar?limit=3&cursor={short['next']}").json
    assert [hit["id"] for hit in following["hits"]] == [hit["id"] for hit in answer["hits"][3:6]]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({}, 422, "empty_query"),
        ({"text": "  "}, 422, "empty_query"),
        ({"text": None}, 422, "empty_query"),
        ({"text": ""}, 422, "invalid"),
        ({"text": "a\0b"}, 422, "invalid"),
        ({"avoid": "blue"}, 422, "empty_query"),
        ({"text": "a", "avoid": ""}, 422, "invalid"),
        ({"text": "a", "avoid": ["blue"]}, 422, "invalid"),
        ({"text": "a " * 10_000}, 422, "invalid"),
        ({"text": "a", "limit": 0}, 422, "invalid"),
        ({"text": "a", "limit": -1}, 422, "invalid"),
        ({"text": "a", "limit": 501}, 422, "invalid"),
        ({"text": "a", "limit": 10**9}, 422, "invalid"),
        ({"text": "a", "limit": "5"}, 422, "invalid"),
        ({"text": "a", "cursor": "nonsense"}, 422, "bad_cursor"),
        ({"text": "a", "colour": "red"}, 422, "invalid"),
        ({"text": "a", "like": {}}, 422, "invalid"),
        ({"text": "a", "like": {"asset": "x", "query_image": "y"}}, 422, "invalid"),
        ({"like": "/etc/passwd"}, 422, "invalid"),
        ({"like": {"url": "http://169.254.169.254/"}}, 422, "invalid"),
        ({"image_url": "http://169.254.169.254/"}, 422, "invalid"),
        ({"text": "a", "region": {"x": 0, "y": 0, "width": 1, "height": 1}}, 422, "invalid"),
        ({"like": {"asset": "x"}, "region": {"x": 0, "y": 0, "width": 0, "height": 1}}, 422, "invalid"),
        ({"like": {"asset": "x"}, "region": {"x": -1, "y": 0, "width": 1, "height": 1}}, 422, "invalid"),
        ({"like": {"asset": "nothing"}}, 404, "unknown_asset"),
        ({"like": {"query_image": "nothing"}}, 404, "unknown_query_image"),
        ({"text": "a", "inside": ["99"]}, 404, "unknown_folder"),
        ({"text": "a", "inside": ["1.Li4"]}, 404, "unknown_folder"),
        ({"text": "a", "inside": ["1.L2V0Yw"]}, 404, "unknown_folder"),
        ({"text": "a", "outside": ["1", "1.Li4vLi4"]}, 404, "unknown_folder"),
        ({"text": "a", "filters": {"collection": "nothing"}}, 404, "unknown_collection"),
        ({"text": "a", "filters": {"colour": "reddish"}}, 400, "bad_request"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(searcher: Caller, query: Any, status: int, code: str) -> None:
    """A search that cannot be is a problem that says so, never an error of ours (checks 24, 39, 60)."""
    answer = searcher.post("/v1/search", query)
    assert (answer.status, answer.code) == (status, code), answer.body
    (route,) = (one for one in all_routes() if one.path == "/v1/search")
    assert code in problem_codes(route)


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "*",
        "zz:cat",
        "NEAR(",
        "a AND",
        "-",
        "(" * 500,
        "%",
        "\u202e",
        "\U0001d54f" * 300,
        "'; DROP TABLE files",
    ],
)
def test_any_words_are_words(searcher: Caller, text: str) -> None:
    """What means something to the search of letters, or to nothing at all, is only words (check 24)."""
    for key in ("text", "letters"):
        answer = searcher.post("/v1/search", {key: text})
        assert answer.status == 200 or answer.code == "empty_query", answer.body


def test_a_folder_that_vanished_is_no_error(searcher: Caller, sampled_library: SampledLibrary) -> None:
    """A folder id says where the folder lay; that nothing lies there is no reason to fail."""
    root = searcher.hub.engine.folders()[0]
    gone = folder_id(root, Path(root.path) / "not" / "here")
    answer = searcher.post("/v1/search", {"text": "a", "inside": [gone]})
    assert answer.status in {200, 404}


def _hits(caller: Caller, query: Any) -> list[dict[str, Any]]:
    answer = caller.post("/v1/search", query)
    assert answer.status == 200, answer.body
    hits: list[dict[str, Any]] = answer.json["hits"]
    return hits
