"""Build a set for reverse search: held-out photos, edited as people edit them, among pictures that are not asked for."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path
from typing import Final

from PIL import Image
from tools.quality.edits import EDITS, strong

QUERIES: Final = 40
"""For each edit."""

STRONG_QUERIES: Final = 160

SHARES: Final = {"flickr8k": 0.5, "clothing": 0.2, "grocery": 0.2, "textures": 0.1}
"""Of which sets the distractors are."""


def build(data: Path, to: Path, *, seed: int = 9, size: int = 5000) -> None:
    """Write `to/library`, `to/queries`, `to/truth.json` and `to/truth-before.json`, which asks for no verification.

    `size` is the number of distractors; the held-out photos, those of Flickr8k's dev split, come on top.
    """
    photos = held_out(data)
    library, queries = to / "library", to / "queries"
    queries.mkdir(parents=True, exist_ok=True)
    _unpack(data / "train" / "flickr8k.zip", photos, library / "photos")
    for name, share in SHARES.items():
        archive = data / "train" / f"{name}.zip"
        with zipfile.ZipFile(archive) as held:
            names = sorted(set(filter(_is_picture, held.namelist())) - set(photos))
        lot = random.Random(f"{seed}-{name}")
        _unpack(archive, lot.sample(names, min(len(names), round(share * size))), library / name)
    asked: list[dict[str, object]] = []
    for group in (*EDITS, "strong"):
        lot = random.Random(f"{seed}-{group}")
        for number, photo in enumerate(lot.sample(photos, STRONG_QUERIES if group == "strong" else QUERIES)):
            with Image.open(library / "photos" / photo) as image:
                original = image.convert("RGB")
            own = random.Random(f"{seed}-{group}-{photo}")
            if group == "strong":
                edited, steps = strong(original, own)
                file, label = f"strong-{number:03}-{'-'.join(steps)}.png", None
            else:
                edit, label = EDITS[group]
                edited, file = edit(original, own), f"{group}-{number:03}.png"
            edited.save(queries / file)
            query: dict[str, object] = {
                "group": f"reverse/{group}",
                "kind": "picture",
                "picture": f"queries/{file}",
                "right": [f"photos/{photo}"],
            }
            asked.append(query if label is None else query | {"label": label})
    bare = [{key: value for key, value in query.items() if key != "label"} for query in asked]
    for file, queries_of, verified in (("truth.json", asked, True), ("truth-before.json", bare, False)):
        told = {"library": "library", "queries": [query | {"verified": verified} for query in queries_of]}
        (to / file).write_text(json.dumps(told, indent=1))


def held_out(data: Path) -> list[str]:
    """Name the photos that are edited: those of Flickr8k's dev split."""
    with zipfile.ZipFile(data / "train" / "flickr8k.zip") as held:
        entries = json.loads(held.read("captions.json"))
    return sorted(entry["file"] for entry in entries if entry["split"] == "dev")


def _is_picture(name: str) -> bool:
    return name.lower().endswith((".jpg", ".jpeg", ".png"))


def _unpack(archive: Path, names: list[str], to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as held:
        for name in names:
            (to / Path(name).name).write_bytes(held.read(name))
