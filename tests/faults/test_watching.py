"""Changes on the disk appear in search by themselves: the real engine, the real jobs, real files. Check 55."""

from __future__ import annotations

import contextlib
import random
import shutil
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_bridge.background.jobs import Jobs
from bowerbird_bridge.background.upkeep import Upkeep
from bowerbird_engine import AssetId, Engine, PreferenceChanges, SearchQuery, load_settings
from bowerbird_engine.assets import FileStatus
from bowerbird_engine.scanning import watcher
from fakes.indexed import make_picture
from faults.namespaces import run_apart
from faults.watching import SCENARIOS

SECONDS = 20.0
"""How long a test waits at most; a change is seen within two or three seconds where nothing else runs."""


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Make a folder with one picture."""
    folder = tmp_path.resolve() / "pictures"
    make_picture(folder / "first.png", 1)
    return folder


@pytest.fixture
def engine(tmp_path: Path, pictures: Path) -> Generator[Engine]:
    """Open a library with that folder, indexed, that reads no letters, looks for no details and minds no battery."""
    with Engine(replace(load_settings(tmp_path / "home"), details=False)) as opened:
        opened.add_folder(pictures)
        opened.set_preferences(PreferenceChanges(letters=False, pause_on_battery=False))
        opened.index(ocr=False)
        yield opened


@contextlib.contextmanager
def kept(engine: Engine) -> Generator[Upkeep]:
    """Keep the library up to date for a block, as the hub does, once the folders are listened to."""
    with engine.hold("the test"):
        jobs = Jobs(engine)
        upkeep = Upkeep.with_jobs(engine, jobs)
        upkeep.start()
        try:
            until(lambda: "within seconds" in upkeep.state().detail)
            yield upkeep
        finally:
            upkeep.close()
            jobs.close()


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def found(engine: Engine) -> dict[Path, AssetId]:
    """Give every picture that a search finds."""
    page = engine.search(SearchQuery(text="coloured blocks", limit=500))
    return {hit.asset.path: hit.asset.id for hit in page.hits}


def test_a_picture_appears_moves_changes_and_goes(engine: Engine, pictures: Path) -> None:
    """A picture that is made, renamed, saved anew and deleted is found, keeps its id, is found anew and goes, by itself."""
    with kept(engine):
        new, moved = pictures / "trip" / "new.png", pictures / "moved.png"
        make_picture(new, 2)
        until(lambda: new in found(engine))
        known = found(engine)[new]

        new.rename(moved)
        until(lambda: moved in found(engine))
        assert new not in found(engine)
        assert found(engine)[moved] == known

        before = engine.asset(known).content_hash
        make_picture(pictures / ".moved.png.part.png", 3).replace(moved)
        until(lambda: moved in found(engine) and engine.asset(known).content_hash != before)

        moved.unlink()
        until(lambda: moved not in found(engine))
        assert set(found(engine)) == {pictures / "first.png"}


def test_without_watching_nothing_appears(engine: Engine, pictures: Path) -> None:
    """Control: with watching switched off the same change is not found, until somebody indexes."""
    engine.set_preferences(PreferenceChanges(watch=False))
    with engine.hold("the test"):
        jobs = Jobs(engine)
        upkeep = Upkeep.with_jobs(engine, jobs)
        upkeep.start()
        with contextlib.closing(upkeep), contextlib.closing(jobs):
            until(lambda: upkeep.state().state == "paused")
            new = make_picture(pictures / "new.png", 2)
            time.sleep(5)
            assert new not in found(engine)
            jobs.start_index(letters=False)
            until(lambda: new in found(engine))


def test_a_storm_ends_in_what_is_on_the_disk(
    engine: Engine, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After thousands of files came, moved and went in seconds, the library holds exactly what the disk holds."""
    monkeypatch.setattr(watcher, "_STORM", 200)
    source = random.Random(55)
    sample = (pictures / "first.png").read_bytes()
    with kept(engine) as upkeep:
        for number in range(3000):
            folder = pictures / str(number % 40)
            folder.mkdir(exist_ok=True)
            path = folder / f"{number}.png"
            path.write_bytes(sample + number.to_bytes(4, "big"))
            if source.random() < 0.4:
                path.unlink()
            elif source.random() < 0.3:
                path.rename(pictures / f"{number}.png")
            if number % 500 == 499:
                shutil.move(folder, pictures / f"moved-{number}")

        def as_on_the_disk() -> bool:
            status = engine.status()
            return (
                upkeep.state().state == "ready"
                and status.counts[FileStatus.INDEXED] == sum(1 for _ in pictures.rglob("*.png"))
                and not status.counts[FileStatus.PENDING]
            )

        end = time.monotonic() + 120
        while not as_on_the_disk():
            assert time.monotonic() < end, engine.status()
            time.sleep(0.2)


def test_a_slow_copy_is_indexed_once(engine: Engine, pictures: Path, tmp_path: Path) -> None:
    """A picture that is copied slowly is looked at when it is whole, and never counted as unreadable meanwhile."""
    whole = make_picture(tmp_path / "whole.png", 4, (900, 700)).read_bytes()
    slow = pictures / "slow.png"
    with kept(engine) as upkeep:
        time.sleep(5)  # a new folder is listened to twice, and looked at each time
        until(lambda: upkeep.state().state == "ready")
        with slow.open("wb") as file:
            for at in range(12):
                file.write(whole[len(whole) * at // 12 : len(whole) * (at + 1) // 12])
                file.flush()
                time.sleep(0.5)
                assert not engine.status().counts[FileStatus.UNREADABLE]
                assert slow not in found(engine)
        until(lambda: slow in found(engine))


@pytest.mark.skipif(sys.platform != "linux", reason="limits and namespaces of Linux")
@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_in_a_namespace(scenario: str, tmp_path: Path) -> None:
    """Each scenario of `faults.watching` runs to its end; its docstring says what it shows. Checks 51 and 55."""
    run_apart("watching", scenario, tmp_path.resolve(), own_user=True)
