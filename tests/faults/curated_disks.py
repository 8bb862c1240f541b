"""What happens to copies on real mounts, in a mount namespace of its own: python -m faults.curated_disks SCENARIO FOLDER."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bowerbird_engine.errors import BowerbirdError, DiskFullError, FolderError
from fakes.indexed import make_picture
from fakes.kept import KeptLibrary, files_in, kept_library
from faults.disks import mount, unmount

DISK_BYTES = 2 * 1024 * 1024


def full(kept: KeptLibrary, work: Path) -> None:
    """Let the disk fill up in the middle of a picture and at its sidecar: nothing is left, and with room again it is copied."""
    point = work / "small"
    small_disk(point)
    best = kept.choose(point / "best")
    originals = kept.originals()
    copy(kept, "0.bmp")
    before = files_in(best)
    picture = (kept.pictures / "1.bmp").stat().st_size
    pages = -(-picture // 4096) * 4096
    # Half of the picture fits; the whole picture fits and nothing more.
    for room in (picture // 2, pages):
        ballast = fill(point, room)
        refused(kept, "1.bmp", DiskFullError, "full")
        assert files_in(best) == before, files_in(best)
        assert kept.originals() == originals
        ballast.unlink()
    copy(kept, "1.bmp")
    assert files_in(best) == ["0.bmp", "0.bmp.json", "1.bmp", "1.bmp.json"]
    assert kept.library.catalogue.integrity_problems() == []


def read_only(kept: KeptLibrary, work: Path) -> None:
    """Let the disk be read-only: that is said, and what is there already is still found."""
    point = work / "small"
    small_disk(point)
    best = kept.choose(point / "best")
    copy(kept, "0.bmp")
    subprocess.run(["mount", "-o", "remount,ro", str(point)], check=True)
    refused(kept, "1.bmp", FolderError, "may be written")
    assert not kept.keeper.copy_curated([kept.id("0.bmp")], None)[0].created
    assert files_in(best) == ["0.bmp", "0.bmp.json"]


def unplugged(kept: KeptLibrary, work: Path) -> None:
    """Pull out the disk of the curated folder, with an empty mount point or another disk left at its place."""
    mine, other, point = work / "mine", work / "other", work / "point"
    for disk in (mine, other):
        (disk / "best").mkdir(parents=True)
    mount(mine, point)
    best = kept.choose(point / "best")
    copy(kept, "0.bmp")
    unmount(point)
    refused(kept, "1.bmp", FolderError, "Plug in")
    assert files_in(point) == []
    mount(other, point)
    refused(kept, "1.bmp", FolderError, "Another disk")
    assert files_in(other / "best") == []
    unmount(point)
    mount(mine, point)
    assert not kept.keeper.copy_curated([kept.id("0.bmp")], None)[0].created
    copy(kept, "1.bmp")
    assert files_in(best) == ["0.bmp", "0.bmp.json", "1.bmp", "1.bmp.json"]


def copy(kept: KeptLibrary, name: str) -> None:
    """Copy a picture that is not there yet."""
    (made,) = kept.keeper.copy_curated([kept.id(name)], None)
    assert made.created
    assert made.path.read_bytes() == (kept.pictures / name).read_bytes()


def refused(kept: KeptLibrary, name: str, expected: type[BowerbirdError], said: str) -> None:
    """Try to copy a picture and be told why not."""
    with pytest.raises(expected, match=said):
        kept.keeper.copy_curated([kept.id(name)], None)


def small_disk(point: Path) -> None:
    """Mount a disk of 2 MB."""
    point.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(point)], check=True)


def fill(point: Path, room: int) -> Path:
    """Fill a disk so that only so many bytes still fit."""
    ballast = point / "ballast"
    used = sum(-(-path.stat().st_size // 4096) * 4096 for path in point.rglob("*") if path.is_file())
    ballast.write_bytes(b"x" * (DISK_BYTES - used - room))
    return ballast


SCENARIOS: dict[str, Callable[[KeptLibrary, Path], None]] = {
    scenario.__name__: scenario for scenario in (full, read_only, unplugged)
}


def main(name: str, work: Path) -> None:
    """Run one scenario with a library of three pictures."""
    for number in range(3):
        make_picture(work / "photos" / f"{number}.bmp", number, size=(400, 300))
    with kept_library(work / "home", work / "photos") as kept:
        SCENARIOS[name](kept, work)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
    sys.stdout.write("as it should be\n")
