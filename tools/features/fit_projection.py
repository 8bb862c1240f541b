"""Fit the projection of descriptors: `python -m tools.features.fit_projection` from the root of the checkout."""

import argparse
from pathlib import Path

import numpy as np

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.features.extraction import at_working_size, described_points
from bowerbird_engine.features.local_features import DIMENSION, STEP, WIDTHS

from .pictures import DATA, ROOT, SETS, from_set, samples

SHIPPED = ROOT / "engine" / "bowerbird_engine" / "features" / "projection.npy"
PER_PICTURE = 300
PHOTOS = 300
OTHERS = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--to", type=Path, default=SHIPPED)
    arguments = parser.parse_args()
    pictures = [pixels for _, pixels in samples()]
    for name in SETS:
        number = PHOTOS if name == "flickr8k" else OTHERS
        pictures += [
            pixels for _, pixels in from_set(arguments.data / "train" / f"{name}.zip", number, seed=7)
        ]
    order = np.random.default_rng(7)
    drawn: list[Float32Array] = []
    for pixels in pictures:
        found, described = described_points(at_working_size(pixels)[0])
        if found:
            drawn.append(described[order.permutation(len(described))[:PER_PICTURE]])
    sift = np.concatenate(drawn).astype(np.float64)
    root = np.sqrt(sift / np.maximum(sift.sum(axis=1, keepdims=True), 1e-6))
    mean = root.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov((root - mean).T))
    values, directions = values[::-1], vectors[:, ::-1].T[:DIMENSION]
    # A direction and its opposite are the same: the largest number is made positive.
    directions *= np.sign(directions[np.arange(DIMENSION), np.abs(directions).argmax(axis=1)])[:, None]
    table = np.vstack([mean, directions]).astype(np.float16)
    np.save(arguments.to, table)
    needed = 7 * np.sqrt(values[:DIMENSION]) / STEP
    print(f"{len(sift)} descriptors of {len(drawn)} pictures")
    print(f"variance kept: {values[:DIMENSION].sum() / values.sum():.3f}")
    print(
        f"dimensions with fewer bits than 7 standard deviations take: {np.sum(2.0 ** np.array(WIDTHS) < needed)}"
    )


if __name__ == "__main__":
    main()
