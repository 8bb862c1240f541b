"""Gather the pictures that no training has seen, with what their sets say of them."""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from tools.starter.sets.shelf import Shelf

# What is drawn, by what its zip file is called or by its label; all else is photos.
DRAWN = ("drawn", "emoji", "icon", "clip", "flag", "symbol", "sketch", "vector")
DRAWN_LABELS = frozenset(
    (
        *(
            "painting",
            "artwork",
            "cartoon",
            "illustration",
            "sketch",
            "line drawing",
            "drawing",
            "icon",
            "emoji",
        ),
        *("diagram", "chart", "screenshot"),
    )
)
EVERYDAY = "flickr8k"
GIVEN = (EVERYDAY, "clothing", "grocery", "textures", "drawn")
# So many held-out pictures of a further set are read: the time of the evaluation is bounded.
MOST_OF_A_SET = 300


@dataclass(frozen=True, slots=True)
class Held:
    """Hold one picture that was never trained on; `labels` are the set's own words, most general first."""

    source: str
    file: str
    picture: Image.Image
    captions: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def photo(self) -> bool:
        """Tell photos from drawings."""
        return not any(name in self.source for name in DRAWN) and DRAWN_LABELS.isdisjoint(self.labels)

    @property
    def everyday(self) -> bool:
        """Tell the captioned photos that retrieval is measured on."""
        return self.source == EVERYDAY

    def says(self, words: Iterable[str]) -> bool:
        """Tell whether a caption or a label holds one of these words."""
        told = " ".join((*self.captions, *self.labels)).lower()
        return any(word in told for word in words)


def plain_name(label: str) -> str:
    """Write a label in plain lower-case words."""
    return label.replace("-", " ").replace("_", " ").strip().lower()


def _labels(row: dict[str, object]) -> tuple[str, ...]:
    for key in ("labels", "classes"):
        told = row.get(key)
        if isinstance(told, list):
            return tuple(dict.fromkeys(plain_name(str(name)) for name in told))
    return (plain_name(str(row["label"])),) if "label" in row else ()


def _captions(row: dict[str, object]) -> tuple[str, ...]:
    told = row.get("captions")
    return tuple(str(text) for text in told) if isinstance(told, list) else ()


def _read_set(
    source: str, file: Path, splits: dict[str, str], draw: np.random.Generator | None
) -> list[Held]:
    """Read the pictures that the training leaves out; with `draw`, no more than a few of them."""
    held = []
    with zipfile.ZipFile(file) as opened:
        listed = next(name for name in ("captions.json", "labels.json") if name in opened.namelist())
        rows: list[dict[str, object]] = json.loads(opened.read(listed))
        unseen = [row for row in rows if splits.get(str(row["file"])) in ("dev", "held")]
        unseen.sort(key=lambda row: str(row["file"]))
        if draw is not None and len(unseen) > MOST_OF_A_SET:
            unseen = [
                unseen[int(at)] for at in sorted(draw.choice(len(unseen), MOST_OF_A_SET, replace=False))
            ]
        for row in unseen:
            name = str(row["file"])
            picture = Image.open(io.BytesIO(opened.read(name)))
            held.append(Held(source, name, flat(picture), _captions(row), _labels(row)))
    return held


def flat(picture: Image.Image) -> Image.Image:
    """Show a picture as RGB, what is transparent as white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        cut = picture.convert("RGBA")
        ground = Image.new("RGBA", cut.size, "white")
        return Image.alpha_composite(ground, cut).convert("RGB")
    return picture.convert("RGB")


def load_held(shelf: Shelf, seed: int) -> list[Held]:
    """List every picture that the training's own list keeps from it: the everyday photos first, then set by set."""
    splits: dict[str, dict[str, str]] = {}
    for picture in shelf.pictures():
        splits.setdefault(picture.source, {})[picture.file] = picture.split
    held: list[Held] = []
    for number, source in enumerate(sorted(splits, key=lambda source: (source != EVERYDAY, source))):
        draw = None if source in GIVEN else np.random.default_rng((seed, number))
        held += _read_set(source, shelf.archive(source), splits[source], draw)
    return held


def read_screenshots(root: Path) -> list[Image.Image]:
    """Read the real screenshots of the documentation."""
    return [flat(Image.open(file)) for file in sorted((root / "docs" / "images").glob("*.png"))]
