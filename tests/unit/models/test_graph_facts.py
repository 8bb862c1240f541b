"""What a graph tells of itself, read from its file: the same as the runtime tells, and nothing from what is no graph."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from bowerbird_engine.encoding.graph_facts import TensorFacts, graph_facts
from bowerbird_engine.errors import PackError
from fakes.hub_folders import open_clip_files, parts_of, transformers_files
from fakes.pack_variants import beside, half, quantised

RUNTIME_NAMES = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
}


def saved(model: onnx.ModelProto, path: Path) -> Path:
    """Write a graph."""
    path.write_bytes(model.SerializeToString())
    return path


def as_the_runtime_tells(path: Path) -> list[TensorFacts]:
    """Ask the runtime for inputs and outputs, in our terms."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return [
        TensorFacts(
            node.name,
            RUNTIME_NAMES[node.type],
            tuple(size if isinstance(size, int) else None for size in node.shape),
        )
        for node in (*session.get_inputs(), *session.get_outputs())
    ]


def test_the_facts_are_those_of_the_runtime(tmp_path: Path) -> None:
    """For graphs of every layout and precision, names, types and shapes equal what the runtime tells after loading."""
    files = transformers_files(("", "_fp16", "_quantized")) | open_clip_files()
    graphs = {path: data for path, data in files.items() if path.endswith(".onnx")}
    for number, data in enumerate(graphs.values()):
        path = tmp_path / f"{number}.onnx"
        path.write_bytes(data)
        facts = graph_facts(path)
        assert [*facts.inputs, *facts.outputs] == as_the_runtime_tells(path)
    assert len(graphs) == 8


@pytest.mark.parametrize(
    ("model", "most"),
    [(parts_of().image, "float32"), (parts_of(half).image, "float16"), (parts_of(quantised).text, "uint8")],
    ids=["float32", "float16", "int8"],
)
def test_weights_are_counted_by_type(model: onnx.ModelProto, most: str, tmp_path: Path) -> None:
    """The type of most weights tells the precision of an export."""
    weights = graph_facts(saved(model, tmp_path / "graph.onnx")).weights
    bulk = {"int8", "uint8"} if most == "uint8" else {most}
    assert max(weights, key=lambda element: weights[element]) in bulk


def test_weights_beside_the_graph_need_not_be_there(tmp_path: Path) -> None:
    """Facts are told before any other file was fetched, and count what lies outside."""
    inside = graph_facts(saved(parts_of().image, tmp_path / "inside.onnx"))
    outside = graph_facts(saved(parts_of(beside()).image, tmp_path / "outside.onnx"))
    assert outside == inside


def test_weights_that_old_exports_name_among_the_inputs_are_none(tmp_path: Path) -> None:
    """Only what has to be fed is an input."""
    model = parts_of().image
    model.graph.input.append(helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [48, 64]))
    facts = graph_facts(saved(model, tmp_path / "graph.onnx"))
    assert [tensor.name for tensor in facts.inputs] == ["pixel_values"]


@pytest.mark.parametrize("size", [-1, 0])
def test_open_sizes_in_any_spelling_are_open(size: int, tmp_path: Path) -> None:
    """Exporters write an open size as a name, as nothing, as -1 or as 0."""
    model = parts_of().image
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = size
    facts = graph_facts(saved(model, tmp_path / "graph.onnx"))
    assert facts.inputs[0].shape == (None, 3, 32, 32)


def test_a_type_without_a_shape_and_an_unusual_one_are_told(tmp_path: Path) -> None:
    """No shape is no shape, and a type that nobody uses is named by its number."""
    model = parts_of().image
    model.graph.input[0].type.tensor_type.ClearField("shape")
    model.graph.output[0].type.tensor_type.elem_type = TensorProto.COMPLEX64
    facts = graph_facts(saved(model, tmp_path / "graph.onnx"))
    assert facts.inputs[0].shape is None
    assert facts.outputs[0].element == f"type {TensorProto.COMPLEX64}"


def test_dimensions_of_weights_may_be_written_one_by_one(tmp_path: Path) -> None:
    """Both spellings of a list of numbers on the wire give the same count."""
    weight = numpy_helper.from_array(np.ones((3, 5), np.float32), "w")
    packed = weight.SerializeToString()
    both = (b"\x08\x03\x08\x05", b"\x0a\x02\x03\x05")
    assert packed.startswith(both)
    rest = packed[4:]
    counts: list[int] = []
    for beginning in both:
        model = parts_of().image
        del model.graph.initializer[:]
        graph = model.graph.SerializeToString() + _field(5, beginning + rest)
        (tmp_path / "graph.onnx").write_bytes(_field(7, graph))
        counts.append(graph_facts(tmp_path / "graph.onnx").weights["float32"])
    assert counts == [60, 60]


def test_what_is_no_graph_is_refused(tmp_path: Path) -> None:
    """A cut graph, an empty file, a page of text and a message without a graph are refused with a next step."""
    whole = parts_of().image.SerializeToString()
    control = tmp_path / "whole.onnx"
    control.write_bytes(whole)
    graph_facts(control)
    for data in (whole[: len(whole) // 2], b"", b"<html>Not found</html>", b"\x08\x08"):
        path = tmp_path / "bad.onnx"
        path.write_bytes(data)
        with pytest.raises(PackError, match=r"no ONNX graph.*Fetch the file again"):
            graph_facts(path)
    with pytest.raises(PackError, match="no ONNX graph"):
        graph_facts(tmp_path / "missing.onnx")


@given(junk=st.binary(min_size=1, max_size=300))
def test_junk_never_raises_anything_else(junk: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Arbitrary bytes are refused, or told as what they happen to say; it ends."""
    path = tmp_path_factory.getbasetemp() / "junk.onnx"
    path.write_bytes(junk)
    try:
        graph_facts(path)
    except PackError as error:
        assert "no ONNX graph" in str(error)  # noqa: PT017  either end is allowed


def _field(number: int, data: bytes) -> bytes:
    size, written = len(data), bytearray()
    while True:
        written.append(size & 0x7F | (0x80 if size > 0x7F else 0))
        size >>= 7
        if not size:
            return bytes([number << 3 | 2]) + bytes(written) + data


def test_a_tensor_beyond_all_sizes_is_refused_at_once(tmp_path: Path) -> None:
    """A hundred thousand huge dimensions are no weight; a few usual ones are."""
    for dimensions, fits in (
        (b"\x08\x03" * 3, True),
        (b"\x08" + b"\xff" * 8 + b"\x7f" + b"\x08\x7f" * 100_000, False),
    ):
        model = parts_of().image
        graph = model.graph.SerializeToString() + _field(5, dimensions)
        (tmp_path / "graph.onnx").write_bytes(_field(7, graph))
        if fits:
            graph_facts(tmp_path / "graph.onnx")
        else:
            with pytest.raises(PackError, match="no ONNX graph"):
                graph_facts(tmp_path / "graph.onnx")
