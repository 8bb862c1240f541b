"""Keep a graph in a file beside the vectors, so that a start need not build it again.

The file is a cache, written whole under a temporary name and read whole into memory. usearch's loader trusts what it is
given and a wrong byte can end the process, so it is given nothing before the SHA-256 of everything was found to be right.
The generation of the vectors is no part of the stamp: each vector in the graph has a fingerprint, by which a graph of any
generation is compared with the vectors of now, and only what differs is added.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import stat
import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from bowerbird_engine.durability import replace_file
from bowerbird_engine.vectors.flatfile import Hash, bytes_of, fill, opened, sweep
from bowerbird_engine.vectors.graph import Graph, GraphImage
from bowerbird_engine.vectors.native_graph import written_by
from bowerbird_engine.vectors.quantising import Quantiser

MAGIC = b"BWBDGRA\x01"
# magic, dimension, count, bytes of the graph itself, scale, SHA-256 over the stamp, the fields before it and all after it
HEADER = struct.Struct("<8sIQQd32s")


# Between two pieces whoever wants the work to end is heard.
PIECE_BYTES = 16 * 1024 * 1024


def always() -> bool:
    """Go on to the end."""
    return True


def save(path: Path, image: GraphImage, *, owner: str, going: Callable[[], bool] = always) -> bool:
    """Write a graph, replacing an older file in one step. Tell whether it is there.

    `owner` names what the vectors belong to. Where the disk refuses, or as soon as `going` says no, the older file stays
    as it was: the next start builds more.
    """
    dimension, count, size = len(image.quantiser.middle), len(image.keys), len(image.data)
    parts = [
        bytes_of(np.ascontiguousarray(image.quantiser.middle, "<f4")),
        bytes_of(np.ascontiguousarray(image.keys, "<i8")),
        bytes_of(np.ascontiguousarray(image.prints, "<u8")),
        image.data,
    ]
    digest = _digest(owner, dimension, count, size, image.quantiser.scale)
    try:
        for piece in _pieces(parts, going):
            digest.update(piece)
        header = HEADER.pack(MAGIC, dimension, count, size, image.quantiser.scale, digest.digest())
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path)
        replace_file(path, itertools.chain([header], _pieces(parts, going)))
    except OSError:
        return False
    return True


def load(path: Path, *, dimension: int, owner: str, going: Callable[[], bool] = always) -> Graph | None:
    """Read the graph of this owner; None when the file is not exactly what was saved, or `going` says no."""
    try:
        with opened(path) as file:
            image = _read(file, dimension, owner, going)
    except OSError:
        return None
    return None if image is None else Graph.restored(image)


def _read(file: io.FileIO, dimension: int, owner: str, going: Callable[[], bool]) -> GraphImage | None:
    facts = os.fstat(file.fileno())
    head = file.read(HEADER.size) if stat.S_ISREG(facts.st_mode) else b""
    if len(head) != HEADER.size:
        return None
    magic, stored_dimension, count, size, scale, stored_digest = HEADER.unpack(head)
    # The size is checked before memory is asked for, so that a wrong count cannot ask for all of it.
    expected = HEADER.size + 4 * stored_dimension + 16 * count + size
    if magic != MAGIC or stored_dimension != dimension or facts.st_size != expected:
        return None
    middle, keys, prints = np.empty(dimension, "<f4"), np.empty(count, "<i8"), np.empty(count, "<u8")
    data = np.empty(size, np.uint8)
    digest = _digest(owner, dimension, count, size, scale)
    for piece in _pieces([bytes_of(array) for array in (middle, keys, prints, data)], going):
        if not fill(file, np.frombuffer(piece, np.uint8), digest):
            return None
    if digest.digest() != stored_digest:
        return None
    quantiser = Quantiser(middle.astype(np.float32, copy=False), scale)
    return GraphImage(
        quantiser, keys.astype(np.int64, copy=False), prints.astype(np.uint64, copy=False), data.data
    )


def _pieces(parts: Iterable[memoryview], going: Callable[[], bool]) -> Iterator[memoryview]:
    for part in parts:
        for start in range(0, len(part), PIECE_BYTES):
            if not going():
                raise InterruptedError
            yield part[start : start + PIECE_BYTES]


def _digest(owner: str, dimension: int, count: int, size: int, scale: float) -> Hash:
    stamp = f"{written_by()}\0{owner}".encode()
    return hashlib.sha256(struct.pack("<IIQQd", len(stamp), dimension, count, size, scale) + stamp)
