"""Make a library of a backup: checked first, prepared beside what is there, and put in its place in one step."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Root
from bowerbird_engine.backup.archive import (
    CATALOGUE,
    IGNORE,
    THUMBNAILS,
    BackupArchive,
    is_catalogue,
    unusable,
)
from bowerbird_engine.backup.checking import check_archive
from bowerbird_engine.backup.description import describe
from bowerbird_engine.backup.exchange import STAGING, decide, exchange, kept_rules
from bowerbird_engine.backup.folder_maps import parse_map
from bowerbird_engine.backup.manifest import BackupPack, Manifest
from bowerbird_engine.backup.outcome import RestoreReport
from bowerbird_engine.backup.relocation import curated_folders, demand_pictures, move_curated, moves_of
from bowerbird_engine.backup.room import Tell, demand_room, disk_full, private_file
from bowerbird_engine.backup.soundness import NEWEST_SCHEMA, demand_sound
from bowerbird_engine.backup.thumbnails import read_thumbnails
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.connection import open_database
from bowerbird_engine.catalog.curated import CuratedTable
from bowerbird_engine.catalog.damage import has_log
from bowerbird_engine.catalog.files import FileTable
from bowerbird_engine.catalog.migrations import migrate
from bowerbird_engine.catalog.ownership import own_library
from bowerbird_engine.catalog.preferences import PreferenceTable
from bowerbird_engine.catalog.records import RootMove
from bowerbird_engine.catalog.roots import RootTable
from bowerbird_engine.encoding.packs import survey_packs
from bowerbird_engine.errors import BackupDamagedError, BackupError, Cancelled, FolderError, LibraryThereError
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.scan import locate_roots
from bowerbird_engine.reports import Progress
from bowerbird_engine.scanning.ignore import MAX_IGNORE_BYTES
from bowerbird_engine.settings import Settings

_KEPT: Final = "catalogue.before-restore-"


def restore_backup(
    settings: Settings,
    path: Path,
    *,
    maps: Sequence[str] = (),
    replace: bool = False,
    progress: Tell | None = None,
    cancel: threading.Event | None = None,
) -> RestoreReport:
    """Make the library of these settings that of a backup, with folders that lie elsewhere now as `OLD=NEW`.

    `path` may also be a catalogue that was kept when another one took its place. With `replace` an existing library is kept
    under another name. A kill at any moment leaves the old library or the new one. Raises LibraryThereError without
    `replace`, LibraryBusyError when a hub or anybody else uses the library, FolderError for maps that make no sense,
    BackupDamagedError, BackupTooNewError, DiskFullError, and Cancelled; then the library is as it was.
    """

    def tell(step: Progress) -> None:
        if cancel is not None and cancel.is_set():
            raise Cancelled("Stopped. Nothing was restored; everything is as it was.")
        if progress is not None:
            progress(step)

    home = settings.state_dir
    new_home = not home.exists()
    try:
        with own_library(home, "restoring a backup"):
            exchange(settings)
            # The log of one that is gone is kept, too: its file may be found again.
            there = settings.catalogue_path.exists() or has_log(settings.catalogue_path)
            _demand_place(home, taken=there and not replace)
            with _staging(home) as staging, disk_full(staging):
                manifest = _unpack(settings, path, staging, tell)
                _prepare(staging / CATALOGUE, maps)
                thumbnails = _thumbnails(path, settings, tell) if THUMBNAILS in manifest.members else 0
                name = _free_name(home) if there else None
                decide(settings, staging, name)
            exchange(settings)
            folders, lacking = _look(settings, manifest)
    except BaseException:
        if new_home:
            _remove_empty(home)
        raise
    kept, kept_log = _what_was_kept(home, name)
    return RestoreReport(
        library=manifest.library,
        files=manifest.files,
        pictures=manifest.pictures,
        folders=folders,
        kept=kept,
        kept_log=kept_log,
        lacking=lacking,
        thumbnails=thumbnails,
    )


def _demand_place(home: Path, *, taken: bool) -> None:
    if taken:
        raise LibraryThereError(
            f"There is a library in {home} already. With --replace the backup takes its place, and the present catalogue"
            " is kept under another name. To have both, name another home: BOWERBIRD_HOME."
        )


@contextlib.contextmanager
def _staging(home: Path) -> Generator[Path]:
    staging = home / STAGING
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(mode=0o700)
        yield staging
    except OSError as error:
        raise BackupError(
            f"The library could not be written in {home}: {error.strerror or error}. It is as it was."
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _unpack(settings: Settings, path: Path, staging: Path, tell: Tell) -> Manifest:
    """Leave the catalogue and the rules of a backup in `staging`, everything checked."""
    if is_catalogue(path):
        manifest = _copy_catalogue(settings, path, staging, tell)
        _copy_kept_rules(settings, path, staging)
        return manifest
    manifest = check_archive(path, staging, tell)
    # An update of the catalogue is made beside a copy of it.
    demand_room(staging, manifest.members[CATALOGUE].bytes if manifest.schema < NEWEST_SCHEMA else 0)
    if IGNORE in manifest.members or settings.ignore_file.exists():
        with private_file(staging / IGNORE) as into:
            # No rules in the backup are no rules in the library.
            if IGNORE in manifest.members:
                with BackupArchive(path) as archive:
                    archive.check(IGNORE, lambda _: None, into)
    return manifest


def _copy_catalogue(settings: Settings, path: Path, staging: Path, tell: Tell) -> Manifest:
    demand_room(staging, path.stat().st_size)
    target = staging / CATALOGUE
    database = open_database(path, read_only=True)
    try:
        size: int = database.value("PRAGMA page_size")
        with private_file(target):
            pass
        with database.snapshot():
            # Without a read the snapshot has not begun.
            database.value("PRAGMA page_count")
            database.copy_into(target, lambda done, pages: tell(Progress("copy", done * size, pages * size)))
    finally:
        database.close()
    tell(Progress("soundness", 0, None))
    try:
        demand_sound(target)
    except BackupDamagedError as error:
        raise unusable(path, str(error)) from error
    copy = open_database(target, read_only=True)
    try:
        return describe(copy, settings.packs_dir)
    finally:
        copy.close()


def _copy_kept_rules(settings: Settings, path: Path, staging: Path) -> None:
    """Have the rules come back that were kept with a catalogue; there may have been none."""
    rules = kept_rules(path)
    there = rules.is_file()
    if not path.name.startswith(_KEPT) or not (there or settings.ignore_file.exists()):
        return
    with private_file(staging / IGNORE) as into:
        into.write(rules.read_bytes()[:MAX_IGNORE_BYTES] if there else b"")


def _prepare(catalogue: Path, maps: Sequence[str]) -> None:
    """Bring a catalogue to this version, and its folders to where they lie now."""
    database = open_database(catalogue)
    try:
        migrate(database)
        roots = RootTable(database)
        stored, removed = roots.all(), roots.removed()
        preferences, curated = PreferenceTable(database), CuratedTable(database)
        paths = [os.fspath(root.last_path) for root in (*stored, *removed)]
        known = [*paths, *map(os.fspath, curated_folders(preferences, curated))]
        told = [parse_map(text, known) for text in maps]
        moves = moves_of(stored, told, removed)
        present = {root.id for root in stored}
        for move in moves:
            if move.root_id in present and _holds_something(move.path):
                _demand_pictures(FileTable(database), move)
        roots.move(moves)
        move_curated(preferences, curated, told)
        database.alone_in_one_file()
    finally:
        database.close()
    for path in catalogue.parent.iterdir():
        if path.name not in {CATALOGUE, IGNORE}:  # the copy of before the update: the backup is one
            path.unlink()


def _holds_something(folder: Path) -> bool:
    """Tell a place where pictures may be from one that is still empty, or not there yet, and offline until it is."""
    with contextlib.suppress(OSError):
        return any(folder.iterdir())
    return False


def _demand_pictures(files: FileTable, move: RootMove) -> None:
    """Refuse a slip: the next run of the index would take all pictures for gone."""
    try:
        demand_pictures(files, move)
    except FolderError as error:
        raise FolderError(
            f"{error} Or restore without this --map, and say later where they lie: bowerbird folders move OLD NEW"
        ) from error


def _thumbnails(path: Path, settings: Settings, tell: Tell) -> int:
    with BackupArchive(path) as archive, archive.opened(THUMBNAILS) as source:
        done, total = 0, archive.size_of(THUMBNAILS)

        def report(size: int) -> None:
            nonlocal done
            done += size
            tell(Progress("copy", done, total))

        settings.cache_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        demand_room(settings.cache_dir, total)
        kept = Renditions(settings.cache_dir, settings.thumbnail_budget_bytes)
        try:
            return read_thumbnails(source, kept, report)
        except BackupDamagedError as error:
            raise unusable(path, str(error)) from error


def _free_name(home: Path) -> str:
    moment = f"{datetime.now(UTC).astimezone():%Y-%m-%dT%H%M}"
    names = (f"{_KEPT}{moment}{'' if n == 1 else f'-{n}'}.sqlite" for n in range(1, 10_000))
    # A log alone is that of a catalogue that was gone: another catalogue beside it would be taken for its own.
    return next(name for name in names if not any((home / f"{name}{end}").exists() for end in ("", "-wal")))


def _what_was_kept(home: Path, name: str | None) -> tuple[Path | None, Path | None]:
    """Give the catalogue that was kept, or the log of one that was gone."""
    if name is None:
        return None, None
    catalogue = home / name
    return (catalogue, None) if catalogue.exists() else (None, home / f"{name}-wal")


def _look(settings: Settings, manifest: Manifest) -> tuple[tuple[Root, ...], tuple[BackupPack, ...]]:
    """Tell where the folders are, and which models are missed."""
    with Catalogue.open(settings.catalogue_path, read_only=True) as catalogue:
        folders, choice = tuple(locate_roots(catalogue)), catalogue.choice.get()
    here = {pack.digest for pack in survey_packs(settings.packs_dir)[0]}
    titles = {pack.digest: pack.title for pack in manifest.packs}
    wanted = {key.digest: key.pack_id for key in (choice.chosen, choice.answers) if key is not None}
    return folders, tuple(
        BackupPack(pack_id, titles.get(digest, pack_id), digest)
        for digest, pack_id in wanted.items()
        if digest not in here
    )


def _remove_empty(home: Path) -> None:
    """Take away a home that was made for nothing."""
    with contextlib.suppress(OSError):
        (home / "owner.lock").unlink(missing_ok=True)
        home.rmdir()
