"""The search: words, letters, a picture, a part of it, and folders that narrow it."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.search import SearchAnswer, SearchRequest
from bowerbird_bridge.v1.display import page_form
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_bridge.v1.search_forms import SEARCH_PROBLEMS, query_of


@route(
    "POST",
    "/v1/search",
    scope=Scope.SEARCH,
    problems=("bad_cursor", *SEARCH_PROBLEMS),
)
def search(call: Call, body: SearchRequest) -> SearchAnswer:
    """Find pictures, the best first.

    The clue chooses the way: words search by meaning and by letters, a picture by likeness, both together the picture
    first and the words within. Pictures that look like what to `avoid` come behind all others that answer the clue, each
    with its own similarity, which else falls along the list. `next` of the answer, sent as `cursor` with the same clue, gives the next page.
    """
    return page_form(call, call.hub.engine.search(query_of(call, body)))


ROUTES: Final[tuple[Route, ...]] = (search,)
