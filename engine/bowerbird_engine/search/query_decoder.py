"""Decode the picture that a person searches with, in a worker process as every other picture."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bowerbird_engine.assets import Preprocessing, Region
from bowerbird_engine.errors import BowerbirdError, DecoderDiedError, PictureError, PictureTooLargeError
from bowerbird_engine.imaging.pool import Decoded, DecodePool, DecodeRequest
from bowerbird_engine.scanning.named_places import named_file
from bowerbird_engine.search.reference import LOOK_SIDE, DecodeForModel, Look, QueryPicture
from bowerbird_engine.settings import DecodeLimits


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What was decoded before it is asked for, and what came of it."""

    preprocessing: Preprocessing
    source: Path | bytes
    region: Region | None
    outcome: QueryPicture | BowerbirdError


class QueryDecoder:
    """Hold one worker, started with the first picture. For any number of threads."""

    def __init__(self, limits: DecodeLimits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._pool: DecodePool | None = None
        self._mine = threading.local()

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None

    def pool(self) -> DecodePool:
        """Give the worker's queue."""
        with self._lock:
            if self._pool is None:
                self._pool = DecodePool(self._limits, workers=1)
            return self._pool

    @contextlib.contextmanager
    def ahead(
        self, preprocessing: Preprocessing, source: Path | bytes, region: Region | None
    ) -> Generator[None]:
        """Decode a picture now, for this thread to ask for within the block, where it may hold what others wait for.

        Blocks within each other hold several pictures. What is wrong with the picture is raised when it is asked for.
        """
        before = self._held()
        with contextlib.suppress(PictureError):
            place = named_file(source) if isinstance(source, Path) else source
            outcome: QueryPicture | BowerbirdError
            try:
                outcome = self._decoded(preprocessing, place, region)
            except BowerbirdError as error:
                outcome = error
            self._mine.ahead = (*before, _Ahead(preprocessing, place, region, outcome))
        try:
            yield
        finally:
            self._mine.ahead = before

    def fit_for(self, preprocessing: Preprocessing) -> DecodeForModel:
        """Give what decodes a file or its bytes and fits it for a model, raising PictureError that names the file."""
        return partial(self._fit, preprocessing)

    def _fit(
        self, preprocessing: Preprocessing, source: Path | bytes, region: Region | None = None
    ) -> QueryPicture:
        if isinstance(source, Path):
            source = named_file(source)
        wanted = (preprocessing, source, region)
        for ahead in self._held():
            if (ahead.preprocessing, ahead.source, ahead.region) == wanted:
                if isinstance(ahead.outcome, BowerbirdError):
                    raise ahead.outcome
                return ahead.outcome
        return self._decoded(preprocessing, source, region)

    def _held(self) -> tuple[_Ahead, ...]:
        held: tuple[_Ahead, ...] = getattr(self._mine, "ahead", ())
        return held

    def _decoded(
        self, preprocessing: Preprocessing, source: Path | bytes, region: Region | None
    ) -> QueryPicture:
        try:
            request = DecodeRequest(source, fits=(preprocessing,), long_side=LOOK_SIDE, region=region)
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
        return QueryPicture(decoded.hash, decoded.fits[0], _look(decoded, region))


def _look(decoded: Decoded, region: Region | None) -> Look | None:
    if decoded.pixels is None:
        return None
    if region is None:
        return Look(decoded.pixels, decoded.width, decoded.height)
    return Look(decoded.pixels, round(region.width * decoded.width), round(region.height * decoded.height))
