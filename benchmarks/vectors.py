"""Exact search against the bare kernels, as ratios within one run.

    python benchmarks/vectors.py [--sizes 10000x256 200000x512] [--limit 50] [--rounds 15]

Every figure is the best of its rounds, and the contestants take turns, so that whatever else the machine does
hits all of them. `bare` is usearch's own exact search of the same float16 matrix for the same number of matches.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from usearch.compiled import MetricKind
from usearch.index import search as usearch_search

from bowerbird_engine.vectors import flatfile
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.kernels import dot_products


def draw(count: int, dimension: int) -> npt.NDArray[np.float16]:
    """Draw unit vectors in loose clusters, as pictures lie, a block at a time to spare memory."""
    numbers = np.random.default_rng(0)
    centres = numbers.standard_normal((200, dimension), dtype=np.float32)
    vectors = np.empty((count, dimension), np.float16)
    for start in range(0, count, 10_000):
        part = vectors[start : start + 10_000]
        drawn = centres[numbers.integers(0, 200, len(part))]
        drawn = drawn + numbers.standard_normal(part.shape, dtype=np.float32)
        part[:] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return vectors


def race(rounds: int, contestants: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Time each in turn and keep the best of each, in milliseconds."""
    best = dict.fromkeys(contestants, float("inf"))
    for run in contestants.values():
        run()
    for _ in range(rounds):
        for name, run in contestants.items():
            start = time.perf_counter()
            run()
            best[name] = min(best[name], (time.perf_counter() - start) * 1e3)
    return best


def measure(count: int, dimension: int, limit: int, rounds: int) -> None:
    """Print the figures of one size."""
    vectors = draw(count, dimension)
    keys = np.arange(1, count + 1, dtype=np.int64)
    index = ExactIndex.adopt(keys, vectors)
    numbers = np.random.default_rng(1)
    query = (
        vectors[count // 2].astype(np.float32)
        + 0.3 * numbers.standard_normal(dimension, dtype=np.float32) / 16
    )
    narrow = query.astype(np.float16)
    half = np.sort(numbers.choice(keys, count // 2, replace=False))
    few = np.sort(numbers.choice(keys, min(count, 400), replace=False))
    best = race(
        rounds,
        {
            "bare usearch": lambda: usearch_search(vectors, narrow, limit, MetricKind.Cos, exact=True),
            "bare usearch, 1 thread": lambda: usearch_search(
                vectors, narrow, limit, MetricKind.Cos, exact=True, threads=1
            ),
            "bare numkong scan": lambda: dot_products(narrow, vectors),
            "ExactIndex": lambda: index.search(query, limit),
            "ExactIndex, 1,000 matches": lambda: index.search(query, 1000),
            "ExactIndex, half allowed": lambda: index.search(query, limit, half),
            "ExactIndex, 400 allowed": lambda: index.search(query, limit, few),
        },
    )
    print(f"\n{count:,} x {dimension}, {limit} matches, best of {rounds}")
    for name, milliseconds in best.items():
        print(
            f"  {name:28} {milliseconds:8.2f} ms   {milliseconds / best['bare usearch']:5.2f} x bare usearch"
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "space.vectors"
        starts = race(
            3,
            {
                "save": lambda: flatfile.save(path, 1, keys, vectors),
                "load": lambda: flatfile.load(path, 1),
                "adopt": lambda: ExactIndex.adopt(keys, vectors),
            },
        )
    print("  " + ", ".join(f"{name} {milliseconds:.0f} ms" for name, milliseconds in starts.items()))


def measure_growth(count: int, dimension: int) -> None:
    """Print what growing by batches of 64 costs in time and in memory."""
    batch = draw(64, dimension).astype(np.float32)
    before = _resident()
    index = ExactIndex(dimension)
    start = time.perf_counter()
    for first in range(0, count, 64):
        index.put(np.arange(first, first + 64, dtype=np.int64), batch)
    size = len(index)
    seconds = time.perf_counter() - start
    matrix = size * dimension * 2
    print(f"\ngrowing to {size:,} x {dimension} by 64: {seconds:.2f} s, ", end="")
    print(f"peak {(_resident() - before) / matrix:.2f} x the float16 matrix ({matrix / 2**20:.0f} MiB)")


def _resident() -> int:
    """Read the peak of the resident memory; Linux counts it in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    """Measure the sizes that the command line asks for; growth first, while the peak is still low."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", default=["10000x256", "200000x512"], metavar="COUNTxDIMENSION")
    parser.add_argument("--limit", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    sizes = [tuple(int(part) for part in size.split("x")) for size in asked.sizes]
    largest = max(sizes)
    measure_growth(*largest)
    for count, dimension in sizes:
        measure(count, dimension, asked.limit, asked.rounds)


if __name__ == "__main__":
    main()
