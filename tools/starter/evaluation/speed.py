"""Time a pack on one core, weigh it, and see whether company changes an answer."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from .pack import BATCH, Pack

# Queries of usual length, each new to any cache.
QUERIES = (
    "warm sunset silhouette, backlight, film grain",
    "red t-shirt",
    "two dogs run over wet sand at the sea",
)


def _timed(run: Callable[[], object], times: int) -> float:
    """Give the median milliseconds of processor time: other programs on the machine do not count."""
    run()
    spent = []
    for _ in range(times):
        begun = time.process_time()
        run()
        spent.append(time.process_time() - begun)
    return float(np.median(spent)) * 1000


def measure_speed(pack: Pack, pictures: list[Image.Image]) -> dict[str, float]:
    """Time pictures (decoding apart) and queries (tokenizing included)."""
    one = pack.pixels(pictures[0])[None]
    many = np.stack([pack.pixels(picture) for picture in pictures[:BATCH]])
    single = _timed(lambda: pack.run_pictures(one), 40)
    return {
        "ms a picture, one core, decoding apart": round(single, 3),
        "pictures a second, one core, decoding apart": round(1000 / single, 1),
        "ms a picture among 16": round(_timed(lambda: pack.run_pictures(many), 10) / BATCH, 3),
        "ms to resize a picture": round(_timed(lambda: pack.pixels(pictures[0]), 40), 3),
        "ms a query, one core": round(
            float(np.mean([_timed(_asking(pack, text), 100) for text in QUERIES])), 3
        ),
    }


def _asking(pack: Pack, text: str) -> Callable[[], object]:
    return lambda: pack.texts([text])


def steadiness(pack: Pack, pictures: list[Image.Image], texts: list[str]) -> dict[str, float]:
    """Give the largest difference that a row's company makes: alone, and among 16."""
    alone = np.concatenate([pack.pictures([picture]) for picture in pictures[:BATCH]])
    said = np.concatenate([pack.texts([text]) for text in texts[:BATCH]])
    return {
        "pictures": float(np.abs(alone - pack.pictures(pictures[:BATCH])).max()),
        "texts": float(np.abs(said - pack.texts(texts[:BATCH])).max()),
    }


def weigh(folder: Path) -> int:
    """Give the bytes of a pack's files without its card."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.name != "CARD.md")
