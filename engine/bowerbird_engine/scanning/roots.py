"""Where the library's folders are now, or why they are not here. Nothing is ever forgotten from here."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Protocol

from bowerbird_engine.assets import Root, Volume
from bowerbird_engine.scanning.volumes import is_volume, mounted_volumes, place_on, volume_of

_BOOKKEEPING = frozenset(
    {
        b"lost+found", b"System Volume Information", b"$RECYCLE.BIN", b"desktop.ini", b"Thumbs.db", b".DS_Store",
        b".Trashes", b".fseventsd", b".Spotlight-V100", b".TemporaryItems", b".directory", b".localized", b".nomedia",
    }
)  # fmt: skip
"""What an otherwise empty disk or mount point may hold, beside the bins of its users."""

_BIN_START = b".Trash-"

_TROUBLE_WITH_THE_DISK = frozenset(
    {errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.ENOTCONN}
)
"""What a cable that was pulled, a disk that is dying or a server that went away is met as."""


class KnownRoot(Protocol):
    """A folder as the catalogue remembers it."""

    @property
    def id(self) -> int:
        """The internal key."""
        ...

    @property
    def volume_key(self) -> str:
        """The key of the volume that it lies on."""
        ...

    @property
    def volume_label(self) -> str:
        """What a person calls that volume."""
        ...

    @property
    def path_on_volume(self) -> bytes:
        """Its place relative to the mount point."""
        ...

    @property
    def last_path(self) -> Path:
        """Where it was last seen."""
        ...


def resolve(
    stored: Iterable[KnownRoot],
    with_pictures: Collection[int] = (),
    volumes: Iterable[Volume] | None = None,
) -> list[Root]:
    """Find each root on the volumes that are here; `with_pictures` are the ids of roots whose pictures are known.

    A root is offline, with a reason, when its volume is not here, it is missing, no folder, may not be read, or is
    empty although pictures are known: an empty folder is what an unplugged disk leaves behind.
    """
    here = list(mounted_volumes() if volumes is None else volumes)
    return [_resolve(root, root.id in with_pictures, here) for root in stored]


def offline(root: KnownRoot | Root, reason: str) -> Root:
    """Describe a root that cannot be used now."""
    path = root.path if isinstance(root, Root) else root.last_path
    return Root(root.id, path, root.volume_key, root.volume_label, online=False, offline_reason=reason)


def not_allowed(place: Path) -> str:
    """Say that a folder may not be read, as the reason why a root is offline."""
    return f"the folder {place} may not be read by this user; change its permissions"


def cannot_now(path: Path, done: str, reason: str | None) -> str:
    """Say that a picture cannot be opened or copied now, because its folder is not here, and what to do."""
    why = reason or "its disk is not here"
    end = "" if why.endswith((".", "?", "!")) else "."
    return (
        f"{path} cannot be {done} now: {why}{end} Put the folder back or connect its disk; if it is gone for good,"
        " `bowerbird remove` takes it out of the library."
    )


def why_gone(root: Root) -> str | None:
    """Look again at a root that was here and held pictures: tell why it cannot be used now, None if it can."""
    return _why_unusable(root.path, root, has_pictures=True)


def _resolve(root: KnownRoot, has_pictures: bool, here: list[Volume]) -> Root:
    places = [(place_on(v.mount_point, root.path_on_volume), v) for v in _those_of(root, here)]
    # Where it was last seen comes first: a disk may be mounted twice.
    places.sort(key=lambda found: found[0] != root.last_path)
    if not places:
        return offline(root, _absent(root))
    reasons: list[str] = []
    for place, volume in places:
        reason = _why_unusable(place, root, has_pictures)
        if reason is None:
            return Root(root.id, place, volume.key, root.volume_label, online=True)
        reasons.append(reason)
    return offline(root, reasons[0])


def _those_of(root: KnownRoot, here: list[Volume]) -> list[Volume]:
    """Pick the volumes that are a root's; a former key, which may be that of several, counts when there is no other."""
    own = [v for v in here if v.key == root.volume_key] or [v for v in here if is_volume(v, root.volume_key)]
    if own:
        return own
    # A share without a letter, say, which no system lists.
    with contextlib.suppress(OSError):
        around = volume_of(root.last_path)
        if is_volume(around, root.volume_key):
            return [around]
    return []


def _absent(root: KnownRoot | Root) -> str:
    taken = ""
    place = _last_place(root)
    with contextlib.suppress(OSError):
        volume_of(place)
        # An empty folder is where it was mounted, and no other disk.
        taken = "" if _is_empty(place) else ", and another disk is at its place"
    return f"the disk “{root.volume_label}” is not connected{taken}; connect it to see this folder again"


def _last_place(root: KnownRoot | Root) -> Path:
    return root.path if isinstance(root, Root) else root.last_path


def _why_unusable(place: Path, root: KnownRoot | Root, has_pictures: bool) -> str | None:
    try:
        mode = place.lstat().st_mode
        is_folder = stat.S_ISDIR(mode)
        same_volume = is_folder and is_volume(volume_of(place), root.volume_key)
        empty = same_volume and _is_empty(place)
    except OSError as error:
        return _why_unreachable(place, root, error)
    if not is_folder:
        way_out = "; if it was moved, `bowerbird folders move` says where to" if stat.S_ISLNK(mode) else ""
        return f"there is a file, or a link, in place of the folder {place}{way_out}"
    if not same_volume:
        return f"another disk is at {place}; connect “{root.volume_label}”"
    if not os.access(place, os.X_OK):  # its names can be listed, and nothing more
        return not_allowed(place)
    if empty and has_pictures:
        return f"the folder {place} is empty although it held pictures; is its disk connected?"
    return None


def _is_empty(place: Path) -> bool:
    with os.scandir(place) as entries:
        names = [os.fsencode(entry.name) for entry in entries]
    return all(name in _BOOKKEEPING or name.startswith(_BIN_START) for name in names)


def _why_unreachable(place: Path, root: KnownRoot | Root, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return not_allowed(place)
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        if not _disk_is_around(place, root):
            return _absent(root)
        return f"the folder {place} is not there; was it moved or renamed?"
    if error.errno in _TROUBLE_WITH_THE_DISK:
        return (
            f"the disk “{root.volume_label}” does not answer as it should ({error.strerror}) at {place};"
            " unplug it and plug it in again, or connect to it again"
        )
    return f"the folder {place} cannot be reached: {error.strerror}"


def _disk_is_around(place: Path, root: KnownRoot | Root) -> bool:
    """Tell whether what is left of the way to a folder that is gone lies on its disk."""
    for above in place.parents:
        with contextlib.suppress(OSError):
            return is_volume(volume_of(above), root.volume_key)
    return False
