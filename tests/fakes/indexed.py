"""A library in a temporary folder, indexed by the real indexer with encoders and recognizers that are fakes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
from PIL import Image

from bowerbird_engine.assets import Asset, FileStatus, Root, TextRegion, Uint8Array
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.encoding.encoders import ImageEncoder
from bowerbird_engine.imaging.pool import DECODER
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.runner import Indexer
from bowerbird_engine.reports import IndexReport, Progress
from bowerbird_engine.scanning.roots import resolve
from bowerbird_engine.scanning.volumes import path_on_volume, volume_of
from bowerbird_engine.settings import Settings
from fakes.encoders import FakeImageEncoder


def make_picture(path: Path, seed: int, size: tuple[int, int] = (64, 48)) -> Path:
    """Write a picture of coloured blocks that depends on its seed alone; the ending chooses the format."""
    random = np.random.default_rng(seed)
    blocks = random.integers(0, 256, (6, 8, 3), dtype=np.uint8)
    picture = Image.fromarray(blocks).resize(size, Image.Resampling.NEAREST)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path)
    return path


class BrightnessRecognizer:
    """Read one line from every picture: how bright it is. Deterministic, and it remembers how often it was asked."""

    def __init__(self, identity: str = "brightness-1", fail_on: Callable[[int], bool] | None = None) -> None:
        self._identity = identity
        self._fail_on = fail_on
        self.calls = 0

    @property
    def identity(self) -> str:
        """Name and version."""
        return self._identity

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of what it gives."""
        return ("English",)

    def skim(self, picture: Uint8Array) -> tuple[TextRegion, ...] | None:
        """Read a picture [H, W, 3]: this reader finds letters in everything."""
        return self.recognize(picture)

    def recognize(self, picture: Uint8Array) -> tuple[TextRegion, ...]:
        """Give the mean of the picture [H, W, 3] as its letters."""
        self.calls += 1
        if self._fail_on is not None and self._fail_on(self.calls):
            raise ValueError("no letters today")
        text = f"MEAN {round(float(picture.mean()))}"
        return (TextRegion(text, 0.9, (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0)),)


class Library:
    """A catalogue with its folders, ready to be indexed again and again."""

    def __init__(self, home: Path, encoder: ImageEncoder | None = None, decoder: str = DECODER) -> None:
        self.settings = Settings(state_dir=home, cache_dir=home / "cache", workers=2)
        self.catalogue = Catalogue.open(self.settings.catalogue_path)
        self.encoder = encoder if encoder is not None else FakeImageEncoder()
        self.decoder = decoder
        self.renditions = Renditions(self.settings.cache_dir, 1 << 30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.catalogue.close()

    def add(self, folder: Path) -> int:
        """Add a folder and give its id."""
        volume = volume_of(folder)
        return self.catalogue.roots.add(volume, path_on_volume(folder, volume), folder.resolve()).id

    def index(
        self,
        recognizer: BrightnessRecognizer | None = None,
        *,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> IndexReport:
        """Run the indexer once."""
        factory = None if recognizer is None else lambda: recognizer
        indexer = Indexer(
            self.catalogue, self.settings, self.encoder, factory, self.renditions, decoder=self.decoder
        )
        return indexer.run(ocr=recognizer is not None, progress=progress, cancel=cancel)

    def roots(self) -> dict[int, Root]:
        """Give all roots as they are now."""
        return {root.id: root for root in resolve(self.catalogue.roots.all())}

    def assets(self) -> dict[str, Asset]:
        """Give every searchable picture by its path."""
        contents = self.catalogue.files.live_contents()
        found = self.catalogue.files.assets([int(c) for c in contents], self.roots())
        return {str(asset.path): asset for copies in found.values() for asset in copies}

    def vectors(self) -> dict[bytes, npt.NDArray[np.float32]]:
        """Give the vector of every searchable content by its hash."""
        space_id = self.catalogue.vectors.space(self.encoder.space)
        found: dict[bytes, npt.NDArray[np.float32]] = {}
        for asset in self.assets().values():
            vector = self.catalogue.vectors.get(space_id, asset.content_id)
            if vector is not None:
                found[asset.content_hash] = vector
        return found


def assert_adds_up(report: IndexReport) -> None:
    """Check that every file found came to an end."""
    assert sum(report.counts.values()) == report.found
    assert report.counts[FileStatus.PENDING] == 0
