"""Measure a pack as a person would meet it: the exported files, on one core, on pictures never trained on."""

import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageOps
from tokenizers import Tokenizer

from .concepts import ATTRIBUTES, COLOURS, measure
from .data import Archives, Picture, Shelf
from .drawings import COUNT

FLOATS = NDArray[np.float32]
Change = Callable[[Image.Image], Image.Image]


def _session(file: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


class Pack:
    """Read a pack by what its pack.json says."""

    def __init__(self, folder: Path) -> None:
        self.told: dict[str, Any] = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
        self.image = _session(folder / self.told["image"]["file"])
        self.text = _session(folder / self.told["text"]["file"])
        self.tokenizer = Tokenizer.from_file(str(folder / self.told["tokenizer"]["file"]))

    def pixels(self, picture: Image.Image) -> FLOATS:
        """Give a picture's input [3,S,S]."""
        recipe = self.told["image"]["preprocessing"]
        squashed = picture.resize((recipe["size"], recipe["size"]), Image.Resampling.BICUBIC)
        mean, std = (np.array(recipe[name], np.float32) for name in ("mean", "std"))
        values: FLOATS = np.asarray(squashed, np.float32) * np.float32(recipe["scale"])
        return np.asarray((values - mean) / std, np.float32).transpose(2, 0, 1)

    def pictures(self, pictures: list[Image.Image]) -> FLOATS:
        """Embed pictures, in batches of 16, to rows of length one."""
        parts = []
        for start in range(0, len(pictures), 16):
            batch = np.stack([self.pixels(picture) for picture in pictures[start : start + 16]])
            parts.append(self.image.run(None, {self.told["image"]["input"]: batch})[0])
        return _unit(np.concatenate(parts))

    def ids(self, text: str) -> list[int]:
        """Give a text's ids."""
        return list(self.tokenizer.encode(text).ids)[: self.told["text"]["context_length"]]

    def texts(self, texts: list[str]) -> FLOATS:
        """Embed texts, padded together, to rows of length one."""
        rows = [self.ids(text) for text in texts]
        ids = np.full((len(rows), max(map(len, rows))), self.told["text"]["pad_id"], np.int64)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
        return _unit(np.asarray(self.text.run(None, {self.told["text"]["input"]: ids})[0]))


def _unit(rows: FLOATS) -> FLOATS:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _recompressed(picture: Image.Image) -> Image.Image:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=20)
    return Image.open(io.BytesIO(kept.getvalue())).convert("RGB")


def _cropped(picture: Image.Image) -> Image.Image:
    """Keep half of the area, off the centre."""
    wide, high = (round(side * 0.5**0.5) for side in picture.size)
    left, top = (picture.width - wide) // 4, (picture.height - high) * 3 // 4
    return picture.crop((left, top, left + wide, top + high))


def _shifted(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    return Image.merge(
        "RGB", (red.point(lambda v: min(255, round(v * 1.15))), green, blue.point(lambda v: v * 0.85))
    )


CHANGES: dict[str, Change] = {
    "crop of half the area": _cropped,
    "mirrored": ImageOps.mirror,
    "JPEG quality 20": _recompressed,
    "half size": lambda picture: picture.resize(
        (picture.width // 2, picture.height // 2), Image.Resampling.BICUBIC
    ),
    "brighter by 30 %": lambda picture: ImageEnhance.Brightness(picture).enhance(1.3),
    "colours shifted warm": _shifted,
}


def text_to_picture(queries: FLOATS, owners: NDArray[np.int64], pictures: FLOATS) -> dict[str, float]:
    """Give recall at 1, 5 and 10 in percent."""
    scores = queries @ pictures.T
    own = scores[np.arange(len(scores)), owners]
    rank = (scores > own[:, None]).sum(1)
    return {f"R@{k}": round(float((rank < k).mean()) * 100, 1) for k in (1, 5, 10)}


def picture_to_picture(pack: Pack, pictures: list[Image.Image], embedded: FLOATS) -> dict[str, float]:
    """Give recall at 1 in percent for each change, the original among all the pictures."""
    found = {}
    for name, change in CHANGES.items():
        changed = pack.pictures([change(picture) for picture in pictures])
        best = (changed @ embedded.T).argmax(1)
        found[name] = round(float((best == np.arange(len(pictures))).mean()) * 100, 1)
    return found


def average_precision(scores: FLOATS, right: NDArray[np.bool_]) -> float:
    """Give the average precision of a ranking."""
    hits = right[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def attributes(pack: Pack, pictures: list[Image.Image], embedded: FLOATS) -> dict[str, dict[str, float]]:
    """Give average precision and prevalence of each measured word over these unedited pictures, in percent.

    Pictures that the measure calls too close to say are left out; words with fewer than 8 yes are not scored.
    """
    size = pack.told["image"]["preprocessing"]["size"]
    small = [np.asarray(picture.resize((size, size), Image.Resampling.BICUBIC)) for picture in pictures]
    targets = measure(torch.from_numpy(np.stack(small)).permute(0, 3, 1, 2).float() / 255).numpy()
    found = {}
    for column, (name, ways) in enumerate({**COLOURS, **ATTRIBUTES}.items()):
        sure = targets[:, column] >= 0
        right = targets[sure, column] == 1
        if right.sum() >= 8:
            scores = embedded[sure] @ pack.texts([ways[0]])[0]
            found[name] = {
                "AP": round(average_precision(scores, right) * 100, 1),
                "prevalence": round(float(right.mean()) * 100, 1),
            }
    return found


def steadiness(pack: Pack, pictures: list[Image.Image], texts: list[str]) -> dict[str, float]:
    """Give the largest difference that a row's company makes: alone, and among 16."""
    alone = np.concatenate([pack.pictures([picture]) for picture in pictures[:16]])
    said = np.concatenate([pack.texts([text]) for text in texts[:16]])
    return {
        "pictures": float(np.abs(alone - pack.pictures(pictures[:16])).max()),
        "texts": float(np.abs(said - pack.texts(texts[:16])).max()),
    }


def _timed(run: Callable[[], object], times: int) -> float:
    run()
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begun)
    return round(float(np.median(spent)) * 1000, 3)


def evaluate(shelf: Shelf, folder: Path, figures: Path, log: Callable[[str], None]) -> None:
    """Measure the pack and write the figures."""
    pack, archives = Pack(folder), Archives(shelf)
    unseen: list[Picture] = [picture for picture in shelf.pictures() if picture.split != "train"]
    unseen.sort(key=lambda picture: picture.split != "dev")
    pictures = [archives.read(picture) for picture in unseen]
    embedded = pack.pictures(pictures)
    dev = [picture for picture in unseen if picture.split == "dev"]
    texts = [text for picture in dev for text in picture.captions]
    owners = np.repeat(np.arange(len(dev)), [len(picture.captions) for picture in dev])
    queries = np.concatenate([pack.texts(texts[start : start + 50]) for start in range(0, len(texts), 50)])
    one = pack.pixels(pictures[0])[None]
    photos = [at for at, picture in enumerate(unseen) if picture.source != "drawn"]
    measured = attributes(pack, [pictures[at] for at in photos], embedded[photos])
    found: dict[str, Any] = {
        "word pieces": pack.tokenizer.get_vocab_size(),
        "drawn pictures": COUNT,
        "dev photos": len(dev),
        "captions": len(texts),
        "text to picture": text_to_picture(queries, owners, embedded[: len(dev)]),
        "pictures never trained on": len(pictures),
        "picture to picture, R@1": picture_to_picture(pack, pictures, embedded),
        "attributes, mean AP": round(float(np.mean([row["AP"] for row in measured.values()])), 1),
        "attributes": measured,
        "largest difference alone or among 16": steadiness(pack, pictures, texts),
        "bytes": sum(file.stat().st_size for file in folder.iterdir() if file.name != "CARD.md"),
        "ms a picture, one core, decoding apart": _timed(
            lambda: pack.image.run(None, {pack.told["image"]["input"]: one}), 60
        ),
        "ms a query, one core": _timed(
            lambda: pack.texts(["warm sunset silhouette, backlight, film grain"]), 200
        ),
    }
    figures.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for name, value in found.items():
        log(f"{name}: {value}")
