"""Search in a large library: the graph against the exact index, in one run.

    python -m benchmarks.large_library [--rows 100000] [--queries 100] [--folder FOLDER]

Draws vectors as a model of pictures makes them (one narrow cone, clusters of many sizes, each in a folder of its own, a few
copies), builds the graph in two threads, stops at half and goes on from the file as a later start would, and then asks with
pictures and with words, with and without filters. Recall is the share of the exact ten, and of the exact 256, that come out.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil

from bowerbird_engine.vectors import graph_file
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.graph_keeping import GraphKeeper, GraphPolicy

DIMENSION = 512
OWNER = "benchmark"
AT_ONCE = GraphPolicy(large=0, patience_s=0.0, batch=1024, threads=2)
Float32Array = npt.NDArray[np.float32]
Float16Array = npt.NDArray[np.float16]
Int64Array = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class World:
    """Vectors whose clusters lie one after the other, and what they were drawn from."""

    vectors: Float16Array
    labels: Int64Array
    middle: Float32Array
    centres: Float32Array
    spread: Float32Array


def draw(rows: int) -> World:
    """Draw a library; two random pictures have a cosine of 0.56 on average, as with CLIP, and 2 % are nearly copies."""
    numbers = np.random.default_rng(0)
    # The variances of a model's directions fall like a power.
    falling = ((np.arange(DIMENSION) + 4.0) ** -0.5).astype(np.float32)
    spread: Float32Array = (falling / np.float32(np.sqrt(np.mean(falling**2))))[
        numbers.permutation(DIMENSION)
    ]
    middle = numbers.standard_normal(DIMENSION, dtype=np.float32)
    middle /= np.linalg.norm(middle)
    clusters = max(20, rows // 500)
    centres = numbers.standard_normal((clusters, DIMENSION), dtype=np.float32) * spread
    shares = 1.0 / (np.arange(clusters) + 10.0)
    labels = np.sort(numbers.choice(clusters, rows, p=shares / shares.sum()))
    vectors = np.empty((rows, DIMENSION), np.float16)
    for start in range(0, rows, 20_000):
        own = centres[labels[start : start + 20_000]] * 0.6
        own += 0.8 * spread * numbers.standard_normal(own.shape, dtype=np.float32)
        drawn = 0.75 * middle + 0.66 * own / np.sqrt(DIMENSION)
        copies = numbers.choice(len(drawn) - 1, len(drawn) // 50, replace=False)
        drawn[copies] = drawn[copies + 1] * (1 + 0.01 * numbers.standard_normal((len(copies), 1)))
        vectors[start : start + 20_000] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return World(vectors, labels, middle, centres, spread)


def questions(world: World, count: int) -> dict[str, Float32Array]:
    """Draw pictures near those of the library, and words, which lie far off the cone and lean towards a cluster."""
    numbers = np.random.default_rng(1)
    noise = 0.4 * world.spread * numbers.standard_normal((count, DIMENSION)) / np.sqrt(DIMENSION)
    pictures = world.vectors[numbers.integers(0, len(world.vectors), count)] + noise
    off = numbers.standard_normal(DIMENSION)
    off /= np.linalg.norm(off)
    leaning = world.centres[numbers.integers(0, len(world.centres), count)] / np.sqrt(DIMENSION)
    words = 0.25 * world.middle + 0.85 * off + 0.35 * leaning
    return {
        kind: (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        for kind, vectors in (("pictures", pictures), ("words", words))
    }


def filters(world: World, keys: Int64Array) -> Iterator[tuple[str, Int64Array | None]]:
    """Give sets of allowed keys: all, nearly all as the engine asks, random ones, and whole folders."""
    numbers = np.random.default_rng(2)
    yield "no filter", None
    yield "all but 100", np.delete(keys, numbers.choice(len(keys), 100, replace=False))
    for share in (0.5, 0.1, 0.01):
        yield f"{share:.0%} at random", keys[numbers.random(len(keys)) < share]
        order = numbers.permutation(len(world.centres))
        sizes = np.bincount(world.labels, minlength=len(world.centres))[order]
        folders = order[: np.searchsorted(np.cumsum(sizes), share * len(keys)) + 1]
        yield f"{share:.0%} in folders", keys[np.isin(world.labels, folders)]


def build(keys: Int64Array, world: World, path: Path) -> GraphIndex:
    """Build the graph as the engine does, with a stop at half; print what it took."""
    process = psutil.Process()
    before, started, cpu = process.memory_info().rss, time.perf_counter(), process.cpu_times().user
    index = GraphIndex.adopt(keys, world.vectors)
    keeper = GraphKeeper(index, path, OWNER, AT_ONCE)
    keeper.tend()
    half = (len(keys) // 2 + AT_ONCE.checkpoint_rows - 1) // AT_ONCE.checkpoint_rows * AT_ONCE.checkpoint_rows
    while keeper.state().working and not (path.exists() and index.in_graph >= half):
        time.sleep(0.05)
    keeper.close()
    print(f"stopped with {index.in_graph:,} in the graph after {time.perf_counter() - started:.0f} s")
    index = GraphIndex.adopt(keys, world.vectors)
    keeper = GraphKeeper(index, path, OWNER, AT_ONCE)
    keeper.tend()
    while keeper.state().working and not index.in_graph:
        time.sleep(0.05)
    print(f"a later start goes on from {index.in_graph:,}")
    while keeper.state().working:
        time.sleep(0.2)
    state, took = keeper.state(), time.perf_counter() - started
    keeper.close()
    size = path.stat().st_size
    print(
        f"built {state.in_graph:,} of {state.vectors:,} in {took:.0f} s, {process.cpu_times().user - cpu:.0f} s of one core;"
        f" file {size / 1e6:.0f} MB, {size / len(keys):.0f} bytes a vector;"
        f" resident {(process.memory_info().rss - before) / 1e6:.0f} MB more, {process.memory_info().rss / 1e6:.0f} in all"
    )
    return index


def measure_start(keys: Int64Array, world: World, path: Path) -> None:
    """Print how long the file takes to be ready beside searches, and what the longest gap is in which nothing else runs."""
    index = GraphIndex.adopt(keys, world.vectors)
    gaps, done = [0.0], threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not done.is_set():
            time.sleep(0.001)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    ticker = threading.Thread(target=tick)
    ticker.start()
    started = time.perf_counter()
    graph = graph_file.load(path, dimension=DIMENSION, owner=OWNER)
    if graph is None:
        raise SystemExit("the file is not what was saved")
    read = time.perf_counter() - started
    index.take(graph)
    taken = time.perf_counter() - started
    longest_load, gaps[:] = max(gaps), [0.0]
    graph.image()
    done.set()
    ticker.join()
    print(
        f"the graph's file is read in {read:.2f} s and compared by {taken:.2f} s; the process stands still for"
        f" {longest_load * 1e3:.0f} ms meanwhile, and for {max(gaps) * 1e3:.0f} ms when the graph is copied for the file"
    )


def best_of(rounds: int, run: Callable[[], object]) -> float:
    """Time a call and give the best of some, in milliseconds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best * 1e3


def compare(index: GraphIndex, exact: ExactIndex, world: World, keys: Int64Array, count: int) -> None:
    """Print recall and times for each filter and kind of question; each question is asked of both, one after the other."""
    asked = questions(world, count)
    print(
        f"{'filter':16} {'asked':9} {'recall@10':>9} {'@256':>7} {'graph ms':>16} {'exact ms':>16}   (median, 95 %)"
    )
    for name, allowed in filters(world, keys):
        for kind, queries in asked.items():
            recalls: list[tuple[float, float]] = []
            times: list[tuple[float, float]] = []
            for query in queries:
                start = time.perf_counter()
                found = index.search(query, 256, allowed)
                middle = time.perf_counter()
                truth = exact.search(query, 256, allowed)
                times.append(((middle - start) * 1e3, (time.perf_counter() - middle) * 1e3))
                ten = index.search(query, 10, allowed).keys
                recalls.append((shared(ten, truth.keys[:10]), shared(found.keys, truth.keys)))
            recall, deep = np.mean(recalls, axis=0)
            (graph, scan), (graph_95, scan_95) = np.median(times, axis=0), np.quantile(times, 0.95, axis=0)
            print(
                f"{name:16} {kind:9} {recall:9.4f} {deep:7.4f} {graph:8.2f} {graph_95:7.2f} {scan:8.2f} {scan_95:7.2f}",
                flush=True,
            )


def shared(found: Int64Array, truth: Int64Array) -> float:
    """Tell which share of the true ones was found."""
    return len(np.intersect1d(found, truth)) / max(1, len(truth))


def measure_exact(world: World) -> None:
    """Print what exact search costs at parts of the library, from which the size is reasoned that needs a graph."""
    query = questions(world, 1)["pictures"][0]
    for rows in (100_000, 200_000, 300_000, 500_000, 1_000_000):
        if rows <= len(world.vectors):
            index = ExactIndex.adopt(np.arange(rows, dtype=np.int64), world.vectors[:rows])
            print(f"exact, {rows:,} rows: {best_of(9, lambda: index.search(query, 256)):.1f} ms")  # noqa: B023  at once


def main() -> None:
    """Measure the size that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="where the graph's file is kept, and used again")
    given = parser.parse_args()
    world = draw(given.rows)
    keys = np.arange(1, given.rows + 1, dtype=np.int64)
    pairs = np.random.default_rng(3).integers(0, given.rows, (2, 2000))
    left, right = (world.vectors[places].astype(np.float32) for places in pairs)
    print(
        f"{given.rows:,} x {DIMENSION}, mean cosine of two pictures {np.mean(np.sum(left * right, axis=1)):.2f}"
    )
    measure_exact(world)
    with tempfile.TemporaryDirectory() as temporary:
        path = (given.folder or Path(temporary)) / f"{given.rows}.graph"
        index = build(keys, world, path)
        measure_start(keys, world, path)
    compare(index, ExactIndex.adopt(keys, world.vectors), world, keys, given.queries)


if __name__ == "__main__":
    main()
