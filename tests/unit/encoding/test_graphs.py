"""The look into a graph's wire format: it finds what lies outside wherever a tensor can hide, and all operators."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from bowerbird_engine.encoding.graphs import look_into
from bowerbird_engine.errors import PackError
from fakes.packs import OPSET, image_graph, text_graph


def tensor(*, external: bool) -> onnx.TensorProto:
    """Make a small tensor that keeps its data in itself or elsewhere."""
    made: onnx.TensorProto = numpy_helper.from_array(np.ones(4, np.float32), "hidden")
    if external:
        made.ClearField("raw_data")
        made.data_location = TensorProto.EXTERNAL
        entry = made.external_data.add()
        entry.key, entry.value = "location", "elsewhere.bin"
    return made


def plain() -> onnx.ModelProto:
    """Give a good graph."""
    return image_graph(np.random.default_rng(0), 8, 32)


def in_initializer(model: onnx.ModelProto, hidden: onnx.TensorProto) -> None:
    """Put the tensor among the weights."""
    model.graph.initializer.append(hidden)


def in_constant(model: onnx.ModelProto, hidden: onnx.TensorProto) -> None:
    """Put the tensor into a node's attribute."""
    model.graph.node.append(helper.make_node("Constant", [], ["c"], value=hidden))


def in_attribute_list(model: onnx.ModelProto, hidden: onnx.TensorProto) -> None:
    """Put the tensor into an attribute that is a list."""
    model.graph.node.append(helper.make_node("Odd", [], ["c"], values=[hidden]))


def in_inner_graph(model: onnx.ModelProto, hidden: onnx.TensorProto) -> None:
    """Put the tensor into a branch of a branch."""
    innermost = helper.make_graph([], "inner", [], [], [hidden])
    branch = helper.make_graph(
        [helper.make_node("If", ["x"], ["y"], then_branch=innermost)], "branch", [], []
    )
    model.graph.node.append(helper.make_node("If", ["x"], ["y"], then_branch=branch))


def in_sparse(model: onnx.ModelProto, hidden: onnx.TensorProto) -> None:
    """Put the tensor into a sparse weight."""
    indices = numpy_helper.from_array(np.arange(4), "indices")
    model.graph.sparse_initializer.append(helper.make_sparse_tensor(hidden, indices, [4]))


def in_function(model: onnx.ModelProto, hidden: onnx.TensorProto) -> None:
    """Put the tensor into a function that the model brings along."""
    node = helper.make_node("Constant", [], ["y"], value=hidden)
    model.functions.append(
        helper.make_function("own", "f", [], ["y"], [node], [helper.make_opsetid("", OPSET)])
    )


Place = Callable[[onnx.ModelProto, onnx.TensorProto], None]
PLACES: list[Place] = [in_initializer, in_constant, in_attribute_list, in_inner_graph, in_sparse, in_function]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("external", [True, False], ids=["external", "own"])
def test_external_data_is_found_everywhere(place: Place, tmp_path: Path, *, external: bool) -> None:
    """The place of a tensor's data is told wherever the tensor hides; the same with its own data tells of none."""
    model, path = plain(), tmp_path / "graph.onnx"
    place(model, tensor(external=external))
    path.write_bytes(model.SerializeToString())
    contents = look_into(path)
    assert contents.locations == ({"elsewhere.bin"} if external else set())
    assert not contents.unplaced


def test_every_place_of_a_tensor_counts(tmp_path: Path) -> None:
    """A tensor that names two places tells of both: readers differ in which they take."""
    hidden, model = tensor(external=True), plain()
    second = hidden.external_data.add()
    second.key, second.value = "location", "second.bin"
    length = hidden.external_data.add()
    length.key, length.value = "length", "16"
    model.graph.initializer.append(hidden)
    (tmp_path / "graph.onnx").write_bytes(model.SerializeToString())
    assert look_into(tmp_path / "graph.onnx").locations == {"elsewhere.bin", "second.bin"}


def test_either_mark_is_enough(tmp_path: Path) -> None:
    """A location without the flag is told as a place, and the flag without a location as a tensor without one."""
    seen: dict[str, tuple[set[str], bool]] = {}
    for field in ("external_data", "data_location"):
        hidden, model = tensor(external=True), plain()
        hidden.ClearField(field)
        model.graph.initializer.append(hidden)
        (tmp_path / field).write_bytes(model.SerializeToString())
        contents = look_into(tmp_path / field)
        seen[field] = (set(contents.locations), contents.unplaced)
    assert seen == {"external_data": (set(), True), "data_location": ({"elsewhere.bin"}, False)}


def test_operators_are_told_wherever_they_stand(tmp_path: Path) -> None:
    """The operators of the graph and of a branch inside it are told, and dynamic quantisation is seen for what it is."""
    model, path = plain(), tmp_path / "graph.onnx"
    path.write_bytes(model.SerializeToString())
    before = look_into(path)
    inner = helper.make_graph(
        [helper.make_node("DynamicQuantizeLinear", ["a"], ["b", "c", "d"])], "g", [], []
    )
    model.graph.node.append(helper.make_node("If", ["x"], ["y"], then_branch=inner))
    path.write_bytes(model.SerializeToString())
    after = look_into(path)
    assert before.operators == {"AveragePool", "Flatten", "Gemm", "Relu", "MatMul"}
    assert after.operators - before.operators == {"If", "DynamicQuantizeLinear"}
    assert (before.mixes_rows, after.mixes_rows) == (False, True)


@pytest.mark.parametrize("model", [plain(), text_graph(np.random.default_rng(0), 8, 90, masked=True)])
def test_good_graphs_pass_and_cut_ones_do_not(model: onnx.ModelProto, tmp_path: Path) -> None:
    """A whole graph asks for nothing; the same graph cut inside its weights is no graph."""
    data, path = model.SerializeToString(), tmp_path / "graph.onnx"
    path.write_bytes(data)
    assert not look_into(path).locations
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(PackError, match="no ONNX graph"):
        look_into(path)


def test_an_empty_file_and_a_missing_one_are_no_graphs(tmp_path: Path) -> None:
    """Nothing to look into is refused like anything that is no graph."""
    (tmp_path / "empty.onnx").touch()
    for name in ("empty.onnx", "missing.onnx"):
        with pytest.raises(PackError, match="no ONNX graph"):
            look_into(tmp_path / name)


@given(junk=st.binary(min_size=1, max_size=300))
def test_junk_never_raises_anything_else(junk: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Arbitrary bytes are looked through or refused as no graph; nothing else comes out, and it ends."""
    path = tmp_path_factory.getbasetemp() / "junk.onnx"
    path.write_bytes(junk)
    try:
        look_into(path)
    except PackError as error:
        assert "no ONNX graph" in str(error)  # noqa: PT017  either end is allowed


@given(places=st.lists(st.integers(0, 10**6), min_size=1, max_size=4), byte=st.integers(0, 255))
def test_damage_never_raises_anything_else(
    places: list[int], byte: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A good graph with a few bytes changed is looked through or refused, however its lengths come out."""
    data = bytearray(plain().SerializeToString())
    for place in places:
        data[place % len(data)] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.onnx"
    path.write_bytes(data)
    try:
        look_into(path)
    except PackError as error:
        assert "no ONNX graph" in str(error)  # noqa: PT017  either end is allowed
