"""Packs that are wrong, each in one way, and where the wrong shows: when read, when loaded, or when used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from fakes.packs import Parts, make_pack, redescribe


class Shows(StrEnum):
    """The moment at which a broken pack is refused."""

    READING = "reading"
    LOADING = "loading"
    ENCODING = "encoding"


@dataclass(frozen=True, slots=True)
class BrokenPackCase:
    """A way to break a pack: `make` writes it into a folder; `says` is a word of the reason."""

    name: str
    make: Callable[[Path], Path]
    shows: Shows
    says: str


def _edited(edit: Callable[[Parts], None]) -> Callable[[Path], Path]:
    return lambda folder: make_pack(folder, edit=edit)


def _described(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], Path]:
    return lambda folder: redescribe(make_pack(folder), change)


def _set(*path: str, value: object) -> Callable[[Path], Path]:
    def change(description: dict[str, Any]) -> None:
        for key in path[:-1]:
            description = description[key]
        description[path[-1]] = value

    return _described(change)


def _drop(key: str) -> Callable[[Path], Path]:
    def change(description: dict[str, Any]) -> None:
        del description[key]

    return _described(change)


def _without(name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        make_pack(folder)
        (folder / name).unlink()
        return folder

    return make


def _overwritten(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        make_pack(folder)
        (folder / name).write_bytes(data)
        return folder

    return make


def _flipped(name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        data = bytearray((make_pack(folder) / name).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / name).write_bytes(data)
        return folder

    return make


def _linked_out(folder: Path) -> Path:
    make_pack(folder)
    elsewhere = folder.parent / f"{folder.name}-elsewhere.onnx"
    (folder / "image.onnx").rename(elsewhere)
    (folder / "image.onnx").symlink_to(elsewhere)
    return folder


def _scaled(factor: float) -> Callable[[Parts], None]:
    """Multiply both outputs: by zero, by NaN, by infinity."""

    def edit(parts: Parts) -> None:
        for model, output in ((parts.image, "image_embeds"), (parts.text, "text_embeds")):
            model.graph.node[-1].output[0] = "before"
            model.graph.initializer.append(numpy_helper.from_array(np.array(factor, np.float32), "factor"))
            model.graph.node.append(helper.make_node("Mul", ["before", "factor"], [output]))

    return edit


def _more_inputs(parts: Parts) -> None:
    for model in (parts.image, parts.text):
        model.graph.input.append(helper.make_tensor_value_info("pixel_mask", TensorProto.FLOAT, ["N"]))


def _other_type(parts: Parts) -> None:
    for model in (parts.image, parts.text):
        value = model.graph.input[0]
        kind = value.type.tensor_type.elem_type
        value.type.tensor_type.elem_type = (
            TensorProto.FLOAT16 if kind == TensorProto.FLOAT else TensorProto.INT32
        )
        model.graph.node.insert(0, helper.make_node("Cast", ["narrow"], [value.name], to=kind))
        value.name = "narrow"
    parts.description["image"]["input"] = parts.description["text"]["input"] = "narrow"


def _fixed_batch(parts: Parts) -> None:
    for model in (parts.image, parts.text):
        for value in model.graph.input:
            value.type.tensor_type.shape.dim[0].dim_value = 1


def _silent_dimension(parts: Parts) -> None:
    """Promise twice the dimension with graphs that do not declare theirs."""
    parts.description["dimension"] = 32
    for model in (parts.image, parts.text):
        model.graph.output[0].type.tensor_type.shape.dim[1].dim_param = "D"


def _promised_dimension(parts: Parts) -> None:
    parts.description["dimension"] = 32


def _integers(parts: Parts) -> None:
    for model, output in ((parts.image, "image_embeds"), (parts.text, "text_embeds")):
        model.graph.node[-1].output[0] = "before"
        model.graph.node.append(helper.make_node("Cast", ["before"], [output], to=TensorProto.INT64))
        model.graph.output[0].type.tensor_type.elem_type = TensorProto.INT64


def _fails_inside(parts: Parts) -> None:
    """Reshape to a size that no input has: found only when it runs."""
    for model, output in ((parts.image, "image_embeds"), (parts.text, "text_embeds")):
        model.graph.node[-1].output[0] = "before"
        model.graph.initializer.append(numpy_helper.from_array(np.array([7, 7, 7], np.int64), "shape"))
        model.graph.node.append(helper.make_node("Reshape", ["before", "shape"], ["cube"]))
        model.graph.node.append(helper.make_node("ReduceSum", ["cube"], ["cube_sum"], keepdims=0))
        model.graph.node.append(helper.make_node("Mul", ["before", "cube_sum"], [output]))


def external(location: str) -> Callable[[Parts], None]:
    """Move one weight of each graph to another place."""

    def edit(parts: Parts) -> None:
        for model in (parts.image, parts.text):
            move_weight(model, location)

    return edit


def move_weight(model: onnx.ModelProto, location: str) -> None:
    """Let the graph's `projection` lie at a location instead of in the graph."""
    for tensor in model.graph.initializer:
        if tensor.name == "projection":
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            entry = tensor.external_data.add()
            entry.key, entry.value = "location", location


def _external_beside(folder: Path) -> Path:
    """Put real weights where the graph looks for them, so that a careless loader would take them."""
    make_pack(folder, edit=external("../weights.bin"))
    (folder.parent / "weights.bin").write_bytes(np.ones(64 * 32, np.float32).tobytes())
    return folder


def _external_absolute(folder: Path) -> Path:
    outside = (folder.parent / "absolute.bin").absolute()
    outside.write_bytes(np.ones(64 * 32, np.float32).tobytes())
    return make_pack(folder, edit=external(str(outside)))


def _external_inside(folder: Path) -> Path:
    make_pack(folder, edit=external("weights.bin"))
    (folder / "weights.bin").write_bytes(np.ones(64 * 32, np.float32).tobytes())
    return folder


READING, LOADING, ENCODING = Shows.READING, Shows.LOADING, Shows.ENCODING
BROKEN_PACKS = (
    BrokenPackCase("no description", _without("pack.json"), READING, "no model pack"),
    BrokenPackCase("description no JSON", _overwritten("pack.json", b'{"format": 1,'), READING, "JSON"),
    BrokenPackCase("description no text", _overwritten("pack.json", b"\xff\xfe\x00"), READING, "JSON"),
    BrokenPackCase("description nested", _overwritten("pack.json", b"[" * 200_000), READING, "JSON"),
    BrokenPackCase("description endless", _overwritten("pack.json", b" " * 300_000), READING, "too long"),
    BrokenPackCase("description a list", _overwritten("pack.json", b"[]"), READING, "object"),
    BrokenPackCase("newer format", _set("format", value=2), READING, "newer"),
    BrokenPackCase("no dimension", _drop("dimension"), READING, "dimension"),
    BrokenPackCase("dimension true", _set("dimension", value=True), READING, "dimension"),
    BrokenPackCase("dimension zero", _set("dimension", value=0), READING, "dimension"),
    BrokenPackCase("dimension huge", _set("dimension", value=10**9), READING, "dimension"),
    BrokenPackCase("id with a slash", _set("id", value="../up"), READING, "id"),
    BrokenPackCase("file climbs", _set("image", "file", value="../image.onnx"), READING, "image.file"),
    BrokenPackCase("file absolute", _set("text", "file", value="/etc/hostname"), READING, "text.file"),
    BrokenPackCase("file hidden", _set("tokenizer", "file", value=".tokenizer"), READING, "tokenizer.file"),
    BrokenPackCase("digest short", _set("image", "sha256", value="abc"), READING, "image.sha256"),
    BrokenPackCase(
        "deviation zero", _set("image", "preprocessing", "std", value=[0.2, 0, 0.2]), READING, "std"
    ),
    BrokenPackCase("mean of two", _set("image", "preprocessing", "mean", value=[0.2, 0.3]), READING, "mean"),
    BrokenPackCase(
        "resize unknown", _set("image", "preprocessing", "resize", value="stretch"), READING, "resize"
    ),
    BrokenPackCase("languages a text", _set("languages", value="en"), READING, "languages"),
    BrokenPackCase("image missing", _without("image.onnx"), READING, "lacks"),
    BrokenPackCase("text missing", _without("text.onnx"), READING, "lacks"),
    BrokenPackCase("tokenizer missing", _without("tokenizer.json"), READING, "lacks"),
    BrokenPackCase("image changed", _flipped("image.onnx"), READING, "exchanged"),
    BrokenPackCase("text changed", _flipped("text.onnx"), READING, "exchanged"),
    BrokenPackCase("tokenizer changed", _flipped("tokenizer.json"), READING, "exchanged"),
    BrokenPackCase("image empty", _overwritten("image.onnx", b""), READING, "exchanged"),
    BrokenPackCase("image a link out", _linked_out, READING, "link"),
    BrokenPackCase("dimension promised", _edited(_promised_dimension), LOADING, "dimension 32"),
    BrokenPackCase("more inputs", _edited(_more_inputs), LOADING, "pixel_mask"),
    BrokenPackCase("inputs of another type", _edited(_other_type), LOADING, "narrow"),
    BrokenPackCase("fixed batch", _edited(_fixed_batch), LOADING, "wants its input"),
    BrokenPackCase("external data outside", _external_beside, LOADING, "another file"),
    BrokenPackCase("external data absolute", _external_absolute, LOADING, "another file"),
    BrokenPackCase("external data inside", _external_inside, LOADING, "another file"),
    BrokenPackCase("dimension silent", _edited(_silent_dimension), LOADING, "dimension 32"),
    BrokenPackCase("outputs whole numbers", _edited(_integers), ENCODING, "int64"),
    BrokenPackCase("outputs NaN", _edited(_scaled(np.nan)), ENCODING, "not finite"),
    BrokenPackCase("outputs infinite", _edited(_scaled(np.inf)), ENCODING, "not finite"),
    BrokenPackCase("outputs zero", _edited(_scaled(0.0)), ENCODING, "zero"),
    BrokenPackCase("graph fails", _edited(_fails_inside), ENCODING, "failed"),
)
