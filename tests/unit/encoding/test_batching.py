"""The size of batches: tried on real work, chosen by time, never more than waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.encoding.batching import FIRST, SIZES, TRIES, BatchSizes

Cost = Callable[[int], float]


def work_off(sizes: BatchSizes, stack: int, cost: Cost) -> int:
    """Run a stack of pictures through as an encoder does, and give the size of its batches."""
    size = sizes.choose(stack)
    batches = [min(size, stack - done) for done in range(0, stack, size)]
    sizes.record(size, stack, sum(cost(batch) for batch in batches))
    return size


def alike(_size: int) -> float:
    """Take the same time for every batch."""
    return 1.0


def fast_with_four(size: int) -> float:
    """Be fast for four at once alone."""
    return 0.1 * size + abs(size - 4) * 0.2


def no_gain(size: int) -> float:
    """Take as long for each picture of a batch as for one alone."""
    return 0.1 * size


def mostly_start(size: int) -> float:
    """Take nearly as long for one as for many."""
    return 1.0 + 0.001 * size


def little_start(size: int) -> float:
    """Save a tenth with two, a little with some more, and nothing worth it beyond eight."""
    return 0.1 * size + 0.01


def slow_when_large(size: int) -> float:
    """Be slower from eight on."""
    return 0.1 * size if size < 8 else 0.3 * size


@pytest.mark.parametrize(
    ("cost", "best"),
    [(no_gain, 1), (mostly_start, 32), (little_start, 8), (slow_when_large, 1), (fast_with_four, 4)],
)
def test_the_smallest_of_the_fast_is_chosen(cost: Cost, best: int) -> None:
    """After each size was tried three times the choice is the smallest size within 2 % of the best time of a picture."""
    sizes = BatchSizes()
    tried = [work_off(sizes, 32, cost) for _ in range(TRIES * len(SIZES))]
    assert sorted(tried) == sorted(SIZES * TRIES)
    assert sizes.settled == best
    assert work_off(sizes, 32, cost) == best


def test_stacks_are_rarely_full() -> None:
    """Stacks of 27 are measured too, the largest size being all of them at once."""
    sizes = BatchSizes()
    while sizes.settled is None:
        work_off(sizes, 27, mostly_start)
    assert sizes.settled == 32


def test_a_slow_first_time_is_forgiven() -> None:
    """What a size pays once, to be prepared, does not count against it."""
    sizes, seen = BatchSizes(), set[int]()

    def cost(size: int) -> float:
        first = size not in seen
        seen.add(size)
        return 1.0 + (50.0 if first else 0.0)

    while sizes.settled is None:
        work_off(sizes, 32, cost)
    assert sizes.settled == 32


def test_a_busy_machine_does_not_favour_small_batches() -> None:
    """Where something else takes the machine every other moment, batches of all sizes suffer alike."""
    sizes, now = BatchSizes(), 0.0

    def cost(size: int) -> float:
        nonlocal now
        start, work = now, 0.1 * size if size < 8 else 0.09 * size
        while work > 0:
            step = min(work, 0.01)
            now += step * (2 if int(now * 5) % 2 else 1)
            work -= step
        return now - start

    while sizes.settled is None:
        work_off(sizes, 32, cost)
    assert sizes.settled == 8


def test_small_stacks_are_not_measured() -> None:
    """Who gives a few pictures at a time, as a search does, gets the size known so far, and changes nothing."""
    sizes = BatchSizes()
    assert {work_off(sizes, 1, alike) for _ in range(50)} == {FIRST}
    assert sizes.settled is None


def test_a_graph_that_takes_one_size_gets_it() -> None:
    """With one size to choose from, there is nothing to measure."""
    assert [work_off(BatchSizes((size,)), stack, alike) for size in (1, 8) for stack in (1, 40)] == [
        1,
        1,
        8,
        8,
    ]
    assert BatchSizes((8,)).settled == 8


@given(
    stacks=st.lists(st.integers(1, 70), max_size=30),
    costs=st.lists(st.floats(1e-6, 10), min_size=1, max_size=30),
)
def test_only_known_sizes_are_chosen(stacks: list[int], costs: list[float]) -> None:
    """Whatever the stacks and the times, the choice is one of the sizes."""
    sizes = BatchSizes()
    assert {work_off(sizes, stack, lambda size: costs[size % len(costs)]) for stack in stacks} <= set(SIZES)


def test_threads_share_the_measurements() -> None:
    """Eight threads at once try each size as often as one would, and agree in the end."""
    sizes = BatchSizes()
    with ThreadPoolExecutor(8) as pool:
        used = list(pool.map(partial(work_off, sizes, cost=alike), [32] * 40))
    assert sizes.settled == 32
    assert all(used.count(size) >= TRIES for size in SIZES)
