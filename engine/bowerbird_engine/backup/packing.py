"""Write the file of a backup: a copy of the catalogue as it is at one moment, and what else cannot be made again."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Final

from bowerbird_engine.assets import ContentHash
from bowerbird_engine.backup.archive import CATALOGUE, IGNORE, MANIFEST, PIECE_BYTES, THUMBNAILS
from bowerbird_engine.backup.description import describe
from bowerbird_engine.backup.manifest import Manifest, Member, to_json
from bowerbird_engine.backup.room import Tell, demand_room, private_file
from bowerbird_engine.backup.thumbnails import pack_thumbnails
from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.durability import sync_file
from bowerbird_engine.errors import BackupError, DiskFullError
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.reports import Progress
from bowerbird_engine.scanning.ignore import MAX_IGNORE_BYTES
from bowerbird_engine.settings import Settings

_LEVEL: Final = 1
"""Of deflate: 84 MB/s, and a third of a small catalogue; level 6 saves 1 % more in twice the time."""


def write_archive(
    database: Database, settings: Settings, staging: Path, thumbnails: Sequence[ContentHash], tell: Tell
) -> tuple[Path, Manifest]:
    """Write a backup into a folder of its own and see to it that it is on the disk. Raises OSError, DiskFullError."""
    catalogue, archive = staging / CATALOGUE, staging / "backup.zip"
    manifest = _copy(database, settings, catalogue, tell)
    with (
        private_file(archive) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as zipped,
    ):
        # Closed at once: who keeps the error of a full disk would keep the room of the copy as well.
        with contextlib.closing(_pieces(catalogue, tell)) as pieces:
            members = {CATALOGUE: _add(zipped, CATALOGUE, pieces)}
        rules = _rules(settings.ignore_file)
        if rules is not None:
            members[IGNORE] = _add(zipped, IGNORE, [rules])
        if thumbnails:
            kept = Renditions(settings.cache_dir, settings.thumbnail_budget_bytes)
            members[THUMBNAILS] = _add(zipped, THUMBNAILS, _thumbnails(thumbnails, kept, tell))
        manifest = replace(manifest, members=members)
        _add(zipped, MANIFEST, [to_json(manifest)])
    sync_file(archive)
    _forget_cached(archive)
    catalogue.unlink()
    return archive, manifest


def _copy(database: Database, settings: Settings, target: Path, tell: Tell) -> Manifest:
    with database.snapshot():
        size: int = database.value("PRAGMA page_size")
        # The copy, and at worst as much again.
        demand_room(target.parent, 2 * size * database.value("PRAGMA page_count"))
        manifest = describe(database, settings.packs_dir)
        with private_file(target):
            pass  # SQLite keeps the permissions of a file that is there
        try:
            database.copy_into(target, lambda done, pages: tell(Progress("copy", done * size, pages * size)))
        except DiskFullError as error:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
    return manifest


def _add(zipped: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> Member:
    digest, size = hashlib.sha256(), 0
    out: IO[bytes]
    with zipped.open(name, "w", force_zip64=True) as out:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            out.write(piece)
    return Member(digest.hexdigest(), size)


def _pieces(path: Path, tell: Tell) -> Generator[bytes]:
    total, done = path.stat().st_size, 0
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            done += len(piece)
            tell(Progress("pack", done, total))
            yield piece


def _thumbnails(contents: Sequence[ContentHash], kept: Renditions, tell: Tell) -> Iterator[bytes]:
    for done, content in enumerate(contents, start=1):
        yield from pack_thumbnails(content, kept)
        tell(Progress("thumbnails", done, len(contents)))


def _rules(ignore_file: Path) -> bytes | None:
    try:
        with ignore_file.open("rb") as file:
            return file.read(MAX_IGNORE_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BackupError(
            f"The ignore file {ignore_file} cannot be read ({error.strerror}). Change its permissions or delete it."
        ) from error


def _forget_cached(path: Path) -> None:
    """Let what is read next come from the disk, where the system can be asked for that."""
    if sys.platform == "linux":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)
