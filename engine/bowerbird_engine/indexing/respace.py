"""Embed the contents that lack a vector in a space: those that a new model has to learn, and those left by kills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from bowerbird_engine.assets import ContentHash, Root, Uint8Array
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.encoding.encoders import ImageEncoder
from bowerbird_engine.encoding.gate import BadRowsError
from bowerbird_engine.errors import PictureError
from bowerbird_engine.imaging.failures import reason_code
from bowerbird_engine.imaging.pool import Decoded, DecodePool, DecodeRequest
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.embedding import Embedded, embed
from bowerbird_engine.indexing.lookahead import decode_ahead
from bowerbird_engine.indexing.pipeline import BATCH
from bowerbird_engine.reports import Progress
from bowerbird_engine.scanning.roots import why_gone

_PAGE: Final = 1024

_SURELY_THE_MODEL: Final = 8
"""So many pictures without one embedding among them show that the model fails, not that the pictures are odd."""

_CHANGED: Final = ("changed", "The file is not the one that was indexed. Run `bowerbird index` once more.")

_NO_EMBEDDING: Final = "The model gives no usable embedding for this picture; another model may."


@dataclass(slots=True)
class Learned:
    """How many vectors one pass made, and how many contents the model refuses."""

    made: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A content to embed, and the root of its original. `failure` is why that gave nothing, in a code and a sentence."""

    content_id: int
    hash: ContentHash
    root: Root
    from_proxy: bool = False
    failure: tuple[str, str] | None = None


@dataclass(slots=True)
class _Batch:
    ready: dict[ContentHash, tuple[int, Uint8Array]] = field(
        default_factory=dict[ContentHash, tuple[int, Uint8Array]]
    )
    refused: dict[int, tuple[str, str]] = field(default_factory=dict[int, tuple[str, str]])

    def __len__(self) -> int:
        return len(self.ready) + len(self.refused)


def embed_lacking(
    catalogue: Catalogue,
    encoder: ImageEncoder,
    pool: DecodePool,
    roots: Mapping[int, Root],
    renditions: Renditions,
    *,
    look_ahead: int,
    report: Callable[[Progress], None],
    check: Callable[[], None],
) -> Learned:
    """Embed every content that lacks a vector in the encoder's space, one transaction per batch.

    `roots` are all of the library's. A picture is embedded from its original; where that lies on a disk that is away,
    or cannot be read, from the proxy that was kept of it. Without a proxy a picture waits for its disk; one whose disk
    is here and which cannot be read, or has no embedding, is noted as refused. A later run tries it again.

    Raises EmbeddingError when the model fails as such, and PackError when it cannot be loaded.
    """
    space_id = catalogue.vectors.space(encoder.space)
    lacking = _all_lacking(catalogue, space_id)
    if not lacking:
        return Learned()
    steps = _SpacePass(
        catalogue, encoder, renditions, roots, space_id=space_id, total=len(lacking), report=report
    )
    return steps.run(pool, lacking, look_ahead=look_ahead, check=check)


def _all_lacking(catalogue: Catalogue, space_id: int) -> list[int]:
    found: list[int] = []
    while page := catalogue.vectors.lacking(space_id, _PAGE, found[-1] if found else 0):
        found += page
    return found


class _SpacePass:
    def __init__(
        self,
        catalogue: Catalogue,
        encoder: ImageEncoder,
        renditions: Renditions,
        roots: Mapping[int, Root],
        *,
        space_id: int,
        total: int,
        report: Callable[[Progress], None],
    ) -> None:
        self._catalogue = catalogue
        self._encoder = encoder
        self._space_id = space_id
        self._renditions = renditions
        self._roots = roots
        self._report = report
        self._total = total
        self._noted = frozenset[int](catalogue.spaces.refused(space_id).tolist())
        self._learned = Learned()
        self._done = 0
        self._batch = _Batch()
        self._by_proxy: list[_Wanted] = []

    def run(
        self,
        pool: DecodePool,
        lacking: Sequence[int],
        *,
        look_ahead: int,
        check: Callable[[], None],
    ) -> Learned:
        for wanted, future in decode_ahead(pool, self._first_requests(lacking), look_ahead, check):
            self._take(wanted, future)
        for wanted, future in decode_ahead(pool, self._proxy_requests(self._by_proxy), look_ahead, check):
            self._take(wanted, future)
        self._settle()
        self._report(Progress("pictures", self._total, self._total))
        return self._learned

    def _first_requests(self, lacking: Sequence[int]) -> Iterator[tuple[_Wanted, DecodeRequest]]:
        for start in range(0, len(lacking), _PAGE):
            found = self._catalogue.files.assets(lacking[start : start + _PAGE], self._roots)
            for content_id, assets in found.items():
                first = assets[0]  # those that can be opened come first
                wanted = _Wanted(content_id, first.content_hash, self._roots[first.root_id])
                if first.online:
                    yield wanted, DecodeRequest(first.path, fits=(self._encoder.preprocessing,))
                else:
                    yield from self._proxy_requests([wanted])

    def _proxy_requests(self, items: Sequence[_Wanted]) -> Iterator[tuple[_Wanted, DecodeRequest]]:
        for wanted in items:
            proxy = self._renditions.get(wanted.hash, "proxy")
            if proxy is None:
                self._give_up(wanted)
                continue
            yield replace(wanted, from_proxy=True), DecodeRequest(proxy, fits=(self._encoder.preprocessing,))

    def _take(self, wanted: _Wanted, future: Future[Decoded]) -> None:
        try:
            decoded = future.result()
        except PictureError as error:
            if wanted.from_proxy:
                self._give_up(wanted)
            else:
                self._by_proxy.append(replace(wanted, failure=(reason_code(error), str(error))))
            return
        if wanted.from_proxy or decoded.hash == wanted.hash:
            self._batch.ready[wanted.hash] = (wanted.content_id, decoded.fits[0])
            self._settle_when_full()
        else:
            # The file has changed since it was scanned; the proxy still shows what the content was.
            self._by_proxy.append(replace(wanted, failure=_CHANGED))

    def _give_up(self, wanted: _Wanted) -> None:
        # A disk that was pulled out meanwhile looks like so many files that cannot be read.
        if wanted.failure is None or why_gone(wanted.root) is not None:
            self._done += 1
            return
        self._batch.refused[wanted.content_id] = wanted.failure
        self._settle_when_full()

    def _settle_when_full(self) -> None:
        if len(self._batch) >= BATCH:
            self._settle()

    def _settle(self) -> None:
        batch, self._batch = self._batch, _Batch()
        if not batch:
            return
        found = self._embed(batch)
        refused = dict(batch.refused)
        for content, reason in found.failed.items():
            refused[batch.ready[content][0]] = ("bad_embedding", reason)
        if found.rows:
            content_ids = np.array([batch.ready[content][0] for content in found.rows], dtype=np.int64)
            self._catalogue.vectors.put(self._space_id, content_ids, np.stack(list(found.rows.values())))
        self._catalogue.spaces.refuse(self._space_id, refused)
        self._learned.made += len(found.rows)
        self._learned.refused += len(refused)
        self._done += len(batch)
        self._report(Progress("pictures", min(self._done, self._total), self._total))

    def _embed(self, batch: _Batch) -> Embedded:
        pictures = {content: picture for content, (_, picture) in batch.ready.items()}
        try:
            return embed(self._encoder, pictures)
        except BadRowsError:
            # What was refused before is no sign that the model has broken since.
            fresh = sum(content_id not in self._noted for content_id, _ in batch.ready.values())
            if fresh >= _SURELY_THE_MODEL:
                raise
            return Embedded(failed=dict.fromkeys(pictures, _NO_EMBEDDING))
