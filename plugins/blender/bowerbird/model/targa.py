"""Pixels in the plainest of all files, as Blender writes it: mirrored and turned there, a channel at a time. Pure."""

from __future__ import annotations

import struct
from collections.abc import Generator

from .orientation import Turn

_HEADER = struct.Struct("<BBBHHBHHHHBB")
_PLAIN = frozenset({2, 3})
"""Colours and greys, neither of a palette nor packed."""
_FROM_THE_TOP = 0x20
_FROM_THE_RIGHT = 0x10
_BYTE = 8
_HALF = 2
"""Quarters of a turn; three are one, which was done, and these."""


def turn_over(file: bytearray, turn: Turn) -> Generator[None, None, bool]:
    """Turn the picture in a file's bytes, in steps; tells whether it is one of plain bytes."""
    if len(file) < _HEADER.size:
        return False
    header = list(_HEADER.unpack_from(file))
    named, _palette, kind, *_of_palette, width, height, bits, how = header
    channels, start = bits // _BYTE, _HEADER.size + named
    end = start + width * height * channels
    is_plain = kind in _PLAIN and bits % _BYTE == 0 and not how & _FROM_THE_RIGHT
    if not is_plain or not start < end <= len(file):
        return False
    if how & _FROM_THE_TOP:
        turn = Turn(turn.mirrored, -turn.quarters % 4)
    if turn.quarters % 2:
        header[8:10] = height, width
        _HEADER.pack_into(file, 0, *header)
    for channel in range(channels):
        yield
        plane = _turned(bytes(file[start + channel : end : channels]), width, turn)
        yield
        file[start + channel : end : channels] = plane
    return True


def _turned(plane: bytes, width: int, turn: Turn) -> bytes:
    """Turn one channel, whose rows come from the bottom."""
    if turn.mirrored:
        plane = b"".join([plane[at : at + width][::-1] for at in range(0, len(plane), width)])
    if turn.quarters % 2:
        # Clockwise: what stood in the last column lies in the lowest row, from its bottom.
        plane = b"".join([plane[column::width] for column in range(width - 1, -1, -1)])
    return plane[::-1] if turn.quarters >= _HALF else plane
