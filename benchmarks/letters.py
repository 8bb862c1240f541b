"""How many rendered codes each recognizer reads, and how fast: run `python benchmarks/letters.py [--pictures 40]`.

Labels are drawn with Pillow's own typeface at several sizes, tilted, blurred, made noisy and pasted into pictures of
720 to 2,000 pixels. A code counts as read when a line holds it after folding, and as found when the search for codes
would list it first (exact, or the closest of all).
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.ocr import TextRecognizer, installed_recognizers, load_recognizer
from bowerbird_engine.search.spelling import agree

SIZES = ((720, 540), (1000, 750), (1600, 1200), (2000, 1500))
TYPE_PIXELS = (18, 24, 32, 48, 72)
WORDS = ("HAND MADE", "Desk lamp", "FRAGILE", "Net weight 250 g", "Ceramic mug", "Made to order", "Keep dry")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=40)
    parser.add_argument("--threads", type=int, default=None)
    options = parser.parse_args()
    pictures = [label(np.random.default_rng(number), number) for number in range(options.pictures)]
    for name in installed_recognizers():
        recognizer = load_recognizer(name, threads=options.threads)
        print(f"{recognizer.identity}, {options.pictures} pictures")
        measure(recognizer, pictures)
    return 0


def measure(recognizer: TextRecognizer, pictures: list[tuple[Uint8Array, str, str]]) -> None:
    recognizer.recognize(pictures[0][0])
    read: list[list[str]] = []
    processor, wall = time.process_time(), time.perf_counter()
    for picture, _, _ in pictures:
        read.append([region.text for region in recognizer.recognize(picture)])
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    number = len(pictures)
    codes = sum(
        any(fold_code(code) in fold_code(text) for text in texts)
        for texts, (_, code, _) in zip(read, pictures, strict=True)
    )
    phrases = sum(
        any(fold_code(words) in fold_code(text) for text in texts)
        for texts, (_, _, words) in zip(read, pictures, strict=True)
    )
    first = sum(closest(code, read) == place for place, (_, code, _) in enumerate(pictures))
    print(f"  codes read    {codes / number:6.1%}")
    print(f"  phrases read  {phrases / number:6.1%}")
    print(f"  right first   {first / number:6.1%}")
    print(f"  a picture     {processor / number:.2f} s of processor, {wall / number:.2f} s of clock")


def closest(code: str, read: list[list[str]]) -> int:
    best, place = 0.0, -1
    for number, texts in enumerate(read):
        for text in texts:
            agreement = agree(code, text)
            if agreement is not None and agreement.percent > best:
                best, place = agreement.percent, number
    return place


def label(rng: np.random.Generator, number: int) -> tuple[Uint8Array, str, str]:
    """Draw a picture with a label; give it with its code and its phrase."""
    width, height = SIZES[number % len(SIZES)]
    pixels = TYPE_PIXELS[number // len(SIZES) % len(TYPE_PIXELS)]
    letters = "".join(rng.choice(list("ABCDEFGHJKLMNPQRSTUVWXYZ"), 2))
    code = f"{letters}-{rng.integers(100, 99_999)}-{rng.choice(list('AKXTOB'))}"
    words = str(rng.choice(WORDS))
    font = ImageFont.load_default(pixels)
    tag = Image.new("RGB", (int(pixels * 11), int(pixels * 4.4)), tuple(rng.integers(205, 256, 3).tolist()))
    pen = ImageDraw.Draw(tag)
    ink = tuple(rng.integers(0, 90, 3).tolist())
    pen.text((pixels * 0.7, pixels * 0.6), words, fill=ink, font=font)
    pen.text((pixels * 0.7, pixels * 2.2), code, fill=ink, font=font)
    ground = tuple(rng.integers(40, 200, 3).tolist())
    turned = tag.rotate(float(rng.uniform(-12, 12)), Image.Resampling.BICUBIC, expand=True, fillcolor=ground)
    picture = Image.new("RGB", (width, height), ground)
    picture.paste(turned, ((width - turned.width) // 2, (height - turned.height) // 2))
    blurred = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 1.2))))
    noisy = np.asarray(blurred, np.int16) + rng.normal(0, 7, (height, width, 3)).astype(np.int16)
    return np.clip(noisy, 0, 255).astype(np.uint8), code, words


if __name__ == "__main__":
    raise SystemExit(main())
