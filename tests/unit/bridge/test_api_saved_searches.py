"""Saved searches and the template of the curated folder over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from fakes.live_hub import Caller, LiveHub

UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
def curator(live_hub: LiveHub) -> Iterator[Caller]:
    """Give a client that may curate, search and look, and leave no saved search behind."""
    caller = live_hub.client("search", "curate", "thumbnails")
    yield caller
    for saved in caller.get("/v1/saved-searches").json["saved_searches"]:
        assert caller.delete(f"/v1/saved-searches/{saved['id']}").status == 204


def first_ids(caller: Caller, number: int) -> list[str]:
    """Give the ids of some pictures."""
    found = caller.post("/v1/search", {"text": "a picture", "limit": number}).json
    return [hit["id"] for hit in found["hits"]]


def test_a_saved_search_from_its_making_to_its_end(curator: Caller) -> None:
    """Kept, listed, opened as the body that was sent, asked to the same list, renamed, deleted."""
    ids = first_ids(curator, 3)
    folder = curator.get("/v1/folders").json["folders"][0]["id"]
    asked = {
        "text": "a picture",
        "like": {"asset": ids[0]},
        "region": {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5},
        "inside": [folder],
        "among": ids,
        "filters": {"min_width": 2, "taken_from": "2020-01-31"},
        "limit": 7,
    }
    made = curator.post("/v1/saved-searches", {"name": "  Lamps ", "search": asked})
    assert (made.status, made.json["name"], made.json["pictures"]) == (201, "Lamps", 1)
    assert made.json["says"].startswith("“a picture”; like a part of a picture; in ")
    (listed,) = curator.get("/v1/saved-searches").json["saved_searches"]
    assert listed == made.json
    address = f"/v1/saved-searches/{made.json['id']}"
    again = curator.post(f"{address}/open", {}).json["search"]
    assert {name: again[name] for name in ("text", "region", "inside", "among", "limit", "cursor")} == {
        **{name: asked[name] for name in ("text", "region", "inside", "among")},
        "limit": 50,
        "cursor": None,
    }
    assert again["like"] == {"asset": ids[0]}
    assert again["filters"]["taken_from"] == "2020-01-31"
    del again["filters"], asked["filters"]
    assert (
        curator.post("/v1/search", again).json["hits"]
        == curator.post("/v1/search", asked | {"limit": 50}).json["hits"]
    )
    assert curator.patch(address, {"name": "Lights"}).json["name"] == "Lights"
    assert curator.delete(address).status == 204
    assert curator.post(f"{address}/open", {}).code == "unknown_saved_search"


def test_a_picture_from_outside_is_kept_beyond_its_ten_minutes(live_hub: LiveHub, curator: Caller) -> None:
    """The query image is forgotten; the saved search opens with a small file of it all the same, and shows it."""
    file = BytesIO()
    Image.new("RGB", (3000, 1500), "teal").save(file, "PNG")
    upload = curator.send(
        "POST", "/v1/query-images", data=file.getvalue(), headers={"Content-Type": "image/png"}
    )
    sent = upload.json["id"]
    made = curator.post(
        "/v1/saved-searches", {"name": "teal", "search": {"like": {"query_image": sent}}}
    ).json
    assert curator.delete(f"/v1/query-images/{sent}").status == 204
    assert curator.post("/v1/search", {"like": {"query_image": sent}}).code == "unknown_query_image"
    address = f"/v1/saved-searches/{made['id']}"
    again = curator.post(f"{address}/open", {}).json["search"]
    assert again["like"]["query_image"] != sent
    assert curator.post("/v1/search", again).status == 200
    shown = curator.get(f"{address}/pictures/0")
    assert shown.status == 200
    assert Image.open(BytesIO(shown.body)).size == (1024, 512)
    assert curator.get(f"{address}/pictures/1").code == "not_found"
    assert live_hub.client("search").get(f"{address}/pictures/0").code == "insufficient_scope"


def test_what_cannot_be_saved(live_hub: LiveHub, curator: Caller) -> None:
    """A taken or empty name, nothing to look for, a picture that is gone, and a client that may only search."""
    search: dict[str, object] = {"text": "a lamp"}
    nothing: dict[str, object] = {}
    assert curator.post("/v1/saved-searches", {"name": "one", "search": search}).status == 201
    taken = curator.post("/v1/saved-searches", {"name": "ONE", "search": search})
    assert (taken.status, taken.code) == (409, "bad_saved_search_name")
    for body, code in (
        ({"name": " ", "search": search}, "bad_saved_search_name"),
        ({"name": "two", "search": nothing}, "bad_request"),
        ({"name": "two", "search": {"like": {"asset": UNKNOWN}}}, "unknown_asset"),
        ({"name": "two", "search": {"like": {"query_image": "nothing"}}}, "unknown_query_image"),
        ({"name": "two", "search": search | {"inside": ["999"]}}, "unknown_folder"),
        ({"name": "two", "search": search | {"more": 1}}, "invalid"),
    ):
        assert curator.post("/v1/saved-searches", body).code == code
    assert len(curator.get("/v1/saved-searches").json["saved_searches"]) == 1
    only = live_hub.client("search")
    assert only.post("/v1/saved-searches", {"name": "x", "search": search}).code == "insufficient_scope"


def test_a_template_is_tried_set_and_followed(live_hub: LiveHub, curator: Caller, tmp_path: Path) -> None:
    """A wrong one names its place; a preview is where the copy goes; the hit is marked, the list tells the source."""
    owner = live_hub.client("admin", "originals", "search", "curate")
    (asset,) = first_ids(owner, 1)
    wrong = curator.post("/v1/curated-copies/preview", {"assets": [asset], "template": "a/{b}/{name}"})
    assert (wrong.status, wrong.code) == (422, "bad_template")
    assert "at character 3, \u2018{b}/{name}\u2019" in wrong.json["detail"]
    refused = owner.patch("/v1/preferences", {"curated_template": "../{name}"})
    assert refused.code == "bad_template"
    template = "{project}/{subject}"
    said = {"assets": [asset], "project": "Muse/um", "query": "a lamp"}
    preview = curator.post("/v1/curated-copies/preview", said | {"template": template}).json["paths"]
    try:
        set_now = owner.patch(
            "/v1/preferences", {"curated_folder": str(tmp_path / "best"), "curated_template": template}
        )
        assert set_now.json["curated_template"] == template
        before = owner.post("/v1/search", {"like": {"asset": asset}, "limit": 2}).json["hits"]
        assert [hit["curated"] for hit in before] == [False, False]
        (made,) = curator.post("/v1/curated-copies", said).json["copies"]
        after = owner.post("/v1/search", {"like": {"asset": asset}, "limit": 2}).json["hits"]
        assert [hit["curated"] for hit in after] == [True, False]
        (listed,) = owner.get("/v1/curated-copies?limit=1").json["copies"]
        (hidden,) = curator.get("/v1/curated-copies?limit=1").json["copies"]
    finally:
        owner.patch("/v1/preferences", {"curated_folder": None, "curated_template": None})
    assert (made["project"], made["subject"], made["source"]) == ("Muse/um", "a lamp", None)
    assert [str(Path(listed["path"]).relative_to(tmp_path / "best"))] == preview
    assert preview[0].startswith("Muse_um/a lamp.")
    assert (listed["source_known"], listed["there"], Path(listed["source"]).exists()) == (True, True, True)
    assert (hidden["source"], hidden["query"], hidden["project"], hidden["subject"]) == (None,) * 4


def test_a_search_with_as_many_pictures_as_it_may_have_is_opened(curator: Caller) -> None:
    """All seventeen are at hand for the search that comes back, and so is what the client had sent before."""
    sent: list[str] = []
    for number in range(17):
        file = BytesIO()
        Image.effect_noise((64, 48), 40 + number).convert("RGB").save(file, "PNG")
        answer = curator.send(
            "POST", "/v1/query-images", data=file.getvalue(), headers={"Content-Type": "image/png"}
        )
        sent.append(answer.json["id"])
    asked = {"like": {"query_image": sent[0]}, "examples": [{"query_image": each} for each in sent[1:]]}
    saved = curator.post("/v1/saved-searches", {"name": "seventeen", "search": asked})
    assert (saved.status, saved.json["pictures"]) == (201, 17)
    # The control: a picture that nobody has sent.
    assert (
        curator.post("/v1/search", asked | {"like": {"query_image": "x" * 22}}).code == "unknown_query_image"
    )
    opened = curator.post(f"/v1/saved-searches/{saved.json['id']}/open", {}).json["search"]
    assert curator.post("/v1/search", opened).status == 200
