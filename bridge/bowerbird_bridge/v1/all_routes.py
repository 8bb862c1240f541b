"""The table of all routes: what is not here is not served."""

from __future__ import annotations

from bowerbird_bridge.v1 import assets
from bowerbird_bridge.v1.routing import Route


def all_routes() -> tuple[Route, ...]:
    """List the routes of the API, resource by resource."""
    return (*assets.ROUTES,)
