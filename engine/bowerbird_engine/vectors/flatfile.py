"""Keep the vectors of one space in a file beside the catalogue, so that a start needs no walk through the database.

The file is a cache. It is written whole under a temporary name, and read whole and checked against its SHA-256:
whatever is wrong with it, `load` gives None and the caller takes the vectors from the catalogue. It is read into
memory instead of being mapped, because a mapped file that is cut short later kills the process that looks at it.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import io
import os
import stat
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.durability import replace_file
from bowerbird_engine.vectors.kernels import Float16Array

MAGIC = b"BWBDVEC\x01"
# magic, dimension, count, generation, SHA-256 over the owner, the fields before it and everything after it
HEADER = struct.Struct("<8sIQq32s")
ABANDONED_AFTER_SECONDS = 3600.0
# Read and hashed while it is still in the processor's cache.
READ_AT_ONCE = 1024 * 1024


class Hash(Protocol):
    """What hashlib makes."""

    def update(self, data: memoryview, /) -> None:
        """Take in more bytes."""

    def digest(self) -> bytes:
        """Give the digest of what was taken in."""
        ...


@dataclass(frozen=True, slots=True)
class FlatVectors:
    """Sorted keys [N] and their float16 vectors [N, D]."""

    keys: Int64Array
    vectors: Float16Array


def save(path: Path, generation: int, keys: Int64Array, vectors: Float16Array, *, owner: str = "") -> bool:
    """Write the vectors, replacing an older file in one step. Tell whether the disk took them.

    `owner` names what the vectors belong to (the catalogue's own id and the space): generations of two libraries
    count alike. A refusal (full disk, no permission) leaves the older file as it was and is no failure: the next
    start is slower.
    """
    if vectors.ndim != 2 or len(keys) != len(vectors):  # noqa: PLR2004  a matrix
        raise ValueError("as many keys as vectors are needed")
    parts = [bytes_of(np.ascontiguousarray(keys, "<i8")), bytes_of(np.ascontiguousarray(vectors, "<f2"))]
    digest = _digest(owner, vectors.shape[1], len(keys), generation)
    for part in parts:
        digest.update(part)
    header = HEADER.pack(MAGIC, vectors.shape[1], len(keys), generation, digest.digest())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path)
        replace_file(path, [header, *parts])
    except OSError:
        return False
    return True


def load(path: Path, generation: int, *, dimension: int | None = None, owner: str = "") -> FlatVectors | None:
    """Read the vectors of this generation and owner, or None when the file is not exactly what was saved."""
    try:
        with opened(path) as file:
            return _read(file, generation, dimension, owner)
    except OSError:
        return None


def opened(path: Path) -> io.FileIO:
    """Open a cache file for reading. A pipe or a device in its place does not make the start wait."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return io.FileIO(os.open(path, flags), "rb")


def _read(file: io.FileIO, generation: int, dimension: int | None, owner: str) -> FlatVectors | None:
    facts = os.fstat(file.fileno())
    head = file.read(HEADER.size) if stat.S_ISREG(facts.st_mode) else b""
    if len(head) != HEADER.size:
        return None
    magic, stored_dimension, count, stored_generation, stored_digest = HEADER.unpack(head)
    if magic != MAGIC or stored_generation != generation or dimension not in (None, stored_dimension):
        return None
    # The size is checked before memory is asked for, so that a wrong count cannot ask for all of it.
    if stored_dimension < 1 or facts.st_size != HEADER.size + count * (8 + 2 * stored_dimension):
        return None
    keys = np.empty(count, "<i8")
    vectors = np.empty((count, stored_dimension), "<f2")
    digest = _digest(owner, stored_dimension, count, generation)
    for array in (keys, vectors):
        if not fill(file, array, digest):
            return None
    if digest.digest() != stored_digest:
        return None
    return FlatVectors(keys.astype(np.int64, copy=False), vectors.astype(np.float16, copy=False))


def fill(file: io.FileIO, array: npt.NDArray[Any], digest: Hash) -> bool:
    """Read the next bytes of a file into an array and its digest; False when the file ends before."""
    rest = bytes_of(array)
    while rest:
        got = file.readinto(rest[:READ_AT_ONCE])
        if not got:
            return False
        digest.update(rest[:got])
        rest = rest[got:]
    return True


def bytes_of(array: npt.NDArray[Any]) -> memoryview:
    """View an array as the bytes that it is stored as."""
    return array.reshape(-1).view(np.uint8).data


def _digest(owner: str, dimension: int, count: int, generation: int) -> Hash:
    name = owner.encode()
    return hashlib.sha256(struct.pack("<IIQq", len(name), dimension, count, generation) + name)


def sweep(path: Path) -> None:
    """Remove what a process left that was killed while it wrote."""
    for leftover in path.parent.glob(f"{glob.escape(path.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            if leftover.stat().st_mtime < time.time() - ABANDONED_AFTER_SECONDS:
                leftover.unlink()
