"""Listening to folders that cannot be listened to as a whole: what is said, and that it heals by itself."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from bowerbird_engine.errors import UsageError
from bowerbird_engine.scanning import watcher
from bowerbird_engine.scanning.ignore import Rules
from bowerbird_engine.scanning.reported_changes import LISTENING_REACHES_DOWN
from bowerbird_engine.scanning.walker import Walk, walk
from bowerbird_engine.scanning.watcher import Watch
from unit.scanning.listening import (
    RULES,
    SILENT_S,
    Told,
    kind_of,
    listening_to,
    make,
    make_old,
    root,
    wait_until,
)


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_name_that_is_no_text_does_not_end_it(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose name is no UTF-8, which the library under us cannot report, is told of, and so is what follows."""
    monkeypatch.setattr(watcher, "_RETRY_S", 0.5)
    with listening_to(pictures) as listening:
        assert listening.hears(lambda: Path(os.fsdecode(os.fsencode(pictures) + b"/\xff.jpg")).touch())
        assert listening.hears(lambda: (pictures / "c.jpg").write_bytes(b"c"))
        assert listening.watch.state.kind == "watching"


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_folder_whose_name_is_no_text_is_left_to_polling(
    pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a folder is named with what to do, all others are listened to, and once it is renamed all is well by itself."""
    monkeypatch.setattr(watcher, "_RETRY_S", 0.5)
    nameless = Path(os.fsdecode(os.fsencode(pictures) + b"/caf\xe9"))
    make(nameless / "deep")
    make_old(pictures)
    with listening_to(pictures) as listening:
        assert kind_of(listening.watch) == "polling"
        assert "“caf\N{REPLACEMENT CHARACTER}” are not reported, nor those in 1 more" in (
            listening.watch.state.detail
        )
        assert "rename it" in listening.watch.state.detail
        assert listening.hears(lambda: (pictures / "trip" / "c.jpg").write_bytes(b"c"))
        nameless.rename(pictures / "café")
        wait_until(lambda: kind_of(listening.watch) == "watching")
        assert listening.hears(
            lambda: (pictures / "café" / "deep" / "d.jpg").write_bytes(b"d"), after_calm=True
        )


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_library_folder_whose_name_is_no_text_is_told_in_text(pictures: Path) -> None:
    """What is said of a folder of the library with such a name can be written as JSON."""
    nameless = Path(os.fsdecode(os.fsencode(pictures) + b"-\xff"))
    nameless.mkdir()
    with listening_to(pictures, nameless) as listening:
        assert kind_of(listening.watch) == "polling"
        assert "until it is renamed" in listening.watch.state.detail
        listening.watch.state.detail.encode("utf-8")


@pytest.mark.skipif(LISTENING_REACHES_DOWN, reason="single folders are not named there")
def test_folders_that_always_come_and_go_do_not_end_it(
    pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a folder vanishes each time between being listed and being listened to, the others are listened to."""

    def walk_then_lose(*arguments: Any) -> Walk:
        passing = pictures / "passing"
        passing.mkdir(exist_ok=True)
        walked = walk(*arguments)
        passing.rmdir()
        make_old(pictures)
        return walked

    monkeypatch.setattr(watcher, "walk", walk_then_lose)
    with listening_to(pictures) as listening:
        assert kind_of(listening.watch) == "watching"
        assert listening.hears(lambda: (pictures / "c.jpg").write_bytes(b"c"))


def test_what_fails_is_tried_again_by_itself(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the system refuses to report anything, that is said, and it is tried again after a while without a refresh."""
    listen, refused = watchfiles.watch, threading.Event()

    def refuse(*folders: Path, **options: Any) -> Generator[set[tuple[watchfiles.Change, str]]]:
        if not refused.is_set():
            raise RuntimeError("no more of that")
        return listen(*folders, **options)

    monkeypatch.setattr(watchfiles, "watch", refuse)
    monkeypatch.setattr(watcher, "_TROUBLE_RETRY_S", 0.2)
    told = Told()
    with contextlib.closing(Watch(told, roots=lambda: [root(pictures)], rules=lambda: RULES)) as watch:
        wait_until(lambda: "cannot be watched" in watch.state.detail)
        assert not told.times
        refused.set()
        assert told.waits_for(1)
        assert kind_of(watch) == "watching"


def test_a_storm_is_told_and_all_is_listened_to_anew(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After more events than can be looked at one by one, of which some may be lost, nothing is taken on trust."""
    monkeypatch.setattr(watcher, "_STORM", 50)
    with listening_to(pictures) as listening:
        before = listening.calm()
        for number in range(500):
            (pictures / f"{number}.txt").write_bytes(b"")
        assert listening.told.waits_for(before + 2)  # of the storm, and of the new beginning


def test_unreadable_rules_let_everything_through(pictures: Path) -> None:
    """When the person's rules cannot be read, every change counts."""

    def broken() -> Rules:
        raise UsageError("no permission")

    told = Told()
    with contextlib.closing(Watch(told, roots=lambda: [root(pictures)], rules=broken)):
        assert told.waits_for(1)
        time.sleep(SILENT_S)
        before = told.times
        (pictures / "notes.txt").write_text("notes")
        assert told.waits_for(before + 1)


def test_what_cannot_be_listened_to_is_said(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network folder makes it "polling", by name and with the reason, while the others are listened to."""
    network = pictures.parent / "network"
    network.mkdir()

    def reason(folder: Path) -> str | None:
        return "it is a network folder" if folder == network else None

    monkeypatch.setattr(watcher, "why_unreported", reason)
    with listening_to(pictures, network) as listening:
        assert listening.watch.state.kind == "polling"
        assert "“network”" in listening.watch.state.detail
        assert "network folder" in listening.watch.state.detail
        assert listening.hears(lambda: (pictures / "c.jpg").write_bytes(b"c"))
        assert listening.hears_nothing_of(lambda: (network / "c.jpg").write_bytes(b"c"))
