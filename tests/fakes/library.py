"""A library for search tests: a real catalogue in a file, filled without decoding anything."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import (
    ContentHash,
    Float32Array,
    Int64Array,
    Region,
    Root,
    ScanDelta,
    Space,
    TextRegion,
    Volume,
    WalkedFile,
)
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import ContentFacts
from bowerbird_engine.encoding.curves import Curves
from bowerbird_engine.encoding.encoders import ImageEncoder, TextEncoder
from bowerbird_engine.search.meaning import Meaning
from bowerbird_engine.search.pipeline import FindCopies, GroupsOf, Verify
from bowerbird_engine.search.reference import QueryPicture
from bowerbird_engine.search.searcher import Searcher
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.index import VectorIndex
from fakes.encoders import FAKE_CURVES, FAKE_RECIPE, FAKE_SPACE, FakeImageEncoder, FakeTextEncoder

READER = "fake-reader:1"
VOLUME = Volume("volume-1", "Pictures disk", Path("/"))


def unit(vector: Sequence[float] | npt.NDArray[np.floating]) -> Float32Array:
    """Bring a vector to length 1."""
    wide = np.asarray(vector, np.float64)
    return (wide / np.linalg.norm(wide)).astype(np.float32)


def line(text: str, top: float = 0.1) -> TextRegion:
    """Make a line of letters across a picture."""
    return TextRegion(text, 0.95, (0.1, top, 0.9, top, 0.9, top + 0.1, 0.1, top + 0.1))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to put into the library: its path in the root, its vector, and the lines that were read in it.

    Without a vector no model has learned it. `lines` of None: it was not read yet. `data` stands for its bytes: equal data are the same content.
    """

    path: str
    vector: Float32Array | None
    lines: Sequence[str] | None = ()
    data: str | None = None


@dataclass(slots=True)
class Library:
    """A catalogue with one root per folder name given, and a searcher over it; without `curves` it ranks."""

    home: Path
    space: Space = FAKE_SPACE
    curves: Curves | None = FAKE_CURVES
    roots: dict[int, Root] = field(default_factory=dict[int, Root])
    catalogue: Catalogue = field(init=False)
    index: ExactIndex = field(init=False)
    image_encoder: ImageEncoder = field(init=False)
    text_encoder: TextEncoder = field(init=False)

    def __post_init__(self) -> None:
        """Make the catalogue and the index."""
        self.catalogue = Catalogue.open(self.home / "catalogue.sqlite")
        self.index = ExactIndex(self.space.dimension)
        self.image_encoder = FakeImageEncoder(self.space)
        self.text_encoder = FakeTextEncoder(self.space)

    def add_root(self, name: str, *, online: bool = True) -> int:
        """Add a folder below the home."""
        path = self.home / name
        stored = self.catalogue.roots.add(VOLUME, name.encode(), path)
        self.roots[stored.id] = Root(stored.id, path, VOLUME.key, VOLUME.label, online)
        return stored.id

    def fill(self, root_id: int, pictures: Sequence[Picture]) -> dict[str, int]:
        """Put pictures into a root as indexed files; tell the content id of each path."""
        walked = tuple(
            WalkedFile(picture.path.encode(), 1000, 1, number + 1) for number, picture in enumerate(pictures)
        )
        contents: dict[str, int] = {}
        by_path = {picture.path: picture for picture in pictures}
        vectors: dict[int, Float32Array] = {}
        with self.catalogue.transaction():
            self.catalogue.files.apply(root_id, ScanDelta(added=walked))
            for pending in self.catalogue.files.pending([root_id], len(pictures)):
                picture = by_path[pending.path.decode()]
                facts = ContentFacts(content_hash(picture.data or picture.path), 640, 480, "image/jpeg", 1000)
                content_id = self.catalogue.files.record(pending.id, facts).content_id
                contents[picture.path] = content_id
                if picture.vector is not None:
                    vectors[content_id] = picture.vector
                if picture.lines is not None:
                    regions = [line(text, 0.1 + 0.1 * place) for place, text in enumerate(picture.lines)]
                    self.catalogue.texts.put(content_id, READER, regions)
            keys = np.array(sorted(vectors), np.int64)
            if len(keys):
                self._put(keys, np.array([vectors[key] for key in keys.tolist()], np.float32))
        return contents

    def _put(self, keys: Int64Array, vectors: Float32Array) -> None:
        space_id = self.catalogue.vectors.space(self.space)
        self.catalogue.vectors.put(space_id, keys, vectors)
        self.index.put(keys, vectors)

    def searcher(
        self,
        *,
        recognizer: str | None = READER,
        index: VectorIndex | None = None,
        verify: Verify | None = None,
        groups: GroupsOf | None = None,
        copies: FindCopies | None = None,
    ) -> Searcher:
        """Make a searcher with the fake encoders; a picture file is known by its text."""
        return Searcher(
            self.catalogue,
            self.meaning(index),
            roots=lambda: self.roots,
            recognizer=recognizer,
            verify=verify,
            groups=groups,
            copies=copies,
        )

    def meaning(self, index: VectorIndex | None = None) -> Meaning:
        """Make what compares, with the fake encoders."""
        return Meaning(
            self.catalogue,
            index=lambda: self.index if index is None else index,
            image_encoder=self.image_encoder,
            text_encoder=self.text_encoder,
            decode=decode_flat_colour,
            curves=self.curves,
        )

    def close(self) -> None:
        """Close the catalogue."""
        self.catalogue.close()


def content_hash(data: str) -> ContentHash:
    """Hash what stands for a file's bytes."""
    return ContentHash(hashlib.sha256(data.encode()).digest())


def decode_flat_colour(source: Path | bytes, region: Region | None = None) -> QueryPicture:
    """Decode `r,g,b` into a picture of that colour, of which every region looks the same."""
    text = source.decode() if isinstance(source, bytes) else source.read_text()
    colour = np.array([int(part) for part in text.split(",")], np.uint8)
    pixels = np.empty((FAKE_RECIPE.size, FAKE_RECIPE.size, 3), np.uint8)
    pixels[:] = colour
    return QueryPicture(content_hash(text), pixels)


def spread(entries: Mapping[int, float], dimension: int = FAKE_SPACE.dimension) -> Float32Array:
    """Make a unit vector with these values at these places."""
    vector = np.zeros(dimension, np.float64)
    for place, value in entries.items():
        vector[place] = value
    return unit(vector)
