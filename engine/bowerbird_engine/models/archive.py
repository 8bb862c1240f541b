"""Read a model out of a zip archive without trusting a word of what the archive says."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Generator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bowerbird_engine.encoding.fields import is_device_name, is_plain_path
from bowerbird_engine.errors import PackError
from bowerbird_engine.models.sources import MAX_PACK_BYTES, PIECE_BYTES, common_root

MAX_MEMBERS: Final = 64
"""A model has about ten files."""
MAX_RATIO: Final = 100
"""Weights hardly shrink, and the longest vocabulary shrinks to a fifth; zip bombs reach a thousandfold."""
_RATIO_MATTERS_BYTES: Final = 1024 * 1024
_ENCRYPTED: Final = 0x1
_UNIX_TYPE: Final = 16

# The other methods give out gigabytes at one read of a kilobyte, and each version of Python knows other ones.
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

_FOREIGN = "__MACOSX/"

# What the standard library lets through from damaged and strange archives.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class ZipSource:
    """A zip archive, all of whose members were looked at before one is read. Use it as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open and check the archive. Raises PackError for the first member that no honest archive holds."""
        self.name = path.stem
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise PackError(f"{path} cannot be read: {error.strerror}. Check it and try again.") from error
        except _DAMAGE as error:
            raise self._damaged(error) from error
        try:
            members = _checked_members(self._zip.infolist(), path)
        except BaseException:
            self._zip.close()
            raise
        root = common_root([*members])
        self._members = {
            name.removeprefix(root): info
            for name, info in members.items()
            if is_plain_path(name.removeprefix(root))
        }
        self.sizes: Mapping[str, int] = {name: info.file_size for name, info in self._members.items()}

    def __enter__(self) -> Self:
        """Return the archive."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the archive."""
        self._zip.close()

    def pieces(self, path: str) -> Generator[bytes]:
        """Read a member a piece at a time. Raises PackError when it is damaged."""
        info, size = self._members[path], 0
        try:
            with self._zip.open(info) as file:
                while data := file.read(PIECE_BYTES):
                    size += len(data)
                    yield data
            if size != info.file_size:
                raise EOFError("it is shorter than the archive says")
        except OSError as error:
            raise PackError(
                f"{self._path} cannot be read: {error.strerror}. Check it and try again."
            ) from error
        except _DAMAGE as error:
            raise self._damaged(error, path) from error

    def _damaged(self, error: Exception, member: str | None = None) -> PackError:
        where = self._path if member is None else f"{member} in {self._path}"
        return PackError(f"{where} is damaged, or no zip archive that can be read ({error}). Fetch it again.")


def _checked_members(infos: list[zipfile.ZipInfo], path: Path) -> dict[str, zipfile.ZipInfo]:
    """Check every member, wanted or not: an archive that lies once is not opened further."""
    members: dict[str, zipfile.ZipInfo] = {}
    met: set[str] = set()
    total = 0
    for info in infos:
        # The name as it stands in the archive; zipfile mends what it dislikes.
        name = info.orig_filename
        reason = _wrong_name(name) or _wrong_kind(info) or _wrong_size(info)
        if reason is None and name.rstrip("/").casefold() in met:
            reason = "it is there twice"
        if reason is not None:
            raise PackError(
                f"{path} is refused: its member {name[:200]!r} is not safe to unpack ({reason}). "
                "Get the model's files from the hub itself."
            )
        met.add(name.rstrip("/").casefold())
        total += info.file_size
        if not name.endswith("/") and not name.startswith(_FOREIGN):
            members[name] = info
    if len(members) > MAX_MEMBERS or total > MAX_PACK_BYTES:
        raise PackError(
            f"{path} is refused: {len(members)} files with {total / 1e9:.1f} GB are more than a model has. "
            "Make an archive of the model's files alone."
        )
    files = {name.casefold() for name in members}
    if any(not files.isdisjoint(_parents(name)) for name in files):
        raise PackError(f"{path} is refused: a name in it is a file and a folder. Fetch it again.")
    return members


def _parents(name: str) -> set[str]:
    parts = name.split("/")
    return {"/".join(parts[:length]) for length in range(1, len(parts))}


def _wrong_name(name: str) -> str | None:
    """Tell what is wrong with a name, on any system and not only on this one."""
    parts = name.removesuffix("/").split("/")
    checks = {
        "its name is empty or holds empty parts": any(not part for part in parts),
        "its name climbs out of the folder": any(part in {".", ".."} for part in parts),
        "its name holds a backslash": "\\" in name,
        "its name holds a colon, as drives do": ":" in name,
        "its name holds characters that cannot be seen": not name.isprintable(),
        "its name is that of a device": any(is_device_name(part) for part in parts),
        "its name ends in a dot or a space": any(part.endswith((".", " ")) for part in parts),
        "its name is too long": len(name) > 1000 or any(len(part.encode()) > 255 for part in parts),  # noqa: PLR2004  what file systems take
    }
    return next((reason for reason, wrong in checks.items() if wrong), None)


def _wrong_kind(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    if info.compress_type not in _METHODS:
        return "it is packed in another way than zip archives usually are"
    kind = stat.S_IFMT(info.external_attr >> _UNIX_TYPE)
    if kind == stat.S_IFLNK:
        return "it is a link"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "it is no ordinary file"
    return None


def _wrong_size(info: zipfile.ZipInfo) -> str | None:
    if info.file_size > _RATIO_MATTERS_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size):
        return f"it would grow more than {MAX_RATIO}-fold"
    return None
