"""Model input from a decoded picture, as an array. The same arithmetic runs inside the decoding workers."""

from __future__ import annotations

import numpy as np
from PIL import Image

from bowerbird_engine.assets import Preprocessing, Uint8Array
from bowerbird_engine.imaging.fitting import fit_image
from bowerbird_engine.imaging.work import Fit


def fit(image: Image.Image, preprocessing: Preprocessing) -> Uint8Array:
    """Bring an RGB picture to [size, size, 3] as the pack wants it; values stay 0..255."""
    fitted = fit_image(image, Fit(preprocessing.size, preprocessing.resize, preprocessing.interpolation))
    return np.asarray(fitted, dtype=np.uint8)
