"""The texts and the EXIF of a PNG file, wherever in it they stand: Pillow gives those behind the pixels only after decoding them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from itertools import islice
from typing import Final

_MOST_CHUNKS: Final = 100_000
"""Of chunks of 8 KB, which are common, so many make 800 MB."""
_MOST_TEXTS: Final = 1000
_MOST_BYTES: Final = 1 << 20
_SIGNATURE_BYTES: Final = 8
_HEAD_BYTES: Final = 8
_SUM_BYTES: Final = 4
_TEXTS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_EXIF: Final = frozenset({b"eXIf"})
_LONGEST_KEY: Final = 79

Stream = BufferedReader | BytesIO


def png_texts(stream: Stream) -> Iterator[tuple[str, bytes]]:
    """Give the keyword of each text in capitals and small letters as it stands, and what it says, not decoded yet."""
    for kind, data in islice(_chunks(stream, _TEXTS), _MOST_TEXTS):
        key, zero, rest = data.partition(b"\0")
        text = _text(kind, rest)
        if zero and text and 0 < len(key) <= _LONGEST_KEY:
            yield key.decode("latin-1"), text


def png_exif(stream: Stream) -> bytes | None:
    """Give the EXIF of the first chunk that is one; None where there is none."""
    return next((data for _, data in _chunks(stream, _EXIF)), None)


def exif_in_text(text: bytes) -> bytes:
    """Read EXIF as ImageMagick writes it into a text: two lines and the length, and then digits to base 16."""
    try:
        return bytes.fromhex("".join(text.decode("ascii").split("\n")[3:]))
    except ValueError:
        return b""


def _chunks(stream: Stream, kinds: frozenset[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Give the chunks of these kinds that are no longer than a caption needs, and step over all others."""
    stream.seek(_SIGNATURE_BYTES)
    for _ in range(_MOST_CHUNKS):
        head = stream.read(_HEAD_BYTES)
        if len(head) < _HEAD_BYTES or head[4:] == b"IEND":
            return
        length = int.from_bytes(head[:4], "big")
        if head[4:] not in kinds or length > _MOST_BYTES:
            stream.seek(length + _SUM_BYTES, 1)
            continue
        data = stream.read(length)
        stream.seek(_SUM_BYTES, 1)
        yield head[4:], data


def _text(kind: bytes, rest: bytes) -> bytes:
    match kind:
        case b"tEXt":
            return rest
        case b"zTXt":
            return _inflated(rest[1:])
        case _:
            flags, rest = rest[:2], rest[2:]
            _language, _, rest = rest.partition(b"\0")
            _translated, _, text = rest.partition(b"\0")
            return _inflated(text) if flags[:1] == b"\1" else text


def _inflated(data: bytes) -> bytes:
    """Decompress as much as a caption may have: what is packed into a megabyte could be a gigabyte."""
    try:
        return zlib.decompressobj().decompress(data, _MOST_BYTES)
    except zlib.error:
        return b""
