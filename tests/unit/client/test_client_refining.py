"""What refines a search, and searches that are kept: what is sent for them."""

from __future__ import annotations

import json

from bowerbird_client import Client, Filters, Query, SavedSearch
from fakes.client_hub import ClientHub


def test_a_refined_search_sends_all_that_refines_it(hub: ClientHub, client: Client) -> None:
    """Several pictures, a locked set, a weight, filters and an order go with it, each only where it was given."""
    client.search(
        Query(
            asset="A",
            examples=("B", "C"),
            core=("D",),
            weight=0.0,
            entry="words",
            among=(),
            filters=Filters(shape="wide", keywords=("beach",), online=False),
            sort="newest",
        )
    )
    assert hub.asked("POST", "/v1/search")[0].json == {
        "like": {"asset": "A"},
        "limit": 50,
        "examples": [{"asset": "B"}, {"asset": "C"}],
        "core": ["D"],
        "weight": 0.0,
        "entry": "words",
        "among": [],
        "filters": {"shape": "wide", "keywords": ["beach"], "online": False},
        "sort": "newest",
    }


def test_a_saved_search_is_asked_as_it_was_kept_but_for_what_is_given(hub: ClientHub, client: Client) -> None:
    """It is opened each time, what it says goes along, and what is given here stands in place of it."""
    kept = {"text": "mug", "like": {"query_image": "q7"}, "limit": 50, "cursor": None, "inside": ["1"]}
    opened = json.dumps({"id": "s1", "name": "Mugs", "says": "mug", "pictures": 1, "search": kept})
    hub.uploads["q7"] = b""
    hub.overrides["POST", "/v1/saved-searches/s1/open"] = lambda _seen: (200, {}, opened.encode())
    client.search(Query(saved="s1", text="red mug", limit=9, verified=True))

    sent = hub.asked("POST", "/v1/search")[0].json
    assert sent == {
        "text": "red mug",
        "like": {"query_image": "q7"},
        "limit": 9,
        "inside": ["1"],
        "verified": True,
    }


def test_saved_searches_are_listed(hub: ClientHub, client: Client) -> None:
    """Each with its name and what it says."""
    listed = {"saved_searches": [{"id": "s1", "name": "Mugs", "says": "red mug", "pictures": 0}]}
    hub.overrides["GET", "/v1/saved-searches"] = lambda _seen: (200, {}, json.dumps(listed).encode())

    assert client.saved_searches() == (SavedSearch("s1", "Mugs", "red mug"),)
