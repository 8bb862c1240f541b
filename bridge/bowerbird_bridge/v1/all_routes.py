"""The table of all routes: what is not here is not served."""

from __future__ import annotations

from bowerbird_bridge.v1 import assets, clients, hello, page, pairings, query_images, search
from bowerbird_bridge.v1.routing import Route


def all_routes() -> tuple[Route, ...]:
    """List the routes of the API and of the page, resource by resource."""
    return (
        *page.ROUTES,
        *hello.ROUTES,
        *pairings.ROUTES,
        *clients.ROUTES,
        *search.ROUTES,
        *query_images.ROUTES,
        *assets.ROUTES,
    )
