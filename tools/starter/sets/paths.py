"""Say what public pictures show, from the paths of their repositories and the tables beside them."""

import csv
import io
import pickle
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias

from .names import (
    BUTTERFLIES,
    CALTECH,
    CAT_BREEDS,
    CHARTS,
    IMAGENET_RUNS,
    IMAGENET_WORDS,
)


@dataclass(frozen=True, slots=True)
class Words:
    """Say what a picture shows: labels, or captions where a person wrote some."""

    labels: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    @property
    def group(self) -> tuple[str, ...]:
        """Name the class that thinning counts."""
        return self.labels


PathRule: TypeAlias = Callable[[str], Words | None]


def plain(name: str) -> str:
    """Turn a class name of a path into words: `Great_white-shark` into `great white shark`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[_\-+.]+", " ", spaced).lower().split())


def folder_rule(
    base: str, words: Mapping[str, tuple[str, ...]] | None = None, also: tuple[str, ...] = ()
) -> Callable[[], PathRule]:
    """Take the folder of a picture below `base` for its class; of `words`, where they are given."""

    def rule() -> PathRule:
        def of(path: str) -> Words | None:
            if not path.startswith(base):
                return None
            folder = PurePosixPath(path).parent.name
            if words is None:
                return Words((plain(folder), *also))
            return Words((*words[folder], *also)) if folder in words else None

        return of

    return rule


def imagenet(identifier: str, name: str) -> Words:
    """Give the words of an ImageNet class, with the group it belongs to."""
    own = IMAGENET_WORDS.get(identifier, plain(name))
    groups = [group for first, last, group in IMAGENET_RUNS if first <= identifier <= last]
    return Words(tuple(dict.fromkeys([own, *groups])))


def imagenet_samples() -> PathRule:
    def of(path: str) -> Words | None:
        found = re.fullmatch(r"(n\d{8})_(.+)\.JPEG", path)
        return imagenet(found[1], found[2]) if found else None

    return of


SCENES = (("building",), ("forest",), ("glacier", "ice"), ("mountain",), ("sea",), ("street",))


def scenes(table: bytes) -> PathRule:
    lines = table.decode().splitlines()
    labels = {row["image_name"]: SCENES[int(row["label"])] for row in csv.DictReader(lines)}

    def of(path: str) -> Words | None:
        found = labels.get(PurePosixPath(path).name) if path.startswith("train-scene") else None
        return Words(found) if found else None

    return of


def emoji_name(stem: str) -> str | None:
    """Name the emoji of a file name such as `emoji_u1f600`; sequences of two signs have no plain name."""
    points = [int(part, 16) for part in stem.removeprefix("emoji_u").split("_") if part != "fe0f"]
    if len(points) != 1 or points[0] < 0x203C:
        return None
    name = unicodedata.name(chr(points[0]), "").lower()
    if re.search(r"squared|ideograph|regional|latin|variation|tag ", name):
        return None
    return name.removesuffix(" sign").removesuffix(" symbol") or None


def emoji() -> PathRule:
    def of(path: str) -> Words | None:
        if not path.startswith("png/128/"):
            return None
        name = emoji_name(PurePosixPath(path).stem)
        return Words((name, "emoji")) if name else None

    return of


class _Plain(pickle.Unpickler):
    """Read a pickle of plain values only: a name of any class is an error."""

    def find_class(self, module_name: str, global_name: str, /) -> object:
        raise pickle.UnpicklingError(f"{module_name}.{global_name}")


def product_words(kind: str, colour: str) -> tuple[str, ...]:
    """Name a product by its kind and, where it has one colour, by both."""
    thing = " ".join(kind.lower().split())
    colours = [part.strip().lower() for part in colour.split(",") if part.strip()]
    named = [f"{colours[0]} {thing}"] if len(colours) == 1 and len(colours[0].split()) <= 2 else []
    parts = [part.strip() for part in re.split(r",|\band\b|\bwith\b", thing)][:1]
    return tuple(dict.fromkeys([thing, *named, *(part for part in parts if part)]))


IKEA = {
    "bed": ("bed", "furniture"),
    "chair": ("chair", "furniture"),
    "dining table": ("dining table", "table"),
    "clock": ("clock",),
    "couch": ("sofa", "couch"),
    "pottedplant": ("potted plant", "plant"),
}


def ikea(products: bytes, rooms: bytes) -> PathRule:
    facts = _Plain(io.BytesIO(products)).load()
    kinds = _Plain(io.BytesIO(rooms)).load()

    def of(path: str) -> Words | None:
        if not path.startswith("images/"):
            return None
        file, folder = PurePosixPath(path), PurePosixPath(path).parent.name
        if folder == "room_scenes":
            kind = str(kinds.get(file.name, "room")).lower().replace("baby children", "children's")
            return Words(tuple(dict.fromkeys([kind, "room", "interior"])))
        product = facts.get(file.stem)
        labels = product_words(product["type"], product["color"]) if product else IKEA.get(folder, ())
        return Words(labels) if labels else None

    return of


def unlabelled(base: str) -> Callable[[], PathRule]:
    def rule() -> PathRule:
        return lambda path: Words() if path.startswith(base) else None

    return rule


def labelled(base: str, *labels: str) -> Callable[[], PathRule]:
    """Say the same of every picture below a folder."""

    def rule() -> PathRule:
        return lambda path: Words(labels) if path.startswith(base) else None

    return rule


def camvid() -> PathRule:
    """Take the frames of the driving films, not the maps of their classes."""

    def of(path: str) -> Words | None:
        frame = re.fullmatch(r"CamVid/(train|test|val)/[^/]+", path)
        return Words(("street", "road", "city traffic")) if frame else None

    return of


def caltech() -> PathRule:
    def of(path: str) -> Words | None:
        if not path.startswith("101_ObjectCategories/"):
            return None
        folder = PurePosixPath(path).parent.name
        names = CALTECH.get(folder, plain(folder))
        return Words(tuple(names.split(", "))) if names else None

    return of


def butterflies() -> PathRule:
    def of(path: str) -> Words | None:
        name = BUTTERFLIES.get(PurePosixPath(path).name[:3])
        return Words((name, "butterfly")) if name and path.startswith("dataset/butterflies/images/") else None

    return of


def charts() -> PathRule:
    def of(path: str) -> Words | None:
        found = re.fullmatch(r"examples/compiled/([a-z]+)[_.].*png", path)
        kind = CHARTS.get(found[1]) if found else None
        return None if kind is None else Words(tuple(word for word in (kind, "chart", "diagram") if word))

    return of


def pets() -> PathRule:
    """Take the folder for the breed, of a cat or else of a dog."""

    def of(path: str) -> Words | None:
        found = re.fullmatch(r"datasets/oxford-pets/data/samples_classification/train/(\w+)/[^/]+", path)
        if not found:
            return None
        kind = "cat" if found[1].lower() in CAT_BREEDS else "dog"
        breed = plain(found[1])
        return Words((f"{breed} cat" if kind == "cat" else breed, kind))

    return of
