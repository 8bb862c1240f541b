"""A catalogue with pictures whose visual words are known, and what is found by them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from bowerbird_engine.assets import ContentHash, ScanDelta, Uint8Array, Volume, WalkedFile
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import ContentFacts
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.visual_words import indexed, to_bytes
from bowerbird_engine.features.vocabulary import shipped_vocabulary
from bowerbird_engine.search.live_copies import LiveCopies
from bowerbird_engine.search.reference import Look, Reference
from fakes.drawings import drawing

NUMBER = 12
EVERYTHING = np.arange(1, 100, dtype=np.int64)


class Shelf:
    """The owner of a catalogue with pictures, whose words are put in as a pass over them does."""

    def __init__(self, path: Path) -> None:
        """Make a catalogue with one root and NUMBER contents."""
        self.catalogue = Catalogue.open(path)
        root = self.catalogue.roots.add(Volume("volume", "disk", path.parent), b"p", path.parent / "p").id
        added = tuple(WalkedFile(b"%d.jpg" % n, n + 1, n, n + 1) for n in range(NUMBER))
        self.catalogue.files.apply(root, ScanDelta(added=added))
        self.keys = [
            self.catalogue.files.record(
                file.id, ContentFacts(ContentHash(file.path.rjust(32, b"0")), 64, 64, "image/jpeg", 10)
            ).content_id
            for file in self.catalogue.files.pending([root], NUMBER)
        ]

    def learn(self, *numbers: int, identity: str = "") -> None:
        """Keep the words of drawings with these numbers."""
        words = [
            (self.keys[number], to_bytes(indexed(extract(drawing(number)), shipped_vocabulary())))
            for number in numbers
        ]
        self.catalogue.visual_words.put(identity or shipped_vocabulary().identity, words)


def given(pixels: Uint8Array) -> Reference:
    """Make a picture that was given, known by its pixels."""
    hashed = ContentHash(hashlib.sha256(pixels.tobytes()).digest())
    look = Look(pixels, pixels.shape[1], pixels.shape[0])
    return Reference(np.zeros(4, np.float32), hashed, look=look)


def crop(number: int) -> Reference:
    """Cut a quarter out of a drawing."""
    return given(np.ascontiguousarray(drawing(number)[60:188, 40:168]))


def first(copies: LiveCopies, reference: Reference) -> int | None:
    """Give the content that has most votes."""
    found = copies(reference, EVERYTHING).keys
    return int(found[0]) if len(found) else None


def told(copies: LiveCopies, reference: Reference) -> tuple[list[int], list[float], dict[int, int], bool]:
    """Give all that is found."""
    found = copies(reference, EVERYTHING)
    return found.keys.tolist(), found.percent.tolist(), dict(found.details), found.partial
