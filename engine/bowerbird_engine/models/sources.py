"""Where the files of a side-loaded model come from: read only, named by plain paths, and copied with their digests."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import threading
from collections.abc import Callable, Collection, Generator, Mapping
from pathlib import Path
from typing import Final, Protocol

from bowerbird_engine.encoding.fields import MAX_DEPTH, is_plain_name, is_plain_path
from bowerbird_engine.errors import Cancelled, PackError
from bowerbird_engine.models.room import demand_room, writing_pack
from bowerbird_engine.reports import Progress

MAX_PACK_BYTES: Final = 16 * 1024**3
"""The largest known export of the kind has 7 GB."""
MAX_FOLDER_ENTRIES: Final = 4000
"""Old exports keep each of a thousand weights in a file; more than this is no folder of one model."""
PIECE_BYTES: Final = 4 * 1024 * 1024


class Source(Protocol):
    """A folder or an archive that holds the files of a model."""

    @property
    def name(self) -> str:
        """What the folder or archive is called, without its ending."""
        ...

    @property
    def sizes(self) -> Mapping[str, int]:
        """The size in bytes of each file that has a plain path."""
        ...

    def pieces(self, path: str) -> Generator[bytes]:
        """Read a file a piece at a time. Raises PackError when it cannot be read."""
        ...


class FolderSource:
    """A folder as it lies on the disk. Nothing in it is changed."""

    def __init__(self, folder: Path) -> None:
        """List the folder. Raises PackError for links, and for a folder that cannot be that of one model."""
        self._folder = folder
        self.name = folder.resolve().name
        listed = dict(_listing(folder))
        self._root = common_root(listed)
        self.sizes: Mapping[str, int] = {
            path.removeprefix(self._root): size
            for path, size in listed.items()
            if is_plain_path(path.removeprefix(self._root))
        }

    def pieces(self, path: str) -> Generator[bytes]:
        """Read a file a piece at a time. Raises PackError when it is no ordinary file any more."""
        place = self._folder / f"{self._root}{path}"
        flags = (
            os.O_RDONLY
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_NONBLOCK", 0)
            | getattr(os, "O_BINARY", 0)
        )
        try:
            with os.fdopen(os.open(place, flags), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise PackError(f"{place} is no ordinary file. Put the file itself there.")
                while data := file.read(PIECE_BYTES):
                    yield data
        except OSError as error:
            raise PackError(f"{place} cannot be read: {error.strerror}. Check it and try again.") from error


def common_root(paths: Collection[str]) -> str:
    """Give the folder that holds everything, with its `/`, when a model was packed or put one folder deep."""
    first = {path.partition("/")[0] for path in paths}
    if len(first) != 1 or any("/" not in path for path in paths):
        return ""
    return f"{first.pop()}/"


class Copier:
    """Copies files of a source into a folder, one after the other, and remembers their digests."""

    def __init__(
        self,
        source: Source,
        into: Path,
        *,
        progress: Callable[[Progress], None] | None,
        cancel: threading.Event | None,
    ) -> None:
        self._source = source
        self._into = into
        self._progress = progress
        self._cancel = cancel
        self._done = 0
        self._total = 0
        self.digests: dict[str, str] = {}
        """The SHA-256 of each file that was copied, in hexadecimal."""

    def copy(self, paths: Collection[str]) -> None:
        """Copy files that were not copied yet.

        Raises PackError when one is missing, too large, or not as it was listed; DiskFullError before the first byte
        when there is no room for them all; Cancelled.
        """
        new = [path for path in dict.fromkeys(paths) if path not in self.digests]
        for path in new:
            if path not in self._source.sizes:
                raise PackError(
                    f"{path} is missing. Add it from the repository that the other files are from."
                )
        needed = sum(self._source.sizes[path] for path in new)
        self._total += needed
        if self._total > MAX_PACK_BYTES:
            raise PackError(
                f"The model has more than {MAX_PACK_BYTES // 1024**3} GB, which is more than one can be. Use another one."
            )
        demand_room(self._into, needed)
        for path in new:
            with writing_pack(self._into, self._total):
                self.digests[path] = self._copy(path)

    def _copy(self, path: str) -> str:
        target = self._into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        size, copied, digest = self._source.sizes[path], 0, hashlib.sha256()
        with contextlib.closing(self._source.pieces(path)) as pieces, target.open("xb") as written:
            for data in pieces:
                if self._cancel is not None and self._cancel.is_set():
                    raise Cancelled("Adding the model was stopped. Nothing was added.")
                copied += len(data)
                if copied > size:
                    break
                written.write(data)
                digest.update(data)
                self._done += len(data)
                if self._progress is not None:
                    self._progress(Progress("copy", self._done, self._total, path))
        if copied != size:
            raise PackError(f"{path} changed while it was copied. Wait until it is complete and try again.")
        return digest.hexdigest()


def _listing(folder: Path) -> Generator[tuple[str, int]]:
    """Walk a folder without following links; what has no plain name is no file of a model."""
    todo, met = [""], 0
    while todo:
        inner = todo.pop()
        try:
            with os.scandir(folder / inner) as entries:
                for entry in entries:
                    met += 1
                    if met > MAX_FOLDER_ENTRIES:
                        raise PackError(
                            f"{folder} holds more than {MAX_FOLDER_ENTRIES:,} files. Choose the folder of one model."
                        )
                    path = f"{inner}{entry.name}"
                    if not is_plain_name(entry.name):
                        continue
                    if entry.is_symlink():
                        raise PackError(
                            f"{folder / path} is a link, and what it leads to can change unseen. "
                            "Copy the files themselves into a folder and add that."
                        )
                    if entry.is_dir(follow_symlinks=False):
                        # One level more than a pack may have: the whole model may lie one folder deep.
                        if path.count("/") < MAX_DEPTH:
                            todo.append(f"{path}/")
                    elif entry.is_file(follow_symlinks=False) and (
                        is_plain_path(path) or is_plain_path(path.partition("/")[2])
                    ):
                        yield path, entry.stat(follow_symlinks=False).st_size
        except OSError as error:
            raise PackError(
                f"{folder / inner} cannot be read: {error.strerror}. Check it and try again."
            ) from error
