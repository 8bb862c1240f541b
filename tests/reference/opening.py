"""Open a picture the plain way that the reference wants it: all of it, upright, in sRGB, on white."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

from reference.libraries import pi_heif


def open_picture(path: Path) -> Image.Image:
    """Decode a whole picture and bring every pixel of it to RGB before anything is resized.

    Written apart from the product, which reads large JPEGs at a reduced scale and converts colours at the end.
    """
    if path.suffix == ".heic":
        image: Image.Image = pi_heif.open_heif(path).to_pillow()
    else:
        with Image.open(path) as opened:
            image = ImageOps.exif_transpose(opened)
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = Image.fromarray(np.rint(np.asarray(image).astype(np.float64) / 257).astype(np.uint8))
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), seen)
    image = image.convert("RGB")
    if isinstance(profile, bytes):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        converted = ImageCms.profileToProfile(image, source, target)
        assert converted is not None
        image = converted
    return image
