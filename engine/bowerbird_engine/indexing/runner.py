"""One run of the index from the first folder to the report."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta

from bowerbird_engine.assets import IndexReport, Progress
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.encoding.encoders import ImageEncoder
from bowerbird_engine.errors import Cancelled
from bowerbird_engine.imaging.pool import DECODER, DecodePool
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.letters import LettersPass
from bowerbird_engine.indexing.pipeline import BATCH, PicturePass
from bowerbird_engine.indexing.respace import embed_lacking
from bowerbird_engine.indexing.scan import ScanResult, scan
from bowerbird_engine.ocr.recognizer import TextRecognizer
from bowerbird_engine.settings import Settings

REPORTED_FAILURES = 1000

MISSING_KEPT = timedelta(days=30)
"""How long a file that is gone is remembered, with its id and all that was learned, in case it comes back."""

_LETTERS_LOOK_AHEAD = 2
"""Pictures decoded ahead of the recognizer, 10 MB each: it is so much slower that one would do."""


class Indexer:
    """Bring a library up to date with the disks. The catalogue must be its owner's, opened to write."""

    def __init__(
        self,
        catalogue: Catalogue,
        settings: Settings,
        image_encoder: ImageEncoder,
        recognizer_factory: Callable[[], TextRecognizer] | None,
        renditions: Renditions,
        *,
        recognizer_identity: str | None = None,
        decoder: str = DECODER,
    ) -> None:
        """Take a recognizer's identity where it is known beforehand: it is not started then when all is read."""
        self._catalogue = catalogue
        self._settings = settings
        self._encoder = image_encoder
        self._recognizer_factory = recognizer_factory
        self._renditions = renditions
        self._recognizer_identity = recognizer_identity
        self._decoder = decoder

    def run(
        self,
        *,
        ocr: bool = True,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> IndexReport:
        """Scan, index the pictures, read their letters, and report.

        Whatever ends it early (Cancelled, KeyboardInterrupt, DiskFullError, a kill) leaves a library that the next
        run completes. A recognizer that cannot be started is a RecognizerError, after the pictures are indexed.
        """
        report = progress if progress is not None else _ignore

        def check() -> None:
            if cancel is not None and cancel.is_set():
                raise Cancelled("Stopped. What was done is kept; index again to go on.")

        settings = self._settings
        own_folders = (settings.state_dir, settings.cache_dir)
        scanned = scan(self._catalogue, settings.ignore_file, report, check, own_folders)
        look_ahead = 2 * BATCH + self._settings.workers
        read = 0
        with DecodePool(self._settings.decode, self._settings.workers, self._decoder) as pool:
            pictures = PicturePass(
                self._catalogue,
                self._encoder,
                self._renditions,
                pool,
                min_side=self._settings.decode.min_side,
                look_ahead=look_ahead,
                report=report,
                check=check,
            ).run(scanned.online)
            scanned.lose(pictures.gone.values())
            roots = scanned.online | {root.id: root for root in scanned.offline}
            embedded = pictures.embedded + embed_lacking(
                self._catalogue, self._encoder, pool, roots, look_ahead=look_ahead, report=report, check=check
            )
            if ocr and self._recognizer_factory is not None and self._has_unread(scanned.online):
                read = LettersPass(
                    self._catalogue,
                    self._recognizer_factory(),
                    pool,
                    long_side=self._settings.ocr_long_side,
                    look_ahead=_LETTERS_LOOK_AHEAD,
                    report=report,
                    check=check,
                ).run(roots)
        if embedded or read:
            self._catalogue.texts.compact()
        self._catalogue.files.purge_missing(MISSING_KEPT)
        return self._report(scanned, embedded=embedded, moved_by_content=pictures.moved, read=read)

    def _has_unread(self, online: Iterable[int]) -> bool:
        identity = self._recognizer_identity
        return identity is None or bool(self._catalogue.texts.unread(identity, 1, 0, online))

    def _report(self, scanned: ScanResult, *, embedded: int, moved_by_content: int, read: int) -> IndexReport:
        return IndexReport(
            found=scanned.found,
            counts=self._catalogue.files.counts(scanned.online),
            embedded=embedded,
            moved=scanned.moved + moved_by_content,
            missing=max(0, scanned.missing - moved_by_content),
            read_for_letters=read,
            offline=tuple(scanned.offline),
            failures=tuple(self._catalogue.files.failures(REPORTED_FAILURES, scanned.online)),
            skips=self._catalogue.files.skips(scanned.online),
        )


def _ignore(progress: Progress) -> None:
    """Let a progress pass unseen."""
