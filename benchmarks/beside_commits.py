"""What a search costs after each commit of the index: run `python -m benchmarks.beside_commits [--pictures 200000] [--home FOLDER]`.

The library is that of `benchmarks/start.py`, built once and kept; a run adds a few pictures to it. Each kind of search is asked
again and again, at first as the library stands and then after a commit of as many new pictures as a batch of the index has.
Times are the processor's, of the thread that searches; of the status also how long it holds what searches wait for.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.start import kept_library

from bowerbird_engine import Engine, SearchQuery, load_settings
from bowerbird_engine.assets import ContentHash, ScanDelta, WalkedFile
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import ContentFacts
from bowerbird_engine.encoding.packs import starter_pack
from bowerbird_engine.features.vocabulary import shipped_vocabulary

BATCH = 16
WORDS = "sunset over the sea"


class Committing:
    """Whoever indexes: commits new pictures with vectors and visual words."""

    def __init__(self, path: Path) -> None:
        self._catalogue = Catalogue.open(path)
        self._root = self._catalogue.roots.all()[0].id
        self._space = self._catalogue.vectors.space(starter_pack().space)
        self._numbers = np.random.default_rng(time.time_ns())
        self._made = time.time_ns()
        self._words = self._catalogue.visual_words.get(shipped_vocabulary().identity, 5) or b""

    def commit(self) -> None:
        """Add a batch."""
        with self._catalogue.transaction():
            self._made += BATCH
            names = [b"new/%d.jpg" % (self._made + place) for place in range(BATCH)]
            walked = tuple(WalkedFile(name, 10, 1, place + 1) for place, name in enumerate(names))
            self._catalogue.files.apply(self._root, ScanDelta(added=walked))
            keys: list[int] = []
            for file in self._catalogue.files.pending([self._root], 1000):
                hashed = ContentHash(hashlib.sha256(file.path).digest())
                facts = ContentFacts(hashed, 64, 64, "image/jpeg", 10)
                keys.append(self._catalogue.files.record(file.id, facts).content_id)
            vectors = self._numbers.standard_normal((len(keys), starter_pack().space.dimension))
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            self._catalogue.vectors.put(self._space, np.array(keys, np.int64), vectors.astype(np.float32))
            words = [(key, self._words) for key in keys]
            self._catalogue.visual_words.put(shipped_vocabulary().identity, words)

    def close(self) -> None:
        """Close the catalogue."""
        self._catalogue.close()


class TimedLock:
    """A lock that adds up how much of the processor its holders took."""

    def __init__(self) -> None:
        self.held_s = 0.0
        self._lock = threading.RLock()
        self._depth, self._since = 0, 0.0

    def __enter__(self) -> None:
        self._lock.acquire()
        self._depth += 1
        if self._depth == 1:
            self._since = time.thread_time()

    def __exit__(self, *_error: object) -> None:
        self._depth -= 1
        if not self._depth:
            self.held_s += time.thread_time() - self._since
        self._lock.release()


@contextmanager
def timed_lock(engine: Engine) -> Generator[TimedLock]:
    """Put it into the place of what searches wait for."""
    own: Any = vars(engine)
    lock, own["_lock"] = own["_lock"], TimedLock()
    yield own["_lock"]
    own["_lock"] = lock


def median_ms(rounds: int, call: Callable[[], object], before: Callable[[], object]) -> float:
    """Give the median of what a call costs, each time after something else."""
    took: list[float] = []
    for _ in range(rounds):
        before()
        begun = time.thread_time()
        call()
        took.append(time.thread_time() - begun)
    return statistics.median(took) * 1000


def nothing() -> None:
    """Leave the library as it is."""


def measure(library: Path, rounds: int) -> None:
    """Print each kind of search, and the status."""
    with Engine(load_settings(library)) as engine:
        committing = Committing(engine.settings.catalogue_path)
        asset = engine.search(SearchQuery(text=WORDS)).hits[0].asset
        kinds = {
            "words": SearchQuery(text=WORDS),
            "words in a folder": SearchQuery(text=WORDS, inside=(asset.path.parent,)),
            "letters": SearchQuery(letters="BB-2047-K"),
            "a picture": SearchQuery(like=asset.id),
        }
        for name, query in kinds.items():
            engine.search(query)
            at_rest, beside = (
                median_ms(rounds, lambda: engine.search(query), before)  # noqa: B023  at once
                for before in (nothing, committing.commit)
            )
            print(f"  {name:<20} {at_rest:7.1f} ms at rest {beside:7.1f} ms after a commit", flush=True)
        with timed_lock(engine) as lock:
            took = median_ms(rounds, engine.status, committing.commit)
        print(f"  {'status':<20} {took:7.1f} ms, of which searches wait {lock.held_s / rounds * 1000:.1f}")
        committing.close()


def main() -> None:
    """Measure the size that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--home", type=Path, help="where synthetic libraries are kept for the next run")
    options = parser.parse_args()
    library = kept_library(options.pictures, options.home)
    print(f"{options.pictures:,} pictures, medians of {options.rounds} rounds, processor time", flush=True)
    measure(library, options.rounds)


if __name__ == "__main__":
    main()
