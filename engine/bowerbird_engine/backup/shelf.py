"""The backups of a folder: which there are, which of them are of a library, and which have to make room."""

from __future__ import annotations

import contextlib
import re
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bowerbird_engine.backup.archive import BackupArchive
from bowerbird_engine.backup.manifest import Manifest
from bowerbird_engine.errors import BackupError

_NAME: Final = re.compile(r"bowerbird-\d{4}-\d{2}-\d{2}T\d{4}(?:-\d+)?\.zip")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file and what it says of itself; its members are not looked at by that."""

    path: Path
    bytes: int
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class BrokenBackup:
    """A file that has the name of a backup and cannot be used as one, and why."""

    path: Path
    problem: str


def name_of(made: datetime, number: int = 1) -> str:
    """Name a backup by when it was made; `number` tells those of one minute apart."""
    return f"bowerbird-{made:%Y-%m-%dT%H%M}{'' if number == 1 else f'-{number}'}.zip"


def read_backup(path: Path) -> Backup:
    """Read what a backup says of itself. Raises BackupError and its subclasses."""
    with BackupArchive(path) as archive:
        return Backup(path, path.stat().st_size, archive.manifest)


def list_backups(folder: Path) -> tuple[list[Backup], list[BrokenBackup]]:
    """List the backups of a folder, the latest first, and what has the name of one and cannot be read."""
    found: list[Backup] = []
    broken: list[BrokenBackup] = []
    try:
        paths = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and _is_file(path))
    except FileNotFoundError:
        paths = []
    except OSError as error:
        raise BackupError(f"{folder} cannot be looked into: {error.strerror}.") from error
    for path in paths:
        try:
            found.append(read_backup(path))
        except BackupError as error:
            broken.append(BrokenBackup(path, str(error)))
    return sorted(found, key=lambda backup: (backup.manifest.made, backup.path.name), reverse=True), broken


def rotate(folder: Path, new: Backup, keep: int) -> list[Path]:
    """Remove the oldest backups of the same library beyond `keep`; what cannot be read, or removed, stays.

    `new` stays whatever the clock said when it was made.
    """
    others = [
        backup
        for backup in list_backups(folder)[0]
        if backup.manifest.library == new.manifest.library and backup.path != new.path
    ]
    removed: list[Path] = []
    for backup in others[keep - 1 :]:
        with contextlib.suppress(OSError):
            backup.path.unlink()
            removed.append(backup.path)
    return removed


def _is_file(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return stat.S_ISREG(path.lstat().st_mode)
    return False
