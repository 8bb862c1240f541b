"""The packs that Bowerbird knows by name: data, so that adding one is no programming."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bowerbird_engine.encoding.description import MAX_DIMENSION, PRECISIONS, Precision
from bowerbird_engine.encoding.fields import Fields
from bowerbird_engine.errors import PackError

_REGISTRY = "registry.json"
_GRAPH = ".onnx"
_MAX_BYTES = 2**50
_MAX_COST = 1000.0


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of a repository. `bytes` is its size as far as it was seen, which may be rounded to three digits."""

    path: str
    bytes: int | None

    @property
    def optional(self) -> bool:
        """Whether a pack may do without it: settings, which one repository has and its sister has not."""
        return not self.path.endswith((_GRAPH, "tokenizer.json"))


@dataclass(frozen=True, slots=True)
class KnownPrecision:
    """The files of one precision of a pack."""

    precision: Precision
    files: tuple[KnownFile, ...]

    @property
    def bytes(self) -> int | None:
        """What is downloaded, to three digits; None when the size of a graph was never seen.

        Settings of which only the name was seen are a few kilobytes and do not show.
        """
        if any(file.bytes is None and file.path.endswith(_GRAPH) for file in self.files):
            return None
        return sum(file.bytes or 0 for file in self.files)


@dataclass(frozen=True, slots=True)
class KnownPack:
    """A pack that can be installed by name.

    `cost` tells how long a picture takes, as a multiple of ViT-B/32; `seen` where its figures are from.
    """

    id: str
    title: str
    for_whom: str
    repository: str
    dimension: int
    licence: str
    languages: tuple[str, ...]
    cost: float | None
    seen: str
    precisions: tuple[KnownPrecision, ...]

    def precision(self, wanted: Precision) -> KnownPrecision:
        """Give the files of a precision. Raises PackError that names the precisions which there are."""
        for offered in self.precisions:
            if offered.precision == wanted:
                return offered
        there = ", ".join(offered.precision for offered in self.precisions)
        raise PackError(
            f"'{self.id}' is not offered in {wanted}, only in {there}. Choose one of these with `--precision`."
        )


def known_packs() -> tuple[KnownPack, ...]:
    """Read the registry that comes with Bowerbird, in its own order: the best to begin with first."""
    return parse_registry(cast("object", json.loads((Path(__file__).parent / _REGISTRY).read_bytes())))


def parse_registry(told: object) -> tuple[KnownPack, ...]:
    """Turn the parsed JSON into packs. Raises PackError that names the first field that is wrong."""
    packs = tuple(_pack(fields) for fields in Fields(told).inners("packs"))
    if len({pack.id for pack in packs}) != len(packs):
        raise PackError("the registry names a pack twice")
    return packs


def _pack(fields: Fields) -> KnownPack:
    offered = fields.inner("precisions")
    there: list[Precision] = [precision for precision in PRECISIONS if not offered.is_null(precision)]
    if not there:
        raise PackError(f"'{fields.where('precisions')}' holds no precision")
    return KnownPack(
        id=fields.name("id"),
        title=fields.text("title"),
        for_whom=fields.text("for_whom"),
        repository=fields.place("repository"),
        dimension=fields.whole("dimension", 1, MAX_DIMENSION),
        licence=fields.text("licence"),
        languages=fields.texts("languages"),
        cost=_cost(fields),
        seen=fields.text("seen"),
        precisions=tuple(
            KnownPrecision(precision, tuple(_file(file) for file in offered.inners(precision)))
            for precision in there
        ),
    )


def _file(fields: Fields) -> KnownFile:
    size = None if fields.is_null("bytes") else fields.whole("bytes", 1, _MAX_BYTES)
    return KnownFile(fields.place("path"), size)


def _cost(fields: Fields) -> float | None:
    if fields.is_null("cost"):
        return None
    cost = fields.number("cost")
    if not 0.0 < cost <= _MAX_COST:
        raise PackError(f"'{fields.where('cost')}' must be above 0 and at most {_MAX_COST:.0f}")
    return cost
