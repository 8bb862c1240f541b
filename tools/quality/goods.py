"""Clothes, groceries and textures by their class: unseen pictures, changed copies and names of classes."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tools.calibration.sets import pictures, read_items
from tools.quality.edits import EDITS


def build(data: Path, to: Path, *, seed: int, size: int) -> None:
    """Ask `size` times by pictures, half of them changed copies, and once by each name of a class of three or more.

    The library holds what no training of the starter has seen, but for the pictures that ask for their class.
    """
    lot = random.Random(seed)
    (to / "library").mkdir(exist_ok=True)
    (to / "queries").mkdir(exist_ok=True)
    items = [item for item in read_items(data) if item.unseen and not item.photo]
    kinds = [item.kind for item in items]
    apart = {
        place
        for place in lot.sample(range(len(items)), min(size // 2, len(items) // 4))
        if kinds.count(kinds[place]) > 1
    }
    copied = [place for place in range(len(items)) if place not in apart]
    copied = [lot.choice(copied) for _ in range(size - size // 2)]
    there: dict[str, list[str]] = {}
    for place, item in enumerate(items):
        if place not in apart:
            there.setdefault(item.kind, []).append(f"{item.source}-{item.file}")
    edits = sorted(EDITS)
    queries: list[dict[str, object]] = []
    for place, (item, picture) in enumerate(pictures(data, items)):
        file, right = f"{item.source}-{item.file}", there.get(item.kind, [])
        if place in apart:
            if right:
                picture.save(to / "queries" / file, quality=92)
                asked = f"queries/{file}"
                queries.append({"group": "classes", "kind": "picture", "picture": asked, "right": right})
            continue
        picture.save(to / "library" / file, quality=92)
        for number in [number for number, one in enumerate(copied) if one == place]:
            asked = f"queries/{number:04d}.jpg"
            changed = EDITS[edits[number % len(edits)]][0](picture, random.Random(f"{seed} {number}"))
            changed.save(to / asked, quality=92)
            queries.append({"group": "copies", "kind": "picture", "picture": asked, "right": right})
    named = {item.kind: item.named for item in items}
    for kind, right in sorted(there.items()):
        if len(right) >= 3:
            queries.append({"group": "class names", "kind": "words", "text": named[kind], "right": right})
    told = json.dumps({"library": "library", "queries": queries}, indent=1, ensure_ascii=False)
    (to / "truth.json").write_text(told + "\n", encoding="utf-8")
