"""Read a backup from its first to its last byte, and tell whether a library can be made of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bowerbird_engine.backup.archive import CATALOGUE, BackupArchive, is_catalogue, unusable
from bowerbird_engine.backup.manifest import Manifest
from bowerbird_engine.backup.room import Tell, demand_room, disk_full, private_file, tell_nobody
from bowerbird_engine.backup.shelf import Backup, read_backup
from bowerbird_engine.backup.soundness import demand_readable, demand_sound
from bowerbird_engine.errors import BackupDamagedError, BackupError
from bowerbird_engine.reports import Progress
from bowerbird_engine.settings import Settings


def check_archive(path: Path, scratch: Path, tell: Tell) -> Manifest:
    """Hold each member against its digest, and leave the catalogue, found to be sound, in the folder `scratch`.

    Raises BackupError and its subclasses, DiskFullError, and OSError when `scratch` cannot be written.
    """
    with BackupArchive(path) as archive:
        manifest, done = archive.manifest, 0
        demand_readable(manifest.schema, manifest.product)
        demand_room(scratch, archive.size_of(CATALOGUE))
        total = sum(member.bytes for member in manifest.members.values())

        def report(size: int) -> None:
            nonlocal done
            done += size
            tell(Progress("check", done, total))

        target = scratch / CATALOGUE
        with disk_full(scratch), private_file(target) as into:
            archive.check(CATALOGUE, report, into)
        for name in manifest.members:
            if name != CATALOGUE:
                archive.check(name, report)
    tell(Progress("soundness", 0, None))
    try:
        demand_sound(target, manifest)
    except BackupDamagedError as error:
        raise unusable(path, str(error)) from error
    return manifest


def check_backup(settings: Settings, path: Path, *, progress: Tell | None = None) -> Backup:
    """Check a backup, and tell what it holds. Raises BackupError and its subclasses, and DiskFullError."""
    if is_catalogue(path):
        raise BackupError(
            f"{path} is a catalogue, not a backup. It is checked when it is restored, before anything is changed:"
            " bowerbird restore FILE"
        )
    try:
        settings.cache_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix="checking-", dir=settings.cache_dir) as scratch:
            check_archive(path, Path(scratch), progress or tell_nobody)
    except OSError as error:
        raise BackupError(
            f"{path} cannot be checked: {settings.cache_dir} cannot be written ({error.strerror or error})."
        ) from error
    return read_backup(path)
