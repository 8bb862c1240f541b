"""What a search costs outside the encoders: run `python -m benchmarks.search [--pictures 100000] [--home FOLDER]`.

    python -m benchmarks.search [--only WORD]           the search alone, and the labels of the best 30
    python -m benchmarks.search --pack FOLDER           the whole engine with a model pack, beside its bare text tower

Alone it searches the library of `benchmarks/synthetic_library.py`, which the first run builds and the next ones open. The
encoders are replaced by ones that look their vectors up, so that all that is counted is beyond them, and the bare scan
beside it is the index alone, asked for the same query and no filter. Times are the processor's, of all threads: what else
the machine does hardly shows. A query is asked again and again; where its name says new, another one each time. With a pack (`benchmarks/clip_sized.py` makes one of CLIP's size) each search takes turns
with the text tower in bare onnxruntime on the same ids, so that whatever else the machine does hits both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
from benchmarks.labels import measure_labels
from benchmarks.search_queries import asked_by, never_asked, searcher_over
from benchmarks.synthetic_library import SPACE, opened, synthetic

from bowerbird_engine import Engine, load_settings
from bowerbird_engine.assets import SearchQuery
from bowerbird_engine.encoding.packs import ModelPack, read_pack
from bowerbird_engine.encoding.sessions import session_options
from bowerbird_engine.encoding.tokens import TextTokenizer
from bowerbird_engine.scanning.volumes import path_on_volume, volume_of
from bowerbird_engine.search.searcher import Searcher
from fakes.library import Library

WORDS = ("a red mug on a white background", "sunset over the sea", "white cups")
TARGETS_MS = {100_000: 30.0}
"""Beyond the encoder, for words; a picture may take twice as long, most of which is finding its details when it is new."""
WORDS_TARGET_MS = 2.0
WARM_UP = 3
"""Rounds that do not count: they load models and fill caches."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--home", type=Path, help="where synthetic libraries are kept for the next run")
    parser.add_argument("--only", default="", help="measure the searches alone whose names hold this")
    parser.add_argument("--pack", type=Path)
    options = parser.parse_args()
    if options.pack is None:
        measure_searches(options.pictures, options.rounds, options.home, options.only)
        if options.only in "labels":
            measure_labels()
        return 0
    with tempfile.TemporaryDirectory() as home:
        measure_words(read_pack(options.pack, verify=False), Path(home), options.pictures, options.rounds)
    return 0


def measure_searches(number: int, rounds: int, home: Path | None, only: str = "") -> None:
    """Print what each kind of search costs without its encoder, beside the bare scan."""
    library, kept = opened(number, home)
    searcher, vectors = searcher_over(library, kept)
    queries = asked_by(searcher)
    print(
        f"{number:,} pictures, {SPACE.dimension} dimensions, fastest tenth of {rounds} rounds, processor time"
    )
    query = vectors["sunset over the sea"]
    bare = measure(lambda: library.index.search(query, 20), rounds)
    print(f"  bare scan, best 20          {bare:7.3f} ms")
    slowest: dict[bool, float] = {False: 0.0, True: 0.0}
    for name, asked in queries.items():
        if only not in name:
            continue
        took = measure(partial(searcher.search, asked), rounds)
        by_picture = bool(asked.like or asked.examples or asked.core)
        slowest[by_picture] = max(slowest[by_picture], took)
        print(f"  {name:<27} {took:7.3f} ms   {took / bare:5.1f} x bare scan")
    for name, some in never_asked(searcher, rounds + 1).items():
        if only not in name:
            continue
        took = measure(_next_of(searcher, some), rounds)
        slowest[True] = max(slowest[True], took)
        print(f"  {name:<27} {took:7.3f} ms   {took / bare:5.1f} x bare scan")
    target = TARGETS_MS.get(number)
    told = "" if target is None else f"; to be under {target:.0f} and {2 * target:.0f} ms"
    print(f"slowest by words {slowest[False]:.2f} ms, by pictures {slowest[True]:.2f} ms{told}")
    library.close()


def _next_of(searcher: Searcher, queries: Iterable[SearchQuery]) -> Callable[[], object]:
    remaining = iter(queries)
    return lambda: searcher.search(next(remaining))


def measure(call: Callable[[], object], rounds: int) -> float:
    """Give the processor time of the fastest tenth, in milliseconds: what else runs only ever adds to it."""
    call()
    times: list[float] = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        times.append(time.process_time() - started)
    return statistics.mean(sorted(times)[: max(1, rounds // 10)]) * 1000


def measure_words(pack: ModelPack, home: Path, number: int, rounds: int) -> None:
    """Print what a search by words costs with a pack, beyond what its bare text tower costs."""
    fill_catalogue(home, pack, number)
    threads = os.cpu_count() or 1
    tower = pack.path(pack.text.file)
    bare = onnxruntime.InferenceSession(
        str(tower), session_options(threads), providers=["CPUExecutionProvider"]
    )
    tokenize = TextTokenizer(pack)
    print(
        f"{pack.description.title}; {number:,} pictures, {pack.dimension} dimensions, {threads} threads, "
        f"{rounds} rounds; medians"
    )
    with Engine(load_settings(home), pack=pack) as engine:
        for text in WORDS:
            ids, mask = tokenize(text)
            feed = {pack.text.input: ids}
            if pack.text.attention_mask is not None:
                feed[pack.text.attention_mask] = mask
            found = engine.search(SearchQuery(text=text))
            if len(found.hits) < SearchQuery(text=text).limit:
                sys.exit(f"the library does not answer as it should: {found.notes}")
            alone, whole = take_turns(
                partial(bare.run, [pack.text.output], feed),
                partial(engine.search, SearchQuery(text=text)),
                rounds,
            )
            print(f"  {text!r}")
            for name, unit in (("wall clock", 0), ("processor", 1)):
                tower_ms = statistics.median(cost[unit] for cost in alone)
                search_ms = statistics.median(cost[unit] for cost in whole)
                pairs = [(ours[unit], theirs[unit]) for ours, theirs in zip(whole, alone, strict=True)]
                quiet = sorted(pairs, key=sum)[: max(1, len(pairs) // 4)]
                between, at_rest = (
                    statistics.median(ours - theirs for ours, theirs in some) for some in (pairs, quiet)
                )
                print(
                    f"    {name:<11} text tower {tower_ms:7.2f} ms, search {search_ms:7.2f} ms, difference of the "
                    f"pairs {between:5.2f} ms, of the quickest quarter of them {at_rest:5.2f} ms"
                )
    print(f"the difference is to be under {WORDS_TARGET_MS} ms at 10,000 pictures")


def fill_catalogue(home: Path, pack: ModelPack, number: int) -> None:
    """Put synthetic pictures into the library of a home, as if they had been indexed with the pack."""
    folder = home / "pictures"
    folder.mkdir()
    (folder / "one.txt").touch()  # an empty folder would count as a disk that is away
    library = Library(home, pack.space)
    volume = volume_of(folder)
    root = library.catalogue.roots.add(volume, path_on_volume(folder, volume), folder.resolve())
    library.fill(root.id, synthetic(np.random.default_rng(7), number, pack.dimension))
    library.catalogue.texts.compact()
    library.close()


def take_turns(
    first: Callable[[], object], second: Callable[[], object], rounds: int
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Let both run in turn, in changing order; give the milliseconds of clock and of processor of each round."""
    contestants = (first, second)
    costs: tuple[list[tuple[float, float]], ...] = ([], [])
    for number in range(rounds + WARM_UP):
        for place in (0, 1) if number % 2 else (1, 0):
            wall, processor = time.perf_counter(), time.process_time()
            contestants[place]()
            spent = (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000
            if number >= WARM_UP:
                costs[place].append(spent)
    return costs[0], costs[1]


if __name__ == "__main__":
    raise SystemExit(main())
