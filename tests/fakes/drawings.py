"""Drawings of chance, which have many points that are found again."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from bowerbird_engine.assets import Uint8Array


def drawing(seed: int, side: int = 256) -> Uint8Array:
    """Draw sixty shapes of any colour, RGB [side, side, 3]; the same seed gives the same drawing."""
    lot = np.random.default_rng(seed)
    picture = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y = lot.integers(0, side - 30, 2).tolist()
        wide, high = lot.integers(8, 60, 2).tolist()
        red, green, blue = lot.integers(0, 256, 3).tolist()
        shape = draw.rectangle if lot.random() < 0.5 else draw.ellipse
        shape((x, y, x + wide, y + high), fill=(red, green, blue))
    return np.asarray(picture)
