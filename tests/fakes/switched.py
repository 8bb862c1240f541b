"""A library with two models that disagree: real packs, real pictures, the real engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from bowerbird_engine import Engine, SearchPage, SearchQuery, load_settings
from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.settings import Settings
from fakes.packs import Parts, make_pack
from fakes.pictures import png

SIDE = 32
CELLS = 4
QUERIES = ("words:red lamp", "words:a photo of the dark sky", "words:blue shirt and white sunset")

Answer = tuple[tuple[str, float], ...]
"""What a page shows: file names and percentages, best first."""


def write_tiles(folder: Path, numbers: Iterable[int]) -> None:
    """Write tiny pictures, each of 4 x 4 coloured cells that depend on its number alone; 1,000 take 0.2 s."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        cells = np.random.default_rng(number).integers(0, 256, (CELLS, CELLS, 3), dtype=np.uint8)
        pixels = cells.repeat(SIDE // CELLS, 0).repeat(SIDE // CELLS, 1).tobytes()
        (folder / f"{number}.png").write_bytes(png((SIDE, SIDE), 8, 2, pixels))


def write_black(path: Path) -> None:
    """Write the picture for which a `blind_to_black` pack has no embedding."""
    path.write_bytes(png((SIDE, SIDE), 8, 2, bytes(SIDE * SIDE * 3)))


def blind_to_black(parts: Parts) -> None:
    """Have the image graph give NaN for a picture that is black all over, and for no other."""
    graph = parts.image.graph
    for node in graph.node:
        for at, name in enumerate(node.output):
            if name == "image_embeds":
                node.output[at] = "seen"
    # The last channel of a black pixel is -0.40 / 0.27 = -1.48, the first level above it -1.47.
    graph.initializer.append(numpy_helper.from_array(np.array(-1.475, np.float32), "black"))
    graph.node.extend(
        [
            helper.make_node("ReduceMax", ["pixel_values"], ["top"], axes=[1, 2, 3], keepdims=1),
            helper.make_node("Greater", ["top", "black"], ["lit"]),
            helper.make_node("Cast", ["lit"], ["one"], to=TensorProto.FLOAT),
            helper.make_node("Div", ["one", "one"], ["one_or_nan"]),
            helper.make_node("Flatten", ["one_or_nan"], ["column"]),
            helper.make_node("Mul", ["seen", "column"], ["image_embeds"]),
        ]
    )


@dataclass(frozen=True, slots=True)
class Switched:
    """The home of a library, its folder of pictures, and two packs: `old`, which answers, and `new`."""

    home: Path
    pictures: Path

    @property
    def settings(self) -> Settings:
        """The settings of every engine that opens it.

        Without the search for details, which says nothing of models and takes minutes for thousands of tiles.
        """
        return replace(load_settings(self.home), details=False)

    def engine(self) -> Engine:
        """Open it."""
        return Engine(self.settings)

    def pack(self, name: str) -> Path:
        """Tell where a pack lies."""
        return self.settings.packs_dir / name

    def pure(self, name: str) -> dict[str, Answer]:
        """Give what one pack alone answers to each query, by an engine that knows no other."""
        with Engine(self.settings, pack=read_pack(self.pack(name))) as engine:
            return {query: ask(engine, query) for query in QUERIES}

    def vectors_in(self, name: str) -> int:
        """Count the vectors that a pack has made."""
        with self.engine() as engine:
            return next(info.learned for info in engine.packs() if info.pack.id == name)


def make_switched(root: Path, numbers: Iterable[int]) -> Switched:
    """Make a library that the pack `old` has learned."""
    library = Switched(root / "home", root / "pictures")
    add_pack(library, "old", seed=1)
    add_pack(library, "new", seed=2)
    write_tiles(library.pictures, numbers)
    with library.engine() as engine:
        engine.use_pack("old")
        engine.add_folder(library.pictures)
        engine.index(ocr=False)
    return library


def add_pack(library: Switched, name: str, *, seed: int, blind: bool = False) -> None:
    """Install a tiny pack. All have one dimension: vectors of two of them can be mixed without an error."""

    def edit(parts: Parts) -> None:
        parts.description["title"] = f"The {name} model"
        if blind:
            blind_to_black(parts)

    make_pack(library.pack(name), pack_id=name, seed=seed, edit=edit)


def set_aside(folder: Path) -> Path:
    """Take a folder away to a place of its own, as when somebody deletes it, and tell where it is."""
    aside = folder.parent.parent / f"aside-{folder.name}"
    shutil.move(folder, aside)
    return aside


def damage(pack: Path) -> None:
    """Exchange bytes of a pack's two graphs."""
    for name in ("image.onnx", "text.onnx"):
        data = bytearray((pack / name).read_bytes())
        data[len(data) // 2] ^= 0xFF
        (pack / name).write_bytes(data)


def ask(engine: Engine, query: str) -> Answer:
    """Search, and give what the page shows."""
    return shown(engine.search(SearchQuery(text=query)))


def shown(page: SearchPage) -> Answer:
    """Give what a page shows."""
    return tuple((hit.asset.path.name, hit.similarity) for hit in page.hits)


def as_answer(line: str) -> Answer:
    """Read an answer from JSON."""
    return tuple((str(name), float(percent)) for name, percent in json.loads(line))
