"""Cut each picture into views once, and keep the pixels and what the picture teacher sees in them.

A round holds one view of every picture: round 0 the whole picture, the others a random crop each.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .data import Archives, Picture
from .recipe import Recipe
from .teachers import TEACHER_SIZE, PictureTeacher

CHUNK = 64


def _box(width: int, height: int, draw: np.random.Generator) -> tuple[float, float, float, float]:
    area = draw.uniform(0.35, 1.0)
    ratio = np.exp(draw.uniform(np.log(3 / 4), np.log(4 / 3)))
    wide = min(1.0, float(np.sqrt(area * ratio))) * width
    high = min(1.0, float(np.sqrt(area / ratio))) * height
    left, top = draw.uniform(0, width - wide), draw.uniform(0, height - high)
    return (left, top, left + wide, top + high)


def pixels_file(work: Path, number: int, size: int) -> Path:
    """Name the file of a round's pixels, uint8 [pictures, size, size, 3]."""
    return work / f"round{number:02d}-{size}.npy"


def features_file(work: Path, number: int) -> Path:
    """Name the file of a round's teacher features, float16 [pictures, 1280]."""
    return work / f"round{number:02d}-features.npy"


def make_round(data: Path, work: Path, pictures: list[Picture], number: int, recipe: Recipe) -> None:
    """Cut round `number` unless it is there already."""
    size, targets = recipe.size, (features_file(work, number), pixels_file(work, number, recipe.size))
    if all(target.exists() for target in targets):
        return
    teacher = PictureTeacher(data, recipe.threads)
    local = threading.local()

    def cut(index: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        if not hasattr(local, "archives"):
            local.archives = Archives(data, work)
        picture = local.archives.read(pictures[index])
        box = (
            None
            if number == 0
            else _box(picture.width, picture.height, np.random.default_rng((recipe.seed, number, index)))
        )
        small = picture.resize((size, size), Image.Resampling.BICUBIC, box)
        large = picture.resize((TEACHER_SIZE, TEACHER_SIZE), Image.Resampling.BICUBIC, box)
        return np.asarray(small), np.asarray(large)

    pixels = np.empty((len(pictures), size, size, 3), np.uint8)
    features: list[NDArray[np.float16]] = []
    with ThreadPoolExecutor(recipe.threads) as pool:
        for start in range(0, len(pictures), CHUNK):
            rows = list(pool.map(cut, range(start, min(start + CHUNK, len(pictures)))))
            pixels[start : start + len(rows)] = np.stack([small for small, _ in rows])
            features.append(teacher.features(np.stack([large for _, large in rows])).astype(np.float16))
    np.save(targets[0], np.concatenate(features))
    np.save(targets[1], pixels)
