"""Pictures with much to see, each another one: what local features are tested on."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

from bowerbird_engine.assets import Quad, Uint8Array


def scene(seed: int, width: int = 480, height: int = 360) -> Image.Image:
    """Draw soft hills of colour with many small shapes before them, the same ones for the same seed."""
    lot = np.random.default_rng(seed)
    coarse = lot.integers(40, 215, (5, 6, 3)).astype(np.uint8)
    picture = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(140):
        x, y = lot.uniform(0, width), lot.uniform(0, height)
        size = lot.uniform(4, 34)
        colour = tuple(int(level) for level in lot.integers(0, 256, 3))
        box = (x, y, x + size, y + size * lot.uniform(0.4, 1.6))
        (draw.ellipse if lot.random() < 0.5 else draw.rectangle)(box, colour)
    return picture


def pixels(picture: Image.Image) -> Uint8Array:
    """Give a picture's pixels [H, W, 3]."""
    return np.asarray(picture.convert("RGB"))


def png(picture: Image.Image) -> bytes:
    """Save a picture as a PNG."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def part(left: float, top: float, right: float, bottom: float) -> Quad:
    """Give the corners of an upright box."""
    return (left, top, right, top, right, bottom, left, bottom)


def overlap(first: Quad, second: Quad) -> float:
    """Tell how much of two boxes together they share (IoU), counted on a grid."""
    both = [_filled(box) for box in (first, second)]
    return float((both[0] & both[1]).sum() / max(1, (both[0] | both[1]).sum()))


def _filled(box: Quad) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    grid = Image.new("1", (400, 400))
    corners = [(x * 400, y * 400) for x, y in zip(box[::2], box[1::2], strict=True)]
    ImageDraw.Draw(grid).polygon(corners, fill=1)
    return np.asarray(grid)
