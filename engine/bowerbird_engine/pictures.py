"""The pictures themselves: thumbnails, proxies and originals of the library, by id."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from bowerbird_engine.assets import Asset, AssetId, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import AssetOfflineError, PictureError
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.settings import Settings


class Pictures:
    """Give what is shown of the library's pictures. For any number of threads, none of which waits for a search."""

    def __init__(
        self, settings: Settings, renditions: Renditions, roots: Callable[[], Mapping[int, Root]]
    ) -> None:
        self._renditions = renditions
        self._roots = roots
        self._lock = threading.Lock()
        self._catalogue = Catalogue.open(settings.catalogue_path, read_only=True)
        self._pool = DecodePool(settings.decode, workers=1)

    def close(self) -> None:
        """End the workers and close the connection to the catalogue."""
        self._pool.close()
        with self._lock:
            self._catalogue.close()

    def asset(self, asset_id: AssetId) -> Asset:
        """Look up one picture. Raises UnknownAssetError."""
        roots = self._roots()
        with self._lock:
            return self._catalogue.files.asset(asset_id, roots)

    def thumbnail(self, asset_id: AssetId) -> bytes:
        """Return the WebP thumbnail of a picture, 320 px on the long side; one that was lost is made again."""
        asset = self.asset(asset_id)
        kept = self._renditions.get(asset.content_hash, "thumbnail")
        if kept is not None:
            return kept
        if not asset.online:
            raise AssetOfflineError(f"{asset.path} cannot be opened now: {self._offline_reason(asset)}")
        decoded = self._pool.submit(DecodeRequest(asset.path, thumbnail=True)).result()
        if decoded.thumbnail is None or decoded.hash != asset.content_hash:
            raise PictureError(f"{asset.path} has changed since it was indexed; run `bowerbird index`.")
        self._renditions.put(decoded.hash, "thumbnail", decoded.thumbnail)
        return decoded.thumbnail

    def _offline_reason(self, asset: Asset) -> str | None:
        root = self._roots().get(asset.root_id)
        return None if root is None else root.offline_reason
