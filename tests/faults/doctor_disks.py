"""What the doctor says on disks that are full or read-only; run in namespaces of its own."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

from bowerbird_engine import Engine, load_settings
from bowerbird_engine.doctor.disk_checks import disks
from bowerbird_engine.settings import Settings


def full(work: Path) -> None:
    """Fill a disk with files, and measure one that is too small."""
    disk = mounted(work / "small", "size=2g,nr_inodes=20k")
    settings = Settings(state_dir=disk / "home", cache_dir=disk / "home" / "cache")
    assert [check.code for check in disks(settings)] == ["ok"]
    for number in range(12_000):
        (disk / str(number)).touch()
    assert [check.code for check in disks(settings)] == ["disk_low_files"]
    tiny = mounted(work / "tiny", "size=16m")
    apart = Settings(state_dir=disk.parent, cache_dir=tiny)
    assert [check.code for check in disks(apart)][-1] == "cache_disk_low"


def read_only(work: Path) -> None:
    """Mount the disk of a library anew, to read only."""
    disk = mounted(work / "disk", "size=1200m")
    settings = load_settings(disk / "home")
    Engine(settings).close()
    control = {check.code for check in Engine.diagnose(settings)}
    assert "not_writable" not in control, control
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    checks = Engine.diagnose(settings)
    (found,) = (check for check in checks if check.code == "not_writable")
    assert "mounted read-only" in found.advice, found
    assert {"letters", "decoder", "disk space"} <= {check.name for check in checks}


def mounted(place: Path, options: str) -> Path:
    """Mount a file system in memory."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
    return place


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        {"full": full, "read_only": read_only}[sys.argv[1]](Path(sys.argv[2]))
    sys.stdout.write("as it should be\n")
