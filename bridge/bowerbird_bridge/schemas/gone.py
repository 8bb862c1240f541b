"""Pictures that are gone from the disk: those that wait for the owner's word, and those that left the library."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from bowerbird_bridge.schemas.fields import Id


class HeldPictures(msgspec.Struct, frozen=True):
    """Pictures of one folder that were not found. They stay in the library until the owner says that they are gone.

    `known` are all pictures that the library has of the folder. `within` names the deepest folder that all of them lie
    in; `since` is when the first of them was not found, `latest` when the last one was. Paths need the scope originals.
    """

    folder: str
    name: str
    path: str | None
    within: str
    pictures: int
    known: int
    since: datetime
    latest: datetime | None


class DroppedPictures(msgspec.Struct, frozen=True):
    """Pictures of one folder that left the library on one day, and can be brought back before the day `until`.

    `removed`: the whole folder was taken out, and comes back as it was.
    """

    folder: str
    name: str
    path: str | None
    within: str
    pictures: int
    day: date
    until: date
    removed: bool


class GonePictures(msgspec.Struct, frozen=True):
    """What waits for the owner's word, by folder, and what left the library, the latest day first."""

    held: list[HeldPictures]
    dropped: list[DroppedPictures]


class DropRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say that what waits is gone, all of it or what lies below a folder.

    With `held_by`, the `latest` of what the owner was shown, nothing leaves that was found gone after it.
    """

    folder: Id | None = None
    held_by: Annotated[datetime, Meta(tz=True)] | None = None


class BringBackRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say what comes back: all, what lies below a folder, or what left on some days, the first and the last included."""

    folder: Id | None = None
    since: date | None = None
    until: date | None = None


class Counted(msgspec.Struct, frozen=True):
    """How many pictures it was about."""

    pictures: int
