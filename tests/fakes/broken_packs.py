"""Packs that are wrong, each in one way, and where the wrong shows: when read, when loaded, or when used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from fakes.pack_variants import beside, fixed_batch, graphs_of, other_inputs, point_outside, projections
from fakes.packs import Parts, image_graph, make_pack, redescribe


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


def _other_sizes(parts: Parts) -> None:
    """Take pictures of another side and texts of another length than the pack describes."""
    parts.image = image_graph(np.random.default_rng(0), 16, 40)
    for value in parts.text.graph.input:
        value.type.tensor_type.shape.dim[1].dim_value = 24


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


def _random(parts: Parts) -> None:
    for model, output in ((parts.image, "image_embeds"), (parts.text, "text_embeds")):
        model.graph.node[-1].output[0] = "before"
        model.graph.node.append(helper.make_node("RandomNormalLike", ["before"], ["noise"], scale=1e-4))
        model.graph.node.append(helper.make_node("Add", ["before", "noise"], [output]))


def _fails_inside(parts: Parts) -> None:
    """Reshape to a size that no input has: found only when it runs."""
    for model, output in ((parts.image, "image_embeds"), (parts.text, "text_embeds")):
        model.graph.node[-1].output[0] = "before"
        model.graph.initializer.append(numpy_helper.from_array(np.array([7, 7, 7], np.int64), "shape"))
        model.graph.node.append(helper.make_node("Reshape", ["before", "shape"], ["cube"]))
        model.graph.node.append(helper.make_node("ReduceSum", ["cube"], ["cube_sum"], keepdims=0))
        model.graph.node.append(helper.make_node("Mul", ["before", "cube_sum"], [output]))


def _outside(location: str | None) -> Callable[[Parts], None]:
    """Let one weight of each graph lie at a place that the pack does not list."""

    def edit(parts: Parts) -> None:
        for model in (parts.image, parts.text):
            point_outside(model, location)

    return edit


def _put(folder: Path, name: str) -> None:
    """Put real weights where a graph looks for them, so that a careless loader would take them."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(np.ones(64 * 32, np.float32).tobytes())


def _external(location: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        make_pack(folder, edit=_outside(location))
        _put(folder, location)
        return folder

    return make


def _external_absolute(folder: Path) -> Path:
    outside = (folder.parent / "absolute.bin").absolute()
    _put(folder.parent, "absolute.bin")
    return make_pack(folder, edit=_outside(str(outside)))


def _of_the_other_tower(parts: Parts) -> None:
    """List the weights of each graph for the other one."""
    beside()(parts)
    image, text = parts.description["image"], parts.description["text"]
    image["weights"], text["weights"] = text["weights"], image["weights"]


def _of_another_folder(parts: Parts) -> None:
    """Move the graphs into folders, but not the weights that they look for beside them."""
    beside()(parts)
    for tower, _ in graphs_of(parts):
        parts.description[tower]["file"] = f"{tower}al/model.onnx"


def _short_weights(parts: Parts) -> None:
    beside()(parts)
    for name, data in parts.beside.items():
        parts.beside[name] = data[:8]


def _weights_a_link_out(folder: Path) -> Path:
    make_pack(folder, edit=beside())
    elsewhere = folder.parent / f"{folder.name}-elsewhere.bin"
    (folder / "image.onnx_data").rename(elsewhere)
    (folder / "image.onnx_data").symlink_to(elsewhere)
    return folder


def _variant(edit: Callable[[Parts], None], change: Callable[[Path], object]) -> Callable[[Path], Path]:
    """Make another export of the pack, and then do something to its files."""

    def make(folder: Path) -> Path:
        change(make_pack(folder, edit=edit))
        return folder

    return make


def _no_safetensors(parts: Parts) -> None:
    projections()(parts)
    parts.beside["projections.safetensors"] = b"no tensors at all, but of some length"


READING, LOADING, ENCODING = Shows.READING, Shows.LOADING, Shows.ENCODING
BROKEN_PACKS = (
    BrokenPackCase("no description", _without("pack.json"), READING, "no model pack"),
    BrokenPackCase("description no JSON", _overwritten("pack.json", b'{"format": 2,'), READING, "JSON"),
    BrokenPackCase("description no text", _overwritten("pack.json", b"\xff\xfe\x00"), READING, "JSON"),
    BrokenPackCase("description nested", _overwritten("pack.json", b"[" * 200_000), READING, "JSON"),
    BrokenPackCase("description endless", _overwritten("pack.json", b" " * 300_000), READING, "too long"),
    BrokenPackCase("description a list", _overwritten("pack.json", b"[]"), READING, "object"),
    BrokenPackCase("newer format", _set("format", value=3), READING, "newer"),
    BrokenPackCase("older format", _set("format", value=1), READING, "older"),
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
    BrokenPackCase(
        "inputs of another type",
        _edited(other_inputs(TensorProto.DOUBLE, TensorProto.INT16)),
        LOADING,
        "wants its input",
    ),
    BrokenPackCase("inputs of another size", _edited(_other_sizes), LOADING, "wants its input"),
    BrokenPackCase("fixed batch too large", _edited(fixed_batch(65)), LOADING, "at once"),
    BrokenPackCase("random", _edited(_random), LOADING, "draws random numbers"),
    BrokenPackCase("external data outside", _external("../weights.bin"), LOADING, "another file"),
    BrokenPackCase("external data around", _external("up/../../weights.bin"), LOADING, "another file"),
    BrokenPackCase("external data absolute", _external_absolute, LOADING, "another file"),
    BrokenPackCase("external data unlisted", _external("weights.bin"), LOADING, "another file"),
    BrokenPackCase("external data nowhere", _edited(_outside(None)), LOADING, "does not say in which"),
    BrokenPackCase("external data nameless", _edited(_outside("")), LOADING, "another file"),
    BrokenPackCase(
        "external data in memory", _edited(_outside("*/_ORT_MEM_ADDR_/*")), LOADING, "another file"
    ),
    BrokenPackCase("weights of the other tower", _edited(_of_the_other_tower), LOADING, "another file"),
    BrokenPackCase("weights of another folder", _edited(_of_another_folder), LOADING, "another file"),
    BrokenPackCase("weights too short", _edited(_short_weights), LOADING, "cannot be loaded"),
    BrokenPackCase(
        "weights changed",
        _variant(beside(), lambda folder: _put(folder, "text.onnx_data")),
        READING,
        "exchanged",
    ),
    BrokenPackCase(
        "weights missing",
        _variant(beside(), lambda folder: (folder / "image.onnx_data").unlink()),
        READING,
        "lacks",
    ),
    BrokenPackCase("weights a link out", _weights_a_link_out, READING, "link"),
    BrokenPackCase(
        "projection without its tensor",
        _edited(projections(tensor="{tower}.weight")),
        LOADING,
        "has no tensor",
    ),
    BrokenPackCase(
        "projection of another dimension",
        _edited(projections(lambda matrix: matrix[:5])),
        LOADING,
        "promises vectors of dimension 16",
    ),
    BrokenPackCase(
        "projection the other way round",
        _edited(projections(lambda matrix: matrix.T)),
        LOADING,
        "promises vectors of dimension 16",
    ),
    BrokenPackCase(
        "projection a row", _edited(projections(lambda matrix: matrix[:, 0])), LOADING, "with the shape"
    ),
    BrokenPackCase(
        "projection in double precision",
        _edited(projections(lambda matrix: matrix.astype(np.float64))),
        LOADING,
        "F64",
    ),
    BrokenPackCase(
        "projection for another width",
        _edited(projections(lambda matrix: matrix[:, 1:])),
        LOADING,
        "projection from",
    ),
    BrokenPackCase("projection no tensors", _edited(_no_safetensors), LOADING, "no safetensors"),
    BrokenPackCase(
        "projection changed",
        _variant(projections(), lambda folder: _put(folder, "projections.safetensors")),
        READING,
        "exchanged",
    ),
    BrokenPackCase(
        "projection not finite",
        _edited(projections(lambda matrix: matrix * np.float32(np.nan))),
        ENCODING,
        "not finite",
    ),
    BrokenPackCase("dimension silent", _edited(_silent_dimension), LOADING, "dimension 32"),
    BrokenPackCase("outputs whole numbers", _edited(_integers), ENCODING, "int64"),
    BrokenPackCase("outputs NaN", _edited(_scaled(np.nan)), ENCODING, "not finite"),
    BrokenPackCase("outputs infinite", _edited(_scaled(np.inf)), ENCODING, "not finite"),
    BrokenPackCase("outputs zero", _edited(_scaled(0.0)), ENCODING, "zero"),
    BrokenPackCase("graph fails", _edited(_fails_inside), ENCODING, "failed"),
)
