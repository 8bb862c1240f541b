"""Measure all of it, print it, and keep it as figures.json."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from tools.starter.drawings import COUNT
from tools.starter.sets.shelf import Shelf

from . import attributes, examples, objects, retrieval, speed, words
from .measures import Measured
from .pack import Pack
from .pictures import EVERYDAY, load_held, read_screenshots
from .report import lines

ROOT = Path(__file__).resolve().parents[3]
SEED = 20


def evaluate(shelf: Shelf, folder: Path, figures: Path, log: Callable[[str], None]) -> None:
    """Measure the pack in a folder and write the figures."""
    begun = time.monotonic()

    def step(what: str) -> None:
        log(f"evaluate, {time.monotonic() - begun:.0f} s: {what}")

    pack, held = Pack(folder), load_held(shelf, SEED)
    step(f"{len(held)} pictures that were kept from training")
    rows = pack.pictures([each.picture for each in held])
    everyday = [each for each in held if each.everyday]
    everyday_rows = rows[: len(everyday)]
    photo_at = np.flatnonzero([each.photo for each in held])
    photos, photo_rows = [held[int(at)] for at in photo_at], rows[photo_at]

    step("words to pictures")
    found: dict[str, Any] = {
        "word pieces": pack.tokenizer.get_vocab_size(),
        "drawn pictures": COUNT,
        "dev photos": len(everyday),
        "captions": sum(len(each.captions) for each in everyday),
        "text to picture": retrieval.by_captions(pack, everyday, everyday_rows),
        "text to picture, two to four words": retrieval.by_short_queries(pack, everyday, everyday_rows, SEED),
        "pictures never trained on": len(held),
    }
    step("changed copies of pictures")
    places, gallery = retrieval.by_changed_copies(pack, held, rows, SEED)
    found["pictures to find a copy among"] = gallery
    counted = [ranks for name, ranks in places.items() if name not in retrieval.FOR_INFORMATION]
    for limit in (1, 5):
        found[f"picture to picture, R@{limit}"] = retrieval.copies_table(places, limit)
        mean = float(np.mean([(ranks < limit).mean() for ranks in counted]))
        found[f"picture to picture, mean R@{limit}"] = round(mean * 100, 1)

    step("attributes: retouching")
    measured = Measured([each.picture for each in photos])
    mixes = attributes.Mixes(pack, photos, photo_rows, measured, SEED)
    step("attributes: asking")
    parts = {
        "edited": attributes.on_edited(pack, mixes),
        "real photos": attributes.on_real(pack, photos, photo_rows, measured),
        "kinds": attributes.on_kinds(pack, held, rows, read_screenshots(ROOT), SEED),
    }
    for name, part in parts.items():
        found[f"attributes, {name}, mean AP"] = part["mean AP"]
    found["attributes, mean AP"] = parts["real photos"]["mean AP"]
    found["attributes"] = parts

    step("objects")
    found["objects by class name"] = objects.by_class(pack, held, rows)
    found["clothes by kind and colour"] = objects.by_kind_and_colour(pack, photos, photo_rows)
    step("words")
    captions = [
        text for picture in shelf.pictures() if picture.source == EVERYDAY for text in picture.captions
    ]
    found["words"] = words.judge(pack, photo_rows, words.common_words(shelf.data), captions)
    found["example queries"] = examples.ask(pack, held, rows, mixes.material, SEED)

    step("speed")
    some = [each.picture for each in everyday[:16]]
    found["largest difference alone or among 16"] = speed.steadiness(
        pack, some, [text for each in everyday[:4] for text in each.captions]
    )
    found["bytes"] = speed.weigh(folder)
    found |= speed.measure_speed(pack, some)
    found["seconds of the evaluation"] = round(time.monotonic() - begun)
    figures.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for line in lines(found):
        log(line)
