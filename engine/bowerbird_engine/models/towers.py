"""Tell from a graph's inputs and outputs how it is fed and which of its outputs is the vector."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bowerbird_engine.encoding.graph_facts import GraphFacts, TensorFacts
from bowerbird_engine.errors import PackError

_PICTURE_RANK = 4
_VECTOR_RANK = 2
_IDS = ("input_ids", "text", "tokens")
_MASK = "attention_mask"
_WHOLE = ("int64", "int32")
_FLOATS = ("float32", "float16")
_POOLED = "pooler_output"
_PICTURE_VECTORS = ("image_embeds", "embedding", _POOLED)
_TEXT_VECTORS = ("text_embeds", "embedding", _POOLED)


@dataclass(frozen=True, slots=True)
class TowerInterface:
    """How a graph is fed and what counts of what it gives.

    `width` is the length of its vectors where the graph tells it, `fixed_length` the only number of tokens it takes;
    `pooled` says that CLIP's vectors still want their projection.
    """

    input: str
    attention_mask: str | None
    output: str
    width: int | None
    fixed_length: int | None
    pooled: bool


def picture_interface(facts: GraphFacts, name: str) -> TowerInterface:
    """Read the image graph's interface. Raises PackError when it wants or gives something else."""
    _refuse_combined(facts, name)
    pictures = [
        tensor for tensor in facts.inputs if tensor.element in _FLOATS and _rank(tensor) == _PICTURE_RANK
    ]
    if len(pictures) != 1 or len(facts.inputs) != 1:
        raise PackError(
            f"{name} wants {_listed(facts.inputs)}; the image graph must take pictures [N, 3, size, size] alone. "
            "Use another export of the model."
        )
    output = _vector(facts, _PICTURE_VECTORS, name)
    return TowerInterface(pictures[0].name, None, output.name, _width(output), None, output.name == _POOLED)


def text_interface(facts: GraphFacts, name: str) -> TowerInterface:
    """Read the text graph's interface. Raises PackError when it wants or gives something else."""
    _refuse_combined(facts, name)
    by_name = {tensor.name: tensor for tensor in facts.inputs}
    mask = _MASK if _MASK in by_name else None
    rest = [tensor for tensor in facts.inputs if tensor.name != _MASK]
    ids = next((by_name[known] for known in _IDS if known in by_name), rest[0] if len(rest) == 1 else None)
    if ids is None or len(rest) != 1 or ids.element not in _WHOLE or _rank(ids) not in {_VECTOR_RANK, None}:
        raise PackError(
            f"{name} wants {_listed(facts.inputs)}; the text graph must take token ids [N, length], and nothing else "
            "but an attention mask. Use another export of the model."
        )
    output = _vector(facts, _TEXT_VECTORS, name)
    length = None if ids.shape is None else ids.shape[1]
    return TowerInterface(ids.name, mask, output.name, _width(output), length, output.name == _POOLED)


def _refuse_combined(facts: GraphFacts, name: str) -> None:
    if any(tensor.name in _IDS for tensor in facts.inputs) and any(
        tensor.name == "pixel_values" or _rank(tensor) == _PICTURE_RANK for tensor in facts.inputs
    ):
        raise PackError(
            f"{name} takes pictures and words together, which would cost both for every search. "
            "Fetch the two graphs vision_model.onnx and text_model.onnx of the same model instead."
        )


def _vector(facts: GraphFacts, preferred: Iterable[str], name: str) -> TensorFacts:
    """Choose the output with the vectors: by its usual name, else the only one of the right shape."""
    by_name = {tensor.name: tensor for tensor in facts.outputs}
    for known in preferred:
        if known in by_name:
            return by_name[known]
    vectors = [tensor for tensor in facts.outputs if _rank(tensor) == _VECTOR_RANK]
    if len(vectors) != 1:
        raise PackError(
            f"{name} gives {_listed(facts.outputs)}; none of them is surely the vector. "
            "Use another export of the model."
        )
    return vectors[0]


def _rank(tensor: TensorFacts) -> int | None:
    return None if tensor.shape is None else len(tensor.shape)


def _width(tensor: TensorFacts) -> int | None:
    return tensor.shape[-1] if tensor.shape else None


def _listed(tensors: Iterable[TensorFacts]) -> str:
    return ", ".join(f"'{tensor.name}' ({tensor.element})" for tensor in tensors)
