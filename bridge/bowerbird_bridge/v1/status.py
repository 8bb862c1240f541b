"""How things stand in the hub."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.status import Status
from bowerbird_bridge.v1.routing import Call, Route, route


@route("GET", "/v1/status", scope=Scope.SEARCH)
def show_status(call: Call) -> Status:
    """Tell how things stand, part by part. Cheap: it may be asked for again and again."""
    return call.hub.board.now()


ROUTES: Final[tuple[Route, ...]] = (show_status,)
