"""The table of all routes: what is not here is not served."""

from __future__ import annotations

from bowerbird_bridge.v1 import (
    assets,
    checks,
    clients,
    collections,
    curated_copies,
    duplicates,
    events,
    facets,
    folders,
    gone,
    hello,
    jobs,
    models,
    page,
    pairings,
    places,
    preferences,
    problems_list,
    query_images,
    recipes,
    renditions,
    saved_searches,
    search,
    self_tests,
    status,
    volumes,
)
from bowerbird_bridge.v1.routing import Route


def all_routes() -> tuple[Route, ...]:
    """List the routes of the API and of the page, resource by resource."""
    return (
        *page.ROUTES,
        *hello.ROUTES,
        *pairings.ROUTES,
        *clients.ROUTES,
        *search.ROUTES,
        *facets.ROUTES,
        *query_images.ROUTES,
        *assets.ROUTES,
        *renditions.ROUTES,
        *status.ROUTES,
        *folders.ROUTES,
        *gone.ROUTES,
        *places.ROUTES,
        *volumes.ROUTES,
        *jobs.ROUTES,
        *events.ROUTES,
        *problems_list.ROUTES,
        *checks.ROUTES,
        *models.ROUTES,
        *collections.ROUTES,
        *curated_copies.ROUTES,
        *duplicates.ROUTES,
        *saved_searches.ROUTES,
        *recipes.ROUTES,
        *self_tests.ROUTES,
        *preferences.ROUTES,
    )
