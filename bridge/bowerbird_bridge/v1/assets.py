"""Pictures by id: what is known of them, what they look like, and the files themselves."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access import Scope
from bowerbird_bridge.v1.display import asset_form, page_form
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_bridge.v1.schemas.asset import Asset
from bowerbird_bridge.v1.schemas.fields import Paging
from bowerbird_bridge.v1.schemas.search import SearchAnswer
from bowerbird_engine import AssetId, SearchQuery


@route("GET", "/v1/assets/{asset_id}", scope=Scope.SEARCH, problems=("unknown_asset",), tagged=True)
def show_asset(call: Call, asset_id: str) -> Asset:
    """Tell what is known of a picture."""
    return asset_form(call, call.hub.engine.asset(AssetId(asset_id)))


@route("GET", "/v1/assets/{asset_id}/similar", scope=Scope.SEARCH, problems=("unknown_asset", "bad_cursor"))
def find_similar(call: Call, asset_id: str, query: Paging) -> SearchAnswer:
    """Find pictures that are like this one."""
    found = call.hub.engine.search(
        SearchQuery(like=AssetId(asset_id), limit=query.limit, cursor=query.cursor)
    )
    return page_form(call, found)


ROUTES: Final[tuple[Route, ...]] = (show_asset, find_similar)
