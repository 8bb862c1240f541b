"""Embed the contents that lack a vector in the current space: after a change of model, and after kills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from bowerbird_engine.assets import Asset, ContentHash, Progress, Root, Uint8Array
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.encoding.encoders import ImageEncoder
from bowerbird_engine.errors import PictureError
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.indexing.embedding import embed
from bowerbird_engine.indexing.lookahead import decode_ahead
from bowerbird_engine.indexing.pipeline import BATCH
from bowerbird_engine.indexing.places import reachable

_PAGE = 1024


def embed_lacking(
    catalogue: Catalogue,
    encoder: ImageEncoder,
    pool: DecodePool,
    roots: Mapping[int, Root],
    *,
    look_ahead: int,
    report: Callable[[Progress], None],
    check: Callable[[], None],
) -> int:
    """Embed what lies on the disks that are here, and give how many vectors were made.

    `roots` are all of the library's. A picture that cannot be read just now, or has changed since it was indexed, is
    left for a later run: the scan is what judges files.
    """
    space_id = catalogue.vectors.space(encoder.space)
    lacking = _all_lacking(catalogue, space_id)
    made = 0

    def settle(batch: dict[ContentHash, tuple[int, Uint8Array]]) -> None:
        nonlocal made
        rows = embed(encoder, {content: picture for content, (_, picture) in batch.items()}).rows
        if rows:
            content_ids = np.array([batch[content][0] for content in rows], dtype=np.int64)
            catalogue.vectors.put(space_id, content_ids, np.stack(list(rows.values())))
        made += len(rows)

    done = 0
    batch: dict[ContentHash, tuple[int, Uint8Array]] = {}
    wanted = _requests(catalogue, encoder, lacking, roots)
    for (content_id, asset), future in decode_ahead(pool, wanted, look_ahead, check):
        done += 1
        try:
            decoded = future.result()
        except PictureError:
            continue
        if decoded.hash == asset.content_hash:
            batch[decoded.hash] = (content_id, decoded.fits[0])
        if len(batch) >= BATCH:
            settle(batch)
            batch = {}
            report(Progress("pictures", done, len(lacking)))
    settle(batch)
    if lacking:
        report(Progress("pictures", len(lacking), len(lacking)))
    return made


def _all_lacking(catalogue: Catalogue, space_id: int) -> list[int]:
    found: list[int] = []
    while page := catalogue.vectors.lacking(space_id, _PAGE, found[-1] if found else 0):
        found += page
    return found


def _requests(
    catalogue: Catalogue, encoder: ImageEncoder, content_ids: list[int], roots: Mapping[int, Root]
) -> Iterator[tuple[tuple[int, Asset], DecodeRequest]]:
    for start in range(0, len(content_ids), _PAGE):
        for content_id, asset in reachable(catalogue, content_ids[start : start + _PAGE], roots):
            yield (content_id, asset), DecodeRequest(asset.path, fits=(encoder.preprocessing,))
