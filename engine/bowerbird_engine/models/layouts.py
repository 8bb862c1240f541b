"""Recognise how a hub laid a model out, from the names of its files alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, Literal

from bowerbird_engine.encoding.description import PRECISIONS, Precision
from bowerbird_engine.encoding.packs import DESCRIPTION
from bowerbird_engine.errors import PackError

Kind = Literal["transformers", "open_clip"]

PICTURE_SETTINGS = "preprocessor_config.json"
OPEN_CLIP_PICTURE_SETTINGS = "preprocess_cfg.json"
TOKENIZER = "tokenizer.json"
TOKENIZER_SETTINGS = "tokenizer_config.json"
SPECIAL_TOKENS = "special_tokens_map.json"
MODEL_SETTINGS = "config.json"
_GRAPH = "model.onnx"
_TENSORS = ".safetensors"

# `_quantized` is what its exporters mean by eight bits; it comes first, since with unsigned weights no processor
# saturates.
_SUFFIXES: Final[dict[Precision, tuple[str, ...]]] = {
    "float32": ("",),
    "float16": ("_fp16",),
    "int8": ("_quantized", "_int8", "_uint8"),
}

WHAT_IS_KNOWN = (
    "Bowerbird reads onnx/vision_model.onnx and onnx/text_model.onnx with their tokenizer.json and "
    "preprocessor_config.json; visual/model.onnx and textual/model.onnx with theirs; two folders with a model.onnx "
    "each; or a folder that holds a pack.json."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which file of a model plays which part; None for what is not there and need not be.

    `precision` is None where the names do not tell it. `tensors` is a file that may hold CLIP's projections.
    """

    kind: Kind
    image_graph: str
    text_graph: str
    tokenizer: str
    picture_settings: str
    precision: Precision | None = None
    tokenizer_settings: str | None = None
    special_tokens: str | None = None
    image_model_settings: str | None = None
    text_model_settings: str | None = None
    tensors: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is needed to describe the model, each once; weights beside the graphs come on top."""
        named = (
            self.image_graph,
            self.text_graph,
            self.tokenizer,
            self.picture_settings,
            self.tokenizer_settings,
            self.special_tokens,
            self.image_model_settings,
            self.text_model_settings,
        )
        return tuple(dict.fromkeys(path for path in named if path is not None))


def find_layout(paths: Collection[str], precision: Precision | None = None) -> Layout | None:
    """Recognise a layout among paths with `/`; None for a folder with a pack.json, which describes itself.

    Where the folder holds several precisions the asked one is taken; without one, float32 or what is there.
    Raises PackError that names the file that is missing, or says what can be read.
    """
    return None if DESCRIPTION in paths else hub_layout(paths, precision)


def hub_layout(paths: Collection[str], precision: Precision | None = None) -> Layout:
    """Recognise a layout of a hub among paths with `/`; precisions and errors are as for `find_layout`."""
    held = frozenset(paths)
    if f"visual/{_GRAPH}" in held or f"textual/{_GRAPH}" in held:
        return _open_clip(held)
    for folder in ("onnx/", ""):
        if any(path.startswith((f"{folder}vision_model", f"{folder}text_model")) for path in held):
            return _transformers(held, folder, precision)
    folders = sorted(
        {path.partition("/")[0] for path in held if path.count("/") == 1 and path.endswith(f"/{_GRAPH}")}
    )
    if "onnx" not in folders and len(folders) == 2:  # noqa: PLR2004  one tower each
        return _two_repositories(held, folders)
    if _GRAPH in held or f"onnx/{_GRAPH}" in held:
        raise PackError(
            f"There is only a {_GRAPH}. If it takes pictures and words together, fetch the two graphs "
            "onnx/vision_model.onnx and onnx/text_model.onnx of the same model instead; if it is one of two towers, "
            "put the folders of both side by side into one folder."
        )
    raise PackError(f"No model was recognised. {WHAT_IS_KNOWN}")


def _transformers(held: frozenset[str], folder: str, asked: Precision | None) -> Layout:
    whole: dict[Precision, str] = {
        precision: suffix
        for precision in PRECISIONS
        for suffix in reversed(_SUFFIXES[precision])
        if {f"{folder}vision_model{suffix}.onnx", f"{folder}text_model{suffix}.onnx"} <= held
    }
    if not whole:
        for tower in ("vision", "text"):
            _demand(held, f"{folder}{tower}_model.onnx")
        raise PackError(f"The graphs are in no precision that can be used. {WHAT_IS_KNOWN}")
    chosen: Precision = next(iter(whole)) if asked is None else asked
    if chosen not in whole:
        raise PackError(
            f"There is no {folder}vision_model{_SUFFIXES[chosen][0]}.onnx with its text_model. "
            f"Add both, or choose {' or '.join(whole)}."
        )
    return Layout(
        kind="transformers",
        image_graph=f"{folder}vision_model{whole[chosen]}.onnx",
        text_graph=f"{folder}text_model{whole[chosen]}.onnx",
        tokenizer=_demand(held, TOKENIZER),
        picture_settings=_demand(held, PICTURE_SETTINGS),
        precision=chosen,
        tokenizer_settings=_if_there(held, TOKENIZER_SETTINGS),
        special_tokens=_if_there(held, SPECIAL_TOKENS),
        image_model_settings=_if_there(held, MODEL_SETTINGS),
        text_model_settings=_if_there(held, MODEL_SETTINGS),
        tensors=_tensors(held, ("",)),
    )


def _open_clip(held: frozenset[str]) -> Layout:
    return Layout(
        kind="open_clip",
        image_graph=_demand(held, f"visual/{_GRAPH}"),
        text_graph=_demand(held, f"textual/{_GRAPH}"),
        tokenizer=_demand(held, f"textual/{TOKENIZER}"),
        picture_settings=_demand(held, f"visual/{OPEN_CLIP_PICTURE_SETTINGS}"),
        tokenizer_settings=_if_there(held, f"textual/{TOKENIZER_SETTINGS}"),
        special_tokens=_if_there(held, f"textual/{SPECIAL_TOKENS}"),
        image_model_settings=_demand(held, MODEL_SETTINGS),
        text_model_settings=MODEL_SETTINGS,
    )


def _two_repositories(held: frozenset[str], folders: list[str]) -> Layout:
    """Tell the two towers apart by what lies beside them."""
    words = [folder for folder in folders if f"{folder}/{TOKENIZER}" in held]
    pictures = [folder for folder in folders if f"{folder}/{PICTURE_SETTINGS}" in held]
    if len(words) == 1 and not pictures:
        pictures = [folder for folder in folders if folder not in words]
    if len(pictures) == 1 and not words:
        words = [folder for folder in folders if folder not in pictures]
    if len(words) != 1 or len(pictures) != 1 or words == pictures:
        raise PackError(
            f"The folders {' and '.join(folders)} cannot be told apart: the one for pictures must hold a "
            f"{PICTURE_SETTINGS}, the other a {TOKENIZER}."
        )
    picture, word = pictures[0], words[0]
    return Layout(
        kind="transformers",
        image_graph=f"{picture}/{_GRAPH}",
        text_graph=f"{word}/{_GRAPH}",
        tokenizer=_demand(held, f"{word}/{TOKENIZER}"),
        picture_settings=_demand(held, f"{picture}/{PICTURE_SETTINGS}"),
        tokenizer_settings=_if_there(held, f"{word}/{TOKENIZER_SETTINGS}"),
        special_tokens=_if_there(held, f"{word}/{SPECIAL_TOKENS}"),
        image_model_settings=_if_there(held, f"{picture}/{MODEL_SETTINGS}"),
        text_model_settings=_if_there(held, f"{word}/{MODEL_SETTINGS}"),
        tensors=_tensors(held, ("", f"{picture}/", f"{word}/")),
    )


def _tensors(held: frozenset[str], folders: Collection[str]) -> str | None:
    """Find the file that may hold the projections: the usual name first, and none of the parts of a split one."""
    found = sorted(
        path
        for path in held
        if path.endswith(_TENSORS)
        and any(path == f"{folder}{PurePosixPath(path).name}" for folder in folders)
    )
    return min(found, key=lambda path: (PurePosixPath(path).name != f"model{_TENSORS}", path), default=None)


def _demand(held: frozenset[str], path: str) -> str:
    if path not in held:
        raise PackError(f"{path} is missing. Add it from the repository that the other files are from.")
    return path


def _if_there(held: frozenset[str], path: str) -> str | None:
    return path if path in held else None
