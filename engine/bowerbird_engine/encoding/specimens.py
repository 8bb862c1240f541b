"""Pictures and texts to try a pack with: made on the spot, the same each time, and unlike each other."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Uint8Array

WORDS: Final = ("red", "house", "dog", "sunset", "猫", "дом", "مدينة", "青空")
"""Single words, in several scripts: a tokenizer need not know all of them, but it must tell some apart."""

TEXTS: Final = (
    *WORDS,
    "",
    "a photo of a red shirt on a white background",
    "a product shot of a blue lamp, soft light",
    "two dogs running on the beach at sunset",
    "INVOICE No. BB-2047-K",
    "dark forest in the fog & rain",
    "ein altes Haus am See",
    "l'été à la montagne: neige, soleil et 3 sapins",
    "a screenshot of a settings window with many small letters, a search box, two buttons and a long list of names",
)

_SEED: Final = 20_471


def specimen_pictures(size: int) -> Uint8Array:
    """Draw twelve pictures [12, size, size, 3]: flat ones, gradients, stripes, noise, blobs, and lines like letters."""
    numbers = np.random.default_rng(_SEED)
    across = np.linspace(0.0, 1.0, size)[np.newaxis, :, np.newaxis] * np.ones((size, 1, 1))
    down = across.transpose(1, 0, 2)
    drawn = [
        _flat(size, 0.05, 0.05, 0.05),
        _flat(size, 0.95, 0.95, 0.92),
        _flat(size, 0.85, 0.1, 0.1),
        across * np.array([0.9, 0.4, 0.1]) + (1 - across) * np.array([0.1, 0.2, 0.6]),
        down * np.array([0.2, 0.7, 0.3]) + (1 - down) * np.array([0.7, 0.85, 1.0]),
        np.where(np.sin(across * 40) > 0, 0.9, 0.1) * np.ones(3),
        np.where(np.sin(across * 25) * np.sin(down * 25) > 0, 0.8, 0.2) * np.array([1.0, 0.8, 0.3]),
        numbers.random((size, size, 3)),
        _soft(numbers, size, 4),
        _soft(numbers, size, 12),
        _blob(across, down),
        _lines(numbers, size),
    ]
    pictures: Uint8Array = (np.stack(drawn).clip(0, 1) * 255).round().astype(np.uint8)
    return pictures


def _flat(size: int, *colour: float) -> npt.NDArray[np.float64]:
    return np.full((size, size, 3), colour)


def _soft(numbers: np.random.Generator, size: int, cells: int) -> npt.NDArray[np.float64]:
    """Blend random colours at the corners of a grid into each other."""
    corners = numbers.random((cells + 1, cells + 1, 3))
    places = np.linspace(0, cells, size, endpoint=False)
    low, part = places.astype(np.int64), (places % 1)[:, np.newaxis]
    rows = corners[low] * (1 - part[..., np.newaxis]) + corners[low + 1] * part[..., np.newaxis]
    blended: npt.NDArray[np.float64] = rows[:, low] * (1 - part) + rows[:, low + 1] * part
    return blended


def _blob(across: npt.NDArray[np.float64], down: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    inside = np.hypot(across - 0.5, down - 0.45) < 0.3  # noqa: PLR2004  of the picture's side
    return np.where(inside, np.array([0.2, 0.35, 0.9]), np.array([0.97, 0.96, 0.94]))


def _lines(numbers: np.random.Generator, size: int) -> npt.NDArray[np.float64]:
    """Put short dark strokes in rows on white, as a page of letters looks from afar."""
    page = np.ones((size, size, 3)) * 0.98
    height = max(2, size // 24)
    for top in range(height, size - height, 2 * height):
        left = height
        while left < size - height:
            width = int(numbers.integers(1, 3 * height))
            page[top : top + height, left : min(left + width, size - height)] = 0.1
            left += width + int(numbers.integers(1, height + 1))
    return page
