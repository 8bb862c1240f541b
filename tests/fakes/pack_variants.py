"""The shapes in which the hubs export one and the same model, as edits of the tiny pack.

Each takes the parts of a pack in float32 with all weights inside and turns them into another export of that model.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save

from fakes.packs import Parts

Edit = Callable[[Parts], None]


def graphs_of(parts: Parts) -> list[tuple[str, onnx.ModelProto]]:
    """Pair the two graphs with the names of their towers."""
    return [("image", parts.image), ("text", parts.text)]


def weight(model: onnx.ModelProto, name: str) -> onnx.TensorProto:
    """Find a weight of a graph."""
    found: onnx.TensorProto
    (found,) = (tensor for tensor in model.graph.initializer if tensor.name == name)
    return found


def fixed_batch(size: int) -> Edit:
    """Let both graphs take a fixed number of rows."""

    def edit(parts: Parts) -> None:
        for _, model in graphs_of(parts):
            for value in (*model.graph.input, *model.graph.output):
                value.type.tensor_type.shape.dim[0].dim_value = size

    return edit


def other_inputs(pixels: int = TensorProto.FLOAT16, tokens: int = TensorProto.INT32) -> Edit:
    """Let the graphs take inputs of another type, and turn them back inside."""

    def edit(parts: Parts) -> None:
        for (_, model), kind in zip(graphs_of(parts), (pixels, tokens), strict=True):
            for value in model.graph.input:
                was = value.type.tensor_type.elem_type
                value.type.tensor_type.elem_type = kind
                _rename(model, value.name, f"{value.name}_inside")
                model.graph.node.insert(
                    0, helper.make_node("Cast", [value.name], [f"{value.name}_inside"], to=was)
                )

    return edit


def half(parts: Parts) -> None:
    """Let both graphs hold weights, take pixels and give vectors in half precision."""
    for _, model in graphs_of(parts):
        for tensor in model.graph.initializer:
            if tensor.data_type == TensorProto.FLOAT:
                tensor.CopyFrom(
                    numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name)
                )
        for value in (*model.graph.input, *model.graph.output):
            if value.type.tensor_type.elem_type == TensorProto.FLOAT:
                value.type.tensor_type.elem_type = TensorProto.FLOAT16
        for node in model.graph.node:
            for attribute in node.attribute:
                if node.op_type == "Cast" and attribute.name == "to" and attribute.i == TensorProto.FLOAT:
                    attribute.i = TensorProto.FLOAT16
    parts.description["precision"] = "float16"


def quantised(parts: Parts) -> None:
    """Quantise both graphs dynamically, as the hubs' int8 exports are: scales are taken when the graph runs."""
    # The package types it in part only.
    quantization = importlib.import_module("onnxruntime.quantization")
    with tempfile.TemporaryDirectory() as folder:
        for tower, model in graphs_of(parts):
            source, target = Path(folder) / "plain.onnx", Path(folder) / "int8.onnx"
            source.write_bytes(model.SerializeToString())
            quantization.quantize_dynamic(source, target)
            setattr(parts, tower, onnx.load_from_string(target.read_bytes()))
    parts.description["precision"] = "int8"


def beside(location: str = "{tower}.onnx_data", *, listed: bool = True) -> Edit:
    """Move a weight of each graph into a file beside it."""

    def edit(parts: Parts) -> None:
        for tower, model in graphs_of(parts):
            place = location.format(tower=tower)
            data = weight(model, "projection").raw_data
            point_outside(model, place)
            parts.beside[place] = data
            if listed:
                parts.description[tower]["weights"] = [{"file": place}]

    return edit


def point_outside(model: onnx.ModelProto, location: str | None) -> None:
    """Let the graph's `projection` lie at a location instead of in the graph."""
    tensor = weight(model, "projection")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    if location is not None:
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", location


def projections(
    change: Callable[[npt.NDArray[np.float32]], npt.NDArray[Any]] = lambda matrix: matrix,
    tensor: str = "{tower}_projection.weight",
) -> Edit:
    """Cut the last multiplication off both graphs, and put its matrix into a file beside them, transposed."""

    def edit(parts: Parts) -> None:
        matrices: dict[str, npt.NDArray[Any]] = {}
        for tower, model in graphs_of(parts):
            last = model.graph.node.pop()
            output = model.graph.output[0]
            output.name = last.input[0]
            matrix = numpy_helper.to_array(weight(model, "projection"))
            output.type.tensor_type.shape.dim[1].dim_value = len(matrix)
            matrices[f"{tower}_projection.weight"] = np.ascontiguousarray(change(matrix.T))
            told = parts.description[tower]
            told["output"] = output.name
            told["projection"] = {"file": "projections.safetensors", "tensor": tensor.format(tower=tower)}
        parts.beside["projections.safetensors"] = save(matrices)

    return edit


def in_folders(parts: Parts) -> None:
    """Let every file lie in a folder of its tower."""
    for tower, _ in graphs_of(parts):
        told = parts.description[tower]
        told["file"] = f"{tower}al/model.onnx"
        for file in told["weights"]:
            parts.beside[f"{tower}al/{file['file']}"] = parts.beside.pop(file["file"])
            file["file"] = f"{tower}al/{file['file']}"


def together(*edits: Edit) -> Edit:
    """Do several edits in turn."""

    def edit(parts: Parts) -> None:
        for one in edits:
            one(parts)

    return edit


def _rename(model: onnx.ModelProto, name: str, new: str) -> None:
    for node in model.graph.node:
        for place, used in enumerate(node.input):
            if used == name:
                node.input[place] = new
