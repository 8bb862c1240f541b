"""Walk the wire format of protocol buffers, in which graphs are written.

By hand, skipping over everything that nobody asks for, because the onnx package weighs as much as the runtime.
"""

from __future__ import annotations

import contextlib
import mmap
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

VARINT: Final = 0
BYTES: Final = 2
_FIXED_SIZES: Final[Mapping[int, int]] = {1: 8, 5: 4}
_CONTINUES: Final = 0x80
_MAX_VARINT_BYTES: Final = 10
# The nodes and weights of the largest models are some ten thousands; millions of empty fields would take minutes.
_MAX_FIELDS: Final = 1_000_000
_FIRST_TAG: Final = 1 << 3
_TAG_BITS: Final = 32


class WireError(ValueError):
    """Say that a file is no message of protocol buffers."""


class Field(NamedTuple):
    """A field of a message: its number and kind, its value where it is a whole number, and where its bytes lie."""

    number: int
    kind: int
    value: int
    start: int
    end: int


@contextlib.contextmanager
def mapped(path: Path) -> Generator[mmap.mmap]:
    """Map a file for reading. Raises WireError when it cannot be, or when the block finds it damaged."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            yield view
    except (OSError, ValueError, IndexError) as error:
        raise WireError(f"{path} is no message") from error


def fields(view: mmap.mmap, start: int, end: int) -> Iterator[Field]:
    """Walk the fields of the message between two places. Raises WireError or IndexError when the bytes are none."""
    for _ in range(_MAX_FIELDS):
        if start == end:
            return
        tag, start = varint(view, start)
        # Readers disagree on longer tags: the runtime's drops the upper bits and finds another field than we would.
        if tag < _FIRST_TAG or tag >> _TAG_BITS:
            raise WireError("no field has such a number")
        number, kind = tag >> 3, tag & 7
        value = size = 0
        if kind == VARINT:
            value, start = varint(view, start)
        elif kind == BYTES:
            size, start = varint(view, start)
        elif kind in _FIXED_SIZES:
            size = _FIXED_SIZES[kind]
        else:
            raise WireError("no field is of such a kind")
        if start + size > end:
            raise WireError("a field ends beyond its message")
        yield Field(number, kind, value, start, start + size)
        start += size
    raise WireError("no message has so many fields")


def varint(view: mmap.mmap, start: int) -> tuple[int, int]:
    """Read a whole number, and tell where it ends. Raises WireError or IndexError when there is none."""
    value = 0
    for place in range(_MAX_VARINT_BYTES):
        byte = view[start + place]
        value |= (byte & ~_CONTINUES) << (7 * place)
        if byte < _CONTINUES:
            return value, start + place + 1
    raise WireError("a number does not end")
