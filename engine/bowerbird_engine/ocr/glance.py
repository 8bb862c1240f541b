"""The quick look that tells whether a picture may hold letters: at what size, and what it adds to reading. Pure.

Reading costs what looking for lines at full size costs, also where there are none, and most photos have none. A look at
half the side costs a quarter of that. It sees other lines than the closer one as well: large ones, and small ones that run
up or down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.ocr.turning import Reading

WAY: Final = "glance-2"
"""Its number changes whenever another picture may be taken for a textless one: these are looked at again then."""

SMALLEST: Final = 800
"""Pictures up to this long side are read without a look, which would cost two thirds of looking for lines."""

SHARE: Final = 0.4
LEAST_SIDE: Final = 640
MOST_SIDE: Final = 800
"""The look is at this share of the long side, within these. Of 193 codes on labels, half of them 11 to 26 pixels high in
pictures of 1,280 to 2,000, it loses 3, and 8 of 1,439 lines of photos and screenshots (docs/adr/0037)."""

INK: Final = 0.2
LINE: Final = 0.3
"""How sure the network must be of a pixel, and on average of a line's, both a good deal less than for reading: small
letters are grey then. In 46 of 113 textless photos something is taken for a line; its reading tells, see LEGIBLE."""

CLEAR: Final = 0.5
"""How sure the network must be on average of a line to have it read; the packages' own choice."""

_TWO_LINES: Final = 24
_LONG: Final = 3
_MOST_SHARED: Final = 0.1
_HALVED_FROM: Final = 2

MANY: Final = 10
"""More lines than this are letters whatever they say, and reading them twice costs more than it saves."""

LEGIBLE: Final = 0.55
LETTERS: Final = 2
"""How sure the reading of a line must be, and of how many letters and digits, to have the picture read. Of those 113
photos 8 are read in vain, and no code is lost by it; with a score of 0.6 it would be 4, and one code of 146."""

BLOCK: Final = 400
"""Larger boxes are no blocks of small letters: on textless photos they are skies and walls, half of what is seen there."""

Box = npt.NDArray[np.int32]
"""A line [4, 2]: its corners (x, y) in pixels."""

Boxes = npt.NDArray[np.int32]
"""Lines [N, 4, 2]."""


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


def shows_letters(
    picture: Uint8Array,
    seen: Boxes,
    scores: Sequence[float],
    read: Callable[[Box], Reading],
    count: Callable[[Uint8Array], int],
) -> bool:
    """Tell whether what a quick look took for lines are letters; the surest ones are asked first.

    `read` reads a box at full size: what is no line reads as nothing, as one character or as what the network is not sure
    of. Lines that stand close, taken for one, read no better; `count` finds them in a piece of the picture.
    """
    if len(seen) > MANY:
        return True
    surest = sorted(range(len(seen)), key=lambda place: (-scores[place], place))
    return any(_legible(read(seen[place])) or _holds_several(picture, seen[place], count) for place in surest)


def _legible(reading: Reading) -> bool:
    text, score = reading
    return score >= LEGIBLE and sum(letter.isalnum() for letter in text) >= LETTERS


def _holds_several(picture: Uint8Array, box: Box, count: Callable[[Uint8Array], int]) -> bool:
    least, most = box.min(axis=0).astype(int), box.max(axis=0).astype(int)
    short, long = sorted((most - least).tolist())
    if long > BLOCK or short < _TWO_LINES or long > _LONG * short:
        return False
    left, top = np.maximum(least - long // 10, 0)
    right, bottom = most + long // 10
    return count(np.ascontiguousarray(picture[top:bottom, left:right])) > 1


def missed(seen: Boxes, scores: Sequence[float], found: Boxes) -> Boxes:
    """Choose the clear lines of a quick look that share no room with those found at full size."""
    clear = [box for box, score in zip(seen, scores, strict=True) if score >= CLEAR]
    return np.array([box for box in clear if not _shares_room(box, found)], np.int32).reshape(-1, 4, 2)


def _shares_room(box: npt.NDArray[np.int32], others: Boxes) -> bool:
    if not len(others):
        return False
    least, most = box.min(axis=0), box.max(axis=0)
    lows, highs = others.min(axis=1), others.max(axis=1)
    shared = np.clip(np.minimum(highs, most) - np.maximum(lows, least), 0, None).prod(axis=1)
    smaller = np.minimum((highs - lows).prod(axis=1), (most - least).prod())
    return bool((shared > _MOST_SHARED * smaller).any())
