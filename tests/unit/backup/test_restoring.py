from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from bowerbird_engine.assets import FileStatus
from bowerbird_engine.backup import exchange, restoring, soundness
from bowerbird_engine.backup.making import make_backup
from bowerbird_engine.backup.restoring import restore_backup
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.connection import open_database
from bowerbird_engine.catalog.migrations import MIGRATIONS, migrate
from bowerbird_engine.catalog.ownership import own_library
from bowerbird_engine.durability import sync_file
from bowerbird_engine.errors import (
    BackupDamagedError,
    BackupError,
    BackupTooNewError,
    BowerbirdError,
    Cancelled,
    LibraryBusyError,
    LibraryThereError,
)
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.reports import Progress
from bowerbird_engine.settings import Settings
from bowerbird_engine.writing import LibraryWriter
from fakes.indexed import Library, make_picture

from .conftest import PICTURES, Home, learned_in, names


@pytest.mark.parametrize("times_kept", [True, False])
def test_a_library_comes_back_elsewhere_and_learns_nothing_anew(
    home: Home, tmp_path: Path, times_kept: bool
) -> None:
    """In another home, the pictures at another path, whether or not who copied them kept their times."""
    backup, new = home.backup(tmp_path / "backups").path, tmp_path / "elsewhere" / "pictures"
    shutil.copytree(home.pictures, new, copy_function=shutil.copy2 if times_kept else shutil.copyfile)
    if not times_kept:
        for path in new.rglob("*.png"):
            os.utime(path, ns=(0, 1_000_000_007))
    other = home.other("other")
    report = restore_backup(other, backup, maps=[f"{home.pictures.parent}={new.parent}"])
    assert [(root.path, root.online) for root in report.folders] == [(new, True)]
    assert (report.kept, report.lacking, report.files) == (None, (), PICTURES)
    assert learned_in(other) == learned_in(home.settings)
    assert len(learned_in(other)) == PICTURES
    with Library(other.state_dir) as library:
        indexed = library.index()
        assert (indexed.embedded, indexed.missing) == (0, 0)
        assert indexed.counts[FileStatus.INDEXED] == PICTURES
    assert learned_in(other) == learned_in(home.settings)
    assert other.ignore_file.read_text() == "*.bak\n"
    assert stat.S_IMODE(other.catalogue_path.stat().st_mode) == 0o600


def test_stopping_changes_nothing(home: Home, tmp_path: Path) -> None:
    """At whatever step it is asked for, and a home that was not there is not there again."""
    backup = home.backup(tmp_path / "backups").path
    before, there = learned_in(home.settings), names(home.settings)
    for phase in ("check", "soundness"):
        cancel = threading.Event()

        def ask(step: Progress, cancel: threading.Event = cancel, phase: str = phase) -> None:
            if step.phase == phase:
                cancel.set()

        # A request is honoured at the next step that is told, and the last one has none behind it.
        with pytest.raises(Cancelled, match="as it was") if phase == "check" else contextlib.nullcontext():
            restore_backup(home.other(phase), backup, progress=ask, cancel=cancel)
        assert home.other(phase).state_dir.exists() is (phase != "check")
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        restore_backup(home.settings, backup, replace=True, cancel=cancel)
    assert names(home.settings) == there | {"owner.lock"}
    assert learned_in(home.settings) == before


def test_a_last_step_that_fails_is_told_and_completed_by_the_next(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that refuses in the midst of the exchange costs neither library, and the sentence is a plain one."""
    backup = home.backup(tmp_path / "backups").path
    make_picture(tmp_path / "one" / "1.png", 99)
    with Library(home.other("other").state_dir) as library:
        library.add(tmp_path / "one")
        library.index()
    other = library.settings
    with monkeypatch.context() as patched:

        def fail(_folder: Path, _kept: Path) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        patched.setattr(exchange, "_keep_copy", fail)
        with pytest.raises(BackupError, match=r"nothing is lost.*completes it"):
            restore_backup(other, backup, replace=True)
    LibraryWriter(other).prepare()
    assert learned_in(other) == learned_in(home.settings)
    assert not {name for name in names(other) if name.startswith("restore")}


def test_an_existing_library_is_replaced_only_when_told_and_is_kept(home: Home, tmp_path: Path) -> None:
    """What is kept is a library, and restoring it leads back."""
    backup = home.backup(tmp_path / "backups").path
    other = home.other("other")
    make_picture(tmp_path / "one" / "1.png", 99)
    with Library(other.state_dir) as library:
        library.add(tmp_path / "one")
        library.index()
        library.settings.ignore_file.write_text("mine\n")
    before = learned_in(other)
    with pytest.raises(LibraryThereError, match="--replace") as refused:
        restore_backup(other, backup)
    assert refused.value.code == "library_there"
    assert learned_in(other) == before

    (other.cache_dir / "vectors").mkdir(parents=True)
    (other.cache_dir / "vectors" / "old.vectors").write_bytes(b"of the library before")
    kept = restore_backup(other, backup, replace=True).kept
    assert kept is not None
    assert kept.parent == other.state_dir
    assert learned_in(other) == learned_in(home.settings)
    assert kept.with_name(f"{kept.stem}.ignore").read_text() == "mine\n"
    assert not (other.cache_dir / "vectors").exists()

    again = restore_backup(other, kept, replace=True)
    assert again.kept not in {None, kept}
    assert learned_in(other) == before
    assert other.ignore_file.read_text() == "mine\n"
    assert not {name for name in names(other) if name.startswith("restore")}
    # Where there were no rules, none come back.
    other.ignore_file.unlink()
    without = restore_backup(other, backup, replace=True).kept
    assert without is not None
    assert other.ignore_file.read_text() == "*.bak\n"
    restore_backup(other, without, replace=True)
    assert other.ignore_file.read_text() == ""


def test_it_waits_for_nobody_who_uses_the_library(home: Home, tmp_path: Path) -> None:
    """An owner is named; a reader would go on with the old library for ever."""
    backup = home.backup(tmp_path / "backups").path
    with own_library(home.settings.state_dir, "serving"), pytest.raises(LibraryBusyError, match="serving"):
        restore_backup(home.settings, backup, replace=True)
    with (
        Catalogue.open(home.settings.catalogue_path, read_only=True),
        pytest.raises(LibraryBusyError, match="Another program reads"),
    ):
        restore_backup(home.settings, backup, replace=True)
    before = names(home.settings)
    assert restore_backup(home.settings, backup, replace=True).kept is not None
    assert len(names(home.settings) - before) == 2  # the catalogue and the rules


def test_a_reader_who_comes_late_is_noticed_too(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bringing gigabytes to the disk takes seconds, in which a search may begin; after it nobody is overlooked."""
    backup = home.backup().path
    came: list[Catalogue] = []

    def come(path: Path) -> None:
        if not came:
            came.append(Catalogue.open(home.settings.catalogue_path, read_only=True))
        sync_file(path)

    monkeypatch.setattr(exchange, "sync_file", come)
    before = home.settings.catalogue_path.read_bytes()
    with pytest.raises(LibraryBusyError, match="Another program reads"):
        restore_backup(home.settings, backup, replace=True)
    came[0].close()
    assert home.settings.catalogue_path.read_bytes() == before
    assert restore_backup(home.settings, backup, replace=True).kept is not None


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be made before the update, too; one of a newer version is refused, and nothing is changed."""
    older = home.other("older")
    older.state_dir.mkdir()
    database = open_database(older.catalogue_path)
    migrate(database, MIGRATIONS[:2])
    database.execute(
        "INSERT INTO root (volume_key, volume_label, path_on_volume, last_path) VALUES ('k', 'disk', x'', CAST('/old' AS BLOB))"
    )
    database.close()
    backup = make_backup(older, tmp_path / "backups").backup
    assert backup.manifest.schema == 2
    assert [folder.path for folder in backup.manifest.folders] == ["/old"]
    other = home.other("other")
    restore_backup(other, backup.path)
    assert Catalogue.is_current(other.catalogue_path)
    assert "catalogue.schema-2.sqlite" not in names(other)

    newer = home.backup().path
    monkeypatch.setattr(soundness, "NEWEST_SCHEMA", 2)
    with pytest.raises(BackupTooNewError, match="Update Bowerbird") as refused:
        restore_backup(home.other("newer"), newer)
    assert refused.value.code == "backup_too_new"


@pytest.mark.parametrize("schema", [migration.number for migration in MIGRATIONS])
def test_a_backup_of_every_version_is_described_and_restored(home: Home, tmp_path: Path, schema: int) -> None:
    """Also of those that are still to come: a table that they change is asked for what it holds by all of this."""
    older = home.other("older")
    older.state_dir.mkdir()
    database = open_database(older.catalogue_path)
    migrate(database, MIGRATIONS[:schema])
    database.execute(
        "INSERT INTO root (volume_key, volume_label, path_on_volume, last_path) VALUES ('k', 'disk', x'', CAST('/old/a' AS BLOB))"
    )
    database.execute(
        "INSERT INTO content (hash, width, height, media_type, byte_size) VALUES (zeroblob(32), 9, 9, 'image/png', 9)"
    )
    database.execute(
        "INSERT INTO file (asset_id, root_id, path, size, mtime_ns, inode, status, content_id, name_code)"
        " VALUES ('A', 1, CAST('a.png' AS BLOB), 9, 9, 9, 'indexed', 1, 'A')"
    )
    for index in ("name_words", "name_codes"):
        database.execute(f"INSERT INTO {index} VALUES ('A')")  # noqa: S608
    database.close()
    made = make_backup(older, tmp_path / "backups", with_thumbnails=True)
    assert (made.backup.manifest.schema, made.backup.manifest.files, made.away) == (schema, 1, 1)
    report = restore_backup(home.other("other"), made.backup.path, maps=[f"/old={tmp_path / 'new'}"])
    assert (report.files, [root.path for root in report.folders]) == (1, [tmp_path / "new" / "a"])
    assert Catalogue.is_current(home.other("other").catalogue_path)


def test_thumbnails_of_what_is_away_travel_when_asked(home: Home, tmp_path: Path) -> None:
    """Nobody can make them again until the disk is back."""
    pictures = tmp_path / "mine"
    shutil.copytree(home.pictures, pictures)
    restore_backup(home.settings, home.backup().path, maps=[f"{home.pictures}={pictures}"], replace=True)
    assert make_backup(home.settings, with_thumbnails=True).away == 0
    pictures.rename(tmp_path / "gone")
    plain, full = make_backup(home.settings), make_backup(home.settings, with_thumbnails=True)
    assert plain.away == full.away == PICTURES
    for report, expected in ((plain, 0), (full, PICTURES)):
        other = home.other(f"with-{expected}")
        restored = restore_backup(other, report.backup.path)
        assert (restored.thumbnails > 0) == bool(expected)
        kept = Renditions(other.cache_dir, 1 << 30)
        with Library(other.state_dir) as library:
            found = [kept.get(asset.content_hash, "thumbnail") for asset in library.assets().values()]
        assert len([data for data in found if data]) == expected


def test_thumbnails_that_are_here_stay_and_taking_them_is_told(home: Home, tmp_path: Path) -> None:
    """They were made of the pictures themselves; gigabytes of them take minutes, with what is left of it."""
    pictures = tmp_path / "mine"
    shutil.copytree(home.pictures, pictures)
    restore_backup(home.settings, home.backup().path, maps=[f"{home.pictures}={pictures}"], replace=True)
    pictures.rename(tmp_path / "gone")
    backup = make_backup(home.settings, with_thumbnails=True).backup.path
    other = home.other("other")
    with Library(home.settings.state_dir) as library:
        one, two, *_ = {asset.content_hash for asset in library.assets().values()}
    kept = Renditions(other.cache_dir, 1 << 30)
    mine = b"RIFF\x04\0\0\0WEBP"
    kept.put(one, "thumbnail", mine)
    told: list[Progress] = []
    restore_backup(other, backup, progress=told.append)
    assert kept.get(one, "thumbnail") == mine
    assert kept.get(two, "thumbnail") not in {None, mine}
    copied = [step for step in told if step.phase == "copy"]
    assert len(copied) >= PICTURES
    assert copied[-1].done == copied[-1].total


def test_a_kept_catalogue_of_another_program_is_refused(home: Home, tmp_path: Path) -> None:
    """And a file that is nothing of the kind, or is not there."""
    foreign = tmp_path / "foreign.sqlite"
    with sqlite3.connect(foreign) as made:
        made.execute("CREATE TABLE bookmarks (x)")
    made.close()
    (tmp_path / "text.zip").write_text("no zip")
    (tmp_path / "empty.zip").write_bytes(b"")
    for path, expected in (
        (foreign, BackupDamagedError),
        (tmp_path / "text.zip", BackupDamagedError),
        (tmp_path / "empty.zip", BackupDamagedError),
        (tmp_path / "missing.zip", BowerbirdError),
        (tmp_path, BowerbirdError),
    ):
        with pytest.raises(expected):
            restore_backup(home.other("other"), path)
        assert not home.other("other").state_dir.exists()


def test_a_failure_at_the_last_moment_leaves_the_old_library(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All is prepared beside it: what fails before the one rename changes nothing."""
    backup = home.backup(tmp_path / "backups").path
    before, there = learned_in(home.settings), names(home.settings)

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(restoring, "decide", fail)
    with pytest.raises(BowerbirdError, match="It is as it was"):
        restore_backup(home.settings, backup, replace=True)
    assert names(home.settings) == there | {"owner.lock"}
    assert learned_in(home.settings) == before


def test_whoever_opens_the_library_completes_what_was_decided(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut came right after the decision: the library is still the old one, and the new one when it is opened."""
    backup = home.backup(tmp_path / "backups").path
    other = home.other("other")
    make_picture(tmp_path / "one" / "1.png", 99)
    with Library(other.state_dir) as library:
        library.add(tmp_path / "one")
        library.index()
    before = learned_in(other)

    def never(_settings: Settings) -> None:
        return

    monkeypatch.setattr(restoring, "exchange", never)
    restore_backup(other, backup, replace=True)
    assert learned_in(other) == before
    LibraryWriter(other).prepare()
    assert learned_in(other) == learned_in(home.settings)
    assert "restore.ready" not in names(other)
