"""The latest backup in each folder that was named for one: such a folder is often on a disk that lies in a drawer."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from bowerbird_engine.backup.shelf import Backup
from bowerbird_engine.durability import replace_file
from bowerbird_engine.settings import Settings

_NAME: Final = "backups-elsewhere.json"
_FOLDERS: Final = 20
"""More disks than anybody backs up to; a script that names a new folder each day shall not fill the file."""


@dataclass(frozen=True, slots=True)
class Known:
    """A backup that was made and checked, as it was then: it may have gone since."""

    path: Path
    library: str
    made: datetime
    on_a_mount_point: bool = False
    """Such a folder stays, and is empty, when its disk goes."""

    @classmethod
    def of(cls, backup: Backup, *, on_a_mount_point: bool = False) -> Self:
        """Take what a backup says of itself."""
        return cls(backup.path, backup.manifest.library, backup.manifest.made, on_a_mount_point)


def remember(settings: Settings, backup: Backup) -> None:
    """Note down a backup of a folder that was named. A disk that takes no note makes the backup no worse."""
    if backup.path.parent == settings.backups_dir.resolve():
        return
    folder = backup.path.parent
    new = Known.of(backup, on_a_mount_point=os.path.ismount(folder))
    kept = [known for known in remembered(settings) if known.path.parent != folder]
    told = [
        {
            "path": str(known.path),
            "library": known.library,
            "made": known.made.isoformat(),
            "on_a_mount_point": known.on_a_mount_point,
        }
        for known in [new, *kept][:_FOLDERS]
    ]
    with contextlib.suppress(OSError):
        replace_file(settings.state_dir / _NAME, [json.dumps(told, indent=1).encode("ascii")])


def remembered(settings: Settings) -> list[Known]:
    """Give what was noted down, the last noted first; nothing where it cannot be read. Looks at no other disk."""
    try:
        told: Any = json.loads((settings.state_dir / _NAME).read_bytes())
        return [
            Known(
                Path(each["path"]),
                each["library"],
                datetime.fromisoformat(each["made"]).astimezone(),
                each.get("on_a_mount_point") is True,
            )
            for each in told
        ]
    except (OSError, ValueError, RecursionError, TypeError, KeyError, OverflowError):
        return []
