"""Whether directions move what they name: run `python -m benchmarks.refining FOLDER [--pictures 200] [--queries 40]`.

A folder is indexed into a library of its own for the while. For some of its pictures more like them are asked for, then
the same but warmer, darker, simpler and so on. What the ten closest look like is measured on their pixels, and told in
standard deviations of the folder: how far it moves with the direction, with the way back, and with an unrelated one,
which is the control.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine import AssetId, Engine, SearchQuery, load_settings

Float64Array = npt.NDArray[np.float64]

FIRST: Final = 10
EDGE: Final = 8.0
"""A step of lightness, of 100, between neighbours: what the eye takes for an edge at this size."""

MEASURED: Final = {
    "warmer": ("warmth", 1), "cooler": ("warmth", -1),
    "brighter": ("lightness", 1), "darker": ("lightness", -1),
    "more colourful": ("chroma", 1), "muted": ("chroma", -1),
    "busier": ("edges", 1), "simpler": ("edges", -1),
    "higher contrast": ("contrast", 1), "lower contrast": ("contrast", -1),
    "harder light": ("contrast", 1), "softer light": ("contrast", -1),
}  # fmt: skip
"""What each direction moves, and which way."""

OPPOSITES: Final = dict(
    zip(
        MEASURED,
        [name for pair in zip(*[iter(MEASURED)] * 2, strict=True) for name in pair[::-1]],
        strict=True,
    )
)
CONTROL: Final = "closer"

_XYZ: Final = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE: Final = np.array([0.9505, 1.0, 1.089])


@dataclass(frozen=True, slots=True)
class Moved:
    """How far the mean of the first hits moved, in standard deviations of the folder, over all queries."""

    direction: str
    fact: str
    towards: float
    back: float
    control: float
    right: float
    """The share of the queries in which the direction leads further its way than the way back."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--queries", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        chosen = some_of(options.folder, options.pictures, Path(scratch) / "pictures")
        with Engine(load_settings(Path(scratch) / "home")) as engine:
            engine.add_folder(chosen)
            engine.index(ocr=False)
            show(measure(engine, options.queries))
    return 0


def some_of(folder: Path, number: int, to: Path) -> Path:
    """Copy pictures of a folder, evenly spread over it."""
    files = sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}
    )
    to.mkdir(parents=True)
    number = min(number, len(files))
    for at in (place * len(files) // number for place in range(number)):
        shutil.copyfile(files[at], to / f"{at}-{files[at].name}")
    return to


def measure(engine: Engine, queries: int) -> list[Moved]:
    everything = engine.search(SearchQuery(text="words:a picture", limit=5000)).hits
    ids = sorted(hit.asset.id for hit in everything)
    facts = {one: facts_of(engine, one) for one in ids}
    spreads = {name: float(np.std([facts[one][name] for one in ids])) for name in facts[ids[0]]}
    asked = ids[:: max(1, len(ids) // queries)][:queries]
    found = {(one, text): closest(engine, one, text) for one in asked for text in (None, CONTROL, *MEASURED)}
    moved: list[Moved] = []
    for direction, (fact, sign) in MEASURED.items():

        def shift(one: AssetId, text: str, fact: str = fact, sign: int = sign) -> float:
            mean = np.mean([facts[hit][fact] for hit in found[one, text]])
            plain = np.mean([facts[hit][fact] for hit in found[one, None]])
            return float(mean - plain) * sign / spreads[fact]

        towards, back, control = (
            [shift(one, text) for one in asked] for text in (direction, OPPOSITES[direction], CONTROL)
        )
        right = np.mean(np.array(towards) > np.array(back))
        moved.append(
            Moved(
                direction,
                fact,
                float(np.mean(towards)),
                float(np.mean(back)),
                float(np.mean(control)),
                float(right),
            )
        )
    return moved


def closest(engine: Engine, one: AssetId, text: str | None) -> Sequence[AssetId]:
    hits = engine.search(SearchQuery(like=one, text=text, limit=FIRST + 1)).hits
    return [hit.asset.id for hit in hits if hit.asset.id != one][:FIRST]


def facts_of(engine: Engine, one: AssetId) -> Mapping[str, float]:
    """Measure a picture on its thumbnail, in CIE L*a*b*."""
    pixels = engine.thumbnail_pixels(one, 160)
    rgba = np.frombuffer(pixels.rgba, np.uint8).reshape(pixels.height, pixels.width, 4)
    lab = lab_of(rgba[..., :3].astype(np.float64) / 255.0)
    steps = [np.abs(np.diff(lab[..., 0], axis=axis)) > EDGE for axis in (0, 1)]
    return {
        "lightness": float(lab[..., 0].mean()),
        "contrast": float(lab[..., 0].std()),
        "warmth": float(lab[..., 2].mean()),
        "chroma": float(np.hypot(lab[..., 1], lab[..., 2]).mean()),
        "edges": float(np.mean([step.mean() for step in steps])),
    }


def lab_of(rgb: Float64Array) -> Float64Array:
    """Bring sRGB (0..1) to CIE L*a*b* under D65."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    scaled = linear @ _XYZ.T / _WHITE
    curved = np.where(scaled > 216 / 24389, np.cbrt(scaled), scaled * 841 / 108 + 4 / 29)
    x, y, z = curved[..., 0], curved[..., 1], curved[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def show(moved: Sequence[Moved]) -> None:
    print(f"{'direction':<16}{'measured':<11}{'towards':>8}{'back':>8}{'control':>9}{'right':>7}")
    for one in moved:
        print(
            f"{one.direction:<16}{one.fact:<11}{one.towards:>+8.2f}{one.back:>+8.2f}{one.control:>+9.2f}{one.right:>7.0%}"
        )


if __name__ == "__main__":
    raise SystemExit(main())
