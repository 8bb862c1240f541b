"""Thumbnails that were fetched, in memory, bounded, the longest unused first to go."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Union

from .client import Rendition
from .pixels import RawPixels
from .values import Asset

CACHE_BYTES = 64 * 1024 * 1024

_Kept = Union[Rendition, RawPixels]
_Key = tuple[str, int, type]


class RenditionCache:
    """Keeps renditions by the hash of what the picture holds, so that moves and copies cost nothing."""

    def __init__(self, most_bytes: int = CACHE_BYTES) -> None:
        """Say how much memory it may take, WebP files and pixels together."""
        self._most = most_bytes
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, asset: Asset, size: int) -> Rendition | None:
        """Give what is kept; it is right for good where the asset tells its hash, else its tag must be asked about."""
        found = self._find(_key(asset, size, Rendition))
        return found if isinstance(found, Rendition) else None

    def pixels(self, asset: Asset, size: int) -> RawPixels | None:
        """Give the pixels that are kept, right for as long as a rendition is."""
        found = self._find(_key(asset, size, RawPixels))
        return found if isinstance(found, RawPixels) else None

    def put(self, asset: Asset, size: int, rendition: Rendition | RawPixels) -> None:
        """Keep a rendition or pixels, and let others go for it."""
        with self._lock:
            key = _key(asset, size, type(rendition))
            before = self._kept.pop(key, None)
            self._size += _bytes(rendition) - (0 if before is None else _bytes(before))
            self._kept[key] = rendition
            while self._size > self._most:
                _, gone = self._kept.popitem(last=False)
                self._size -= _bytes(gone)

    def clear(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    @property
    def size(self) -> int:
        """The bytes that are kept."""
        return self._size

    def _find(self, key: _Key) -> _Kept | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found


def is_lasting(asset: Asset) -> bool:
    """Tell whether what is kept for an asset needs no asking: its hash names it."""
    return asset.content is not None


def _bytes(kept: _Kept) -> int:
    return len(kept.data if isinstance(kept, Rendition) else kept.rgba)


def _key(asset: Asset, size: int, form: type) -> _Key:
    return (f"content:{asset.content}" if is_lasting(asset) else f"asset:{asset.id}", size, form)
