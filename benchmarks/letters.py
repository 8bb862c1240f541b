"""How well letters are read and what it costs: run `python -m benchmarks.letters [--pictures 40] [--folder PICTURES]`.

Three parts, on one thread, in processor time. *Labels* are drawn with Pillow's own typeface at several sizes, tilted,
blurred, made noisy and pasted into pictures of 720 to 2,000 pixels; a code counts as read when a line holds it after
folding, and as found when the search for codes would list it first. *Directions*: the same labels, turned. *The pass*: what
reading a folder of pictures costs beside the bare recognizer with its own settings, and what the quick look loses; without
a folder of your own, on drawn pictures without letters and one label in six.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from bowerbird_engine.assets import TextRegion, Uint8Array
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.ocr import TextRecognizer, installed_recognizers, load_recognizer
from bowerbird_engine.search.spelling import agree

SIZES: Final = ((720, 540), (1000, 750), (1600, 1200), (2000, 1500))
TYPE_PIXELS: Final = (18, 24, 32, 48, 72)
WORDS: Final = (
    "HAND MADE", "Desk lamp", "FRAGILE", "Net weight 250 g", "Ceramic mug", "Made to order", "Keep dry",
)  # fmt: skip
ANGLES: Final = (0, 90, 180, 270, 10, -10, 30, -30, 45, 135)
LONG_SIDE: Final = 2000
"""As the index decodes pictures for their letters."""
LABELS_AMONG: Final = 6
PLAIN: Final = 3
SURE: Final = 0.8
"""A line counts when it has so many letters and digits and was read so surely: what is less is mostly no letters."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=40)
    parser.add_argument("--folder", type=Path, help="pictures of your own for the third part")
    parser.add_argument(
        "--parts", nargs="+", default=["labels", "directions", "pass"], help="which parts to measure"
    )
    options = parser.parse_args()
    for name in installed_recognizers():
        recognizer = load_recognizer(name, threads=1)
        print(f"{recognizer.identity}, {options.pictures} pictures; {', '.join(recognizer.languages)}")
        if "labels" in options.parts:
            measure(
                recognizer,
                [label(np.random.default_rng(number), number) for number in range(options.pictures)],
            )
        if "directions" in options.parts:
            measure_directions(recognizer, options.pictures)
        if "pass" in options.parts and name == "rapidocr":
            measure_pass(recognizer, opened(options.folder) if options.folder else drawn(options.pictures))
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


def measure_directions(recognizer: TextRecognizer, number: int) -> None:
    """Print which share of the codes the pass reads when the label is turned."""
    for angle in ANGLES:
        codes, spent = 0, 0.0
        for place in range(number):
            picture, code, _ = label(np.random.default_rng(place), place, angle)
            started = time.process_time()
            found = recognizer.skim(picture) or ()
            spent += time.process_time() - started
            codes += any(fold_code(code) in fold_code(region.text) for region in found)
        print(f"  turned by {angle:>4}  {codes / number:6.1%} of the codes, {spent / number:.2f} s a picture")


def measure_pass(recognizer: TextRecognizer, pictures: Iterator[Uint8Array]) -> None:
    """Print what a pass over pictures costs beside the bare recognizer, and what the quick look loses."""
    from rapidocr import RapidOCR  # noqa: PLC0415  a second, for this part only

    bare = RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    spent = {"bare": 0.0, "skimming": 0.0, "reading all": 0.0}
    counted = {
        "pictures": 0,
        "with letters": 0,
        "read": 0,
        "in vain": 0,
        "lost": 0,
        "lines": 0,
        "lines lost": 0,
    }
    for picture in pictures:
        started = time.process_time()
        bare(np.ascontiguousarray(picture[:, :, ::-1]))
        spent["bare"] += time.process_time() - started
        started = time.process_time()
        shows = recognizer.skim(picture) is not None
        spent["skimming"] += time.process_time() - started
        started = time.process_time()
        lines = sum(counts(region) for region in recognizer.recognize(picture))
        took = time.process_time() - started
        spent["reading all"] += took
        counted["pictures"] += 1
        counted["with letters"] += lines > 0
        counted["read"] += shows
        counted["in vain"] += shows and not lines
        counted["lines"] += lines
        counted["lost"] += lines > 0 and not shows
        counted["lines lost"] += lines * (not shows)
    print("  " + ", ".join(f"{value} {name}" for name, value in counted.items()))
    print("  " + ", ".join(f"{name} {value:.1f} s" for name, value in spent.items()))
    skimming, everything = spent["skimming"] / spent["bare"], spent["reading all"] / spent["bare"]
    print(f"  the pass costs {skimming:.2f} of the bare recognizer, reading everything {everything:.2f}")


def counts(region: TextRegion) -> bool:
    return region.score >= SURE and sum(letter.isalnum() for letter in region.text) >= PLAIN


def opened(folder: Path) -> Iterator[Uint8Array]:
    """Open the pictures of a folder as the index does, those that are larger shrunk."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}:
            with Image.open(path) as picture:
                upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONG_SIDE, LONG_SIDE))
            yield np.asarray(upright)


def drawn(number: int) -> Iterator[Uint8Array]:
    """Draw skies, and a label in one of six. Photos have more to look at: use some of your own."""
    for place in range(number):
        rng = np.random.default_rng(place)
        if place % LABELS_AMONG == 0:
            yield label(rng, place // LABELS_AMONG)[0]
            continue
        width, height = SIZES[place % len(SIZES)]
        down = np.linspace(0, 1, height)[:, np.newaxis, np.newaxis]
        above, below = rng.integers(40, 220, (2, 3))
        sky = above * (1 - down) + below * down + rng.normal(0, 6, (height, width, 1))
        yield np.clip(sky, 0, 255).astype(np.uint8)


def closest(code: str, read: list[list[str]]) -> int:
    best, place = 0.0, -1
    for number, texts in enumerate(read):
        for text in texts:
            agreement = agree(code, text)
            if agreement is not None and agreement.percent > best:
                best, place = agreement.percent, number
    return place


def label(rng: np.random.Generator, number: int, angle: float = 0.0) -> tuple[Uint8Array, str, str]:
    """Draw a picture with a label, turned by some degrees; give it with its code and its phrase."""
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
    turned = tag.rotate(
        angle + float(rng.uniform(-12, 12)), Image.Resampling.BICUBIC, expand=True, fillcolor=ground
    )
    picture = Image.new("RGB", (width, height), ground)
    picture.paste(turned, ((width - turned.width) // 2, (height - turned.height) // 2))
    blurred = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 1.2))))
    noisy = np.asarray(blurred, np.int16) + rng.normal(0, 7, (height, width, 3)).astype(np.int16)
    return np.clip(noisy, 0, 255).astype(np.uint8), code, words


if __name__ == "__main__":
    raise SystemExit(main())
