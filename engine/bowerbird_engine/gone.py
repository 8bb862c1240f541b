"""Pictures that are gone from the disk, as values: those that wait for a yes, and those that left the library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Asset, Root
from bowerbird_engine.errors import AssetGoneError

DROPPED_KEPT: Final = timedelta(days=30)
"""How long what left the library is kept, with its ids and all that was learned, in case it comes back."""


@dataclass(frozen=True, slots=True)
class HeldPictures:
    """Pictures of one folder that were not found, and stay in the library until the person says that they are gone.

    All of them lie in `within`, which is `folder` or one below it. `known` are the pictures that the library has of the
    folder, these included. `since` is when the first of them was not found, `latest`
    when the last one was.
    """

    root_id: int
    folder: Path
    within: Path
    pictures: int
    known: int
    since: datetime
    latest: datetime | None = None


@dataclass(frozen=True, slots=True)
class DroppedPictures:
    """Pictures of one folder that left the library on one day, local time, and can be brought back before `until`.

    `removed`: they went with their folder, and come back with it.
    """

    root_id: int
    folder: Path
    within: Path
    pictures: int
    day: date
    until: date
    removed: bool


@dataclass(frozen=True, slots=True)
class GonePictures:
    """What waits for a yes, by folder, and what was dropped, the latest day first."""

    held: tuple[HeldPictures, ...]
    dropped: tuple[DroppedPictures, ...]


@dataclass(frozen=True, slots=True)
class AddedFolder:
    """A folder of the library that was just named to be added.

    `brought_back`: so many of its pictures are back from when it, or a part of it, was removed, with all that was learned.
    """

    root: Root
    brought_back: int = 0


def day_held(asset: Asset) -> str | None:
    """Write since which day a picture was not found, as people do; None for one that is not held."""
    if asset.held_since is None:
        return None
    day = asset.held_since.astimezone()
    return f"{day.day} {day:%B %Y}"


def why_held(asset: Asset) -> str | None:
    """Say why a picture that is held cannot be opened, as the reason of a sentence; None for one that is not held."""
    day = day_held(asset)
    if day is None:
        return None
    return (
        f"it was not there when its folder was looked at on {day}; put it back, or say that it is gone:"
        " `bowerbird gone drop`, or Folders on the page"
    )


def not_there(asset: Asset, done: str) -> AssetGoneError:
    """Say of a picture that is held that it cannot be opened or copied, and what to do."""
    return AssetGoneError(f"{asset.path} cannot be {done}: {why_held(asset)}.")
