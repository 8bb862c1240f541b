"""Having proved what a search wants proved: the best of its list, compared with the picture that was given."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from bowerbird_engine.assets import Asset, Uint8Array
from bowerbird_engine.errors import BowerbirdError
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.local_features import LocalFeatures, from_bytes, to_bytes
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.pictures import Pictures
from bowerbird_engine.search.reference import LOOK_SIDE
from bowerbird_engine.search.verification.comparison import GivenPicture, compared
from bowerbird_engine.search.verification.promotion import Proved
from bowerbird_engine.search.verification.verdict_book import GivenKey, VerdictBook, Wish
from bowerbird_engine.search.verification.verdicts import judged, strength

_HIT_SIDE: Final = 320
"""Pixels that the second proof looks at: those of a thumbnail, which is decoded in 2 ms."""

_REMEMBERED: Final = 4
"""Given pictures whose features are kept in memory: for the next pages of their lists."""

_MOST_THREADS: Final = 4


class Verification:
    """Compare given pictures with pictures of the library. For any number of threads, none of which waits for a search."""

    def __init__(self, pictures: Pictures, renditions: Renditions, threads: int) -> None:
        self.book = VerdictBook()
        self._pictures = pictures
        self._renditions = renditions
        self._threads = max(1, min(threads, _MOST_THREADS))
        self._lock = threading.Lock()
        self._given: OrderedDict[GivenKey, GivenPicture] = OrderedDict()

    def prepare(self, assets: Iterable[Asset]) -> None:
        """Have the features of pictures that are searched with, where they are no longer kept: what is found goes by them."""
        for asset in assets:
            if self._kept(asset) is None:
                with contextlib.suppress(
                    BowerbirdError
                ):  # it is not here: its words in the catalogue must do
                    self._made(asset)

    def fulfilled(self) -> bool:
        """Prove what this thread's last search did not know; False where there was nothing to prove."""
        wish = self.book.wish()
        if wish is None:
            return False
        given = self._given_picture(wish)
        if given is None:
            proved = dict.fromkeys(wish.missing, Proved(None))
        else:
            assets = self._pictures.of_contents(wish.missing)
            with ThreadPoolExecutor(self._threads, "verify") as threads:
                # Both at once and before anything asks for them, lest each thread makes its own.
                list(threads.map(partial(getattr, given), ("features", "mirrored_features")))
                found = list(threads.map(partial(self._proved, given), map(assets.get, wish.missing)))
            proved = dict(zip(wish.missing, found, strict=True))
        self.book.learn(wish.key, proved)
        return True

    def _given_picture(self, wish: Wish) -> GivenPicture | None:
        with self._lock:
            if wish.key in self._given:
                self._given.move_to_end(wish.key)
                return self._given[wish.key]
        pixels = None if wish.look is None else wish.look.pixels
        if pixels is None and wish.content_id is not None:
            asset = self._pictures.of_contents([wish.content_id]).get(wish.content_id)
            with contextlib.suppress(BowerbirdError):
                pixels = None if asset is None else self._pictures.pixels(asset, LOOK_SIDE, ("proxy",))
        if pixels is None:
            return None
        given = GivenPicture(pixels)
        with self._lock:
            self._given[wish.key] = given
            while len(self._given) > _REMEMBERED:
                self._given.popitem(last=False)
        return given

    def _proved(self, given: GivenPicture, asset: Asset | None) -> Proved:
        if asset is None:
            return Proved(None)
        try:
            features, pixels = self.looked_at(asset)
        except BowerbirdError:  # it is not here, or no longer what was indexed: nothing is said of it
            return Proved(None)
        finding = compared(given, features, pixels)
        return Proved(judged(finding), 0.0 if finding is None else strength(finding))

    def looked_at(self, asset: Asset) -> tuple[LocalFeatures, Uint8Array]:
        """Give a picture's features, made and kept if need be, and its pixels. Raises as `Pictures.pixels` does."""
        features = self._kept(asset)
        if features is not None:
            return features, self._pictures.pixels(asset, _HIT_SIDE, ("thumbnail", "proxy"))
        return self._made(asset)

    def _kept(self, asset: Asset) -> LocalFeatures | None:
        data = self._renditions.get(asset.content_hash, "features")
        if data is not None:
            with contextlib.suppress(ValueError):  # damaged, or of another version
                return from_bytes(data)
        return None

    def _made(self, asset: Asset) -> tuple[LocalFeatures, Uint8Array]:
        pixels = self._pictures.pixels(asset, LOOK_SIDE, ("proxy", "thumbnail"))
        features = extract(pixels)
        with contextlib.suppress(OSError):  # a cache: a full disk must not hide what was just made
            self._renditions.put(asset.content_hash, "features", to_bytes(features))
        return features, pixels
