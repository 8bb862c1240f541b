"""What the hub tells about pictures, folders and itself, as plain values.

A field that the hub does not (yet) send is None or empty. `Hit.calibrated`, `labels`, `boxes`, `group` and `variants`
are there for hubs that fill them; `Hub.can(…)` tells whether one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import Json, each, flag, inner, items, needed, number, numbers, text, texts, whole


@dataclass(frozen=True)
class Hub:
    """A hub that answers: where, which start of it, which library, and what it can do."""

    port: int
    server_id: str
    library_id: str
    version: str | None
    api_min: int
    api_max: int
    capabilities: tuple[str, ...]
    state: str
    """`starting`, `ready` or `stopping`."""
    noted: bool = False
    """Whether a file of the owner's alone names this start of it; False where only the port is known."""
    alive: bool = False
    """Whether a process of this user with the number in that file is seen to live."""

    def can(self, capability: str) -> bool:
        """Tell whether it has a capability, such as `search.letters` or `curated_copies`."""
        return capability in self.capabilities

    @classmethod
    def read(cls, fields: Json, port: int) -> Hub:
        """Read the answer to `GET /v1/hello`."""
        api = inner(fields, "api")
        lowest = whole(api, "min")
        highest = whole(api, "max")
        return cls(
            port=port,
            server_id=needed(fields, "server_id"),
            library_id=needed(fields, "library_id"),
            version=text(fields, "version"),
            api_min=1 if lowest is None else lowest,
            api_max=1 if highest is None else highest,
            capabilities=texts(fields, "capabilities"),
            state=text(fields, "state") or "ready",
        )


@dataclass(frozen=True)
class Me:
    """How the hub knows this client."""

    client_id: str
    name: str | None
    scopes: tuple[str, ...]
    library_id: str | None

    @classmethod
    def read(cls, fields: Json) -> Me:
        """Read the answer to `GET /v1/me`."""
        return cls(
            needed(fields, "client_id"),
            text(fields, "name"),
            texts(fields, "scopes"),
            text(fields, "library_id"),
        )


@dataclass(frozen=True)
class Reason:
    """Why a hit is in the list: the signal that found it, and what it saw."""

    signal: str
    detail: str

    @classmethod
    def read(cls, fields: Json) -> Reason:
        """Read one reason."""
        return cls(text(fields, "signal") or "", text(fields, "detail") or "")


@dataclass(frozen=True)
class FolderName:
    """The folder that a picture lies in."""

    id: str | None
    name: str | None

    @classmethod
    def read(cls, fields: Json) -> FolderName:
        """Read a folder as it stands in a hit."""
        return cls(text(fields, "id"), text(fields, "name"))


@dataclass(frozen=True)
class Asset:
    """A picture of the library. `path` needs the scope `originals`; `content` is the SHA-256 of its bytes, in hex."""

    id: str
    name: str | None
    path: str | None
    folder: FolderName
    width: int | None
    height: int | None
    media_type: str | None
    bytes: int | None
    content: str | None
    online: bool
    disk: str | None
    """The name of the disk to plug in."""
    offline_reason: str | None

    @classmethod
    def read(cls, fields: Json) -> Asset:
        """Read an asset."""
        return cls(**_facts(fields))


@dataclass(frozen=True)
class Hit(Asset):
    """A picture that was found. `similarity` is a percentage, 0 to 100."""

    similarity: float
    calibrated: bool | None
    reasons: tuple[Reason, ...]
    labels: tuple[str, ...] | None
    """What was proved: `same_file`, `same_picture`, `crop_of`, `contains`, `mirrored`, `rotated`, `recoloured`; None where
    nothing was looked for."""
    boxes: tuple[tuple[float, ...], ...] | None
    query_box: tuple[float, ...] | None
    """The part of the given picture that this one shows: four corners, clockwise, as fractions."""
    group: str | None
    variants: int | None
    core: bool
    """Whether it is of the locked set."""
    curated: bool
    """Whether it lies in the curated folder already."""
    copies: int
    copy_paths: tuple[str, ...] | None

    @classmethod
    def read(cls, fields: Json) -> Hit:
        """Read a hit."""
        return cls(
            **_facts(fields),
            similarity=number(fields, "similarity") or 0.0,
            calibrated=flag(fields, "calibrated"),
            reasons=each(fields, "reasons", Reason.read),
            labels=None if fields.get("labels") is None else texts(fields, "labels"),
            boxes=None if fields.get("boxes") is None else _boxes(fields),
            query_box=numbers(fields.get("query_box")) or None,
            group=text(fields, "group"),
            variants=whole(fields, "variants"),
            core=flag(fields, "core") or False,
            curated=flag(fields, "curated") or False,
            copies=whole(fields, "copies") or 0,
            copy_paths=None if fields.get("copy_paths") is None else texts(fields, "copy_paths"),
        )


def _facts(fields: Json) -> Mapping[str, Any]:
    online = flag(fields, "online")
    return {
        "id": needed(fields, "id"),
        "name": text(fields, "name"),
        "path": text(fields, "path"),
        "folder": FolderName.read(inner(fields, "folder")),
        "width": whole(fields, "width"),
        "height": whole(fields, "height"),
        "media_type": text(fields, "media_type"),
        "bytes": whole(fields, "bytes"),
        "content": text(fields, "content"),
        "online": True if online is None else online,
        "disk": text(fields, "disk"),
        "offline_reason": text(fields, "offline_reason"),
    }


def _boxes(fields: Json) -> tuple[tuple[float, ...], ...]:
    return tuple(numbers(row) for row in items(fields, "boxes"))


@dataclass(frozen=True)
class Page:
    """A page of results. `entry` names the way that the clue chose, `why` says it in words, `next` is the cursor.

    `directions` are the ways in which the words ask for another picture than the one that was given; `verified` tells
    whether labels were looked for.
    """

    entry: str | None
    why: str | None
    hits: tuple[Hit, ...]
    next: str | None
    notes: tuple[str, ...]
    library_id: str | None
    model: str | None
    directions: tuple[str, ...] = ()
    verified: bool = False

    @classmethod
    def read(cls, fields: Json) -> Page:
        """Read the answer to a search."""
        return cls(
            text(fields, "entry"),
            text(fields, "why"),
            each(fields, "hits", Hit.read),
            text(fields, "next"),
            texts(fields, "notes"),
            text(fields, "library_id"),
            text(fields, "model"),
            texts(fields, "directions"),
            flag(fields, "verified") or False,
        )


@dataclass(frozen=True)
class QueryImage:
    """A picture that was uploaded to be searched with, for a few minutes."""

    id: str
    width: int | None
    height: int | None
    expires_in: float | None

    @classmethod
    def read(cls, fields: Json) -> QueryImage:
        """Read the answer to an upload."""
        return cls(
            needed(fields, "id"),
            whole(fields, "width"),
            whole(fields, "height"),
            number(fields, "expires_in"),
        )


@dataclass(frozen=True)
class Folder:
    """A folder of the library, or one below it. `advice` says what looks like noise in it."""

    id: str
    name: str | None
    path: str | None
    online: bool
    offline_reason: str | None
    disk: str | None
    pictures: int | None
    advice: tuple[str, ...]

    @classmethod
    def read(cls, fields: Json) -> Folder:
        """Read a folder."""
        online = flag(fields, "online")
        return cls(
            needed(fields, "id"),
            text(fields, "name"),
            text(fields, "path"),
            True if online is None else online,
            text(fields, "offline_reason"),
            text(fields, "disk"),
            whole(fields, "pictures"),
            texts(fields, "advice"),
        )


@dataclass(frozen=True)
class Part:
    """The state of one part of the hub: `missing`, `installed`, `starting`, `ready`, `syncing`, `paused`, `failed`."""

    name: str
    state: str | None
    detail: str | None


@dataclass(frozen=True)
class Status:
    """What the library holds, and how each part of the hub is."""

    library_id: str | None
    pictures: int | None
    searchable: int | None
    parts: tuple[Part, ...]
    folders_offline: int | None

    @classmethod
    def read(cls, fields: Json) -> Status:
        """Read the answer to `GET /v1/status`."""
        parts = inner(fields, "parts")
        return cls(
            text(fields, "library_id"),
            whole(fields, "pictures"),
            whole(fields, "searchable"),
            tuple(
                Part(name, text(inner(parts, name), "state"), text(inner(parts, name), "detail"))
                for name in parts
            ),
            whole(inner(fields, "folders"), "offline"),
        )

    @property
    def note(self) -> str | None:
        """Say how much of the library is not searchable yet: a note beside results, never a gate before them."""
        if not self.pictures or self.searchable is None or self.searchable >= self.pictures:
            return None
        return f"{self.pictures - self.searchable:,} of {self.pictures:,} pictures are not searchable yet."


@dataclass(frozen=True)
class CuratedCopy:
    """A copy in the owner's curated folder; `created` is False when the same content was there already."""

    asset: str
    name: str | None
    path: str | None
    content: str | None
    created: bool

    @classmethod
    def read(cls, fields: Json) -> CuratedCopy:
        """Read a copy."""
        return cls(
            needed(fields, "asset"),
            text(fields, "name"),
            text(fields, "path"),
            text(fields, "content"),
            flag(fields, "created") or False,
        )


@dataclass(frozen=True)
class Collection:
    """A named set of pictures."""

    id: str
    name: str | None
    pictures: int | None

    @classmethod
    def read(cls, fields: Json) -> Collection:
        """Read a collection."""
        return cls(needed(fields, "id"), text(fields, "name"), whole(fields, "pictures"))


@dataclass(frozen=True)
class SavedSearch:
    """A search that the owner keeps under a name; `says` describes it in a few words."""

    id: str
    name: str
    says: str

    @classmethod
    def read(cls, fields: Json) -> SavedSearch:
        """Read a saved search."""
        return cls(needed(fields, "id"), text(fields, "name") or "", text(fields, "says") or "")
