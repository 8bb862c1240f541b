"""Variants that need no new photograph: crops, mirrored, re-coloured and re-lit copies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from pictures import Picture
from PIL import Image, ImageEnhance, ImageOps

Change = Callable[[Image.Image], Image.Image]


def crop(left: float, top: float, width: float, height: float, long_side: int) -> Change:
    """Cut out a part, given relative to the picture, and scale it to a new long side."""

    def change(image: Image.Image) -> Image.Image:
        w, h = image.size
        part = image.crop(
            (round(left * w), round(top * h), round((left + width) * w), round((top + height) * h))
        )
        scale = long_side / max(part.size)
        return part.resize((round(part.width * scale), round(part.height * scale)), Image.Resampling.LANCZOS)

    return change


def hue(degrees: float) -> Change:
    """Turn every colour around the colour circle."""

    def change(image: Image.Image) -> Image.Image:
        h, s, v = image.convert("HSV").split()
        # Pillow's hue has 256 steps around the circle.
        turned = (np.asarray(h).astype(np.int16) + round(degrees * 256 / 360)) % 256
        return Image.merge("HSV", (Image.fromarray(turned.astype(np.uint8)), s, v)).convert("RGB")

    return change


def dusk(image: Image.Image) -> Image.Image:
    """Re-light a picture: darker, cooler, with darker corners."""
    pixels = np.asarray(image).astype(np.float32) / 255
    height, width = pixels.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    shade = 1 - 0.45 * np.clip(x**2 + y**2, 0, 1.6)[..., None] / 1.6
    pixels = pixels**1.55 * shade * np.array([0.62, 0.72, 1.0])
    return Image.fromarray((np.clip(pixels, 0, 1) * 255).astype(np.uint8))


def faded(image: Image.Image) -> Image.Image:
    """Re-light a picture: like an old print, warm and pale."""
    pale = ImageEnhance.Contrast(ImageEnhance.Color(image).enhance(0.55)).enhance(0.78)
    return Image.blend(pale, Image.new("RGB", image.size, "#f3d9b0"), 0.22)


def _vary(original: Picture, change: Change, work: Path) -> Image.Image:
    return change(original.make(work).convert("RGB"))


def pictures(originals: list[Picture]) -> list[Picture]:
    """List the variants of pictures that exist."""
    by_file = {p.file: p for p in originals}
    rows: tuple[tuple[str, str, str, str, Change, tuple[str, ...] | None], ...] = (
        (
            "camera-lens-crop",
            "products/camera-front.jpg",
            "crop",
            "The lens of a film camera, cut out of a larger picture",
            crop(0.36, 0.26, 0.5, 0.62, 600),
            None,
        ),
        (
            "teapot-crop",
            "products/teapot-teal-front.jpg",
            "crop",
            "A teal teapot's body and spout, cut out of a larger picture",
            crop(0.3, 0.36, 0.56, 0.56, 640),
            None,
        ),
        (
            "living-room-sofa-crop",
            "interiors/living-room-day.jpg",
            "crop",
            "A sofa with cushions, cut out of a picture of a living room",
            crop(0.2, 0.36, 0.66, 0.6, 720),
            None,
        ),
        (
            "sailboat-crop",
            "silhouettes/sailboat.jpg",
            "crop",
            "A sailing boat at sunset, cut out of a wider picture",
            crop(0.4, 0.22, 0.55, 0.75, 640),
            None,
        ),
        (
            "invoice-top-crop",
            "screenshots/invoice.png",
            "crop",
            "The upper part of an invoice with its number",
            crop(0.0, 0.0, 1.0, 0.5, 640),
            (
                "Fern & Sons",
                "INVOICE",
                "No. 2026-00318",
                "12 February 2026",
                "Harbour Museum",
                "Oak shelf, oiled",
            ),
        ),
        (
            "sneaker-mirror",
            "products/sneaker-grey.jpg",
            "mirror",
            "A grey running shoe, mirrored",
            ImageOps.mirror,
            None,
        ),
        (
            "hiker-mirror",
            "silhouettes/hiker.jpg",
            "mirror",
            "A hiker in front of the setting sun, mirrored",
            ImageOps.mirror,
            None,
        ),
        ("kitchen-mirror", "interiors/kitchen.jpg", "mirror", "A kitchen, mirrored", ImageOps.mirror, None),
        (
            "bauhaus-recolour",
            "graphics/pattern-bauhaus.png",
            "recolour",
            "A geometric pattern in purple, yellow and green",
            hue(60),
            None,
        ),
        (
            "mountains-recolour",
            "silhouettes/mountains-pines.jpg",
            "recolour",
            "Mountain ridges behind fir trees in green light",
            hue(-110),
            None,
        ),
        (
            "bicycle-dusk",
            "silhouettes/bicycle.jpg",
            "relight",
            "A bicycle in the grass, late and dark",
            dusk,
            None,
        ),
        (
            "backpack-faded",
            "products/backpack-ochre.jpg",
            "relight",
            "An ochre backpack in a faded, warm print",
            faded,
            None,
        ),
    )
    colours = {
        "bauhaus-recolour": "purple yellow green white",
        "mountains-recolour": "green blue black",
        "bicycle-dusk": "brown black",
    }
    made = []
    for name, file, how, title, change, words in rows:
        if file not in by_file:
            raise KeyError(f"the variant {name} is made from {file}, which is not in the library")
        original = by_file[file]
        made.append(
            Picture(
                file=f"variants/{name}.jpg",
                kind=original.kind,
                title=title,
                colours=tuple(colours[name].split()) if name in colours else original.colours,
                make=partial(_vary, original, change),
                item=original.item,
                text=words or (),
                variant_of=file,
                variant=how,
            )
        )
    return made
