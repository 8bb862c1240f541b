"""The folder that curated copies go to: chosen as it is meant, and opened so that nothing leads it elsewhere."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
import time
from collections.abc import Collection, Generator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final

from bowerbird_engine.curation.placing import place
from bowerbird_engine.errors import DiskFullError, FolderError

_OPEN_FOLDER: Final = (
    os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)
_PASS_THROUGH: Final = _OPEN_FOLDER | getattr(os, "O_PATH", 0)
"""Folders on the way need not be readable, where the system can pass through them without reading."""
_OPEN_FILE: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)
_MAKE_FILE: Final = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)
_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})

_LEFT_BEHIND_S: Final = 3600.0

UNFINISHED_START: Final = ".bowerbird-"
UNFINISHED_END: Final = ".unfinished"
"""Hidden, and no picture by its ending: no scan, ours or another program's, takes half of a copy for a picture."""


class Destination:
    """An opened folder. Names are looked up in the folder that was opened, whatever takes its place meanwhile."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self.path = path
        self._descriptor = descriptor

    @contextlib.contextmanager
    def inner(self, name: str, *, make: bool) -> Generator[Destination]:
        """Open a folder in this one for the block, with `make` also one that is not there yet.

        Raises OSError for a link, for what is no folder, and where there is none.
        """
        if name in {"", ".", ".."} or "/" in name or "\\" in name or "\0" in name:
            raise ValueError(f"{name!r} is no name of a folder in another one")
        if make:
            with contextlib.suppress(FileExistsError):
                os.mkdir(self._at(name), dir_fd=self._descriptor)
                self._sync()
        if self._descriptor is None:
            _demand_folder(self.path / name)
            yield Destination(self.path / name, None)
            return
        descriptor = os.open(name, _OPEN_FOLDER, dir_fd=self._descriptor)
        try:
            yield Destination(self.path / name, descriptor)
        finally:
            os.close(descriptor)

    def names(self) -> list[str]:
        """List what is in the folder."""
        return os.listdir(self.path if self._descriptor is None else self._descriptor)  # noqa: PTH208  of a descriptor

    def read(self, name: str) -> BufferedReader | None:
        """Open a file; None when there is none of this name, or something else than a file."""
        try:
            descriptor = os.open(self._at(name), _OPEN_FILE, dir_fd=self._descriptor)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return None
        return os.fdopen(descriptor, "rb")

    @contextlib.contextmanager
    def unfinished(self) -> Generator[tuple[str, BinaryIO]]:
        """Make a file under a name of its own for the block; unless `place` took it, it is gone afterwards.

        It is to be closed before it is placed: Windows renames no open file.
        """
        name = f"{UNFINISHED_START}{secrets.token_hex(8)}{UNFINISHED_END}"
        descriptor = os.open(self._at(name), _MAKE_FILE, 0o666, dir_fd=self._descriptor)
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                yield name, file
        finally:
            with contextlib.suppress(OSError):
                os.unlink(self._at(name), dir_fd=self._descriptor)

    def place(self, unfinished: str, name: str) -> bool:
        """Give a finished file its name, for good; False, and nothing changed, when the name is taken."""
        if not place(self.path, self._descriptor, unfinished, name):
            return False
        self._sync()
        return True

    def sweep(self) -> None:
        """Delete what a kill left unfinished long enough ago that nobody can still be at it."""
        before = time.time() - _LEFT_BEHIND_S
        for name in self.names():
            if not name.startswith(UNFINISHED_START) or not name.endswith(UNFINISHED_END):
                continue
            with contextlib.suppress(OSError):
                facts = os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False)
                if stat.S_ISREG(facts.st_mode) and facts.st_mtime < before:
                    os.unlink(self._at(name), dir_fd=self._descriptor)

    def _sync(self) -> None:
        if self._descriptor is None:
            return
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            # Some file systems, of networks above all, have nothing to sync in a folder.
            if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF}:
                raise

    def _at(self, name: str) -> Path | str:
        return self.path / name if self._descriptor is None else name


def choose_folder(folder: Path, own_folders: Collection[Path]) -> Path:
    """Resolve a folder that curated copies are to go to, making it where only the folder around it is there.

    Raises FolderError for a link, for what is no folder or cannot be written, and for the library's `own_folders`.
    """
    try:
        wanted = folder.expanduser()
        if not wanted.is_absolute():
            raise FolderError(f"Name the curated folder by its whole path, not as {str(folder)!r}.")
        if wanted.name == "..":
            wanted = wanted.resolve(strict=True)
        # Links on the way are the person's own; the folder itself must be what it looks like.
        real = wanted.parent.resolve(strict=True) / wanted.name
        _refuse_own(real, own_folders)
        if not os.path.lexists(real):
            real.mkdir()
        facts = real.lstat()
        if _leads_elsewhere(facts):
            raise FolderError(f"{folder} is a link to another place. Choose that place itself.")
        if not stat.S_ISDIR(facts.st_mode):
            raise FolderError(f"{folder} is not a folder.")
        as_we_are = os.access in os.supports_effective_ids
        if not os.access(real, os.R_OK | os.W_OK | os.X_OK, effective_ids=as_we_are):
            raise FolderError(f"Nothing may be written into {folder}. Choose a folder of your own.")
    except FileNotFoundError as error:
        raise FolderError(
            f"There is no folder {folder.parent} that {folder.name} could lie in; check the spelling, or plug in its disk."
        ) from error
    # RuntimeError: no such user, or a loop of links; ValueError: a name that no folder can have.
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, FolderError):
            raise
        raise FolderError(f"{str(folder)!r} cannot be the curated folder ({error}).") from error
    return real


@contextlib.contextmanager
def opened_folder(path: Path, own_folders: Collection[Path]) -> Generator[Destination]:
    """Open the curated folder for the block. What fails in it on the way to the disk is told in words that help.

    Raises FolderError when it is not there, or is, or lies behind, a link; DiskFullError when its disk is full.
    """
    _refuse_own(path, own_folders)
    try:
        descriptor = _open_without_links(path)
    except OSError as error:
        raise _not_usable(path, error) from error
    try:
        yield Destination(path, descriptor)
    except OSError as error:
        raise _not_usable(path, error) from error
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _open_without_links(path: Path) -> int | None:
    """Open a folder of which no part is a link; None on systems that can look but not open."""
    if sys.platform == "win32":
        _demand_no_links(path)
        return None
    else:  # noqa: RET505  type checkers know platforms by their branches
        descriptor = os.open(path.anchor, _PASS_THROUGH)
        for part in (*path.parts[1:], "."):
            try:
                inner = os.open(part, _OPEN_FOLDER if part == "." else _PASS_THROUGH, dir_fd=descriptor)
            finally:
                os.close(descriptor)
            descriptor = inner
        return descriptor


def _demand_no_links(path: Path) -> None:
    for place_on_the_way in (path, *path.parents[:-1]):
        _demand_folder(place_on_the_way)


def _demand_folder(path: Path) -> None:
    facts = path.lstat()
    if _leads_elsewhere(facts):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    if not stat.S_ISDIR(facts.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))


def _leads_elsewhere(facts: os.stat_result) -> bool:
    """Tell a link, or what Windows has beside links that leads elsewhere."""
    if sys.platform == "win32":
        return stat.S_ISLNK(facts.st_mode) or facts.st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT
    else:  # noqa: RET505  type checkers know platforms by their branches
        return stat.S_ISLNK(facts.st_mode)


def _refuse_own(folder: Path, own_folders: Collection[Path]) -> None:
    real = Path(os.path.realpath(folder))
    for own in own_folders:
        if real.is_relative_to(os.path.realpath(own)):
            raise FolderError(f"{folder} is where the library keeps its own files. Choose another folder.")


def _not_usable(path: Path, error: OSError) -> FolderError | DiskFullError:
    if error.errno in _FULL:
        return DiskFullError(f"The disk of the curated folder {path} is full. Free some space and try again.")
    if error.errno == errno.ENOENT:
        return FolderError(
            f"The curated folder {path} is not there. Plug in its disk, or choose another folder."
        )
    # Opening a link with O_NOFOLLOW and O_DIRECTORY is ELOOP or ENOTDIR, depending on the system.
    if error.errno in {errno.ELOOP, errno.ENOTDIR}:
        return FolderError(
            f"In place of the curated folder {path}, or on the way to it, there is a link or a file. Choose it again."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return FolderError(
            f"Nothing may be written into the curated folder {path}. Change that, or choose another."
        )
    return FolderError(f"The curated folder {path} cannot be used: {error.strerror or error}.")
