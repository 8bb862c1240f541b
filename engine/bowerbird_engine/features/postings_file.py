"""The inverted index on disk, for the next start: a cache that is exactly what was saved, or counts as absent.

A magic number, the sizes, the generation, and a SHA-256 over the owner, these and all the rest; then keys, starts,
pictures and signatures. It is replaced in one step.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import stat
import struct
import time
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from bowerbird_engine.durability import replace_file
from bowerbird_engine.features.postings import Postings
from bowerbird_engine.features.vocabulary import WORDS

_MAGIC: Final = b"BWBDPST\x01"
_HEADER: Final = struct.Struct("<8sQQq32s")  # magic, pictures, postings, generation, digest
_ABANDONED_AFTER_SECONDS: Final = 3600.0


def save(path: Path, generation: int, postings: Postings, *, owner: str) -> bool:
    """Write an index, and tell whether the disk took it; a refusal leaves the older file and is no failure."""
    parts = [
        np.ascontiguousarray(postings.keys, "<i8"),
        np.ascontiguousarray(postings.starts, "<i8"),
        np.ascontiguousarray(postings.pictures, "<u4"),
        np.ascontiguousarray(postings.signatures, "<u8"),
    ]
    views = [part.reshape(-1).view(np.uint8).data for part in parts]
    numbers = len(postings.keys), len(postings.pictures)
    digest = _digest(owner, *numbers, generation, views)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        replace_file(path, [_HEADER.pack(_MAGIC, *numbers, generation, digest), *views])
    except OSError:
        return False
    return True


def generation_of(path: Path) -> int:
    """Tell of which generation a file says that it is, without reading the rest of it; 0 where there is none."""
    try:
        with _opened(path) as file:
            head = file.read(_HEADER.size) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except OSError:
        return 0
    if len(head) != _HEADER.size:
        return 0
    magic, _, _, generation, _ = _HEADER.unpack(head)
    return int(generation) if magic == _MAGIC else 0


def load(path: Path, *, newest: int, owner: str) -> tuple[int, Postings] | None:
    """Read an index of this owner and of no later generation than `newest`, with its generation; else None."""
    try:
        with _opened(path) as file:
            facts = os.fstat(file.fileno())
            head = file.read(_HEADER.size) if stat.S_ISREG(facts.st_mode) else b""
            if len(head) != _HEADER.size:
                return None
            magic, pictures, number, generation, stored = _HEADER.unpack(head)
            # The size is checked before memory is asked for, so that a wrong count cannot ask for all of it.
            size = 8 * pictures + 8 * (WORDS + 1) + 12 * number
            if magic != _MAGIC or not 0 < generation <= newest or facts.st_size != _HEADER.size + size:
                return None
            data = file.read(size)
    except OSError:
        return None
    if len(data) != size or _digest(owner, pictures, number, generation, [memoryview(data)]) != stored:
        return None
    ends = np.cumsum([8 * pictures, 8 * (WORDS + 1), 4 * number]).tolist()
    return generation, Postings(
        keys=np.frombuffer(data, "<i8", pictures).astype(np.int64, copy=False),
        starts=np.frombuffer(data, "<i8", WORDS + 1, ends[0]).astype(np.int64, copy=False),
        pictures=np.frombuffer(data, "<u4", number, ends[1]).astype(np.uint32, copy=False),
        signatures=np.frombuffer(data, "<u8", number, ends[2]).astype(np.uint64, copy=False),
    )


def _opened(path: Path) -> BinaryIO:
    # A pipe or a device in the file's place must not make the start wait.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags), "rb")


def _digest(owner: str, pictures: int, number: int, generation: int, parts: list[memoryview]) -> bytes:
    name = owner.encode()
    digest = hashlib.sha256(struct.pack("<IQQq", len(name), pictures, number, generation) + name)
    for part in parts:
        digest.update(part)
    return digest.digest()


def _sweep(path: Path) -> None:
    """Remove what a process left that was killed while it wrote."""
    for leftover in path.parent.glob(f"{glob.escape(path.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            if leftover.stat().st_mtime < time.time() - _ABANDONED_AFTER_SECONDS:
                leftover.unlink()
