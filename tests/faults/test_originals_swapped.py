"""While files and folders are exchanged for links, an original is the one that was indexed, or it is refused (check 38)."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bowerbird_engine import (
    Asset,
    AssetChangedError,
    AssetGoneError,
    BowerbirdError,
    Engine,
    SearchQuery,
    UnknownAssetError,
    load_settings,
)
from fakes.pictures import png

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")

SIDE = 32
TRUE = png((SIDE, SIDE), 8, 2, b"\x10\x20\x30" * SIDE * SIDE)
FOREIGN = png((SIDE, SIDE), 8, 2, b"\x30\x20\x10" * SIDE * SIDE)
WANTED = 2000
"""So many good openings, and five times as many swaps, make a run; a busy machine may end it with a tenth of them."""
LONGEST_S = 30


@dataclass(frozen=True, slots=True)
class Swapped:
    """An indexed picture, and a foreign one of the same size and time outside its root."""

    engine: Engine
    asset: Asset
    foreign: Path


@pytest.fixture
def swapped(tmp_path: Path) -> Generator[Swapped]:
    """Index one picture in a folder of its own."""
    assert len(TRUE) == len(FOREIGN)
    true, foreign = tmp_path / "root" / "shoes" / "one.png", tmp_path / "foreign" / "one.png"
    for path, data in ((true, TRUE), (foreign, FOREIGN)):
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        os.utime(path, ns=(10**18, 10**18))
    (tmp_path / "kept.png").hardlink_to(true)
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(tmp_path / "root")
        engine.index(ocr=False)
        yield Swapped(engine, engine.search(SearchQuery(text="name:one")).hits[0].asset, foreign)


def swap_file(swapped: Swapped) -> None:
    """Put a link to the foreign picture into the picture's place, and the picture back."""
    place = swapped.asset.path
    following = place.with_name("following")
    following.symlink_to(swapped.foreign)
    following.replace(place)
    following.hardlink_to(place.parent.parent.parent / "kept.png")
    following.replace(place)


def swap_folder(swapped: Swapped) -> None:
    """Put a link to the foreign picture's folder into the place of the picture's folder, and that back."""
    place = swapped.asset.path.parent
    aside = place.with_name("aside")
    place.rename(aside)
    place.symlink_to(swapped.foreign.parent)
    place.unlink()
    aside.rename(place)


@contextlib.contextmanager
def swapping(swap: Callable[[], None]) -> Generator[list[int]]:
    """Swap in another thread for the length of the block, and count."""
    stop, count = threading.Event(), [0]

    def run() -> None:
        while not stop.is_set():
            swap()
            count[0] += 1

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield count
    finally:
        stop.set()
        thread.join()


def read_by_id(swapped: Swapped) -> bytes:
    """Open the original as the bridge does, and read it."""
    with swapped.engine.open_original(swapped.asset.id) as original:
        return original.stream.read()


def read_after_a_look(swapped: Swapped) -> bytes:
    """Do what is usually done: see to it that the path leads nowhere else, and open it then."""
    place = swapped.asset.path
    if Path(os.path.realpath(place)) != place:
        raise AssetChangedError
    facts = place.stat()
    if (facts.st_size, facts.st_mtime_ns) != (len(TRUE), 10**18):
        raise AssetChangedError
    return place.read_bytes()


def read_while_swapping(
    swapped: Swapped,
    swap: Callable[[Swapped], None],
    read: Callable[[Swapped], bytes],
    enough: Callable[[Counter[str], int], bool],
) -> Counter[str]:
    """Read again and again until it is enough, and count what came of it."""
    met: Counter[str] = Counter()
    deadline = time.monotonic() + LONGEST_S
    with swapping(lambda: swap(swapped)) as swaps:
        while time.monotonic() < deadline and not enough(met, swaps[0]):
            try:
                data = read(swapped)
            except (BowerbirdError, OSError) as error:
                met[type(error).__name__] += 1
            else:
                met["true" if data == TRUE else "foreign" if data == FOREIGN else "torn"] += 1
    return met


@pytest.mark.parametrize("swap", [swap_file, swap_folder])
def test_no_foreign_byte_is_given_out(swapped: Swapped, swap: Callable[[Swapped], None]) -> None:
    """Of thousands of openings each gives the picture or is refused; both happen; also when a folder above is exchanged."""

    def enough(met: Counter[str], swaps: int) -> bool:
        return swaps >= 5 * WANTED and met["true"] >= WANTED and met["AssetChangedError"] >= WANTED // 10

    met = read_while_swapping(swapped, swap, read_by_id, enough)
    refused = {AssetChangedError.__name__, AssetGoneError.__name__, UnknownAssetError.__name__}
    assert {"true", "AssetChangedError"} <= met.keys() <= {"true", *refused}, met
    assert met["true"] >= WANTED // 10, met


@pytest.mark.parametrize("swap", [swap_file, swap_folder])
def test_control_a_look_before_opening_is_not_enough(
    swapped: Swapped, swap: Callable[[Swapped], None]
) -> None:
    """The same swapping makes a path that was looked at first give out the foreign picture."""
    met = read_while_swapping(swapped, swap, read_after_a_look, lambda met, _: met["foreign"] > 0)
    assert met["foreign"] > 0, met
