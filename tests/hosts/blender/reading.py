"""What is written in a picture of the screen, read by Bowerbird's own recognizer of letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image
from rapidfuzz import fuzz

from bowerbird_engine.ocr import TextRecognizer, load_recognizer
from hosts.blender.seeing import Box

SCALE = 2
"""Blender's letters are small for the recognizer."""
ALIKE = 85.0
"""Of 100: how near what was read must be to what is looked for; a letter in ten may be wrong."""


@dataclass(frozen=True)
class Line:
    """A line of letters, and where it is on the screen."""

    text: str
    box: Box


@dataclass(frozen=True)
class Page:
    """All that is to be read in a part of the screen, from the top."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(line.text for line in self.lines)

    def find(self, text: str) -> list[Line]:
        """Give the lines that hold a text, or nearly."""
        return [line for line in self.lines if says(line.text, text)]

    def says(self, text: str) -> bool:
        """Tell whether a text is to be read, also where it goes over several lines."""
        return says(self.text, text)


def says(read: str, wanted: str) -> bool:
    """Tell whether what was read holds a text, but for single letters, blanks and signs."""
    there, sought = _plain(read), _plain(wanted)
    return len(there) >= len(sought) * ALIKE / 100 and fuzz.partial_ratio(sought, there) >= ALIKE


def read(picture: Image.Image, left: int = 0, top: int = 0) -> Page:
    """Read a picture whose own corner is somewhere on the screen."""
    large = picture.resize((picture.width * SCALE, picture.height * SCALE), Image.Resampling.LANCZOS)
    lines = [
        Line(region.text, _box(region.box, picture.size, left, top))
        for region in _recognizer().recognize(np.asarray(large))
    ]
    return Page(tuple(sorted(lines, key=lambda line: (line.box.centre[1] // 8, line.box.left))))


@cache
def _recognizer() -> TextRecognizer:
    return load_recognizer(threads=1)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _box(corners: tuple[float, ...], size: tuple[int, int], left: int, top: int) -> Box:
    across = [round(part * size[0]) for part in corners[0::2]]
    down = [round(part * size[1]) for part in corners[1::2]]
    return Box(left + min(across), top + min(down), max(across) - min(across), max(down) - min(down))
