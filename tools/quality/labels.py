"""Labels as a camera sees them: printed in some face, on a cluttered ground, tilted, badly lit, soft, noisy, compressed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter
from tools.quality.faces import face

_SIZES: Final = ((800, 600), (1024, 768), (1200, 900), (1280, 720), (900, 1200))
_TYPE_PIXELS: Final = (20, 26, 32, 40, 54)
_TILT: Final = 0.07
"""How far a corner is moved, in parts of the label's size: a label looked at from the side by some 20 degrees."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a label, line by line, the code's lines among them; `turn` is in steps of 90 degrees."""

    lines: tuple[str, ...]
    turn: int = 0


def draw(label: Label, rng: np.random.Generator) -> Image.Image:
    """Print a label on paper, a plate or a sticker, with a margin and at times a border."""
    pixels = int(rng.choice(_TYPE_PIXELS))
    number = int(rng.integers(1000))
    fonts = [face(number, pixels if index else int(pixels * rng.uniform(0.8, 1.2))) for index in range(2)]
    dark = rng.random() < 0.2
    paper = rng.integers(20, 70, 3) if dark else rng.integers(200, 256, 3)
    ink = rng.integers(205, 256, 3) if dark else rng.integers(0, 80, 3)
    pen = ImageDraw.Draw(Image.new("L", (1, 1)))
    boxes = [pen.textbbox((0, 0), line, font=fonts[place % 2]) for place, line in enumerate(label.lines)]
    margin, leading = int(pixels * rng.uniform(0.5, 1.2)), int(pixels * rng.uniform(1.35, 1.8))
    width = int(max(box[2] for box in boxes)) + 2 * margin
    height = leading * len(label.lines) + 2 * margin
    tag = Image.new("RGB", (width, height), _colour(paper))
    pen = ImageDraw.Draw(tag)
    if rng.random() < 0.4:
        inset = margin // 4
        pen.rectangle((inset, inset, width - inset - 1, height - inset - 1), outline=_colour(ink), width=2)
    for place, line in enumerate(label.lines):
        pen.text((margin, margin + place * leading), line, fill=_colour(ink), font=fonts[place % 2])
    return tag


def photograph(label: Label, ground: Image.Image, rng: np.random.Generator) -> bytes:
    """Lay a label on a ground and photograph it; gives the bytes of a JPEG."""
    tag = draw(label, rng)
    if label.turn:
        tag = tag.rotate(90 * label.turn, expand=True)
    most = (int(ground.width * 0.9), int(ground.height * 0.9))
    if tag.width > most[0] or tag.height > most[1]:
        tag.thumbnail(most, Image.Resampling.LANCZOS)
    tilted = _seen_from_the_side(tag, rng)
    picture = ground.copy()
    left = int(rng.integers(0, max(1, ground.width - tilted.width + 1)))
    top = int(rng.integers(0, max(1, ground.height - tilted.height + 1)))
    picture.paste(tilted, (left, top), tilted)
    return _through_a_camera(picture, rng)


def ground_size(rng: np.random.Generator) -> tuple[int, int]:
    """Choose how many pixels a photo has."""
    return _SIZES[int(rng.integers(len(_SIZES)))]


def _seen_from_the_side(tag: Image.Image, rng: np.random.Generator) -> Image.Image:
    angle = float(rng.normal(0.0, 5.0))
    turned = tag.convert("RGBA").rotate(angle, Image.Resampling.BICUBIC, expand=True)
    width, height = turned.size
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    moved = corners + rng.uniform(-_TILT, _TILT, (4, 2)) * min(width, height)
    moved -= moved.min(axis=0)
    right, bottom = (int(value) + 1 for value in moved.max(axis=0))
    return turned.transform(
        (right, bottom), Image.Transform.PERSPECTIVE, _homography(moved, corners), Image.Resampling.BICUBIC
    )


def _homography(points: npt.NDArray[np.float64], onto: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Solve for the eight numbers that bring four points onto four others."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(points.tolist(), onto.tolist(), strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    return tuple(np.linalg.solve(np.array(rows), onto.reshape(-1)).tolist())


def _through_a_camera(picture: Image.Image, rng: np.random.Generator) -> bytes:
    blurred = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 1.4))))
    if rng.random() < 0.2:
        # A hand that was not quite still: one row or column of ones.
        kernel = np.zeros((5, 5))
        kernel[(2, slice(1, 4)) if rng.random() < 0.5 else (slice(1, 4), 2)] = 1.0
        blurred = blurred.filter(ImageFilter.Kernel((5, 5), kernel.reshape(-1).tolist()))
    pixels = np.asarray(blurred, np.float64)
    across, down = np.linspace(-1, 1, pixels.shape[1]), np.linspace(-1, 1, pixels.shape[0])[:, np.newaxis]
    light = 1.0 + rng.uniform(-0.3, 0.3) * across + rng.uniform(-0.3, 0.3) * down
    light *= rng.uniform(0.75, 1.1)
    noise = rng.normal(0.0, rng.uniform(2.0, 12.0), pixels.shape)
    seen = np.clip(pixels * light[:, :, np.newaxis] + noise, 0, 255).astype(np.uint8)
    written = io.BytesIO()
    Image.fromarray(seen).save(written, "JPEG", quality=int(rng.integers(35, 91)))
    return written.getvalue()


def _colour(values: npt.NDArray[np.int64]) -> tuple[int, int, int]:
    red, green, blue = values.tolist()
    return red, green, blue
