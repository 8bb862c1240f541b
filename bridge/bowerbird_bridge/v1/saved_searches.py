"""Saved searches: queries that the owner keeps under names, with a small file of each picture they compare with."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.saved_searches import (
    OpenedSearch,
    SavedSearch,
    SavedSearchChange,
    SavedSearchList,
    SaveSearchRequest,
)
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.refusals import Refused
from bowerbird_bridge.v1.routing import Call, Raw, Route, route
from bowerbird_bridge.v1.search_forms import query_of, request_of
from bowerbird_engine import SavedSearch as KeptSearch
from bowerbird_engine import UnknownSavedSearchError

_WEBP: Final = "image/webp"


@route("GET", "/v1/saved-searches", scope=Scope.SEARCH)
def list_saved_searches(call: Call) -> SavedSearchList:
    """List the saved searches by name."""
    return SavedSearchList([_saved(each) for each in call.hub.engine.saved_searches()])


@route(
    "POST",
    "/v1/saved-searches",
    scope=Scope.CURATE,
    status=201,
    problems=(
        "bad_saved_search_name",
        "decoder_died",
        "picture_too_large",
        "unknown_asset",
        "unknown_folder",
        "unknown_query_image",
        "unreadable_picture",
    ),
)
def save_search(call: Call, body: SaveSearchRequest) -> SavedSearch:
    """Keep a search under a name. Two of one name there are not, however they are written.

    Of each picture that it compares with a small file is kept: a query image is gone in ten minutes, the search is not.
    """
    return _saved(call.hub.engine.save_search(body.name, query_of(call, body.search)))


@route(
    "POST",
    "/v1/saved-searches/{search_id}/open",
    scope=Scope.SEARCH,
    problems=("unknown_saved_search", "unknown_asset", "unknown_folder"),
)
def open_saved_search(call: Call, search_id: str) -> OpenedSearch:
    """Give a saved search in the form that `POST /v1/search` takes. What it finds is found anew each time."""
    query, saved = call.hub.engine.saved_query(search_id), _one(call, search_id)
    return OpenedSearch(saved.id, saved.name, legible(saved.says), saved.pictures, request_of(call, query))


@route(
    "GET",
    "/v1/saved-searches/{search_id}/pictures/{number}",
    scope=Scope.THUMBNAILS,
    gives=(_WEBP,),
    problems=("unknown_saved_search",),
)
def show_saved_picture(call: Call, search_id: str, number: str) -> Raw:
    """Show the small file that a saved search keeps of a picture; they are numbered from 0."""
    pictures = call.hub.engine.saved_pictures(search_id)
    if not number.isdecimal() or not number.isascii() or len(number) > 3 or int(number) >= len(pictures):  # noqa: PLR2004  more than any search has
        raise Refused("not_found", "This saved search keeps no picture of this number.")
    return Raw(pictures[int(number)], _WEBP)


@route(
    "PATCH",
    "/v1/saved-searches/{search_id}",
    scope=Scope.CURATE,
    problems=("unknown_saved_search", "bad_saved_search_name"),
)
def rename_saved_search(call: Call, search_id: str, body: SavedSearchChange) -> SavedSearch:
    """Give a saved search another name."""
    return _saved(call.hub.engine.rename_saved_search(search_id, body.name))


@route(
    "DELETE",
    "/v1/saved-searches/{search_id}",
    scope=Scope.CURATE,
    status=204,
    problems=("unknown_saved_search",),
)
def delete_saved_search(call: Call, search_id: str) -> None:
    """Forget a saved search."""
    call.hub.engine.delete_saved_search(search_id)


def _one(call: Call, search_id: str) -> KeptSearch:
    found = next((each for each in call.hub.engine.saved_searches() if each.id == search_id), None)
    if found is None:
        raise UnknownSavedSearchError(f"No saved search has the id {search_id!r}. It may have been deleted.")
    return found


def _saved(kept: KeptSearch) -> SavedSearch:
    return SavedSearch(kept.id, kept.name, kept.created, legible(kept.says), kept.pictures)


ROUTES: Final[tuple[Route, ...]] = (
    list_saved_searches,
    save_search,
    open_saved_search,
    show_saved_picture,
    rename_saved_search,
    delete_saved_search,
)
