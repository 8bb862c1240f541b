"""Copies of chosen pictures in the owner's curated folder: clean names, nothing overwritten, no content twice."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.curated_copies import CopyRequest, CuratedCopies, CuratedCopy, CuratedPage
from bowerbird_bridge.schemas.fields import Paging
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_engine import AssetId
from bowerbird_engine import CuratedCopy as KeptCopy


@route("GET", "/v1/curated-copies", scope=Scope.CURATE, problems=("bad_cursor",))
def list_curated_copies(call: Call, query: Paging) -> CuratedPage:
    """List what was copied, the latest first."""
    page = call.hub.engine.curated_copies(limit=query.limit, after=query.cursor)
    return CuratedPage([_copy(call, each) for each in page.copies], page.next)


@route(
    "POST",
    "/v1/curated-copies",
    scope=Scope.CURATE,
    status=201,
    problems=(
        "unknown_asset",
        "asset_offline",
        "asset_changed",
        "asset_gone",
        "no_curated_folder",
        "bad_folder",
        "disk_full",
    ),
)
def copy_curated(call: Call, body: CopyRequest) -> CuratedCopies:
    """Copy pictures into the curated folder. The originals are only read."""
    ids = [AssetId(asset_id) for asset_id in body.assets]
    copies = call.hub.engine.copy_curated(ids, query=body.query)
    return CuratedCopies([_copy(call, each, own_query=body.query) for each in copies])


def _copy(call: Call, copy: KeptCopy, *, own_query: str | None = None) -> CuratedCopy:
    # What somebody else searched for is nobody's business but the owner's.
    may_know = call.may(Scope.ADMIN) or copy.query == own_query
    return CuratedCopy(
        asset=copy.asset_id,
        name=legible(copy.path.name),
        path=legible(copy.path) if call.may(Scope.ORIGINALS) else None,
        content=copy.content_hash.hex(),
        created=copy.created,
        reason=legible(copy.reason),
        copied=copy.copied,
        query=copy.query if may_know else None,
    )


ROUTES: Final[tuple[Route, ...]] = (list_curated_copies, copy_curated)
