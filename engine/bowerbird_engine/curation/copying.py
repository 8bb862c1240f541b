"""Put copies of pictures into the curated folder: never over another file, and never the same picture twice."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from bowerbird_engine.assets import Asset, AssetId, Original, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.curation.destination import Destination
from bowerbird_engine.curation.names import clean_name, folded, numbered, sidecar_of
from bowerbird_engine.curation.sidecar import describe
from bowerbird_engine.curation.template import Known, Place, Template
from bowerbird_engine.errors import (
    AssetChangedError,
    AssetGoneError,
    AssetOfflineError,
    FolderError,
    PictureError,
    UnknownAssetError,
)
from bowerbird_engine.keepsakes import CuratedCopy

_CHUNK_BYTES: Final = 1024 * 1024
_THERE: Final = "The curated folder holds this picture already."
_LIES_THERE: Final = "The picture itself lies in the curated folder."


@dataclass(frozen=True, slots=True)
class Purpose:
    """What copies are made for: the search that found them, and what the person calls project and subject."""

    query: str | None = None
    project: str | None = None
    subject: str | None = None

    @property
    def about(self) -> str | None:
        """The subject; where none was given, the words of the search."""
        return self.subject or self.query


@dataclass(slots=True)
class _Shelf:
    """An opened folder that copies lie in: `below` is its path in the curated folder, `taken` are its names, folded."""

    destination: Destination
    below: str
    taken: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.taken = {folded(name): name for name in self.destination.names()}

    def is_free(self, name: str) -> bool:
        """Tell whether a copy and what describes it can have this name."""
        return folded(name) not in self.taken and folded(sidecar_of(name)) not in self.taken

    def holds(self, name: str, asset: Asset) -> bool:
        """Tell whether a file is a whole copy of a picture."""
        file = self.destination.read(name)
        if file is None:
            return False
        with file:
            if os.fstat(file.fileno()).st_size != asset.byte_size:
                return False
            return hashlib.file_digest(file, "sha256").digest() == asset.content_hash


class CopyRun:
    """One or several copies into one opened folder, by the one writer of the library."""

    def __init__(
        self,
        destination: Destination,
        catalogue: Catalogue,
        roots: Mapping[int, Root],
        open_original: Callable[[AssetId], Original],
        template: Template,
    ) -> None:
        self._destination = destination
        self._catalogue = catalogue
        self._roots = roots
        self._open_original = open_original
        self._template = template
        self._top = _Shelf(destination, "")

    def kept(self, asset: Asset) -> CuratedCopy | None:
        """Find a picture in the folder, as it was copied and unaltered, or as a file of the library that lies there."""
        for row in self._catalogue.curated.of_content(self._destination.path, asset.content_hash):
            *folders, name = row.name.split("/")
            # Folders that are gone, or that something else took the place of, hold no copy.
            with (
                contextlib.suppress(FolderError, FileNotFoundError),
                self._shelf(folders, make=False) as shelf,
            ):
                if shelf.holds(name, asset):
                    purpose = Purpose(row.query, row.project, row.subject)
                    self._complete(shelf, name, asset, purpose, row.copied)
                    return self._copy_of(shelf, asset, name, purpose, row.copied, reason=_THERE)
        twins = self._catalogue.files.assets([asset.content_id], self._roots).get(asset.content_id, ())
        for twin in twins:
            if twin.path.is_relative_to(self._destination.path) and self._is_there(twin):
                reason = _LIES_THERE if twin.id == asset.id else _THERE
                return CuratedCopy(
                    asset.id,
                    twin.path,
                    asset.content_hash,
                    created=False,
                    reason=reason,
                    copied=_now(),
                    source=asset.path,
                )
        return None

    def copy(self, asset: Asset, purpose: Purpose) -> CuratedCopy:
        """Copy a picture that is not kept; under its own clean name it may be there all the same, unknown to us."""
        copied = _now()
        place, ending = place_of(self._template, asset, purpose, copied)
        with self._shelf(place.folders, make=True) as shelf:
            return self._copy_to(shelf, (place.stem, ending), asset, purpose, copied)

    def _copy_to(
        self, shelf: _Shelf, wanted: tuple[str, str], asset: Asset, purpose: Purpose, copied: datetime
    ) -> CuratedCopy:
        stem, ending = wanted
        same = _same_under_these_names(shelf, stem, ending, asset)
        if same is not None:
            self._complete(shelf, same, asset, purpose, copied)
            self._remember(shelf, same, asset, purpose, copied)
            return self._copy_of(shelf, asset, same, purpose, copied, reason=_THERE)
        with shelf.destination.unfinished() as (unfinished, file):
            self._copy_bytes(asset, file)
            _finish(file)
            # Before the picture has its name: a disk that is full for the one is full for both.
            with _sidecar(shelf, asset, purpose, copied) as unfinished_sidecar:
                name = _place(shelf, unfinished, stem, ending)
                _place_sidecar(shelf, unfinished_sidecar, name)
        self._remember(shelf, name, asset, purpose, copied)
        return self._copy_of(shelf, asset, name, purpose, copied)

    @contextlib.contextmanager
    def _shelf(self, folders: Sequence[str], *, make: bool) -> Generator[_Shelf]:
        """Open a folder below the curated one. Raises FileNotFoundError where it is not there and not to be made.

        Names that some system takes for one are one here: a folder that is there already is used, however it is spelled.
        """
        with contextlib.ExitStack() as opened:
            shelf = self._top
            for folder in folders:
                name = shelf.taken.get(folded(folder), folder)
                try:
                    inner = opened.enter_context(shelf.destination.inner(name, make=make))
                except OSError as error:
                    raise _blocked(shelf.destination.path / name, error) from error
                shelf.taken.setdefault(folded(name), name)
                shelf = _Shelf(inner, f"{shelf.below}{name}/")
                if make:
                    inner.sweep()
            yield shelf

    def _copy_bytes(self, asset: Asset, file: BinaryIO) -> None:
        digest, size = hashlib.sha256(), 0
        with self._open_original(asset.id) as original:
            while size <= asset.byte_size and (chunk := _read(original, asset)):
                digest.update(chunk)
                size += len(chunk)
                _write(file, chunk)
        if digest.digest() != asset.content_hash:
            raise AssetChangedError(
                f"{asset.path} is no longer the picture that was indexed. Run `bowerbird index`, then copy it again."
            )

    def _is_there(self, twin: Asset) -> bool:
        try:
            self._open_original(twin.id).close()
        except (AssetChangedError, AssetGoneError, AssetOfflineError, PictureError, UnknownAssetError):
            return False
        return True

    def _complete(self, shelf: _Shelf, name: str, asset: Asset, purpose: Purpose, copied: datetime) -> None:
        """Write the sidecar of a copy that has lost its own, or that a kill kept from getting one."""
        if folded(sidecar_of(name)) not in shelf.taken:
            with _sidecar(shelf, asset, purpose, copied) as unfinished:
                _place_sidecar(shelf, unfinished, name)

    def _remember(self, shelf: _Shelf, name: str, asset: Asset, purpose: Purpose, copied: datetime) -> None:
        self._catalogue.curated.put(
            self._destination.path,
            f"{shelf.below}{name}",
            asset.content_hash,
            asset.id,
            query=purpose.query,
            copied=copied,
            project=purpose.project,
            subject=purpose.about,
            source=asset.path,
        )

    def _copy_of(
        self, shelf: _Shelf, asset: Asset, name: str, purpose: Purpose, copied: datetime, *, reason: str = ""
    ) -> CuratedCopy:
        return CuratedCopy(
            asset.id,
            shelf.destination.path / name,
            asset.content_hash,
            created=not reason,
            reason=reason,
            copied=copied,
            query=purpose.query,
            project=purpose.project,
            subject=purpose.about,
            source=asset.path,
        )


def place_of(template: Template, asset: Asset, purpose: Purpose, when: datetime) -> tuple[Place, str]:
    """Give where a template puts a copy of a picture, and the ending of its name."""
    stem, ending = clean_name(asset.path.name, asset.media_type)
    known = Known(
        name=stem,
        folder=asset.path.parent.name,
        # The person's own day: what is copied at one in the morning belongs to it.
        when=when.astimezone(),
        project=purpose.project or "",
        subject=purpose.about or "",
    )
    return template.place(known), ending


def _place(shelf: _Shelf, unfinished: str, stem: str, ending: str) -> str:
    names = (numbered(stem, ending, number) for number in itertools.count(1))
    # What `place` refuses somebody else has taken since the folder was listed.
    name = next(name for name in names if shelf.is_free(name) and shelf.destination.place(unfinished, name))
    shelf.taken[folded(name)] = name
    return name


def _same_under_these_names(shelf: _Shelf, stem: str, ending: str, asset: Asset) -> str | None:
    names = (shelf.taken.get(folded(numbered(stem, ending, number)), "") for number in itertools.count(1))
    return next((name for name in itertools.takewhile(bool, names) if shelf.holds(name, asset)), None)


@contextlib.contextmanager
def _sidecar(shelf: _Shelf, asset: Asset, purpose: Purpose, copied: datetime) -> Generator[str]:
    with shelf.destination.unfinished() as (unfinished, file):
        about = describe(
            asset, query=purpose.query, project=purpose.project, subject=purpose.about, copied=copied
        )
        _write(file, about)
        _finish(file)
        yield unfinished


def _place_sidecar(shelf: _Shelf, unfinished: str, name: str) -> None:
    # A file that somebody else put there in this very moment stays; the catalogue knows the same about the copy.
    shelf.destination.place(unfinished, sidecar_of(name))
    shelf.taken[folded(sidecar_of(name))] = sidecar_of(name)


def _blocked(folder: Path, error: OSError) -> OSError | FolderError:
    # Opening a link with O_NOFOLLOW and O_DIRECTORY is ELOOP or ENOTDIR, depending on the system.
    if error.errno in {errno.ELOOP, errno.ENOTDIR}:
        return FolderError(
            f"In the curated folder, {folder} is a link or a file, and no folder. Rename it, or change the template."
        )
    return error


def _read(original: Original, asset: Asset) -> bytes:
    # Told apart from what fails in the folder that is written to.
    try:
        return original.stream.read(_CHUNK_BYTES)
    except OSError as error:
        raise PictureError(
            f"{asset.path} cannot be read ({error.strerror or error}). Check its disk."
        ) from error


def _write(file: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _finish(file: BinaryIO) -> None:
    os.fsync(file.fileno())
    file.close()


def _now() -> datetime:
    # As exactly as the catalogue keeps it: what is told now is what is told later.
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
