"""What the doctor says on disks that are full, read-only or broken; run in namespaces of its own."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

from bowerbird_bridge.commands.diagnostics.bundle import write_bundle
from bowerbird_engine import Engine, load_settings
from bowerbird_engine.doctor.disk_checks import disks
from bowerbird_engine.doctor.folder_checks import unreadable_inside
from bowerbird_engine.indexing.scan import locate_roots
from bowerbird_engine.settings import Settings
from fakes.indexed import Library
from faults.disks import unmount
from faults.loop_disks import make_disk, plug_in


def full(work: Path) -> None:
    """Fill a disk with files, and measure one that is too small."""
    disk = mounted(work / "small", "size=2g,nr_inodes=20k")
    settings = Settings(state_dir=disk / "home", cache_dir=disk / "home" / "cache")
    assert [check.code for check in disks(settings)] == ["ok"]
    for number in range(12_000):
        (disk / str(number)).touch()
    assert [check.code for check in disks(settings)] == ["disk_low_files"]
    cached = Settings(state_dir=disk.parent, cache_dir=disk / "home" / "cache")
    assert [check.code for check in disks(cached)][-1] == "cache_disk_low_files"
    tiny = mounted(work / "tiny", "size=16m")
    apart = Settings(state_dir=disk.parent, cache_dir=tiny)
    assert [check.code for check in disks(apart)][-1] == "cache_disk_low"
    alone = Settings(state_dir=tiny, cache_dir=tiny / "cache")
    assert [check.code for check in disks(alone)] == ["disk_low"]


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


def bundle(work: Path) -> None:
    """Write a bundle where there is room for half of it, then where there is enough."""
    disk = mounted(work / "small", "size=64k")
    place = disk / "bundle.zip"
    for replace in (False, True):
        with contextlib.suppress(OSError):
            write_bundle(place, bytes(1 << 20), replace=replace)
            raise AssertionError("the disk has taken more than it holds")
        assert list(disk.iterdir()) == []
    write_bundle(place, b"one", replace=False)
    with contextlib.suppress(OSError):
        write_bundle(place, bytes(1 << 20), replace=True)
        raise AssertionError("the disk has taken more than it holds")
    assert place.read_bytes() == b"one"
    write_bundle(place, b"another", replace=True)
    assert place.read_bytes() == b"another"
    assert list(disk.iterdir()) == [place]


def broken_inside(work: Path) -> None:
    """Spoil the block in which one folder's names are written, which is an error of the disk from then on."""
    image, point = make_disk(work / "disk.img", 0), work / "point"
    plug_in(image, point)
    with Library(work / "home") as library:
        library.add(point / "photos")
        library.index()
        known = len(library.assets())
        assert codes_inside(library) == []
        unmount(point)
        block = debugfs(image, "blocks /photos/0").split()[0]
        with image.open("r+b") as disk:
            disk.seek(int(block) * int(debugfs(image, "stats").split("Block size:")[1].split()[0]))
            disk.write(b"\xff" * 512)
        plug_in(image, point)
        library.index()
        assert codes_inside(library) == ["subfolder_unreachable"]
        assert len(library.assets()) == known
        unmount(point)


def codes_inside(library: Library) -> list[str]:
    """Give the codes of what the doctor says of folders inside."""
    return [check.code for check in unreadable_inside(library.catalogue, locate_roots(library.catalogue))]


def debugfs(image: Path, request: str) -> str:
    """Ask a file system that is not mounted."""
    asked = ["debugfs", "-R", request, str(image)]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


def mounted(place: Path, options: str) -> Path:
    """Mount a file system in memory."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
    return place


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        {"full": full, "read_only": read_only, "bundle": bundle, "broken_inside": broken_inside}[sys.argv[1]](
            Path(sys.argv[2])
        )
    sys.stdout.write("as it should be\n")
