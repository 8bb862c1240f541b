"""Whether the folders of pictures are here, can be read, and can be watched."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor.findings import Check, counted, note
from bowerbird_engine.doctor.permission_checks import may

WATCH_LIMITS: Final = Path("/proc/sys/fs/inotify")
"""Where Linux tells how much may be watched; other systems have no such place and no such limit."""

_ENOUGH_WATCHES: Final = 1_048_576
"""What current Linux systems with 16 GiB and more choose by themselves: about a kilobyte each, when used."""


def folders(catalogue: Catalogue, roots: list[Root]) -> Iterator[Check]:
    """Say of each folder whether it is here, and how many pictures wait on a disk that is not."""
    if not roots:
        yield note("folders", "no_folder", "no folder yet", "Add one: `bowerbird add ~/Pictures`.")
    for root in roots:
        if root.online:
            yield _here(catalogue, root)
            continue
        pictures = sum(catalogue.files.counts([root.id]).values())
        yield note(
            "folder",
            "folder_offline",
            f"{root.path} is offline, and so are its {pictures:,} pictures: {root.offline_reason}",
            "They stay searchable, and can be opened when it is back. If it lies elsewhere now: `bowerbird folders move OLD"
            " NEW`; if it is gone for good: `bowerbird remove`.",
        )


def _here(catalogue: Catalogue, root: Root) -> Check:
    waiting = catalogue.gone.held_count([root.id])
    if not waiting:
        return Check("folder", "ok", str(root.path))
    return note(
        "folder",
        "pictures_held",
        f"{counted(waiting, 'picture')} of {root.path} {'was' if waiting == 1 else 'were'} not found",
        "They stay in the library until you say that they are gone: `bowerbird gone` lists them, and what to do.",
    )


def readable(roots: list[Root]) -> Iterator[Check]:
    """See whether the folders themselves may be looked into."""
    for root in roots:
        if root.online and not may(root.path, os.R_OK | os.X_OK):
            yield note(
                "folder",
                "folder_unreadable",
                f"{root.path} may not be looked into by you",
                f"Give yourself the right: chmod u+rx {shlex.quote(str(root.path))}",
            )


def unreadable_inside(catalogue: Catalogue, roots: list[Root]) -> Iterator[Check]:
    """Count the folders inside that the latest scan could not look into."""
    for root in roots:
        skips = catalogue.files.skips([root.id])
        denied, broken = skips.get("no_permission", 0), skips.get("unreachable", 0)
        if denied:
            yield note(
                "folder",
                "subfolder_unreadable",
                f"{counted(denied, 'folder')} inside {root.path} that you may not read; what was known is kept",
                f"See which: find {shlex.quote(str(root.path))} -type d ! -readable. Then give yourself the right with chmod"
                " u+rx, and run `bowerbird index`.",
            )
        if broken:
            yield note(
                "folder",
                "subfolder_unreachable",
                f"{counted(broken, 'folder')} inside {root.path} that could not be read; what was known is kept",
                "Check the disk or the network, then run `bowerbird index`.",
            )


def watching(catalogue: Catalogue, limits: Path = WATCH_LIMITS) -> Iterator[Check]:
    """Compare the number of folders with how many this system lets a program watch."""
    try:
        most = int((limits / "max_user_watches").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return
    number = catalogue.condition.folder_count()
    if number > most:
        yield note(
            "watching",
            "watch_limit",
            f"your pictures lie in {number:,} folders, of which this system lets programs watch {most:,}",
            "The hub looks at them from time to time instead. To have changes noticed at once:"
            f" sudo sysctl fs.inotify.max_user_watches={max(_ENOUGH_WATCHES, 2 * number)}",
        )
