"""The look into a graph's wire format: it finds external data wherever a tensor can hide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from bowerbird_engine.encoding.graphs import refuse_external_data
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
    """A tensor that keeps its data elsewhere is refused in every place; the same with its own data passes."""
    model, path = plain(), tmp_path / "graph.onnx"
    place(model, tensor(external=external))
    path.write_bytes(model.SerializeToString())
    if external:
        with pytest.raises(PackError, match="another file"):
            refuse_external_data(path)
    else:
        refuse_external_data(path)


def test_either_mark_is_enough(tmp_path: Path) -> None:
    """A location without the flag, and the flag without a location, are refused: readers differ in which they heed."""
    for field in ("external_data", "data_location"):
        hidden, model = tensor(external=True), plain()
        hidden.ClearField(field)
        model.graph.initializer.append(hidden)
        (tmp_path / field).write_bytes(model.SerializeToString())
        with pytest.raises(PackError, match="another file"):
            refuse_external_data(tmp_path / field)


@pytest.mark.parametrize("model", [plain(), text_graph(np.random.default_rng(0), 8, 90, masked=True)])
def test_good_graphs_pass_and_cut_ones_do_not(model: onnx.ModelProto, tmp_path: Path) -> None:
    """A whole graph passes; the same graph cut inside its weights is no graph."""
    data, path = model.SerializeToString(), tmp_path / "graph.onnx"
    path.write_bytes(data)
    refuse_external_data(path)
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(PackError, match="no ONNX graph"):
        refuse_external_data(path)


def test_an_empty_file_and_a_missing_one_are_no_graphs(tmp_path: Path) -> None:
    """Nothing to look into is refused like anything that is no graph."""
    (tmp_path / "empty.onnx").touch()
    for name in ("empty.onnx", "missing.onnx"):
        with pytest.raises(PackError, match="no ONNX graph"):
            refuse_external_data(tmp_path / name)


@given(junk=st.binary(min_size=1, max_size=300))
def test_junk_never_raises_anything_else(junk: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Arbitrary bytes are passed on or refused as no graph; nothing else comes out, and it ends."""
    path = tmp_path_factory.getbasetemp() / "junk.onnx"
    path.write_bytes(junk)
    try:
        refuse_external_data(path)
    except PackError as error:
        assert "graph" in str(error) or "another file" in str(error)  # noqa: PT017  either end is allowed
