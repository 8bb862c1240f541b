"""What happens to real mounts, run in a mount namespace of its own: python -m faults.disks SCENARIO FOLDER.

A bind mount of a folder stands for a disk: it has an identity of its own wherever it is mounted.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bowerbird_engine.assets import FileStatus
from bowerbird_engine.errors import AssetChangedError, DiskFullError
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.reports import Progress
from fakes.indexed import BrightnessRecognizer, Library, assert_adds_up, make_picture
from fakes.kept import facts_of, kept_library

PICTURES = 40


def mount(disk: Path, point: Path) -> None:
    """Plug a disk in."""
    point.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "--bind", str(disk), str(point)], check=True)


def unmount(point: Path) -> None:
    """Pull a disk out, busy or not."""
    subprocess.run(["umount", "-l", str(point)], check=True)


def fill(disk: Path, first: int, count: int = PICTURES) -> None:
    """Put pictures on a disk, four to a folder."""
    for number in range(first, first + count):
        make_picture(disk / "photos" / str(number // 4) / f"{number}.png", number)


def unplugged_and_elsewhere(work: Path) -> None:
    """Unplug a disk, put another one in its place, and plug the first in at another place."""
    mine, other = work / "mine", work / "other"
    fill(mine, 0)
    fill(other, 1000)
    point, elsewhere = work / "media" / "disk", work / "media" / "disk1"
    mount(mine, point)
    with Library(work / "home") as library:
        library.add(point / "photos")
        assert library.index().counts[FileStatus.INDEXED] == PICTURES
        before = {path: asset.id for path, asset in library.assets().items()}

        unmount(point)  # leaves an empty mount point
        gone = library.index()
        assert [root.online for root in gone.offline] == [False]
        assert gone.offline[0].offline_reason
        assert gone.missing == 0
        assert {path: asset.id for path, asset in library.assets().items()} == before
        assert not any(asset.online for asset in library.assets().values())

        mount(other, point)
        wrong = library.index()
        assert "another disk" in (wrong.offline[0].offline_reason or "")
        assert (wrong.missing, wrong.embedded) == (0, 0)
        assert {path: asset.id for path, asset in library.assets().items()} == before

        mount(mine, elsewhere)
        back = library.index()
        assert back.offline == ()
        assert (back.embedded, back.moved, back.missing) == (0, 0, 0)
        assert_adds_up(back)
        moved = {
            str(elsewhere / Path(path).relative_to(point)): asset_id for path, asset_id in before.items()
        }
        assert {path: asset.id for path, asset in library.assets().items()} == moved
        assert all(asset.online for asset in library.assets().values())


def unplugged_during_the_scan(work: Path) -> None:
    """Pull a disk out in the midst of a walk: nothing is lost."""
    disk, point = work / "disk", work / "point"
    fill(disk, 0)
    mount(disk, point)
    pulled: list[int] = []

    def pull(progress: Progress) -> None:
        if progress.phase == "scan" and progress.done >= PICTURES // 2 and not pulled:
            pulled.append(progress.done)
            unmount(point)

    with Library(work / "home") as library:
        library.add(point / "photos")
        library.index()
        before = {asset.id for asset in library.assets().values()}
        report = library.index(progress=pull)
        assert pulled
        assert len(report.offline) == 1
        assert report.missing == 0
        assert {asset.id for asset in library.assets().values()} == before
        mount(disk, point)
        assert library.index().counts[FileStatus.INDEXED] == PICTURES


def disk_inside_a_folder(work: Path) -> None:
    """Mount another file system inside a root: it is not entered, and that is said."""
    inner = work / "photos" / "inner"
    make_picture(work / "photos" / "a.png", 1)
    inner.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(inner)], check=True)
    make_picture(inner / "b.png", 2)
    with Library(work / "home") as library:
        library.add(work / "photos")
        report = library.index()
    assert report.counts[FileStatus.INDEXED] == 1
    assert report.skips == {"other_volume": 1}


def disk_over_an_indexed_folder(work: Path) -> None:
    """Mount another disk over a folder that was indexed: the same picture at its place there is not the original."""
    picture = make_picture(work / "photos" / "inner" / "a.png", 1)
    twin = Path(shutil.copy2(picture, work / "twin.png"))
    with kept_library(work / "home", work / "photos") as kept:
        asset_id = kept.id("inner/a.png")
        kept.opener.open_original(asset_id).close()
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(picture.parent)], check=True)
        shutil.copy2(twin, picture)
        assert facts_of(picture)[:3] == facts_of(twin)[:3]
        with pytest.raises(AssetChangedError):
            kept.opener.open_original(asset_id)
        unmount(picture.parent)
        kept.opener.open_original(asset_id).close()


def read_only_disk(work: Path) -> None:
    """Index a disk that cannot be written: nothing is ever put beside the originals."""
    disk, point = work / "disk", work / "point"
    fill(disk, 0)
    (disk / "photos" / "empty.jpg").write_bytes(b"")
    mount(disk, point)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(point)], check=True)
    try:
        (point / "control").touch()
    except OSError:
        with Library(work / "home") as library:
            library.add(point / "photos")
            report = library.index(BrightnessRecognizer())
        assert_adds_up(report)
        assert report.counts[FileStatus.INDEXED] == report.read_for_letters == PICTURES
        return
    raise AssertionError("the disk can be written, so this shows nothing")


def full(work: Path, *, cache_too: bool) -> None:
    """Fill the disk under the catalogue or its cache: that is an error, and with space again the next run completes."""
    photos, small = work / "photos", work / "small"
    fill(work, 0, 400)
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(small)], check=True)
    with Library(small / "home") as library:
        if not cache_too:
            library.renditions = Renditions(work / "cache", 1 << 30)
        library.add(photos)
        ballast = small / "ballast"
        free = shutil.disk_usage(small).free
        ballast.write_bytes(b"x" * (free - 500_000))
        failures = 0
        for _ in range(3):
            try:
                library.index()
            except DiskFullError:
                failures += 1
        assert failures == 3
        kept = library.catalogue.files.counts(library.roots())[FileStatus.INDEXED]
        assert len(library.vectors()) == kept < 400
        assert library.catalogue.integrity_problems() == []
        ballast.unlink()
        report = library.index()
        assert_adds_up(report)
        assert report.counts[FileStatus.INDEXED] == 400
        assert report.embedded == 400 - kept


def full_with_cache(work: Path) -> None:
    """Let the catalogue and the cache lie on the full disk."""
    full(work, cache_too=True)


def full_without_cache(work: Path) -> None:
    """Let only the catalogue lie on the full disk."""
    full(work, cache_too=False)


SCENARIOS: dict[str, Callable[[Path], None]] = {
    scenario.__name__: scenario
    for scenario in (
        unplugged_and_elsewhere,
        unplugged_during_the_scan,
        disk_inside_a_folder,
        disk_over_an_indexed_folder,
        read_only_disk,
        full_with_cache,
        full_without_cache,
    )
}


if __name__ == "__main__":
    SCENARIOS[sys.argv[1]](Path(sys.argv[2]))
    sys.stdout.write("as it should be\n")
