"""A pass of low priority: the local features of every picture that has none, and the visual words that copies are found by."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from typing import Final

import numpy as np

from bowerbird_engine.assets import Asset, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import PictureError
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.local_features import DIMENSION, LocalFeatures, from_bytes, to_bytes
from bowerbird_engine.features.visual_words import indexed
from bowerbird_engine.features.visual_words import to_bytes as words_to_bytes
from bowerbird_engine.features.vocabulary import shipped_vocabulary
from bowerbird_engine.imaging.failures import NOT_THE_PICTURES_FAULT, reason_code
from bowerbird_engine.imaging.pool import Decoded, DecodePool, DecodeRequest
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.lookahead import decode_ahead
from bowerbird_engine.reports import Progress

_LONG_SIDE: Final = 640
"""What features are made from on first need, too: the same pixels give the same ones."""

_PER_TRANSACTION: Final = 32
_PAGE: Final = 512


class DetailsPass:
    """Look for points picture by picture, on the proxy that was kept, or on the file. One that fails has no points."""

    def __init__(
        self,
        catalogue: Catalogue,
        renditions: Renditions,
        pool: DecodePool,
        *,
        look_ahead: int,
        report: Callable[[Progress], None],
        check: Callable[[], None],
    ) -> None:
        self._catalogue = catalogue
        self._renditions = renditions
        self._pool = pool
        self._look_ahead = look_ahead
        self._report = report
        self._check = check
        self._ready: list[tuple[int, bytes]] = []
        self._done = 0

    def run(self, roots: Mapping[int, Root]) -> int:
        """Look at what lies on the disks that are here, and give how many pictures that were. `roots` are all."""
        identity = shipped_vocabulary().identity
        lacking = self._lacking(identity, [root.id for root in roots.values() if root.online])
        requests = self._requests(lacking, roots, identity, len(lacking))
        for (content_id, asset, of_file), future in decode_ahead(
            self._pool, requests, self._look_ahead, self._check
        ):
            features = self._features(asset, future, of_file=of_file)
            if features is not None:
                self._keep(content_id, features, identity, len(lacking))
        self._settle(identity, len(lacking))
        return self._done

    def _lacking(self, identity: str, online: list[int]) -> list[int]:
        found: list[int] = []
        while page := self._catalogue.visual_words.lacking(
            identity, online, _PAGE, found[-1] if found else 0
        ):
            found += page
        return found

    def _requests(
        self, content_ids: list[int], roots: Mapping[int, Root], identity: str, total: int
    ) -> Iterator[tuple[tuple[int, Asset, bool], DecodeRequest]]:
        for start in range(0, len(content_ids), _PAGE):
            found = self._catalogue.files.assets(content_ids[start : start + _PAGE], roots)
            for content_id, assets in found.items():
                asset = next((each for each in assets if each.online), assets[0])
                kept = self._kept(asset)
                if kept is not None:
                    # Verification needed them already.
                    self._check()
                    self._keep(content_id, kept, identity, total)
                    continue
                proxy = self._renditions.get(asset.content_hash, "proxy")
                if proxy is not None or asset.online:
                    source = asset.path if proxy is None else proxy
                    yield (
                        (content_id, asset, proxy is None),
                        DecodeRequest(source, long_side=_LONG_SIDE),
                    )

    def _kept(self, asset: Asset) -> LocalFeatures | None:
        data = self._renditions.get(asset.content_hash, "features")
        if data is not None:
            with contextlib.suppress(ValueError):  # damaged, or of another version
                return from_bytes(data)
        return None

    def _features(self, asset: Asset, future: Future[Decoded], *, of_file: bool) -> LocalFeatures | None:
        """Give the features of a picture; None where a later run should ask again."""
        try:
            decoded = future.result()
        except PictureError as error:
            if not of_file or reason_code(error) in NOT_THE_PICTURES_FAULT:
                return None
            return _no_features(asset)
        if decoded.pixels is None or (of_file and decoded.hash != asset.content_hash):
            return None  # the file has changed since it was scanned: its new content comes with the next run
        features = extract(decoded.pixels)
        with contextlib.suppress(OSError):  # a cache: what is not kept is made again when it is needed
            self._renditions.put(asset.content_hash, "features", to_bytes(features))
        return features

    def _keep(self, content_id: int, features: LocalFeatures, identity: str, total: int) -> None:
        self._ready.append((content_id, words_to_bytes(indexed(features, shipped_vocabulary()))))
        if len(self._ready) >= _PER_TRANSACTION:
            self._settle(identity, total)

    def _settle(self, identity: str, total: int) -> None:
        ready, self._ready = self._ready, []
        if ready:
            self._catalogue.visual_words.put(identity, ready)
            self._done += len(ready)
            self._report(Progress("features", self._done, total))


def _no_features(asset: Asset) -> LocalFeatures:
    return LocalFeatures(
        np.empty((0, 4), np.float32), np.empty((0, DIMENSION), np.int8), asset.width, asset.height
    )
