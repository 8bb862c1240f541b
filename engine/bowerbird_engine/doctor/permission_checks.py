"""Whether the library's own files belong to this person, can be written, and are nobody else's to read."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Final

from bowerbird_engine.doctor.findings import Check, bad, counted, note
from bowerbird_engine.settings import Settings

_NAME: Final = "permissions"
_LOOKED_AT: Final = 5000
"""Entries of each place: what a run as another user left is among the first, since each run writes there."""

_DEPTH: Final = 2
_OTHERS_WRITE: Final = 0o022
_OTHERS_READ: Final = 0o044


def permissions(settings: Settings) -> Iterator[Check]:
    """Look at the library's folder, its cache and what lies in them. Windows has other rights, inherited from the user's own."""
    if sys.platform != "win32" and settings.state_dir.is_dir():
        return permissions_of(os.geteuid(), settings)
    return iter(())


def permissions_of(me: int, settings: Settings) -> Iterator[Check]:
    """Look at them as the user with this number."""
    if me == 0 and (owner := _owner(settings.state_dir)):
        yield note(
            _NAME,
            "run_as_root",
            f"you are root, and the library belongs to another user (number {owner})",
            "Run Bowerbird as that user: what root writes there cannot be changed by its owner.",
        )
        return
    found = [
        *_unwritable(me, settings),
        *_foreign(me, settings),
        *_open_to_others(settings.state_dir),
    ]
    yield from found or [Check(_NAME, "ok", "the library's files are yours alone")]


def _unwritable(me: int, settings: Settings) -> Iterator[Check]:
    needed = [settings.state_dir, settings.catalogue_path, settings.cache_dir]
    for place in (place for place in chain(needed, _folders_inside(settings)) if place.exists()):
        if may(place, os.W_OK | (os.X_OK if place.is_dir() else 0)):
            continue
        if sys.platform != "win32" and os.statvfs(place).f_flag & os.ST_RDONLY:
            advice = "Its disk is mounted read-only: mount it anew, or move the library with BOWERBIRD_HOME."
        elif place.stat().st_uid != me:
            advice = f"It belongs to another user. To have it back: {_take_over(place)}"
        else:
            advice = f"Give yourself the right: chmod -R u+rwX {shlex.quote(str(place))}"
        so = "nothing can be indexed" if place in needed else "what lies in it is of no use"
        yield bad(_NAME, "not_writable", f"{place} cannot be written: {so}", advice)
        return


def _folders_inside(settings: Settings) -> Iterator[Path]:
    for place in dict.fromkeys([settings.state_dir, settings.cache_dir]):
        yield from (
            path for path in _entries(place, None, depth=1) if path.is_dir() and not path.is_symlink()
        )


def _foreign(me: int, settings: Settings) -> Iterator[Check]:
    """Find what belongs to another user: what a run with `sudo` left is the usual reason."""
    for place in dict.fromkeys([settings.state_dir, settings.cache_dir]):
        apart = settings.cache_dir if place == settings.state_dir else None
        others = [path for path in _entries(place, apart) if _owner(path) not in {None, me}]
        if others:
            yield bad(
                _NAME,
                "foreign_files",
                f"{counted(len(others), 'file')} of another user in {place}, as after a run with sudo: {others[0].name}",
                f"To have them back: {_take_over(place)}",
            )


def _open_to_others(state_dir: Path) -> Iterator[Check]:
    mode = stat.S_IMODE(state_dir.stat().st_mode)
    close = f"chmod 700 {shlex.quote(str(state_dir))}"
    if mode & _OTHERS_WRITE:
        yield bad(
            _NAME,
            "writable_by_others",
            f"other users of this machine may change {state_dir}",
            f"Close it: {close}. On a disk that keeps no rights, move the library with BOWERBIRD_HOME.",
        )
    elif mode & _OTHERS_READ:
        yield note(
            _NAME,
            "readable_by_others",
            f"other users of this machine may look into {state_dir}, and so at names and letters of your pictures",
            f"Close it: {close}",
        )


def may(place: Path, mode: int) -> bool:
    """Tell whether this process may do what `mode` (of `os.access`) says with a place."""
    return os.access(place, mode, effective_ids=os.access in os.supports_effective_ids)


def _entries(place: Path, apart: Path | None, depth: int = _DEPTH) -> Iterator[Path]:
    def below(folder: Path, depth: int) -> Iterator[Path]:
        yield folder
        if depth:
            for entry in sorted(folder.iterdir()) if may(folder, os.R_OK | os.X_OK) else ():
                if entry.is_dir() and not entry.is_symlink():
                    if entry != apart:
                        yield from below(entry, depth - 1)
                else:
                    yield entry

    return islice(below(place, depth), _LOOKED_AT) if may(place, os.R_OK) and place.is_dir() else iter(())


def _owner(path: Path) -> int | None:
    try:
        return path.lstat().st_uid
    except OSError:
        return None


def _take_over(place: Path) -> str:
    return f'sudo chown -R "$(id -u):$(id -g)" {shlex.quote(str(place))}'
