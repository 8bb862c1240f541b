"""What happens to backups on real disks, in a mount namespace of its own: python -m faults.backup_disks SCENARIO FOLDER."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bowerbird_engine.assets import FileStatus
from bowerbird_engine.backup import restoring
from bowerbird_engine.backup.exchange import decide
from bowerbird_engine.backup.making import make_backup
from bowerbird_engine.backup.restoring import restore_backup
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import BackupError, DiskFullError
from bowerbird_engine.settings import Settings
from fakes.indexed import Library, make_picture
from fakes.kept import files_in
from faults.curated_disks import DISK_BYTES, fill, small_disk
from faults.disks import mount

PICTURES = 6


@contextmanager
def unasked_room() -> Generator[None]:
    """Ask no disk for its room beforehand, so that it becomes full in the midst of the work."""
    with (
        patch("bowerbird_engine.backup.packing.demand_room"),
        patch("bowerbird_engine.backup.checking.demand_room"),
        patch("bowerbird_engine.backup.restoring.demand_room"),
    ):
        yield


def full(settings: Settings, work: Path) -> None:
    """Let the disk of the backups be full from the beginning, and at each step of making one: the older ones stay."""
    point = work / "small"
    small_disk(point)
    folder = point / "backups"
    before = make_backup(settings, folder).backup.path
    copy, archive = settings.catalogue_path.stat().st_size, before.stat().st_size
    for room in (16_384, copy // 2, copy + archive // 2):
        ballast = fill(point, room)
        with pytest.raises(DiskFullError, match="not enough room"):
            make_backup(settings, folder, keep=1)
        with unasked_room(), pytest.raises(DiskFullError, match="became full") as error:
            make_backup(settings, folder, keep=1)
        assert str(folder) in str(error.value)
        assert "unfinished" not in str(error.value)
        assert files_in(folder) == [before.name]
        ballast.unlink()
    assert make_backup(settings, folder).backup.manifest.files == PICTURES


def full_home(settings: Settings, work: Path) -> None:
    """Let the disk of the library be full: a restored one comes there wholly or not at all."""
    backup = make_backup(settings, work / "backups").backup.path
    point = work / "small"
    small_disk(point)
    home = Settings(point / "home", point / "home" / "cache")
    size = settings.catalogue_path.stat().st_size
    for room in (0, size // 2):
        ballast = fill(point, room + 16_384)
        with pytest.raises(DiskFullError, match="not enough room"):
            restore_backup(home, backup)
        with unasked_room(), pytest.raises(DiskFullError, match="became full"):
            restore_backup(home, backup)
        assert files_in(point) == ["ballast"]
        ballast.unlink()
    assert restore_backup(home, backup).files == PICTURES
    before = files_in(point / "home")
    ballast = fill(point, size // 2)
    with unasked_room(), pytest.raises(DiskFullError):
        restore_backup(home, backup, replace=True)
    assert files_in(point / "home") == before
    ballast.unlink()
    with Catalogue.open(home.catalogue_path) as catalogue:
        assert catalogue.integrity_problems() == []


def read_only(settings: Settings, work: Path) -> None:
    """Let the disk be read-only: that is said, and what is there can be checked and restored."""
    point = work / "small"
    small_disk(point)
    backup = make_backup(settings, point / "backups").backup.path
    subprocess.run(["mount", "-o", "remount,ro", str(point)], check=True)
    with pytest.raises(BackupError, match="could not be written"):
        make_backup(settings, point / "backups", keep=1)
    assert files_in(backup.parent) == [backup.name]
    assert restore_backup(Settings(work / "other", work / "other" / "cache"), backup).files == PICTURES


def read_only_home(settings: Settings, work: Path) -> None:
    """Let the disk of the library be one that broke and became read-only: it can still be backed up elsewhere."""
    with Catalogue.open(settings.catalogue_path):
        home = settings.state_dir
        for command in (["--bind", str(home), str(home)], ["-o", "remount,bind,ro", str(home)]):
            subprocess.run(["mount", *command], check=True)
        with pytest.raises(OSError, match="Read-only"):
            (home / "ignore").write_text("x")
        backup = make_backup(settings, work / "backups").backup.path
    assert files_in(work / "backups") == [backup.name]
    assert restore_backup(Settings(work / "other", work / "other" / "cache"), backup).files == PICTURES


def short_files(settings: Settings, work: Path) -> None:
    """Let the disk take no file as long as the catalogue, as FAT takes none beyond 4 GB: that is said."""
    folder = work / "backups"
    before = make_backup(settings, folder).backup.path
    limit = settings.catalogue_path.stat().st_size // 2
    with files_up_to(limit), pytest.raises(BackupError, match=r"File too large.*FAT") as error:
        make_backup(settings, folder, keep=1)
    assert f"written to {folder}:" in str(error.value)
    assert files_in(folder) == [before.name]
    home = Settings(work / "other", work / "other" / "cache")
    for file in (before, settings.catalogue_path):
        with files_up_to(limit), pytest.raises(BackupError, match=r"could not be written.*File too large"):
            restore_backup(home, file)
    assert not home.state_dir.exists()


@contextmanager
def files_up_to(length: int) -> Generator[None]:
    """Let no file of this process become longer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def no_second_names(settings: Settings, work: Path) -> None:
    """Let the disk of the library be full and, as FAT, give no file a second name: restoring needs no room to keep it."""
    backup = make_backup(settings, work / "backups").backup.path
    point = work / "small"
    small_disk(point)
    home = Settings(point / "home", point / "home" / "cache")
    restore_backup(home, backup)

    def fill_up(*told: Any) -> None:
        fill(point, 16_384)
        decide(*told)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    with patch.object(os, "link", refuse), patch.object(restoring, "decide", fill_up):
        kept = restore_backup(home, backup, replace=True).kept
    assert kept is not None
    for path in (kept, home.catalogue_path):
        with Catalogue.open(path, read_only=True) as catalogue:
            assert catalogue.integrity_problems() == []
    assert not (home.state_dir / "restore.ready").exists()


def another_disk(settings: Settings, work: Path) -> None:
    """Restore a library whose pictures were copied to another disk: it has the identity of that one, and learns nothing."""
    backup = make_backup(settings, work / "backups").backup.path
    disk, point = work / "disk", work / "media" / "new"
    shutil.copytree(work / "photos", disk / "photos")
    point.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(point)], check=True)
    shutil.copytree(work / "photos", point / "photos")
    other = Settings(work / "other", work / "other" / "cache")
    (root,) = restore_backup(other, backup, maps=[f"{work / 'photos'}={point / 'photos'}"]).folders
    assert root.online
    with Library(work / "home") as before, Library(work / "other") as after:
        assert root.volume_key != next(iter(before.roots().values())).volume_key
        report = after.index()
        assert (report.embedded, report.moved, report.missing) == (0, 0, 0)
        assert report.counts[FileStatus.INDEXED] == PICTURES
        ids = [asset.id for asset in before.assets().values()]
        assert sorted(asset.id for asset in after.assets().values()) == sorted(ids)
    # Plugged in elsewhere it is known by that identity.
    elsewhere = work / "media" / "elsewhere"
    mount(point, elsewhere)
    subprocess.run(["umount", "-l", str(point)], check=True)
    with Library(work / "other") as again:
        assert again.index().offline == ()
        assert all(str(elsewhere) in path for path in again.assets())


SCENARIOS: dict[str, Callable[[Settings, Path], None]] = {
    scenario.__name__: scenario
    for scenario in (
        full,
        full_home,
        read_only,
        read_only_home,
        short_files,
        no_second_names,
        another_disk,
    )
}


def main(name: str, work: Path) -> None:
    """Run one scenario with a library of a few pictures."""
    for number in range(PICTURES):
        make_picture(work / "photos" / f"{number}.png", number)
    with Library(work / "home") as library:
        library.add(work / "photos")
        library.index()
    assert library.settings.catalogue_path.stat().st_size < DISK_BYTES // 3
    SCENARIOS[name](library.settings, work)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
    sys.stdout.write("as it should be\n")
