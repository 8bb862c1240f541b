"""Folders of this computer that a person may add: where to begin, and what lies below, one level at a time.

Only names of folders are read. No link is followed, what is hidden is left out, and each list has an end.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath
from typing import Final, Literal

from bowerbird_engine import BowerbirdError, Root, Volume, mounted_volumes, name_advice, pictures_folder

MOST_FOLDERS: Final = 1000
MOST_ENTRIES: Final = 50_000
"""Entries of one folder that are looked at: a folder of so many files is not chosen by browsing it."""
MOST_PEEKED: Final = 500
"""Entries of a folder that are looked at to see whether there are folders in it."""
PEEK_FOR_S: Final = 1.0
"""How long that may take for a whole list; on a slow disk the rest is said to have some, and opening it tells."""

_FOR_DISKS: Final = ("/media", "/run/media", "/mnt", "/Volumes")
_HIDDEN: Final = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2) | getattr(stat, "FILE_ATTRIBUTE_SYSTEM", 4)
_JUNCTION: Final = getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 1024)
_EVERYTHING = (
    "This is everything that you have. One to three folders of your best pictures are a better start."
)


class PlaceError(BowerbirdError):
    """Say that a place is none, or that it is nothing that can be added or looked into."""

    code = "bad_folder"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that may be added."""

    path: Path
    name: str
    kind: Literal["suggested", "folder"]
    advice: tuple[str, ...]
    has_folders: bool
    in_library: bool


@dataclass(frozen=True, slots=True)
class PlaceList:
    """Folders in one place, `complete` unless there were too many; `parent` is the folder around that place."""

    places: tuple[Place, ...]
    parent: Path | None = None
    complete: bool = True


def place_id(path: PurePath) -> str:
    """Give the id of a place, in the file system's own bytes."""
    return base64.urlsafe_b64encode(os.fsencode(path)).rstrip(b"=").decode()


def place_of(text: str) -> Path:
    """Give the folder that an id names. Nothing is looked up. Raises PlaceError."""
    try:
        path = os.fsdecode(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise PlaceError("There is no place with this id. GET /v1/places lists where to begin.") from error
    return folder_as_written(path)


def folder_as_written(text: str) -> Path:
    """Give the folder that a person means by a path, by its text alone. Raises PlaceError.

    It has to be absolute, or begin with `~`. A path of the network is refused before anything looks at it: Windows
    would sign in at the machine that it names, whoever runs that.
    """
    if text.replace("\\", "/").startswith("//"):
        raise PlaceError(
            "Folders of the network are not added by their address. Give the share a drive letter, or mount it, "
            "and choose it there."
        )
    path = Path(text)
    if "\0" in text or not (path.is_absolute() or text.startswith("~")):
        raise PlaceError("Write the whole path of the folder, from the root of the disk on.")
    if ".." in path.parts:
        raise PlaceError("Write the path of the folder without `..`.")
    return path


def folder_as_it_was(text: str) -> Path:
    """Give a folder that has been, on another computer perhaps: there its path may begin with a drive. Raises PlaceError."""
    on_a_drive = PureWindowsPath(text).is_absolute() and not text.replace("\\", "/").startswith("//")
    return Path(text) if on_a_drive and "\0" not in text else folder_as_written(text)


def suggest_places(roots: Collection[Root]) -> PlaceList:
    """List where to begin: the folder of pictures, the home folder, and the disks that are plugged in."""
    home = Path.home()
    found = [pictures_folder(), home, *(disk.mount_point for disk in disks_of_people(mounted_volumes()))]
    if sys.platform != "win32":
        found.append(Path("/"))
    until = time.monotonic() + PEEK_FOR_S
    return PlaceList(
        tuple(
            _place(path, "suggested", roots, until, home=home)
            for path in dict.fromkeys(found)
            if _is_folder(path)
        )
    )


def places_within(folder: Path, roots: Collection[Root]) -> PlaceList:
    """List the folders that lie directly in one, by name. Raises PlaceError when it is a link or cannot be read."""
    if not _is_folder(folder):
        raise PlaceError("There is no such folder, or it is a link. Choose another place.")
    try:
        with os.scandir(folder) as entries:
            names, complete = _folder_names(entries)
    except OSError as error:
        raise PlaceError(
            f"This folder cannot be looked into ({error.strerror}). Choose another place."
        ) from error
    names.sort(key=lambda name: (name.casefold(), name))
    until, home = time.monotonic() + PEEK_FOR_S, Path.home()
    return PlaceList(
        tuple(
            _place(folder / name, "folder", roots, until, home=home, named=name)
            for name in names[:MOST_FOLDERS]
        ),
        parent=None if folder.parent == folder else folder.parent,
        complete=complete and len(names) <= MOST_FOLDERS,
    )


def _folder_names(entries: Iterator[os.DirEntry[str]]) -> tuple[list[str], bool]:
    names: list[str] = []
    for number, entry in enumerate(entries):
        if number >= MOST_ENTRIES:
            return names, False
        if _is_visible_folder(entry):
            names.append(entry.name)
    return names, True


def _place(
    path: Path,
    kind: Literal["suggested", "folder"],
    roots: Collection[Root],
    until: float,
    *,
    home: Path,
    named: str = "",
) -> Place:
    everything = path in {home, path.parent}
    said = _EVERYTHING if everything else name_advice(path)
    return Place(
        path=path,
        name=named or path.name or str(path),
        kind=kind,
        advice=(said,) if said else (),
        has_folders=_has_folders(path, until),
        in_library=any(path.is_relative_to(root.path) for root in roots),
    )


def _has_folders(path: Path, until: float) -> bool:
    if time.monotonic() >= until:
        return True
    try:
        with os.scandir(path) as entries:
            for number, entry in enumerate(entries):
                if number >= MOST_PEEKED or _is_visible_folder(entry):
                    return True
    except OSError:  # not ours to look into, or gone since it was listed
        return False
    return False


def _is_visible_folder(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return False
    try:
        if not entry.is_dir(follow_symlinks=False):
            return False
        if sys.platform == "win32":
            return not entry.stat(follow_symlinks=False).st_file_attributes & (_HIDDEN | _JUNCTION)
        else:  # noqa: RET505  type checkers follow the platform through else alone
            return True
    except OSError:
        return False


def _is_folder(path: Path) -> bool:
    try:
        about = path.lstat()
    # ValueError: a name that no folder can have.
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(about.st_mode) and not getattr(about, "st_file_attributes", 0) & _JUNCTION


def disks_of_people(volumes: Iterable[Volume]) -> list[Volume]:
    """Pick the disks of a person among all that is mounted."""
    if sys.platform == "win32":
        return list(volumes)
    else:  # noqa: RET505  type checkers follow the platform through else alone
        return [
            volume
            for volume in volumes
            if any(str(volume.mount_point).startswith(f"{place}/") for place in _FOR_DISKS)
            # A program's own mount, hidden from people.
            and not any(part.startswith(".") for part in volume.mount_point.parts)
        ]
