"""Putting a plug-in into a host's folder, or taking it away, in one step.

Only what we installed ourselves is ever replaced or removed; everything else is put aside at most, and only when the
person says so. No link is followed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER, Found, Parts, examine, marker_of
from bowerbird_engine import BowerbirdError

_FOLDER_MODE, _FILE_MODE = 0o755, 0o644
"""At most: the umask may take more away, and must not be what keeps others from writing."""
_NAMED = 3
"""How many changed files a sentence names."""


class PluginFolderError(BowerbirdError):
    """Say why a plug-in cannot be installed or removed in a folder."""

    code = "plugin_folder"


class PluginNotOursError(PluginFolderError):
    """Say that something else has the plug-in's name there."""

    code = "plugin_not_ours"


class PluginChangedError(PluginFolderError):
    """Say that a person changed what was installed."""

    code = "plugin_changed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: whether anything was, which version was replaced, and where the old folder was put aside."""

    done: bool
    before: Found
    kept: Path | None = None


def install(plug_ins: Path, parts: Parts, *, force: bool = False) -> Outcome:
    """Put the plug-in into the host's folder of plug-ins: wholly, or everything stays as it was.

    Raises PluginFolderError. With `force`, what is not ours or was changed is put aside.
    """
    folder = plug_ins / parts.name
    with _refusals(folder):
        found = examine(folder, parts)
        if found.state == "current" and (folder / MARKER).is_file():
            return Outcome(done=False, before=found)
        check_replaceable(folder, found, force=force)
        _clear_leftovers(plug_ins, parts.name)
        fresh = plug_ins / f".{parts.name}.new-{secrets.token_hex(4)}"
        try:
            _write(fresh, parts)
            kept = _exchange(folder, fresh, found)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    return Outcome(done=True, before=found, kept=kept)


def remove(plug_ins: Path, parts: Parts, *, force: bool = False) -> Outcome:
    """Take the plug-in out of the host's folder. With `force`, what is not ours or was changed is put aside."""
    folder = plug_ins / parts.name
    with _refusals(folder):
        found = examine(folder, parts)
        if found.state == "absent":
            return Outcome(done=False, before=found)
        check_replaceable(folder, found, force=force)
        kept = _put_aside(folder, found)
    return Outcome(done=True, before=found, kept=kept)


def check_replaceable(folder: Path, found: Found, *, force: bool) -> None:
    """Refuse what is not ours, or was changed, where nobody said to put it aside."""
    if force or found.state not in {"changed", "foreign"}:
        return
    if found.state == "foreign":
        what = "is a link" if folder.is_symlink() else "is there already"
        raise PluginNotOursError(
            f"{folder} {what} and was not installed by Bowerbird, so it stays as it is. Move it away, or let"
            " --force put it aside."
        )
    more = len(found.changed) - _NAMED
    names = ", ".join(found.changed[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    raise PluginChangedError(
        f"{folder} was changed after the installation ({names}), so it stays as it is. Copy what you need, or let"
        " --force put it aside."
    )


def _exchange(folder: Path, fresh: Path, found: Found) -> Path | None:
    """Give the new folder its place. What was there goes back where that fails."""
    if found.state == "absent":
        fresh.rename(folder)
        return None
    aside = _aside(folder, found)
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise
    return _let_go(aside, found)


def _put_aside(folder: Path, found: Found) -> Path | None:
    aside = _aside(folder, found)
    folder.rename(aside)
    return _let_go(aside, found)


def _aside(folder: Path, found: Found) -> Path:
    """Name the place for what was there: a hidden one that is removed, or for what a person may want a plain one."""
    if found.state not in {"changed", "foreign"}:
        return folder.with_name(f".{folder.name}.old-{secrets.token_hex(4)}")
    number = 1
    while os.path.lexists(kept := folder.with_name(f"{folder.name}.kept-{number}")):
        number += 1
    return kept


def _let_go(aside: Path, found: Found) -> Path | None:
    if found.state in {"changed", "foreign"}:
        return aside
    # What cannot be removed now, as a file that Windows holds open, is a leftover that the next time clears.
    shutil.rmtree(aside, ignore_errors=True)
    return None


def _clear_leftovers(plug_ins: Path, name: str) -> None:
    """Remove what a killed run left: both kinds held nothing but files of ours."""
    for pattern in (f".{name}.new-*", f".{name}.old-*"):
        for path in plug_ins.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)


def _write(fresh: Path, parts: Parts) -> None:
    fresh.mkdir(mode=_FOLDER_MODE)
    for place, data in sorted(parts.files.items()):
        path = fresh / place
        # `parents=True` would take the mode for the last one alone.
        for parent in reversed(place.parents):
            (fresh / parent).mkdir(mode=_FOLDER_MODE, exist_ok=True)
        _write_file(path, data)
    if parts.is_program:
        entry = fresh / parts.entry
        mode = stat.S_IMODE(entry.stat().st_mode)
        # Who may read it may run it: the host passes over a program without the run bit, and says nothing.
        entry.chmod(mode | (mode & 0o444) >> 2)
    _write_file(fresh / MARKER, marker_of(parts))


def _write_file(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _refusals(folder: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise PluginFolderError(
            f"{folder} cannot be written: {error.strerror or error}. Nothing was changed; see who owns the folder and"
            " whether its disk is full, close GIMP, and try again."
        ) from error
