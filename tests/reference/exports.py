"""Towers of the reference models as ONNX graphs, made by PyTorch's own exporters with the names that the hubs use."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reference.libraries import onnx, onnx_float16, quantization, torch
from reference.models import SIDE

Forward = Callable[..., Any]

# What nearly all exports of the hubs were made with; the new exporter needs 18.
OPSET = 17
NEW_OPSET = 18


class Tower(torch.nn.Module):  # type: ignore[misc]  # pyright: ignore[reportUntypedBaseClass]  a library without types here
    """One tower of a model, as the exporter wants it: a module whose call gives what the graph shall give."""

    def __init__(self, model: Any, forward: Forward) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self.model = model
        self._forward = forward

    def forward(self, *inputs: Any) -> Any:
        """Run the tower."""
        return self._forward(self.model, *inputs)


@dataclass(frozen=True, slots=True)
class Interface:
    """Names of a graph's inputs and outputs, the type of its ids, and whether it takes one picture or text at a time."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    ids: str = "int64"
    one_by_one: bool = False


def pooled_pictures(model: Any, pixels: Any) -> Any:
    """Give the image tower's own vectors, which are SigLIP's last and CLIP's before their projection."""
    return model.vision_model(pixel_values=pixels).pooler_output


def pooled_texts(model: Any, ids: Any, *mask: Any) -> Any:
    """Give the text tower's own vectors, as `pooled_pictures` does."""
    marked = {"attention_mask": mask[0]} if mask else {}
    return model.text_model(input_ids=ids.long(), **marked).pooler_output


def projected_pictures(model: Any, pixels: Any) -> Any:
    """Give CLIP's vectors of pictures."""
    return model.visual_projection(pooled_pictures(model, pixels))


def projected_texts(model: Any, ids: Any, *mask: Any) -> Any:
    """Give CLIP's vectors of texts."""
    return model.text_projection(pooled_texts(model, ids, *mask))


def with_states(forward: Forward, tower: str) -> Forward:
    """Give a tower's last states beside its vectors, as the hubs' exports of transformers do."""

    def both(model: Any, given: Any) -> Any:
        key = "pixel_values" if tower == "vision_model" else "input_ids"
        states = getattr(model, tower)(**{key: given}).last_hidden_state
        return forward(model, given), states

    return both


def normalised(forward: Forward) -> Forward:
    """Give unit vectors, as open_clip's exports do."""

    def unit(model: Any, *inputs: Any) -> Any:
        return torch.nn.functional.normalize(forward(model, *inputs), dim=-1)

    return unit


def export_pictures(model: Any, forward: Forward, path: Path, interface: Interface) -> None:
    """Write an image graph."""
    pixels = torch.zeros(1 if interface.one_by_one else 2, 3, SIDE, SIDE)
    _export(Tower(model, forward), (pixels,), path, interface)


def export_texts(model: Any, forward: Forward, path: Path, interface: Interface, context: int) -> None:
    """Write a text graph."""
    kind = getattr(torch, interface.ids)
    ids = torch.full((1 if interface.one_by_one else 2, context), 1, dtype=kind)
    mask = torch.ones_like(ids)
    _export(Tower(model, forward), (ids, mask)[: len(interface.inputs)], path, interface)


def export_beside(model: Any, forward: Forward, path: Path, interface: Interface, example: Any) -> None:
    """Write a graph with PyTorch's new exporter, which puts the weights into a file beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        # PyTorch 2.13 uses something of its own that it deprecates itself.
        warnings.simplefilter("ignore", FutureWarning)
        torch.onnx.export(
            Tower(model, forward).eval(),
            (example,),
            path,
            input_names=list(interface.inputs),
            output_names=list(interface.outputs),
            dynamic_shapes=(({0: torch.export.Dim("batch")},),),
            opset_version=NEW_OPSET,
            external_data=True,
            verbose=False,
        )


def to_float16(source: Path, target: Path, *, wide_ends: bool) -> None:
    """Convert a graph; with `wide_ends` it still takes and gives single precision."""
    made = onnx_float16.convert_float_to_float16(onnx.load(source), keep_io_types=wide_ends)
    onnx.save(made, target)


def to_int8(source: Path, target: Path) -> None:
    """Quantise a graph's weights, and its activations while it runs."""
    quantization.quantize_dynamic(source, target, weight_type=quantization.QuantType.QUInt8)


def _export(tower: Tower, inputs: Sequence[Any], path: Path, interface: Interface) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    names = (*interface.inputs, *interface.outputs)
    with warnings.catch_warnings():
        # The exporter of the hubs' graphs, which PyTorch calls old, and which warns of each number that it fixes.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        # CLIP's text tower picks the state of its end token by place, which is never negative.
        warnings.filterwarnings("ignore", "Exporting aten::index operator", UserWarning)
        torch.onnx.export(
            tower.eval(),
            tuple(inputs),
            path,
            input_names=list(interface.inputs),
            output_names=list(interface.outputs),
            dynamic_axes=None if interface.one_by_one else {name: {0: "batch"} for name in names},
            opset_version=OPSET,
            dynamo=False,
        )
