"""The search: words, letters, a picture, a part of it, and folders that narrow it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import UNSET

from bowerbird_bridge import folder_ids
from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas import search as schemas
from bowerbird_bridge.schemas.search import Like, SearchAnswer, SearchRequest
from bowerbird_bridge.v1.display import page_form
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_engine import AssetId, Filters, Region, SearchQuery


@route(
    "POST",
    "/v1/search",
    scope=Scope.SEARCH,
    problems=(
        "bad_cursor",
        "bad_request",
        "decoder_died",
        "empty_query",
        "picture_too_large",
        "unknown_asset",
        "unknown_folder",
        "unknown_query_image",
        "unreadable_picture",
    ),
)
def search(call: Call, body: SearchRequest) -> SearchAnswer:
    """Find pictures, the best first.

    The clue chooses the way: words search by meaning and by letters, a picture by likeness, both together the picture
    first and the words within. Pictures that look like what to `avoid` come behind all others that answer the clue, each
    with its own similarity, which else falls along the list. `next` of the answer, sent as `cursor` with the same clue, gives the next page.
    """
    query = SearchQuery(
        text=body.text,
        letters=body.letters,
        like=None if body.like is None else _like(call, body.like),
        region=None
        if body.region is None
        else Region(body.region.x, body.region.y, body.region.width, body.region.height),
        avoid=body.avoid,
        inside=_folders(call, body.inside),
        outside=_folders(call, body.outside),
        limit=body.limit,
        cursor=body.cursor,
        entry=body.entry,
        examples=tuple(_like(call, example) for example in body.examples),
        core=tuple(map(AssetId, body.core)),
        weight=body.weight,
        filters=_filters(body.filters),
        among=None if body.among is None else tuple(map(AssetId, body.among)),
        sort=body.sort,
        verified=body.verified,
        collapse=body.collapse,
    )
    return page_form(call, call.hub.engine.search(query))


def _like(call: Call, like: Like) -> bytes | AssetId:
    if like.query_image is not UNSET:
        return call.hub.query_pictures.get(call.client.id, like.query_image)
    # Like.__post_init__ has seen to it that one of the two is there.
    return AssetId(str(like.asset))


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


ROUTES: Final[tuple[Route, ...]] = (search,)
