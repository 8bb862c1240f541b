"""Pictures to search with: sent once, used in several searches, never written to the disk."""

from __future__ import annotations

from typing import Final

from msgspec import UnsetType

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.query_pictures import KEPT_S
from bowerbird_bridge.schemas.query_image import PixelSize, QueryImage
from bowerbird_bridge.serving.guard import RAW_PIXELS
from bowerbird_bridge.v1.refusals import Refused
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_engine import PICTURE_MEDIA_TYPES, wrap_rgba

PICTURES: Final = (*PICTURE_MEDIA_TYPES, RAW_PIXELS)

_BYTES_A_PIXEL: Final = 4


@route(
    "POST",
    "/v1/query-images",
    scope=Scope.SEARCH,
    status=201,
    takes=PICTURES,
    problems=("unreadable_picture", "picture_too_large", "decoder_died", "unsupported_media_type"),
)
def send_query_image(call: Call, query: PixelSize) -> QueryImage:
    """Send a picture to search with: a file of any format that can be in a library, or raw pixels.

    Of an animation the first frame counts. The bytes decide what a file is, not the media type.
    Raw pixels are RGBA, one byte each, row by row from the top left, with their size in the address.
    """
    data = _picture(call, query)
    facts = call.hub.engine.examine_picture(data)
    picture_id = call.hub.query_pictures.keep(call.client.id, data)
    return QueryImage(picture_id, facts.width, facts.height, int(KEPT_S))


@route(
    "DELETE",
    "/v1/query-images/{query_image_id}",
    scope=Scope.SEARCH,
    status=204,
    problems=("unknown_query_image",),
)
def discard_query_image(call: Call, query_image_id: str) -> None:
    """Forget a picture that was sent."""
    call.hub.query_pictures.discard(call.client.id, query_image_id)


def _picture(call: Call, size: PixelSize) -> bytes:
    raw = call.headers.get("Content-Type", "").partition(";")[0].strip().lower() == RAW_PIXELS
    if not raw:
        if not isinstance(size.width, UnsetType) or not isinstance(size.height, UnsetType):
            raise Refused(
                "invalid",
                "A picture file says its own size; width and height are for raw pixels.",
                field="width",
            )
        return call.upload.take()
    if isinstance(size.width, UnsetType) or isinstance(size.height, UnsetType):
        raise Refused("invalid", "Raw pixels need their width and height in the address.", field="width")
    if size.width * size.height * _BYTES_A_PIXEL != len(call.upload):
        raise Refused(
            "invalid",
            f"{size.width} x {size.height} pixels of RGBA are {size.width * size.height * _BYTES_A_PIXEL} bytes, "
            f"and {len(call.upload)} came.",
            field="width",
        )
    return wrap_rgba(size.width, size.height, call.upload.take())


ROUTES: Final[tuple[Route, ...]] = (send_query_image, discard_query_image)
