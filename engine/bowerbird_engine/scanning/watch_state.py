"""How changes in the folders come to be known, in plain words: pure."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

WatchKind = Literal["watching", "polling", "off"]

BEGINNING: Final = "Watching your folders is about to begin."
_AGAIN: Final = (
    "A folder went away just as watching it began, so that it begins anew in a moment; until then your folders are looked"
    " at from time to time."
)


@dataclass(frozen=True, slots=True)
class WatchState:
    """How changes come to be known.

    "watching": the system reports them. "polling": not in all folders, so that somebody has to look from time to time;
    the detail says why. "off": there is nothing to listen to, or not yet.
    """

    kind: WatchKind
    detail: str


def is_text(path: Path) -> bool:
    """Tell whether a path can be given to what listens, which takes text alone."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def state_of(reasons: Mapping[Path, str | None], nameless: Sequence[Path]) -> WatchState:
    """Say how the folders of the library are watched.

    `reasons` tells of each why nothing in it is reported, None where it is. `nameless` are those below them whose own
    names are no text, on systems that allow that.
    """
    said = [*_unreported(reasons), *_nameless(nameless)]
    if said:
        return WatchState("polling", " ".join(said))
    if not reasons:
        return WatchState("off", "No folder of the library is here, so that none is watched.")
    return WatchState("watching", "Changes in your folders are noticed within seconds.")


def beginning_anew() -> WatchState:
    """Say that a folder vanished while listening to it began."""
    return WatchState("polling", _AGAIN)


def state_after(error: Exception) -> WatchState:
    """Say why nothing is watched, and what changes that."""
    text = str(error)
    if "watch limit" in text:
        return WatchState(
            "polling",
            "Your folders hold more folders than this system lets a program watch, so that they are looked at from time"
            " to time instead. Raising fs.inotify.max_user_watches changes that.",
        )
    if "Too many open files" in text:
        return WatchState(
            "polling",
            "Other programs use up all that this system has for watching folders, so that yours are looked at from time"
            " to time instead. Raising fs.inotify.max_user_instances changes that.",
        )
    return WatchState(
        "polling",
        "Your folders cannot be watched, so that they are looked at from time to time instead. The log says why.",
    )


def _unreported(reasons: Mapping[Path, str | None]) -> list[str]:
    unreported = [(folder, reason) for folder, reason in reasons.items() if reason is not None]
    if not unreported:
        return []
    folder, reason = unreported[0]
    more = f" The same holds for {len(unreported) - 1} more." if len(unreported) > 1 else ""
    said = f"Changes in “{_legible(folder)}” are not reported, because {reason}: it is looked at from time to time instead.{more}"
    return [said]


def _nameless(folders: Sequence[Path]) -> list[str]:
    if not folders:
        return []
    more = f", nor those in {len(folders) - 1} more" if len(folders) > 1 else ""
    said = (
        f"Changes in “{_legible(folders[0])}” are not reported{more}: the name is no valid text (UTF-8). It is looked at"
        " from time to time instead; rename it to have changes noticed within seconds."
    )
    return [said]


def _legible(folder: Path) -> str:
    return os.fsencode(folder.name).decode("utf-8", "replace")
