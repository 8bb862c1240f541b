"""The folder of installed packs: a pack comes in whole or not at all, and goes out whole."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Final

import filelock

from bowerbird_engine.durability import sync_file, sync_folder
from bowerbird_engine.encoding.description import Description, describe
from bowerbird_engine.encoding.packs import DESCRIPTION, ModelPack, read_pack
from bowerbird_engine.errors import LibraryBusyError, PackError, PackInUseError
from bowerbird_engine.models.room import writing_pack
from bowerbird_engine.models.trial_apart import try_apart

LOCK_NAME: Final = ".lock"
INCOMING: Final = ".incoming"
"""Copies that are being made; whatever lies there when nobody holds the lock is what a crash left."""
DOWNLOADS: Final = ".downloads"
"""Downloads, one folder for each pack, that the next try goes on with."""
REPLACED: Final = ".replaced"
"""Packs that are making room for others of their id."""

_WAIT_S: Final = 1.0
"""Long enough for somebody who is just ending, short enough for a person who waits for an answer."""


class PackStore:
    """The packs of one library on the disk. Hidden folders in it are the store's own."""

    def __init__(self, packs_dir: Path, *, threads: int) -> None:
        self._home = packs_dir
        self._threads = threads

    def folder(self, pack_id: str) -> Path:
        """Tell where a pack of this id lies, or would."""
        return self._home / pack_id

    @contextlib.contextmanager
    def owned(self) -> Generator[None]:
        """Keep everybody else from installing or removing packs for the length of the block.

        What a crash left is put right first. Raises LibraryBusyError when somebody else is at it.
        """
        with writing_pack(self._home, 0):
            self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = filelock.FileLock(self._home / LOCK_NAME, timeout=_WAIT_S)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise LibraryBusyError(
                f"Another process is installing or removing a model in {self._home}. Wait until it is done, or stop it."
            ) from error
        except (OSError, NotImplementedError) as error:
            raise PackError(
                f"The folder of models {self._home} cannot be locked: {error}. Check its permissions."
            ) from error
        try:
            self._put_right()
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def incoming(self) -> Generator[Path]:
        """Give an empty folder for a pack that is being put together; it is gone after the block. Wants `owned`."""
        with writing_pack(self._home, 0):
            home = self._home / INCOMING
            home.mkdir(exist_ok=True, mode=0o700)
            folder = Path(tempfile.mkdtemp(dir=home))
        try:
            yield folder
        finally:
            _discard(home)

    def download_folder(self, pack_id: str) -> Path:
        """Tell where the download of a pack lies, finished or not."""
        return self._home / DOWNLOADS / pack_id

    @contextlib.contextmanager
    def downloading(self, pack_id: str) -> Generator[Path]:
        """Give the folder for a pack's download; what is in it after a failure waits for the next try. Wants `owned`."""
        folder = self.download_folder(pack_id)
        with writing_pack(self._home, 0):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            yield folder
        finally:
            if not _bytes_in(folder):
                self.forget_download(pack_id)

    def forget_download(self, pack_id: str) -> int:
        """Delete the download of a pack, and tell how many bytes that frees. Wants `owned`."""
        folder = self.download_folder(pack_id)
        freed = _bytes_in(folder)
        _discard(folder)
        with contextlib.suppress(OSError):  # others are under way, or there never was one
            (self._home / DOWNLOADS).rmdir()
        return freed

    def admit(
        self,
        folder: Path,
        description: Description,
        *,
        replace: bool,
        cancel: threading.Event | None = None,
    ) -> ModelPack:
        """Make a folder of the store that holds a pack's files the installed pack of its id. Wants `owned`.

        The files are compared with their digests and the pack is tried; what the description does not name is
        left out. With `replace` a pack of the same id with other files makes room, and comes back if anything fails;
        without, that raises PackInUseError. A pack with the same files stays as it is. Raises PackError, DiskFullError
        or PackInUseError, and then nothing has changed.
        """
        place = self.folder(description.id)
        for other in self._home.iterdir():
            if other.name != place.name and other.name.casefold() == place.name.casefold():
                raise PackInUseError(
                    f"The name '{description.id}' differs from '{other.name}', which is there, in capitals alone: many disks "
                    "take both for one. Add this one under another name: `--name NAME`."
                )
        if place.exists() and not place.is_dir():
            raise PackError(
                f"{place} is a file of Bowerbird's own, so no pack can have that name. Add this one under another name: "
                "`--name NAME`."
            )
        # A damaged pack stands in nobody's way.
        there = self.whole(description.id)
        if there is not None and there.digest == ModelPack(folder, description).digest:
            return there
        if there is not None and not replace:
            raise PackInUseError(
                f"A pack '{description.id}' with other files is installed, and may be in use. "
                f"Remove it first (`bowerbird models remove {description.id}`), or add this one under another name: "
                "`--name NAME`."
            )
        with writing_pack(folder, 0):
            _keep_only(folder, {*(file.name for file in description.files)})
            _write_description(folder, description)
            _sync_all(folder)
        try:
            pack = read_pack(folder, verify=True)
            try_apart(pack, self._threads, cancel=cancel)
        except PackError as error:
            # The folder is gone when this is read.
            raise PackError(str(error).replace(f"{folder}{os.sep}", "")) from error
        return self._exchange(pack)

    def remove(self, folder: Path) -> int:
        """Delete the folder of an installed pack, usable or not, and tell how many bytes that frees. Wants `owned`."""
        size = _bytes_in(folder)
        with writing_pack(self._home, 0):
            # Out of sight in one step: a half-deleted pack must never be met.
            folder.rename(self._aside(folder.name, INCOMING))
            sync_folder(self._home)
        _discard(self._home / INCOMING)
        return size

    def whole(self, pack_id: str) -> ModelPack | None:
        """Give the installed pack of an id if all of its files are what it describes."""
        try:
            return read_pack(self.folder(pack_id), verify=True)
        except PackError:
            return None

    def _exchange(self, pack: ModelPack) -> ModelPack:
        """Bring the tried pack to its place in one step, and the old one, if there is one, out of the way."""
        place = self.folder(pack.id)
        with writing_pack(self._home, 0):
            old = None
            if place.exists():
                old = self._aside(pack.id, REPLACED)
                place.rename(old)
                # On the disk before the new one takes its place: a power cut in between must find one of the two.
                sync_folder(old.parent)
                sync_folder(self._home)
            try:
                pack.folder.rename(place)
            except OSError:
                if old is not None:
                    old.rename(place)
                    _discard(self._home / REPLACED)
                raise
            sync_folder(self._home)
        _discard(self._home / REPLACED)
        return read_pack(place, verify=False)

    def _aside(self, pack_id: str, where: str) -> Path:
        home = self._home / where
        home.mkdir(exist_ok=True, mode=0o700)
        sync_folder(self._home)
        aside = home / pack_id
        if aside.exists():
            _discard(aside)
        return aside

    def _put_right(self) -> None:
        """Undo what a crash left half done: nobody is at work, since the lock is ours."""
        with writing_pack(self._home, 0):
            replaced = self._home / REPLACED
            if replaced.is_dir():
                for old in list(replaced.iterdir()):
                    if not self.folder(old.name).exists():
                        old.rename(self.folder(old.name))
        _discard(self._home / REPLACED)
        _discard(self._home / INCOMING)


def _keep_only(folder: Path, wanted: set[str]) -> None:
    """Delete whatever no description names: settings that were read, other parts of a download."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with contextlib.suppress(OSError):  # it holds what is wanted
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in wanted:
            path.unlink()


def _write_description(folder: Path, description: Description) -> None:
    text = json.dumps(describe(description), indent=1, ensure_ascii=False)
    (folder / DESCRIPTION).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _sync_all(folder: Path) -> None:
    """See to it that a power cut after the renaming finds all of the pack on the disk."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
    sync_folder(folder)


def _bytes_in(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def _discard(folder: Path) -> None:
    # What cannot be deleted now is out of sight, and is tried again by the next one who holds the lock.
    shutil.rmtree(folder, ignore_errors=True)
