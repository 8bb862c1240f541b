"""Fill the figures and the provenance into the model card."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any

from .sets.public import SETS
from .sets.shelf import GIVEN, Shelf

# Attributes below this average precision are called weak, and from this one on good.
WEAK, GOOD = 60.0, 85.0
# Classes of everyday things; kinds of birds and butterflies are not what the pack is for.
OBJECTS = ("clothing", "grocery", "caltech101", "sports", "scenes", "textures")


def _scores(part: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(row["AP"]) for name, row in part["rows"].items() if "AP" in row}


def _named(found: Mapping[str, Any], low: float, high: float) -> str:
    """List the attributes whose average precision lies between, the worse of edited and real pictures."""
    edited, real = (_scores(found["attributes"][name]) for name in ("edited", "real photos"))
    worst = {name: min(edited.get(name, 100.0), real.get(name, 100.0)) for name in {**edited, **real}}
    return ", ".join(sorted(name for name, score in worst.items() if low <= score < high)) or "nothing"


def _set_rows(shelf: Shelf) -> Iterator[str]:
    """Write a row for each photo set that has trained something."""
    learned = Counter(picture.source for picture in shelf.pictures() if picture.split == "train")
    for name, given in GIVEN.items():
        if learned[name]:
            yield f"| {given.credit} | {learned[name]:,} | {given.licence}{' *(research)*' if given.research else ''} |\n"
    for name, public in SETS.items():
        if learned[name]:
            mark = " *(research)*" if public.research else ""
            yield f"| {public.credit}; [{public.repository.removeprefix('https://github.com/')}]({public.repository}) | {learned[name]:,} | {public.licence}{mark} |\n"


def _cost(file: Path) -> str:
    """Say what training without the research sets costs, where it was measured."""
    if not file.exists():
        return "What that costs was not measured for this pack."
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    whole, free = told["all sets"], told["free"]
    return (
        f"What that costs: the teacher that the picture tower learns from, fitted to words without them, finds {free['R@10']} % of the photos "
        f"among the first ten instead of {whole['R@10']} %: everyday captions are missing then."
    )


def write_card(template: Path, figures: Path, cost: Path, shelf: Shelf, pack: Path) -> None:
    """Write CARD.md into the pack from the template, the measured figures and the sets."""
    found: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    told: dict[str, Any] = json.loads((pack / "pack.json").read_text(encoding="utf-8"))
    words, short = found["text to picture"], found["text to picture, two to four words"]
    changes = "".join(
        f"| — {name} | {value} % |\n" for name, value in found["picture to picture, R@1"].items()
    )
    objects = "".join(
        f"| {name}: the right one of {row['classes']} names first / among five | {row['top 1']} / {row['top 5']} % |\n"
        for name, row in found["objects by class name"].items()
        if name in OBJECTS
    )
    filled = Template(template.read_text(encoding="utf-8")).substitute(
        dimension=told["dimension"],
        size=told["image"]["preprocessing"]["size"],
        entries=f"{found['word pieces']:,}",
        megabytes=f"{found['bytes'] / 1e6:.1f}",
        unseen=f"{found['pictures never trained on']:,}",
        photos=found["dev photos"],
        captions=f"{found['captions']:,}",
        r1=words["R@1"],
        r5=words["R@5"],
        r10=words["R@10"],
        s1=short["R@1"],
        s5=short["R@5"],
        s10=short["R@10"],
        gallery=f"{found['pictures to find a copy among']:,}",
        copies=found["picture to picture, mean R@1"],
        changes=changes,
        edited=found["attributes, edited, mean AP"],
        real=found["attributes, real photos, mean AP"],
        kinds=found["attributes, kinds, mean AP"],
        objects=objects,
        good=_named(found, GOOD, 101.0),
        weak=_named(found, 0.0, WEAK),
        limit=f"{WEAK:g}",
        picture_ms=f"{found['ms a picture, one core, decoding apart']:.1f}",
        query_ms=f"{found['ms a query, one core']:.2f}",
        sets="".join(_set_rows(shelf)),
        drawn=f"{found['drawn pictures']:,}",
        cost=_cost(cost),
    )
    (pack / "CARD.md").write_text(filled, encoding="utf-8")
