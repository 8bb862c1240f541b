"""Put a restored library in the place of the one that is there: prepared as a whole, decided by one rename.

Everything lies ready in a folder beside the library. Once that folder has its final name the exchange is decided, and each
of its steps may be done again: whoever opens the library next completes what a kill or a power cut interrupted.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from bowerbird_engine.backup.archive import CATALOGUE, IGNORE
from bowerbird_engine.catalog.connection import open_database
from bowerbird_engine.catalog.ownership import own_library
from bowerbird_engine.durability import replace_file, sync_file, sync_folder
from bowerbird_engine.errors import BackupError, CatalogueError, LibraryBusyError
from bowerbird_engine.settings import Settings

STAGING: Final = "restore.unfinished"
READY: Final = "restore.ready"

_KEPT_AS: Final = "kept-as"
"""A file in the folder with the name under which the catalogue is kept that was there before."""


def complete_restore(settings: Settings) -> None:
    """Complete an exchange that was decided and interrupted. Raises LibraryBusyError when it is under way elsewhere."""
    if (settings.state_dir / READY).is_dir():
        with own_library(settings.state_dir, "completing a restore"):
            exchange(settings)


def _demand_no_reader(catalogue: Path) -> None:
    """Bring a catalogue into one file, and see to it that nobody has it open. One that is damaged is left as it is.

    Raises LibraryBusyError: a program that went on reading the old catalogue would never see the restored one.
    """
    try:
        database = open_database(catalogue)
        try:
            # SQLite leaves the mode with a log only when it is alone.
            database.alone_in_one_file()
        finally:
            database.close()
    except LibraryBusyError as error:
        raise LibraryBusyError(
            f"Another program reads the library {catalogue.parent}: a search that still runs, or an assistant that uses"
            " `bowerbird mcp`. Close it, then try again."
        ) from error
    except CatalogueError:
        return


def decide(settings: Settings, staging: Path, kept_as: str | None) -> None:
    """Decide for what lies ready in `staging`. Before this returns nothing is changed, from then on all of it is.

    Raises LibraryBusyError when somebody reads the catalogue that is kept.
    """
    if kept_as is not None:
        (staging / _KEPT_AS).write_text(kept_as, encoding="utf-8")
    for path in staging.iterdir():
        sync_file(path)
    sync_folder(staging)
    if kept_as is not None:
        # Last of all: a reader who came while gigabytes were synced would be met by nobody.
        _demand_no_reader(settings.catalogue_path)
    staging.rename(settings.state_dir / READY)
    sync_folder(settings.state_dir)


def kept_rules(kept: Path) -> Path:
    """Name the rules that are kept beside a catalogue."""
    return kept.with_name(f"{kept.stem}.{IGNORE}")


def exchange(settings: Settings) -> None:
    """Do what was decided. For the owner of the library; does nothing where nothing lies ready.

    Raises BackupError when the disk refuses: then it is still decided, and done by whoever comes next.
    """
    ready = settings.state_dir / READY
    try:
        if ready.is_dir():
            _exchange(settings, ready)
    except OSError as error:
        raise BackupError(
            f"The library in {settings.state_dir} is restored but for its last step ({error.strerror or error}), and"
            " nothing is lost. Check the disk and its permissions; the next command completes it."
        ) from error


def _exchange(settings: Settings, ready: Path) -> None:
    home = settings.state_dir
    catalogue, log = settings.catalogue_path, home / f"{CATALOGUE}-wal"
    if (ready / CATALOGUE).exists():
        if (ready / _KEPT_AS).exists():
            kept = home / (ready / _KEPT_AS).read_text(encoding="utf-8")
            _keep(catalogue, kept)
            _keep(log, home / f"{kept.name}-wal")
            _keep_copy(settings.ignore_file, kept_rules(kept))
            sync_folder(home)
        # A log would be taken for that of the new catalogue.
        for path in (home / f"{CATALOGUE}-shm", log):
            path.unlink(missing_ok=True)
        sync_folder(home)
        (ready / CATALOGUE).replace(catalogue)
        sync_folder(home)
    if (ready / IGNORE).exists():
        (ready / IGNORE).replace(settings.ignore_file)
    sync_folder(home)
    # Made anew from the catalogue: what they hold of the library before would be taken for news.
    shutil.rmtree(settings.cache_dir / "vectors", ignore_errors=True)
    shutil.rmtree(ready)
    sync_folder(home)


def _keep(path: Path, kept: Path) -> None:
    """Give a file a second name. Done once, whoever begins again."""
    if kept.exists() or not path.exists():
        return
    try:
        os.link(path, kept)
    except OSError:
        # FAT and many shares have no second names, and a copy needs gigabytes that may not be there any more. What
        # takes its place lies ready.
        path.replace(kept)


def _keep_copy(path: Path, kept: Path) -> None:
    """Copy a small file that nothing may take the place of. Done once, whoever begins again."""
    if not kept.exists() and path.exists():
        replace_file(kept, [path.read_bytes()])
