"""What a library can be filtered by, over HTTP, and that filters take the values that are listed."""

from __future__ import annotations

from typing import Any

import pytest

from bowerbird_engine import COLOURS
from fakes.live_hub import Caller, LiveHub


@pytest.fixture(scope="module")
def facets(live_hub: LiveHub) -> dict[str, Any]:
    """Ask what there is."""
    answer = live_hub.client("search").get("/v1/facets")
    assert answer.status == 200
    found: dict[str, Any] = answer.json
    return found


def test_facets_count_the_library(live_hub: LiveHub, facets: dict[str, Any]) -> None:
    """Media types add up to all different pictures, colours are known ones, and no file is left unread."""
    everything = ids(live_hub.client("search"), {"text": "a picture", "sort": "name", "limit": 200})
    assert sum(kind["pictures"] for kind in facets["media_types"]) >= len(everything) > 0
    assert {colour["value"] for colour in facets["colours"]} <= set(COLOURS)
    assert facets["colours"] == sorted(facets["colours"], key=lambda one: (-one["pictures"], one["value"]))
    assert facets["unread"] == 0
    # The samples are drawn: no camera took them, at no time.
    assert facets["cameras"] == facets["years"] == facets["keywords"] == []


def test_a_listed_value_filters_by_it(live_hub: LiveHub, facets: dict[str, Any]) -> None:
    """As many pictures pass as are counted; one more condition leaves fewer."""
    caller = live_hub.client("search")
    for name, value in (("colour", facets["colours"][3]), ("media_types", facets["media_types"][0])):
        given = value["value"] if name == "colour" else [value["value"]]
        asked: dict[str, object] = {
            "text": "a picture",
            "filters": {name: given},
            "sort": "name",
            "limit": 200,
        }
        found = ids(caller, asked)
        assert 0 < len(found) <= value["pictures"]
        narrower = ids(caller, {**asked, "filters": {name: given, "shape": "tall"}})
        assert narrower < found


def test_facets_need_the_scope_and_a_sensible_limit(live_hub: LiveHub) -> None:
    """Who may only see thumbnails is told nothing of what people wrote."""
    assert live_hub.client("thumbnails").get("/v1/facets").status == 403
    assert live_hub.client("search").get("/v1/facets?limit=0").status == 422
    assert live_hub.client("search").get("/v1/facets?limit=1").status == 200


def ids(caller: Caller, asked: dict[str, object]) -> set[str]:
    """Search, and give the ids of the hits."""
    answer = caller.post("/v1/search", asked)
    assert answer.status == 200, answer.json
    return {hit["id"] for hit in answer.json["hits"]}
