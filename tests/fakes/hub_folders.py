"""Tiny models laid out as the hubs lay out theirs: the real file names and settings around the tests' own graphs."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper
from safetensors.numpy import load, save

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack
from fakes.pack_variants import Edit, fixed_batch, half, other_inputs, projections, quantised, weight
from fakes.packs import CONTEXT, Parts, make_pack

Files = dict[str, bytes]

SIZE = 32
DIMENSION = 16
MEAN = [0.48145466, 0.4578275, 0.40821073]
STD = [0.26862954, 0.26130258, 0.27577711]

PRECISION_EDITS: Mapping[str, tuple[Edit, ...]] = {
    "": (),
    "_fp16": (half,),
    "_quantized": (quantised,),
    "_int8": (quantised,),
}


def parts_of(*edits: Edit, seed: int = 0) -> Parts:
    """Give the parts of the tiny pack after some edits."""
    made: list[Parts] = []

    def keep(parts: Parts) -> None:
        for edit in edits:
            edit(parts)
        made.append(parts)

    with tempfile.TemporaryDirectory() as folder:
        make_pack(Path(folder), dimension=DIMENSION, size=SIZE, seed=seed, edit=keep)
    return made[0]


def transformers_files(
    suffixes: Iterable[str] = ("",), *, folder: str = "onnx/", edits: Iterable[Edit] = (), seed: int = 0
) -> Files:
    """Lay a CLIP out as exporters for the transformers library do, in the precisions of these suffixes."""
    files = clip_settings()
    for suffix in suffixes:
        parts = parts_of(*edits, *PRECISION_EDITS[suffix], seed=seed)
        files[f"{folder}vision_model{suffix}.onnx"] = parts.image.SerializeToString()
        files[f"{folder}text_model{suffix}.onnx"] = parts.text.SerializeToString()
        files["tokenizer.json"] = parts.tokenizer.encode()
        files |= {f"{folder}{name}": data for name, data in parts.beside.items()}
    return files


def clip_settings() -> Files:
    """Give the settings beside a CLIP of the transformers library."""
    return {
        "config.json": as_json({"model_type": "clip", "projection_dim": DIMENSION}),
        "preprocessor_config.json": as_json(
            {
                "crop_size": SIZE,
                "do_center_crop": True,
                "do_normalize": True,
                "do_resize": True,
                "feature_extractor_type": "CLIPFeatureExtractor",
                "image_mean": MEAN,
                "image_std": STD,
                "resample": 3,
                "size": {"shortest_edge": SIZE},
            }
        ),
        "tokenizer_config.json": as_json(
            {"tokenizer_class": "CLIPTokenizer", "model_max_length": CONTEXT, "pad_token": "[PAD]"}
        ),
        "README.md": b"# Not needed",
    }


def siglip_files(suffixes: Iterable[str] = ("",)) -> Files:
    """Lay a SigLIP out as exporters for the transformers library do: pooled outputs, plain resize."""
    files = transformers_files(suffixes, edits=(_pooled,))
    files["config.json"] = as_json({"model_type": "siglip", "vision_config": {"hidden_size": DIMENSION}})
    files["preprocessor_config.json"] = as_json(
        {
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": [0.5, 0.5, 0.5],
            "image_std": [0.5, 0.5, 0.5],
            "resample": 2,
            "rescale_factor": 1 / 255,
            "size": {"height": SIZE, "width": SIZE},
        }
    )
    files["tokenizer_config.json"] = as_json(
        {"tokenizer_class": "SiglipTokenizer", "model_max_length": CONTEXT, "pad_token": {"content": "[UNK]"}}
    )
    return files


def open_clip_files() -> Files:
    """Lay a model out as exports of the open_clip library do: one picture at a time, token ids of 32 bits."""
    parts = parts_of(other_inputs(pixels=TensorProto.FLOAT), fixed_batch(1))
    rename(parts.image, "pixel_values", "image")
    rename(parts.image, "image_embeds", "embedding")
    rename(parts.text, "input_ids", "text")
    rename(parts.text, "text_embeds", "embedding")
    return {
        "config.json": as_json(
            {"embed_dim": DIMENSION, "text_cfg": {"context_length": CONTEXT, "tokenizer_kwargs": {}}}
        ),
        "visual/model.onnx": parts.image.SerializeToString(),
        "visual/preprocess_cfg.json": as_json(
            {"size": [SIZE, SIZE], "mode": "RGB", "mean": MEAN, "std": STD, "interpolation": "bicubic"}
        ),
        "textual/model.onnx": parts.text.SerializeToString(),
        "textual/tokenizer.json": parts.tokenizer.encode(),
        "textual/tokenizer_config.json": as_json(
            {"tokenizer_class": "CLIPTokenizer", "pad_token": "[PAD]", "model_max_length": 77}
        ),
        "textual/special_tokens_map.json": as_json({"pad_token": "[PAD]"}),
        "README.md": b"# Not needed",
    }


def two_repositories_files() -> Files:
    """Lay both towers out as two repositories side by side."""
    whole = transformers_files(folder="")
    return {
        "clip-vision/model.onnx": whole["vision_model.onnx"],
        "clip-vision/preprocessor_config.json": whole["preprocessor_config.json"],
        "clip-vision/config.json": as_json({"model_type": "clip_vision_model", "projection_dim": DIMENSION}),
        "clip-text/model.onnx": whole["text_model.onnx"],
        "clip-text/tokenizer.json": whole["tokenizer.json"],
        "clip-text/tokenizer_config.json": whole["tokenizer_config.json"],
        "clip-text/config.json": as_json({"model_type": "clip_text_model", "projection_dim": DIMENSION}),
    }


def unprojected_files() -> Files:
    """Lay a CLIP out whose graphs stop before the projection, which lies in the weights of the whole model."""
    files = transformers_files(edits=(_without_projection,))
    matrices = load(parts_of(projections()).beside["projections.safetensors"])
    tensors = {
        "visual_projection.weight": matrices["image_projection.weight"],
        "text_projection.weight": matrices["text_projection.weight"],
        "logit_scale": np.array(4.6, np.float32),
    }
    return files | {"model.safetensors": save(tensors)}


def _without_projection(parts: Parts) -> None:
    projections()(parts)
    parts.beside.clear()
    _pooled(parts)


def _pooled(parts: Parts) -> None:
    for model in (parts.image, parts.text):
        rename(model, model.graph.output[0].name, "pooler_output")


def rename(model: onnx.ModelProto, old: str, new: str) -> None:
    """Give an input or output of a graph another name."""
    for value in (*model.graph.input, *model.graph.output):
        if value.name == old:
            value.name = new
    for node in model.graph.node:
        for names in (node.input, node.output):
            for place, name in enumerate(names):
                if name == old:
                    names[place] = new


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files under their paths, and give the folder back."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def as_json(told: Mapping[str, Any]) -> bytes:
    """Write settings as a file holds them."""
    return json.dumps(told, indent=1).encode()


def zipped(path: Path, files: Mapping[str, bytes], *, root: str = "") -> Path:
    """Pack files into an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{root}{name}", data)
    return path


def contents(folder: Path) -> dict[str, str]:
    """Tell every file of a folder with its digest and the time of its last change."""
    return {
        path.relative_to(
            folder
        ).as_posix(): f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.stat().st_mtime_ns}"
        for path in folder.rglob("*")
        if path.is_file()
    }


def vectors(pack: ModelPack) -> tuple[Float32Array, Float32Array]:
    """Encode two pictures and two texts with a tiny pack."""
    pictures = np.random.default_rng(0).integers(0, 256, (2, SIZE, SIZE, 3), dtype=np.uint8)
    return OnnxImageEncoder(pack, 2).encode(pictures), OnnxTextEncoder(pack, 2).encode(
        ["red shirt", "blue sky"]
    )


def not_finite(files: Files) -> None:
    """Exchange the image graph for one that gives nothing but what is no number."""
    model = onnx.load_from_string(files["onnx/vision_model.onnx"])
    tensor = weight(model, "projection")
    data = np.full(numpy_helper.to_array(tensor).shape, np.nan, np.float32)
    tensor.CopyFrom(numpy_helper.from_array(data, tensor.name))
    files["onnx/vision_model.onnx"] = model.SerializeToString()
