"""A pack with the graphs of CLIP ViT-B/32 and random weights: what it costs is real, what it says means nothing.

python benchmarks/clip_sized.py FOLDER [--layers 12] [--precision float32 | float16 | int8]
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from fakes.pack_variants import Edit, half, quantised
from fakes.packs import Parts, make_tokenizer, write_pack

CONTEXT = 77
VOCABULARY = 49408

Precision = Literal["float32", "float16", "int8"]
PRECISIONS: dict[Precision, Edit | None] = {"float32": None, "float16": half, "int8": quantised}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of one transformer tower."""

    width: int
    layers: int
    heads: int
    tokens: int


class Builder:
    """Collect the nodes and weights of one graph."""

    def __init__(self, seed: int) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._numbers = np.random.default_rng(seed)
        self._count = 0

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:  # noqa: ANN401  as onnx.helper takes them
        """Add a node and name its output."""
        self._count += 1
        output = f"{operator}_{self._count}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def constant(self, values: npt.NDArray[Any]) -> str:
        """Add a fixed tensor."""
        self._count += 1
        self.weights.append(numpy_helper.from_array(values, f"weight_{self._count}"))
        return f"weight_{self._count}"

    def random(self, *shape: int) -> str:
        """Add random weights, scaled so that values keep their size through the layers."""
        values = self._numbers.standard_normal(shape, dtype=np.float32)
        return self.constant(values * np.float32(0.5 / np.sqrt(shape[0])))

    def whole(self, *values: int) -> str:
        """Add whole numbers: a shape, axes, indices."""
        return self.constant(np.array(values, np.int64))

    def linear(self, x: str, width: int, outputs: int) -> str:
        """Multiply and add."""
        return self.add("Add", self.add("MatMul", x, self.random(width, outputs)), self.random(outputs))

    def norm(self, x: str, width: int) -> str:
        """Normalise a layer."""
        scale = self.constant(np.ones(width, np.float32))
        return self.add(
            "LayerNormalization", x, scale, self.constant(np.zeros(width, np.float32)), epsilon=1e-5
        )

    def heads(self, x: str, shape: Shape, order: list[int]) -> str:
        """Split [N, L, W] into heads."""
        split = self.add("Reshape", x, self.whole(0, shape.tokens, shape.heads, shape.width // shape.heads))
        return self.add("Transpose", split, perm=order)

    def layer(self, x: str, shape: Shape, mask: str | None) -> str:
        """Add a residual attention block with CLIP's quick GELU."""
        width = shape.width
        inner = self.norm(x, width)
        query = self.heads(self.linear(inner, width, width), shape, [0, 2, 1, 3])
        key = self.heads(self.linear(inner, width, width), shape, [0, 2, 3, 1])
        value = self.heads(self.linear(inner, width, width), shape, [0, 2, 1, 3])
        scale = self.constant(np.array((width // shape.heads) ** -0.5, np.float32))
        scores = self.add("MatMul", self.add("Mul", query, scale), key)
        if mask is not None:
            scores = self.add("Add", scores, mask)
        mixed = self.add("MatMul", self.add("Softmax", scores, axis=-1), value)
        merged = self.add(
            "Reshape", self.add("Transpose", mixed, perm=[0, 2, 1, 3]), self.whole(0, shape.tokens, width)
        )
        x = self.add("Add", x, self.linear(merged, width, width))
        inner = self.linear(self.norm(x, width), width, 4 * width)
        gate = self.add("Sigmoid", self.add("Mul", inner, self.constant(np.array(1.702, np.float32))))
        return self.add("Add", x, self.linear(self.add("Mul", inner, gate), 4 * width, width))

    def finish(
        self, name: str, inputs: list[onnx.ValueInfoProto], result: str, dimension: int
    ) -> onnx.ModelProto:
        """Close the graph."""
        self.nodes.append(helper.make_node("Identity", [result], [f"{name}_embeds"]))
        output = helper.make_tensor_value_info(f"{name}_embeds", TensorProto.FLOAT, ["N", dimension])
        graph = helper.make_graph(self.nodes, name, inputs, [output], self.weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def image_graph(shape: Shape, *, size: int, patch: int, dimension: int) -> onnx.ModelProto:
    """Build the vision tower."""
    build = Builder(seed=1)
    kernel = build.random(shape.width, 3, patch, patch)
    patches = build.add("Conv", "pixel_values", kernel, kernel_shape=[patch, patch], strides=[patch, patch])
    flat = build.add("Reshape", patches, build.whole(0, shape.width, shape.tokens - 1))
    rows = build.add("Transpose", flat, perm=[0, 2, 1])
    # The class token: zeros of the right number, plus its weights.
    first = build.add("Slice", rows, build.whole(0), build.whole(1), build.whole(1))
    token = build.add("Add", build.add("Sub", first, first), build.random(shape.width))
    x = build.add("Add", build.add("Concat", token, rows, axis=1), build.random(shape.tokens, shape.width))
    x = build.norm(x, shape.width)
    for _ in range(shape.layers):
        x = build.layer(x, shape, None)
    pooled = build.add("Gather", x, build.constant(np.array(0, np.int64)), axis=1)
    result = build.add("MatMul", build.norm(pooled, shape.width), build.random(shape.width, dimension))
    pixels = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["N", 3, size, size])
    return build.finish("image", [pixels], result, dimension)


def text_graph(shape: Shape, *, dimension: int) -> onnx.ModelProto:
    """Build the text tower, with its causal mask and the pooling at the highest id."""
    build = Builder(seed=2)
    x = build.add("Gather", build.random(VOCABULARY, shape.width), "input_ids")
    x = build.add("Add", x, build.random(shape.tokens, shape.width))
    mask = build.constant(np.triu(np.full((shape.tokens, shape.tokens), -6e4, np.float32), 1))
    for _ in range(shape.layers):
        x = build.layer(x, shape, mask)
    x = build.norm(x, shape.width)
    end = build.add("ArgMax", "input_ids", axis=1, keepdims=1)
    pooled = build.add("GatherND", x, end, batch_dims=1)
    result = build.add("MatMul", pooled, build.random(shape.width, dimension))
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["N", shape.tokens])
    return build.finish("text", [ids], result, dimension)


def make_clip_sized_pack(folder: Path, *, layers: int = 12, precision: Precision = "float32") -> Path:
    """Write the pack: 350 MB of image tower, 250 MB of text tower. Needs about 2 GB of memory while it works."""
    folder.mkdir(parents=True, exist_ok=True)
    size, patch, dimension = 224, 32, 512
    vision = Shape(width=768, layers=layers, heads=12, tokens=(size // patch) ** 2 + 1)
    text = Shape(width=512, layers=layers, heads=8, tokens=CONTEXT)
    description: dict[str, Any] = {
        "format": 2,
        "id": f"clip-sized-{precision}",
        "version": "1",
        "title": f"The shape of CLIP ViT-B/32, random weights, {precision}",
        "dimension": dimension,
        "precision": precision,
        "licence": "MIT",
        "source": "Random weights made by a benchmark.",
        "languages": ["en"],
        "image": {
            "file": "image.onnx",
            "weights": [],
            "input": "pixel_values",
            "output": "image_embeds",
            "projection": None,
            "preprocessing": {
                "size": size,
                "resize": "crop",
                "interpolation": "bicubic",
                "scale": 1 / 255,
                "mean": [0.48145466, 0.4578275, 0.40821073],
                "std": [0.26862954, 0.26130258, 0.27577711],
            },
        },
        "text": {
            "file": "text.onnx",
            "weights": [],
            "input": "input_ids",
            "attention_mask": None,
            "output": "text_embeds",
            "context_length": CONTEXT,
            "pad_id": 0,
            "projection": None,
            "cleaning": "lowercase",
        },
        "tokenizer": {"file": "tokenizer.json"},
    }
    parts = Parts(
        image=image_graph(vision, size=size, patch=patch, dimension=dimension),
        text=text_graph(text, dimension=dimension),
        tokenizer=make_tokenizer().to_str(),
        description=description,
    )
    edit = PRECISIONS[precision]
    if edit is not None:
        edit(parts)
    write_pack(folder, parts)
    return folder


def main() -> None:
    """Write the pack that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--precision", choices=list(PRECISIONS), default="float32")
    asked = parser.parse_args()
    print(make_clip_sized_pack(asked.folder, layers=asked.layers, precision=asked.precision))


if __name__ == "__main__":
    main()
