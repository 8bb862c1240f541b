"""Photos with captions: changed copies, captions and a few of their words, among photos that train the starter."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
from tools.calibration.questions import CAPTION_SHARE, matching, some_words, stems
from tools.calibration.sets import pictures, read_items
from tools.quality.edits import EDITS


def build(data: Path, to: Path, *, seed: int, size: int) -> None:
    """Ask `size` times by changed copies and as often by words; what matches a text is told by the photos' captions."""
    lot, draw = random.Random(seed), np.random.default_rng(seed)
    (to / "library").mkdir(exist_ok=True)
    (to / "queries").mkdir(exist_ok=True)
    items = [item for item in read_items(data) if item.photo]
    asking = [place for place, item in enumerate(items) if item.unseen]
    copied = [lot.choice(asking) for _ in range(size)]
    edits = sorted(EDITS)
    queries: list[dict[str, object]] = []
    for place, (item, picture) in enumerate(pictures(data, items)):
        picture.save(to / "library" / item.file, quality=92)
        for number in [number for number, one in enumerate(copied) if one == place]:
            name = edits[number % len(edits)]
            asked = f"queries/{number:04d}.jpg"
            EDITS[name][0](picture, random.Random(f"{seed} {number}")).save(to / asked, quality=92)
            queries.append({"group": "copies", "kind": "picture", "picture": asked, "right": [item.file]})
    told = [frozenset(word for caption in item.captions for word in stems(caption)) for item in items]
    places = [lot.choice(asking) for _ in range(size)]
    captions = [lot.choice(items[place].captions) for place in places]
    texts = [caption if number % 2 else some_words(caption, draw) for number, caption in enumerate(captions)]
    for few in (False, True):
        chosen = [number for number in range(size) if (number % 2 == 0) == few]
        matches = matching([stems(texts[number]) for number in chosen], told, 1.0 if few else CAPTION_SHARE)
        for number, row in zip(chosen, matches, strict=True):
            row[places[number]] = True
            right = [items[place].file for place in np.flatnonzero(row).tolist()]
            group = "few words" if few else "captions"
            queries.append({"group": group, "kind": "words", "text": texts[number].strip(), "right": right})
    told_truth = json.dumps({"library": "library", "queries": queries}, indent=1, ensure_ascii=False)
    (to / "truth.json").write_text(told_truth + "\n", encoding="utf-8")
