"""Folders as the hubs hold them, written from the reference models: each layout, precision and kind of output."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reference import exports
from reference.exports import Interface
from reference.libraries import safetensors_torch, torch
from reference.models import (
    CLIP_CONTEXT,
    CLIP_VOCABULARY,
    CLIP_WIDTHS,
    SIDE,
    SIGLIP_CONTEXT,
    SIGLIP_WIDTH,
    Reference,
)
from reference.tokens import save_siglip_tokenizer

SEEN = Interface(("pixel_values",), ("image_embeds", "last_hidden_state"))
READ = Interface(("input_ids",), ("text_embeds", "last_hidden_state"))
POOLED_SEEN = Interface(("pixel_values",), ("last_hidden_state", "pooler_output"))
POOLED_READ = Interface(("input_ids",), ("last_hidden_state", "pooler_output"))
OPEN_CLIP_SEEN = Interface(("image",), ("embedding",), one_by_one=True)
OPEN_CLIP_READ = Interface(("text",), ("embedding",), ids="int32", one_by_one=True)


@dataclass(frozen=True, slots=True)
class Models:
    """Both references with their tokenizers."""

    clip: Reference
    clip_tokenizer: Any
    siglip: Reference
    siglip_tokenizer: Any


Write = Callable[[Path, Models], None]


def clip_projected(folder: Path, models: Models) -> None:
    """Write the layout of transformers: projected vectors beside the last states."""
    _transformers_settings(folder, models.clip, models.clip_tokenizer)
    seen = exports.with_states(exports.projected_pictures, "vision_model")
    read = exports.with_states(exports.projected_texts, "text_model")
    exports.export_pictures(models.clip.model, seen, folder / "onnx/vision_model.onnx", SEEN)
    exports.export_texts(models.clip.model, read, folder / "onnx/text_model.onnx", READ, CLIP_CONTEXT)


def clip_float16(folder: Path, models: Models) -> None:
    """Write the half-precision graphs alone, which take and give half precision."""
    _converted(
        folder, clip_projected, models, "_fp16", lambda a, b: exports.to_float16(a, b, wide_ends=False)
    )


def clip_int8(folder: Path, models: Models) -> None:
    """Write the quantised graphs alone."""
    _converted(folder, clip_projected, models, "_quantized", exports.to_int8)


def clip_unprojected(folder: Path, models: Models) -> None:
    """Write towers that lack their projections, and the weights of the model beside them."""
    _transformers_settings(folder, models.clip, models.clip_tokenizer)
    seen = _states_first(exports.with_states(exports.pooled_pictures, "vision_model"))
    read = _states_first(exports.with_states(exports.pooled_texts, "text_model"))
    exports.export_pictures(models.clip.model, seen, folder / "onnx/vision_model.onnx", POOLED_SEEN)
    exports.export_texts(models.clip.model, read, folder / "onnx/text_model.onnx", POOLED_READ, CLIP_CONTEXT)
    weights = {name: value.contiguous() for name, value in models.clip.model.state_dict().items()}
    safetensors_torch.save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def clip_two_repositories(folder: Path, models: Models) -> None:
    """Write each tower as a repository of its own; the text tower wants a mask."""
    for part in ("vision", "text"):
        _transformers_settings(folder / part, models.clip, models.clip_tokenizer)
    (folder / "vision/tokenizer.json").unlink()
    (folder / "vision/tokenizer_config.json").unlink()
    (folder / "text/preprocessor_config.json").unlink()
    masked = Interface(("input_ids", "attention_mask"), ("text_embeds",))
    read = exports.projected_texts
    exports.export_texts(models.clip.model, read, folder / "text/model.onnx", masked, CLIP_CONTEXT)
    exports.export_pictures(
        models.clip.model,
        exports.projected_pictures,
        folder / "vision/model.onnx",
        Interface(("pixel_values",), ("image_embeds",)),
    )


def clip_open_clip(folder: Path, models: Models) -> None:
    """Write the layout of open_clip: unit vectors, one at a time, ids of 32 bits, padded with zeros."""
    _open_clip_settings(folder, models.clip, resize="shortest", context=CLIP_CONTEXT, clean=None)
    models.clip_tokenizer.save_pretrained(folder / "textual")
    _retell(folder / "textual/tokenizer_config.json", pad_token="!")  # noqa: S106  a token of words
    seen, read = exports.normalised(exports.projected_pictures), exports.normalised(exports.projected_texts)
    exports.export_pictures(models.clip.model, seen, folder / "visual/model.onnx", OPEN_CLIP_SEEN)
    exports.export_texts(models.clip.model, read, folder / "textual/model.onnx", OPEN_CLIP_READ, CLIP_CONTEXT)


def clip_weights_beside(folder: Path, models: Models) -> None:
    """Write graphs whose weights lie in files beside them, as PyTorch's new exporter does by itself."""
    _transformers_settings(folder, models.clip, models.clip_tokenizer)
    exports.export_beside(
        models.clip.model,
        exports.projected_pictures,
        folder / "onnx/vision_model.onnx",
        Interface(("pixel_values",), ("image_embeds",)),
        torch.zeros(2, 3, SIDE, SIDE),
    )
    exports.export_beside(
        models.clip.model,
        exports.projected_texts,
        folder / "onnx/text_model.onnx",
        Interface(("input_ids",), ("text_embeds",)),
        torch.full((2, CLIP_CONTEXT), CLIP_VOCABULARY - 1, dtype=torch.int64),
    )


def siglip_pooled(folder: Path, models: Models) -> None:
    """Write SigLIP in the layout of transformers: its pooled output is its vector."""
    _transformers_settings(folder, models.siglip, models.siglip_tokenizer)
    save_siglip_tokenizer(models.siglip_tokenizer, folder)
    seen = _states_first(exports.with_states(exports.pooled_pictures, "vision_model"))
    read = _states_first(exports.with_states(exports.pooled_texts, "text_model"))
    exports.export_pictures(models.siglip.model, seen, folder / "onnx/vision_model.onnx", POOLED_SEEN)
    exports.export_texts(
        models.siglip.model, read, folder / "onnx/text_model.onnx", POOLED_READ, SIGLIP_CONTEXT
    )


def siglip_float16(folder: Path, models: Models) -> None:
    """Write the half-precision graphs alone, which take and give single precision."""
    _converted(folder, siglip_pooled, models, "_fp16", lambda a, b: exports.to_float16(a, b, wide_ends=True))


def siglip_int8(folder: Path, models: Models) -> None:
    """Write the quantised graphs alone."""
    _converted(folder, siglip_pooled, models, "_quantized", exports.to_int8)


def siglip_open_clip(folder: Path, models: Models) -> None:
    """Write SigLIP in the layout of open_clip: squashed pictures, texts without punctuation."""
    _open_clip_settings(folder, models.siglip, resize="squash", context=SIGLIP_CONTEXT, clean="canonicalize")
    save_siglip_tokenizer(models.siglip_tokenizer, folder / "textual")
    seen, read = exports.normalised(exports.pooled_pictures), exports.normalised(exports.pooled_texts)
    exports.export_pictures(models.siglip.model, seen, folder / "visual/model.onnx", OPEN_CLIP_SEEN)
    exports.export_texts(
        models.siglip.model, read, folder / "textual/model.onnx", OPEN_CLIP_READ, SIGLIP_CONTEXT
    )


EXACT: dict[str, Write] = {
    "clip-projected": clip_projected,
    "clip-unprojected": clip_unprojected,
    "clip-two-repositories": clip_two_repositories,
    "clip-open-clip": clip_open_clip,
    "clip-weights-beside": clip_weights_beside,
    "siglip-pooled": siglip_pooled,
    "siglip-open-clip": siglip_open_clip,
}
"""In single precision."""

REDUCED: dict[str, Write] = {
    "clip-float16": clip_float16,
    "siglip-float16": siglip_float16,
    "clip-int8": clip_int8,
    "siglip-int8": siglip_int8,
}


def _transformers_settings(folder: Path, reference: Reference, tokenizer: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    reference.model.config.save_pretrained(folder)
    reference.processor.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _open_clip_settings(
    folder: Path, reference: Reference, *, resize: str, context: int, clean: str | None
) -> None:
    for part in ("visual", "textual"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    processor = reference.processor
    recipe = {
        "size": [SIDE, SIDE],
        "mode": "RGB",
        "mean": list(processor.image_mean),
        "std": list(processor.image_std),
        "interpolation": "bicubic",
        "resize_mode": resize,
        "fill_color": 0,
    }
    text: dict[str, object] = {"context_length": context}
    if clean is not None:
        text["tokenizer_kwargs"] = {"clean": clean}
    dimension = SIGLIP_WIDTH if clean else CLIP_WIDTHS["space"]
    (folder / "visual/preprocess_cfg.json").write_text(json.dumps(recipe))
    (folder / "config.json").write_text(json.dumps({"embed_dim": dimension, "text_cfg": text}))


def _converted(
    folder: Path, write: Write, models: Models, suffix: str, convert: Callable[[Path, Path], None]
) -> None:
    """Write a layout, and another precision of its graphs in their place."""
    write(folder, models)
    for name in ("vision_model", "text_model"):
        whole = folder / "onnx" / f"{name}.onnx"
        convert(whole, whole.with_name(f"{name}{suffix}.onnx"))
        whole.unlink()


def _states_first(both: exports.Forward) -> exports.Forward:
    def swapped(model: Any, given: Any) -> Any:
        vectors, states = both(model, given)
        return states, vectors

    return swapped


def _retell(path: Path, **changes: object) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**told, **changes}))
