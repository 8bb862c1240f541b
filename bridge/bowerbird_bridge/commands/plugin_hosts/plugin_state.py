"""The state of an installed plug-in: what is in its folder, against what was installed there and what would be now."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, cast

MARKER = "bowerbird-installed.json"
"""The file of ours in the folder that notes what was installed."""
_MARKER_MOST = 1024 * 1024
_RUN_BITS = 0o111

State = Literal["absent", "current", "outdated", "damaged", "changed", "foreign", "managed"]
"""`damaged` lacks files or its run bit, `changed` was changed by hand, `foreign` was not installed by us, `managed` is
kept up to date by the host itself, from a repository that the person subscribed to."""


def _as_it_lies(_place: str, data: bytes) -> bytes | None:
    return data


@dataclass(frozen=True, slots=True)
class Parts:
    """What is to be installed: the folder's name, the file that the host loads, all files, and their version.

    `is_program` says that the host runs that file, which then needs the run bit. `as_packaged` takes back what the host
    itself does to a file when it installs it, and gives None for files that are the host's own.
    """

    name: str
    entry: str
    files: Mapping[PurePosixPath, bytes]
    version: str
    is_program: bool = True
    as_packaged: Callable[[str, bytes], bytes | None] = _as_it_lies


@dataclass(frozen=True, slots=True)
class Found:
    """What is there: its state, the version that was installed, and which files a person changed or added."""

    state: State
    version: str | None = None
    changed: tuple[str, ...] = ()


def examine(folder: Path, parts: Parts) -> Found:
    """Compare what is in a folder with what was installed there, and with what would be now."""
    if not os.path.lexists(folder):
        return Found("absent")
    if folder.is_symlink() or not folder.is_dir():
        return Found("foreign")
    wanted = {str(place): _digest(data) for place, data in parts.files.items()}
    there, odd = _digests(folder, parts.as_packaged)
    noted = _read_marker(folder / MARKER, parts.name)
    if noted is None:
        # A zip that was unpacked by hand has no marker; it is ours where nothing differs.
        version, manifest = (parts.version, wanted) if there == wanted and not odd else (None, None)
    else:
        version, manifest = noted
    if manifest is None:
        return Found("foreign")
    changed = tuple(sorted([*odd, *(name for name in there if manifest.get(name) != there[name])]))
    if changed:
        return Found("changed", version, changed)
    if there.keys() != manifest.keys() or not _loads(folder / parts.entry, is_program=parts.is_program):
        return Found("damaged", version)
    return Found("current" if manifest == wanted and version == parts.version else "outdated", version)


def marker_of(parts: Parts) -> bytes:
    """Note what is installed, for the next time."""
    noted = {
        "plugin": parts.name,
        "version": parts.version,
        "files": {str(place): _digest(data) for place, data in sorted(parts.files.items())},
    }
    return (json.dumps(noted, indent=1) + "\n").encode()


def _digests(
    folder: Path, as_packaged: Callable[[str, bytes], bytes | None]
) -> tuple[dict[str, str], list[str]]:
    """Give the digests of the files, and the names of what no installation of ours holds; Python's caches are nobody's."""
    found: dict[str, str] = {}
    odd: list[str] = []
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            path = Path(parent, name)
            place = path.relative_to(folder).as_posix()
            mode = path.lstat().st_mode
            if stat.S_ISDIR(mode) or place == MARKER:
                continue
            if path.suffix == ".pyc" and path.parent.name == "__pycache__" and stat.S_ISREG(mode):
                continue
            if not stat.S_ISREG(mode):
                odd.append(place)
            elif (data := as_packaged(place, path.read_bytes())) is not None:
                found[place] = _digest(data)
    return found, odd


def _read_marker(path: Path, name: str) -> tuple[str, dict[str, str]] | None:
    try:
        if path.is_symlink() or path.stat().st_size > _MARKER_MOST:
            return None
        noted: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(noted, dict):
        return None
    fields = cast("dict[str, object]", noted)
    version, files = fields.get("version"), fields.get("files")
    if fields.get("plugin") != name or not isinstance(version, str) or not isinstance(files, dict):
        return None
    return version, {str(place): str(digest) for place, digest in cast("dict[object, object]", files).items()}


def _loads(entry: Path, *, is_program: bool) -> bool:
    # A marker may note no files at all.
    if not entry.is_file():
        return False
    return not is_program or os.name != "posix" or bool(entry.stat().st_mode & _RUN_BITS)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
