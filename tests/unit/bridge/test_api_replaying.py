"""Recipes and the self-test over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from bowerbird_bridge.serving.guard import MOST_JSON, MOST_RECIPE
from fakes.live_hub import Caller, LiveHub


@pytest.fixture
def searcher(live_hub: LiveHub) -> Caller:
    """Give a client that may search and nothing else."""
    return live_hub.client("search")


@pytest.fixture
def owner(live_hub: LiveHub) -> Iterator[Caller]:
    """Give a client that may administrate, and leave no self-test behind."""
    caller = live_hub.client("search", "admin")
    yield caller
    assert caller.delete("/v1/self-test").status == 204


def test_a_recipe_is_made_and_replayed_to_the_same_list(searcher: Caller) -> None:
    """What the slider leaves is in it, and it gives the same list; one that was tampered with says what differs."""
    search = {"text": "a picture", "limit": 2}
    hits = searcher.post("/v1/search", search | {"limit": 50}).json["hits"]
    slider = hits[3]["similarity"]
    recipe = searcher.post("/v1/recipes", {"search": search, "similarity": slider}).json["recipe"]
    above = [hit for hit in hits if hit["similarity"] >= slider]
    assert [hit["content"] for hit in recipe["hits"]] == [hit["content"] for hit in above]
    assert "/" not in json.dumps(recipe["query"])
    again = searcher.post("/v1/recipes/replay", {"recipe": recipe}).json
    assert (again["same"], again["kept"], again["drift"], again["why"]) == (True, len(above), 0.0, [])
    assert [hit["id"] for hit in again["answer"]["hits"]] == [hit["id"] for hit in above]
    assert again["search"]["text"] == "a picture"
    # The control: another order, and a picture that nobody has.
    other = recipe | {"hits": [{"content": "ab" * 32, "similarity": 100}, *recipe["hits"][::-1]]}
    differs = searcher.post("/v1/recipes/replay", {"recipe": other}).json
    assert not differs["same"]
    (missing,) = differs["missing"]
    assert (missing["content"], missing["before"], missing["in_library"]) == ("ab" * 32, 1, False)
    assert len(differs["moved"]) == len(above) - 1
    assert differs["why"] == [f"1 of its {len(above) + 1} pictures are not in this library."]


def test_no_picture_travels_to_a_client_that_may_see_none(live_hub: LiveHub, searcher: Caller) -> None:
    """Whoever may search alone gets no pixels of the library in a recipe; the control has the scope for it."""
    asset = searcher.post("/v1/search", {"text": "a picture", "limit": 1}).json["hits"][0]["id"]
    asked = {"search": {"like": {"asset": asset}}, "with_pictures": True}
    refused = searcher.post("/v1/recipes", asked)
    assert (refused.status, refused.code) == (403, "insufficient_scope")
    assert "pictures" not in searcher.post("/v1/recipes", asked | {"with_pictures": False}).json["recipe"]
    seeing = live_hub.client("search", "thumbnails")
    assert len(seeing.post("/v1/recipes", asked).json["recipe"]["pictures"]) == 1


def test_a_picture_travels_only_when_it_is_asked_for(live_hub: LiveHub) -> None:
    """Without it the recipe needs the picture; with it, or with the picture at hand, it is the same list."""
    searcher = live_hub.client("search", "thumbnails")
    file = BytesIO()
    Image.radial_gradient("L").convert("RGB").resize((900, 700)).save(file, "PNG")
    sent = searcher.send(
        "POST", "/v1/query-images", data=file.getvalue(), headers={"Content-Type": "image/png"}
    ).json["id"]
    search = {"like": {"query_image": sent}}
    bare = searcher.post("/v1/recipes", {"search": search}).json["recipe"]
    assert "pictures" not in bare
    refused = searcher.post("/v1/recipes/replay", {"recipe": bare})
    assert (refused.status, refused.code) == (409, "recipe_needs")
    assert searcher.post("/v1/recipes/replay", {"recipe": bare, "query_images": [sent]}).json["same"]
    whole = searcher.post("/v1/recipes", {"search": search, "with_pictures": True}).json["recipe"]
    assert list(whole["pictures"]) == [whole["query"]["like"]["content"]]
    assert searcher.post("/v1/recipes/replay", {"recipe": whole}).json["same"]


def test_what_is_no_recipe(searcher: Caller) -> None:
    """Anything else is refused in a sentence that names the place, however it is made; large ones may be sent."""
    good = searcher.post("/v1/recipes", {"search": {"text": "lamp"}}).json["recipe"]
    for change, place in (
        ({"version": 2}, "newer Bowerbird"),
        ({"format": "x"}, "no search recipe"),
        ({"more": 1}, "more"),
        ({"similarity": -1}, "similarity"),
        ({"query": {"like": {"asset": "x" * 200}}}, "query.like.asset"),
        ({"query": {"text": "x", "inside": [{"label": "a", "path": "../.."}]}}, "query.inside[0].path"),
        ({"hits": [{"content": "zz", "similarity": 1}]}, "hits[0].content"),
        ({"pictures": {"ab" * 32: "%"}}, "pictures"),
        ({"circumstances": 1}, "circumstances"),
    ):
        refused = searcher.post("/v1/recipes/replay", {"recipe": good | change})
        assert (refused.status, refused.code) == (422, "bad_recipe")
        assert place in refused.json["detail"]
    long = {"recipe": good | {"more": "x" * MOST_JSON}}
    assert searcher.post("/v1/recipes/replay", long).code == "bad_recipe"
    assert searcher.post("/v1/recipes/replay", {"recipe": {"x": "x" * MOST_RECIPE}}).code == "too_large"
    assert searcher.post("/v1/recipes", {"search": {"text": "x" * MOST_JSON}}).code == "too_large"


def test_the_self_test_is_set_up_run_and_forgotten(owner: Caller, live_hub: LiveHub) -> None:
    """What is unchanged is the same; the picture of a probe is expected itself; without one there is nothing to run."""
    assert owner.get("/v1/self-test").json["set_up"] is False
    assert owner.post("/v1/self-test/run", {}).code == "no_self_test"
    asset = owner.post("/v1/search", {"text": "a picture", "limit": 1}).json["hits"][0]
    probes = [{"words": "a picture"}, {"picture": {"asset": asset["id"]}, "name": "mine"}]
    made = owner.post("/v1/self-test", {"probes": probes})
    assert made.status == 201
    assert [(probe["name"], probe["expected"]) for probe in made.json["probes"]] == [
        ("“a picture”", None),
        ("mine", asset["content"]),
    ]
    assert owner.get("/v1/self-test").json == made.json
    report = owner.post("/v1/self-test/run", {}).json
    assert (report["verdict"], report["changes"]) == ("same", [])
    assert [probe["verdict"] for probe in report["probes"]] == ["same", "same"]
    assert report["probes"][1]["place_now"] == 1
    (check,) = [each for each in owner.get("/v1/checks").json["checks"] if each["name"] == "self-test"]
    assert check["state"] == "ok"
    assert owner.post("/v1/self-test/keep", {}).json["kept"] >= made.json["kept"]
    nothing: list[object] = []
    empty: dict[str, object] = {}
    for bad in (nothing, [empty], [{"words": "x", "picture": {"asset": asset["id"]}}]):
        assert owner.post("/v1/self-test", {"probes": bad}).code == "invalid"
    assert live_hub.client("search", "curate").get("/v1/self-test").code == "insufficient_scope"
