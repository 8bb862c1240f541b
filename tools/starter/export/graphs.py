"""Write the towers as ONNX graphs: norms folded into the convolutions, weights kept as int8 with a scale a row.

Built by hand, so that the graph holds nothing but what inference needs. The int8 weights become float32 when a
session loads them (Cast and Mul of constants), so the speed and the arithmetic are those of float32.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tools.starter.training.towers import Block, ImageTower, TextTower
from torch import nn

OPSET = 20
# ONNX Runtime of 2024 and later reads this version of the file format.
FORMAT = 9

FLOATS = NDArray[np.float32]


def to_int8(weights: FLOATS) -> tuple[NDArray[np.int8], FLOATS]:
    """Round each row to int8; give the rows and their scales [rows, 1...]."""
    rows = np.abs(weights).reshape(len(weights), -1).max(1)
    scales = np.maximum(rows, 1e-12).astype(np.float32) / 127.0
    scales = scales.reshape(-1, *[1] * (weights.ndim - 1))
    return np.round(weights / scales).astype(np.int8), scales


class Graph:
    """Collect nodes and constants, and name what flows between them."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: NDArray[np.generic]) -> str:
        """Add a constant as it is."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def node(self, kind: str, inputs: Sequence[str], **attributes: Any) -> str:
        """Add a node with one output."""
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def weights(self, values: FLOATS) -> str:
        """Add weights as int8 that turn into float32 when the session loads."""
        small, scales = to_int8(values)
        whole = self.node("Cast", [self.constant(small)], to=TensorProto.FLOAT)
        return self.node("Mul", [whole, self.constant(scales)])

    def linear(self, x: str, layer: nn.Linear) -> str:
        """Add a fully connected layer."""
        bias = self.constant(layer.bias.detach().cpu().numpy())
        return self.node("Gemm", [x, self.weights(layer.weight.detach().cpu().numpy()), bias], transB=1)

    def convolution(self, x: str, layer: nn.Conv2d, norm: nn.BatchNorm2d) -> str:
        """Add a convolution with its batch norm folded in."""
        weight, bias = folded(layer, norm)
        edge = int(layer.padding[0])
        return self.node(
            "Conv",
            [x, self.weights(weight), self.constant(bias)],
            strides=[int(layer.stride[0])] * 2,
            pads=[edge] * 4,
            kernel_shape=list(layer.kernel_size),
        )

    def model(
        self, entering: onnx.ValueInfoProto, leaving: onnx.ValueInfoProto, last: str
    ) -> onnx.ModelProto:
        """Close the graph: `last` becomes the output."""
        self.nodes.append(helper.make_node("Identity", [last], [leaving.name]))
        graph = helper.make_graph(self.nodes, "tower", [entering], [leaving], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=FORMAT)
        onnx.checker.check_model(model, full_check=True)
        return model


def folded(layer: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[FLOATS, FLOATS]:
    """Give the weight and bias of a convolution with its batch norm folded in."""
    if norm.running_mean is None or norm.running_var is None:
        raise ValueError("a norm without running statistics cannot be folded")
    with torch.no_grad():
        factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weight = layer.weight * factor.view(-1, 1, 1, 1)
        bias = norm.bias - norm.running_mean * factor
    return weight.cpu().numpy().astype(np.float32), bias.cpu().numpy().astype(np.float32)


def _modules(sequence: nn.Module, *kinds: type[nn.Module]) -> list[nn.Module]:
    found = list(sequence.children())
    for module, kind in zip(found, kinds, strict=True):
        if not isinstance(module, kind):
            raise TypeError(f"expected {kind.__name__}, found {type(module).__name__}")
    return found


def _block(graph: Graph, x: str, block: Block) -> str:
    y = graph.node("Relu", [graph.convolution(x, block.first, block.first_norm)])
    y = graph.convolution(y, block.second, block.second_norm)
    side = x
    if isinstance(block.shortcut, nn.Sequential):
        pool, layer, norm = block.shortcut
        if isinstance(pool, nn.AvgPool2d):
            side = graph.node("AveragePool", [side], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
        if not isinstance(layer, nn.Conv2d) or not isinstance(norm, nn.BatchNorm2d):
            raise TypeError("a shortcut is a pool, a convolution and a norm")
        side = graph.convolution(side, layer, norm)
    return graph.node("Relu", [graph.node("Add", [y, side])])


def image_graph(tower: ImageTower, size: int, dimension: int) -> onnx.ModelProto:
    """Write the picture tower: pixel_values [N,3,S,S] to image_embeds [N,D]."""
    graph = Graph()
    x = "pixel_values"
    layers = list(tower.body.children())
    for first in (0, 3):
        layer, norm = layers[first], layers[first + 1]
        if not isinstance(layer, nn.Conv2d) or not isinstance(norm, nn.BatchNorm2d):
            raise TypeError("the stem is convolution, norm and rectifier, twice")
        x = graph.node("Relu", [graph.convolution(x, layer, norm)])
    for layer in layers[6:]:
        if not isinstance(layer, Block):
            raise TypeError("blocks follow the stem")
        x = _block(graph, x, layer)
    x = graph.node("Flatten", [graph.node("GlobalAveragePool", [x])])
    x = _two_layers(graph, x, tower.head)
    return graph.model(
        helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["N", 3, size, size]),
        helper.make_tensor_value_info("image_embeds", TensorProto.FLOAT, ["N", dimension]),
        x,
    )


def _two_layers(graph: Graph, x: str, layers: nn.Module) -> str:
    first, _, second = _modules(layers, nn.Linear, nn.GELU, nn.Linear)
    if not isinstance(first, nn.Linear) or not isinstance(second, nn.Linear):
        raise TypeError("two fully connected layers were expected")
    return graph.linear(graph.node("Gelu", [graph.linear(x, first)]), second)


def text_graph(tower: TextTower, dimension: int) -> onnx.ModelProto:
    """Write the text tower: input_ids [N,L], 0 for padding, to text_embeds [N,D]."""
    graph = Graph()
    small, scales = to_int8(tower.table().detach().cpu().numpy())
    rows = graph.node(
        "Cast", [graph.node("Gather", [graph.constant(small), "input_ids"])], to=TensorProto.FLOAT
    )
    rows = graph.node("Mul", [rows, graph.node("Gather", [graph.constant(scales), "input_ids"])])
    # The row of padding is zero, so padding adds nothing and needs no mask.
    total = graph.node("ReduceSum", [rows, graph.constant(np.array([1], np.int64))], keepdims=0)
    length = graph.node("ReduceL2", [total, graph.constant(np.array([1], np.int64))], keepdims=1)
    length = graph.node("Max", [length, graph.constant(np.array(1e-12, np.float32))])
    mean = graph.node("Div", [total, length])
    out = graph.node("Add", [graph.linear(mean, tower.straight), _two_layers(graph, mean, tower.bent)])
    return graph.model(
        helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["N", "L"]),
        helper.make_tensor_value_info("text_embeds", TensorProto.FLOAT, ["N", dimension]),
        out,
    )
