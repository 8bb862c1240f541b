"""What of a picture goes into a document: a version in the form that was asked for, and the words that it carries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from bowerbird_engine.assets import AssetId
from bowerbird_engine.errors import (
    AssetChangedError,
    AssetGoneError,
    AssetOfflineError,
    FormatUnavailableError,
    PictureError,
    UsageError,
)
from bowerbird_engine.imaging.export_formats import LONGEST_SIDE, MEDIA_TYPES, can_write
from bowerbird_engine.imaging.failures import OversizedPictureError, WorkerDiedError
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.imaging.work import Export
from bowerbird_engine.pictures import Pictures
from bowerbird_engine.settings import Settings

_QUALITIES: Final = range(1, 101)

_ROOM: Final = 2
"""So many times the memory and time of other decoding: beside the picture AVIF's encoder takes 24 bytes a pixel, 1.2 GB
for 48 megapixels, and its worker waits for whoever else wants the cores."""

_HELPED_BY_LESS: Final = frozenset({"timed_out", "out_of_memory", "version_too_large"})


@dataclass(frozen=True, slots=True)
class RenditionForm:
    """How a picture is wanted for use in a document: at most `long_side` pixels on its long side, 1..8192.

    Without it the picture stays as large as it is, up to 8,192. `quality` goes from 1 to 100 and means nothing to PNG.
    """

    format: Literal["webp", "avif", "jpeg", "png"]
    long_side: int | None = None
    quality: int = 82


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture file made for use in a document, with its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PictureWords:
    """What a picture says: the `letters` read in it, line by line, and the `caption` that its file carries.

    The caption is None where nobody wrote one, and while no copy of the picture can be read.
    """

    letters: tuple[str, ...]
    caption: str | None


class DocumentPictures:
    """Make versions of pictures, one after the other, and read what pictures say. For any number of threads.

    What may take seconds has a worker of its own, which leaves the cores to searches and thumbnails.
    """

    def __init__(self, settings: Settings, pictures: Pictures) -> None:
        self._pictures = pictures
        usual = settings.decode
        limits = replace(usual, memory_bytes=_ROOM * usual.memory_bytes, seconds=_ROOM * usual.seconds)
        self._pool = DecodePool(limits, workers=1, background=True)

    def close(self) -> None:
        """End the worker."""
        self._pool.close()

    def rendition(self, asset_id: AssetId, form: RenditionForm) -> Rendition:
        """Make a version of a picture."""
        _check(form)
        asset = self._pictures.asset(asset_id)
        wish = Export(form.format, form.long_side, form.quality)
        try:
            made = self._pictures.decode_original(
                asset, lambda path: DecodeRequest(path, export=wish), self._pool
            )
        except (WorkerDiedError, OversizedPictureError) as error:
            if error.reason_code in _HELPED_BY_LESS:
                raise type(error)(f"{error} Ask for a smaller version of it.", error.reason_code) from error
            raise
        if made.exported is None:
            raise AssertionError("the pool checks that there is the version that was asked for")
        return Rendition(made.exported, MEDIA_TYPES[form.format], *made.exported_size)

    def words(self, asset_id: AssetId) -> PictureWords:
        """Tell what a picture says."""
        asset = self._pictures.asset(asset_id)
        try:
            caption = self._pictures.decode_original(asset, _for_caption).caption
        except (AssetOfflineError, AssetChangedError, AssetGoneError, PictureError):
            # What cannot be read says nothing; the letters were read when it could.
            caption = None
        return PictureWords(self._pictures.letters(asset), caption)


class DocumentMethods:
    """What `Engine` offers of it. From any thread, and beside a run of the index."""

    _documents: DocumentPictures

    def rendition(self, asset_id: AssetId, form: RenditionForm) -> Rendition:
        """Make a version of a picture for a document, from its file or from a copy of the same content.

        It is turned as its file says, in sRGB, never enlarged, the first frame of an animation, and carries none of the
        file's metadata. An alpha is kept, and laid on white for JPEG. The same picture and form give the same bytes.
        Raises UsageError, FormatUnavailableError, and for the picture the same errors as `open_original`.
        """
        return self._documents.rendition(asset_id, form)

    def words(self, asset_id: AssetId) -> PictureWords:
        """Tell what a picture says: the letters that the index read, and the caption in its file, read now."""
        return self._documents.words(asset_id)


def _for_caption(path: Path) -> DecodeRequest:
    return DecodeRequest(path, caption=True)


def _check(form: RenditionForm) -> None:
    if form.format not in MEDIA_TYPES:
        raise UsageError(f"There is no format {form.format!r}; choose one of {', '.join(MEDIA_TYPES)}.")
    if form.long_side is not None and not 1 <= form.long_side <= LONGEST_SIDE:
        raise UsageError(f"The long side of a version is 1 to {LONGEST_SIDE:,} pixels.")
    if form.quality not in _QUALITIES:
        raise UsageError("The quality of a version is 1 to 100.")
    if not can_write(form.format):
        raise FormatUnavailableError(
            f"This installation of Bowerbird cannot write {form.format.upper()} files; choose another format."
        )
