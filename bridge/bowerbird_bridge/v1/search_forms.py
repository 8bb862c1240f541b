"""Between the search of the API and that of the engine: ids of folders and query images on one side, both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Final

from msgspec import UNSET

from bowerbird_bridge import folder_ids
from bowerbird_bridge.schemas import search as schemas
from bowerbird_bridge.schemas.search import Like, SearchRequest
from bowerbird_bridge.v1.routing import Call
from bowerbird_engine import AssetId, Filters, Region, Root, SearchQuery

SEARCH_PROBLEMS: Final = (
    "asset_changed",
    "asset_offline",
    "bad_request",
    "decoder_died",
    "empty_query",
    "picture_too_large",
    "unknown_asset",
    "unknown_collection",
    "unknown_folder",
    "unknown_query_image",
    "unreadable_picture",
)
"""What whoever asks a search may be refused with; a cursor that belongs to none is `bad_cursor` beside these."""


def query_of(call: Call, body: SearchRequest) -> SearchQuery:
    """Make the engine's query. Raises what an unknown folder, or a query image that is gone, raises."""
    return SearchQuery(
        text=body.text,
        letters=body.letters,
        like=None if body.like is None else picture_of(call, body.like),
        region=None
        if body.region is None
        else Region(body.region.x, body.region.y, body.region.width, body.region.height),
        avoid=body.avoid,
        inside=_folders(call, body.inside),
        outside=_folders(call, body.outside),
        limit=body.limit,
        cursor=body.cursor,
        entry=body.entry,
        examples=tuple(picture_of(call, example) for example in body.examples),
        core=tuple(map(AssetId, body.core)),
        weight=body.weight,
        filters=_filters(body.filters),
        among=None if body.among is None else tuple(map(AssetId, body.among)),
        sort=body.sort,
        verified=body.verified,
        collapse=body.collapse,
    )


def request_of(call: Call, query: SearchQuery) -> SearchRequest:
    """Make the request that asks the same. Pictures from outside become query images of whoever asks."""
    region, roots = query.region, call.hub.engine.folders()
    return SearchRequest(
        text=query.text,
        letters=query.letters,
        like=_like(call, query.like),
        region=None if region is None else schemas.Region(region.x, region.y, region.width, region.height),
        avoid=query.avoid,
        inside=_folder_ids(query.inside, roots),
        outside=_folder_ids(query.outside, roots),
        entry=query.entry,
        examples=tuple(like for each in query.examples if (like := _like(call, each)) is not None),
        core=query.core,
        weight=query.weight,
        filters=None
        if query.filters == Filters()
        else schemas.Filters(**{each.name: getattr(query.filters, each.name) for each in fields(Filters)}),
        among=query.among,
        sort=query.sort,
        verified=query.verified,
        collapse=query.collapse,
    )


def picture_of(call: Call, like: Like) -> bytes | AssetId:
    """Give the bytes of a picture that the client sent, or the id of one of the library."""
    if like.query_image is not UNSET:
        return call.hub.query_pictures.get(call.client.id, like.query_image)
    # Like.__post_init__ has seen to it that one of the two is there.
    return AssetId(str(like.asset))


def _like(call: Call, given: Path | bytes | AssetId | None) -> Like | None:
    match given:
        case None:
            return None
        case bytes():
            return Like(query_image=call.hub.query_pictures.keep(call.client.id, given))
        case str():
            return Like(asset=given)
        case Path():
            raise AssertionError("a query that was kept names no files")


def _filters(given: schemas.Filters | None) -> Filters:
    if given is None:
        return Filters()
    return Filters(
        shape=given.shape,
        min_width=given.min_width,
        min_height=given.min_height,
        media_types=given.media_types,
        taken_from=given.taken_from,
        taken_to=given.taken_to,
        camera=given.camera,
        keywords=given.keywords,
        colour=given.colour,
        collection=given.collection,
        online=given.online,
    )


def _folders(call: Call, ids: tuple[str, ...]) -> tuple[Path, ...]:
    if not ids:
        return ()
    roots = call.hub.engine.folders()
    return tuple(folder_ids.folder_of(each, roots)[1] for each in ids)


def _folder_ids(folders: Iterable[Path], roots: Iterable[Root]) -> tuple[str, ...]:
    return tuple(
        folder_ids.folder_id(root, folder)
        for folder in folders
        for root in roots
        if folder.is_relative_to(root.path)
    )
