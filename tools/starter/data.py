"""Read the training sets: pictures, captions and labels, from their zip files."""

import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .drawings import COUNT, drawn

SETS = ("flickr8k", "clothing", "grocery", "textures", "drawn")
CAPTIONED = ("flickr8k", "drawn")

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
            picture, captions = drawn(number)
            kept = io.BytesIO()
            picture.save(kept, "JPEG", quality=92)
            file = f"{number:05d}.jpg"
            opened.writestr(file, kept.getvalue())
            rows.append({"file": file, "split": _held("drawn", file), "captions": captions})
        opened.writestr("captions.json", json.dumps(rows))
    partial.replace(target)


def archive(data: Path, work: Path, source: str) -> Path:
    """Name the zip file of a set."""
    return work / "drawn.zip" if source == "drawn" else data / "train" / f"{source}.zip"


def load_pictures(data: Path, work: Path) -> list[Picture]:
    """List the pictures of every set that is there, in a fixed order."""
    pictures: list[Picture] = []
    for source in SETS:
        if not archive(data, work, source).exists():
            continue
        with zipfile.ZipFile(archive(data, work, source)) as opened:
            name = "captions.json" if source in CAPTIONED else "labels.json"
            rows = json.loads(opened.read(name))
        for row in sorted(rows, key=lambda row: str(row["file"])):
            file = str(row["file"])
            if source in CAPTIONED:
                captions = tuple(str(text) for text in row["captions"])
                pictures.append(Picture(source, file, str(row["split"]), captions, ()))
            else:
                pictures.append(Picture(source, file, _held(source, file), (), _labels(source, row)))
    return pictures


class Archives:
    """Open each set's zip file once and decode pictures from it; one instance for each thread."""

    def __init__(self, data: Path, work: Path) -> None:
        self._data, self._work = data, work
        self._opened: dict[str, zipfile.ZipFile] = {}

    def read(self, picture: Picture) -> Image.Image:
        """Decode a picture as RGB."""
        if picture.source not in self._opened:
            self._opened[picture.source] = zipfile.ZipFile(archive(self._data, self._work, picture.source))
        return Image.open(io.BytesIO(self._opened[picture.source].read(picture.file))).convert("RGB")
