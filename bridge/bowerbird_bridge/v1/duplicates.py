"""Duplicates: what is the same in one of three ways, and what the owner says is not. Nothing is ever deleted."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.duplicates import (
    Duplicate,
    DuplicateGroup,
    DuplicatePage,
    DuplicatesQuery,
    NotSamePage,
    NotSamePair,
    NotSameRequest,
)
from bowerbird_bridge.schemas.fields import Paging
from bowerbird_bridge.v1.discretion import said_to
from bowerbird_bridge.v1.display import asset_form
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_engine import AssetId
from bowerbird_engine import DuplicateGroup as FoundGroup


@route("GET", "/v1/duplicates", scope=Scope.SEARCH, problems=("bad_cursor",))
def list_duplicates(call: Call, query: DuplicatesQuery) -> DuplicatePage:
    """List groups of pictures that are the same. Which of them to keep is the owner's choice: the hub deletes none."""
    page = call.hub.engine.duplicates(query.tier, limit=query.limit, after=query.cursor)
    return DuplicatePage(
        [_group(call, group) for group in page.groups],
        page.next,
        [said_to(call, note) for note in page.notes],
    )


@route("GET", "/v1/duplicates/not-same", scope=Scope.SEARCH, problems=("bad_cursor",))
def list_not_same(call: Call, query: Paging) -> NotSamePage:
    """List the pairs that the owner said are not the same, the latest first."""
    page = call.hub.engine.told_apart(limit=query.limit, after=query.cursor)
    return NotSamePage(
        [NotSamePair([asset_form(call, asset) for asset in pair]) for pair in page.pairs], page.next
    )


@route(
    "POST",
    "/v1/duplicates/not-same",
    scope=Scope.CURATE,
    status=204,
    problems=("unknown_asset", "same_file"),
)
def say_not_same(call: Call, body: NotSameRequest) -> None:
    """Say that two pictures are not the same, for good: no group holds both from now on, whatever is indexed anew."""
    first, second = body.assets
    call.hub.engine.tell_apart(AssetId(first), AssetId(second))


@route(
    "DELETE",
    "/v1/duplicates/not-same/{first}/{second}",
    scope=Scope.CURATE,
    status=204,
    problems=("unknown_asset",),
)
def take_back_not_same(call: Call, first: str, second: str) -> None:
    """Take it back; where it was not said, nothing changes."""
    call.hub.engine.take_back_telling_apart(AssetId(first), AssetId(second))


def _group(call: Call, group: FoundGroup) -> DuplicateGroup:
    return DuplicateGroup(
        group.id,
        group.tier,
        [
            Duplicate(
                asset_form(call, member.asset),
                member.largest,
                None if member.percent is None else round(member.percent, 2),
            )
            for member in group.members
        ],
        group.spare_bytes,
    )


ROUTES: Final[tuple[Route, ...]] = (list_duplicates, list_not_same, say_not_same, take_back_not_same)
