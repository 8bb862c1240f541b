from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from bowerbird_engine.assets import FileStatus, ScanDelta, WalkedFile
from bowerbird_engine.backup import making, packing, shelf
from bowerbird_engine.backup.checking import check_backup
from bowerbird_engine.backup.description import describe
from bowerbird_engine.backup.making import make_backup
from bowerbird_engine.backup.manifest import Manifest
from bowerbird_engine.backup.restoring import restore_backup
from bowerbird_engine.catalog import connection
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.connection import Database, open_database
from bowerbird_engine.catalog.ownership import own_library
from bowerbird_engine.durability import sync_file
from bowerbird_engine.errors import (
    BackupDamagedError,
    BackupError,
    BowerbirdError,
    Cancelled,
    CatalogueError,
    UsageError,
)
from bowerbird_engine.reports import Progress
from fakes.indexed import Library

from .conftest import PICTURES, Home


def names(folder: Path) -> list[str]:
    """List a folder, what is hidden too."""
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_says_what_it_holds_and_is_for_its_owner_alone(home: Home, tmp_path: Path) -> None:
    """In one file, whole, with nothing beside it, and without secrets."""
    for secret in ("clients.json", "owner.key"):
        (home.settings.state_dir / secret).write_text("a secret of the hub")
    umask = os.umask(0)
    try:
        report = make_backup(home.settings, tmp_path / "backups")
    finally:
        os.umask(umask)
    (file,) = (tmp_path / "backups").iterdir()
    assert report.backup.path == file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with zipfile.ZipFile(file) as zipped:
        assert sorted(zipped.namelist()) == ["catalogue.sqlite", "ignore", "manifest.json"]
    manifest = check_backup(home.settings, file).manifest
    assert (manifest.files, manifest.pictures) == (PICTURES, PICTURES)
    assert [folder.path for folder in manifest.folders] == [str(home.pictures)]
    assert report.same_disk == (file.stat().st_dev == home.settings.state_dir.stat().st_dev)


def test_it_is_made_beside_the_owner_of_the_library(home: Home) -> None:
    """A hub holds the lock of the library for days. A second backup of it at the same moment is refused."""
    with own_library(home.settings.state_dir, "serving"):
        assert home.backup().manifest.files == PICTURES
    refused: list[BowerbirdError] = []

    def meanwhile(_step: Progress) -> None:
        if not refused:
            with pytest.raises(BowerbirdError) as second:
                make_backup(home.settings)
            refused.append(second.value)

    make_backup(home.settings, progress=meanwhile)
    assert [error.code for error in refused] == ["library_busy"]
    assert "being made already" in str(refused[0])


def commit_one_more(home: Home, number: int) -> None:
    """Let a scan find one more file."""
    with Catalogue.open(home.settings.catalogue_path) as catalogue:
        (root,) = catalogue.roots.all()
        found = WalkedFile(
            f"new/{number}.png".encode(), 1000 + number, 1_700_000_000_000_000_000 + number, number + 1
        )
        catalogue.files.apply(root.id, ScanDelta(added=(found,)))


@pytest.mark.parametrize("held", [True, False])
def test_one_state_is_copied_while_others_commit(
    home: Home, held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes in during the copy is not in it, and does not begin it anew. The control copies without a snapshot."""
    monkeypatch.setattr(connection, "_PAGES_AT_ONCE", 4)
    if not held:

        def none(_database: Database) -> contextlib.AbstractContextManager[None]:
            return contextlib.nullcontext()

        monkeypatch.setattr(connection.Database, "snapshot", none)
    copied: list[int] = []

    def meanwhile(step: Progress) -> None:
        if step.phase == "copy":
            copied.append(step.done)
            if len(copied) <= 3:
                commit_one_more(home, len(copied))

    made = make_backup(home.settings, progress=meanwhile).backup
    assert len(copied) > 10
    restored = home.other("restored")
    restore_backup(restored, made.path)
    with Catalogue.open(restored.catalogue_path, read_only=True) as catalogue:
        (root,) = catalogue.roots.all()
        there = len(catalogue.files.of_root(root.id))
    assert made.manifest.files == PICTURES
    assert (there == PICTURES) is held
    assert (len(set(copied)) == len(copied)) is held


def test_a_backup_in_the_midst_of_an_index_is_a_library(home: Home, tmp_path: Path) -> None:
    """What was not learned yet is learned by the next run of the restored library, and nothing twice."""
    made: list[Path] = []
    found: list[int] = []
    with Library(tmp_path / "fresh") as library:
        library.add(home.pictures)

        def meanwhile(step: Progress) -> None:
            if step.phase == "pictures" and step.done and not made:
                backup = make_backup(library.settings)
                made.append(backup.backup.path)
                found.append(library.catalogue.files.counts(library.roots())[FileStatus.INDEXED])

        library.index(progress=meanwhile)
    with Library(tmp_path / "restored") as empty:
        empty.catalogue.close()
    restore_backup(empty.settings, made[0], replace=True)
    with Library(tmp_path / "restored") as restored:
        report = restored.index()
        assert report.embedded == PICTURES - found[0]
        assert report.counts[FileStatus.INDEXED] == PICTURES


def test_the_oldest_make_room_and_nothing_else(home: Home, tmp_path: Path) -> None:
    """Backups of another library, files with the name of one, and other files stay, whatever their age."""
    folder = tmp_path / "backups"
    others = [home.backup(folder).path for _ in range(3)]
    foreign = folder / "bowerbird-2001-01-01T0000.zip"
    with Library(tmp_path / "another") as another:
        make_backup(another.settings, folder).backup.path.rename(foreign)
    strange = folder / "bowerbird-2000-01-01T0000.zip"
    strange.write_bytes(b"no backup")
    (folder / "notes.txt").write_text("mine")
    report = make_backup(home.settings, folder, keep=2)
    assert sorted(report.removed) == sorted(others[:2])
    assert names(folder) == sorted(
        [foreign.name, strange.name, "notes.txt", others[2].name, report.backup.path.name]
    )
    found, broken = shelf.list_backups(folder)
    assert [each.path for each in found] == [report.backup.path, foreign, others[2]]
    assert [each.path for each in broken] == [strange]
    with pytest.raises(UsageError):
        make_backup(home.settings, folder, keep=0)


def test_a_clock_that_was_set_back_costs_no_new_backup(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that was just made stays, although it seems to be the oldest."""
    folder = tmp_path / "backups"
    first = home.backup(folder)

    def earlier(database: Database, packs_dir: Path) -> Manifest:
        told = describe(database, packs_dir)
        return replace(told, made=told.made - timedelta(9))

    monkeypatch.setattr(packing, "describe", earlier)
    report = make_backup(home.settings, folder, keep=1)
    assert report.removed == (first.path,)
    assert names(folder) == [report.backup.path.name]


def flip(path: Path) -> None:
    """Change one bit of the first member of a backup; later on many a bit is one of a run of zeros, and means nothing."""
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    """Cut off the end of a file."""
    os.truncate(path, path.stat().st_size - 30)


@pytest.mark.parametrize("damage", [flip, cut])
def test_a_disk_that_lies_costs_no_older_backup(
    home: Home, tmp_path: Path, damage: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on the disk after it was synced is another thing than what was written: an error, and all is as before."""
    folder = tmp_path / "backups"
    before = [home.backup(folder).path for _ in range(2)]
    stat_before = [path.stat() for path in before]

    def lie(path: Path) -> None:
        sync_file(path)
        damage(path)

    monkeypatch.setattr(packing, "sync_file", lie)
    with pytest.raises(BackupDamagedError) as error:
        make_backup(home.settings, folder, keep=1)
    assert error.value.code == "backup_damaged"
    assert names(folder) == sorted(path.name for path in before)
    assert [path.stat() for path in before] == stat_before


def test_without_the_check_the_damage_would_stay(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a program that trusts its disk is left with one backup, and that is damaged."""
    folder = tmp_path / "backups"
    home.backup(folder)
    monkeypatch.setattr(packing, "sync_file", flip)

    def trust(*_: object) -> None:
        return

    monkeypatch.setattr(making, "check_archive", trust)
    report = make_backup(home.settings, folder, keep=1)
    assert len(report.removed) == 1
    with pytest.raises(BackupDamagedError):
        check_backup(home.settings, report.backup.path)


def test_a_damaged_catalogue_is_never_backed_up(home: Home, tmp_path: Path) -> None:
    """A copy of it would push out the sound ones one by one."""
    folder = tmp_path / "backups"
    sound = home.backup(folder).path
    database = open_database(home.settings.catalogue_path)
    database.rows("PRAGMA foreign_keys = OFF")
    database.execute("INSERT INTO collection_file (collection_id, file_id) VALUES (7, 8)")
    database.close()
    with pytest.raises(BackupDamagedError, match="damaged"):
        make_backup(home.settings, folder, keep=1)
    assert names(folder) == [sound.name]


def test_stopping_leaves_nothing_half(home: Home, tmp_path: Path) -> None:
    """At whatever step it is asked for."""
    folder = tmp_path / "backups"
    kept = home.backup(folder).path
    phases: set[str] = set()
    for phase in ("copy", "pack", "check", "soundness"):
        cancel = threading.Event()

        def ask(step: Progress, cancel: threading.Event = cancel, phase: str = phase) -> None:
            phases.add(step.phase)
            if step.phase == phase:
                cancel.set()

        # A request is honoured at the next step that is told, and the last one has none behind it.
        with pytest.raises(Cancelled) if phase != "soundness" else contextlib.nullcontext():
            make_backup(home.settings, folder, progress=ask, cancel=cancel)
    assert phases == {"copy", "pack", "check", "soundness"}
    assert kept.name in names(folder)
    assert len(names(folder)) == 2


@pytest.fixture
def remains(home: Home, tmp_path: Path) -> Path:
    """Leave in a folder what a backup that was killed has written."""
    folder = tmp_path / "backups"
    seen: list[Path] = []

    def copy(step: Progress) -> None:
        if step.phase == "check" and not seen:
            (staging,) = folder.glob(".*")
            seen.append(staging)
            shutil.copytree(staging, tmp_path / "kept")

    make_backup(home.settings, folder, progress=copy)
    shutil.copytree(tmp_path / "kept", seen[0])
    return seen[0]


def test_what_a_kill_has_left_goes_with_the_next_backup(home: Home, remains: Path) -> None:
    """It has a name that no backup has, and is never taken for one."""
    assert len(shelf.list_backups(remains.parent)[0]) == 1
    home.backup(remains.parent)
    assert not remains.exists()


def test_errors_say_what_to_do(home: Home, tmp_path: Path) -> None:
    """A library that is not there, a folder that cannot be one."""
    with pytest.raises(CatalogueError, match="bowerbird add"):
        make_backup(home.other("nothing"), tmp_path)
    assert not home.other("nothing").state_dir.exists()
    with pytest.raises(BackupError, match="Check"):
        make_backup(home.settings, tmp_path / "missing" / "folder")
    assert not (tmp_path / "missing").exists()
    odd = tmp_path / os.fsdecode(b"odd\xff")
    odd.mkdir()
    with pytest.raises(CatalogueError, match="no text"):
        make_backup(home.settings, odd)
    assert not list(odd.iterdir())
    with pytest.raises(CatalogueError, match="no text"):
        Catalogue.open(odd / "catalogue.sqlite")


class WithoutLocks(apsw.VFS):
    """A system whose files of one folder cannot be locked or share memory, as on many a share."""

    def __init__(self, folder: Path) -> None:
        super().__init__("without-locks", "unix", makedefault=True)
        self._folder = str(folder)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        """Open a file that keeps no locks, or an ordinary one elsewhere."""
        named = name.filename() if isinstance(name, apsw.URIFilename) else name
        kind = Unlockable if named and self._folder in named else apsw.VFSFile
        return kind("unix", name, flags)


class Unlockable(apsw.VFSFile):
    """One of these files."""

    def xLock(self, level: int) -> None:  # noqa: ARG002, N802
        """Take no lock but that of a program that asks for none."""
        raise apsw.IOError


@pytest.mark.skipif(sys.platform == "win32", reason="SQLite has a system without locks on POSIX alone")
def test_a_share_that_keeps_no_locks_takes_backups(home: Home, tmp_path: Path) -> None:
    """Nobody else knows what is written there, so that none are needed; the control is SQLite as it is."""
    shelf_ = tmp_path / "backups"
    shelf_.mkdir()
    system = WithoutLocks(shelf_)
    try:
        with pytest.raises(CatalogueError):
            open_database(shelf_ / "plain.sqlite")
        (shelf_ / "plain.sqlite").unlink()
        made = home.backup(shelf_)
    finally:
        system.unregister()
    assert check_backup(home.settings, made.path).manifest.files == PICTURES
    assert names(shelf_) == [made.path.name]


def test_a_name_that_may_not_be_on_the_disk_is_no_backup(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the last step fails nothing is left, as it is said, and the older ones are."""
    folder = tmp_path / "backups"
    older = home.backup(folder).path

    def fail(_folder: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(making, "sync_folder", fail)
    with pytest.raises(BackupError, match="Nothing of it is left"):
        make_backup(home.settings, folder, keep=1)
    assert names(folder) == [older.name]


def test_a_file_in_the_place_of_the_folder_is_told(home: Home, tmp_path: Path) -> None:
    """With what may have been meant: to look at a backup."""
    made = home.backup(tmp_path / "backups").path
    with pytest.raises(BackupError, match=r"is a file.*--check"):
        make_backup(home.settings, made)
    with pytest.raises(BackupError, match=r"is a folder.*--list"):
        check_backup(home.settings, made.parent)
    with pytest.raises(BackupError, match="--list"):
        check_backup(home.settings, tmp_path / "none.zip")
    with pytest.raises(BackupError, match=r"is a catalogue.*bowerbird restore") as kept:
        check_backup(home.settings, home.settings.catalogue_path)
    assert kept.value.code == "backup_failed"
    assert check_backup(home.settings, made).path == made
