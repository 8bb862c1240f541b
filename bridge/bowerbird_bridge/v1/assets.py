"""Pictures by id: what is known of them, what they look like, and the files themselves."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from werkzeug.http import quote_etag

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.file_manager import reveal_in_file_manager
from bowerbird_bridge.schemas.asset import AssetDetails, Revealed, ThumbnailForm
from bowerbird_bridge.schemas.fields import Paging
from bowerbird_bridge.schemas.search import SearchAnswer
from bowerbird_bridge.v1.byte_ranges import Part, part_of
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.display import details_form, page_form
from bowerbird_bridge.v1.refusals import Refused
from bowerbird_bridge.v1.routing import Call, Nothing, Raw, Route, not_modified, route
from bowerbird_engine import AssetId, SearchQuery

WEBP: Final = "image/webp"
RAW_PIXELS: Final = "application/octet-stream"

_LOST_FILE: Final = ("unknown_asset", "asset_offline", "asset_changed", "asset_gone")
_NO_RENDITION: Final = (*_LOST_FILE, "unreadable_picture", "picture_too_large", "decoder_died")
# Whatever a file holds, a browser that is led to it must not run it, show it or guess at it.
_HARMLESS: Final = {"Content-Security-Policy": "sandbox; default-src 'none'"}


@route("GET", "/v1/assets/{asset_id}", scope=Scope.SEARCH, problems=("unknown_asset",), tagged=True)
def show_asset(call: Call, asset_id: str) -> AssetDetails:
    """Tell what is known of a picture: where it lies, what its file says, and which colours it shows."""
    return details_form(
        call, call.hub.engine.asset(AssetId(asset_id)), call.hub.engine.facts(AssetId(asset_id))
    )


@route("GET", "/v1/assets/{asset_id}/similar", scope=Scope.SEARCH, problems=("unknown_asset", "bad_cursor"))
def find_similar(call: Call, asset_id: str, query: Paging) -> SearchAnswer:
    """Find pictures that are like this one."""
    asked = SearchQuery(like=AssetId(asset_id), limit=query.limit, cursor=query.cursor)
    return page_form(call, call.hub.engine.search(asked))


@route(
    "GET",
    "/v1/assets/{asset_id}/thumbnail",
    scope=Scope.THUMBNAILS,
    gives=(WEBP, RAW_PIXELS),
    tells={
        "Bowerbird-Width": "The width of raw pixels.",
        "Bowerbird-Height": "The height of raw pixels.",
    },
    tagged=True,
    problems=_NO_RENDITION,
)
def show_thumbnail(call: Call, asset_id: str, query: ThumbnailForm) -> Raw:
    """Give a small version of a picture; `size` is its long side in pixels.

    With the form rgba it comes as raw pixels, for programs that have no decoder or shall parse no picture: sRGB, RGBA,
    one byte each, row by row from the top left, with their size in the headers.
    """
    content = call.hub.engine.asset(AssetId(asset_id)).content_hash.hex()
    etag = f"{content}-{query.size}" if query.form == "webp" else f"{content}-{query.size}-{query.form}"
    if call.knows(etag):
        return not_modified(etag)
    if query.form == "webp":
        return Raw(call.hub.engine.thumbnail(AssetId(asset_id), query.size), WEBP, headers=_tagged(etag))
    pixels = call.hub.engine.thumbnail_pixels(AssetId(asset_id), query.size)
    size = {"Bowerbird-Width": str(pixels.width), "Bowerbird-Height": str(pixels.height)}
    return Raw(pixels.rgba, RAW_PIXELS, headers={**_tagged(etag), **size})


@route(
    "GET",
    "/v1/assets/{asset_id}/proxy",
    scope=Scope.THUMBNAILS,
    gives=(WEBP,),
    tagged=True,
    problems=_NO_RENDITION,
)
def show_proxy(call: Call, asset_id: str) -> Raw:
    """Give a version of a picture that fills a screen, 1024 pixels on its long side."""
    etag = f"{call.hub.engine.asset(AssetId(asset_id)).content_hash.hex()}-proxy"
    if call.knows(etag):
        return not_modified(etag)
    return Raw(call.hub.engine.proxy(AssetId(asset_id)), WEBP, headers=_tagged(etag))


@route(
    "GET",
    "/v1/assets/{asset_id}/original",
    scope=Scope.ORIGINALS,
    gives=("image/*",),
    tagged=True,
    heads=True,
    problems=(*_LOST_FILE, "bad_range"),
    also={206: "The part of the file that the header Range asked for."},
)
def fetch_original(call: Call, asset_id: str) -> Raw:
    """Give the file itself, byte for byte, whole or one part of it.

    Only a file that is still the one that was indexed is given. More than one range gets the whole file.
    """
    name = call.hub.engine.asset(AssetId(asset_id)).path.name
    original = call.hub.engine.open_original(AssetId(asset_id))
    try:
        etag = original.content_hash.hex()
        if call.knows(etag):
            original.close()
            return not_modified(etag)
        part = part_of(original.size, call.headers, etag)
        original.stream.seek(part.start)
        headers = {**_tagged(etag), **_HARMLESS, **_lengths(part, original.size), **_attachment(name)}
    except BaseException:
        original.close()
        raise
    return Raw(original.stream, original.media_type, 206 if part.partial else 200, headers)


@route(
    "POST",
    "/v1/assets/{asset_id}/reveal",
    scope=Scope.ORIGINALS,
    problems=("unknown_asset", "asset_offline", "asset_gone"),
)
def reveal_asset(call: Call, asset_id: str, body: Nothing) -> Revealed:  # noqa: ARG001  its emptiness is checked
    """Show the file in the file manager of the desktop; `shown` is false where there is none."""
    asset = call.hub.engine.asset(AssetId(asset_id))
    if not asset.online:
        reason = call.hub.engine.offline_reason(asset)
        code = "asset_offline" if asset.held_since is None else "asset_gone"
        raise Refused(code, f"{asset.path.name} cannot be shown now: {reason}")
    if asset.path.is_symlink() or not asset.path.exists():
        raise Refused("asset_gone", f"{asset.path.name} is no longer where it was when it was indexed.")
    return Revealed(reveal_in_file_manager(asset.path), legible(asset.path))


def _tagged(etag: str) -> dict[str, str]:
    return {"ETag": quote_etag(etag)}


def _lengths(part: Part, size: int) -> dict[str, str]:
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(part.length)}
    if part.partial:
        headers["Content-Range"] = f"bytes {part.start}-{part.start + part.length - 1}/{size}"
    return headers


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(legible(name), safe='')}"}


ROUTES: Final[tuple[Route, ...]] = (
    show_asset,
    find_similar,
    show_thumbnail,
    show_proxy,
    fetch_original,
    reveal_asset,
)
