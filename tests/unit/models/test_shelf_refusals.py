"""What the shelf does not take: each fault with its reason, and nothing else changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from safetensors.numpy import load, save

from bowerbird_engine.errors import (
    PackError,
)
from bowerbird_engine.models.shelf import ModelShelf
from fakes.hub_folders import (
    Files,
    as_json,
    contents,
    not_finite,
    parts_of,
    rename,
    transformers_files,
    unprojected_files,
    write_files,
    zipped,
)
from fakes.pack_variants import point_outside
from fakes.packs import Parts
from unit.models.conftest import Snapshot


def _spoil_text(files: Files, change: Callable[[onnx.ModelProto], object]) -> None:
    model = onnx.load_from_string(files["onnx/text_model.onnx"])
    change(model)
    files["onnx/text_model.onnx"] = model.SerializeToString()


def _combined(files: Files) -> None:
    model = onnx.load_from_string(files["onnx/text_model.onnx"])
    image = onnx.load_from_string(files["onnx/vision_model.onnx"])
    model.graph.input.append(image.graph.input[0])
    files["onnx/text_model.onnx"] = model.SerializeToString()


def _combined_alone(files: Files) -> None:
    _combined(files)
    files["onnx/vision_model.onnx"] = files["onnx/text_model.onnx"]


def _two_outputs(files: Files) -> None:
    def change(model: onnx.ModelProto) -> None:
        rename(model, "text_embeds", "first")
        model.graph.output.append(
            onnx.helper.make_tensor_value_info("second", onnx.TensorProto.FLOAT, ["N", 16])
        )

    _spoil_text(files, change)


def _third_input(files: Files) -> None:
    def change(model: onnx.ModelProto) -> None:
        model.graph.input.append(
            onnx.helper.make_tensor_value_info("position_ids", onnx.TensorProto.INT64, ["N", "L"])
        )

    _spoil_text(files, change)


def _outside(location: str | None) -> Callable[[Files], None]:
    def edit(parts: Parts) -> None:
        point_outside(parts.image, location)

    def spoil(files: Files) -> None:
        files["onnx/vision_model.onnx"] = parts_of(edit).image.SerializeToString()

    return spoil


def _without_projection(files: Files) -> None:
    files.update(unprojected_files())
    del files["model.safetensors"]


def _projection(change: Callable[[dict[str, Any]], object]) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        files.clear()
        files |= unprojected_files()
        tensors: dict[str, Any] = dict(load(files["model.safetensors"]))
        change(tensors)
        files["model.safetensors"] = save(tensors)

    return spoil


def _no_type(files: Files) -> None:
    files.update(unprojected_files())
    files["config.json"] = b"{}"
    files["tokenizer_config.json"] = as_json(
        {"tokenizer_class": "BertTokenizer", "pad_token": "[PAD]", "model_max_length": 12}
    )


def _set(path: str, data: bytes) -> Callable[[Files], None]:
    return lambda files: files.update({path: data})


SPOILT: dict[str, tuple[Callable[[Files], object], str]] = {
    "no tokenizer": (lambda files: files.pop("tokenizer.json"), "tokenizer.json is missing"),
    "no text graph": (lambda files: files.pop("onnx/text_model.onnx"), "text_model.onnx is missing"),
    "cut graph": (
        lambda files: files.update({"onnx/vision_model.onnx": files["onnx/vision_model.onnx"][:3000]}),
        "no ONNX graph",
    ),
    "no JSON": (_set("preprocessor_config.json", b"<html>"), "no valid JSON"),
    "no object": (_set("config.json", b"[]"), "must hold a JSON object"),
    "endless JSON": (_set("config.json", b"[" * 100_000), "no valid JSON"),
    "long settings": (_set("config.json", b" " * 9_000_000), "too long|100-fold"),
    "no mean": (_set("preprocessor_config.json", b'{"size": 32}'), "lacks 'image_mean'"),
    "other size": (
        _set(
            "preprocessor_config.json", as_json({"size": 48, "image_mean": [0, 0, 0], "image_std": [1, 1, 1]})
        ),
        "makes them 48 x 48",
    ),
    "unknown padding": (
        _set("tokenizer_config.json", as_json({"pad_token": "<no>", "model_max_length": 12})),
        "'<no>'",
    ),
    "no tokenizer file": (_set("tokenizer.json", b'{"model": {"vocab": {"[PAD]": 0}}}'), "no tokenizer"),
    "combined": (_combined_alone, "vision_model.onnx takes pictures and words together"),
    "combined beside a tower": (_combined, "text_model.onnx takes pictures and words together"),
    "which output": (_two_outputs, "none of them is surely the vector"),
    "third input": (_third_input, "position_ids"),
    "towers swapped": (
        lambda files: files.update({"onnx/vision_model.onnx": files["onnx/text_model.onnx"]}),
        "must take pictures",
    ),
    "another model's tower": (
        lambda files: files.update({"onnx/text_model.onnx": _wider_text()}),
        "not two towers of one model",
    ),
    "not finite": (not_finite, "does not work"),
    "weights missing": (_outside("weights.bin"), r"onnx/weights\.bin is missing"),
    "weights somewhere": (_outside(None), "does not say where"),
    "weights above": (_outside("../../../etc/passwd"), "no plain path beside it"),
    "weights absolute": (_outside("/etc/passwd"), "no plain path beside it"),
    "weights on a drive": (_outside("C:\\weights"), "no plain path beside it"),
    "no projection": (_without_projection, "before CLIP's projection"),
    "projection without tensor": (
        _projection(lambda tensors: tensors.pop("text_projection.weight")),
        "text_projection",
    ),
    "projection of another width": (
        _projection(lambda tensors: tensors.update({"text_projection.weight": np.ones((16, 7), np.float32)})),
        "its projection takes 7",
    ),
    "projection of whole numbers": (
        _projection(lambda tensors: tensors.update({"text_projection.weight": np.ones((16, 32), np.int8)})),
        "I8",
    ),
    "projection file damaged": (
        lambda files: files.update(unprojected_files() | {"model.safetensors": b"x" * 100}),
        "no safetensors file",
    ),
    "pooled by whom": (_no_type, "model_type"),
}


def _wider_text() -> bytes:
    def widen(parts: Parts) -> None:
        parts.text.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 17

    graph: bytes = parts_of(widen).text.SerializeToString()
    return graph


@pytest.mark.parametrize("kind", ["folder", "zip"])
@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_is_wrong_is_refused_and_the_library_stays(
    spoilt: str, kind: str, shelf: ModelShelf, tmp_path: Path, snapshot: Snapshot
) -> None:
    """Each fault is refused with its reason; the packs and the source are exactly as before, and a good one still comes in."""
    shelf.add(write_files(tmp_path / "good", transformers_files()))
    change, reason = SPOILT[spoilt]
    files = transformers_files()
    change(files)
    folder = write_files(tmp_path / "bad", files)
    source = folder if kind == "folder" else zipped(tmp_path / "bad.zip", files)
    before, was = snapshot(), contents(folder)
    with pytest.raises(PackError, match=reason):
        shelf.add(source)
    assert snapshot() == before
    assert contents(folder) == was
    assert shelf.add(tmp_path / "good", name="again").id == "again"


@pytest.mark.parametrize("name", ["../../evil.onnx", "/evil.onnx", "C:/evil.onnx"])
def test_an_archive_that_climbs_is_refused(
    name: str, shelf: ModelShelf, tmp_path: Path, snapshot: Snapshot
) -> None:
    """A good model beside a member that leads elsewhere is not taken, and nothing is written anywhere."""
    path = zipped(tmp_path / "m.zip", transformers_files() | {name: b"evil"})
    everything = {each for each in tmp_path.rglob("*") if "packs" not in each.parts}
    with pytest.raises(PackError, match="not safe to unpack"):
        shelf.add(path)
    assert snapshot() == {}
    assert {each for each in tmp_path.rglob("*") if "packs" not in each.parts} <= everything | {
        tmp_path / "library"
    }
