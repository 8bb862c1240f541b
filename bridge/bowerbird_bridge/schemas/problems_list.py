"""Files that are not searchable."""

from __future__ import annotations

import msgspec


class ProblemFile(msgspec.Struct, frozen=True):
    """A file that is not searchable: what became of it, and why, in a stable code and a sentence."""

    path: str
    name: str
    status: str
    code: str
    reason: str


class ProblemList(msgspec.Struct, frozen=True):
    """A page of them."""

    problems: list[ProblemFile]
    next: str | None
