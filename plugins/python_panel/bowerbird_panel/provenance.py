"""Where a picture came from: what is kept with it, inside the file that it was put into, for as long as it lives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any, cast

from bowerbird_client import Asset, Hit

from .foreign import is_id, is_whole

_FORM = 1
"""The form of what is written; a later one that adds fields keeps it."""
_MOST = 64 * 1024
"""Bytes; ours are below two KiB. Files of programs come from anywhere."""
_MOST_TEXT = 2000
_MOST_SIDE = 524_288
"""Pixels that a side of an image has in GIMP at most; Blender allows less."""

ORIGINAL, PROXY = "original", "proxy"


@dataclass(frozen=True)
class Provenance:
    """Which picture of which library was inserted, and how it was found."""

    asset: str
    """The id of the picture in its library."""
    library: str
    name: str
    """The name of the file."""
    folder: str = ""
    """The name of the folder that it lay in; never its path, which is nobody's business in a file that is passed on."""
    content: str = ""
    """The SHA-256 of the original's bytes, in hex; empty where the hub did not say."""
    query: str = ""
    """The words that were looked for."""
    similarity: float | None = None
    """Percent, as it was shown."""
    rendition: str = ORIGINAL
    """`original`, or `proxy` for the small picture that stands in for it."""
    inserted: str = ""
    """When, in ISO 8601 with the offset."""
    width: int = 0
    """Of the original, upright, in pixels; 0 where the hub did not say."""
    height: int = 0
    path: str = field(default="", compare=False)
    """Where the original lies now, for a program that uses it there; never written, so empty in all that is read."""

    @property
    def relink(self) -> bool:
        """Whether the original has still to take the place of what stands in for it."""
        return self.rendition == PROXY

    def size_of(self, rendered: tuple[int, int]) -> tuple[int, int]:
        """Tell the size (width, height) that the original has, where a rendition of that size was loaded.

        A preview lies where its original would, so that relinking changes nothing but the detail.
        """
        return (self.width, self.height) if self.relink and self.width and self.height else rendered

    def as_rendition(self, rendition: str) -> Provenance:
        """Return the same origin with the other rendition."""
        return replace(self, rendition=rendition)

    def to_bytes(self) -> bytes:
        """Write it: JSON in ASCII, with `relink` for whoever reads it without us."""
        fields = {"form": _FORM, **asdict(self), "relink": self.relink}
        del fields["path"]
        return json.dumps(fields, sort_keys=True).encode("ascii")

    @classmethod
    def from_bytes(cls, data: bytes) -> Provenance | None:
        """Read what was kept; None for anything that we have not written."""
        if len(data) > _MOST:
            return None
        try:
            # GIMP's own tools end a parasite with a zero byte.
            found = json.loads(data.rstrip(b"\0").decode("utf-8"))
        except (ValueError, RecursionError):
            return None
        if not isinstance(found, dict):
            return None
        fields = cast("Mapping[str, Any]", found)
        asset, library = _text(fields, "asset"), _text(fields, "library")
        rendition = _text(fields, "rendition")
        if not is_id(asset) or not library or rendition not in {ORIGINAL, PROXY}:
            return None
        return cls(
            asset=asset,
            library=library,
            name=_text(fields, "name"),
            folder=_text(fields, "folder"),
            content=_text(fields, "content"),
            query=_text(fields, "query"),
            similarity=_percent(fields.get("similarity")),
            rendition=rendition,
            inserted=_text(fields, "inserted"),
            width=_side(fields, "width"),
            height=_side(fields, "height"),
        )


def origin_of(asset: Asset, library: str, rendition: str, when: datetime, query: str = "") -> Provenance:
    """Say where a picture of the library comes from that is put into a program."""
    return Provenance(
        asset=asset.id,
        library=library,
        name=asset.name or asset.id,
        folder=asset.folder.name or "",
        content=asset.content or "",
        query=query,
        similarity=asset.similarity if isinstance(asset, Hit) else None,
        rendition=rendition,
        inserted=when.isoformat(timespec="seconds"),
        width=asset.width or 0,
        height=asset.height or 0,
        path=asset.path or "",
    )


def file_name(asset: Asset, rendition: str) -> str:
    """Name the file that is fetched: as the picture's own, or as what a preview is."""
    name = asset.name or asset.id
    return name if rendition == ORIGINAL else f"{PurePath(name).stem}.webp"


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) and len(value) <= _MOST_TEXT and is_whole(value) else ""


def _side(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    return value if type(value) is int and 0 <= value <= _MOST_SIDE else 0


def _percent(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    # Also keeps out what is no number.
    return float(value) if 0 <= value <= 100 else None  # noqa: PLR2004  percent
