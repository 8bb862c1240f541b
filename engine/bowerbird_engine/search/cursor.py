"""Where the next page begins: an opaque text that belongs to one query."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from typing import Final

from bowerbird_engine.assets import Space
from bowerbird_engine.errors import CursorError

_VERSION: Final = 2
_FORMAT: Final = struct.Struct(">BIq12s6s")
_CHECK_BYTES: Final = 6
_MARK_BYTES: Final = 6
_LONGEST: Final = 64
_MOST_GIVEN: Final = 100_000_000
"""Far more than any library holds. A list may have become shorter since, so that its length is no limit."""


@dataclass(frozen=True, slots=True)
class Position:
    """How many hits were given, and the content id of the last of them."""

    given: int
    last: int


def fingerprint(*parts: object) -> bytes:
    """Name a query by what decides its list; the limit of a page is no part of that."""
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).digest()[:12]


def order_mark(space: Space | None) -> bytes:
    """Name what decides the order of a list beside its query: the space of the model, None where none has a say."""
    return b"" if space is None else fingerprint(space)[:_MARK_BYTES]


def encode(position: Position, query: bytes, order: bytes = b"") -> str:
    """Write a position in the list of the query with this fingerprint, in this order."""
    payload = _FORMAT.pack(_VERSION, position.given, position.last, query, order)
    return base64.urlsafe_b64encode(payload + _check(payload)).decode("ascii").rstrip("=")


def decode(cursor: str, query: bytes, order: bytes = b"") -> Position:
    """Read a position. Raises CursorError when it was altered, or belongs to another query or to another model."""
    if len(cursor) > _LONGEST or not cursor.isascii():
        raise _damaged()
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _damaged() from error
    payload, check = raw[: _FORMAT.size], raw[_FORMAT.size :]
    if len(payload) != _FORMAT.size or check != _check(payload):
        raise _damaged()
    version, given, last, of_query, of_order = _FORMAT.unpack(payload)
    if version != _VERSION or not 0 < given <= _MOST_GIVEN or last <= 0:
        raise _damaged()
    if of_query != query:
        raise CursorError("This cursor belongs to another search. Search again without it.")
    if of_order != order.ljust(_MARK_BYTES, b"\0"):
        raise CursorError(
            "The model that searches has changed since this page, and orders the pictures anew. Search again without"
            " the cursor."
        )
    return Position(given, last)


def _check(payload: bytes) -> bytes:
    return hashlib.sha256(b"bowerbird cursor" + payload).digest()[:_CHECK_BYTES]


def _damaged() -> CursorError:
    return CursorError("This cursor is not one that a search gave. Search again without it.")
