"""The form of every error."""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """An error, as RFC 9457 has it. `code` is stable, `detail` a sentence that says what to do next."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | msgspec.UnsetType = msgspec.UNSET
    """The value that does not fit, where the code is `invalid`."""
