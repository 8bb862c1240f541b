"""Read from a graph's file what it wants and gives, without loading it into the runtime.

A graph of a gigabyte is told in milliseconds: its file is mapped, and everything but names, types and shapes is
skipped. Nothing of it is run, so this is safe on files that nobody has checked yet.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bowerbird_engine.encoding.wire import BYTES, VARINT, Field, WireError, fields, mapped, varint
from bowerbird_engine.errors import PackError

_MODEL_GRAPH: Final = 7
_GRAPH_INITIALIZER, _GRAPH_INPUT, _GRAPH_OUTPUT = 5, 11, 12
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_NAME = 1, 2, 8
_VALUE_NAME, _VALUE_TYPE = 1, 2
_TYPE_TENSOR: Final = 1
_TENSOR_ELEMENT, _TENSOR_SHAPE = 1, 2
_SHAPE_DIMENSION: Final = 1
_DIMENSION_VALUE: Final = 1

_MAX_SIZE: Final = 2**31
_MAX_COUNT: Final = 2**62

# Numbers of TensorProto.DataType in onnx.proto.
_ELEMENTS: Final[Mapping[int, str]] = {
    1: "float32",
    2: "uint8",
    3: "int8",
    6: "int32",
    7: "int64",
    9: "bool",
    10: "float16",
    11: "float64",
    16: "bfloat16",
}
_ELEMENT_BYTES: Final[Mapping[str, int]] = {
    "float32": 4,
    "uint8": 1,
    "int8": 1,
    "int32": 4,
    "int64": 8,
    "bool": 1,
    "float16": 2,
    "float64": 8,
    "bfloat16": 2,
}


@dataclass(frozen=True, slots=True)
class TensorFacts:
    """An input or output: its name, its element type as numpy calls it, and its shape; None stands for any size.

    The shape is None as a whole when the graph does not declare one.
    """

    name: str
    element: str
    shape: tuple[int | None, ...] | None


@dataclass(frozen=True, slots=True)
class GraphFacts:
    """What a graph wants, what it gives, and how many bytes of weights it holds in which element type."""

    inputs: tuple[TensorFacts, ...]
    outputs: tuple[TensorFacts, ...]
    weights: Mapping[str, int]


def graph_facts(path: Path) -> GraphFacts:
    """Tell the inputs, outputs and kinds of weights of a graph. Raises PackError when the file is no graph."""
    try:
        with mapped(path) as view:
            facts = _read_model(view)
    except WireError as error:
        raise PackError(
            f"{path.name} is no ONNX graph, or it was cut short. Fetch the file again."
        ) from error
    if not facts.inputs or not facts.outputs:
        raise PackError(f"{path.name} is no ONNX graph with inputs and outputs. Fetch the file again.")
    return facts


def _read_model(view: mmap.mmap) -> GraphFacts:
    inputs: list[TensorFacts] = []
    outputs: list[TensorFacts] = []
    initializers: set[str] = set()
    weights: dict[str, int] = {}
    for model in fields(view, 0, len(view)):
        if model.number != _MODEL_GRAPH:
            continue
        for part in fields(view, model.start, model.end):
            if part.number == _GRAPH_INPUT:
                inputs.append(_value(view, part))
            elif part.number == _GRAPH_OUTPUT:
                outputs.append(_value(view, part))
            elif part.number == _GRAPH_INITIALIZER:
                name, element, size = _weights(view, part)
                initializers.add(name)
                weights[element] = weights.get(element, 0) + size
    # Old exports name their weights among the inputs as well.
    wanted = tuple(tensor for tensor in inputs if tensor.name not in initializers)
    return GraphFacts(wanted, tuple(outputs), weights)


def _value(view: mmap.mmap, value: Field) -> TensorFacts:
    name, element, shape = "", "unknown", None
    for field in fields(view, value.start, value.end):
        if field.number == _VALUE_NAME:
            name = _text(view, field)
        elif field.number == _VALUE_TYPE:
            for kind in fields(view, field.start, field.end):
                if kind.number == _TYPE_TENSOR:
                    element, shape = _tensor_type(view, kind)
    return TensorFacts(name, element, shape)


def _tensor_type(view: mmap.mmap, kind: Field) -> tuple[str, tuple[int | None, ...] | None]:
    element: str = "unknown"
    shape: tuple[int | None, ...] | None = None
    for field in fields(view, kind.start, kind.end):
        if field.number == _TENSOR_ELEMENT:
            element = _element(field.value)
        elif field.number == _TENSOR_SHAPE:
            shape = tuple(
                _size(view, dimension)
                for dimension in fields(view, field.start, field.end)
                if dimension.number == _SHAPE_DIMENSION
            )
    return element, shape


def _size(view: mmap.mmap, dimension: Field) -> int | None:
    for field in fields(view, dimension.start, dimension.end):
        # Some exporters write -1, which is a very large number on the wire, or 0 for a size that is open.
        if field.number == _DIMENSION_VALUE and 0 < field.value < _MAX_SIZE:
            return field.value
    return None


def _weights(view: mmap.mmap, tensor: Field) -> tuple[str, str, int]:
    name, element, count = "", "unknown", 1
    for field in fields(view, tensor.start, tensor.end):
        if field.number == _TENSOR_NAME:
            name = _text(view, field)
        elif field.number == _TENSOR_TYPE:
            element = _element(field.value)
        elif field.number == _TENSOR_DIMS:
            for size in _sizes(view, field):
                count *= size
                if count >= _MAX_COUNT:
                    raise WireError("no tensor is so large")
    return name, element, count * _ELEMENT_BYTES.get(element, 1)


def _sizes(view: mmap.mmap, field: Field) -> Iterator[int]:
    """Give the dimensions of a tensor, written one by one or packed."""
    if field.kind == VARINT:
        yield field.value
    place = field.start
    while field.kind == BYTES and place < field.end:
        size, place = varint(view, place)
        yield size


def _element(number: int) -> str:
    return _ELEMENTS.get(number, f"type {number}")


def _text(view: mmap.mmap, field: Field) -> str:
    return view[field.start : field.end].decode("utf-8", "replace")
