"""The owner's self-test: pictures and descriptions of their own, asked again after every change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from bowerbird_bridge.schemas.fields import NO_NUL, Id, Words
from bowerbird_bridge.schemas.search import Like

Verdict = Literal["same", "expected", "look"]
ProbeName = Annotated[str, Meta(max_length=100, pattern=NO_NUL)]


class Probe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to ask: `words` or a `picture`. `expected` is the picture that should be among the first ten."""

    SCHEMA: ClassVar[dict[str, object]] = {"oneOf": [{"required": ["words"]}, {"required": ["picture"]}]}

    words: Words | UnsetType = UNSET
    picture: Like | UnsetType = UNSET
    expected: Id | None = None
    name: ProbeName = ""

    def __post_init__(self) -> None:
        """Check that there is one of the two."""
        if (self.words is UNSET) == (self.picture is UNSET):
            raise ValueError("A probe is either 'words' or a 'picture', and not both")


class SelfTestRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name what the self-test asks: three pictures and five descriptions do."""

    probes: Annotated[tuple[Probe, ...], Meta(min_length=1, max_length=16)]


class KeptProbe(msgspec.Struct, frozen=True):
    """A probe as it is kept: `expected` is the SHA-256 of a picture, `hits` is how many its list has."""

    name: str
    words: str | None
    expected: str | None
    hits: int


class SelfTest(msgspec.Struct, frozen=True):
    """What the self-test asks. Without one `set_up` is false; `kept` is when its lists were, `model` what gave them."""

    set_up: bool
    kept: datetime | None
    model: str | None
    probes: list[KeptProbe]


class ProbeResult(msgspec.Struct, frozen=True):
    """What became of one list: `same`, changed as is to be `expected`, or a reason to `look`.

    `overlap` is the share of its first ten that is there still, without what came or went. `added` and `removed` count
    what came into the first ten and what left the library from there. The places are those of the expected picture.
    """

    name: str
    verdict: Verdict
    overlap: Annotated[float, Meta(ge=0, le=1)]
    added: int
    removed: int
    place_before: int | None
    place_now: int | None
    says: str


class SelfTestReport(msgspec.Struct, frozen=True):
    """What became of all lists since they were `kept`; `changes` are what else changed since, in plain words."""

    verdict: Verdict
    says: str
    kept: datetime
    changes: list[str]
    probes: list[ProbeResult]
