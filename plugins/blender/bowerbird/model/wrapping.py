"""Long texts in lines that fit: Blender's layouts have labels of one line alone. Pure."""

from __future__ import annotations

from collections.abc import Callable

from bowerbird_panel.phrases import plain

Measure = Callable[[str], float]
"""Tells how wide a text is; in the unit of the room that there is."""

_TOO_MANY = "…"
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
"""Marks around names that are written from right to left: Blender draws a box for each, and puts no text in order."""


def drawn(text: str) -> str:
    """Make a text that Blender can draw."""
    return plain(text).translate(_ISOLATES)


def wrapped(text: str, room: float, measure: Measure, most: int = 0) -> tuple[str, ...]:
    """Break a text into lines of at most that width, between words where it can be; at least one letter a line.

    With `most` there are no more lines than that, and the last one says that something is left out.
    """
    lines = [line for part in text.splitlines() for line in _broken(part, room, measure)]
    if most and len(lines) > most:
        lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), room, measure)]
    return tuple(lines)


def shortened(text: str, room: float, measure: Measure) -> str:
    """Cut a text at its end until it fits, and say so."""
    if measure(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + _TOO_MANY) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + _TOO_MANY


def _broken(text: str, room: float, measure: Measure) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure(longer) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, room, measure)
        lines += full
    return [*lines, line] if line else lines


def _pieces(word: str, room: float, measure: Measure) -> list[str]:
    """Break a word that is wider than a line; scripts without spaces are such words too."""
    pieces: list[str] = []
    while word and measure(word) > room:
        length = next((end for end in range(len(word) - 1, 1, -1) if measure(word[:end]) <= room), 1)
        pieces.append(word[:length])
        word = word[length:]
    return [*pieces, word] if word or not pieces else pieces
