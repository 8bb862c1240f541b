"""Run the exported files of a pack on one core."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from PIL import Image
from tokenizers import Tokenizer

from .ranking import FLOATS, unit

BATCH = 16


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
        self._known: dict[str, FLOATS] = {}

    def pixels(self, picture: Image.Image) -> FLOATS:
        """Give a picture's input [3,S,S]."""
        recipe = self.told["image"]["preprocessing"]
        squashed = picture.resize((recipe["size"], recipe["size"]), Image.Resampling.BICUBIC)
        mean, std = (np.array(recipe[name], np.float32) for name in ("mean", "std"))
        values: FLOATS = np.asarray(squashed, np.float32) * np.float32(recipe["scale"])
        return np.asarray((values - mean) / std, np.float32).transpose(2, 0, 1)

    def run_pictures(self, batch: FLOATS) -> FLOATS:
        """Run the picture tower on prepared pixels."""
        return np.asarray(
            self.image.run([self.told["image"]["output"]], {self.told["image"]["input"]: batch})[0],
            np.float32,
        )

    def pictures(self, pictures: list[Image.Image]) -> FLOATS:
        """Embed pictures, in batches of 16, to rows of length one."""
        parts = [np.zeros((0, int(self.told["dimension"])), np.float32)]
        for start in range(0, len(pictures), BATCH):
            batch = [self.pixels(picture) for picture in pictures[start : start + BATCH]]
            parts.append(self.run_pictures(np.stack(batch)))
        return unit(np.concatenate(parts))

    def ids(self, text: str) -> list[int]:
        """Give a text's ids."""
        cleaned = text.lower() if self.told["text"]["cleaning"] == "lowercase" else text
        return list(self.tokenizer.encode(cleaned).ids)[: self.told["text"]["context_length"]]

    def texts(self, texts: list[str]) -> FLOATS:
        """Embed texts, padded together, to rows of length one."""
        rows = [self.ids(text) for text in texts]
        ids = np.full((len(rows), max(map(len, rows))), self.told["text"]["pad_id"], np.int64)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
        return unit(
            np.asarray(
                self.text.run([self.told["text"]["output"]], {self.told["text"]["input"]: ids})[0], np.float32
            )
        )

    def said(self, texts: list[str]) -> FLOATS:
        """Embed many texts in groups of 50, each text once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(new), 50):
            group = new[start : start + 50]
            self._known.update(zip(group, self.texts(group), strict=True))
        return np.stack([self._known[text] for text in texts])
