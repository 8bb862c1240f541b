"""A catalogue with pictures whose visual words are known."""

from __future__ import annotations

from pathlib import Path

from bowerbird_engine.assets import ContentHash, ScanDelta, Volume, WalkedFile
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import ContentFacts
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.visual_words import indexed, to_bytes
from bowerbird_engine.features.vocabulary import shipped_vocabulary
from fakes.drawings import drawing

NUMBER = 12


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
