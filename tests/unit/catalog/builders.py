"""Small libraries for the tests of the catalogue: real catalogues, made-up files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bowerbird_engine.assets import (
    AssetId,
    ContentHash,
    Float32Array,
    Int64Array,
    Root,
    ScanDelta,
    Space,
    StoredFile,
    TextRegion,
    Volume,
    WalkedFile,
)
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import ContentFacts, Recorded, StoredRoot

DISK = Volume("uuid-1", "Photos", Path("/media/photos"))
SPACE = Space("tiny", "digest-1", 4)
WHOLE_PICTURE = (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0)


def add_root(catalogue: Catalogue, name: str = "pictures", volume: Volume = DISK) -> StoredRoot:
    """Add a folder of a volume."""
    return catalogue.roots.add(volume, name.encode(), volume.mount_point / name)


def resolved(*roots: StoredRoot, online: bool = True) -> dict[int, Root]:
    """Give roots as scanning would resolve them."""
    return {
        root.id: Root(root.id, root.last_path, root.volume_key, root.volume_label, online) for root in roots
    }


def walked(path: bytes, number: int = 1) -> WalkedFile:
    """Make up the facts of a file; `number` tells files apart."""
    return WalkedFile(path, 1000 + number, 1_700_000_000_000_000_000 + number, 10_000 + number)


def facts(content: bytes, *, width: int = 640, height: int = 480) -> ContentFacts:
    """Make up what decoding tells of some bytes."""
    digest = ContentHash(hashlib.sha256(content).digest())
    return ContentFacts(digest, width, height, "image/jpeg", len(content))


def find(catalogue: Catalogue, root_id: int, path: bytes) -> StoredFile:
    """Give the stored file of a place, the present one first."""
    files = [file for file in catalogue.files.of_root(root_id) if file.path == path]
    return min(files, key=lambda file: file.missing)


def add_files(catalogue: Catalogue, root_id: int, *paths: bytes) -> list[StoredFile]:
    """Let a scan find new files."""
    known = len(catalogue.files.of_root(root_id))
    added = tuple(walked(path, root_id * 100_000 + known + at) for at, path in enumerate(paths))
    catalogue.files.apply(root_id, ScanDelta(added=added))
    present = {file.path: file for file in catalogue.files.of_root(root_id) if not file.missing}
    return [present[path] for path in paths]


def index_file(catalogue: Catalogue, root_id: int, path: bytes, content: bytes | None = None) -> Recorded:
    """Let a scan find a new file and a decoder read it."""
    (file,) = add_files(catalogue, root_id, path)
    return catalogue.files.record(file.id, facts(path if content is None else content))


def lose(catalogue: Catalogue, root_id: int, *paths: bytes) -> None:
    """Let a scan miss files."""
    missing = tuple(find(catalogue, root_id, path) for path in paths)
    catalogue.files.apply(root_id, ScanDelta(missing=missing))


def asset_of(catalogue: Catalogue, root_id: int, path: bytes) -> AssetId:
    """Give the id of the file of a place."""
    return find(catalogue, root_id, path).asset_id


def unit_vectors(count: int, dimension: int = 4, seed: int = 0) -> Float32Array:
    """Make up unit vectors."""
    raw = np.random.default_rng(seed).standard_normal((count, dimension))
    unit: Float32Array = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
    return unit


def keys(*content_ids: int) -> Int64Array:
    """Give content ids as an array."""
    return np.array(content_ids, dtype=np.int64)


def lines(*texts: str) -> Sequence[TextRegion]:
    """Make up lines of letters."""
    return [TextRegion(text, 0.9, WHOLE_PICTURE) for text in texts]
