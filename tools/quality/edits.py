"""What people and programs do to a photo before somebody searches with it. Each edit draws its numbers from its lot."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

Edit = Callable[[Image.Image, random.Random], Image.Image]

WORDS: Final = [
    "sale",
    "summer",
    "today",
    "only",
    "new",
    "offer",
    "the",
    "best",
    "of",
    "our",
    "town",
    "read",
    "more",
    "share",
    "this",
    "photo",
    "by",
    "anna",
]


def crop(photo: Image.Image, lot: random.Random, *, share: float) -> Image.Image:
    """Cut out a rectangle with this share of the area."""
    shape = math.exp(lot.uniform(-0.25, 0.25))
    width = min(photo.width, max(8, round(photo.width * math.sqrt(share) * shape)))
    height = min(photo.height, max(8, round(photo.width * photo.height * share / width)))
    left, top = lot.randint(0, photo.width - width), lot.randint(0, photo.height - height)
    return photo.crop((left, top, left + width, top + height))


def jpeg(photo: Image.Image, _lot: random.Random, *, quality: int) -> Image.Image:
    """Save it as a JPEG of this quality and read it again."""
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=quality)
    with Image.open(file) as saved:
        return saved.convert("RGB")


def resize(photo: Image.Image, _lot: random.Random, *, long_side: int) -> Image.Image:
    """Scale it to a long side."""
    scale = long_side / max(photo.size)
    size = max(1, round(photo.width * scale)), max(1, round(photo.height * scale))
    return photo.resize(size, Image.Resampling.LANCZOS)


def mirror(photo: Image.Image, _lot: random.Random) -> Image.Image:
    """Swap left and right."""
    return ImageOps.mirror(photo)


def quarter_turn(photo: Image.Image, lot: random.Random) -> Image.Image:
    """Turn it by 90, 180 or 270 degrees."""
    return photo.transpose(
        lot.choice((Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270))
    )


def turn(photo: Image.Image, lot: random.Random, *, least: float, most: float) -> Image.Image:
    """Turn it by some degrees either way; the corners are filled, or cut away as a photo editor does."""
    angle = lot.choice((-1, 1)) * lot.uniform(least, most)
    filling = lot.choice(("white", "black", "cut"))
    turned = photo.rotate(
        angle, Image.Resampling.BICUBIC, expand=True, fillcolor="black" if filling == "cut" else filling
    )
    if filling != "cut":
        return turned
    sine, cosine = abs(math.sin(math.radians(angle))), abs(math.cos(math.radians(angle)))
    # The largest rectangle of the photo's own shape that a turned photo holds.
    wide, high = photo.size
    scale = min(wide / (wide * cosine + high * sine), high / (wide * sine + high * cosine))
    width, height = wide * scale, high * scale
    left, top = (turned.width - width) / 2, (turned.height - height) / 2
    return turned.crop((round(left), round(top), round(left + width), round(top + height)))


def text(photo: Image.Image, lot: random.Random) -> Image.Image:
    """Write two or three lines over it, as memes and posters do."""
    marked = photo.copy()
    draw = ImageDraw.Draw(marked)
    for place in lot.sample((0.06, 0.4, 0.78), lot.randint(2, 3)):
        font = ImageFont.load_default(size=max(9, round(marked.height * lot.uniform(0.08, 0.15))))
        line = " ".join(lot.sample(WORDS, 3)).upper()
        left = lot.uniform(0.0, 0.15) * marked.width
        draw.text(
            (left, place * marked.height), line, "white", font, stroke_width=1, stroke_fill=(20, 20, 20)
        )
    return marked


def logo(photo: Image.Image, lot: random.Random) -> Image.Image:
    """Put a mark of a tenth to a fifth of the area on it."""
    marked = photo.copy()
    draw = ImageDraw.Draw(marked)
    side = math.sqrt(lot.uniform(0.1, 0.2) * marked.width * marked.height)
    left = lot.uniform(0, marked.width - side)
    top = lot.uniform(0, marked.height - side)
    ink = _colour(lot)
    box = (left, top, left + side, top + side)
    lot.choice((draw.ellipse, partial(draw.rounded_rectangle, radius=side / 6), draw.rectangle))(
        box, fill=ink
    )
    inner = (left + side * 0.2, top + side * 0.35, left + side * 0.8, top + side * 0.5)
    draw.rectangle(inner, "white")
    font = ImageFont.load_default(size=max(8, round(side / 4)))
    draw.text((left + side * 0.2, top + side * 0.55), lot.choice(WORDS)[:4].upper(), "white", font)
    return marked


def colour(photo: Image.Image, lot: random.Random) -> Image.Image:
    """Change its colours: another hue, another white, grey, or a filter of one tint."""
    way = lot.choice(("hue", "white", "grey", "tint"))
    if way == "grey":
        return ImageOps.grayscale(photo).convert("RGB")
    if way == "hue":
        hue, saturation, value = photo.convert("HSV").split()
        turned = (np.asarray(hue).astype(np.int16) + lot.randint(20, 235)) % 256
        return Image.merge("HSV", (Image.fromarray(turned.astype(np.uint8)), saturation, value)).convert(
            "RGB"
        )
    if way == "white":
        gains = np.array([lot.uniform(0.65, 1.35) for _ in range(3)])
        return Image.fromarray(np.clip(np.asarray(photo) * gains, 0, 255).astype(np.uint8))
    dark, light = sorted((_colour(lot), _colour(lot)), key=sum)
    return Image.blend(photo, ImageOps.colorize(ImageOps.grayscale(photo), dark, light), 0.7)


def contrast(photo: Image.Image, lot: random.Random) -> Image.Image:
    """Make it paler or harder, darker or brighter."""
    changed = ImageEnhance.Contrast(photo).enhance(lot.choice((0.4, 0.55, 1.6, 2.2)))
    changed = ImageEnhance.Brightness(changed).enhance(lot.choice((0.55, 0.75, 1.3, 1.6)))
    gamma = lot.uniform(0.6, 1.6)
    return changed.point([round(255 * (value / 255) ** gamma) for value in range(256)] * 3)


def page(photo: Image.Image, lot: random.Random) -> Image.Image:
    """Paste it into a page of text, where it takes a sixth to a third of the area."""
    share = lot.uniform(0.17, 0.35)
    width = round(math.sqrt(photo.width * photo.height / share / 1.3))
    height = round(width * 1.3)
    sheet = Image.new("RGB", (max(width, photo.width + 8), max(height, photo.height + 8)), "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=max(8, sheet.width // 32))
    draw.text(
        (10, 8),
        " ".join(lot.sample(WORDS, 4)).title(),
        "black",
        ImageFont.load_default(size=sheet.width // 16),
    )
    for top in range(sheet.width // 10, sheet.height - 10, max(11, sheet.width // 24)):
        draw.text((10, top), " ".join(lot.choice(WORDS) for _ in range(9)), (40, 40, 40), font)
    left, top = lot.randint(4, sheet.width - photo.width - 4), lot.randint(4, sheet.height - photo.height - 4)
    draw.rectangle((left - 4, top - 4, left + photo.width + 4, top + photo.height + 4), "white")
    sheet.paste(photo, (left, top))
    return sheet


def screenshot(photo: Image.Image, lot: random.Random) -> Image.Image:
    """Show it in a window with a bar, buttons and borders."""
    scale = lot.uniform(0.8, 1.6)
    shown = photo.resize((round(photo.width * scale), round(photo.height * scale)), Image.Resampling.BICUBIC)
    side, bar = lot.randint(10, 60), lot.randint(24, 40)
    dark = lot.random() < 0.5
    sheet = Image.new(
        "RGB", (shown.width + 2 * side, shown.height + bar + side), (34, 36, 40) if dark else (240, 240, 242)
    )
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, sheet.width, bar - 6), (60, 63, 70) if dark else (220, 221, 225))
    for button, fill in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        draw.ellipse((8 + 16 * button, 5, 18 + 16 * button, 15), fill)
    draw.text(
        (66, 4), "viewer \u2013 photo.jpg", "white" if dark else "black", ImageFont.load_default(size=10)
    )
    sheet.paste(shown, (side, bar))
    return sheet


def blur(photo: Image.Image, lot: random.Random) -> Image.Image:
    """Take it out of focus a little."""
    return photo.filter(ImageFilter.GaussianBlur(lot.uniform(0.6, 1.3)))


def perspective(photo: Image.Image, lot: random.Random) -> Image.Image:
    """Look at it from the side, as a photo of a screen or a print does."""
    wide, high = photo.size
    corners = [
        (
            x * wide + lot.uniform(0, 0.12) * wide * (1 - 2 * x),
            y * high + lot.uniform(0, 0.12) * high * (1 - 2 * y),
        )
        for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))
    ]
    rows: list[list[float]] = []
    wanted: list[float] = []
    for (to_x, to_y), (x, y) in zip(corners, ((0, 0), (wide, 0), (wide, high), (0, high)), strict=True):
        rows += [
            [to_x, to_y, 1, 0, 0, 0, -x * to_x, -x * to_y],
            [0, 0, 0, to_x, to_y, 1, -y * to_x, -y * to_y],
        ]
        wanted += [x, y]
    coefficients = np.linalg.solve(np.array(rows), np.array(wanted)).tolist()
    return photo.transform(
        photo.size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor="white"
    )


def strong(photo: Image.Image, lot: random.Random) -> tuple[Image.Image, tuple[str, ...]]:
    """Apply three or four different edits in an order in which they may happen; give their names, too."""
    chosen = lot.sample(sorted(_MIXED), lot.choice((3, 3, 4)))
    steps = sorted(chosen, key=list(_MIXED).index)
    for step in steps:
        photo = _MIXED[step](photo, lot)
    return photo, tuple(steps)


def _colour(lot: random.Random) -> tuple[int, int, int]:
    return lot.randint(0, 255), lot.randint(0, 255), lot.randint(0, 255)


def _cut(photo: Image.Image, lot: random.Random) -> Image.Image:
    return crop(photo, lot, share=lot.uniform(0.35, 0.7))


def _shrunk(photo: Image.Image, lot: random.Random) -> Image.Image:
    return resize(photo, lot, long_side=round(max(photo.size) * lot.uniform(0.55, 0.8)))


def _slanted(photo: Image.Image, lot: random.Random) -> Image.Image:
    return turn(photo, lot, least=5, most=25)


def _pressed(photo: Image.Image, lot: random.Random) -> Image.Image:
    return jpeg(photo, lot, quality=lot.randint(15, 40))


_MIXED: Final[dict[str, Edit]] = {
    "crop": _cut,
    "colour": colour,
    "contrast": contrast,
    "blur": blur,
    "mirror": mirror,
    "turn": _slanted,
    "perspective": perspective,
    "text": text,
    "logo": logo,
    "resize": _shrunk,
    "page": page,
    "screenshot": screenshot,
    "jpeg": _pressed,
}
"""In the order in which they are applied."""

EDITS: Final[dict[str, tuple[Edit, str | None]]] = {
    **{f"crop-{share}": (partial(crop, share=share / 100), "crop_of") for share in (80, 60, 40, 30, 20)},
    **{f"jpeg-{quality}": (partial(jpeg, quality=quality), "same_picture") for quality in (40, 20, 10)},
    **{f"resize-{side}": (partial(resize, long_side=side), "same_picture") for side in (128, 96, 64)},
    "mirror": (mirror, "same_picture"),
    "quarter-turn": (quarter_turn, "same_picture"),
    "turn-5-15": (partial(turn, least=5, most=15), None),
    "turn-15-30": (partial(turn, least=15, most=30), None),
    "text": (text, None),
    "logo": (logo, None),
    "colour": (colour, None),
    "contrast": (contrast, None),
    "page": (page, "contains"),
    "screenshot": (screenshot, "contains"),
}
"""One edit for each group, and what ought to be proved of its queries where that is clear."""
