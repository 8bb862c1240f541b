"""Pictures to fit with: the sets of the data folder and the sample library."""

import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
SETS = ("flickr8k", "textures", "clothing", "grocery")


def from_set(archive: Path, number: int, seed: int) -> Iterator[tuple[str, npt.NDArray[np.uint8]]]:
    """Draw pictures from a zip, the same ones for the same seed."""
    with zipfile.ZipFile(archive) as file:
        names = sorted(name for name in file.namelist() if name.lower().endswith((".jpg", ".jpeg", ".png")))
        for name in random.Random(seed).sample(names, min(number, len(names))):
            yield name, read(file.read(name))


def samples() -> Iterator[tuple[str, npt.NDArray[np.uint8]]]:
    """Give the pictures of the sample library."""
    for path in sorted((ROOT / "samples").rglob("*")):
        if path.suffix.lower() in {".jpg", ".png", ".webp"}:
            yield path.name, read(path.read_bytes())


def read(data: bytes) -> npt.NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"))
