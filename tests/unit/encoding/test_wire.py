"""The walk over the wire format: every field once, in its place, and no reading of it but the runtime's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, numpy_helper

from bowerbird_engine.encoding.graphs import look_into
from bowerbird_engine.encoding.wire import BYTES, VARINT, WireError, fields, mapped
from bowerbird_engine.errors import PackError
from fakes.packs import image_graph


def written(number: int) -> bytes:
    """Write a whole number as the wire has it."""
    data = bytearray()
    while number > 0x7F:
        data.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(data + bytes([number]))


def walked(data: bytes, path: Path) -> list[tuple[int, int, int, bytes]]:
    """Give number, kind, value and bytes of every field of a message."""
    path.write_bytes(data)
    with mapped(path) as view:
        return [
            (each.number, each.kind, each.value, view[each.start : each.end])
            for each in fields(view, 0, len(data))
        ]


def test_every_kind_of_field_is_walked(tmp_path: Path) -> None:
    """A whole number, eight bytes, some bytes and four bytes are told with their numbers and where they lie."""
    data = b"\x08\x96\x01" + b"\x11" + b"8" * 8 + b"\x1a\x03abc" + b"\x25" + b"4" * 4
    assert walked(data, tmp_path / "message") == [
        (1, VARINT, 150, b""),
        (2, 1, 0, b"8" * 8),
        (3, BYTES, 0, b"abc"),
        (4, 5, 0, b"4" * 4),
    ]


@pytest.mark.parametrize(
    ("tag", "fits"),
    [
        (1 << 3, True),
        ((2**29 - 1) << 3, True),
        (0, False),
        (1 << 3 | 1 << 32, False),
        (1 << 3 | 1 << 60, False),
    ],
)
def test_only_numbers_that_a_field_can_have_pass(tag: int, fits: bool, tmp_path: Path) -> None:
    """A tag of more than 32 bits, which readers take for different fields, is refused, and so is the number 0."""
    data = written(tag) + b"\x00"
    if fits:
        assert walked(data, tmp_path / "message") == [(tag >> 3, VARINT, 0, b"")]
    else:
        with pytest.raises(WireError):
            walked(data, tmp_path / "message")


@pytest.mark.parametrize("data", [b"\x0b", b"\x0a\x05abc", b"\x08", b"\x08" + b"\x80" * 10 + b"\x00", b""])
def test_what_is_no_message_is_refused(data: bytes, tmp_path: Path) -> None:
    """Unknown kinds, lengths beyond the end, numbers that do not end and an empty file are no message."""
    with pytest.raises(WireError):
        walked(data, tmp_path / "message")


def test_data_outside_cannot_hide_behind_a_long_tag(tmp_path: Path) -> None:
    """A graph whose marks of outside data are written with a surplus bit is refused; written plainly they are found."""
    hidden: onnx.TensorProto = numpy_helper.from_array(np.ones(4, np.float32), "hidden")
    hidden.ClearField("raw_data")
    entry = b"\x0a\x08location\x12\x08else.bin"
    found: list[frozenset[str]] = []
    for surplus in (0, 1 << 32):
        marks = (
            written((13 << 3 | BYTES) + surplus)
            + written(len(entry))
            + entry
            + written((14 << 3) + surplus)
            + written(TensorProto.EXTERNAL)
        )
        tensor = hidden.SerializeToString() + marks
        graph = image_graph(np.random.default_rng(0), 8, 32).graph.SerializeToString()
        graph += written(5 << 3 | BYTES) + written(len(tensor)) + tensor
        path = tmp_path / f"{surplus}.onnx"
        path.write_bytes(written(7 << 3 | BYTES) + written(len(graph)) + graph)
        if surplus:
            with pytest.raises(PackError, match="no ONNX graph"):
                look_into(path)
        else:
            found.append(look_into(path).locations)
    assert found == [frozenset({"else.bin"})]
