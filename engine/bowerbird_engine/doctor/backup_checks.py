"""Whether there are backups of the library where they lie when nobody names another folder."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from bowerbird_engine.backup.shelf import list_backups
from bowerbird_engine.doctor.findings import Check, counted, note
from bowerbird_engine.errors import BackupError
from bowerbird_engine.settings import Settings

_ZONES: Final = timedelta(days=1)
"""A clock that was set to another time zone is ahead by less."""

_OLD: Final = timedelta(days=30)
"""As long as pictures that are gone can be brought back."""


def backups(settings: Settings, library_id: str) -> Iterator[Check]:
    """Tell how old the newest one is, and which cannot be used. None at all is no fault: it may lie on another disk."""
    made, broken = list_backups(settings.backups_dir)
    for one in broken:
        yield note(
            "backup",
            "backup_broken",
            f"{one.path.name} cannot be used: {one.problem}",
            "Make a new one: `bowerbird backup`. Then delete this one.",
        )
    own = [one.manifest.made for one in made if one.manifest.library == library_id]
    if not own:
        yield Check("backup", "ok", f"none in {settings.backups_dir}", "Make one: `bowerbird backup`.")
        return
    now = datetime.now(UTC)
    # One that a wrong clock has dated ahead says nothing of when it was made, and hides none that is older.
    reached = [made for made in own if made < now + _ZONES]
    if not reached:
        yield Check("backup", "ok", f"the newest one says that it is of {max(own).date()}, which is to come")
        return
    age = max(now - max(reached), timedelta())
    detail = f"the newest one is {counted(age.days, 'day')} old" if age.days else "the newest one is of today"
    if age > _OLD:
        yield note("backup", "backup_old", detail, "Make a new one: `bowerbird backup`.")
    else:
        yield Check("backup", "ok", detail)


def way_back(settings: Settings) -> str:
    """Name the command that brings the latest backup back; empty where none lies beside the library."""
    with contextlib.suppress(BackupError):
        for latest in list_backups(settings.backups_dir)[0]:
            day = latest.manifest.made.astimezone().date()
            return f"The latest backup is of {day}: `bowerbird restore {shlex.quote(str(latest.path))} --replace`."
    return ""
