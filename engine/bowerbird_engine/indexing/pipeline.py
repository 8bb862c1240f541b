"""The pass over the pictures: decode in workers, embed in batches, one transaction per batch."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from bowerbird_engine.assets import AssetId, ContentHash, FileStatus, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import ContentFacts, PendingFile
from bowerbird_engine.encoding.encoders import ImageEncoder
from bowerbird_engine.encoding.gate import BadRowsError
from bowerbird_engine.errors import CatalogueError, DecoderDiedError, PictureError, PictureTooLargeError
from bowerbird_engine.imaging.failures import reason_code
from bowerbird_engine.imaging.pool import Decoded, DecodePool, DecodeRequest
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.embedding import embed
from bowerbird_engine.indexing.facts import store_facts
from bowerbird_engine.indexing.lookahead import decode_ahead
from bowerbird_engine.indexing.places import path_of, store_renditions
from bowerbird_engine.reports import Progress
from bowerbird_engine.scanning.roots import offline, why_gone

BATCH = 32
"""Pictures per batch of the encoder and per transaction: larger ones embed no faster and lose more to a kill."""

_ENDS_UNTIL_QUARANTINE = 5
"""How often this very process may have ended while it decoded a picture. A picture that kills its worker is caught in
the act and quarantined the second time; here power cuts and impatient people are the likelier cause."""

_SIGNS_OF_AN_ABSENT_DISK = frozenset({"vanished", "cannot_read"})

_PAGE = 4096
_TRIM_EVERY = 5000


@dataclass(slots=True)
class PictureCounts:
    """What the pass did so far."""

    done: int = 0
    embedded: int = 0
    moved: set[AssetId] = field(default_factory=set[AssetId])
    """The files that were gone and were met at other places, by their contents."""
    gone: dict[int, Root] = field(default_factory=dict[int, Root])
    """The roots that went away meanwhile, as offline ones; their files still wait."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    file_id: int
    status: FileStatus
    code: str
    reason: str


@dataclass(slots=True)
class _Batch:
    ready: list[tuple[PendingFile, Decoded]] = field(default_factory=list[tuple[PendingFile, Decoded]])
    refused: list[_Refusal] = field(default_factory=list[_Refusal])

    def __len__(self) -> int:
        return len(self.ready) + len(self.refused)


class PicturePass:
    """Bring every pending file to its end: indexed, unreadable, skipped or quarantined."""

    def __init__(
        self,
        catalogue: Catalogue,
        encoder: ImageEncoder,
        renditions: Renditions,
        pool: DecodePool,
        *,
        min_side: int,
        look_ahead: int,
        report: Callable[[Progress], None],
        check: Callable[[], None],
    ) -> None:
        self._catalogue = catalogue
        self._encoder = encoder
        self._renditions = renditions
        self._pool = pool
        self._min_side = min_side
        self._look_ahead = look_ahead
        self._report = report
        self._check = check
        self._counts = PictureCounts()
        self._total = 0
        self._begun: set[int] = set()
        self._fragile: list[PendingFile] = []

    def run(self, roots: Mapping[int, Root]) -> PictureCounts:
        """Work through the pending files of these roots.

        First, one by one, those that were being decoded when an earlier run was killed; then all others; at last, one
        by one, those whose worker died.
        """
        self._total = self._catalogue.files.counts(roots)[FileStatus.PENDING]
        if not self._total:
            return self._counts
        try:
            suspects = [file for file in self._pending(roots) if file.attempts]
            if suspects:
                self._warm_up()
            for file in suspects:
                self._retry_after_kill(file, roots)
            self._stream(self._journalled(roots), roots, BATCH, self._look_ahead)
            for file in self._fragile:
                self._alone(file, roots)
        finally:
            # Whatever ends this process in good order is no picture's fault.
            self._take_back()
        self._renditions.trim()
        return self._counts

    def _warm_up(self) -> None:
        """Have the model loaded and a worker running, so that a suspect is under way for as short as can be."""
        size = self._encoder.preprocessing.size
        with contextlib.suppress(BadRowsError):
            self._encoder.encode(np.full((1, size, size, 3), 128, np.uint8))
        self._pool.submit(DecodeRequest(b"no picture")).exception()

    def _pending(self, roots: Mapping[int, Root]) -> Iterator[PendingFile]:
        after = 0
        while page := self._catalogue.files.pending(roots, _PAGE, after):
            after = page[-1].id
            yield from page

    def _journalled(self, roots: Mapping[int, Root]) -> Iterator[PendingFile]:
        """Give the files that were never begun, each after its beginning was committed."""
        after = 0
        while page := self._catalogue.files.pending(roots, BATCH, after):
            after = page[-1].id
            here = [file for file in page if file.root_id not in self._counts.gone]
            self._begin(here)
            yield from here

    def _begin(self, files: list[PendingFile]) -> None:
        # Noted before it is committed: an interrupt in between must not leave entries that nobody takes back.
        self._begun.update(file.id for file in files)
        self._catalogue.files.begin(file.id for file in files)

    def _retry_after_kill(self, file: PendingFile, roots: Mapping[int, Root]) -> None:
        if file.attempts < _ENDS_UNTIL_QUARANTINE:
            self._alone(file, roots)
            return
        batch = _Batch()
        reason = f"Bowerbird ended {file.attempts} times while it was reading this picture."
        batch.refused.append(_Refusal(file.id, FileStatus.QUARANTINED, "ended_program", reason))
        self._settle(batch)

    def _alone(self, file: PendingFile, roots: Mapping[int, Root]) -> None:
        """Decode one file with nothing else under way, so that what happens is its own doing."""
        self._begin([file])
        self._stream(iter([file]), roots, batch_size=1, look_ahead=1, last_try=file.attempts > 0)

    def _stream(
        self,
        files: Iterator[PendingFile],
        roots: Mapping[int, Root],
        batch_size: int,
        look_ahead: int,
        *,
        last_try: bool = False,
    ) -> None:
        batch = _Batch()
        wanted = (
            (file, self._request(file, roots)) for file in files if file.root_id not in self._counts.gone
        )
        for file, future in decode_ahead(self._pool, wanted, look_ahead, self._check):
            try:
                decoded = future.result()
            except DecoderDiedError as error:
                if not last_try:
                    self._fragile.append(_once_more(file))
                    continue
                batch.refused.append(
                    _Refusal(file.id, FileStatus.QUARANTINED, reason_code(error), str(error))
                )
            except PictureError as error:
                if reason_code(error) in _SIGNS_OF_AN_ABSENT_DISK and self._is_gone(roots[file.root_id]):
                    continue
                too_large = isinstance(error, PictureTooLargeError)
                status = FileStatus.SKIPPED if too_large else FileStatus.UNREADABLE
                batch.refused.append(_Refusal(file.id, status, reason_code(error), str(error)))
            else:
                self._take(file, decoded, batch)
            if len(batch) >= batch_size:
                self._settle(batch)
                batch = _Batch()
        self._settle(batch)

    def _is_gone(self, root: Root) -> bool:
        """Look at a root again before one of its files is judged by what may be the disk's doing."""
        if root.id not in self._counts.gone and (reason := why_gone(root)) is not None:
            self._counts.gone[root.id] = offline(root, reason)
        return root.id in self._counts.gone

    def _request(self, file: PendingFile, roots: Mapping[int, Root]) -> DecodeRequest:
        source = path_of(roots[file.root_id], file.path)
        return DecodeRequest(
            source,
            fits=(self._encoder.preprocessing,),
            thumbnail=True,
            proxy=True,
            metadata=True,
            look=True,
        )

    def _take(self, file: PendingFile, decoded: Decoded, batch: _Batch) -> None:
        if min(decoded.width, decoded.height) >= self._min_side:
            batch.ready.append((file, decoded))
            return
        reason = f"It is only {decoded.width} by {decoded.height} pixels: an icon or a spacer."
        batch.refused.append(_Refusal(file.id, FileStatus.SKIPPED, "too_small", reason))

    def _settle(self, batch: _Batch) -> None:
        """Embed what is new in a batch, keep its thumbnails and proxies, and commit all of it at once."""
        if not batch:
            return
        facts = {decoded.hash: _facts(decoded) for _, decoded in batch.ready}
        space_id = self._catalogue.vectors.space(self._encoder.space)
        known = self._catalogue.vectors.held(space_id, facts)
        fresh: dict[ContentHash, Decoded] = {}
        for _, decoded in batch.ready:
            if decoded.hash not in known:
                fresh.setdefault(decoded.hash, decoded)
        vectors = embed(self._encoder, {content: decoded.fits[0] for content, decoded in fresh.items()})
        # Before the commit: a kill in between costs a few files that are written again, and no picture its thumbnail.
        store_renditions(self._renditions, (fresh[content] for content in vectors.rows))
        with self._catalogue.transaction():
            keys: dict[ContentHash, int] = {}
            for file, decoded in batch.ready:
                if decoded.hash in vectors.failed:
                    reason = vectors.failed[decoded.hash]
                    self._catalogue.files.fail(file.id, FileStatus.UNREADABLE, "bad_embedding", reason)
                    continue
                recorded = self._catalogue.files.record(file.id, facts[decoded.hash])
                keys[decoded.hash] = recorded.content_id
                if fresh.get(decoded.hash) is decoded:
                    store_facts(self._catalogue, recorded.content_id, decoded)
                if recorded.moved:
                    self._counts.moved.add(recorded.asset_id)
            for refusal in batch.refused:
                self._catalogue.files.fail(refusal.file_id, refusal.status, refusal.code, refusal.reason)
            if vectors.rows:
                content_ids = np.array([keys[content] for content in vectors.rows], dtype=np.int64)
                self._catalogue.vectors.put(space_id, content_ids, np.stack(list(vectors.rows.values())))
        ended = [file.id for file, _ in batch.ready] + [refusal.file_id for refusal in batch.refused]
        self._begun.difference_update(ended)
        self._counts.embedded += len(vectors.rows)
        self._advance(len(batch))

    def _advance(self, number: int) -> None:
        before = self._counts.done
        self._counts.done += number
        if before // _TRIM_EVERY != self._counts.done // _TRIM_EVERY:
            self._renditions.trim()
        self._report(Progress("pictures", self._counts.done, self._total))

    def _take_back(self) -> None:
        """Undo the journal's entries of files that were begun and did not come to an end."""
        begun, self._begun = self._begun, set()
        if not begun:
            return
        # A catalogue that cannot be written, on a full disk say, may be what ended the run; then they stay suspects.
        with contextlib.suppress(CatalogueError):
            self._catalogue.files.take_back(begun)


def _once_more(file: PendingFile) -> PendingFile:
    return PendingFile(file.id, file.root_id, file.path, file.attempts + 1, file.size)


def _facts(decoded: Decoded) -> ContentFacts:
    return ContentFacts(decoded.hash, decoded.width, decoded.height, decoded.media_type, decoded.byte_size)
