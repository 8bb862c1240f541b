"""Photos of `../shared/data` as grounds that labels lie on, and as pictures of a set."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

_SHADE: Final = 0.85


@dataclass(frozen=True, slots=True)
class CaptionedPhoto:
    """A photo of Flickr8k with what five people wrote about it."""

    name: str
    captions: tuple[str, ...]


class Photos:
    """The photos of one part of Flickr8k; `dev` is what nothing was trained on."""

    def __init__(self, data: Path, split: str = "dev") -> None:
        self._zip = zipfile.ZipFile(data / "train" / "flickr8k.zip")
        names = {Path(name).name: name for name in self._zip.namelist()}
        told = json.loads(self._zip.read(names["captions.json"]))
        self._members = names
        self.all: tuple[CaptionedPhoto, ...] = tuple(
            CaptionedPhoto(one["file"], tuple(one["captions"])) for one in told if one["split"] == split
        )

    def read(self, name: str) -> bytes:
        """Give the bytes of a photo."""
        return self._zip.read(self._members[Path(name).name])

    def open(self, name: str) -> Image.Image:
        """Decode one photo as RGB."""
        with Image.open(io.BytesIO(self.read(name))) as picture:
            return picture.convert("RGB")

    def ground(self, rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
        """Make a cluttered ground of this size out of a photo: large, a little soft, darker, with grain of its own."""
        photo = self.open(self.all[int(rng.integers(len(self.all)))].name)
        large = photo.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1.2))
        grain = rng.normal(0.0, 9.0, (size[1], size[0], 1))
        shaded = np.asarray(large, np.float64) * _SHADE + grain
        return Image.fromarray(np.clip(shaded, 0, 255).astype(np.uint8))
