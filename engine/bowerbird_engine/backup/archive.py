"""A backup file, opened to be read: a zip archive of a few known members, of which nothing is believed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from bowerbird_engine.backup.manifest import MAX_MANIFEST_BYTES, Manifest, from_json
from bowerbird_engine.errors import BackupDamagedError, BackupError
from bowerbird_engine.scanning.ignore import MAX_IGNORE_BYTES

MANIFEST: Final = "manifest.json"
CATALOGUE: Final = "catalogue.sqlite"
IGNORE: Final = "ignore"
THUMBNAILS: Final = "thumbnails"

_SQLITE: Final = b"SQLite format 3\0"

PIECE_BYTES: Final = 1024 * 1024

_LIMITS: Final = {
    MANIFEST: MAX_MANIFEST_BYTES,
    CATALOGUE: 2**44,
    IGNORE: MAX_IGNORE_BYTES,
    THUMBNAILS: 2**44,
}
"""The members that there are, and how long each may be at most: what is written to a disk is held against its room too."""
_FEW_BYTES: Final = 64 * 1024 * 1024
_MOST_PACKED: Final = 100
"""A catalogue gets three times as small, a new one, mostly empty pages, 26 times; a bomb up to 1,000 times."""
_DIRECTORY_BYTES: Final = 64 * 1024
"""The table of contents of four members takes 400 bytes; zipfile reads all of it into memory."""
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_ENCRYPTED: Final = 0x1
_UNIX_TYPE: Final = 16

_LISTED: Final = "bowerbird backup FOLDER --list"

# What the standard library lets through from damaged and strange archives.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


class BackupArchive:
    """A backup whose table of contents and manifest were checked. Use it as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open a backup. Raises BackupError, BackupDamagedError, and BackupTooNewError."""
        self.path = path
        with contextlib.ExitStack() as opened:
            try:
                if path.is_dir():
                    raise BackupError(f"{path} is a folder. Name one of its backups: {_LISTED}")
                file = opened.enter_context(_open(path))
                _demand_small_directory(file)
                self._zip = opened.enter_context(zipfile.ZipFile(file))
                self._infos = _members(self._zip)
                _demand_no_bomb(self._infos, os.fstat(file.fileno()).st_size)
                with self._zip.open(self._infos[MANIFEST]) as member:
                    self.manifest: Manifest = from_json(member.read(MAX_MANIFEST_BYTES + 1))
            except OSError as error:
                raise _unreadable(path, error) from error
            except BackupDamagedError as error:
                raise unusable(path, str(error)) from error
            except _DAMAGE as error:
                raise unusable(path, f"It is no zip archive that can be read ({error}).") from error
            told = {name: member.bytes for name, member in self.manifest.members.items()}
            if told != {name: info.file_size for name, info in self._infos.items() if name != MANIFEST}:
                raise unusable(path, "Its members are not those that it names.")
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        """Return the archive."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the archive."""
        self._opened.close()

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a member."""
        return name in self.manifest.members

    def size_of(self, name: str) -> int:
        """Tell how long a member is."""
        return self.manifest.members[name].bytes

    @contextlib.contextmanager
    def opened(self, name: str) -> Generator[IO[bytes]]:
        """Read a member without its digest being checked. Damage that shows while it is read is a BackupDamagedError."""
        try:
            with self._zip.open(self._infos[name]) as member:
                yield member
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except _DAMAGE as error:
            raise unusable(self.path, f"{name} cannot be unpacked ({error}).") from error

    def check(self, name: str, report: Callable[[int], None], into: IO[bytes] | None = None) -> None:
        """Hold a member against its digest, writing it to `into` on the way; `report` is told of each piece.

        Raises BackupDamagedError, and OSError when `into` cannot be written.
        """
        digest, size, expected = hashlib.sha256(), 0, self.manifest.members[name]
        while_writing: OSError | None = None
        with self.opened(name) as member:
            # Never more than was said: the room for that was looked at.
            while piece := member.read(min(PIECE_BYTES, expected.bytes - size + 1)):
                size += len(piece)
                if size > expected.bytes:
                    break
                digest.update(piece)
                if into is not None:
                    try:
                        into.write(piece)
                    except OSError as error:
                        while_writing = error
                        break
                report(len(piece))
        if while_writing is not None:
            raise while_writing
        if size != expected.bytes or digest.hexdigest() != expected.sha256:
            raise unusable(self.path, f"{name} in it is not as it was written.")


def _open(path: Path) -> IO[bytes]:
    # A pipe in the file's place must not make anybody wait.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BackupDamagedError("It is no file.")
    return os.fdopen(descriptor, "rb")


def is_catalogue(path: Path) -> bool:
    """Tell a catalogue, as one that was kept when another took its place, from a backup. Raises BackupError."""
    if not path.is_file():  # a pipe would make everybody wait
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}.") from error


def unusable(path: Path, what: str) -> BackupDamagedError:
    """Say that a file is no backup that a library can be made of, and why."""
    return BackupDamagedError(f"{path} is no backup that can be used. {what} Take another one.", what)


def _unreadable(path: Path, error: OSError) -> BackupError:
    if error.errno == errno.EINVAL:  # the archive names a place in front of its own beginning
        return unusable(path, "It is no zip archive that can be read.")
    what_to_do = f" Which there are: {_LISTED}" if error.errno == errno.ENOENT else ""
    return BackupError(f"{path} cannot be read: {error.strerror or error}.{what_to_do}")


def _demand_small_directory(file: IO[bytes]) -> None:
    """Look at where the table of contents is said to lie before anybody reads it."""
    length = file.seek(0, os.SEEK_END)
    file.seek(max(0, length - _END.size))
    mark, *_, size, _, comment = _END.unpack(file.read(_END.size))
    if mark != b"PK\5\6" or comment:
        raise BackupDamagedError("It is no zip archive, or one that was cut short.")
    sizes: list[int] = [size]
    # Where a backup is longer than 2 GB there is a second, longer end before the first, and a pointer to it.
    before = _END.size + 20 + _END_64.size
    if length >= before:
        file.seek(length - before)
        mark, *_, size, _ = _END_64.unpack(file.read(_END_64.size))
        if mark == b"PK\6\6":
            sizes.append(size)
    if max(sizes) > _DIRECTORY_BYTES:
        raise BackupDamagedError("It holds more than a backup holds.")
    file.seek(0)


def _members(zipped: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = {info.orig_filename: info for info in zipped.infolist()}
    if len(infos) != len(zipped.infolist()):
        raise BackupDamagedError("A member of it is there twice.")
    for name, info in infos.items():
        _demand_plain(name, info)
    if MANIFEST not in infos or CATALOGUE not in infos:
        raise BackupDamagedError("It does not hold what a backup holds.")
    return infos


def _demand_no_bomb(infos: Mapping[str, zipfile.ZipInfo], length: int) -> None:
    """Hold what members say that they grow to against the length of the file, whatever they say of their packed size."""
    if sum(info.file_size for info in infos.values()) > _FEW_BYTES + _MOST_PACKED * length:
        raise BackupDamagedError("What is in it would grow beyond all that a backup of its length holds.")


def _demand_plain(name: str, info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> _UNIX_TYPE)
    if name not in _LIMITS or info.filename != name:
        raise BackupDamagedError("It holds something that is no part of a backup.")
    if info.flag_bits & _ENCRYPTED or kind not in {0, stat.S_IFREG}:
        raise BackupDamagedError(f"{name} in it is no ordinary file.")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise BackupDamagedError(f"{name} in it is packed in a strange way.")
    if info.file_size > _LIMITS[name]:
        raise BackupDamagedError(f"{name} in it is longer than it can be.")
