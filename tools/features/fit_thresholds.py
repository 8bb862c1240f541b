"""Measure verification on pairs of different pictures and on real copies: `python -m tools.features.fit_thresholds --work FOLDER`.

The pairs: every picture with its nearest others by the starter model, which finds bursts, other views of a scene and other
packets of a product, and pairs drawn at random. The copies: the edits of `tools/quality`.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder
from bowerbird_engine.encoding.packs import starter_pack
from bowerbird_engine.features.agreement import NO_AGREEMENT, agreement
from bowerbird_engine.features.alignment import aligned
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.local_features import LocalFeatures, from_bytes, to_bytes
from bowerbird_engine.features.matching import matched
from bowerbird_engine.imaging.fitting import fit_image
from bowerbird_engine.imaging.work import Fit

from .pictures import DATA, from_set, samples

Pixels = npt.NDArray[np.uint8]

NUMBERS = {"flickr8k": 2500, "clothing": 1000, "grocery": 1200, "textures": 400}
MORE = 120
"""Pictures of each further set."""
NEIGHBOURS = 5
AT_RANDOM = 4
SHOWN_FROM = 5
"""Places in support from which a pair is looked at with its pixels."""


def gathered(data: Path, more: Path | None) -> Iterator[tuple[str, Pixels]]:
    for name, number in NUMBERS.items():
        for each, pixels in from_set(data / "train" / f"{name}.zip", number, seed=3):
            yield f"{name}/{each}", pixels
    for archive in [] if more is None else sorted(more.glob("*.zip")):
        for each, pixels in from_set(archive, MORE, seed=3):
            yield f"{archive.stem}/{each}", pixels
    for each, pixels in samples():
        yield f"samples/{each}", pixels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--more", type=Path, help="a folder of further zips of pictures")
    parser.add_argument("--work", type=Path, required=True, help="where features and rows are kept")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    names: list[str] = []
    pictures: list[Pixels] = []
    features: list[LocalFeatures] = []
    vectors: list[npt.NDArray[np.float32]] = []
    pack = starter_pack()
    encoder = OnnxImageEncoder(pack, 1)
    recipe = pack.preprocessing
    fit = Fit(recipe.size, recipe.resize, recipe.interpolation)
    kept = arguments.work / "features"
    kept.mkdir(exist_ok=True)
    for name, pixels in gathered(arguments.data, arguments.more):
        names.append(name)
        pictures.append(_within(pixels, 320))
        fitted = np.asarray(fit_image(Image.fromarray(pixels), fit))
        vectors.append(encoder.encode(fitted[np.newaxis])[0])
        file = kept / name.replace("/", "~")
        if not file.exists():
            file.write_bytes(to_bytes(extract(pixels)))
        features.append(from_bytes(file.read_bytes()))
        if len(names) % 500 == 0:
            print(len(names), flush=True)
    rows = list(different(names, pictures, features, np.array(vectors)))
    (arguments.work / "different.json").write_text(json.dumps(rows))
    print(f"{len(names)} pictures, {len(rows)} pairs of different pictures")


def different(
    names: list[str], pictures: list[Pixels], features: list[LocalFeatures], vectors: npt.NDArray[np.float32]
) -> Iterator[list[object]]:
    lot = random.Random(5)
    for first in range(len(names)):
        cosines = vectors @ vectors[first]
        cosines[first] = -2
        near: list[int] = np.argsort(-cosines)[:NEIGHBOURS].tolist()
        others = [(second, "near") for second in near]
        others += [(lot.randrange(len(names)), "random") for _ in range(AT_RANDOM)]
        for second, kind in others:
            if second == first:
                continue
            figures = compared(features[first], features[second], pictures[first], pictures[second])
            yield [names[first], names[second], kind, round(float(cosines[second]), 4), *figures]


def compared(first: LocalFeatures, second: LocalFeatures, here: Pixels, there: Pixels) -> list[object]:
    found = aligned(first, second, matched(first, second))
    if found is None:
        return [0, 0, 0, 0, 0, 0, 0]
    seen = agreement(here, there, found.matrix) if found.support >= SHOWN_FROM else NO_AGREEMENT
    figures = (seen.share, seen.windows, seen.correlation, seen.of_first, seen.of_second, seen.colour)
    return [found.support, *(round(figure, 3) for figure in figures)]


def _within(pixels: Pixels, side: int) -> Pixels:
    picture = Image.fromarray(pixels)
    picture.thumbnail((side, side), Image.Resampling.BOX)
    return np.asarray(picture)


if __name__ == "__main__":
    main()
