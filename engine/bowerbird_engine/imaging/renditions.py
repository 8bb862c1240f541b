"""Thumbnails, proxies and local features on disk: a cache with a budget, safe to delete at any time."""

from __future__ import annotations

import contextlib
import math
import os
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bowerbird_engine.assets import ContentHash

Kind = Literal["small", "thumbnail", "large", "proxy", "features"]

THUMBNAIL_SIDES: Final = (160, 320, 640)
"""What a thumbnail may measure on its long side, in pixels; the index makes the middle one."""

KIND_OF_SIDE: Final[dict[int, Kind]] = {160: "small", 320: "thumbnail", 640: "large"}

_SUFFIXES: dict[Kind, str] = {
    "small": ".s.webp",
    "thumbnail": ".t.webp",
    "large": ".l.webp",
    "proxy": ".p.webp",
    "features": ".f",
}
LEFTOVER: Final = ".part"
"""How a file ends that was being written when its process was killed."""

_ABANDONED_AFTER_NS: Final = 3600 * 10**9
"""A younger one may be another process's, which still writes it."""

_TRIM_TO = 0.9
"""Trimming goes this far below the budget, so that it does not start again with the next picture."""


_EACH: Final = 16
"""One in so many is read for a sample, and so often the clock is looked at."""


@dataclass(frozen=True, slots=True)
class RenditionSurvey:
    """What lies in the folder: finished files and their bytes, what kills left, and what of those read is cut short."""

    files: int
    size: int
    leftovers: int
    read: int
    damaged: tuple[Path, ...]
    complete: bool


class Renditions:
    """Files by content hash. What is missing, cut short or no WebP counts as absent and is made again.

    Local features are no WebP: whoever reads them checks them.
    """

    def __init__(self, cache_dir: Path, budget_bytes: int) -> None:
        """Keep the files in a folder of their own inside `cache_dir`, made with the first of them."""
        self._folder = cache_dir / "renditions"
        self._budget_bytes = budget_bytes
        self._lock = threading.Lock()

    def put(self, content: ContentHash, kind: Kind, data: bytes) -> None:
        """Keep a rendition. It is there wholly or not at all. Raises OSError when the disk does not take it."""
        path = self._path(content, kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        # No fsync: a power cut may cost a cached file, which `get` then recognises as damaged.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=LEFTOVER)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def get(self, content: ContentHash, kind: Kind) -> bytes | None:
        """Give a rendition and note that it was wanted; None when there is no good one."""
        path = self._path(content, kind)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        if kind != "features" and not _is_whole(data):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        # File systems are mounted without access times, so the time of change tells the last use.
        with contextlib.suppress(OSError):
            os.utime(path)
        return data

    def forget(self, contents: Iterable[ContentHash]) -> None:
        """Delete all that is kept of some contents."""
        for content in contents:
            for kind in _SUFFIXES:
                with contextlib.suppress(OSError):
                    self._path(content, kind).unlink()

    def trim(self) -> int:
        """Delete what kills left, and what was wanted longest ago until the rest fits the budget; give the bytes freed."""
        with self._lock:
            long_ago = time.time_ns() - _ABANDONED_AFTER_NS
            every = sorted(self._files())
            abandoned = [file for file in every if file[2].suffix == LEFTOVER and file[0] < long_ago]
            files = [file for file in every if file not in abandoned] if abandoned else every
            excess = sum(size for _, size, _ in files) - self._budget_bytes
            target = excess + int(self._budget_bytes * (1 - _TRIM_TO)) if excess > 0 else 0
            return _deleted(abandoned) + _deleted(files, target)

    def survey(self, until: float, sample: int) -> RenditionSurvey:
        """Count and measure the files until this moment of `time.monotonic`, and read a sample of the WebP files."""
        files = size = leftovers = read = 0
        damaged: list[Path] = []
        for _, length, path in self._files():
            if path.name.endswith(LEFTOVER):
                leftovers += 1
                continue
            files += 1
            size += length
            # Names are digests, so that the first of each folder are as good a sample as any.
            if read < sample and path.suffix == ".webp" and files % _EACH == 1:
                read += 1
                with contextlib.suppress(OSError):
                    if not _is_whole(path.read_bytes()):
                        damaged.append(path)
            if files % _EACH == 0 and time.monotonic() > until:
                return RenditionSurvey(files, size, leftovers, read, tuple(damaged), complete=False)
        return RenditionSurvey(files, size, leftovers, read, tuple(damaged), complete=True)

    def _path(self, content: ContentHash, kind: Kind) -> Path:
        name = content.hex()
        return self._folder / name[:2] / (name[2:] + _SUFFIXES[kind])

    def _files(self) -> Iterator[tuple[int, int, Path]]:
        with contextlib.suppress(OSError):
            for folder in sorted(self._folder.iterdir()):
                with contextlib.suppress(OSError), os.scandir(folder) as entries:
                    for entry in entries:
                        with contextlib.suppress(OSError):
                            facts = entry.stat(follow_symlinks=False)
                            yield facts.st_mtime_ns, facts.st_size, Path(entry.path)


def _deleted(files: list[tuple[int, int, Path]], target: float = math.inf) -> int:
    """Delete files in their order until so many bytes are freed, and give how many were."""
    freed = 0
    for _, size, path in files:
        if freed >= target:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            freed += size
    return freed


def _is_whole(data: bytes) -> bool:
    """Tell whether a WebP file is as long as it says."""
    return (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP" and int.from_bytes(data[4:8], "little") + 8 == len(data)
    )
