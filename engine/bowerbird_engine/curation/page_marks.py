"""Where the next page of a list of kept things begins: an opaque text that belongs to that list."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from typing import Final

from bowerbird_engine.errors import CursorError

_FORMAT: Final = struct.Struct(">q")
_CHECK_BYTES: Final = 8
_LONGEST: Final = 32


def encode(position: int, of_list: str) -> str:
    """Write a position, a row id, in a list."""
    payload = _FORMAT.pack(position)
    return base64.urlsafe_b64encode(payload + _check(payload, of_list)).decode("ascii").rstrip("=")


def decode(cursor: str, of_list: str) -> int:
    """Read a position. Raises CursorError when it was altered or belongs to another list."""
    if len(cursor) > _LONGEST or not cursor.isascii():
        raise _unfit()
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _unfit() from error
    payload = raw[: _FORMAT.size]
    if len(payload) != _FORMAT.size or raw[_FORMAT.size :] != _check(payload, of_list):
        raise _unfit()
    position: int = _FORMAT.unpack(payload)[0]
    return position


def _check(payload: bytes, of_list: str) -> bytes:
    told = of_list.encode("utf-8", "backslashreplace")
    return hashlib.sha256(b"bowerbird page\0" + payload + told).digest()[:_CHECK_BYTES]


def _unfit() -> CursorError:
    return CursorError("This cursor is not one that this list gave. Ask for the list again without it.")
