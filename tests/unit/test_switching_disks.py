"""Changing the model while a disk is away, goes away, or holds pictures that are not what they were."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bowerbird_engine import Progress, SearchQuery
from bowerbird_engine.assets import Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.indexing import succession
from bowerbird_engine.reports import SwitchReport
from fakes.switched import QUERIES, Switched, ask, make_switched, write_tiles

HERE = 40
AWAY = 40


@pytest.fixture
def library(tmp_path: Path) -> Switched:
    """Make a library of two folders that the old model has learned; the second one stands for a disk."""
    library = make_switched(tmp_path, range(HERE))
    write_tiles(disk_of(library), range(HERE, HERE + AWAY))
    with library.engine() as engine:
        engine.add_folder(disk_of(library))
        engine.index(ocr=False)
    return library


def disk_of(library: Switched) -> Path:
    """Tell where the folder that goes away lies."""
    return library.pictures.with_name("disk")


def unplug(library: Switched) -> Callable[[], None]:
    """Take the disk away, and give what plugs it in again."""
    aside = disk_of(library).rename(library.home.with_name("drawer"))

    def plug_in() -> None:
        aside.rename(disk_of(library))

    return plug_in


def forget_proxies(library: Switched) -> None:
    """Empty the cache of thumbnails and proxies."""
    shutil.rmtree(library.settings.cache_dir / "renditions")


def switch(library: Switched, progress: Callable[[Progress], None] | None = None) -> SwitchReport:
    """Choose the new model, index once, and tell how the change went."""
    with library.engine() as engine:
        engine.use_pack("new")
        report = engine.index(ocr=False, progress=progress)
    assert report.switch is not None
    return report.switch


def assert_nothing_is_lost(library: Switched) -> None:
    """Check that a search by words reaches every picture, whatever model answers."""
    with library.engine() as engine:
        found = engine.search(SearchQuery(text=QUERIES[0], limit=HERE + AWAY + 1))
    assert len(found.hits) == HERE + AWAY


def test_a_disk_that_is_away_does_not_keep_the_new_model_waiting(library: Switched) -> None:
    """Its pictures are learned from their proxies: the same ones are best, and nothing needs the disk."""
    unplug(library)
    told = switch(library)
    assert (told.learned, told.refused, told.waiting, told.took_over) == (HERE + AWAY, 0, 0, True)
    assert_nothing_is_lost(library)
    with library.engine() as engine:
        found = engine.search(SearchQuery(like=library.home.with_name("drawer") / f"{HERE + 3}.png", limit=1))
        assert [hit.asset.path.name for hit in found.hits] == [f"{HERE + 3}.png"]
        assert not found.hits[0].asset.online


def test_without_proxies_the_disk_is_waited_for(library: Switched) -> None:
    """The old model goes on answering and a note names the disk; plugged in, the rest is learned."""
    old = library.pure("old")
    plug_in = unplug(library)
    forget_proxies(library)
    told = switch(library)
    assert (told.learned, told.refused, told.waiting, told.took_over) == (HERE, 0, AWAY, False)
    assert_nothing_is_lost(library)
    with library.engine() as engine:
        assert {query: ask(engine, query) for query in QUERIES} == old
        note = engine.search(SearchQuery(text=QUERIES[0])).notes[0]
        assert note.startswith(
            "\u2018The new model\u2019 is being learned: 40 of 80; \u2018The old model\u2019 answers"
        )
        assert "The rest cannot be reached now" in note
        assert "`bowerbird models use new --now`" in note
        plug_in()
        report = engine.index(ocr=False)
        assert report.switch is not None
        assert (report.switch.learned, report.switch.took_over) == (AWAY, True)
    assert_nothing_is_lost(library)
    with library.engine() as engine:
        assert {query: ask(engine, query) for query in QUERIES} == library.pure("new")


def test_without_the_check_pictures_are_lost(library: Switched, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: when nothing counts what still waits, the new model takes over and half of the pictures are gone."""
    unplug(library)
    forget_proxies(library)

    def nothing_waits(catalogue: Catalogue, answering: Space, chosen: Space) -> int:
        return 0

    monkeypatch.setattr(succession, "still_waiting", nothing_waits)
    assert switch(library).took_over
    with pytest.raises(AssertionError):
        assert_nothing_is_lost(library)


def test_some_proxies_are_better_than_none(library: Switched) -> None:
    """What has a proxy is learned now, and only the rest waits."""
    unplug(library)
    kept = sorted((library.settings.cache_dir / "renditions").rglob("*.p.webp"))
    for proxy in kept[::2]:
        proxy.unlink()
    told = switch(library)
    assert told.learned + told.waiting == HERE + AWAY
    assert 0 < told.waiting < AWAY
    assert not told.took_over


@pytest.mark.parametrize("proxies", [True, False], ids=["proxies", "no-proxies"])
def test_a_disk_that_is_pulled_out_meanwhile(library: Switched, *, proxies: bool) -> None:
    """What was not read in time is learned from proxies, or waits; no picture is blamed for it."""
    more = 120  # beyond what is decoded ahead when the first batch is learned
    write_tiles(disk_of(library), range(1000, 1000 + more))
    with library.engine() as engine:
        engine.index(ocr=False)
    if not proxies:
        forget_proxies(library)

    def pull(progress: Progress) -> None:
        if progress.phase == "pictures" and disk_of(library).exists():
            unplug(library)

    told = switch(library, pull)
    assert not disk_of(library).exists()
    assert told.refused == 0
    assert told.learned + told.waiting == HERE + AWAY + more
    assert told.took_over == proxies
    # The control: without proxies it shows that the disk went before all was read.
    assert (told.waiting > 0) == (not proxies)


@pytest.mark.parametrize("proxies", [True, False], ids=["proxies", "no-proxies"])
def test_a_file_that_changed_unseen_does_not_block(library: Switched, *, proxies: bool) -> None:
    """A file with other bytes and its former time is learned from the proxy, else noted: the change is not held up."""
    place = library.pictures / "5.png"
    before = place.stat()
    data = bytearray(place.read_bytes())
    data[-20] ^= 0xFF
    place.write_bytes(data)
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    if not proxies:
        forget_proxies(library)
    told = switch(library)
    assert (told.learned, told.refused) == ((HERE + AWAY, 0) if proxies else (HERE + AWAY - 1, 1))
    assert told.took_over
