"""How things stand in the hub, part by part."""

from __future__ import annotations

from typing import Literal

import msgspec

State = Literal["missing", "installed", "starting", "ready", "syncing", "paused", "failed"]


class Files(msgspec.Struct, frozen=True):
    """The files of the library by what became of them; `pending` ones wait for the index."""

    found: int
    indexed: int
    pending: int
    skipped: int
    unreadable: int
    quarantined: int


class Part(msgspec.Struct, frozen=True):
    """One part of the hub; `detail` is a sentence, or empty where there is nothing to say."""

    state: State
    detail: str


class StatusProgress(msgspec.Struct, frozen=True):
    """How far the index is in its present phase. `rate` is what it does in a second."""

    phase: str
    done: int
    total: int | None
    rate: float | None
    seconds_left: float | None


class IndexPart(msgspec.Struct, frozen=True):
    """The index: `syncing` while it runs."""

    state: State
    detail: str
    progress: StatusProgress | None


class ModelsPart(msgspec.Struct, frozen=True):
    """The models: `answers` is the one that searches, `chosen` the one that the owner wants."""

    state: State
    detail: str
    answers: str | None
    chosen: str


class LettersPart(msgspec.Struct, frozen=True):
    """The letters in pictures: so many pictures of so many are read."""

    state: State
    detail: str
    read: int
    total: int


class Parts(msgspec.Struct, frozen=True):
    """The parts of the hub."""

    catalogue: Part
    index: IndexPart
    models: ModelsPart
    letters: LettersPart
    watcher: Part


class FoldersCount(msgspec.Struct, frozen=True):
    """How many of the owner's folders are here, and how many are not."""

    online: int
    offline: int


class Status(msgspec.Struct, frozen=True):
    """How things stand. `pictures` are different ones, copies counted once; `searchable` those that searches can find.

    `held` pictures were not found, and stay in the library until the owner says that they are gone.
    """

    library_id: str
    pictures: int
    searchable: int
    files: Files
    parts: Parts
    folders: FoldersCount
    held: int
