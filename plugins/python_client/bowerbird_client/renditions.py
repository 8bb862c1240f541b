"""Thumbnails that were fetched, in memory, bounded, the longest unused first to go."""

from __future__ import annotations

import threading
from collections import OrderedDict

from .client import Rendition
from .values import Asset

CACHE_BYTES = 64 * 1024 * 1024


class RenditionCache:
    """Keeps renditions by the hash of what the picture holds, so that moves and copies cost nothing."""

    def __init__(self, most_bytes: int = CACHE_BYTES) -> None:
        """Say how much memory it may take."""
        self._most = most_bytes
        self._kept: OrderedDict[tuple[str, int], Rendition] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, asset: Asset, size: int) -> Rendition | None:
        """Give what is kept; it is right for good where the asset tells its hash, else its tag must be asked about."""
        with self._lock:
            key = _key(asset, size)
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, asset: Asset, size: int, rendition: Rendition) -> None:
        """Keep a rendition, and let others go for it."""
        with self._lock:
            key = _key(asset, size)
            before = self._kept.pop(key, None)
            self._size += len(rendition.data) - (0 if before is None else len(before.data))
            self._kept[key] = rendition
            while self._size > self._most:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone.data)

    def clear(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    @property
    def size(self) -> int:
        """The bytes that are kept."""
        return self._size


def is_lasting(asset: Asset) -> bool:
    """Tell whether what is kept for an asset needs no asking: its hash names it."""
    return asset.content is not None


def _key(asset: Asset, size: int) -> tuple[str, int]:
    return (f"content:{asset.content}" if is_lasting(asset) else f"asset:{asset.id}", size)
