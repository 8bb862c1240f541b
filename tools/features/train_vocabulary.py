"""Train the vocabulary of visual words: `python -m tools.features.train_vocabulary` from the root of the checkout.

Groups of 128 by 128: k-means over the descriptors gives the groups, k-means within each its words, and two rounds over
all of them settle these.
"""

import argparse
from pathlib import Path

import numpy as np
from tools.quality.reverse import held_out

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.vocabulary import GROUPS, WORDS

from .pictures import DATA, ROOT, SETS, from_set, samples

SHIPPED = ROOT / "engine" / "bowerbird_engine" / "features" / "vocabulary.npy"
NUMBERS = {"flickr8k": 3000, "clothing": 1000, "grocery": 1000, "textures": 600}
PER_PICTURE = 90
SEED = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--to", type=Path, default=SHIPPED)
    arguments = parser.parse_args()
    # The photos that reverse search is measured with stay out.
    tested = set(held_out(arguments.data))
    pictures = [pixels for _, pixels in samples()]
    for name in SETS:
        found = from_set(arguments.data / "train" / f"{name}.zip", NUMBERS[name], seed=SEED)
        pictures += [pixels for file, pixels in found if file not in tested]
    lot = np.random.default_rng(SEED)
    drawn: list[Float32Array] = []
    for pixels in pictures:
        descriptors = extract(pixels).descriptors
        drawn.append(descriptors[lot.permutation(len(descriptors))[:PER_PICTURE]].astype(np.float32))
    words, error = trained(np.concatenate(drawn), lot)
    np.save(arguments.to, words.astype(np.int8))
    print(
        f"{sum(map(len, drawn))} descriptors of {len(drawn)} pictures, mean distance to the word {error:.2f}"
    )


def trained(points: Float32Array, lot: np.random.Generator) -> tuple[Float32Array, float]:
    """Give words [WORDS, 64] in whole numbers, and how far from its word a point lies."""
    groups = k_means(points, GROUPS, 10, lot)
    of_group = nearest(points, groups)
    words = np.concatenate([k_means(points[of_group == group], GROUPS, 8, lot) for group in range(GROUPS)])
    for _ in range(2):
        words = middles(points, nearest(points, words), words)
    words = np.rint(words)
    return words, float(np.linalg.norm(points - words[nearest(points, words)], axis=1).mean())


def k_means(points: Float32Array, number: int, rounds: int, lot: np.random.Generator) -> Float32Array:
    found: Float32Array = points[lot.choice(len(points), number, replace=len(points) < number)]
    for _ in range(rounds):
        found = middles(points, nearest(points, found), found)
    return found


def nearest(points: Float32Array, among: Float32Array) -> Int64Array:
    squares = np.einsum("ij,ij->i", among, among)
    parts = [points[start : start + 4096] for start in range(0, len(points), 4096)]
    return np.concatenate([np.argmin(squares - 2 * (part @ among.T), axis=1) for part in parts])


def middles(points: Float32Array, of: Int64Array, before: Float32Array) -> Float32Array:
    """Move each to the middle of its points; one without any stays."""
    numbers = np.bincount(of, minlength=len(before))
    sums = np.stack([np.bincount(of, points[:, n], len(before)) for n in range(points.shape[1])], axis=1)
    moved = np.where(numbers[:, None] > 0, sums / np.maximum(numbers, 1)[:, None], before)
    return moved.astype(np.float32)


if __name__ == "__main__":
    assert WORDS == GROUPS**2  # noqa: S101
    main()
