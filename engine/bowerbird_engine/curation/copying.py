"""Put copies of pictures into the curated folder: never over another file, and never the same picture twice."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
from collections.abc import Callable, Generator, Mapping
from datetime import UTC, datetime
from typing import BinaryIO, Final

from bowerbird_engine.assets import Asset, AssetId, Original, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.curation.destination import Destination
from bowerbird_engine.curation.names import clean_name, folded, numbered, sidecar_of
from bowerbird_engine.curation.sidecar import describe
from bowerbird_engine.errors import (
    AssetChangedError,
    AssetGoneError,
    AssetOfflineError,
    PictureError,
    UnknownAssetError,
)
from bowerbird_engine.keepsakes import CuratedCopy

_CHUNK_BYTES: Final = 1024 * 1024
_THERE: Final = "The curated folder holds this picture already."
_LIES_THERE: Final = "The picture itself lies in the curated folder."


class CopyRun:
    """One or several copies into one opened folder, by the one writer of the library."""

    def __init__(
        self,
        destination: Destination,
        catalogue: Catalogue,
        roots: Mapping[int, Root],
        open_original: Callable[[AssetId], Original],
    ) -> None:
        self._destination = destination
        self._catalogue = catalogue
        self._roots = roots
        self._open_original = open_original
        self._taken = {folded(name): name for name in destination.names()}

    def kept(self, asset: Asset) -> CuratedCopy | None:
        """Find a picture in the folder, as it was copied and unaltered, or as a file of the library that lies there."""
        for row in self._catalogue.curated.of_content(self._destination.path, asset.content_hash):
            if self._holds(row.name, asset):
                self._complete(row.name, asset, row.query, row.copied)
                return self._copy_of(asset, row.name, row.query, row.copied, reason=_THERE)
        twins = self._catalogue.files.assets([asset.content_id], self._roots).get(asset.content_id, ())
        for twin in twins:
            if twin.path.is_relative_to(self._destination.path) and self._is_there(twin):
                reason = _LIES_THERE if twin.id == asset.id else _THERE
                return CuratedCopy(
                    asset.id, twin.path, asset.content_hash, created=False, reason=reason, copied=_now()
                )
        return None

    def copy(self, asset: Asset, query: str | None) -> CuratedCopy:
        """Copy a picture that is not kept; under its own clean name it may be there all the same, unknown to us."""
        copied = _now()
        stem, ending = clean_name(asset.path.name, asset.media_type)
        same = self._same_under_these_names(stem, ending, asset)
        if same is not None:
            self._complete(same, asset, query, copied)
            self._remember(same, asset, query, copied)
            return self._copy_of(asset, same, query, copied, reason=_THERE)
        with self._destination.unfinished() as (unfinished, file):
            self._copy_bytes(asset, file)
            _finish(file)
            # Before the picture has its name: a disk that is full for the one is full for both.
            with self._sidecar(asset, query, copied) as unfinished_sidecar:
                name = self._place(unfinished, stem, ending)
                self._place_sidecar(unfinished_sidecar, name)
        self._remember(name, asset, query, copied)
        return self._copy_of(asset, name, query, copied)

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

    def _place(self, unfinished: str, stem: str, ending: str) -> str:
        names = (numbered(stem, ending, number) for number in itertools.count(1))
        # What `place` refuses somebody else has taken since the folder was listed.
        name = next(
            name for name in names if self._is_free(name) and self._destination.place(unfinished, name)
        )
        self._taken[folded(name)] = name
        return name

    def _is_free(self, name: str) -> bool:
        return folded(name) not in self._taken and folded(sidecar_of(name)) not in self._taken

    def _same_under_these_names(self, stem: str, ending: str, asset: Asset) -> str | None:
        names = (self._taken.get(folded(numbered(stem, ending, number)), "") for number in itertools.count(1))
        return next((name for name in itertools.takewhile(bool, names) if self._holds(name, asset)), None)

    def _holds(self, name: str, asset: Asset) -> bool:
        file = self._destination.read(name)
        if file is None:
            return False
        with file:
            if os.fstat(file.fileno()).st_size != asset.byte_size:
                return False
            return hashlib.file_digest(file, "sha256").digest() == asset.content_hash

    def _is_there(self, twin: Asset) -> bool:
        try:
            self._open_original(twin.id).close()
        except (AssetChangedError, AssetGoneError, AssetOfflineError, PictureError, UnknownAssetError):
            return False
        return True

    def _complete(self, name: str, asset: Asset, query: str | None, copied: datetime) -> None:
        """Write the sidecar of a copy that has lost its own, or that a kill kept from getting one."""
        if folded(sidecar_of(name)) not in self._taken:
            with self._sidecar(asset, query, copied) as unfinished:
                self._place_sidecar(unfinished, name)

    @contextlib.contextmanager
    def _sidecar(self, asset: Asset, query: str | None, copied: datetime) -> Generator[str]:
        with self._destination.unfinished() as (unfinished, file):
            _write(file, describe(asset, query=query, copied=copied))
            _finish(file)
            yield unfinished

    def _place_sidecar(self, unfinished: str, name: str) -> None:
        # A file that somebody else put there in this very moment stays; the catalogue knows the same about the copy.
        self._destination.place(unfinished, sidecar_of(name))
        self._taken[folded(sidecar_of(name))] = sidecar_of(name)

    def _remember(self, name: str, asset: Asset, query: str | None, copied: datetime) -> None:
        self._catalogue.curated.put(
            self._destination.path, name, asset.content_hash, asset.id, query=query, copied=copied
        )

    def _copy_of(
        self, asset: Asset, name: str, query: str | None, copied: datetime, *, reason: str = ""
    ) -> CuratedCopy:
        return CuratedCopy(
            asset.id,
            self._destination.path / name,
            asset.content_hash,
            created=not reason,
            reason=reason,
            copied=copied,
            query=query,
        )


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
