from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import ContentHash, Int64Array, ScanDelta, Space, Volume, WalkedFile
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import ContentFacts
from bowerbird_engine.search.live_index import LiveIndex

SPACE = Space("tiny", "digest-of-the-tiny-pack", 8)


class Writer:
    """The owner of a catalogue with one root, into which contents with vectors are put."""

    def __init__(self, path: Path) -> None:
        self.catalogue = Catalogue.open(path)
        volume = Volume("volume", "disk", path.parent)
        self.root_id = self.catalogue.roots.add(volume, b"pictures", path.parent / "pictures").id
        self.space_id = self.catalogue.vectors.space(SPACE)

    def put(self, numbers: range) -> Int64Array:
        """Index one content for each number; its vector leans towards the axis of that number."""
        with self.catalogue.transaction():
            added = tuple(WalkedFile(b"%d.jpg" % n, n + 1, n, n + 1) for n in numbers)
            self.catalogue.files.apply(self.root_id, ScanDelta(added=added))
            keys = [
                self.catalogue.files.record(
                    file.id, ContentFacts(ContentHash(file.path.rjust(32, b"0")), 64, 64, "image/jpeg", 10)
                ).content_id
                for file in self.catalogue.files.pending([self.root_id], 10_000)
            ]
            vectors = np.full((len(keys), SPACE.dimension), 0.1, np.float32)
            vectors[np.arange(len(keys)), np.array(list(numbers)) % SPACE.dimension] = 1.0
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            self.catalogue.vectors.put(self.space_id, np.array(keys, np.int64), vectors)
        return np.array(keys, np.int64)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """Open what the indexing process writes to."""
    owner = Writer(tmp_path / "catalogue.sqlite")
    yield owner
    owner.catalogue.close()


@pytest.fixture
def reader(writer: Writer) -> Iterator[Catalogue]:
    """Open what the searching process reads."""
    with Catalogue.open(writer.catalogue.path, read_only=True) as catalogue:
        yield catalogue


def _keys(index: LiveIndex) -> list[int]:
    return sorted(index.current().snapshot()[0].tolist())


def _cache(tmp_path: Path) -> Path:
    return next((tmp_path / "cache" / "vectors").iterdir())


def test_a_commit_of_another_connection_is_seen(writer: Writer, reader: Catalogue, tmp_path: Path) -> None:
    """A search process follows what an indexing process adds, without being restarted."""
    live = LiveIndex(reader, SPACE, tmp_path / "cache")
    first = writer.put(range(3))
    assert _keys(live) == first.tolist()

    second = writer.put(range(3, 5))

    assert _keys(live) == [*first.tolist(), *second.tolist()]
    live.close()


def test_the_cache_file_gives_what_the_catalogue_gives(
    writer: Writer, reader: Catalogue, tmp_path: Path
) -> None:
    """A start from the cache file finds the same vectors as a start from the catalogue."""
    writer.put(range(20))
    from_catalogue = LiveIndex(reader, SPACE, tmp_path / "cache")
    keys, vectors = from_catalogue.current().snapshot()
    from_catalogue.close()

    from_file = LiveIndex(reader, SPACE, tmp_path / "cache")

    again = from_file.current().snapshot()
    assert np.array_equal(again[0], keys)
    assert np.array_equal(again[1], vectors)


def test_a_damaged_cache_is_made_again_while_search_answers(
    writer: Writer, reader: Catalogue, tmp_path: Path
) -> None:
    """A flipped bit in the cache file is noticed, the catalogue answers, and the file is whole afterwards."""
    keys = writer.put(range(20))
    first = LiveIndex(reader, SPACE, tmp_path / "cache")
    first.current()
    first.close()
    sound = _cache(tmp_path).read_bytes()
    damaged = bytearray(sound)
    damaged[-5] ^= 0x10
    _cache(tmp_path).write_bytes(damaged)

    second = LiveIndex(reader, SPACE, tmp_path / "cache")

    assert _keys(second) == keys.tolist()
    second.close()
    assert _cache(tmp_path).read_bytes() == sound


def test_a_cache_of_another_library_is_not_used(
    writer: Writer, reader: Catalogue, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two libraries count their generations alike; the file of one says nothing about the other."""
    writer.put(range(4))
    mine = LiveIndex(reader, SPACE, tmp_path / "cache")
    mine.current()
    mine.close()
    other_writer = Writer(tmp_path_factory.mktemp("other") / "catalogue.sqlite")
    others = other_writer.put(range(2))

    other = LiveIndex(other_writer.catalogue, SPACE, tmp_path / "cache")

    assert _keys(other) == others.tolist()
    other.close()
    other_writer.catalogue.close()


def test_a_library_without_vectors_is_empty(reader: Catalogue, tmp_path: Path) -> None:
    """Before the first index there is nothing to find, and nothing to write."""
    live = LiveIndex(reader, Space("never", "seen", 4), tmp_path / "cache")

    assert len(live.current()) == 0
    live.save()
    live.close()
    assert not (tmp_path / "cache").exists()


def test_a_removed_folder_leaves_the_index(writer: Writer, reader: Catalogue, tmp_path: Path) -> None:
    """What the catalogue forgets is forgotten here too."""
    writer.put(range(6))
    live = LiveIndex(reader, SPACE, tmp_path / "cache")
    live.current()

    writer.catalogue.roots.remove(writer.root_id)

    assert _keys(live) == []
    live.close()
