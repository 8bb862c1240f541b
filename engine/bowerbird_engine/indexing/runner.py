"""One run of the index from the first folder to the report."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from bowerbird_engine.assets import Root, Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.encoding.encoders import ImageEncoder
from bowerbird_engine.errors import Cancelled
from bowerbird_engine.gone import DROPPED_KEPT
from bowerbird_engine.imaging.pool import DECODER, DecodePool
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.details import DetailsPass
from bowerbird_engine.indexing.facts import FactsPass
from bowerbird_engine.indexing.letters import LettersPass
from bowerbird_engine.indexing.pipeline import BATCH, PictureCounts, PicturePass
from bowerbird_engine.indexing.respace import Learned, embed_lacking
from bowerbird_engine.indexing.scan import ScanResult, scan
from bowerbird_engine.indexing.succession import Successor, learn_and_take_over
from bowerbird_engine.ocr.recognizer import TextRecognizer
from bowerbird_engine.reports import IndexReport, Progress, SwitchReport
from bowerbird_engine.settings import Settings

REPORTED_FAILURES = 1000

_LETTERS_LOOK_AHEAD = 2
"""Pictures decoded ahead of the recognizer, 10 MB each: it is so much slower that one would do."""


class Compare(Protocol):
    """What compares new pictures with all others."""

    def __call__(
        self,
        catalogue: Catalogue,
        roots: Mapping[int, Root],
        space: Space,
        report: Callable[[Progress], None],
        check: Callable[[], None],
        /,
    ) -> None:
        """Compare what was not compared yet, by the vectors of a space and by shared details."""
        ...


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
        successor: Successor | None = None,
        compare: Compare | None = None,
        decoder: str = DECODER,
    ) -> None:
        """Take a recognizer's identity where it is known beforehand: it is not started then when all is read.

        `image_encoder` is that of the model that answers, `successor` the one that is to take over from it. `compare` finds
        among new pictures those that are the same as others.
        """
        self._catalogue = catalogue
        self._settings = settings
        self._encoder = image_encoder
        self._recognizer_factory = recognizer_factory
        self._renditions = renditions
        self._recognizer_identity = recognizer_identity
        self._successor = successor
        self._compare = compare
        self._decoder = decoder

    def run(
        self,
        *,
        ocr: bool = True,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> IndexReport:
        """Scan, index the pictures, teach the model that is to take over, read facts, details and letters, and report.

        Whatever ends it early (Cancelled, KeyboardInterrupt, DiskFullError, a kill) leaves a library that the next
        run completes. A recognizer that cannot be started is a RecognizerError, after the pictures are indexed.
        """
        report = _Continued(progress if progress is not None else _ignore)

        def check() -> None:
            if cancel is not None and cancel.is_set():
                raise Cancelled("Stopped. What was done is kept; index again to go on.")

        settings = self._settings
        own_folders = (settings.state_dir, settings.cache_dir)
        scanned = scan(self._catalogue, settings.ignore_file, report, check, own_folders)
        self._catalogue.folder_names.update()
        look_ahead = 2 * BATCH + settings.workers
        read = 0
        switch: SwitchReport | None = None
        with DecodePool(settings.decode, settings.workers, self._decoder, background=True) as pool:
            pictures = PicturePass(
                self._catalogue,
                self._encoder,
                self._renditions,
                pool,
                min_side=settings.decode.min_side,
                look_ahead=look_ahead,
                report=report,
                check=check,
            ).run(scanned.online)
            scanned.lose(pictures.gone.values())
            roots = scanned.online | {root.id: root for root in scanned.offline}

            def learn(encoder: ImageEncoder) -> Learned:
                report.next_pass()
                return embed_lacking(
                    self._catalogue,
                    encoder,
                    pool,
                    roots,
                    self._renditions,
                    look_ahead=look_ahead,
                    report=report,
                    check=check,
                )

            # What is new can be searched before another model learns the rest.
            embedded = pictures.embedded + learn(self._encoder).made
            if self._successor is not None:
                switch = learn_and_take_over(self._catalogue, self._successor, self._encoder.space, learn)
            learned = FactsPass(
                self._catalogue, self._renditions, pool, look_ahead=look_ahead, report=report, check=check
            ).run(roots)
            if settings.details:
                DetailsPass(
                    self._catalogue, self._renditions, pool, look_ahead=look_ahead, report=report, check=check
                ).run(roots)
            if self._compare is not None:
                self._compare(self._catalogue, roots, self._encoder.space, report, check)
            if ocr and self._recognizer_factory is not None and self._has_unread(scanned.online):
                read = LettersPass(
                    self._catalogue,
                    self._recognizer_factory(),
                    pool,
                    long_side=settings.ocr_long_side,
                    thorough=settings.ocr_thorough,
                    look_ahead=_LETTERS_LOOK_AHEAD,
                    report=report,
                    check=check,
                ).run(roots)
        if embedded or read:
            self._catalogue.texts.compact()
        if embedded or learned:
            self._catalogue.facts.compact()
        self._renditions.forget(self._catalogue.files.purge_missing(DROPPED_KEPT).contents)
        done = self._report(scanned, pictures, embedded=embedded, read=read)
        return replace(done, switch=switch)

    def _has_unread(self, online: Iterable[int]) -> bool:
        identity = self._recognizer_identity
        return identity is None or bool(self._catalogue.texts.unread(identity, 1, 0, online))

    def _report(
        self, scanned: ScanResult, pictures: PictureCounts, *, embedded: int, read: int
    ) -> IndexReport:
        return IndexReport(
            found=scanned.found,
            counts=self._catalogue.files.counts(scanned.online),
            embedded=embedded,
            moved=scanned.moved + len(pictures.moved),
            missing=len(scanned.missing - pictures.moved),
            returned=scanned.returned,
            read_for_letters=read,
            offline=tuple(scanned.offline),
            failures=tuple(self._catalogue.files.failures(REPORTED_FAILURES, scanned.online)),
            skips=self._catalogue.files.skips(scanned.online),
            held=tuple(self._catalogue.gone.held()),
        )


class _Continued:
    """Let the passes over the pictures count as one: each goes on where the one before ended."""

    def __init__(self, report: Callable[[Progress], None]) -> None:
        self._report = report
        self._before = 0
        self._done = 0

    def __call__(self, step: Progress) -> None:
        if step.phase == "pictures":
            self._done = step.done
            total = None if step.total is None else self._before + step.total
            step = replace(step, done=self._before + step.done, total=total)
        self._report(step)

    def next_pass(self) -> None:
        """Begin the next pass."""
        self._before, self._done = self._before + self._done, 0


def _ignore(progress: Progress) -> None:
    """Let a progress pass unseen."""
