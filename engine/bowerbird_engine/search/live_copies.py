"""The inverted index of visual words in memory, kept in step with the catalogue, and what it is asked."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from bowerbird_engine.assets import ContentHash, Int64Array, Region
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.features import postings_file
from bowerbird_engine.features.consistency import consistent
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.local_features import from_bytes as from_kept
from bowerbird_engine.features.postings import Postings, merged, postings, settled, vote, worth_of
from bowerbird_engine.features.visual_words import VisualWords, asked, from_bytes
from bowerbird_engine.features.vocabulary import shipped_vocabulary
from bowerbird_engine.search.background_reading import BackgroundReading
from bowerbird_engine.search.copy_votes import NO_COPIES, Copies, candidates, copies_of
from bowerbird_engine.search.reference import Reference

_POINTS_ASKED: Final = 400
_REMEMBERED: Final = 64
"""Given pictures whose words and copies are kept: those of a set, to which one is added at a time, cost 10 core-ms each."""

_WORTH_SAVING: Final = 1024
"""Pictures: fewer are read from the catalogue as fast as from a file. So many that are not in the file yet cost a start 60 ms."""

_PART: Final = 4096

_LOOKED_AFTER_S: Final = 0.1
"""After which whoever waits sees that this was cancelled."""

_AT_ONCE: Final = 8192
"""Pictures whose words a search reads before it answers: half a second. More of them are read in the background."""


_LATEST: Final = 2**63 - 1
"""Of generations: a file is read before anybody has looked at the catalogue."""


def postings_place(cache_dir: Path) -> Path:
    """Name the file that keeps the inverted index for the next start."""
    return cache_dir / "vectors" / "copies.postings"


def postings_owner(library_id: str, identity: str) -> str:
    """Name what the index in a cache file belongs to; `identity` is that of the vocabulary."""
    return f"{library_id}:{identity}"


class KnownCopies(NamedTuple):
    """The index as of a generation, in parts that never change: whoever has them may go on from there."""

    generation: int
    parts: tuple[Postings, ...]


class _Found(NamedTuple):
    """The copies of a given picture among some contents, as of a generation of the words."""

    allowed: Int64Array
    generation: int
    copies: Copies


class LiveCopies:
    """Find what shares details with a picture. For one thread at a time, like the catalogue that it reads.

    The catalogue is the truth, the cache file saves most of the work at a start. Contents without words yet get no votes.
    Where there is no file that can be used, a large library is read in the background, and what is found until then is
    marked as partial; with `complete` whoever asks waits for it instead.
    `features` gives the bytes of a content's local features where they are kept: with them a picture of the library asks as
    a given one does, mirrored as well; its words alone ask only as it is.
    `known` gives what somebody else has in memory: a gigabyte of a large library, which then is there once.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        cache_dir: Path,
        features: Callable[[ContentHash], bytes | None] = lambda _content: None,
        *,
        complete: bool = False,
        known: Callable[[], KnownCopies] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._library_id = catalogue.library_id
        self._others = known
        self._features = features
        self._complete = complete
        self._path = postings_place(cache_dir)
        self._parts: list[Postings] = []
        self._generation = 0
        self._unsaved = 0
        self._file: KnownCopies | None = None
        self._filing = threading.Lock()
        self._counter: int | None = None
        self._known: OrderedDict[tuple[object, ...], VisualWords] = OrderedDict()
        self._found: OrderedDict[tuple[ContentHash, Region | None], _Found] = OrderedDict()
        self._writer: threading.Thread | None = None
        self._reading: BackgroundReading | None = None

    def __call__(self, given: Reference, allowed: Int64Array) -> Copies:
        """Find the copies of a given picture among the allowed contents, given sorted."""
        self._catch_up()
        found = self._known_copies(given, allowed) if self._parts else NO_COPIES
        return found if self._reading is None else replace(found, partial=True)

    def _known_copies(self, given: Reference, allowed: Int64Array) -> Copies:
        words = self._words(given)
        if words is None or not len(words):
            return NO_COPIES
        found = self._found.get((given.hash, given.region))
        if found is None or found.allowed is not allowed or found.generation != self._generation:
            found = _Found(allowed, self._generation, self._copies(words, allowed))
            self._found[given.hash, given.region] = found
            while len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)
        self._found.move_to_end((given.hash, given.region))
        return found.copies

    def _copies(self, words: VisualWords, allowed: Int64Array) -> Copies:
        keys = candidates(vote(self._parts, words), allowed)
        kept = self._catalogue.visual_words.of_contents(shipped_vocabulary().identity, keys.tolist())
        worth = worth_of(self._parts, words)
        found = [consistent(words, worth, _read(kept.get(key, b""))) for key in keys.tolist()]
        return copies_of(keys, found)

    def read_file(self) -> None:
        """Read the cache file where that is still to be done: a second in a large library. From any thread.

        Who does so before a search need not keep others waiting while it is read.
        """
        with self._filing:
            if not self._parts and self._reading is None and self._file is None:
                found = postings_file.load(self._path, newest=_LATEST, owner=self._owner())
                self._file = None if found is None else KnownCopies(found[0], (found[1],))

    def known(self) -> KnownCopies:
        """Give what is in memory as of now, for who goes on from there."""
        self._catch_up()
        return KnownCopies(self._generation, tuple(self._parts))

    def is_behind(self) -> bool:
        """Tell whether the cache file has to be looked at, or enough is new to write it again; reads nothing but its head."""
        identity = shipped_vocabulary().identity
        generation = self._generation if self._parts else postings_file.generation_of(self._path)
        new = self._unsaved + len(self._catalogue.visual_words.since(identity, generation).content_ids)
        return new >= _WORTH_SAVING or generation > self._catalogue.visual_words.generation(identity)

    def save(self) -> None:
        """Bring the cache file up to date in the background; `close` waits for it."""
        self._catch_up()
        self._keep()

    def wait(self, cancelled: Callable[[], bool]) -> bool:
        """Wait for what is read in the background, and tell whether all of it was read. From any thread."""
        reading = self._reading
        while reading is not None and reading.working and not cancelled():
            reading.wait(_LOOKED_AFTER_S)
        return reading is not None and reading.whole is not None

    def close(self) -> None:
        """Stop reading in the background, and wait for a cache file that is being written."""
        if self._reading is not None:
            self._reading.close()
            self._reading = None
        self._wait_for_file()

    def _wait_for_file(self) -> None:
        if self._writer is not None:
            self._writer.join()
            self._writer = None

    def _words(self, given: Reference) -> VisualWords | None:
        key = (given.hash, given.region)
        if key not in self._known:
            words: VisualWords | None = None
            if given.look is not None:
                words = asked(extract(given.look.pixels), shipped_vocabulary(), _POINTS_ASKED)
            elif given.content_id is not None:
                words = self._from_features(given.hash) or self._kept(given.content_id)
            if words is None:
                return None
            self._known[key] = words
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]

    def _from_features(self, content: ContentHash) -> VisualWords | None:
        data = self._features(content)
        with contextlib.suppress(ValueError):  # damaged, or of another version
            if data is not None:
                return asked(from_kept(data), shipped_vocabulary(), _POINTS_ASKED)
        return None

    def _kept(self, content_id: int) -> VisualWords | None:
        data = self._catalogue.visual_words.get(shipped_vocabulary().identity, content_id)
        return None if data is None else _read(data)

    def _catch_up(self) -> None:
        if self._reading is not None:
            if self._reading.working:
                return
            self._take(self._reading)
        # Read before the words: a commit in between then shows as a change the next time.
        counter = self._catalogue.change_counter()
        if counter == self._counter:
            return
        identity = shipped_vocabulary().identity
        newest = self._catalogue.visual_words.generation(identity)
        if newest and not self._parts:
            self._begin(newest)
        if newest != self._generation:
            changes = self._catalogue.visual_words.since(identity, self._generation)
            read = partial(_postings_of, content_ids=changes.content_ids)
            if len(changes.content_ids) > _AT_ONCE and not self._complete:
                # The counter stays as it was: when this has ended, well or not, the next search looks again.
                self._reading = BackgroundReading(self._catalogue.path, changes.generation, self._parts, read)
                return
            anew = not self._parts
            self._parts = settled([*self._parts, *read(self._catalogue)])
            self._generation = changes.generation
            self._unsaved += len(changes.content_ids)
            if anew:
                self._keep()
        self._counter = counter

    def _begin(self, newest: int) -> None:
        """Begin with what somebody else knows, or else with the cache file."""
        if self._others is None:
            self.read_file()
        with self._filing:
            found = self._file if self._others is None else self._others()
            # A catalogue that was put back from a copy is older than what its caches were made of.
            if found is not None and 0 < found.generation <= newest:
                self._generation, self._parts = found.generation, list(found.parts)
            self._file = None

    def _take(self, reading: BackgroundReading) -> None:
        reading.close()
        self._reading = None
        if reading.whole is not None:
            self._generation, whole = reading.whole
            self._unsaved += len(whole.keys) - sum(len(part.keys) for part in self._parts)
            self._parts = [whole]
            # Half a minute for 450,000 pictures: the next start does not do it again.
            self._keep()

    def _keep(self) -> None:
        if self._unsaved >= _WORTH_SAVING:
            self._write()

    def _write(self) -> None:
        self._wait_for_file()
        self._unsaved = 0
        self._writer = threading.Thread(
            target=_save,
            args=(self._path, self._generation, list(self._parts), self._owner()),
            name="bowerbird-copies-cache",
        )
        self._writer.start()

    def _owner(self) -> str:
        return postings_owner(self._library_id, shipped_vocabulary().identity)


def _save(path: Path, generation: int, parts: list[Postings], owner: str) -> None:
    # Joined here, where nobody waits for it: seconds in a large library. Searches go on with the parts.
    with contextlib.suppress(MemoryError):
        postings_file.save(path, generation, parts[0] if len(parts) == 1 else merged(parts), owner=owner)


def _postings_of(catalogue: Catalogue, content_ids: Sequence[int]) -> Iterator[Postings]:
    identity = shipped_vocabulary().identity
    for start in range(0, len(content_ids), _PART):
        words = sorted(
            catalogue.visual_words.of_contents(identity, content_ids[start : start + _PART]).items()
        )
        keys = np.fromiter((key for key, _ in words), np.int64, len(words))
        yield postings(keys, [_read(data) for _, data in words])


def _read(data: bytes) -> VisualWords:
    with contextlib.suppress(ValueError):
        return from_bytes(data)
    return from_bytes(b"")
