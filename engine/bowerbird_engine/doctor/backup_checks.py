"""Whether there are backups of the library, in its own folder and in those that were named."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bowerbird_engine.backup.elsewhere import Known, remembered
from bowerbird_engine.backup.shelf import list_backups
from bowerbird_engine.doctor.findings import Check, counted, note
from bowerbird_engine.errors import BackupError
from bowerbird_engine.settings import Settings

_ZONES: Final = timedelta(days=1)
"""A clock that was set to another time zone is ahead by less."""

_OLD: Final = timedelta(days=30)
"""As long as pictures that are gone can be brought back."""


def backups(settings: Settings, library_id: str) -> Iterator[Check]:
    """Tell how old the newest one is, and which cannot be used. None at all is no fault: a copy may be made otherwise.

    Touches the disks of folders that were named for backups.
    """
    made, broken = list_backups(settings.backups_dir)
    for one in broken:
        yield note(
            "backup",
            "backup_broken",
            f"{one.path.name} cannot be used: {one.problem}",
            "Make a new one: `bowerbird backup`. Then delete this one.",
        )
    own = [one for one in [*map(Known.of, made), *_elsewhere(settings)] if one.library == library_id]
    if not own:
        yield Check("backup", "ok", f"none in {settings.backups_dir}", "Make one: `bowerbird backup`.")
        return
    now = datetime.now(UTC)
    # One that a wrong clock has dated ahead says nothing of when it was made, and hides none that is older.
    reached = [one for one in own if one.made < now + _ZONES]
    if not reached:
        ahead = max(one.made for one in own)
        yield Check("backup", "ok", f"the newest one says that it is of {ahead.date()}, which is to come")
        return
    newest = max(reached, key=lambda one: one.made)
    age = max(now - newest.made, timedelta())
    detail = f"the newest one is {counted(age.days, 'day')} old" if age.days else "the newest one is of today"
    if newest.path.parent != settings.backups_dir:
        away = "" if _is_there(newest.path) else ", which is not there now"
        detail = f"{detail}, in {newest.path.parent}{away}"
    if age > _OLD:
        yield note("backup", "backup_old", detail, "Make a new one: `bowerbird backup`.")
    else:
        yield Check("backup", "ok", detail)


def way_back(settings: Settings) -> str:
    """Name the command that brings the latest backup back; empty where none is known.

    Touches no disk but the library's: of a backup elsewhere, which may be gone, the one beside the library is named, too.
    """
    known, beside = remembered(settings), list[Known]()
    with contextlib.suppress(BackupError):
        beside = [Known.of(backup) for backup in list_backups(settings.backups_dir)[0][:1]]
    if not (known or beside):
        return ""
    latest = max([*known, *beside], key=lambda one: one.made)
    said = f"The latest backup is of {_day(latest)}: {_restoring(latest)}."
    if beside and latest not in beside:
        said += f" Where that is gone, the one of {_day(beside[0])}: {_restoring(beside[0])}."
    return said


def _day(known: Known) -> str:
    return str(known.made.astimezone().date())


def _restoring(known: Known) -> str:
    return f"`bowerbird restore {shlex.quote(str(known.path))} --replace`"


def _elsewhere(settings: Settings) -> list[Known]:
    """Give those of folders that were named, without any that is gone from a folder that is there."""
    return [one for one in remembered(settings) if _is_there(one.path) or _is_away(one)]


def _is_away(known: Known) -> bool:
    """Tell whether the folder of a backup is not there now, or the disk that was mounted on it."""
    folder = known.path.parent
    return not _is_there(folder) or (known.on_a_mount_point and not os.path.ismount(folder))


def _is_there(path: Path) -> bool:
    """Tell whether something can be seen there: a disk that fails, or is somebody else's, raises what it likes."""
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True
