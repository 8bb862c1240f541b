"""Tiny model packs, built with onnx: a real image graph, a real text graph, a real tokenizer, random weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from bowerbird_engine.encoding.curves import describe_curves
from fakes.encoders import FAKE_CURVES

OPSET = 17
IR_VERSION = 8
CONTEXT = 12
POOLED = 4
WORDS = (
    "a",
    "photo",
    "of",
    "red",
    "green",
    "blue",
    "white",
    "dark",
    "shirt",
    "lamp",
    "sunset",
    "sky",
    "the",
    "and",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

Weights = Mapping[str, npt.NDArray[Any]]
Edit = Callable[["Parts"], None]


@dataclass(slots=True)
class Parts:
    """What a pack is made of, for an edit to spoil before it is written."""

    image: onnx.ModelProto
    text: onnx.ModelProto
    tokenizer: str
    description: dict[str, Any]
    beside: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """Files beside the graphs, by name; where the description names one, its digest is put in."""


def make_pack(
    folder: Path,
    *,
    dimension: int = 16,
    size: int = 32,
    seed: int = 0,
    pack_id: str = "tiny",
    attention_mask: bool = True,
    resize: str = "squash",
    edit: Edit | None = None,
) -> Path:
    """Write a working pack into the folder and give the folder back.

    The image graph pools the picture to 4 x 4 and projects it, so like pictures lie close; the text graph averages
    word vectors under the mask. `edit` may change the parts before the digests are taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    numbers = np.random.default_rng(seed)
    tokenizer = make_tokenizer()
    parts = Parts(
        image=image_graph(numbers, dimension, size),
        text=text_graph(numbers, dimension, tokenizer.get_vocab_size(), masked=attention_mask),
        tokenizer=tokenizer.to_str(),
        description={
            "format": 2,
            "id": pack_id,
            "version": "1",
            "title": "Tiny pack of the tests",
            "dimension": dimension,
            "precision": "float32",
            "licence": "MIT",
            "source": "Random weights made by the tests.",
            "languages": ["en"],
            "image": {
                "file": "image.onnx",
                "weights": [],
                "input": "pixel_values",
                "output": "image_embeds",
                "projection": None,
                "preprocessing": {
                    "size": size,
                    "resize": resize,
                    "interpolation": "bicubic",
                    "scale": 1 / 255,
                    "mean": [0.5, 0.45, 0.4],
                    "std": [0.25, 0.26, 0.27],
                },
            },
            "text": {
                "file": "text.onnx",
                "weights": [],
                "input": "input_ids",
                "attention_mask": "attention_mask" if attention_mask else None,
                "output": "text_embeds",
                "context_length": CONTEXT,
                "pad_id": 0,
                "projection": None,
                "cleaning": "lowercase",
            },
            "tokenizer": {"file": "tokenizer.json"},
            "curves": describe_curves(FAKE_CURVES),
        },
    )
    if edit is not None:
        edit(parts)
    write_pack(folder, parts)
    return folder


def write_pack(folder: Path, parts: Parts) -> None:
    """Write the files and a description that holds their digests."""
    told = parts.description
    contents = dict(parts.beside)
    contents[told["image"]["file"]] = parts.image.SerializeToString()
    contents[told["text"]["file"]] = parts.text.SerializeToString()
    contents[told["tokenizer"]["file"]] = parts.tokenizer.encode()
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for file in (
        told["tokenizer"],
        *(part for tower in ("image", "text") for part in _files_of(told[tower])),
    ):
        if file["file"] in contents:
            file["sha256"] = hashlib.sha256(contents[file["file"]]).hexdigest()
    (folder / "pack.json").write_text(json.dumps(parts.description, indent=1))


def _files_of(tower: dict[str, Any]) -> list[dict[str, Any]]:
    return [tower, *tower["weights"], *([] if tower["projection"] is None else [tower["projection"]])]


def redescribe(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Change the description of a pack on disk, and nothing else."""
    path = folder / "pack.json"
    description = json.loads(path.read_text())
    change(description)
    path.write_text(json.dumps(description))
    return folder


def image_graph(numbers: np.random.Generator, dimension: int, size: int) -> onnx.ModelProto:
    """Build pixels -> 4 x 4 mean colours -> a hidden layer -> a vector; average pooling keeps rows apart."""
    cell = size // POOLED
    weights = {
        "hidden": _random(numbers, 3 * POOLED * POOLED, 64),
        "bias": _random(numbers, 1, 64)[0],
        "projection": _random(numbers, 64, dimension),
    }
    nodes = [
        helper.make_node(
            "AveragePool", ["pixel_values"], ["cells"], kernel_shape=[cell, cell], strides=[cell, cell]
        ),
        helper.make_node("Flatten", ["cells"], ["flat"]),
        helper.make_node("Gemm", ["flat", "hidden", "bias"], ["mixed"]),
        helper.make_node("Relu", ["mixed"], ["active"]),
        helper.make_node("MatMul", ["active", "projection"], ["image_embeds"]),
    ]
    inputs = [helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["N", 3, size, size])]
    outputs = [helper.make_tensor_value_info("image_embeds", TensorProto.FLOAT, ["N", dimension])]
    return model("image", nodes, inputs, outputs, weights)


def text_graph(numbers: np.random.Generator, dimension: int, words: int, *, masked: bool) -> onnx.ModelProto:
    """Build ids -> word vectors -> their mean under the mask -> a vector."""
    weights: dict[str, npt.NDArray[Any]] = {
        "table": _random(numbers, words, 32),
        "projection": _random(numbers, 32, dimension),
        "last": np.array([2], np.int64),
        "one": np.array([1], np.int64),
        "zero": np.array(0, np.int64),
    }
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["N", "L"])]
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["words"])]
    if masked:
        inputs.append(helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["N", "L"]))
        nodes.append(helper.make_node("Cast", ["attention_mask"], ["flags"], to=TensorProto.FLOAT))
    else:
        nodes.append(helper.make_node("Greater", ["input_ids", "zero"], ["real"]))
        nodes.append(helper.make_node("Cast", ["real"], ["flags"], to=TensorProto.FLOAT))
    nodes += [
        helper.make_node("Unsqueeze", ["flags", "last"], ["column"]),
        helper.make_node("Mul", ["words", "column"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "one"], ["sum"], keepdims=0),
        helper.make_node("MatMul", ["sum", "projection"], ["text_embeds"]),
    ]
    outputs = [helper.make_tensor_value_info("text_embeds", TensorProto.FLOAT, ["N", dimension])]
    return model("text", nodes, inputs, outputs, weights)


def model(
    name: str,
    nodes: list[onnx.NodeProto],
    inputs: list[onnx.ValueInfoProto],
    outputs: list[onnx.ValueInfoProto],
    weights: Weights,
) -> onnx.ModelProto:
    """Put a graph together and check it."""
    initializers = [numpy_helper.from_array(value, key) for key, value in weights.items()]
    graph = helper.make_graph(nodes, name, inputs, outputs, initializers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(made.SerializeToString())  # pyright: ignore[reportUnknownMemberType]  its own stub
    return made


def make_tokenizer() -> Tokenizer:
    """Make a WordPiece tokenizer with a handful of words and all letters, so that no Latin word is unknown."""
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS, *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    vocabulary = {piece: place for place, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocab=vocabulary, unk_token="[UNK]"))  # noqa: S106  a token of words
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    return tokenizer


def _random(numbers: np.random.Generator, rows: int, columns: int) -> npt.NDArray[np.float32]:
    weights: npt.NDArray[np.float32] = (numbers.standard_normal((rows, columns)) / np.sqrt(rows)).astype(
        np.float32
    )
    return weights
