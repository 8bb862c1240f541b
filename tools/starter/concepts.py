"""Words for what can be measured in a picture, alone and put together as people type them.

Every training batch is measured after it was edited, so the labels are true of the pixels that the tower sees.
"""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from .attributes import ATTRIBUTES, COLOURS, NAMES
from .measures import measure

__all__ = ["ATTRIBUTES", "COLOURS", "NAMES", "compose", "measure", "phrases", "settle"]

# How many true words a query has, one to four, and how often.
LENGTHS = (0.35, 0.3, 0.22, 0.13)
JOINTS = (", ", ", ", " ", " and ", " with ")


def settle(given: Tensor, measured: Tensor) -> Tensor:
    """Take what an edit gave as label where it gave one, and the measure elsewhere (-2)."""
    return given.where(given > -2, measured)


def phrases(labels: Sequence[str]) -> list[tuple[str, ...]]:
    """Give the ways to say each measured concept, then each label of the sets."""
    said = [*COLOURS.values(), *ATTRIBUTES.values()]
    said.extend(
        (label, f"a photo of {label}", f"a picture of {label}", f"a close-up photo of {label}")
        for label in labels
    )
    return said


def compose(measured: Tensor, chance: np.random.Generator, prefix: Sequence[str] | str = "") -> list[str]:
    """Write one query for each row of [N,len(NAMES)]: one to four of its true words, after its prefix if it has one.

    Rare words are taken before common ones, because what sets a picture apart is what people ask for; without any
    true word the query is the prefix alone.
    """
    ways = [*COLOURS.values(), *ATTRIBUTES.values()]
    table = measured.cpu().numpy() == 1
    rarity = 1 / np.sqrt(table.mean(0) + 0.02)
    before = [prefix] * len(table) if isinstance(prefix, str) else list(prefix)
    texts = []
    for row, first in zip(table, before, strict=True):
        true = np.nonzero(row)[0]
        words: list[str] = [first] if first else []
        if len(true):
            many = min(len(true), 1 + int(chance.choice(len(LENGTHS), p=LENGTHS)))
            picked = chance.choice(true, many, replace=False, p=rarity[true] / rarity[true].sum())
            for at in picked:
                # The plain way as often as any other together would drown the rest; a third of the time is enough.
                plain = chance.random() < 0.33
                words.append(ways[at][0 if plain else int(chance.integers(len(ways[at])))])
        joint = (
            JOINTS[int(chance.integers(len(JOINTS)))]
            if len(words) == 2
            else (", ", ", ", " ")[int(chance.integers(3))]
        )
        texts.append(joint.join(words))
    return texts
