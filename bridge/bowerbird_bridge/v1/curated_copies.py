"""Copies of chosen pictures in the owner's curated folder: clean names, nothing overwritten, no content twice."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.curated_copies import (
    CopyRequest,
    CuratedCopies,
    CuratedCopy,
    CuratedPage,
    Preview,
    PreviewRequest,
)
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
        "bad_template",
        "disk_full",
    ),
)
def copy_curated(call: Call, body: CopyRequest) -> CuratedCopies:
    """Copy pictures into the curated folder. The originals are only read."""
    ids = [AssetId(asset_id) for asset_id in body.assets]
    copies = call.hub.engine.copy_curated(ids, query=body.query, project=body.project, subject=body.subject)
    return CuratedCopies([_copy(call, each, asked=body) for each in copies])


@route("POST", "/v1/curated-copies/preview", scope=Scope.CURATE, problems=("unknown_asset", "bad_template"))
def preview_curated(call: Call, body: PreviewRequest) -> Preview:
    """Tell where a template would put copies of pictures, were the folder empty. Nothing is made.

    A template that is wrong is a problem whose `detail` names the place.
    """
    paths = call.hub.engine.preview_curated(
        [AssetId(asset_id) for asset_id in body.assets],
        template=body.template,
        query=body.query,
        project=body.project,
        subject=body.subject,
    )
    return Preview([legible(path) for path in paths])


def _copy(call: Call, copy: KeptCopy, *, asked: CopyRequest | None = None) -> CuratedCopy:
    # What somebody else searched for is nobody's business but the owner's.
    owner, paths = call.may(Scope.ADMIN), call.may(Scope.ORIGINALS)
    said = () if asked is None else (asked.query, asked.project, asked.subject)
    query, project, subject = (
        text if text is not None and (owner or text in said) else None
        for text in (copy.query, copy.project, copy.subject)
    )
    return CuratedCopy(
        asset=copy.asset_id,
        name=legible(copy.path.name),
        path=legible(copy.path) if paths else None,
        content=copy.content_hash.hex(),
        created=copy.created,
        reason=legible(copy.reason),
        copied=copy.copied,
        query=query,
        project=project,
        subject=subject,
        source=legible(copy.source) if paths and copy.source is not None else None,
        source_known=copy.source_known,
        there=copy.there,
    )


ROUTES: Final[tuple[Route, ...]] = (list_curated_copies, copy_curated, preview_curated)
