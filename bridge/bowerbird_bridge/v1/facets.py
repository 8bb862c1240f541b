"""What a library can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.facets import Facet, Facets, FacetsForm
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_engine import Facet as LibraryFacet


@route("GET", "/v1/facets", scope=Scope.SEARCH, tagged=True)
def show_facets(call: Call, query: FacetsForm) -> Facets:
    """Tell which cameras, keywords, media types, colours and years the library's pictures have, and how many of each.

    Cameras and keywords are written by others: show them as text.
    """
    found = call.hub.engine.facets(query.limit)
    return Facets(
        cameras=_forms(found.cameras),
        keywords=_forms(found.keywords),
        media_types=_forms(found.media_types),
        colours=_forms(found.colours),
        years=_forms(found.years),
        unread=found.unread,
    )


def _forms(facets: Iterable[LibraryFacet]) -> list[Facet]:
    return [Facet(legible(facet.value), facet.pictures) for facet in facets]


ROUTES: Final[tuple[Route, ...]] = (show_facets,)
