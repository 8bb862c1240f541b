"""Where a picture's file lies from the moment that the hub gives it until the program has read it: a folder of the owner alone.

Each process that fetches has one with a lock in it. Whoever finds a folder whose lock nobody holds removes it: its
process was killed. Where others could exchange these folders, nothing is fetched and nothing removed.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

from bowerbird_client import StorageError
from bowerbird_client.private_files import is_trusted_folder

from .words import _

_LOCK = "lock"
_TRIES = 20
_NEW_S = 60.0
"""An empty folder may be one that is just being made."""
_MOST_BYTES = 200
"""Of a name; most file systems take 255, and the client puts its own letters around it while it fetches."""
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_FALLBACK = "picture"


class FetchFolder:
    """The folders of one process, one for each picture."""

    def __init__(self, parent: Path) -> None:
        """Name the place, and remove what a killed process left there."""
        self._parent = parent
        self._own: Path | None = None
        self._lock: int | None = None
        self._remove_leftovers()

    def room_for(self, name: str) -> Path:
        """Make a folder of its own for a file of this name, and give the path that it shall have.

        Raises StorageError.
        """
        try:
            own = self._folder()
            return Path(tempfile.mkdtemp(prefix="picture-", dir=own)) / safe_name(name)
        except OSError as error:
            sentence = _("{folder} cannot be written: {reason}.")
            raise StorageError(
                sentence.format(folder=self._parent, reason=error.strerror or error)
            ) from error

    def size_of(self, file: Path) -> int:
        """Tell how many bytes of a file are there, while it is still being fetched."""
        try:
            with os.scandir(file.parent) as entries:
                return sum(entry.stat(follow_symlinks=False).st_size for entry in entries)
        except OSError:
            return 0

    def remove(self, file: Path) -> None:
        """Remove a file that `room_for` has named, with its folder, whatever is there of it."""
        shutil.rmtree(file.parent, ignore_errors=True)

    def close(self) -> None:
        """Remove everything."""
        own, self._own = self._own, None
        lock, self._lock = self._lock, None
        if lock is not None and os.name == "nt":
            os.close(lock)
        if own is not None:
            shutil.rmtree(own, ignore_errors=True)
        if lock is not None and os.name != "nt":
            os.close(lock)

    def _folder(self) -> Path:
        if self._own is None or not self._own.is_dir():
            self.close()
            # One by one: `parents` would make the upper one as open as any folder.
            self._parent.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._parent.mkdir(exist_ok=True, mode=0o700)
            self._check_trusted()
            self._own, self._lock = self._locked()
        return self._own

    def _locked(self) -> tuple[Path, int]:
        """Make a folder and hold its lock; another one where somebody took it for a leftover before it was held."""
        for _try in range(_TRIES):
            folder = Path(tempfile.mkdtemp(prefix="process-", dir=self._parent))
            try:
                lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            except FileNotFoundError:
                continue
            if _try_lock(lock) and _is_there(folder / _LOCK, lock):
                return folder, lock
            os.close(lock)
        raise StorageError(_("{folder} is cleared again and again.").format(folder=self._parent))

    def _check_trusted(self) -> None:
        if self._untrusted is not None:
            raise StorageError(
                _("Other users could exchange what is in {folder}, or it is a link.").format(
                    folder=self._untrusted
                ),
                _("Look who made it so. Then make it yours alone, or remove it, and try again."),
            )

    @property
    def _untrusted(self) -> Path | None:
        """The folder, of the two that are ours, that is not the person's alone. The upper one may be reached by a link."""
        upper = self._parent.parent
        if not is_trusted_folder(Path(os.path.realpath(upper))):
            return upper
        return None if is_trusted_folder(self._parent) else self._parent

    def _remove_leftovers(self) -> None:
        if self._untrusted is not None:
            return
        with contextlib.suppress(OSError):
            for folder in sorted(self._parent.glob("process-*")):
                if not folder.is_symlink():
                    _remove_if_left(folder)


def safe_name(name: str) -> str:
    """Make a name that every file system takes, is no path, and keeps its ending."""
    cleaned = _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", name))
    cleaned = cleaned.encode("utf-8", "replace").decode("utf-8").strip(" .") or _FALLBACK
    if _DEVICES.fullmatch(cleaned):
        cleaned = f"_{cleaned}"
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 10:  # noqa: PLR2004  no picture's ending is longer
        stem, ending = cleaned, ""
    tail = f".{ending}" if ending else ""
    room = _MOST_BYTES - len(tail.encode("utf-8"))
    return stem.encode("utf-8")[:room].decode("utf-8", "ignore") + tail


def _remove_if_left(folder: Path) -> None:
    """Remove a folder whose process was killed. One without a lock is not known to be ours, unless it is empty."""
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _NEW_S:
                folder.rmdir()
        return
    except OSError:
        return
    try:
        left = _try_lock(lock)
        if left and os.name != "nt":
            # Before anybody else can hold the lock, so that a folder is never removed under its owner.
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
    if left and os.name == "nt":
        # There a file that is open cannot be removed.
        shutil.rmtree(folder, ignore_errors=True)


def _is_there(path: Path, descriptor: int) -> bool:
    """Tell whether a path still leads to a file that is open."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except OSError:
        return False


if sys.platform == "win32":

    def _try_lock(descriptor: int) -> bool:
        import msvcrt  # noqa: PLC0415  there alone

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _try_lock(descriptor: int) -> bool:
        import fcntl  # noqa: PLC0415  there alone

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
