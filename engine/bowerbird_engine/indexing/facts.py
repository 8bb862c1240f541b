"""What files say of their pictures, and how these look: kept with each new picture, and read later for older ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from bowerbird_engine.assets import Asset, ContentHash, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.facts import LackingFacts
from bowerbird_engine.errors import PictureError
from bowerbird_engine.facts import LOOKS_VERSION, METADATA_VERSION, Look, Metadata
from bowerbird_engine.imaging.failures import NOT_THE_PICTURES_FAULT, reason_code
from bowerbird_engine.imaging.palette import telling
from bowerbird_engine.imaging.pool import Decoded, DecodePool, DecodeRequest
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.lookahead import decode_ahead
from bowerbird_engine.reports import Progress

_PER_TRANSACTION: Final = 64
_PAGE: Final = 1024


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about a content, of its file or of a small version of it."""

    content_id: int
    hash: ContentHash
    of_file: bool


def store_facts(catalogue: Catalogue, content_id: int, decoded: Decoded) -> None:
    """Keep what was read with a picture, inside the transaction that stores it."""
    if decoded.metadata is not None:
        catalogue.facts.put_metadata(content_id, METADATA_VERSION, decoded.metadata)
    if decoded.look is not None:
        catalogue.facts.put_look(content_id, LOOKS_VERSION, decoded.look, telling(decoded.look.shares))


class FactsPass:
    """Ask what is not known yet, or was asked by an older version.

    A file is read and not decoded; how its picture looks is measured on the thumbnail that was kept of it, and on the
    file where there is none. What lies on a disk that is away is asked by a later run. A file that cannot be read says nothing.
    """

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
        self._said: list[tuple[int, Metadata]] = []
        self._seen: list[tuple[int, Look]] = []

    def run(self, roots: Mapping[int, Root]) -> int:
        """Ask about what lies on the disks that are here, and give how many answers there were. `roots` are all."""
        lacking = self._lacking([root.id for root in roots.values() if root.online])
        wanted = sum(one.said + one.seen for one in lacking)
        done = 0
        answers = decode_ahead(self._pool, self._requests(lacking, roots), self._look_ahead, self._check)
        for asked, (about, future) in enumerate(answers, start=1):
            self._take(about, future)
            if len(self._said) + len(self._seen) >= _PER_TRANSACTION:
                done += self._settle()
                self._report(Progress("facts", min(asked, wanted), wanted))
        done += self._settle()
        if wanted:
            self._report(Progress("facts", wanted, wanted))
        return done

    def _lacking(self, online: list[int]) -> list[LackingFacts]:
        found: list[LackingFacts] = []
        while page := self._catalogue.facts.lacking(
            METADATA_VERSION, LOOKS_VERSION, online, _PAGE, found[-1].content_id if found else 0
        ):
            found += page
        return found

    def _requests(
        self, lacking: list[LackingFacts], roots: Mapping[int, Root]
    ) -> Iterator[tuple[_Asked, DecodeRequest]]:
        for start in range(0, len(lacking), _PAGE):
            page = lacking[start : start + _PAGE]
            found = self._catalogue.files.assets([one.content_id for one in page], roots)
            for one in page:
                if one.content_id in found:
                    yield from self._requests_about(one, found[one.content_id][0])

    def _requests_about(self, one: LackingFacts, first: Asset) -> Iterator[tuple[_Asked, DecodeRequest]]:
        kept = self._kept(first.content_hash) if one.seen else None
        of_file = _Asked(one.content_id, first.content_hash, of_file=True)
        look_at_file = one.seen and kept is None
        if first.online and (one.said or look_at_file):
            yield of_file, DecodeRequest(first.path, metadata=one.said, look=look_at_file)
        if kept is not None:
            yield (
                _Asked(one.content_id, first.content_hash, of_file=False),
                DecodeRequest(kept, look=True),
            )

    def _kept(self, content: ContentHash) -> bytes | None:
        return self._renditions.get(content, "thumbnail") or self._renditions.get(content, "proxy")

    def _take(self, about: _Asked, future: Future[Decoded]) -> None:
        try:
            decoded = future.result()
        except PictureError as error:
            if about.of_file and reason_code(error) not in NOT_THE_PICTURES_FAULT:
                self._said.append((about.content_id, Metadata()))
            return
        if about.of_file and decoded.hash != about.hash:
            return  # the file has changed since it was scanned: its new content comes with the next run
        if decoded.metadata is not None:
            self._said.append((about.content_id, decoded.metadata))
        if decoded.look is not None:
            self._seen.append((about.content_id, decoded.look))

    def _settle(self) -> int:
        """Commit the answers and count them."""
        said, self._said = self._said, []
        seen, self._seen = self._seen, []
        if not said and not seen:
            return 0
        with self._catalogue.transaction():
            for content_id, metadata in said:
                self._catalogue.facts.put_metadata(content_id, METADATA_VERSION, metadata)
            for content_id, look in seen:
                self._catalogue.facts.put_look(content_id, LOOKS_VERSION, look, telling(look.shares))
        return len(said) + len(seen)
