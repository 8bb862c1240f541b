"""What a backup and a restored library tell of themselves when they are done. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bowerbird_engine.assets import Root
from bowerbird_engine.backup.manifest import BackupPack
from bowerbird_engine.backup.shelf import Backup


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was made and checked.

    `removed` older ones made room. `away` pictures lie on disks that are not here; whether their thumbnails came along is
    for the one who asked. `same_disk`: the backup lies on the disk of the library.
    """

    backup: Backup
    removed: tuple[Path, ...]
    away: int
    same_disk: bool


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """A library that was restored, and its folders as they are found now.

    `kept` is the catalogue that was there before; of one that was gone already, `kept_log` is the log. `lacking` are the
    models that its searches were made with and that are not installed here.
    """

    library: str
    files: int
    pictures: int
    folders: tuple[Root, ...]
    kept: Path | None
    kept_log: Path | None
    lacking: tuple[BackupPack, ...]
    thumbnails: int
