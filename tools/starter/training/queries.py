"""Hand the trainer texts for its pictures: captions, labels and measured words, and what is known of who they are true of."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tools.starter.attributes.words import NAMES, phrases
from torch import Tensor

from .corpus import Corpus, to_ids
from .wording import combine, filled, frame, way

CLOSE_UP = NAMES.index("close-up")
# A query is shorter than a caption: so many of its words are left out.
LOST = 0.15
# Labels that are asked of each batch beside those that its pictures have.
OTHERS = 96


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold texts as ids [T,L], and for each picture and text: 1 true, 0 false, -1 open, [N,T]."""

    ids: Tensor
    known: Tensor


@dataclass(frozen=True, slots=True)
class Told:
    """Hold one text for each row of `rows`, as ids [R,L]; `also` [R,R] marks texts that may be true of other rows."""

    rows: NDArray[np.int64]
    ids: Tensor
    also: Tensor


class Queries:
    """Write the texts of one run, by a generator of their own."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self._corpus = corpus
        self._chance = np.random.default_rng((seed, 1))
        self._ways = phrases(corpus.labels)
        self._measured = len(self._ways) - len(corpus.labels)
        self._column = {label: number for number, label in enumerate(corpus.labels)}
        self._plain = [to_ids(corpus.tokenizer, list(ways)) for ways in self._ways]

    def told(self, rows: NDArray[np.int64]) -> Told:
        """Give each picture that has words a caption of its own, or one of its labels as people type it."""
        corpus, chance = self._corpus, self._chance
        at: list[int] = []
        texts: list[str] = []
        columns: list[int] = []
        for place, row in enumerate(rows):
            picture = corpus.pictures[row]
            if picture.captions and not (picture.labels and chance.random() < 0.3):
                texts.append(picture.captions[int(chance.integers(len(picture.captions)))])
                columns.append(-1)
            elif picture.labels:
                label = picture.labels[int(chance.integers(len(picture.labels)))]
                texts.append(frame(label, chance))
                columns.append(self._column[label])
            else:
                continue
            at.append(place)
        ids = to_ids(corpus.tokenizer, texts)
        lost = chance.random(ids.shape) < LOST
        # A label is short: losing a word of it would lose all of it.
        lost[[column >= 0 for column in columns]] = False
        ids[lost] = 0
        return Told(np.array(at, np.int64), torch.from_numpy(ids), self._also(rows[at], columns))

    def _also(self, rows: NDArray[np.int64], columns: list[int]) -> Tensor:
        also = rows[:, None] == rows[None, :]
        for column, label in enumerate(columns):
            if label >= 0:
                also[:, column] |= self._corpus.targets[rows, label] != 0
        np.fill_diagonal(also, False)
        return torch.from_numpy(also)

    def _near(self, rows: NDArray[np.int64], measured: NDArray[np.int8]) -> NDArray[np.int8]:
        """Fill in which pictures are close-ups, where no edit has said it."""
        found = measured.copy()
        found[:, CLOSE_UP] = np.where(found[:, CLOSE_UP] < 0, self._corpus.close[rows], found[:, CLOSE_UP])
        return found

    def asked(self, rows: NDArray[np.int64], measured: NDArray[np.int8], combined: int) -> Asked:
        """Ask every measured word, the labels of the batch and some others, and combinations of them."""
        chance, targets = self._chance, self._corpus.targets[rows]
        measured = self._near(rows, measured)
        here = np.flatnonzero((targets == 1).any(0))
        others = chance.integers(0, max(1, targets.shape[1]), OTHERS) if targets.shape[1] else here
        labels = np.unique(np.concatenate([here, others]))
        columns = np.concatenate([np.arange(self._measured), self._measured + labels])
        known = np.concatenate([measured, targets[:, labels]], 1)
        ids = np.stack([self._plain[c][way(len(self._plain[c]), chance)] for c in columns])
        if combined:
            texts, true = combine([self._ways[c] for c in columns], known, combined, chance)
            ids = np.concatenate([ids, to_ids(self._corpus.tokenizer, texts)])
            known = np.concatenate([known, true], 1)
        return Asked(torch.from_numpy(ids), torch.from_numpy(known))

    def properties(self, rows: NDArray[np.int64], measured: NDArray[np.int8], combined: int) -> Asked:
        """Ask every measured word as people type it, and combinations of them and of labels."""
        chance, targets = self._chance, self._corpus.targets[rows]
        labels = np.flatnonzero((targets == 1).any(0))
        looks = self._near(rows, measured)
        texts = [ways[way(len(ways), chance)] for ways in self._ways[: self._measured]]
        columns = np.concatenate([np.arange(self._measured), self._measured + labels])
        known = np.concatenate([looks, targets[:, labels]], 1)
        more, true = combine([self._ways[c] for c in columns], known, combined, chance)
        said = [filled(text, chance) for text in (*texts, *more)]
        ids = to_ids(self._corpus.tokenizer, said)
        return Asked(torch.from_numpy(ids), torch.from_numpy(np.concatenate([looks, true], 1)))

    def labels(self, rows: NDArray[np.int64]) -> Asked:
        """Ask labels alone, as where no pixels are at hand to measure."""
        nothing = np.full((len(rows), self._measured), -1, np.int8)
        return self.asked(rows, nothing, 0)
