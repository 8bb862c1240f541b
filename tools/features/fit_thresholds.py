"""Measure verification on pairs of different pictures and on real copies: `python -m tools.features.fit_thresholds --work FOLDER`.

The pairs: a picture with its nearest others by the starter model, which finds bursts, other views of a scene and other packets
of a product, and with pictures drawn at random. The copies: the edits of `tools/quality`. Every pair goes the way that a
search takes; what each proof would have let through is printed, and what the shipped ones did.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from tools.quality.edits import EDITS, strong

from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder
from bowerbird_engine.encoding.packs import starter_pack
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.local_features import LocalFeatures, from_bytes, to_bytes
from bowerbird_engine.imaging.fitting import fit_image
from bowerbird_engine.imaging.work import Fit
from bowerbird_engine.search.verification.comparison import GivenPicture, as_a_whole, by_points
from bowerbird_engine.search.verification.verdicts import judged

from .pictures import DATA, from_set, samples

Pixels = npt.NDArray[np.uint8]

NUMBERS = {"flickr8k": 2500, "clothing": 1000, "grocery": 1200, "textures": 400}
MORE = 120
"""Pictures of each further set."""
NEIGHBOURS = 6
AT_RANDOM = 3


@dataclass(frozen=True)
class Pair:
    """What was seen of one pair; `support` is 0 where whole pictures were compared and -1 where nothing was found."""

    given: str
    other: str
    kind: str
    mirrored: bool = False
    support: int = -1
    matches: int = 0
    error: float = 0.0
    share: float = 0.0
    windows: float = 0.0
    exact: float = 0.0
    correlation: float = 0.0
    of_first: float = 0.0
    of_second: float = 0.0
    colour: float = 0.0
    labels: str = ""


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
    parser.add_argument("--given", type=int, default=1500, help="pictures that are compared with others")
    parser.add_argument("--copies", type=int, default=20, help="photos of which copies of each kind are made")
    arguments = parser.parse_args()
    kept = arguments.work / "features"
    kept.mkdir(parents=True, exist_ok=True)
    if arguments.copies:
        copies(arguments.data, arguments.copies, arguments.work / "copies.json")
    if arguments.given:
        names, pictures, features, vectors = library(arguments.data, arguments.more, kept)
        lot = random.Random(11)
        given = lot.sample(range(len(names)), min(arguments.given, len(names)))
        began = time.monotonic()
        with (arguments.work / "different.jsonl").open("w") as file:
            seen: list[Pair] = []
            for pair in different(given, names, pictures, features, vectors):
                seen.append(pair)
                file.write(json.dumps(asdict(pair)) + "\n")
        told_of_different(seen)
        print(f"{(time.monotonic() - began) / max(1, len(seen)) * 1000:.1f} ms a pair")


def library(
    data: Path, more: Path | None, kept: Path
) -> tuple[list[str], list[Pixels], list[LocalFeatures], npt.NDArray[np.float32]]:
    names: list[str] = []
    pictures: list[Pixels] = []
    features: list[LocalFeatures] = []
    vectors: list[npt.NDArray[np.float32]] = []
    pack = starter_pack()
    encoder, recipe = OnnxImageEncoder(pack, 1), pack.preprocessing
    fit = Fit(recipe.size, recipe.resize, recipe.interpolation)
    for name, pixels in gathered(data, more):
        names.append(name)
        pictures.append(within(pixels, 640))
        vectors.append(encoder.encode(np.asarray(fit_image(Image.fromarray(pixels), fit))[np.newaxis])[0])
        file = kept / name.replace("/", "~")
        if not file.exists():
            file.write_bytes(to_bytes(extract(pixels)))
        features.append(from_bytes(file.read_bytes()))
    print(f"{len(names)} pictures", flush=True)
    return names, pictures, features, np.array(vectors)


def different(
    given: list[int],
    names: list[str],
    pictures: list[Pixels],
    features: list[LocalFeatures],
    vectors: npt.NDArray[np.float32],
) -> Iterator[Pair]:
    lot = random.Random(5)
    for first in given:
        cosines = vectors @ vectors[first]
        cosines[first] = -2
        near: list[int] = np.argsort(-cosines)[:NEIGHBOURS].tolist()
        others = [(second, "near") for second in near]
        others += [(lot.randrange(len(names)), "random") for _ in range(AT_RANDOM)]
        picture = GivenPicture(pictures[first])
        for second, kind in others:
            if second != first:
                other = within(pictures[second], 320)
                yield from looked_at(
                    Pair(names[first], names[second], kind), picture, features[second], other
                )


def looked_at(pair: Pair, given: GivenPicture, features: LocalFeatures, pixels: Pixels) -> Iterator[Pair]:
    finding = by_points(given, features, pixels) or as_a_whole(given, pixels)
    if finding is None:
        yield pair
        return
    seen = finding.agreement
    yield Pair(
        pair.given,
        pair.other,
        pair.kind,
        finding.mirrored,
        finding.support,
        finding.matches,
        round(finding.error, 5),
        *(round(figure, 4) for figure in asdict(seen).values()),
        labels=" ".join(judged(finding).labels),
    )


def copies(data: Path, number: int, to: Path) -> None:
    photos = list(from_set(data / "train" / "flickr8k.zip", number, seed=21))
    print(f"copies of {len(photos)} photos: right label or any, of each kind")
    rows: list[dict[str, object]] = []
    for group in (*EDITS, "strong"):
        labels: Counter[str] = Counter()
        for name, pixels in photos:
            lot, photo = random.Random(f"{group}{name}"), Image.fromarray(pixels)
            edited = strong(photo, lot)[0] if group == "strong" else EDITS[group][0](photo, lot)
            given = GivenPicture(np.asarray(edited.convert("RGB")))
            for pair in looked_at(Pair(name, name, group), given, extract(pixels), within(pixels, 320)):
                labels[pair.labels] += 1
                rows.append(asdict(pair))
        print(f"{group:14} {dict(labels.most_common())}", flush=True)
    to.write_text(json.dumps(rows))


def told_of_different(pairs: list[Pair]) -> None:
    for kind in ("near", "random"):
        some = [pair for pair in pairs if pair.kind == kind]
        support = np.array([max(0, pair.support) for pair in some])
        found = [pair for pair in some if pair.support >= 0]
        print(
            f"{kind}: {len(some)} pairs, {np.sum(support > 0)} with points that agree, {len(found)} looked at,"
            f" {sum(bool(pair.labels) for pair in some)} labelled"
        )
    for pair in sorted(pairs, key=lambda pair: -pair.share):
        if pair.labels:
            print("  ", pair)


def within(pixels: Pixels, side: int) -> Pixels:
    picture = Image.fromarray(pixels)
    picture.thumbnail((side, side), Image.Resampling.BICUBIC)
    return np.asarray(picture)


if __name__ == "__main__":
    main()
