"""What the doctor finds."""

from __future__ import annotations

from typing import Literal

import msgspec


class Check(msgspec.Struct, frozen=True):
    """One finding: `ok`, `note` (works, but worth knowing) or `bad`; `advice` says what to do."""

    name: str
    state: Literal["ok", "note", "bad"]
    detail: str
    advice: str
    code: str
    """What was found, in a word that never changes; "ok" where all is well."""


class CheckList(msgspec.Struct, frozen=True):
    """All findings."""

    checks: list[Check]
