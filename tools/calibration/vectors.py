"""Vectors of the labelled pictures and of changed copies of those that ask."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from tools.calibration.sets import GOODS, PHOTOS, Item, pictures
from tools.quality.edits import EDITS

from bowerbird_engine.assets import Float32Array, Int64Array, Uint8Array
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.imaging.preprocess import fit

_COPIED: Final = {PHOTOS: 150, **dict.fromkeys(GOODS, 60)}
"""Of so many unseen pictures of each set copies are made, one for each edit."""

_TOGETHER: Final = 64


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of all items [N, dimension], of the copies [M, dimension], and of which item each is a copy."""

    items: Float32Array
    copies: Float32Array
    originals: Int64Array


@dataclass(slots=True)
class _Encoding:
    """Pictures on their way through the encoder, a batch at a time."""

    encoder: OnnxImageEncoder
    waiting: list[Uint8Array]
    done: list[Float32Array]

    def add(self, fitted: Uint8Array) -> None:
        self.waiting.append(fitted)
        if len(self.waiting) == _TOGETHER:
            self.flush()

    def flush(self) -> None:
        if self.waiting:
            self.done.append(self.encoder.encode(np.stack(self.waiting)))
            self.waiting.clear()


def embed(
    pack: ModelPack,
    data: Path,
    items: list[Item],
    *,
    seed: int,
    threads: int,
    progress: Callable[[int, int], None],
) -> Vectors:
    """Encode every item, and changed copies of the first unseen ones of each set."""
    encoder = OnnxImageEncoder(pack, threads)
    whole, changed = (_Encoding(encoder, [], []) for _ in range(2))
    originals: list[int] = []
    copied = dict.fromkeys(_COPIED, 0)
    for place, (item, picture) in enumerate(pictures(data, items)):
        whole.add(fit(picture, pack.preprocessing))
        if item.unseen and copied[item.source] < _COPIED[item.source]:
            copied[item.source] += 1
            for name, (edit, _) in EDITS.items():
                copy = edit(picture, random.Random(f"{seed} {item.file} {name}"))
                changed.add(fit(copy, pack.preprocessing))
                originals.append(place)
        progress(place + 1, len(items))
    whole.flush()
    changed.flush()
    return Vectors(np.concatenate(whole.done), np.concatenate(changed.done), np.array(originals, np.int64))


def kept(file: Path | None, mark: str, make: Callable[[], Vectors]) -> Vectors:
    """Give the vectors that an earlier run left in a file, if its mark is the same; else make them, and leave them there."""
    if file is not None and file.exists():
        with np.load(file) as there:
            if str(there["mark"]) == mark:
                return Vectors(there["items"], there["copies"], there["originals"])
    made = make()
    if file is not None:
        np.savez(file, items=made.items, copies=made.copies, originals=made.originals, mark=np.array(mark))
    return made


def say(pack: ModelPack, texts: Sequence[str], threads: int) -> Float32Array:
    """Encode texts."""
    encoder = OnnxTextEncoder(pack, threads)
    parts = [encoder.encode(texts[start : start + _TOGETHER]) for start in range(0, len(texts), _TOGETHER)]
    return np.concatenate(parts)
