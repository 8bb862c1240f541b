"""Where files lie and where what was made of them goes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bowerbird_engine.assets import Asset, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import CatalogueError, DiskFullError
from bowerbird_engine.imaging.pool import Decoded
from bowerbird_engine.imaging.renditions import Renditions


def path_of(root: Root, path: bytes) -> Path:
    """Give the absolute path of a file of a root."""
    return root.path / os.fsdecode(path)


def reachable(
    catalogue: Catalogue, content_ids: Sequence[int], roots: Mapping[int, Root]
) -> Iterator[tuple[int, Asset]]:
    """Give, for each content that has one, a file that lies on a disk that is here; contents in their given order."""
    for content_id, assets in catalogue.files.assets(content_ids, roots).items():
        online = next((asset for asset in assets if asset.online), None)
        if online is not None:
            yield content_id, online


def store_renditions(renditions: Renditions, pictures: Iterable[Decoded]) -> None:
    """Put thumbnails and proxies into the cache. Raises DiskFullError when its disk is full."""
    try:
        for picture in pictures:
            if picture.thumbnail is not None:
                renditions.put(picture.hash, "thumbnail", picture.thumbnail)
            if picture.proxy is not None:
                renditions.put(picture.hash, "proxy", picture.proxy)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(
                "The disk that holds the thumbnails is full. Nothing that was saved is lost: free some space and"
                " index again."
            ) from error
        raise CatalogueError(
            f"Thumbnails cannot be written ({error}). Check the permissions of the cache folder."
        ) from error
