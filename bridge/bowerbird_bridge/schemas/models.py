"""Models: which are here, which can be had, and which one searches."""

from __future__ import annotations

import msgspec

from bowerbird_engine import Precision


class InstalledModel(msgspec.Struct, frozen=True):
    """A model that is here. It has `learned` so many of the library's pictures.

    Without `calibrated` the percentages of what it finds tell the place in the list alone.
    """

    id: str
    title: str
    dimension: int
    precision: str
    languages: list[str]
    licence: str
    calibrated: bool
    builtin: bool
    answers: bool
    chosen: bool
    learned: int


class KnownModel(msgspec.Struct, frozen=True):
    """A model that can be installed by its id. `cost` is what a picture takes, as a multiple of the smallest CLIP.

    `bytes` tells what each precision downloads, null where nobody has seen it.
    """

    id: str
    title: str
    for_whom: str
    licence: str
    languages: list[str]
    cost: float | None
    bytes: dict[str, int | None]


class ModelList(msgspec.Struct, frozen=True):
    """The models. `answers` searches; `chosen` takes over once it has learned all of `contents` different pictures."""

    answers: str | None
    chosen: str
    under_way: bool
    learned: int
    contents: int
    trouble: str | None
    installed: list[InstalledModel]
    known: list[KnownModel]


class InstallRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say in which precision; float16 and int8 are smaller downloads and search a little less exactly."""

    precision: Precision = "float32"


class UseRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say whether it searches at once, also while it has not learned everything."""

    now: bool = False


class RemovedModel(msgspec.Struct, frozen=True):
    """What a removed model gave free: bytes on the disk, and vectors that were learned with it."""

    bytes_freed: int
    vectors: int
