"""What work on a library tells while it goes on and when it is done, and what the library holds. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bowerbird_engine.assets import AssetFailure, FileStatus, Root
from bowerbird_engine.gone import HeldPictures


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `phase` is `scan`, `pictures`, `facts`, `features`, `duplicates`, `letters`, `download`, `copy` or `check`; rates and times are the renderer's business."""

    phase: str
    done: int
    total: int | None
    current: str = ""


@dataclass(frozen=True, slots=True)
class SwitchReport:
    """How far one run brought the model `title` that was chosen and did not answer yet.

    `learned` vectors were made, `refused` pictures it cannot digest, `waiting` ones block the change: they lie on
    disks that are away, and no proxy of them is kept. `trouble` says why the model failed, where it did.
    """

    title: str
    learned: int
    refused: int
    waiting: int
    took_over: bool
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class PackChoice:
    """Which model pack answers and which one was chosen, by id and title; `answers` is "" when none can.

    The chosen one has learned `learned` of `contents` different pictures; `under_way` until it has taken over.
    `trouble` says what is wrong with a pack that should answer or take over, and what to do; "" when nothing is.
    """

    answers: str
    answers_title: str
    chosen: str
    chosen_title: str
    under_way: bool
    learned: int
    contents: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class RemovedPack:
    """What a removed model pack gave free: bytes on the disk, and vectors that were learned with it."""

    bytes_freed: int
    vectors: int


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run of the index did, and what the library holds after it.

    `counts` covers every file found under the roots that are online: `sum(counts.values()) == found`.
    """

    found: int
    counts: Mapping[FileStatus, int]
    embedded: int
    moved: int
    missing: int
    read_for_letters: int
    offline: tuple[Root, ...] = ()
    failures: tuple[AssetFailure, ...] = ()
    skips: Mapping[str, int] = field(default_factory=dict[str, int])
    switch: SwitchReport | None = None
    """How far the model that was chosen has come, when it did not answer yet."""
    held: tuple[HeldPictures, ...] = ()
    """What this run or an earlier one did not find, and what waits for a yes; `missing` ones left the library."""
    returned: int = 0
    """Files that an earlier run did not find, and this one found at their places again; elsewhere they have `moved`."""


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What the library holds and what is still to do."""

    home: Path
    roots: tuple[Root, ...]
    found: int
    counts: Mapping[FileStatus, int]
    skips: Mapping[str, int]
    pack: str
    contents: int
    """Different pictures, copies counted once."""
    searchable: int
    """How many of them the model that answers has learned."""
    recognizer: str | None
    """The recognizer, and `~` with the way in which it leaves out pictures that show no letters."""
    letters_read: int
    letters_total: int
    choice: PackChoice
    languages: tuple[str, ...] = ()
    """What the recognizer can write down."""
    held: tuple[HeldPictures, ...] = ()
    """Pictures that were not found and wait for a yes; `found` counts none of them."""
