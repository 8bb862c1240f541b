"""Turn a checkpoint into a model pack."""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from tools.starter.recipe import Recipe
from tools.starter.training.corpus import CONTEXT
from tools.starter.training.towers import ImageTower, TextTower
from tools.starter.training.trainer import MEAN, SPREAD

from .graphs import image_graph, text_graph

SOURCE = (
    "Trained from random weights by tools/starter on Flickr8k's photos and captions, clothing-dataset, GroceryStoreDataset, DTD textures,"
    " public picture sets and drawings of our own, with MobileNetV2 (Apache-2.0) and all-MiniLM-L6-v2 (Apache-2.0) as teachers. CARD.md names"
    " every set with its licence; some are for research use, and nothing of them but what the weights learned is in the pack."
)


def restore(
    checkpoint: Path, entries: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
) -> tuple[Recipe, ImageTower, TextTower]:
    """Load the towers of a checkpoint."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    told: dict[str, Any] = json.loads(saved["recipe"])
    told |= {name: tuple(part) for name, part in told.items() if isinstance(part, list)}
    recipe = Recipe(**told)
    image, text = ImageTower(recipe), TextTower(entries, recipe)
    image.load_state_dict(saved["image"])
    text.load_state_dict(saved["text"])
    return recipe, image.eval(), text.eval()


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _describe(folder: Path, recipe: Recipe) -> dict[str, object]:
    def part(name: str) -> dict[str, object]:
        return {"file": name, "sha256": _sha256(folder / name)}

    return {
        "format": 2,
        "id": "starter",
        "version": "2",
        "title": "Bowerbird starter",
        "dimension": recipe.dimension,
        "precision": "float32",
        "licence": "MIT",
        "source": SOURCE,
        "languages": ["en"],
        "image": {
            **part("image.onnx"),
            "weights": [],
            "input": "pixel_values",
            "output": "image_embeds",
            "projection": None,
            "preprocessing": {
                "size": recipe.shown,
                "resize": "squash",
                "interpolation": "bicubic",
                "scale": 1 / 255,
                "mean": list(MEAN),
                "std": list(SPREAD),
            },
        },
        "text": {
            **part("text.onnx"),
            "weights": [],
            "input": "input_ids",
            "attention_mask": None,
            "output": "text_embeds",
            "context_length": CONTEXT,
            "pad_id": 0,
            "projection": None,
            "cleaning": "lowercase",
        },
        "tokenizer": part("tokenizer.json"),
    }


def export_pack(work: Path, target: Path) -> None:
    """Write the pack beside its place, then move the files in, the manifest last."""
    recipe, image, text = restore(work / "starter.pt", np.load(work / "entries.npy"))
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".starter-") as name:
        folder = Path(name)
        onnx.save(image_graph(image, recipe.shown, recipe.dimension), folder / "image.onnx")
        onnx.save(text_graph(text, recipe.dimension), folder / "text.onnx")
        shutil.copyfile(work / "tokenizer.json", folder / "tokenizer.json")
        described = json.dumps(_describe(folder, recipe), indent=2) + "\n"
        (folder / "pack.json").write_text(described, encoding="utf-8")
        for file in ("image.onnx", "text.onnx", "tokenizer.json", "pack.json"):
            (folder / file).replace(target / file)
