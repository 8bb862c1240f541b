"""The pass of lowest priority: read the letters in every picture that this recognizer has not read.

Most photos have none. A quick look finds these, unless everything is to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future

from bowerbird_engine.assets import Asset, Root, TextRegion, Uint8Array
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import PictureError, RecognizerError
from bowerbird_engine.imaging.failures import NOT_THE_PICTURES_FAULT, reason_code
from bowerbird_engine.imaging.pool import Decoded, DecodePool, DecodeRequest
from bowerbird_engine.indexing.lookahead import decode_ahead
from bowerbird_engine.indexing.places import reachable
from bowerbird_engine.ocr.glance import glanced
from bowerbird_engine.ocr.recognizer import TextRecognizer
from bowerbird_engine.reports import Progress

_PER_TRANSACTION = 4
"""Reading takes seconds a picture, committing milliseconds: few are lost when the process is killed."""

_PAGE = 256
_FAILURES_IN_A_ROW = 20
"""So many pictures without one success mean that the recognizer is broken, not the pictures."""


class LettersPass:
    """Read letters, picture by picture. A picture that cannot be read is remembered as such and ends nothing."""

    def __init__(
        self,
        catalogue: Catalogue,
        recognizer: TextRecognizer,
        pool: DecodePool,
        *,
        long_side: int,
        thorough: bool,
        look_ahead: int,
        report: Callable[[Progress], None],
        check: Callable[[], None],
    ) -> None:
        """Take whether to read pictures too that show no letters at a quick look."""
        self._catalogue = catalogue
        self._recognizer = recognizer
        self._pool = pool
        self._long_side = long_side
        self._thorough = thorough
        self._identity = recognizer.identity if thorough else glanced(recognizer.identity)
        self._look_ahead = look_ahead
        self._report = report
        self._check = check
        self._read: list[tuple[int, str, tuple[TextRegion, ...]]] = []
        self._failed: list[tuple[int, str, str]] = []
        self._row_of_failures = 0

    def run(self, roots: Mapping[int, Root]) -> int:
        """Read what lies on the disks that are here, and give how many pictures were read. `roots` are all."""
        online = [root.id for root in roots.values() if root.online]
        unread = self._unread(online)
        done = 0
        for (content_id, asset), future in decode_ahead(
            self._pool, self._requests(unread, roots), self._look_ahead, self._check
        ):
            self._read_one(content_id, asset, future)
            if len(self._read) + len(self._failed) >= _PER_TRANSACTION:
                done += self._settle()
            self._report(Progress("letters", done + len(self._read) + len(self._failed), len(unread)))
        return done + self._settle()

    def _unread(self, online: list[int]) -> list[int]:
        found: list[int] = []
        while page := self._catalogue.texts.unread(self._identity, _PAGE, found[-1] if found else 0, online):
            found += [content.content_id for content in page]
        return found

    def _requests(
        self, content_ids: list[int], roots: Mapping[int, Root]
    ) -> Iterator[tuple[tuple[int, Asset], DecodeRequest]]:
        for start in range(0, len(content_ids), _PAGE):
            for content_id, asset in reachable(self._catalogue, content_ids[start : start + _PAGE], roots):
                yield (content_id, asset), DecodeRequest(asset.path, long_side=self._long_side)

    def _read_one(self, content_id: int, asset: Asset, future: Future[Decoded]) -> None:
        try:
            decoded = future.result()
        except PictureError as error:
            if reason_code(error) not in NOT_THE_PICTURES_FAULT:
                self._failed.append((content_id, reason_code(error), str(error)))
            return
        if decoded.hash != asset.content_hash or decoded.pixels is None:
            return  # the file has changed since it was scanned: its new content comes with the next run
        try:
            self._read.append((content_id, *self._recognize(decoded.pixels)))
        except Exception as error:  # recognizers run OpenCV and models, which raise classes of their own
            self._row_of_failures += 1
            if self._row_of_failures >= _FAILURES_IN_A_ROW:
                raise RecognizerError(
                    f"The text recognizer failed on {self._row_of_failures} pictures in a row ({error})."
                    " Run `bowerbird doctor`, or index with --no-ocr."
                ) from error
            self._failed.append((content_id, "recognizer_failed", f"The text recognizer failed: {error}"))
        else:
            self._row_of_failures = 0

    def _recognize(self, pixels: Uint8Array) -> tuple[str, tuple[TextRegion, ...]]:
        """Read a picture, and name how it was read."""
        read = self._recognizer.recognize if self._thorough else self._recognizer.skim
        regions = read(pixels)
        return (self._identity, ()) if regions is None else (self._recognizer.identity, regions)

    def _settle(self) -> int:
        """Commit what was read and give how many pictures that were."""
        read, self._read = self._read, []
        failed, self._failed = self._failed, []
        if not read and not failed:
            return 0
        with self._catalogue.transaction():
            for content_id, identity, regions in read:
                self._catalogue.texts.put(content_id, identity, regions)
            for content_id, code, reason in failed:
                self._catalogue.texts.fail(content_id, self._recognizer.identity, code, reason)
        return len(read)
