"""Which losses a scan may write down by itself, and which wait for a yes: pure, no file system, no database.

A scan sees that files are gone. It cannot see why: a person deleted them, a program that syncs was wrong, a disk came up
with half of its folders. What is small is taken as meant and can be brought back for a month. What is large is held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

MOST_OF_A_ROOT: Final = 0.2
MOST_OF_A_SCAN: Final = 1000

FEWEST: Final = 20
"""Fewer are never asked about: in a small folder a few deleted pictures are a large share, and none of them is lost."""

TOGETHER: Final = timedelta(days=1)
"""Losses that lie no further apart count as one: a watched folder that is being emptied is scanned again and again meanwhile."""


@dataclass(frozen=True, slots=True)
class Loss:
    """The pictures of one root: so many are `gone` now, so many of `known` ones.

    `lately` were lost before, within `TOGETHER`, and nobody has said anything about them. They are no part of the others.
    """

    gone: int
    known: int
    lately: int = 0


def asked_about(losses: Mapping[int, Loss]) -> frozenset[int]:
    """Name the roots whose losses wait for a yes, out of those of one scan.

    A root's losses wait when they are more than a fifth of it, and those of all roots when they are more than 1,000.
    """
    together = sum(loss.gone + loss.lately for loss in losses.values())
    return frozenset(
        root_id
        for root_id, loss in losses.items()
        if loss.gone and (together > MOST_OF_A_SCAN or _is_large(loss))
    )


def _is_large(loss: Loss) -> bool:
    lost = loss.gone + loss.lately
    return lost >= FEWEST and lost > MOST_OF_A_ROOT * (loss.known + loss.lately)
