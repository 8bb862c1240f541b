"""A library of a dozen samples, indexed once by the real engine; each hub of a test gets a copy of what was learned."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bowerbird_engine import Engine, load_settings

SAMPLES = Path(__file__).parents[2] / "samples"


@dataclass(frozen=True)
class SampledLibrary:
    """The pictures, and the home of the library that was made of them."""

    home: Path
    folder: Path
    label: Path
    """A picture with letters in it, which lies in the folder `again` once more."""
    code: str
    """Its longest word."""

    def copy(self, home: Path) -> Path:
        """Copy what was learned to another home; the pictures stay where they are."""
        shutil.copytree(self.home, home)
        return home


@dataclass(frozen=True)
class SampledPictures:
    """A folder of samples: a label with letters that lies there twice, and one file that is no picture."""

    folder: Path
    label: Path
    code: str


def lay_pictures(folder: Path) -> SampledPictures:
    """Copy a dozen samples of all kinds into a folder."""
    manifest = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
    by_kind: dict[str, list[Any]] = {}
    for picture in manifest["pictures"]:
        by_kind.setdefault(picture["kind"], []).append(picture)
    label = next(picture for picture in by_kind["label"] if picture["text"])
    for picture in (label, *(each for kind in sorted(by_kind) for each in by_kind[kind][:2])):
        target = folder / picture["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLES / picture["file"], target)
    (folder / "again").mkdir()
    shutil.copyfile(folder / label["file"], folder / "again" / "copy.jpg")
    (folder / "broken.jpg").write_bytes(b"this is no picture")
    return SampledPictures(folder, folder / label["file"], max(label["text"], key=len))


def make_sampled_library(base: Path) -> SampledLibrary:
    """Index a dozen samples, one of them twice, and a file that is no picture."""
    pictures = lay_pictures(base / "pictures")
    with Engine(load_settings(base / "home")) as engine:
        engine.add_folder(pictures.folder)
        engine.index()
    return SampledLibrary(base / "home", pictures.folder, pictures.label, pictures.code)
