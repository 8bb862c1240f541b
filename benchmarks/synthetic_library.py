"""A library that nobody photographed, as large as wanted: what searches are measured on.

Clustered vectors, camera-like and speaking file names in folders, letters in a third of the pictures, keywords or captions
in the others, a camera and a day for all, and visual words of which some are shared with a drawn scene. The same number
gives the same library, which is kept: the second run opens what the first one built.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from bowerbird_engine.assets import Float32Array, Root, Space, Uint8Array
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.facts import Look, Metadata
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.visual_words import KEPT, VisualWords, indexed, to_bytes
from bowerbird_engine.features.vocabulary import WORDS, shipped_vocabulary
from fakes.library import Library, Picture

SPACE: Final = Space("bench", "be" * 32, 256)
CLUSTERS: Final = 200
NOUNS: Final = (
    "mug", "chair", "lamp", "bottle", "watch", "vase", "teapot", "camera", "sofa", "window", "tree", "boat", "box",
)  # fmt: skip
COLOURS: Final = ("red", "blue", "green", "white", "black", "yellow", "grey", "brown")
LOOKS_MEASURED: Final = 13
"""Places in the engine's list of colours."""

_AT_ONCE: Final = 4096


def opened(number: int, home: Path | None) -> tuple[Library, Path]:
    """Open the kept library of so many pictures, building it first where it is not there yet; tells where it lies."""
    made_by = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    kept = (home or Path(tempfile.gettempdir()) / "bowerbird-benchmark") / f"search-{number}-{made_by}"
    if not (kept / "complete").exists():
        print(f"building {number:,} pictures in {kept}", flush=True)
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        build(kept, number)
        (kept / "complete").touch()
    library = Library(kept, SPACE)
    for stored in library.catalogue.roots.all():
        library.roots[stored.id] = Root(
            stored.id, stored.last_path, stored.volume_key, stored.volume_label, online=True
        )
    space_id = library.catalogue.vectors.space(SPACE)
    keys, vectors = library.catalogue.vectors.load(space_id)
    library.index.put(keys, vectors.astype(np.float32))
    return library, kept


def build(home: Path, number: int, space: Space = SPACE) -> None:
    """Fill a new library, as a run of the index would leave it."""
    library = Library(home, space)
    root = library.add_root("pictures")
    contents = library.fill(root, synthetic(np.random.default_rng(7), number, space.dimension))
    say(library.catalogue, contents)
    look(library.catalogue, contents)
    show_details(library.catalogue, contents)
    library.catalogue.texts.compact()  # as a run of the index does at its end
    library.catalogue.facts.compact()
    library.close()


def say(catalogue: Catalogue, contents: Mapping[str, int]) -> None:
    """Give a third of the pictures keywords, another third a caption, and all of them a camera and a day."""
    rng = np.random.default_rng(11)
    with catalogue.transaction():
        for place, content_id in enumerate(contents.values()):
            words = tuple(dict.fromkeys(rng.choice((*NOUNS, *COLOURS, f"trip {place % 997}"), 4).tolist()))
            catalogue.facts.put_metadata(
                content_id,
                1,
                Metadata(
                    f"20{place % 25:02d}-06-0{1 + place % 9}T12:00:00",
                    f"Camera {place % 12}",
                    caption=f"A {words[0]} beside number {place}" if place % 3 == 1 else None,
                    keywords=words if place % 3 == 0 else (),
                ),
            )
    catalogue.folder_names.update()


def look(catalogue: Catalogue, contents: Mapping[str, int]) -> None:
    """Say of each picture which two colours it has, and how light and busy it is."""
    rng = np.random.default_rng(13)
    measures = rng.integers(0, 1000, (len(contents), 4))
    pairs = rng.integers(0, LOOKS_MEASURED, (len(contents), 2))
    with catalogue.transaction():
        for content_id, (light, warm, full, edges), telling in zip(
            contents.values(), measures.tolist(), pairs.tolist(), strict=True
        ):
            shares = tuple(100 if place in telling else 0 for place in range(LOOKS_MEASURED))
            catalogue.facts.put_look(content_id, 1, Look(shares, (), light, warm, full, edges), telling)


def show_details(catalogue: Catalogue, contents: Mapping[str, int]) -> None:
    """Keep visual words of each picture, by chance and alike to none; a few are crops of the drawn scene."""
    rng = np.random.default_rng(17)
    identity, drawn = shipped_vocabulary().identity, scene()
    crops = [drawn, drawn[40:400, 80:560], drawn[:, ::-1], drawn[100:480, :500]]
    kept = [to_bytes(indexed(extract(np.ascontiguousarray(crop)), shipped_vocabulary())) for crop in crops]
    ids = list(contents.values())
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        rows = [(content_id, to_bytes(_by_chance(rng))) for content_id in part]
        for place, data in enumerate(kept if start == 0 else []):
            rows[place * 7] = (rows[place * 7][0], data)
        catalogue.visual_words.put(identity, rows)


def _by_chance(rng: np.random.Generator) -> VisualWords:
    # A product of two even draws: some words stand in many more pictures than others, as in photos.
    words = np.unique((rng.random(KEPT) * rng.random(KEPT) ** 0.3 * WORDS).astype(np.uint16))
    number = len(words)
    places = np.column_stack(
        [rng.random((number, 2)), rng.uniform(0.01, 0.1, number), rng.uniform(0, 6.2, number)]
    )
    return VisualWords(
        words,
        rng.integers(0, 1 << 64, number, np.uint64),
        places.astype(np.float32),
        np.arange(number, dtype=np.uint16),
        mirrored_from=number,
    )


def scene(seed: int = 5, *, height: int = 480, width: int = 640) -> Uint8Array:
    """Draw a picture full of corners: rectangles and stripes over each other, and the grain of a photo."""
    rng = np.random.default_rng(seed)
    pixels = np.full((height, width, 3), 200.0)
    for _ in range(220):
        top, left = rng.integers(0, height - 12), rng.integers(0, width - 12)
        tall, wide = rng.integers(6, 70, 2)
        pixels[top : top + tall, left : left + wide] = rng.integers(0, 256, 3)
        if rng.random() < 0.3:
            pixels[top : top + tall : 4, left : left + wide] = rng.integers(0, 256, 3)
    grain = rng.normal(0, 4, pixels.shape)
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


def synthetic(rng: np.random.Generator, number: int, dimension: int) -> list[Picture]:
    """Make up pictures: their vectors, names and letters."""
    vectors = _clustered(rng, number, dimension)
    pictures: list[Picture] = []
    for place in range(number):
        speaking = f"{rng.choice(COLOURS)}-{rng.choice(NOUNS)}-{place}"
        name = f"IMG_{place:04d}" if place % 2 else speaking
        lines: Sequence[str] = ()
        if place % 3 == 0:
            lines = (code(rng), "HAND MADE", f"LOT {rng.integers(10_000, 99_999)}")
        if place == 0:
            lines = ("SKU BB-2047-K",)
        pictures.append(Picture(f"folder-{place % 20}/{name}.jpg", vectors[place], lines))
    return pictures


def _clustered(rng: np.random.Generator, number: int, dimension: int) -> Float32Array:
    centres = rng.normal(size=(CLUSTERS, dimension))
    vectors = centres[rng.integers(0, CLUSTERS, number)] + rng.normal(size=(number, dimension))
    unit: Float32Array = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def code(rng: np.random.Generator) -> str:
    """Make up an article number."""
    letters = "".join(rng.choice(list("ACDEFGHJKMNPQRTUVWXY"), 2))
    return f"{letters}-{rng.integers(1000, 99_999)}"
