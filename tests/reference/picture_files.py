"""Write pictures of every format that is read, from seeds: photo-like, from tiny to 4,000 pixels, of all shapes."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, ImageDraw

from bowerbird_engine.imaging.fitting import side_within
from fakes.pictures import HEIC, HEIC_TURNED, oriented, png, turned_for

SMALL = ((32, 41), (64, 48), (100, 100), (223, 225), (225, 224), (320, 240))
MIDDLE = ((511, 383), (427, 640), (799, 1200), (1024, 768), (1066, 1600))
LARGE = ((4000, 3000), (2667, 4000), (3000, 2000))
LONG = ((1500, 40), (33, 2000), (4000, 250))
EVERY = SMALL + MIDDLE

DRAWN_SIDE = 1200
"""Larger pictures are enlarged from this, which saves half a minute."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to write a picture: Pillow's format and options, the mode, and the sizes to write it in."""

    name: str
    suffix: str
    sizes: tuple[tuple[int, int], ...]
    mode: str = "RGB"
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    orientation: int = 1
    see_through: bool = False


def _kinds() -> list[Kind]:
    wide = wide_gamut_profile()
    return [
        Kind("photo", ".jpg", EVERY + LARGE + LONG, options={"quality": 90}),
        Kind("progressive", ".jpg", (SMALL[3], MIDDLE[1], LARGE[0]), options={"progressive": True}),
        Kind("full-colour", ".jpg", MIDDLE, options={"quality": 95, "subsampling": 0}),
        Kind("coarse", ".jpg", MIDDLE[:2], options={"quality": 40}),
        Kind("grey", ".jpg", (SMALL[4], MIDDLE[3]), mode="L"),
        Kind("inks", ".jpg", (SMALL[5], MIDDLE[2]), mode="CMYK", options={"quality": 90}),
        Kind("wide-gamut", ".jpg", (MIDDLE[0], MIDDLE[4]), options={"quality": 90, "icc_profile": wide}),
        *(Kind(f"turned-{turn}", ".jpg", (MIDDLE[turn % 4],), orientation=turn) for turn in range(2, 9)),
        Kind("plain", ".png", EVERY + LARGE[2:] + LONG[:2]),
        Kind("see-through", ".png", (SMALL[3], MIDDLE[0], MIDDLE[1]), see_through=True),
        Kind("see-through-grey", ".png", (MIDDLE[0],), mode="LA", see_through=True),
        Kind("palette", ".png", (SMALL[5], MIDDLE[1]), mode="P"),
        Kind("grey", ".png", (SMALL[1], MIDDLE[3]), mode="L"),
        Kind("two-tones", ".png", (MIDDLE[0],), mode="1"),
        Kind("wide-gamut", ".png", (MIDDLE[0],), options={"icc_profile": wide}),
        Kind("lossy", ".webp", (SMALL[4], *MIDDLE), options={"quality": 85, "method": 1}),
        Kind("lossless", ".webp", (MIDDLE[1],), options={"lossless": True, "method": 0}),
        Kind("see-through", ".webp", (MIDDLE[0],), options={"method": 1}, see_through=True),
        Kind("palette", ".gif", (SMALL[2], MIDDLE[0], MIDDLE[3]), mode="P"),
        Kind("plain", ".tif", (SMALL[3], MIDDLE[2])),
        Kind("packed", ".tif", (MIDDLE[0],), options={"compression": "tiff_lzw"}),
        Kind("inks", ".tif", (MIDDLE[1],), mode="CMYK"),
        Kind("deep-grey", ".tif", (MIDDLE[1],), mode="I;16"),
        Kind("turned", ".tif", (MIDDLE[3],), orientation=6),
        Kind("plain", ".bmp", (SMALL[0], SMALL[4], MIDDLE[1])),
        Kind("palette", ".bmp", (MIDDLE[0],), mode="P"),
        Kind("plain", ".avif", (SMALL[4], *MIDDLE[:3]), options={"speed": 9}),
        Kind("see-through", ".avif", (MIDDLE[1],), options={"speed": 9}, see_through=True),
    ]


def write_pictures(folder: Path) -> list[Path]:
    """Write them all and name them, in a fixed order."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for kind in _kinds():
        for size in kind.sizes:
            path = folder / f"{kind.name}-{size[0]}x{size[1]}{kind.suffix}"
            _write(path, kind, size, seed=len(written))
            written.append(path)
    loose = {
        "small.heic": HEIC,
        "turned.heic": HEIC_TURNED,
        "deep.png": _deep_png((300, 200), seed=1001),
    }
    for name, data in loose.items():
        (folder / name).write_bytes(data)
        written.append(folder / name)
    return written


def scene(size: tuple[int, int], seed: int) -> Image.Image:
    """Draw something photo-like: noise of every scale, as nature has it, hard edges, and the grain of a sensor."""
    numbers = np.random.default_rng(seed)
    drawn = _soft_scene(side_within(size, DRAWN_SIDE), numbers)
    if drawn.size == size:
        return drawn
    levels = np.asarray(drawn.resize(size, Image.Resampling.BICUBIC)).astype(np.int16)
    levels += numbers.integers(-6, 7, (size[1], size[0], 1), np.int16)
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))


def _soft_scene(size: tuple[int, int], numbers: np.random.Generator) -> Image.Image:
    width, height = size
    total: npt.NDArray[np.float32] = np.zeros((height, width, 3), np.float32)
    cells = 2
    while cells < max(size):
        shape = (max(1, round(cells * height / max(size))), max(1, round(cells * width / max(size))))
        for channel in range(3):
            noise = Image.fromarray(numbers.standard_normal(shape, np.float32))
            total[..., channel] += np.asarray(noise.resize(size, Image.Resampling.BICUBIC)) / cells**0.9
        cells *= 3
    grey = total.mean(axis=2, keepdims=True)
    levels = 128 + 120 * (grey + 0.5 * (total - grey)) / max(float(np.abs(grey).max()), 1e-6)
    levels += numbers.uniform(-60, 60, 3).astype(np.float32)
    image = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(6):
        corners = [(numbers.uniform(0, width), numbers.uniform(0, height)) for _ in range(3)]
        draw.polygon(corners, fill=tuple(int(level) for level in numbers.integers(0, 256, 3)))
    for _ in range(12):
        start, end = [(numbers.uniform(0, width), numbers.uniform(0, height)) for _ in range(2)]
        draw.line([start, end], fill=tuple(int(level) for level in numbers.integers(0, 256, 3)), width=2)
    return image


def wide_gamut_profile() -> bytes:
    """Make a colour profile with wider primaries than sRGB: those of Display P3, adapted to the profiles' white.

    The numbers are published with the profile of that name (ICC, 2017).
    """
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    profile = bytearray(srgb.tobytes().replace("sRGB".encode("utf-16-be"), "Wide".encode("utf-16-be")))
    primaries = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    (count,) = struct.unpack_from(">I", profile, 128)
    for tag in range(count):
        name, offset, _ = struct.unpack_from(">4sII", profile, 132 + 12 * tag)
        if name in primaries:
            struct.pack_into(">3i", profile, offset + 8, *(round(65536 * value) for value in primaries[name]))
    return bytes(profile)


def _write(path: Path, kind: Kind, size: tuple[int, int], *, seed: int) -> None:
    image = scene(size, seed)
    options = dict(kind.options)
    if kind.see_through:
        image.putalpha(Image.fromarray(_ramp(size)))
    if kind.mode == "I;16":
        deep = np.asarray(image.convert("L")).astype(np.uint16) * 257
        image = Image.fromarray(deep)
    elif kind.mode != image.mode and not (kind.see_through and kind.mode == "RGB"):
        image = image.convert(kind.mode)
    if kind.orientation != 1:
        image = turned_for(image, kind.orientation)
        options["exif"] = oriented(kind.orientation)
    image.save(path, **options)


def _ramp(size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """Make transparency that runs from nothing on the left to full on the right."""
    width, height = size
    return np.tile(np.linspace(0, 255, width).astype(np.uint8), (height, 1))


def _deep_png(size: tuple[int, int], seed: int) -> bytes:
    """Write colours in 16 bits, which Pillow itself does not."""
    levels = np.asarray(scene(size, seed)).astype(np.uint16) * 257
    return png(size, 16, 2, levels.astype(">u2").tobytes())
