"""Folders of this computer, for the owner to choose from."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge import places
from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.places import Place, PlaceList, PlaceQuery
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.routing import Call, Route, route


@route("GET", "/v1/places", scope=Scope.ADMIN, problems=("bad_folder",))
def list_places(call: Call, query: PlaceQuery) -> PlaceList:
    """List folders of this computer: where to begin, or those within a place."""
    roots = call.hub.engine.folders()
    if query.within is None:
        found = places.suggest_places(roots)
    else:
        found = places.places_within(places.place_of(query.within), roots)
    return PlaceList(
        places=[
            Place(
                id=places.place_id(place.path),
                name=legible(place.name),
                path=legible(place.path),
                kind=place.kind,
                advice=[legible(sentence) for sentence in place.advice],
                has_folders=place.has_folders,
                in_library=place.in_library,
            )
            for place in found.places
        ],
        parent=None if found.parent is None else places.place_id(found.parent),
        complete=found.complete,
    )


ROUTES: Final[tuple[Route, ...]] = (list_places,)
