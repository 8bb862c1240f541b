"""How a picture is put before a recognizer, and how what comes back is brought to the picture's own measures. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import TextRegion, Uint8Array

MIN_SIDE: Final = 64
"""Smaller pictures are padded: the recognizers enlarge what is under 30 pixels, a strip of 1 x 2,000 to 60,000 pixels."""

MAX_ASPECT: Final = 6.0
"""Longer strips are padded here, in their border's colour; the recognizers would pad them in black from 8 on."""

MIN_LINE_PIXELS: Final = 3
"""A recognized line lower than this is an artefact of padding or noise."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture as a recognizer wants it: BGR, contiguous, of a shape that it can bear; and where the original lies."""

    pixels: Uint8Array
    left: int
    top: int
    width: int
    height: int


def frame(picture: Uint8Array) -> Frame:
    """Prepare an RGB picture [H, W, 3], padded with its own border colour where it is too small or too long."""
    height, width = picture.shape[:2]
    wanted_width = max(width, MIN_SIDE, math.ceil(height / MAX_ASPECT))
    wanted_height = max(height, MIN_SIDE, math.ceil(width / MAX_ASPECT))
    bgr = picture[:, :, ::-1]
    if (wanted_width, wanted_height) == (width, height):
        return Frame(np.ascontiguousarray(bgr), 0, 0, width, height)
    left, top = (wanted_width - width) // 2, (wanted_height - height) // 2
    pixels = np.empty((wanted_height, wanted_width, 3), np.uint8)
    pixels[:] = _border_colour(bgr)
    pixels[top : top + height, left : left + width] = bgr
    return Frame(pixels, left, top, width, height)


def regions(
    frame: Frame, boxes: Iterable[npt.NDArray[np.floating]], texts: Iterable[str], scores: Iterable[float]
) -> tuple[TextRegion, ...]:
    """Bring a recognizer's lines to fractions of the original picture; blank and degenerate ones go.

    A box is four corners (x, y) in pixels of the frame, clockwise from the one that is top left in the picture, also where
    the line runs up, down or on its head.
    """
    found: list[TextRegion] = []
    for box, text, score in zip(boxes, texts, scores, strict=True):
        words = " ".join(text.split())
        corners = np.asarray(box, np.float64).reshape(4, 2)
        if not words or _shortest_side(corners) < MIN_LINE_PIXELS:
            continue
        x = np.clip((corners[:, 0] - frame.left) / frame.width, 0.0, 1.0)
        y = np.clip((corners[:, 1] - frame.top) / frame.height, 0.0, 1.0)
        found.append(
            TextRegion(
                text=words,
                score=min(1.0, max(0.0, float(score))),
                box=(
                    float(x[0]), float(y[0]), float(x[1]), float(y[1]),
                    float(x[2]), float(y[2]), float(x[3]), float(y[3]),
                ),
            )
        )  # fmt: skip
    return tuple(found)


def _border_colour(picture: Uint8Array) -> npt.NDArray[np.float64]:
    edges = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    return np.asarray(np.median(edges, axis=0), np.float64)


def _shortest_side(corners: npt.NDArray[np.float64]) -> float:
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    return float(sides.min())
