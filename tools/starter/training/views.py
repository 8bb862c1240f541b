"""Cut each picture into views once, and keep the pixels and what the picture teacher sees in them.

A round holds one view of every picture: round 0 the whole picture, the others a random crop each.
"""

import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tools.starter.recipe import Recipe
from tools.starter.sets.shelf import Archives, Picture, Shelf

from .teachers import TEACHER_SIZE, PictureTeacher

CHUNK = 64


def _box(width: int, height: int, draw: np.random.Generator) -> tuple[float, float, float, float]:
    area = draw.uniform(0.35, 1.0)
    ratio = np.exp(draw.uniform(np.log(3 / 4), np.log(4 / 3)))
    wide = min(1.0, float(np.sqrt(area * ratio))) * width
    high = min(1.0, float(np.sqrt(area / ratio))) * height
    left, top = draw.uniform(0, width - wide), draw.uniform(0, height - high)
    return (left, top, left + wide, top + high)


def pixels_file(work: Path, source: str, number: int, size: int) -> Path:
    """Name the file of a set's pixels in a round, uint8 [pictures, size, size, 3]."""
    return work / f"{source}-{number:02d}-{size}.npy"


def features_file(work: Path, source: str, number: int) -> Path:
    """Name the file of a set's teacher features in a round, float16 [pictures, 1280]."""
    return work / f"{source}-{number:02d}-features.npy"


def make_round(shelf: Shelf, pictures: list[Picture], number: int, recipe: Recipe) -> bool:
    """Cut round `number` of the pictures of one set; say whether it was not there already."""
    size, source = recipe.size, pictures[0].source
    targets = (
        features_file(shelf.work, source, number),
        pixels_file(shelf.work, source, number, size),
    )
    if all(target.exists() and len(np.load(target, mmap_mode="r")) == len(pictures) for target in targets):
        return False
    teacher = PictureTeacher(shelf.data, recipe.threads)
    local = threading.local()

    def cut(picture: Picture) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        if not hasattr(local, "archives"):
            local.archives = Archives(shelf)
        whole = local.archives.read(picture)
        seed = (recipe.seed, number, zlib.crc32(picture.file.encode()))
        box = None if number == 0 else _box(whole.width, whole.height, np.random.default_rng(seed))
        small = whole.resize((size, size), Image.Resampling.BICUBIC, box)
        large = whole.resize((TEACHER_SIZE, TEACHER_SIZE), Image.Resampling.BICUBIC, box)
        return np.asarray(small), np.asarray(large)

    pixels = np.empty((len(pictures), size, size, 3), np.uint8)
    features: list[NDArray[np.float16]] = []
    with ThreadPoolExecutor(recipe.threads) as pool:
        for start in range(0, len(pictures), CHUNK):
            rows = list(pool.map(cut, pictures[start : start + CHUNK]))
            pixels[start : start + len(rows)] = np.stack([small for small, _ in rows])
            features.append(teacher.features(np.stack([large for _, large in rows])).astype(np.float16))
    np.save(targets[0], np.concatenate(features))
    np.save(targets[1], pixels)
    return True
