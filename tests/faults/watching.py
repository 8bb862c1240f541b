"""Watching where the system has no more watches to give: python -m faults.watching FOLDER, in a namespace of its own.

Root there may lower the limits without touching those of the machine.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from bowerbird_engine.assets import Root
from bowerbird_engine.scanning.ignore import make_rules
from bowerbird_engine.scanning.watcher import Watch

LIMITS = Path("/proc/sys/user")
FOLDERS = 30


def main(work: Path) -> None:
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
    tick = threading.Event()
    for _ in range(200):
        if watch.state.kind == kind:
            return
        tick.wait(0.05)
    raise AssertionError(f"not {kind}: {watch.state}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    sys.stdout.write("as it should be\n")
