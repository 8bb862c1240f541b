"""What the engine answers, in the forms that go over the line. What needs a scope that the client lacks is null."""

from __future__ import annotations

import os
from collections.abc import Mapping

from bowerbird_bridge import folder_ids
from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.asset import Asset, AssetDetails, ColourShare, FolderName
from bowerbird_bridge.schemas.search import Hit, Reason, SearchAnswer
from bowerbird_bridge.v1.discretion import legible, said_to
from bowerbird_bridge.v1.routing import Call
from bowerbird_engine import THIS_COMPUTER, AssetFacts, AssetId, Root, SearchHit, SearchPage
from bowerbird_engine import Asset as LibraryAsset


def asset_form(call: Call, asset: LibraryAsset) -> Asset:
    """Describe a picture."""
    root = _roots(call).get(asset.root_id)
    return Asset(
        id=asset.id,
        name=legible(asset.path.name),
        path=legible(asset.path) if call.may(Scope.ORIGINALS) else None,
        folder=_folder(root, asset),
        width=asset.width,
        height=asset.height,
        media_type=asset.media_type,
        bytes=asset.byte_size,
        content=asset.content_hash.hex(),
        online=asset.online,
        disk=_disk(root, asset),
        offline_reason=_reason(call, asset),
    )


def details_form(call: Call, asset: LibraryAsset, facts: AssetFacts) -> AssetDetails:
    """Describe a picture with all that is known of it."""
    usual = asset_form(call, asset)
    return AssetDetails(
        **{name: getattr(usual, name) for name in Asset.__struct_fields__},
        taken=facts.taken,
        camera=facts.camera,
        title=facts.title,
        caption=facts.caption,
        keywords=list(facts.keywords),
        colours=[ColourShare(colour.name, colour.share) for colour in facts.colours],
    )


def page_form(call: Call, page: SearchPage) -> SearchAnswer:
    """Describe a page of results."""
    roots, paths = _roots(call), call.may(Scope.ORIGINALS)
    # The pictures of a page share few folders, and a name costs as much as all the rest of a hit.
    folders: dict[tuple[int, str], FolderName] = {}
    offline = {root.id: offline_reason(call, root) for root in roots.values()}
    held = {hit.asset.id: _reason(call, hit.asset) for hit in page.hits if hit.asset.held_since}
    return SearchAnswer(
        entry=page.entry,
        why=page.why,
        hits=[_hit(hit, roots, folders, offline, held, paths=paths) for hit in page.hits],
        next=page.next,
        notes=[said_to(call, note) for note in page.notes],
        library_id=call.hub.engine.library_id,
        model=page.model,
        directions=list(page.directions),
        verified=page.verified,
    )


def _hit(
    hit: SearchHit,
    roots: Mapping[int, Root],
    folders: dict[tuple[int, str], FolderName],
    offline: Mapping[int, str | None],
    held: Mapping[AssetId, str | None],
    *,
    paths: bool,
) -> Hit:
    asset = hit.asset
    root = roots.get(asset.root_id)
    place = asset.root_id, os.path.dirname(asset.path)  # noqa: PTH120  a tenth of what a Path costs
    folder = folders.get(place)
    if folder is None:
        folder = folders[place] = _folder(root, asset)
    return Hit(
        id=asset.id,
        name=legible(asset.path.name),
        path=legible(asset.path) if paths else None,
        folder=folder,
        similarity=round(hit.similarity, 2),
        calibrated=hit.calibrated,
        reasons=[Reason(reason.signal, legible(reason.detail)) for reason in hit.reasons],
        labels=None if hit.labels is None else list(hit.labels),
        boxes=[list(box) for box in hit.boxes],
        query_box=None if hit.query_box is None else list(hit.query_box),
        group=hit.group,
        variants=hit.variants,
        core=hit.core,
        curated=hit.curated,
        width=asset.width,
        height=asset.height,
        media_type=asset.media_type,
        bytes=asset.byte_size,
        content=asset.content_hash.hex(),
        online=asset.online,
        disk=_disk(root, asset),
        offline_reason=None if asset.online else offline.get(asset.root_id) or held.get(asset.id),
        copies=len(hit.copies),
        copy_paths=[legible(path) for path in hit.copies] if paths else None,
    )


def offline_reason(call: Call, root: Root | None) -> str | None:
    """Say why a folder cannot be used now; None when it can."""
    if root is None or root.online or root.offline_reason is None:
        return None
    return said_to(call, root.offline_reason)


def _reason(call: Call, asset: LibraryAsset) -> str | None:
    """Say why a picture cannot be opened now: for want of its folder, or of its file."""
    reason = call.hub.engine.offline_reason(asset)
    return None if reason is None else said_to(call, reason)


def _disk(root: Root | None, asset: LibraryAsset) -> str | None:
    """Name the disk that a picture lies on; None where it cannot be opened and no disk brings it back."""
    if not asset.online and (root is None or root.online or asset.volume_label == THIS_COMPUTER):
        return None
    return asset.volume_label or None


def _roots(call: Call) -> dict[int, Root]:
    return {root.id: root for root in call.hub.engine.folders()}


def _folder(root: Root | None, asset: LibraryAsset) -> FolderName:
    folder = asset.path.parent
    # A root that was forgotten or found elsewhere between the two questions.
    if root is None or not folder.is_relative_to(root.path):
        return FolderName(str(asset.root_id), legible(folder.name))
    return FolderName(folder_ids.folder_id(root, folder), legible(folder_ids.folder_name(root, folder)))
