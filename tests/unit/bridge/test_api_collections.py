"""Collections, curated copies and preferences over HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.live_hub import Caller, LiveHub

UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
def ids(live_hub: LiveHub) -> list[str]:
    """Give the ids of some pictures of the library."""
    found = live_hub.client("search").post("/v1/search", {"text": "a picture", "limit": 4}).json
    return [hit["id"] for hit in found["hits"]]


@pytest.fixture
def curator(live_hub: LiveHub) -> Iterator[Caller]:
    """Give a client that may curate and search, and leave no collection behind."""
    caller = live_hub.client("search", "curate")
    yield caller
    for collection in caller.get("/v1/collections").json["collections"]:
        assert caller.delete(f"/v1/collections/{collection['id']}").status == 204


def test_a_collection_from_its_making_to_its_end(curator: Caller, ids: list[str]) -> None:
    """Made, named anew, filled in order, listed, emptied, deleted; the pictures stay in the library."""
    made = curator.post("/v1/collections", {"name": "Warm light"})
    assert made.status == 201
    address = f"/v1/collections/{made.json['id']}"
    renamed = curator.patch(address, {"name": "Evening light"}).json
    assert (renamed["name"], renamed["id"]) == ("Evening light", made.json["id"])
    assert curator.post(f"{address}/assets", {"assets": ids[:3]}).json == {"added": 3}
    assert curator.post(f"{address}/assets", {"assets": ids}).json == {"added": 1}
    listed = curator.get(f"{address}/assets").json
    assert [asset["id"] for asset in listed["assets"]] == ids
    assert listed["assets"][0]["path"] is None
    assert listed["next"] is None
    for _ in range(2):
        assert curator.delete(f"{address}/assets/{ids[0]}").status == 204
    (kept,) = curator.get("/v1/collections").json["collections"]
    assert (kept["name"], kept["pictures"]) == ("Evening light", 3)
    assert curator.delete(address).status == 204
    assert curator.get(f"{address}/assets").code == "unknown_collection"
    assert curator.get(f"/v1/assets/{ids[0]}").status == 200


def test_a_collection_page_by_page(curator: Caller, ids: list[str]) -> None:
    """Pages join without a gap; a cursor of another collection is refused."""
    first, other = (curator.post("/v1/collections", {"name": name}).json["id"] for name in ("one", "two"))
    curator.post(f"/v1/collections/{first}/assets", {"assets": ids})
    page = curator.get(f"/v1/collections/{first}/assets?limit=3").json
    rest = curator.get(f"/v1/collections/{first}/assets?limit=3&cursor={page['next']}").json
    assert [asset["id"] for asset in page["assets"] + rest["assets"]] == ids
    assert rest["next"] is None
    refused = curator.get(f"/v1/collections/{other}/assets?cursor={page['next']}")
    assert (refused.status, refused.code) == (422, "bad_cursor")


def test_names_of_collections(curator: Caller) -> None:
    """One of a taken name there is not, in whatever capitals; an empty one there is not either."""
    curator.post("/v1/collections", {"name": "Blue"})
    taken = curator.post("/v1/collections", {"name": "BLUE"})
    assert (taken.status, taken.code) == (409, "bad_collection_name")
    assert curator.post("/v1/collections", {"name": "  "}).code == "bad_collection_name"
    for wrong in ({}, {"name": ""}, {"name": 5}, {"name": "x", "colour": "blue"}):
        assert curator.post("/v1/collections", wrong).code == "invalid"


def test_what_is_not_there(curator: Caller, ids: list[str]) -> None:
    """An unknown collection or picture is 404, and nothing of the list is added then."""
    made = curator.post("/v1/collections", {"name": "Some"}).json["id"]
    answer = curator.post(f"/v1/collections/{made}/assets", {"assets": [ids[0], UNKNOWN]})
    assert (answer.status, answer.code) == (404, "unknown_asset")
    assert curator.get(f"/v1/collections/{made}/assets").json["assets"] == []
    for answer in (
        curator.patch(f"/v1/collections/{UNKNOWN}", {"name": "x"}),
        curator.delete(f"/v1/collections/{UNKNOWN}"),
        curator.get(f"/v1/collections/{UNKNOWN}/assets"),
        curator.post(f"/v1/collections/{UNKNOWN}/assets", {"assets": ids}),
        curator.delete(f"/v1/collections/{UNKNOWN}/assets/{ids[0]}"),
    ):
        assert (answer.status, answer.code) == (404, "unknown_collection")


def test_a_client_that_only_searches_changes_nothing(live_hub: LiveHub, ids: list[str]) -> None:
    """It sees collections; making, changing and copying need the scope curate (check 13)."""
    client = live_hub.client("search", "thumbnails", "originals")
    assert client.get("/v1/collections").status == 200
    for answer in (
        client.post("/v1/collections", {"name": "x"}),
        client.patch("/v1/collections/x", {"name": "x"}),
        client.delete("/v1/collections/x"),
        client.post("/v1/collections/x/assets", {"assets": ids}),
        client.delete("/v1/collections/x/assets/y"),
        client.get("/v1/curated-copies"),
        client.post("/v1/curated-copies", {"assets": ids}),
        client.get("/v1/preferences"),
        client.patch("/v1/preferences", {"watch": False}),
    ):
        assert (answer.status, answer.code) == (403, "insufficient_scope")


def test_a_change_names_its_library(live_hub: LiveHub) -> None:
    """A plug-in that is connected to another library than it thinks does not change this one."""
    caller = live_hub.client("curate")
    wrong = caller.post("/v1/collections", {"name": "x"}, **{"Bowerbird-Library": "another"})
    assert (wrong.status, wrong.code) == (412, "wrong_library")
    token = {"Authorization": f"Bearer {caller.token}"}
    absent = live_hub.send("POST", "/v1/collections", {"name": "x"}, headers=token)
    assert (absent.status, absent.code) == (428, "library_required")
    assert live_hub.engine.collections() == []


def copy(caller: Caller, content: dict[str, Any]) -> Any:
    """Copy, and give what became of each picture."""
    answer = caller.post("/v1/curated-copies", content)
    assert answer.status == 201, answer.body
    return answer.json["copies"]


def test_curated_copies(live_hub: LiveHub, ids: list[str], tmp_path: Path) -> None:
    """Before a folder is chosen that is said; then copies hold the same bytes, and none is made twice."""
    owner, curator = live_hub.owner(), live_hub.client("search", "curate")
    assert owner.get("/v1/preferences").json["curated_folder"] is None
    early = curator.post("/v1/curated-copies", {"assets": ids[:1]})
    assert (early.status, early.code) == (409, "no_curated_folder")
    (tmp_path / "curated").mkdir()
    chosen = owner.patch("/v1/preferences", {"curated_folder": str(tmp_path / "curated")}).json
    assert chosen["curated_folder"] == str(tmp_path / "curated")
    made = copy(curator, {"assets": ids[:2], "query": "warm light"})
    assert [each["asset"] for each in made] == ids[:2]
    assert all(each["created"] and each["path"] is None and each["query"] == "warm light" for each in made)
    for each in made:
        data = (tmp_path / "curated" / each["name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == each["content"]
    again = copy(owner, {"assets": ids[:1]})
    assert (again[0]["created"], again[0]["name"]) == (False, made[0]["name"])
    assert again[0]["reason"]
    assert again[0]["path"] == str(tmp_path / "curated" / made[0]["name"])
    page = curator.get("/v1/curated-copies?limit=1").json
    rest = curator.get(f"/v1/curated-copies?limit=5&cursor={page['next']}").json
    assert {each["asset"] for each in page["copies"] + rest["copies"]} == set(ids[:2])
    assert curator.get("/v1/curated-copies?cursor=nonsense").code == "bad_cursor"
    unknown = curator.post("/v1/curated-copies", {"assets": [UNKNOWN]})
    assert (unknown.status, unknown.code) == (404, "unknown_asset")
    assert curator.post("/v1/curated-copies", {"assets": []}).code == "invalid"
    assert owner.patch("/v1/preferences", {"curated_folder": None}).json["curated_folder"] is None


def test_preferences_are_changed_one_by_one(live_hub: LiveHub) -> None:
    """What is named changes, the rest stays, and nothing named changes nothing."""
    owner = live_hub.owner()
    before = owner.get("/v1/preferences").json
    assert owner.patch("/v1/preferences", {}).json == before
    changed = owner.patch("/v1/preferences", {"pause_under_load": True, "letters": False}).json
    assert changed == before | {"pause_under_load": True, "letters": False}
    assert owner.get("/v1/preferences").json == changed
    assert owner.patch("/v1/preferences", before).json == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"watch": None}, "invalid"),
        ({"watch": "yes"}, "invalid"),
        ({"colour": "blue"}, "invalid"),
        ({"curated_folder": ""}, "invalid"),
        ({"curated_folder": "copies"}, "bad_folder"),
        ({"curated_folder": "/nowhere/at/all"}, "bad_folder"),
        ({"curated_folder": "\\\\127.0.0.1\\share"}, "bad_folder"),
        ({"curated_folder": "//127.0.0.1/share"}, "bad_folder"),
    ],
)
def test_preferences_that_cannot_be(live_hub: LiveHub, body: dict[str, object], code: str) -> None:
    """Each is refused as a whole; a network path untouched (check 41)."""
    owner = live_hub.owner()
    before = owner.get("/v1/preferences").json
    answer = owner.patch(
        "/v1/preferences", body | ({} if code == "invalid" else {"watch": not before["watch"]})
    )
    assert (answer.status, answer.code) == (422, code)
    assert owner.get("/v1/preferences").json == before
