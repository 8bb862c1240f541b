"""Hold what one training run reads: views, teacher features, caption ids and label targets."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from .data import Picture
from .recipe import Recipe
from .views import features_file, pixels_file

CONTEXT = 32


def to_ids(tokenizer: Tokenizer, texts: list[str]) -> NDArray[np.int64]:
    """Turn texts into ids [N, CONTEXT], cut and padded with 0."""
    ids = np.zeros((len(texts), CONTEXT), np.int64)
    for row, found in enumerate(tokenizer.encode_batch(texts)):
        kept = found.ids[:CONTEXT]
        ids[row, : len(kept)] = kept
    return ids


@dataclass(frozen=True, slots=True)
class Corpus:
    """Hold the arrays of a run; rows are pictures in the order of `load_pictures`."""

    pixels: list[NDArray[np.uint8]]
    features: list[NDArray[np.float16]]
    captions: Tensor
    captioned: NDArray[np.bool_]
    train: NDArray[np.int64]
    dev: NDArray[np.int64]
    labels: tuple[str, ...]
    targets: Tensor
    tokenizer: Tokenizer

    def views(
        self, rows: NDArray[np.int64], rounds: NDArray[np.int64], mirrored: NDArray[np.bool_] | None = None
    ) -> Tensor:
        """Give pixels 0..1 float32 [N,3,S,S] of these pictures in these rounds, some of them mirrored."""
        size = self.pixels[0].shape[1]
        found = np.empty((len(rows), size, size, 3), np.uint8)
        for number in np.unique(rounds):
            at = np.flatnonzero(rounds == number)
            found[at] = self.pixels[number][rows[at]]
        if mirrored is not None:
            found[mirrored] = found[mirrored, :, ::-1]
        planes = torch.from_numpy(found).permute(0, 3, 1, 2)
        return planes.to(torch.float32, memory_format=torch.contiguous_format).mul_(1 / 255)

    def seen(self, rows: NDArray[np.int64], rounds: NDArray[np.int64]) -> Tensor:
        """Give the teacher's features float32 [N,1280] of the same views."""
        found = np.empty((len(rows), self.features[0].shape[1]), np.float32)
        for number in np.unique(rounds):
            at = np.flatnonzero(rounds == number)
            found[at] = self.features[number][rows[at]]
        return torch.from_numpy(found)


def _targets(pictures: list[Picture], labels: tuple[str, ...]) -> Tensor:
    """Say for each picture and label: 1 yes, 0 no, -1 unknown (a caption's people wear clothes unlabelled)."""
    column = {label: number for number, label in enumerate(labels)}
    clothes = {label for picture in pictures if picture.source == "clothing" for label in picture.labels}
    unknown = [column[label] for label in clothes]
    targets = torch.zeros(len(pictures), len(labels))
    for row, picture in enumerate(pictures):
        if picture.captions:
            targets[row, unknown] = -1.0
        for label in picture.labels:
            targets[row, column[label]] = 1.0
    return targets


def load_corpus(work: Path, pictures: list[Picture], recipe: Recipe) -> Corpus:
    """Open the prepared rounds and tokenize every caption."""
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    captioned = np.array([bool(picture.captions) for picture in pictures])
    captions = np.zeros((len(pictures), 5, CONTEXT), np.int64)
    for row, picture in enumerate(pictures):
        if picture.captions:
            captions[row] = to_ids(tokenizer, list(picture.captions[:5]))
    labels = tuple(dict.fromkeys(label for picture in pictures for label in picture.labels))
    return Corpus(
        pixels=[np.load(pixels_file(work, r, recipe.size), mmap_mode="r") for r in range(recipe.rounds)],
        features=[np.load(features_file(work, r)) for r in range(recipe.rounds)],
        captions=torch.from_numpy(captions),
        captioned=captioned,
        train=np.flatnonzero([picture.split == "train" for picture in pictures]),
        dev=np.flatnonzero([picture.split == "dev" for picture in pictures]),
        labels=labels,
        targets=_targets(pictures, labels),
        tokenizer=tokenizer,
    )
