"""Look into a graph before the runtime does: find tensors that ask for data outside the graph's own file.

Depending on its version, onnxruntime reads such data from any place that a graph names. The digests of a pack
cover its files alone, so a graph has to hold all of its weights. The wire format is walked by hand, skipping over
everything else, because the onnx package weighs as much as the runtime.
"""

from __future__ import annotations

import mmap
from pathlib import Path

from bowerbird_engine.errors import PackError

# Field numbers of onnx.proto that lead to a tensor: message -> field -> message.
_LEADS = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
_EXTERNAL_DATA = 13
_DATA_LOCATION = 14
_VARINT, _BYTES = 0, 2
_FIXED_SIZES = {1: 8, 5: 4}
_MAX_VARINT_BYTES = 10


def refuse_external_data(path: Path) -> None:
    """Raise PackError when a tensor of the graph keeps its data elsewhere, or the file is no graph."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            external = _has_external_data(mapped)
    except (OSError, ValueError, IndexError) as error:
        raise PackError(f"{path} is no ONNX graph. Install the pack again.") from error
    if external:
        raise PackError(
            f"{path} keeps weights in another file, which no digest covers. "
            "Use an export that holds all weights in one file."
        )


def _has_external_data(view: mmap.mmap | bytes) -> bool:
    todo = [("model", 0, len(view))]
    while todo:
        message, start, end = todo.pop()
        while start < end:
            tag, start = _varint(view, start)
            field, kind = tag >> 3, tag & 7
            value, size = 0, _FIXED_SIZES.get(kind, 0)
            if kind == _VARINT:
                value, start = _varint(view, start)
            elif kind == _BYTES:
                size, start = _varint(view, start)
                if field in _LEADS[message]:
                    todo.append((_LEADS[message][field], start, start + size))
            elif not size:
                raise IndexError
            if message == "tensor" and (field == _EXTERNAL_DATA or (field == _DATA_LOCATION and value)):
                return True
            start += size
        if start != end:
            raise IndexError
    return False


def _varint(view: mmap.mmap | bytes, start: int) -> tuple[int, int]:
    value = 0
    for place in range(_MAX_VARINT_BYTES):
        byte = view[start + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:  # noqa: PLR2004  the last byte has no continuation bit
            return value, start + place + 1
    raise IndexError
