"""Pictures that are sent to search with."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

Side = Annotated[int, Meta(ge=1, le=100_000)]


class PixelSize(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The size of raw pixels; a picture file says its own."""

    width: Side | UnsetType = UNSET
    height: Side | UnsetType = UNSET


class QueryImage(msgspec.Struct, frozen=True):
    """A picture that was taken in. Each use keeps it for another `expires_in` seconds."""

    id: str
    width: int
    height: int
    expires_in: int
