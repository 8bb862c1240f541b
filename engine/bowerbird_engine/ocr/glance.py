"""The quick look that tells whether a picture may hold letters: where, at what size, and how it is named. Pure.

Reading costs what looking for lines at full size costs, also where there are none, and most photos have none. A look at
half the side costs a quarter of that.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from bowerbird_engine.assets import Uint8Array

WAY: Final = "glance-1"
"""Its number changes whenever another picture may be taken for a textless one: these are looked at again then."""

SMALLEST: Final = 800
"""Pictures up to this long side are read without a look, which would cost two thirds of looking for lines."""

SHARE: Final = 0.4
LEAST_SIDE: Final = 640
MOST_SIDE: Final = 800
"""The look is at this share of the long side, within these. Of 193 codes on labels, half of them 11 to 26 pixels high in
pictures of 1,280 to 2,000, it loses two, and 5 of 1,439 lines of photos and screenshots; at 480 pixels 12 codes."""

INK: Final = 0.2
LINE: Final = 0.3
"""How sure the network must be of a pixel, and on average of a line's, both a good deal less than for reading: small
letters are grey then. Of textless photos 31 % are taken for one with letters, and are read in vain."""

_HALVED_FROM: Final = 2


def glanced(identity: str) -> str:
    """Name the reading of a picture that was only looked at, after the recognizer that would have read it."""
    return f"{identity}~{WAY}"


def glance_side(picture: Uint8Array) -> int | None:
    """Choose the long side to look at a picture [H, W, 3] with; None: looking first would save nothing."""
    longest = max(picture.shape[:2])
    return None if longest <= SMALLEST else int(min(MOST_SIDE, max(LEAST_SIDE, SHARE * longest)))


def reduced(picture: Uint8Array, side: int) -> Uint8Array:
    """Halve a picture [H, W, 3] by means of four pixels where it is twice as large as it will be looked at.

    The recognizers shrink by sampling between neighbours, which makes thin strokes of small letters vanish.
    """
    if max(picture.shape[:2]) < _HALVED_FROM * side:
        return picture
    height, width = (size // 2 * 2 for size in picture.shape[:2])
    if not height or not width:
        return picture
    even = picture[:height, :width].astype(np.uint16)
    total = even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]
    return (total // 4).astype(np.uint8)
