"""What a client has of a picture in one size is never taken for what it asks for in another."""

from __future__ import annotations

from itertools import permutations

import pytest
from werkzeug.http import quote_etag

from bowerbird_bridge.v1 import assets
from bowerbird_bridge.v1.routing import Call
from fakes.live_hub import Caller, LiveHub

VERSIONS = ("thumbnail?size=160", "thumbnail?size=320", "thumbnail?size=640", "proxy", "original")


def _mistaken(owner: Caller) -> list[str]:
    """Ask for each version of a picture with the tag of each other one, and tell which were taken for it."""
    (hit,) = owner.post("/v1/search", {"text": "label", "limit": 1}).json["hits"]
    address = f"/v1/assets/{hit['id']}/"
    tags = {version: owner.get(address + version).headers["etag"] for version in VERSIONS}
    mistaken: list[str] = []
    for had, asked in permutations(VERSIONS, 2):
        answer = owner.get(address + asked, If_None_Match=tags[had])
        if answer.status != 200 or not answer.body or answer.headers["etag"] == tags[had]:
            mistaken.append(f"{had} for {asked}")
    return mistaken


def test_a_picture_in_one_size_is_not_another_size(live_hub: LiveHub) -> None:
    """The tags of thumbnails, proxy and original differ, and one of them asks for all of another."""
    assert _mistaken(live_hub.owner()) == []


def test_tags_without_the_size_would_be_seen(live_hub: LiveHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with tags of the content alone, each version is taken for each other one."""
    knows = Call.knows

    def knows_content(call: Call, etag: str) -> bool:
        return knows(call, _content(etag))

    def quote_content(etag: str) -> str:
        return quote_etag(_content(etag))

    monkeypatch.setattr(Call, "knows", knows_content)
    monkeypatch.setattr(assets, "quote_etag", quote_content)
    assert len(_mistaken(live_hub.owner())) == len(VERSIONS) * (len(VERSIONS) - 1)


def _content(etag: str) -> str:
    return etag.partition("-")[0]
