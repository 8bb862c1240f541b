"""Look into a graph before the runtime does: which files it asks for, and which operators it runs.

Depending on its version, onnxruntime reads weights from any place that a graph names, so every place is looked at
first.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bowerbird_engine.encoding.wire import BYTES, WireError, fields, mapped
from bowerbird_engine.errors import PackError

# Field numbers of onnx.proto that lead to a tensor or to a node: message -> field -> message.
_LEADS: Final = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {4: "operator", 5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {13: "entry"},
    "entry": {1: "key", 2: "value"},
}
_DATA_LOCATION: Final = 14

_SCALED_BY_THE_BATCH: Final = frozenset(
    {"DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM"}
)
"""Operators that take one scale from all rows of a batch together; the last two are the runtime's own fusions."""

_RANDOM: Final = frozenset(
    {"Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"}
)


@dataclass(frozen=True, slots=True)
class GraphContents:
    """What a graph holds: the operators that it runs, and where it says that tensors of it lie outside.

    `unplaced` tells that a tensor lies outside and the graph does not say where.
    """

    operators: frozenset[str]
    locations: frozenset[str]
    unplaced: bool

    @property
    def mixes_rows(self) -> bool:
        """Whether a picture's vector would depend on the others of its batch."""
        return bool(self.operators & _SCALED_BY_THE_BATCH)

    @property
    def draws_lots(self) -> bool:
        """Whether the same picture or text could get another vector each time."""
        return bool(self.operators & _RANDOM)


def look_into(path: Path) -> GraphContents:
    """Read what a graph holds. Raises PackError when the file is no graph."""
    try:
        with mapped(path) as view:
            return _contents(view)
    except WireError as error:
        raise PackError(f"{path} is no ONNX graph. Install the pack again.") from error


def _contents(view: mmap.mmap) -> GraphContents:
    operators: set[str] = set()
    locations: set[str] = set()
    unplaced = False
    todo = [("model", 0, len(view))]
    while todo:
        message, start, end = todo.pop()
        if message == "operator":
            operators.add(view[start:end].decode())
        elif message == "tensor":
            outside, places = _outside(view, start, end)
            locations |= places
            unplaced = unplaced or (outside and not places)
        else:
            todo += [
                (_LEADS[message][field.number], field.start, field.end)
                for field in fields(view, start, end)
                if field.kind == BYTES and field.number in _LEADS[message]
            ]
    return GraphContents(frozenset(operators), frozenset(locations), unplaced)


def _outside(view: mmap.mmap, start: int, end: int) -> tuple[bool, set[str]]:
    """Tell whether a tensor's data lie outside by either of its marks, since readers differ in which they heed."""
    outside, places = False, set[str]()
    for field in fields(view, start, end):
        if field.number == _DATA_LOCATION and field.value:
            outside = True
        elif field.kind == BYTES and field.number in _LEADS["tensor"]:
            outside = True
            entry = {
                _LEADS["entry"][part.number]: view[part.start : part.end].decode()
                for part in fields(view, field.start, field.end)
                if part.kind == BYTES and part.number in _LEADS["entry"]
            }
            if entry.get("key") == "location":
                places.add(entry.get("value", ""))
    return outside, places
