"""Decode the picture that a person searches with, in a worker process as every other picture."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bowerbird_engine.assets import Preprocessing, Region
from bowerbird_engine.errors import DecoderDiedError, PictureError, PictureTooLargeError
from bowerbird_engine.imaging.pool import Decoded, DecodePool, DecodeRequest
from bowerbird_engine.scanning.named_places import named_file
from bowerbird_engine.search.reference import DecodeForModel, QueryPicture
from bowerbird_engine.settings import DecodeLimits


class QueryDecoder:
    """Hold one worker, started with the first picture. Not for several threads at once, but for `submit`'s futures."""

    def __init__(self, limits: DecodeLimits) -> None:
        self._limits = limits
        self._pool: DecodePool | None = None

    def close(self) -> None:
        """End the worker."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def pool(self) -> DecodePool:
        """Give the worker's queue."""
        if self._pool is None:
            self._pool = DecodePool(self._limits, workers=1)
        return self._pool

    def fit_for(self, preprocessing: Preprocessing) -> DecodeForModel:
        """Give what decodes a file or its bytes and fits it for a model, raising PictureError that names the file."""
        return partial(self._fit, preprocessing)

    def _fit(
        self, preprocessing: Preprocessing, source: Path | bytes, region: Region | None = None
    ) -> QueryPicture:
        if isinstance(source, Path):
            source = named_file(source)
        try:
            request = DecodeRequest(source, fits=(preprocessing,), region=region)
            decoded: Decoded = self.pool().submit(request).result()
        except PictureError as error:
            if isinstance(source, bytes):
                raise
            named = f"{source}: {error}"
            if isinstance(error, PictureTooLargeError):
                raise PictureTooLargeError(named) from error
            if isinstance(error, DecoderDiedError):
                raise DecoderDiedError(named) from error
            raise PictureError(named) from error
        return QueryPicture(decoded.hash, decoded.fits[0])
