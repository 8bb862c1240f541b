"""500 photographed labels, each with a code of its own, and what people type to find them.

Groups: `codes/exact` is the code as it stands on the label, with other separators or capitals at times; `-broken` stands
on two lines and `-turned` sideways or upside down; `codes/confusable` has one character taken for another that looks
like it, `codes/missing` lacks one, `codes/partial` is a piece of it that no other label holds.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from rapidfuzz.distance import OSA
from tools.quality.grounds import Photos
from tools.quality.labels import Label, ground_size, photograph

from bowerbird_engine.catalog.codes import fold_code

_PATTERNS: Final = (
    "AA-####-A", "AAA-#####", "AA## AAA", "####-AA", "A######", "INV-20##-####", "##.###.###", "AA####AA",
    "A## AAA ###", "AAA/###/##", "#############", "AX#A##A#A#", "SKU ####-AA", "LOT ##A##A", "S/N AAA####A##",
    "PO #######", "A-##-AAA-##", "####-####-##",
)  # fmt: skip
_WORDS: Final = (
    "FRAGILE", "Net weight 250 g", "Keep dry", "Made in Portugal", "HAND MADE", "Size M", "Ceramic mug", "Desk lamp",
    "Best before 2027", "Made to order", "This side up", "Quantity: 12", "100 % cotton", "Batch tested", "Do not bend",
    "Aisle 4", "www.example.com", "Item", "Serial no.", "Order no.", "Article", "Recycle me", "220-240 V 50 Hz",
)  # fmt: skip
LOOKALIKES: Final = {
    "0": "OQD", "O": "0QD", "1": "I7", "I": "1", "L": "1", "2": "Z", "Z": "2", "5": "S", "S": "5", "8": "B", "B": "8",
    "6": "G", "G": "6", "D": "0", "Q": "0", "U": "V", "V": "U", "7": "1", "9": "G", "E": "F", "F": "E", "K": "X",
    "M": "N", "N": "M", "C": "G", "4": "A", "A": "4", "3": "8",
}  # fmt: skip
_APART: Final = 3
"""Codes differ in so many characters at least: with one missing, there is still one answer."""
_BROKEN, _TURNED = 0.12, 0.10
_RUN: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Coded:
    """A label's file, its code and how it is printed."""

    name: str
    code: str
    way: str


def build(data: Path, to: Path, *, seed: int = 9, size: int = 500) -> None:
    """Draw `size` labels and write them and truth.json into a folder."""
    rng = np.random.default_rng(seed)
    photos = Photos(data)
    library = to / "library"
    library.mkdir(parents=True, exist_ok=True)
    made: list[Coded] = []
    for number, code in enumerate(codes(rng, size)):
        draw = rng.random()
        way = "broken" if draw < _BROKEN and _cuts(code) else "turned" if draw > 1 - _TURNED else "plain"
        item = Coded(f"label-{number:04d}.jpg", code, way)
        label = Label(tuple(_lines(item, rng)), int(rng.integers(1, 4)) if way == "turned" else 0)
        (library / item.name).write_bytes(photograph(label, photos.ground(rng, ground_size(rng)), rng))
        made.append(item)
    queries = list(_queries(made, rng))
    truth = {"library": "library", "queries": queries}
    (to / "truth.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False), "utf-8")


def codes(rng: np.random.Generator, size: int) -> Iterator[str]:
    """Make codes of all patterns, each far from every other one."""
    folded: list[str] = []
    number = 0
    while len(folded) < size:
        pattern = _PATTERNS[number % len(_PATTERNS)]
        number += 1
        code = "".join(_character(rng, one) if one in "A#" else one for one in pattern)
        form = fold_code(code)
        if all(OSA.distance(form, other, score_cutoff=_APART - 1) >= _APART for other in folded):
            folded.append(form)
            yield code


def _character(rng: np.random.Generator, kind: str) -> str:
    among = string.digits if kind == "#" else string.ascii_uppercase
    # A third are of those that are mistaken for others: codes in which that matters are what this is about.
    likely = "01568" if kind == "#" else "OISBZGQD"
    return str(rng.choice(list(likely if rng.random() < 1 / 3 else among)))


def _cuts(code: str) -> list[int]:
    """Where a code may be broken: at its separators, or in the middle of a long run."""
    places = [place for place, one in enumerate(code) if one in "-/. " and 2 <= place < len(code) - 2]
    return places or ([len(code) // 2] if len(code) > 7 else [])


def _lines(item: Coded, rng: np.random.Generator) -> Iterator[str]:
    words = rng.choice(len(_WORDS), 4, replace=False).tolist()
    if rng.random() < 0.7:
        yield _WORDS[words[0]]
    if item.way == "broken":
        places = _cuts(item.code)
        place = places[int(rng.integers(len(places)))]
        yield item.code[:place].strip()
        yield item.code[place:].lstrip(" ")
    elif rng.random() < 0.25:
        yield f"{rng.choice(['No.', 'Ref', 'Code', 'ID:', 'Art.'])} {item.code}"
    else:
        yield item.code
    for word in words[1 : 1 + int(rng.integers(0, 3))]:
        yield _WORDS[word]


def _queries(made: Sequence[Coded], rng: np.random.Generator) -> Iterator[dict[str, object]]:
    folded = [fold_code(item.code) for item in made]
    for place, item in enumerate(made):
        group = "codes/exact" if item.way == "plain" else f"codes/exact-{item.way}"
        yield _query(group, _as_typed(item.code, rng), item)
        yield _query("codes/confusable", _confused(item.code, rng), item)
        yield _query("codes/missing", _shortened(item.code, rng), item)
        others = folded[:place] + folded[place + 1 :]
        pieces = [
            piece for piece in _pieces(item.code) if not any(fold_code(piece) in other for other in others)
        ]
        if pieces:
            yield _query("codes/partial", pieces[int(rng.integers(len(pieces)))], item)


def _query(group: str, text: str, item: Coded) -> dict[str, object]:
    return {"group": group, "kind": "box", "text": text, "right": [item.name]}


def _as_typed(code: str, rng: np.random.Generator) -> str:
    how = rng.random()
    if how < 0.2:
        return code.lower()
    if how < 0.35:
        return re.sub(r"[-/. ]", "", code)
    return re.sub(r"[-/.]", " ", code) if how < 0.45 else code


def _confused(code: str, rng: np.random.Generator) -> str:
    places = [place for place, one in enumerate(code) if one in LOOKALIKES] or [0]
    place = places[int(rng.integers(len(places)))]
    return code[:place] + str(rng.choice(list(LOOKALIKES.get(code[place], "X")))) + code[place + 1 :]


def _shortened(code: str, rng: np.random.Generator) -> str:
    places = [place for place, one in enumerate(code) if one.isalnum()]
    place = places[int(rng.integers(len(places)))]
    return code[:place] + code[place + 1 :]


def _pieces(code: str) -> list[str]:
    """Give the stretches of neighbouring runs that are neither all of a code nor shorter than four characters."""
    runs = [match.span() for match in _RUN.finditer(code)]
    spans = [(one[0], other[1]) for at, one in enumerate(runs) for other in runs[at:]]
    return [
        code[start:end]
        for start, end in spans
        if (start, end) != (0, len(code)) and sum(c.isalnum() for c in code[start:end]) >= 4
    ]
