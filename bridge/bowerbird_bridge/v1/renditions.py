"""What of a picture goes into a document: a version in the form that was asked for, and what the picture says."""

from __future__ import annotations

from typing import Final

from msgspec import UnsetType
from werkzeug.http import quote_etag

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.asset import AssetWords, RenditionWish
from bowerbird_bridge.v1.routing import Call, Raw, Route, not_modified, route
from bowerbird_engine import AssetId, RenditionForm


@route(
    "GET",
    "/v1/assets/{asset_id}/rendition",
    scope=Scope.ORIGINALS,
    gives=("image/webp", "image/avif", "image/jpeg", "image/png"),
    tells={
        "Bowerbird-Width": "The width of the version in pixels.",
        "Bowerbird-Height": "The height of the version in pixels.",
    },
    tagged=True,
    problems=(
        "unknown_asset",
        "asset_offline",
        "asset_changed",
        "asset_gone",
        "unreadable_picture",
        "picture_too_large",
        "decoder_died",
        "format_unavailable",
    ),
)
def show_rendition(call: Call, asset_id: str, query: RenditionWish) -> Raw:
    """Give a version of a picture for use in a document, made from its file.

    It is turned as the file says, in sRGB, at most `long_side` pixels long and never enlarged; without `long_side` as
    large as the picture is, up to 8,192 pixels and what is decoded of it. Of an animation it is the first frame. An
    alpha is kept, and laid on white for jpeg. It carries none of the file's metadata, so that a file which has the
    format and size already is written anew, too. The same picture and parameters give the same bytes on the same
    installation. It may take seconds.
    """
    asset = call.hub.engine.asset(AssetId(asset_id))
    long_side = None if isinstance(query.long_side, UnsetType) else query.long_side
    quality = () if query.format == "png" else (query.quality,)
    etag = "-".join(map(str, (asset.content_hash.hex(), long_side or "full", *quality, query.format)))
    if call.knows(etag):
        return not_modified(etag)
    made = call.hub.engine.rendition(asset.id, RenditionForm(query.format, long_side, query.quality))
    size = {"Bowerbird-Width": str(made.width), "Bowerbird-Height": str(made.height)}
    return Raw(made.data, made.media_type, headers={"ETag": quote_etag(etag), **size})


@route("GET", "/v1/assets/{asset_id}/words", scope=Scope.SEARCH, problems=("unknown_asset",))
def show_words(call: Call, asset_id: str) -> AssetWords:
    """Tell what a picture says: the letters in it, and the caption in its file.

    The letters are those that the index has read. The caption is read when it is asked for, and is null where nobody
    wrote one, where it is only what cameras write by themselves, and while no copy of the picture can be read.
    """
    words = call.hub.engine.words(AssetId(asset_id))
    return AssetWords(list(words.letters), words.caption)


ROUTES: Final[tuple[Route, ...]] = (show_rendition, show_words)
