"""Make a backup: beside whatever else goes on in the library, under its final name only once it was read back and checked."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Final

from bowerbird_engine.backup.checking import check_archive
from bowerbird_engine.backup.description import contents_away
from bowerbird_engine.backup.elsewhere import remember
from bowerbird_engine.backup.exchange import complete_restore
from bowerbird_engine.backup.manifest import Manifest
from bowerbird_engine.backup.outcome import BackupReport
from bowerbird_engine.backup.packing import write_archive
from bowerbird_engine.backup.room import Tell, disk_full
from bowerbird_engine.backup.shelf import name_of, read_backup, rotate
from bowerbird_engine.catalog.connection import open_database
from bowerbird_engine.catalog.migrations import check_schema
from bowerbird_engine.catalog.ownership import own_library
from bowerbird_engine.curation.placing import place
from bowerbird_engine.durability import sync_folder
from bowerbird_engine.errors import BackupDamagedError, BackupError, Cancelled, LibraryBusyError, UsageError
from bowerbird_engine.reports import Progress
from bowerbird_engine.settings import Settings

KEEP: Final = 7
"""A week of backups, one a day."""

_UNFINISHED: Final = ".bowerbird-{}.unfinished"


def make_backup(
    settings: Settings,
    folder: Path | None = None,
    *,
    keep: int = KEEP,
    with_thumbnails: bool = False,
    progress: Tell | None = None,
    cancel: threading.Event | None = None,
) -> BackupReport:
    """Write a backup into a folder, check what is on the disk, and then remove the oldest ones beyond `keep`.

    Works beside a hub and a run of the index: it reads one state of the library and holds nobody up. The last folder is
    made where it is not there yet. Raises BackupError where there is none to write to, BackupDamagedError when what was
    read back is not what was written, DiskFullError, and LibraryBusyError when this library is being backed up already;
    then the older backups are all there still, and nothing of the new one is.
    """
    if keep < 1:
        raise UsageError(f"At least 1 backup is kept, not {keep}.")

    def tell(step: Progress) -> None:
        if cancel is not None and cancel.is_set():
            raise Cancelled("Stopped. No backup was made; the older ones are all there.")
        if progress is not None:
            progress(step)

    complete_restore(settings)
    database = open_database(settings.catalogue_path, read_only=True)
    try:
        check_schema(database)
        folder = _prepared(settings.backups_dir if folder is None else folder)
        with _alone(settings):
            away = contents_away(database)
            with _staging(folder, settings) as staging:
                unfinished, manifest = write_archive(
                    database, settings, staging, away if with_thumbnails else [], tell
                )
                _check(unfinished, staging, tell)
                final = _publish(folder, unfinished, manifest)
                _settle(folder, final)
            backup = read_backup(final)
            removed = rotate(folder, backup, keep)
            remember(settings, backup)
    finally:
        database.close()
    same_disk = folder.stat().st_dev == settings.state_dir.stat().st_dev
    return BackupReport(backup, tuple(removed), len(away), same_disk)


def _prepared(folder: Path) -> Path:
    try:
        folder = folder.expanduser()
        # Only the last one is made: the folder above may be where a disk is not mounted.
        if not folder.exists():
            folder.mkdir(mode=0o700)
        folder = folder.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BackupError(
            f"No backup can be put into {folder}: {why}. Check the path, or plug in its disk."
        ) from error
    if not folder.is_dir():
        raise BackupError(
            f"{folder} is a file. Name the folder for the backups, or look at this one: bowerbird backup --check FILE"
        )
    return folder


@contextlib.contextmanager
def _alone(settings: Settings) -> Generator[None]:
    """Keep a second backup of this library out: not by the library's own lock, which a hub holds."""
    if not os.access(settings.state_dir, os.W_OK):
        # A disk that breaks becomes read-only, and takes no lock when a backup is needed most.
        yield
        return
    with contextlib.ExitStack() as owned:
        try:
            owned.enter_context(own_library(settings.state_dir / "backing-up", "making a backup"))
        except LibraryBusyError as error:
            raise LibraryBusyError(
                "A backup of this library is being made already. Wait until it is done, or stop it."
            ) from error
        yield


@contextlib.contextmanager
def _staging(folder: Path, settings: Settings) -> Generator[Path]:
    """Give a folder for what is unfinished, the same each time, so that the next backup takes away what a kill left."""
    home = hashlib.sha256(os.fsencode(settings.state_dir.resolve())).hexdigest()[:12]
    staging = folder / _UNFINISHED.format(home)
    try:
        with disk_full(folder):
            _remove(staging)
            staging.mkdir(mode=0o700)
            yield staging
    except OSError as error:
        raise BackupError(
            f"The backup could not be written to {folder}: {error.strerror or error}. Nothing of it is left; the"
            f" older ones are all there. {_what_to_do(error)}"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            _remove(staging)


def _what_to_do(error: OSError) -> str:
    if error.errno == errno.EFBIG:
        return "Its disk takes no file that is so large, as FAT beyond 4 GB does: choose another disk, or format it anew."
    return "Check the folder's permissions and its disk."


def _remove(staging: Path) -> None:
    if staging.is_symlink():
        staging.unlink()
    elif staging.exists():
        shutil.rmtree(staging)


def _check(unfinished: Path, staging: Path, tell: Tell) -> None:
    try:
        check_archive(unfinished, staging, tell)
    except BackupDamagedError as error:
        raise BackupDamagedError(
            f"No backup was made: it was written, but what came back from the disk cannot be used. {error.what} The older"
            f" ones are all there. `bowerbird doctor` checks the library; check the disk of {staging.parent}, too.",
            error.what,
        ) from error


def _publish(folder: Path, unfinished: Path, manifest: Manifest) -> Path:
    """Give the backup its name, in place of no other file."""
    descriptor = _opened(folder)
    try:
        for number in range(1, 1000):
            name = name_of(manifest.made, number)
            if place(folder, descriptor, f"{unfinished.parent.name}/{unfinished.name}", name):
                return folder / name
    finally:
        if descriptor is not None:
            os.close(descriptor)
    raise BackupError(f"There are a thousand backups of this minute in {folder}.")


def _settle(folder: Path, final: Path) -> None:
    try:
        sync_folder(folder)
    except OSError:
        # The older ones stay, and one that may be gone after a power cut is none beside them.
        with contextlib.suppress(OSError):
            final.unlink()
        raise


def _opened(folder: Path) -> int | None:
    descriptor: int | None = None
    if sys.platform != "win32":  # which cannot open a folder as a file
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    return descriptor
