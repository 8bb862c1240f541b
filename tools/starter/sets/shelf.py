"""Read the training sets: pictures, captions and labels, from their zip files."""

import io
import json
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image
from tools.starter.drawings import COUNT, drawn

from .public import SETS as PUBLIC
from .public import PublicSet


@dataclass(frozen=True, slots=True)
class GivenSet:
    """Say whom a set that the pipeline is given is by, and its licence."""

    credit: str
    licence: str
    research: bool


GIVEN = {
    "flickr8k": GivenSet(
        "Flickr8k (Hodosh, Young and Hockenmaier 2013): photos with five captions each",
        "photos are their Flickr authors'; research use",
        research=True,
    ),
    "clothing": GivenSet("clothing-dataset (Alexey Grigorev)", "free for any purpose", research=False),
    "grocery": GivenSet("GroceryStoreDataset (Marcus Klasson)", "MIT", research=False),
    "textures": GivenSet("DTD, ten of its textures (Cimpoi and others 2014)", "research use", research=True),
}

# One picture in this many of the labelled sets is kept out of training: distractors and honest counts.
HELD_OUT = {"clothing": 12, "grocery": 12, "textures": 8, "drawn": 12}

CLOTHING_WORDS = {
    "T-Shirt": "t-shirt",
    "Longsleeve": "long sleeve shirt",
    "Outwear": "jacket",
    "Body": "baby bodysuit",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """Name one picture of a set, with the words that belong to it."""

    source: str
    file: str
    split: str
    captions: tuple[str, ...]
    labels: tuple[str, ...]


def _held(source: str, file: str) -> str:
    return "held" if zlib.crc32(file.encode()) % HELD_OUT[source] == 0 else "train"


def _words(name: str) -> str:
    return name.replace("-", " ").lower()


def _labels(source: str, row: dict[str, object]) -> tuple[str, ...]:
    if source == "clothing":
        label = str(row["label"])
        return ("clothing", CLOTHING_WORDS.get(label, label.lower()))
    if source == "textures":
        return ("texture", f"{row['label']} texture")
    classes = [_words(str(name)) for name in row["classes"]] if isinstance(row["classes"], list) else []
    group = {"fruit": "fruit", "vegetables": "vegetables", "packages": "food package"}[classes[0]]
    # Of a package the last class is a brand and a product, of fruit it is the sort.
    kinds = classes[1:2] if group == "food package" else classes[1:]
    return (group, *dict.fromkeys(kinds))


def draw_set(target: Path) -> None:
    """Draw the pictures that no photo set holds into a zip file of the same form as the others."""
    rows = []
    partial = target.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w") as opened:
        for number in range(COUNT):
            picture, captions, labels = drawn(number)
            kept = io.BytesIO()
            picture.save(kept, "JPEG", quality=92)
            file = f"{number:05d}.jpg"
            opened.writestr(file, kept.getvalue())
            row = {"file": file, "split": _held("drawn", file), "captions": captions, "labels": labels}
            rows.append(row)
        opened.writestr("captions.json", json.dumps(rows))
    partial.replace(target)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Say where the sets lie: those given, those that `gather` has brought, and what is drawn and cut for one run.

    With `free`, sets that were given out for research alone train nothing; photos that are kept for measuring stay.
    """

    data: Path
    more: Path
    work: Path
    free: bool = False

    def archive(self, source: str) -> Path:
        """Name the zip file of a set."""
        if source == "drawn":
            return self.work / "drawn.zip"
        given = self.data / "train" / f"{source}.zip"
        return given if given.exists() else self.more / "train" / f"{source}.zip"

    def sources(self) -> list[str]:
        """List the sets that are there: our own first, then the gathered ones by name."""
        gathered = sorted(file.stem for file in (self.more / "train").glob("*.zip"))
        names = dict.fromkeys([*GIVEN, "drawn", *gathered])
        return [name for name in names if self.archive(name).exists()]

    def pictures(self) -> list[Picture]:
        """List the pictures of every set that is there, in a fixed order."""
        known: dict[str, GivenSet | PublicSet] = {**GIVEN, **PUBLIC}
        barred = {name for name, one in known.items() if one.research} if self.free else set[str]()
        found: list[Picture] = []
        for source in self.sources():
            rows = sorted(self._rows(source), key=lambda row: str(row["file"]))
            listed = [_picture(source, row) for row in rows]
            if source in barred:
                listed = [replace(each, split="barred") if each.split == "train" else each for each in listed]
            found += listed
        return found

    def _rows(self, source: str) -> list[dict[str, object]]:
        with zipfile.ZipFile(self.archive(source)) as opened:
            there = set(opened.namelist())
            listed = "captions.json" if "captions.json" in there else "labels.json"
            rows: list[dict[str, object]] = json.loads(opened.read(listed))
        return rows


def _texts(row: dict[str, object], name: str) -> tuple[str, ...]:
    found = row.get(name, [])
    return tuple(str(text) for text in found) if isinstance(found, list) else ()


def _picture(source: str, row: dict[str, object]) -> Picture:
    file = str(row["file"])
    if source in HELD_OUT and source != "drawn":
        return Picture(source, file, _held(source, file), (), _labels(source, row))
    return Picture(source, file, str(row["split"]), _texts(row, "captions"), _texts(row, "labels"))


class Archives:
    """Open each set's zip file once and decode pictures from it; one instance for each thread."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._opened: dict[str, zipfile.ZipFile] = {}

    def read(self, picture: Picture) -> Image.Image:
        """Decode a picture as RGB."""
        if picture.source not in self._opened:
            self._opened[picture.source] = zipfile.ZipFile(self._shelf.archive(picture.source))
        return Image.open(io.BytesIO(self._opened[picture.source].read(picture.file))).convert("RGB")
