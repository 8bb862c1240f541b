"""The picture of a query: a file, bytes, or a picture of the library."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from bowerbird_engine.assets import (
    Asset,
    AssetId,
    ContentHash,
    Float32Array,
    Int64Array,
    Region,
    Root,
    Uint8Array,
)
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.encoding.encoders import ImageEncoder
from bowerbird_engine.errors import AssetChangedError, AssetOfflineError, PictureError, UsageError
from bowerbird_engine.gone import not_there

LOOK_SIDE: Final = 640
"""Pixels of the long side that a picture is looked at with: enough for a photo in a page, at 5 ms more than none."""


_REMEMBERED: Final = 16
"""Vectors of given pictures that are kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A picture of a query as it is seen, uint8 [H, W, 3], `LOOK_SIDE` long at most, and the size in pixels that it has."""

    pixels: Uint8Array
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class QueryPicture:
    """A picture to compare with, decoded and fitted for the image encoder, uint8 [S, S, 3]; and its file's hash."""

    hash: ContentHash
    pixels: Uint8Array
    look: Look | None = None


class DecodeForModel(Protocol):
    """What decodes a picture, or a region of it, and fits it for a model."""

    def __call__(self, source: Path | bytes, region: Region | None = None, /) -> QueryPicture:
        """Raise PictureError, or UsageError for a region of a few pixels."""
        ...


@dataclass(frozen=True, slots=True)
class Reference:
    """The vector to compare with, the hash of the file, and the content when it is one of the library's.

    That of a `region` is no content, whichever picture it is a part of. `look` is there when it had to be decoded.
    """

    vector: Float32Array
    hash: ContentHash
    content_id: int | None = None
    region: Region | None = None
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class ReferenceReader:
    """Turn what the person gave into a vector to compare with."""

    catalogue: Catalogue
    encoder: ImageEncoder
    decode: DecodeForModel
    kept: Callable[[ContentHash], bytes | None]
    """The proxy of a picture of the library, None where there is none."""

    encoded: OrderedDict[bytes, Float32Array] = field(
        default_factory=OrderedDict[bytes, Float32Array], init=False
    )
    """Vectors by the pixels that they were made of: for the next pages, and for the list once its labels are proved."""

    def read(
        self, like: Path | bytes | AssetId, roots: Mapping[int, Root], region: Region | None = None
    ) -> Reference:
        """Take the stored vector of a picture of the library, or decode and encode another one, or a part of one.

        Raises UnknownAssetError, UsageError for a picture without a vector that cannot be opened now or for a region
        of a few pixels, AssetOfflineError or AssetChangedError for a part of a picture of which nothing is here any more,
        or PictureError.
        """
        if isinstance(like, str):
            return self._stored(like, roots) if region is None else self._part(like, region, roots)
        picture = self.decode(_located(like) if isinstance(like, Path) else like, region)
        return Reference(self._vector(picture), picture.hash, region=region, look=picture.look)

    def same_content(self, reference: Reference) -> int | None:
        """Find the content that holds the very bytes of the reference; a part of a picture is none."""
        if reference.region is not None:
            return None
        if reference.content_id is not None:
            return reference.content_id
        return self.catalogue.files.content_with(reference.hash)

    def stored(self, content_ids: Int64Array) -> Float32Array:
        """Give the vectors [N, dimension] of those of these contents that the model has learned."""
        space_id = self.catalogue.vectors.find(self.encoder.space)
        found = (
            []
            if space_id is None
            else [self.catalogue.vectors.get(space_id, content_id) for content_id in content_ids.tolist()]
        )
        vectors = [vector for vector in found if vector is not None]
        return np.array(vectors, np.float32).reshape(len(vectors), self.encoder.space.dimension)

    def _stored(self, asset_id: AssetId, roots: Mapping[int, Root]) -> Reference:
        asset = self.catalogue.files.asset(asset_id, roots)
        space_id = self.catalogue.vectors.find(self.encoder.space)
        vector = None if space_id is None else self.catalogue.vectors.get(space_id, asset.content_id)
        if vector is None:
            vector = self._encoded(asset)
        if vector is None:
            raise UsageError(
                f"The picture {asset_id} is not ready for this model yet. Run `bowerbird index`."
            )
        return Reference(vector, asset.content_hash, asset.content_id)

    def _encoded(self, asset: Asset) -> Float32Array | None:
        """Look at a picture of the library that this model has not learned, if it can be opened as it was indexed."""
        if not asset.online:
            return None
        try:
            picture = self.decode(_located(asset.path))
        except PictureError:
            return None
        if picture.hash != asset.content_hash:
            return None
        return self._vector(picture)

    def _part(self, asset_id: AssetId, region: Region, roots: Mapping[int, Root]) -> Reference:
        """Look at a part of a picture of the library: of the original where it is here, else of the proxy."""
        asset = self.catalogue.files.asset(asset_id, roots)
        if asset.online:
            with contextlib.suppress(PictureError):
                picture = self.decode(_located(asset.path), region)
                if picture.hash == asset.content_hash:
                    return Reference(
                        self._vector(picture), asset.content_hash, region=region, look=picture.look
                    )
        proxy = self.kept(asset.content_hash)
        if proxy is None and asset.online:
            raise AssetChangedError(
                f"{asset.path} cannot be read as it was indexed. Run `bowerbird index`, then search again."
            )
        if proxy is None and asset.held_since is not None:
            raise not_there(asset, "looked at")
        if proxy is None:
            raise AssetOfflineError(
                f"{asset.path} lies on a disk that is not here, and no copy of it is kept. Connect the disk “{asset.volume_label}”."
            )
        picture = self.decode(proxy, region)
        return Reference(self._vector(picture), asset.content_hash, region=region, look=picture.look)

    def _vector(self, picture: QueryPicture) -> Float32Array:
        seen = hashlib.sha256(picture.pixels.tobytes()).digest()
        if seen not in self.encoded:
            self.encoded[seen] = self.encoder.encode(picture.pixels[np.newaxis])[0]
            while len(self.encoded) > _REMEMBERED:
                self.encoded.popitem(last=False)
        self.encoded.move_to_end(seen)
        return self.encoded[seen]


def _located(picture: Path) -> Path:
    """Follow `~`, the working folder and links, as the person who named this very file means them."""
    try:
        return picture.expanduser().resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        # A home that nobody has, a loop of links, a name that no file can have, a working folder that is gone.
        raise PictureError(
            f"There is no picture at {os.fspath(picture)!r} that can be reached: check its path and its permissions,"
            " or give its full path."
        ) from error
