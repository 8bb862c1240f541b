"""The pictures themselves: thumbnails, proxies and originals of the library, by id; and pictures that come from outside."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from bowerbird_engine.assets import (
    Asset,
    AssetId,
    ContentHash,
    Original,
    PictureFacts,
    RawPixels,
    Root,
    Uint8Array,
)
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import (
    AssetChangedError,
    AssetGoneError,
    AssetOfflineError,
    PictureError,
    PictureTooLargeError,
    UsageError,
)
from bowerbird_engine.gone import not_there
from bowerbird_engine.imaging.failures import reason_code
from bowerbird_engine.imaging.formats import SNIFF_BYTES, sniff
from bowerbird_engine.imaging.pool import Decoded, DecodePool, DecodeRequest
from bowerbird_engine.imaging.renditions import KIND_OF_SIDE, THUMBNAIL_SIDES, Kind, Renditions
from bowerbird_engine.scanning.named_places import named_file
from bowerbird_engine.scanning.originals import changed, open_as_indexed
from bowerbird_engine.scanning.roots import cannot_now, why_gone
from bowerbird_engine.settings import Settings

_WORKERS: Final = 2
"""Enough that one large picture does not hold up all others, few enough to leave the machine to searches."""


class Pictures:
    """Give what is shown of the library's pictures. For any number of threads, none of which waits for a search."""

    def __init__(
        self, settings: Settings, renditions: Renditions, roots: Callable[[], Mapping[int, Root]]
    ) -> None:
        self._renditions = renditions
        self._roots = roots
        self._max_bytes = settings.decode.max_file_bytes
        self._lock = threading.Lock()
        self._catalogue = Catalogue.open(settings.catalogue_path, read_only=True)
        self._pool = DecodePool(settings.decode, workers=min(_WORKERS, settings.workers))
        # What lies in our own cache is decoded in a millisecond or two, and never waits for a large original.
        self._small = DecodePool(settings.decode, workers=1)

    def close(self) -> None:
        """End the workers and close the connection to the catalogue."""
        self._pool.close()
        self._small.close()
        with self._lock:
            self._catalogue.close()

    def change_counter(self) -> int:
        """Give a number that changes whenever any process changes the library."""
        with self._lock:
            return self._catalogue.change_counter()

    def asset(self, asset_id: AssetId) -> Asset:
        """Look up one picture. Raises UnknownAssetError."""
        roots = self._roots()
        with self._lock:
            return self._catalogue.files.asset(asset_id, roots)

    def assets(self, asset_ids: Iterable[AssetId]) -> dict[AssetId, Asset]:
        """Look up pictures, in the order of their ids; those that are not there, or no longer, are left out."""
        roots = self._roots()
        with self._lock:
            return self._catalogue.files.assets_of(list(asset_ids), roots)

    def thumbnail(self, asset_id: AssetId, side: int) -> bytes:
        """Give a WebP file of at most `side` pixels on the long side, made of the proxy or the original if need be."""
        return self._rendition(asset_id, _kind_of(side), side)

    def thumbnail_pixels(self, asset_id: AssetId, side: int) -> RawPixels:
        """Give the pixels of a thumbnail."""
        kind = _kind_of(side)
        file = self._rendition(asset_id, kind, side)
        try:
            return self._pixels(file, side)
        except PictureError:  # damaged on the disk
            return self._pixels(self._anew(asset_id, kind, side), side)

    def proxy(self, asset_id: AssetId) -> bytes:
        """Give the WebP file that stands for a picture while its disk is away."""
        return self._rendition(asset_id, "proxy")

    def open_original(self, asset_id: AssetId) -> Original:
        """Open a picture's file, as it was indexed and nothing else."""
        roots = self._roots()
        with self._lock, self._catalogue.snapshot():
            asset = self._catalogue.files.asset(asset_id, roots)
            file = self._catalogue.files.stored(asset_id)
        root = roots[asset.root_id]
        if not root.online:
            raise _offline(asset, root.offline_reason)
        try:
            stream = open_as_indexed(root.path, file, asset.content_hash)
        except (AssetGoneError, AssetChangedError) as error:
            # A disk that was pulled out leaves an empty folder or another disk at its place.
            if (reason := why_gone(root)) is not None:
                raise _offline(asset, reason) from error
            if asset.held_since is not None:
                raise not_there(asset, "opened") from error
            raise
        try:
            kind = sniff(stream.read(SNIFF_BYTES))
            stream.seek(0)
        except OSError as error:
            stream.close()
            raise PictureError(f"{asset.path} cannot be read: {error.strerror}.") from error
        if kind is None or kind.media_type != asset.media_type:
            stream.close()
            raise changed(asset.path)
        return Original(stream, file.size, kind.media_type, asset.content_hash)

    def letters(self, asset: Asset) -> tuple[str, ...]:
        """Give the lines of letters that were read in a picture, in reading order."""
        with self._lock:
            return tuple(self._catalogue.texts.lines([asset.content_id]).get(asset.content_id, ()))

    def decode_original(
        self, asset: Asset, ask: Callable[[Path], DecodeRequest], pool: DecodePool | None = None
    ) -> Decoded:
        """Decode a picture as it was indexed, from it or from a copy that can be opened now.

        Raises AssetOfflineError, AssetChangedError, AssetGoneError, and PictureError and its subclasses.
        """
        failure: PictureError | AssetGoneError | AssetChangedError | None = None
        for place in self._places(asset):
            try:
                decoded = (pool or self._pool).submit(ask(place.path)).result()
            except PictureError as error:
                failure = failure or _failure(place, error)
                continue
            if decoded.hash != asset.content_hash:
                failure = failure or changed(place.path)
                continue
            return decoded
        raise failure or self._not_here(asset)

    def _not_here(self, asset: Asset) -> AssetOfflineError | AssetGoneError:
        root = self._roots().get(asset.root_id)
        if root is not None and root.online and asset.held_since is not None:
            return not_there(asset, "opened")
        return _offline(asset, None if root is None else root.offline_reason)

    def of_contents(self, content_ids: Iterable[int]) -> dict[int, Asset]:
        """Give a file for each of these contents that has one, one that can be opened now if there is such a one."""
        roots = self._roots()
        with self._lock:
            found = self._catalogue.files.assets(list(content_ids), roots)
        return {
            content: next((asset for asset in assets if asset.online), assets[0])
            for content, assets in found.items()
        }

    def pixels(self, asset: Asset, long_side: int, kinds: tuple[Kind, ...]) -> Uint8Array:
        """Give a picture's pixels, RGB [H, W, 3], of the first of these renditions that is kept, else of the original.

        Raises as `decode_original` does.
        """
        for kind in kinds:
            kept = self._renditions.get(asset.content_hash, kind)
            if kept is not None:
                with contextlib.suppress(PictureError):  # damaged on the disk
                    return _shown(self._pool.submit(DecodeRequest(kept, long_side=long_side)).result())
        return _shown(self.decode_original(asset, lambda path: DecodeRequest(path, long_side=long_side)))

    def examine(self, data: bytes) -> PictureFacts:
        """Decode a picture that is not of the library, as a query would. Raises PictureError and its subclasses."""
        if len(data) > self._max_bytes:
            raise PictureTooLargeError(f"The picture is larger than {self._max_bytes >> 20} MB.")
        decoded = self._pool.submit(DecodeRequest(data)).result()
        return PictureFacts(decoded.width, decoded.height, decoded.media_type)

    def shrink(self, source: Path | bytes, side: int) -> tuple[ContentHash, bytes]:
        """Make a WebP file, at most `side` pixels long, of a picture from outside; give the hash of what it was made of.

        Raises PictureError and its subclasses.
        """
        place = named_file(source) if isinstance(source, Path) else source
        decoded = self._pool.submit(DecodeRequest(place, sides=(side,))).result()
        return decoded.hash, decoded.sized[0]

    # Renditions

    def _rendition(self, asset_id: AssetId, kind: Kind, side: int | None = None) -> bytes:
        with self._lock:
            content = self._catalogue.files.content_of(asset_id)
        # What is kept needs no look at the disks, one of which may be slow to answer.
        kept = None if content is None else self._renditions.get(content, kind)
        return self._anew(asset_id, kind, side) if kept is None else kept

    def _anew(self, asset_id: AssetId, kind: Kind, side: int | None) -> bytes:
        asset = self.asset(asset_id)
        if side is not None and (made := self._from_proxy(asset.content_hash, kind, side)) is not None:
            return made
        return self._from_original(asset, kind)

    def _pixels(self, file: bytes, side: int) -> RawPixels:
        return _with_alpha(_shown(self._small.submit(DecodeRequest(file, long_side=side)).result()))

    def _from_proxy(self, content: ContentHash, kind: Kind, side: int) -> bytes | None:
        proxy = self._renditions.get(content, "proxy")
        if proxy is None:
            return None
        try:
            decoded = self._pool.submit(DecodeRequest(proxy, sides=(side,))).result()
        except PictureError:  # damaged on the disk: the original makes a good one
            return None
        self._keep(content, kind, decoded.sized[0])
        return decoded.sized[0]

    def _from_original(self, asset: Asset, kind: Kind) -> bytes:
        """Make all of a picture's renditions anew, from it or from a copy that can be opened now."""
        others = [side for side, other in KIND_OF_SIDE.items() if other == kind != "thumbnail"]
        decoded = self.decode_original(
            asset, lambda path: DecodeRequest(path, thumbnail=True, proxy=True, sides=tuple(others))
        )
        made = dict(_made(decoded, kind))
        for each, data in made.items():
            self._keep(asset.content_hash, each, data)
        return made[kind]

    def _places(self, asset: Asset) -> list[Asset]:
        roots = self._roots()
        with self._lock:
            copies = self._catalogue.files.assets([asset.content_id], roots).get(asset.content_id, ())
        places = [asset, *(copy for copy in copies if copy.id != asset.id)]
        return [place for place in places if place.online]

    def _keep(self, content: ContentHash, kind: Kind, data: bytes) -> None:
        # A cache: a disk that takes no more must not hide a picture that was just made.
        with contextlib.suppress(OSError):
            self._renditions.put(content, kind, data)


def _shown(decoded: Decoded) -> Uint8Array:
    if decoded.pixels is None:
        raise AssertionError("the pool checks that there are the pixels that were asked for")
    return decoded.pixels


def _kind_of(side: int) -> Kind:
    kind = KIND_OF_SIDE.get(side)
    if kind is None:
        sides = ", ".join(map(str, THUMBNAIL_SIDES))
        raise UsageError(f"There are no thumbnails of {side!r} pixels; choose one of {sides}.")
    return kind


def _with_alpha(pixels: Uint8Array) -> RawPixels:
    height, width, _ = pixels.shape
    rgba = np.full((height, width, 4), 255, np.uint8)
    rgba[..., :3] = pixels
    return RawPixels(width, height, rgba.tobytes())


def _made(decoded: Decoded, kind: Kind) -> Iterator[tuple[Kind, bytes]]:
    if decoded.thumbnail is not None:
        yield "thumbnail", decoded.thumbnail
    if decoded.proxy is not None:
        yield "proxy", decoded.proxy
    if decoded.sized:
        yield kind, decoded.sized[0]


def _failure(asset: Asset, error: PictureError) -> PictureError | AssetGoneError | AssetChangedError:
    match reason_code(error):
        case "vanished":
            return AssetGoneError(f"{asset.path} is no longer there; run `bowerbird index` to look for it.")
        case "symbolic_link" | "not_a_file" | "changed_while_read":
            return changed(asset.path)
        case _:
            return error


def _offline(asset: Asset, reason: str | None) -> AssetOfflineError:
    return AssetOfflineError(cannot_now(asset.path, "opened", reason))
