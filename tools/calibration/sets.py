"""The labelled pictures: photos with captions, and goods with classes, out of the given zip files."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from PIL import Image

PHOTOS: Final = "flickr8k"
GOODS: Final = ("clothing", "grocery", "textures")

_UNSEEN: Final = {"clothing": 12, "grocery": 12, "textures": 8}
"""One in so many, by the checksum of its name, trains no starter: the rule of `tools/starter/sets/shelf.py`."""

_KEPT: Final = {PHOTOS: 0.4, "clothing": 0.3, "grocery": 0.3, "textures": 0.3}
"""The share of the others that are distractors: more would only cost time."""

_SAID: Final = {
    "t shirt": "t-shirt",
    "longsleeve": "long sleeve shirt",
    "outwear": "jacket",
    "body": "baby bodysuit",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One picture of a set: its captions or its class, and whether no training has seen it."""

    source: str
    file: str
    unseen: bool
    captions: tuple[str, ...] = ()
    kind: str = ""

    @property
    def photo(self) -> bool:
        """Tell the photos with captions from the goods with a class."""
        return self.source == PHOTOS

    @property
    def named(self) -> str:
        """Name the class as a person would type it."""
        name = self.kind.rpartition("/")[2].replace("-", " ").replace("_", " ").lower()
        return f"{name} texture" if self.source == "textures" else _SAID.get(name, name)


def read_items(data: Path) -> list[Item]:
    """List what is used of the sets. Raises OSError or ValueError when one of them is not there or broken."""
    return [item for source in (PHOTOS, *GOODS) for item in _items(data, source)]


def pictures(data: Path, items: list[Item]) -> Iterator[tuple[Item, Image.Image]]:
    """Decode the pictures, in their order."""
    archives = {source: zipfile.ZipFile(_archive(data, source)) for source in (PHOTOS, *GOODS)}
    try:
        for item in items:
            with Image.open(io.BytesIO(archives[item.source].read(item.file))) as opened:
                yield item, opened.convert("RGB")
    finally:
        for archive in archives.values():
            archive.close()


def _archive(data: Path, source: str) -> Path:
    return data / "train" / f"{source}.zip"


def _items(data: Path, source: str) -> Iterator[Item]:
    with zipfile.ZipFile(_archive(data, source)) as archive:
        told = json.loads(archive.read("captions.json" if source == PHOTOS else "labels.json"))
    for row in sorted(cast("list[dict[str, object]]", told), key=lambda row: str(row["file"])):
        file = str(row["file"])
        lot = zlib.crc32(file.encode())
        unseen = row["split"] == "dev" if source == PHOTOS else lot % _UNSEEN[source] == 0
        if not unseen and (lot // 1000) % 100 >= 100 * _KEPT[source]:
            continue
        captions = cast("list[str]", row.get("captions", []))
        classes = cast("list[str]", row.get("classes", [row.get("label", "")]))
        kind = "" if source == PHOTOS else "/".join([source, *classes[:2]])
        yield Item(source, file, unseen, tuple(captions), kind)
