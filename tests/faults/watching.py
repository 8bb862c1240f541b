"""Watching where limits are low or disks come and go: python -m faults.watching SCENARIO FOLDER.

It runs in a namespace of its own, whose root may lower the limits and mount without touching those of the machine.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from bowerbird_bridge.background import upkeep as upkeep_module
from bowerbird_bridge.background.jobs import Jobs
from bowerbird_bridge.background.upkeep import Upkeep
from bowerbird_engine import Engine, PreferenceChanges, SearchQuery, load_settings
from bowerbird_engine.assets import Root
from bowerbird_engine.scanning.ignore import make_rules
from bowerbird_engine.scanning.watcher import Watch
from fakes.indexed import make_picture
from faults.disks import mount, unmount

LIMITS = Path("/proc/sys/user")
FOLDERS = 30


def few_watches(work: Path) -> None:
    """Run into each limit, and out of it again."""
    pictures = work / "pictures"
    for number in range(FOLDERS):
        (pictures / str(number)).mkdir(parents=True)
    told = threading.Event()
    for limit, hint in (
        ("max_inotify_watches", "max_user_watches"),
        ("max_inotify_instances", "max_user_instances"),
    ):
        before = (LIMITS / limit).read_text()
        (LIMITS / limit).write_text("0" if limit.endswith("instances") else str(FOLDERS // 2))
        watch = Watch(
            told.set,
            roots=lambda: [Root(1, pictures, "volume", "Disk", online=True)],
            rules=lambda: make_rules([".jpg"])[0],
        )
        wait_for(watch, "polling")
        assert hint in watch.state.detail, watch.state.detail
        assert not told.is_set()
        (LIMITS / limit).write_text(before)
        watch.refresh()
        wait_for(watch, "watching")
        assert told.wait(10)
        told.clear()
        watch.close()


def wait_for(watch: Watch, kind: str) -> None:
    """Wait until a watch is of a kind."""
    until(lambda: watch.state.kind == kind)


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 20
    while not true():
        if time.monotonic() > end:
            raise AssertionError("it did not come to that")
        time.sleep(0.05)


def disk_that_comes_and_goes(work: Path) -> None:
    """Pull a disk out and plug it in with a new picture on it: that is found, and so is what changes then."""
    disk, point = work / "disk", work / "point"
    first = make_picture(disk / "photos" / "first.png", 1).relative_to(disk)
    mount(disk, point)
    with (
        mock.patch.object(upkeep_module, "POLL_S", 0.5),  # a minute otherwise
        Engine(load_settings(work / "home")) as engine,
        engine.hold("the test"),
    ):
        engine.add_folder(point / "photos")
        engine.set_preferences(PreferenceChanges(letters=False, pause_on_battery=False))
        jobs = Jobs(engine)
        upkeep = Upkeep.with_jobs(engine, jobs)
        upkeep.start()

        def found() -> dict[Path, bool]:
            hits = engine.search(SearchQuery(text="coloured blocks")).hits
            return {hit.asset.path.relative_to(point): hit.asset.online for hit in hits}

        until(lambda: found() == {first: True} and "within seconds" in upkeep.state().detail)
        unmount(point)
        until(lambda: found() == {first: False} and "none is watched" in upkeep.state().detail)
        second = make_picture(disk / "photos" / "second.png", 2).relative_to(disk)
        mount(disk, point)
        until(lambda: found() == {first: True, second: True})
        time.sleep(2)
        third = make_picture(point / "photos" / "third.png", 3).relative_to(point)
        until(lambda: third in found())
        upkeep.close()
        jobs.close()


SCENARIOS: dict[str, Callable[[Path], None]] = {
    scenario.__name__: scenario for scenario in (few_watches, disk_that_comes_and_goes)
}


if __name__ == "__main__":
    SCENARIOS[sys.argv[1]](Path(sys.argv[2]))
    sys.stdout.write("as it should be\n")
