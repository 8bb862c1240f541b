"""Collections: named lists of pictures that the owner keeps."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.collections import (
    Added,
    AssetPage,
    AssetsRequest,
    Collection,
    CollectionList,
    CollectionRequest,
)
from bowerbird_bridge.schemas.fields import Paging
from bowerbird_bridge.v1.display import asset_form
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_engine import AssetId
from bowerbird_engine import Collection as KeptCollection


@route("GET", "/v1/collections", scope=Scope.SEARCH)
def list_collections(call: Call) -> CollectionList:
    """List the collections by name."""
    return CollectionList([_collection(each) for each in call.hub.engine.collections()])


@route("POST", "/v1/collections", scope=Scope.CURATE, status=201, problems=("bad_collection_name",))
def create_collection(call: Call, body: CollectionRequest) -> Collection:
    """Make an empty collection. Two of one name there are not, however they are written."""
    return _collection(call.hub.engine.create_collection(body.name))


@route(
    "PATCH",
    "/v1/collections/{collection_id}",
    scope=Scope.CURATE,
    problems=("unknown_collection", "bad_collection_name"),
)
def rename_collection(call: Call, collection_id: str, body: CollectionRequest) -> Collection:
    """Give a collection another name."""
    return _collection(call.hub.engine.rename_collection(collection_id, body.name))


@route(
    "DELETE",
    "/v1/collections/{collection_id}",
    scope=Scope.CURATE,
    status=204,
    problems=("unknown_collection",),
)
def delete_collection(call: Call, collection_id: str) -> None:
    """Forget a collection. Its pictures stay in the library."""
    call.hub.engine.delete_collection(collection_id)


@route(
    "GET",
    "/v1/collections/{collection_id}/assets",
    scope=Scope.SEARCH,
    problems=("unknown_collection", "bad_cursor"),
)
def list_collection_assets(call: Call, collection_id: str, query: Paging) -> AssetPage:
    """List the pictures of a collection, in the order in which they came in."""
    page = call.hub.engine.collection_assets(collection_id, limit=query.limit, after=query.cursor)
    return AssetPage([asset_form(call, asset) for asset in page.assets], page.next)


@route(
    "POST",
    "/v1/collections/{collection_id}/assets",
    scope=Scope.CURATE,
    problems=("unknown_collection", "unknown_asset"),
)
def add_to_collection(call: Call, collection_id: str, body: AssetsRequest) -> Added:
    """Add pictures to a collection, all of them or none. One that is in it already stays where it is."""
    ids = [AssetId(asset_id) for asset_id in body.assets]
    return Added(call.hub.engine.add_to_collection(collection_id, ids))


@route(
    "DELETE",
    "/v1/collections/{collection_id}/assets/{asset_id}",
    scope=Scope.CURATE,
    status=204,
    problems=("unknown_collection",),
)
def remove_from_collection(call: Call, collection_id: str, asset_id: str) -> None:
    """Take a picture out of a collection; one that was not in it is not in it afterwards either."""
    call.hub.engine.remove_from_collection(collection_id, [AssetId(asset_id)])


def _collection(kept: KeptCollection) -> Collection:
    return Collection(kept.id, kept.name, kept.created, kept.pictures)


ROUTES: Final[tuple[Route, ...]] = (
    list_collections,
    create_collection,
    rename_collection,
    delete_collection,
    list_collection_assets,
    add_to_collection,
    remove_from_collection,
)
