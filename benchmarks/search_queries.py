"""The queries that `benchmarks/search.py` measures, and a searcher that needs no model for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from benchmarks.synthetic_library import scene

from bowerbird_engine.assets import Filters, Float32Array, Region, SearchQuery, Space, Uint8Array
from bowerbird_engine.search.directions import DIRECTIONS
from bowerbird_engine.search.live_copies import LiveCopies
from bowerbird_engine.search.meaning import Meaning
from bowerbird_engine.search.reference import Look, QueryPicture
from bowerbird_engine.search.searcher import Searcher
from fakes.encoders import FAKE_CURVES, FakeImageEncoder
from fakes.library import READER, Library, content_hash

DESCRIBED: Final = "a red mug on a white background"
TEXTS: Final = (
    DESCRIBED,
    "sunset over the sea",
    "chair BB-2047-K",
    "chair",
    "boats",
    "trip 42",
    "folder 7",
    "red teapot",
    "a chair beside number 31",
    "hand made white cups and red mugs",
)
DIRECTIONS_ASKED: Final = ("cleaner", "dirtier", "warmer", "cooler")


class LookedUp:
    """A text encoder that knows its answers, so that it takes no time."""

    def __init__(self, space: Space, answers: dict[str, Float32Array]) -> None:
        self._space = space
        self._answers = answers

    @property
    def space(self) -> Space:
        return self._space

    def encode(self, texts: Sequence[str]) -> Float32Array:
        return np.array([self._answers[text] for text in texts], np.float32)


class LookedUpPicture(FakeImageEncoder):
    """An image encoder that takes every picture for the same one."""

    def __init__(self, space: Space, answer: Float32Array) -> None:
        super().__init__(space)
        self._answer = answer

    def encode(self, pictures: Uint8Array) -> Float32Array:
        return np.repeat(self._answer[np.newaxis], len(pictures), axis=0)


def decode_scene(source: Path | bytes, _region: Region | None = None) -> QueryPicture:
    """Take bytes for the seed of a drawn scene."""
    if isinstance(source, Path):
        raise TypeError("the benchmark gives bytes")
    pixels = _drawn(int(source))
    return QueryPicture(content_hash(source.decode()), pixels, Look(pixels, 640, 480))


@cache
def _drawn(seed: int) -> Uint8Array:
    return scene(seed)


def searcher_over(library: Library, home: Path) -> tuple[Searcher, dict[str, Float32Array]]:
    """Make a searcher, as the engine makes it but for its encoders, and tell which text has which vector."""
    keys, vectors = library.index.snapshot()
    directions = [text for name in DIRECTIONS_ASKED for text in DIRECTIONS[name].texts]
    answers = {
        text: vectors[(3 + 19 * place) % len(keys)].astype(np.float32)
        for place, text in enumerate((*TEXTS, *directions))
    }
    copies = LiveCopies(library.catalogue, home / "cache", complete=True)
    copies.save()
    copies.close()
    meaning = Meaning(
        library.catalogue,
        index=lambda: library.index,
        image_encoder=LookedUpPicture(library.space, vectors[41].astype(np.float32)),
        text_encoder=LookedUp(library.space, answers),
        decode=decode_scene,
        curves=FAKE_CURVES,
    )
    searcher = Searcher(
        library.catalogue, meaning, roots=lambda: library.roots, recognizer=READER, copies=copies
    )
    return searcher, answers


def never_asked(searcher: Searcher, rounds: int) -> dict[str, list[SearchQuery]]:
    """Name queries of which each round asks another one, so that nothing of it is known from the one before."""
    found = [hit.asset.id for hit in searcher.search(SearchQuery(text=DESCRIBED, limit=1000)).hits]
    seeds = [str(1000 + place).encode() for place in range(rounds)]
    for seed in seeds:
        _drawn(int(seed))
    sets = [tuple(np.roll(found, -16 * place)[:16].tolist()) for place in range(rounds)]
    return {
        "a file, new each time": [SearchQuery(like=seed) for seed in seeds],
        "more like this, new": [SearchQuery(like=one) for one in found[500 : 500 + rounds]],
        "sixteen pictures, new": [SearchQuery(examples=some) for some in sets],
    }


def asked_by(searcher: Searcher) -> dict[str, SearchQuery]:
    """Name the queries; their pictures are what the searcher finds itself."""
    hits = searcher.search(SearchQuery(text="sunset over the sea", limit=1000)).hits
    found = [hit.asset.id for hit in hits]
    asset, folder = found[0], hits[0].asset.path.parent
    return {
        "words": SearchQuery(text=DESCRIBED),
        "words, avoiding": SearchQuery(text=DESCRIBED, avoid="boats"),
        "words, no name has them": SearchQuery(text="sunset over the sea"),
        "words, two frequent ones": SearchQuery(text="red teapot"),
        "words, a whole caption": SearchQuery(text="a chair beside number 31"),
        "words that letters have": SearchQuery(text="hand made white cups and red mugs"),
        "words in a folder": SearchQuery(text=DESCRIBED, inside=(folder,)),
        "words among a thousand": SearchQuery(text=DESCRIBED, among=tuple(found)),
        "words, page 40": SearchQuery(text=DESCRIBED, limit=800),
        "wide ones by name": SearchQuery(text=DESCRIBED, filters=Filters(shape="wide"), sort="name"),
        "of a camera, newest": SearchQuery(text=DESCRIBED, filters=Filters(camera="camera 3"), sort="newest"),
        "of a colour and a year": SearchQuery(
            text=DESCRIBED,
            filters=Filters(colour="red", taken_from=date(2003, 1, 1), taken_to=date(2003, 12, 31)),
        ),
        "with a keyword": SearchQuery(text=DESCRIBED, filters=Filters(keywords=("chair",))),
        "the box: a keyword": SearchQuery(text="trip 42"),
        "the box: one word": SearchQuery(text="chair"),
        "the box: a folder": SearchQuery(text="folder 7"),
        "the box: words and code": SearchQuery(text="chair BB-2047-K"),
        "exact code": SearchQuery(text="BB-2047-K"),
        "code, one character off": SearchQuery(letters="QX-84431"),
        "code in a folder": SearchQuery(letters="QX-84431", inside=(folder,)),
        "phrase": SearchQuery(letters="hand made"),
        "file name": SearchQuery(text="name:IMG_0042"),
        "more like this": SearchQuery(like=asset),
        "a file, asked before": SearchQuery(like=b"5"),
        "picture and words": SearchQuery(like=asset, text=DESCRIBED),
        "picture, but cleaner": SearchQuery(like=asset, text="cleaner"),
        "picture, two directions": SearchQuery(like=asset, text="cleaner, but warmer"),
        "picture in a folder": SearchQuery(like=asset, inside=(folder,)),
        "picture, newest": SearchQuery(like=asset, sort="newest"),
        "five pictures": SearchQuery(like=asset, examples=tuple(found[1:5])),
        "sixteen pictures": SearchQuery(examples=tuple(found[:16])),
        "twenty locked": SearchQuery(core=tuple(found[:20])),
    }
