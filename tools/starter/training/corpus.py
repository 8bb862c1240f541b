"""Hold what one training run reads: views, teacher features, captions and what is known of labels."""

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tools.starter.recipe import Recipe
from tools.starter.sets.shelf import Picture
from torch import Tensor

from .teachers import label_likeness
from .views import features_file, pixels_file

CONTEXT = 32
# Labels of one set may be true of another set's pictures unsaid: a puppy is a dog. Above this likeness of two labels (cosine of
# the sentence encoder) one is left open where the other is said.
ALIKE = 0.45
# How near a picture was taken can be read from its caption, not from its pixels.
NEAR = re.compile(r"\bclose[- ]?up\b")
FAR = re.compile(
    r"\b(street|field|crowd|mountains?|beach|race|stadium|forest|city|ocean|park|audience|landscape|skyline)\b"
)
NEAR_SETS, FAR_SETS = ("textures", "flowers"), ("scenes",)


def to_ids(tokenizer: Tokenizer, texts: list[str]) -> NDArray[np.int64]:
    """Turn texts into ids [N, CONTEXT], cut and padded with 0."""
    ids = np.zeros((len(texts), CONTEXT), np.int64)
    for row, found in enumerate(tokenizer.encode_batch(texts)):
        kept = found.ids[:CONTEXT]
        ids[row, : len(kept)] = kept
    return ids


@dataclass(frozen=True, slots=True)
class Corpus:
    """Hold the arrays of a run; rows are pictures in the order of `Shelf.pictures`."""

    pictures: list[Picture]
    sources: NDArray[np.str_]
    pixels: list[NDArray[np.uint8]]
    features: list[NDArray[np.float16]]
    train: NDArray[np.int64]
    dev: NDArray[np.int64]
    labels: tuple[str, ...]
    targets: NDArray[np.int8]
    close: NDArray[np.int8]
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

    def captions(self, rows: NDArray[np.int64]) -> list[str]:
        """List every caption of these pictures."""
        return [text for row in rows for text in self.pictures[row].captions]


def _targets(
    pictures: list[Picture], labels: tuple[str, ...], likeness: NDArray[np.float32]
) -> NDArray[np.int8]:
    """Say for each picture and label: 1 yes, 0 no, -1 open."""
    column = {label: number for number, label in enumerate(labels)}
    drawn = {label for picture in pictures if picture.source == "drawn" for label in picture.labels}
    textures = {label for picture in pictures if picture.source == "textures" for label in picture.labels}
    # A photo's caption does not name all that is in it, but it is no drawing, and not a texture alone.
    open_to_photos = np.array([label not in drawn | textures for label in labels])
    targets = np.zeros((len(pictures), len(labels)), np.int8)
    for row, picture in enumerate(pictures):
        own = [column[label] for label in picture.labels]
        if own:
            targets[row, likeness[own].max(0) > ALIKE] = -1
        elif picture.source != "drawn":
            targets[row, open_to_photos] = -1
        targets[row, own] = 1
    return targets


def _close(picture: Picture) -> int:
    """Say whether a picture is a close-up: 1 yes, 0 no, -1 open."""
    said = " ".join(picture.captions).lower()
    if picture.source in NEAR_SETS or NEAR.search(said):
        return 1
    return 0 if picture.source in FAR_SETS or FAR.search(said) else -1


def _round(
    work: Path, sources: list[str], number: int, size: int
) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    pixels = [np.load(pixels_file(work, source, number, size), mmap_mode="r") for source in sources]
    features = [np.load(features_file(work, source, number)) for source in sources]
    return np.concatenate(pixels), np.concatenate(features)


def load_corpus(work: Path, pictures: list[Picture], recipe: Recipe) -> Corpus:
    """Read the prepared rounds, and work out what is known of each label."""
    labels = tuple(dict.fromkeys(label for picture in pictures for label in picture.labels))
    sources = [source for source, _ in groupby(picture.source for picture in pictures)]
    rounds = [_round(work, sources, number, recipe.size) for number in range(recipe.rounds)]
    return Corpus(
        pictures=pictures,
        sources=np.array([picture.source for picture in pictures]),
        pixels=[pixels for pixels, _ in rounds],
        features=[features for _, features in rounds],
        train=np.flatnonzero([picture.split == "train" for picture in pictures]),
        dev=np.flatnonzero([picture.split == "dev" for picture in pictures]),
        labels=labels,
        targets=_targets(pictures, labels, label_likeness(list(labels), recipe.threads)),
        close=np.array([_close(picture) for picture in pictures], np.int8),
        tokenizer=Tokenizer.from_file(str(work / "tokenizer.json")),
    )
