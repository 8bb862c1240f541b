"""How well a code or phrase and a line of letters agree: exact before partial before fuzzy. Pure."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.search.wording import LABELS

_RUN: Final = re.compile(r"[^\W_]+")
_LABELLED: Final = re.compile(rf"^(?:\W*(?:{'|'.join(map(re.escape, LABELS))})\b[\s.:#-]*)+", re.IGNORECASE)
_MIN_PARTIAL: Final = 3
"""Two characters stand in almost every line."""


_ASCII_RUNS: Final = {code: fold_code(chr(code)) or " " for code in range(128)}
_ASCII_SPELLED: Final = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}

_LOOKALIKES: Final = frozenset(
    frozenset(pair.split("~"))
    for pair in [
        "0~D",
        "0~Q",
        "0~C",
        "1~7",
        "1~T",
        "1~J",
        "2~7",
        "3~8",
        "4~A",
        "5~6",
        "6~G",
        "C~G",
        "9~G",
        "9~Q",
        "8~R",
        "U~V",
        "V~Y",
        "M~N",
        "N~H",
        "W~M",
        "E~F",
        "K~X",
        "P~R",
        "D~Q",
    ]
)
"""Folded characters that recognizers and people take for each other beyond those that are folded into one."""

_LOOKALIKE_COST: Final = 0.5
"""Of an edit: among codes with as many other characters, the one whose characters look alike is meant."""


class Grade(enum.IntEnum):
    """How a line agrees with what was asked, better ones higher."""

    FUZZY = 1
    """Close to it: a few characters differ."""
    PART_OF_QUERY = 2
    """The line is a piece of what was asked."""
    PARTIAL = 3
    """The line holds it within a longer word."""
    WORD = 4
    """The line holds it as words of its own."""
    LINE = 5
    """The line is it, separators, case and confusable characters aside."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A grade and how good it is within the grade (0..1).

    `edits` counts the characters that differ in a `FUZZY` one; `confused` tells that an O was taken for a 0 or the like.
    """

    grade: Grade
    closeness: float
    edits: int = 0
    confused: bool = False

    @property
    def percent(self) -> float:
        """Bring grades and closeness to one scale that keeps the order of the grades."""
        low, high = _PERCENT[self.grade]
        return low + (high - low) * self.closeness


_PERCENT: Final = {
    Grade.LINE: (97.0, 99.0),
    Grade.WORD: (91.0, 95.0),
    Grade.PARTIAL: (72.0, 90.0),
    Grade.PART_OF_QUERY: (50.0, 70.0),
    Grade.FUZZY: (20.0, 78.0),
}
"""Set by hand until curves are fitted on labelled codes: an exact code is what was asked, whatever else there is. One
wrong character in a long code says more than a short code within a long word, so the last two ranges overlap."""


def variants(asked: str) -> tuple[str, ...]:
    """Give what was asked and, when it begins with a word such as `SKU`, the same without it."""
    bare = _LABELLED.sub("", asked)
    # `NO SMOKING` is no number, and `SMOKING` alone is something else.
    coded = any(c.isdigit() for c in bare)
    return (asked, bare) if bare != asked and coded else (asked,)


def agree(asked: str, line: str) -> Agreement | None:
    """Compare what was asked with a line of letters; None when they have nothing to do with each other."""
    wanted, held = _folded(asked), fold_code(line)
    if not wanted or not held:
        return None
    if wanted == held:
        return _whole(asked, line)
    if wanted in held:
        return _within(asked, wanted, line, held)
    if held in wanted and len(held) >= _MIN_PARTIAL and 2 * len(held) >= len(wanted):
        return Agreement(Grade.PART_OF_QUERY, len(held) / len(wanted))
    return _fuzzy(wanted, held, line)


def _whole(asked: str, line: str) -> Agreement:
    """Prefer the line in which no confusable character was folded, then the one with the same separators."""
    confused = spelled(asked) != spelled(line)
    same = asked.casefold().split() == line.casefold().split()
    return Agreement(Grade.LINE, 0.0 if confused else 1.0 if same else 0.8, confused=confused)


def _within(asked: str, wanted: str, line: str, held: str) -> Agreement | None:
    share = len(wanted) / len(held)
    confused = spelled(asked) not in spelled(line)
    if any(run == wanted for run in word_runs(line, len(wanted))):
        return Agreement(Grade.WORD, (share if confused else 1.0 + share) / 2.0, confused=confused)
    if len(wanted) < _MIN_PARTIAL:
        return None
    return Agreement(Grade.PARTIAL, share * (0.8 if confused else 1.0), confused=confused)


def allowed_edits(length: int) -> int:
    """Tell how many characters may differ: a quarter, none in a code so short that everything would be close to it."""
    return 0 if length < 4 else min(3, max(1, length // 4))  # noqa: PLR2004  see the sentence above


def _fuzzy(wanted: str, held: str, line: str) -> Agreement | None:
    allowed = allowed_edits(len(wanted))
    if not allowed or len(held) < len(wanted) - allowed:
        return None
    edits, window = min(
        ((_edits(wanted, window, allowed), window) for window in _windows(wanted, held, allowed)),
        default=(allowed + 1, ""),
    )
    if edits > allowed:
        return None
    similarity = 1.0 - _cost(wanted, window, edits) / len(wanted)
    # What is cut out of a longer word is often a part of another code; and among equals the shorter line comes first.
    spare = min(1.0, len(wanted) / len(held))
    if not any(
        _edits(wanted, run, allowed) <= edits
        for run in word_runs(line, len(wanted) + allowed)
        if len(run) >= len(wanted) - allowed
    ):
        spare = 0.0
    return Agreement(Grade.FUZZY, max(0.0, (similarity - 0.7) / 0.3) * (0.8 + 0.2 * spare), edits)


def resembles(wanted: str, held: str, *, slips: bool = True) -> bool:
    """Tell cheaply whether a folded code may agree with folded letters: most of what is compared does not."""
    if wanted in held:
        return True
    return slips and fuzz.partial_ratio(wanted, held, score_cutoff=_least_ratio(len(wanted))) > 0


def _least_ratio(length: int) -> float:
    # So many edits leave that much in common at least.
    return 100.0 * (1.0 - 1.5 * allowed_edits(length) / length)


def _windows(wanted: str, held: str, allowed: int) -> Iterator[str]:
    if abs(len(held) - len(wanted)) <= allowed:
        yield held
    if len(held) <= len(wanted):
        return
    # Most lines have less in common, and are done with here.
    alignment = fuzz.partial_ratio_alignment(wanted, held, score_cutoff=_least_ratio(len(wanted)))
    if alignment is None:
        return
    start, end = alignment.dest_start, alignment.dest_end
    for left in range(max(0, start - allowed), start + allowed + 1):
        for right in range(max(left + 1, end - allowed), min(len(held), end + allowed) + 1):
            yield held[left:right]


def _edits(wanted: str, window: str, allowed: int) -> int:
    # Swapped neighbours are one slip of the hand, not two.
    return OSA.distance(wanted, window, score_cutoff=allowed)


def _cost(wanted: str, window: str, edits: int) -> float:
    """Weigh edits: an exchange of characters that look alike is half of one."""
    alike = sum(
        frozenset((wanted[edit.src_pos], window[edit.dest_pos])) in _LOOKALIKES
        for edit in Levenshtein.editops(wanted, window)
        if edit.tag == "replace"
    )
    return edits - (1.0 - _LOOKALIKE_COST) * min(alike, edits)


def word_runs(line: str, length: int) -> Iterator[str]:
    """Fold every run of neighbouring words of a line that is no longer than this."""
    if line.isascii():
        words = line.translate(_ASCII_RUNS).split()
    else:
        words = [folded for word in _RUN.findall(line) if (folded := fold_code(word))]
    for start in range(len(words)):
        joined = ""
        for word in words[start:]:
            joined += word
            if len(joined) > length:
                break
            yield joined


@lru_cache(maxsize=16)
def _folded(asked: str) -> str:
    """Fold what was asked, once for hundreds of lines."""
    return fold_code(asked)


def spelled(text: str) -> str:
    """Give a text without case, width, separators and marks, every character still what it was."""
    if text.isascii():
        return text.translate(_ASCII_SPELLED)
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
