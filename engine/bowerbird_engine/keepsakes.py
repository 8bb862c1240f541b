"""What a person keeps in a library beside its pictures: collections, curated copies and preferences, as values."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Asset, AssetId, ContentHash


@dataclass(frozen=True, slots=True)
class Collection:
    """A named list of pictures that the person keeps. `pictures` counts those that a search may show now."""

    id: str
    name: str
    created: datetime
    pictures: int


@dataclass(frozen=True, slots=True)
class AssetPage:
    """A page of pictures; `next` is the cursor of the page after it, None on the last one."""

    assets: tuple[Asset, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the person set in this library, and the defaults of what they did not."""

    curated_folder: Path | None = None
    """Where curated copies go; None until one was chosen."""
    watch: bool = True
    """Whether changes on the disk are noticed without being asked to index."""
    pause_on_battery: bool = True
    pause_under_load: bool = False
    letters: bool = True
    """Whether an index run that starts by itself reads letters."""
    curated_template: str = "{name}"
    """Where in the curated folder a copy goes, and under what name."""


class Unchanged(enum.Enum):
    """The one value that stands for "as it is" where None means something of its own."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED


@dataclass(frozen=True, slots=True)
class PreferenceChanges:
    """Preferences to be set; what is not named stays as it is.

    A `curated_folder` of None: there is none any more. A `curated_template` of None: the plain one again.
    """

    curated_folder: Path | Unchanged | None = UNCHANGED
    watch: bool | Unchanged = UNCHANGED
    pause_on_battery: bool | Unchanged = UNCHANGED
    pause_under_load: bool | Unchanged = UNCHANGED
    letters: bool | Unchanged = UNCHANGED
    curated_template: str | Unchanged | None = UNCHANGED


@dataclass(frozen=True, slots=True)
class CuratedCopy:
    """A copy of a picture in a curated folder. `copied` is when it was made or, for one found there, first met.

    `created` tells whether this call made it; `reason` says, where it did not, why none was needed. `source` is where the
    original lies now, or lay when it was copied if the library has it no more (`source_known` is False then, and None
    where that was not kept). `there` tells whether the copy is still under its name; None when its folder is away.
    """

    asset_id: AssetId
    path: Path
    content_hash: ContentHash
    created: bool
    reason: str
    copied: datetime
    query: str | None = None
    project: str | None = None
    subject: str | None = None
    source: Path | None = None
    source_known: bool = True
    there: bool | None = True


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query that the person keeps under a name. `says` describes it in words, `pictures` counts what it was given."""

    id: str
    name: str
    created: datetime
    says: str
    pictures: int


@dataclass(frozen=True, slots=True)
class CuratedPage:
    """A page of curated copies, the latest first; `next` is the cursor of the page after it, None on the last one."""

    copies: tuple[CuratedCopy, ...]
    next: str | None
