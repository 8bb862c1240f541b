"""Recognising how a hub laid a model out, from names alone."""

from __future__ import annotations

import pytest

from bowerbird_engine.encoding.description import Precision
from bowerbird_engine.errors import PackError
from bowerbird_engine.models.layouts import Layout, find_layout
from bowerbird_engine.models.sources import common_root

SETTINGS = ("config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json")
TRANSFORMERS = (*SETTINGS, "onnx/vision_model.onnx", "onnx/text_model.onnx")
ALL_PRECISIONS = (
    *SETTINGS,
    *(
        f"onnx/{tower}_model{suffix}.onnx"
        for tower in ("vision", "text")
        for suffix in ("", "_fp16", "_quantized", "_int8")
    ),
)
OPEN_CLIP = (
    "config.json",
    "visual/model.onnx",
    "visual/preprocess_cfg.json",
    "textual/model.onnx",
    "textual/tokenizer.json",
    "textual/tokenizer_config.json",
)
TWO = ("a/model.onnx", "a/preprocessor_config.json", "b/model.onnx", "b/tokenizer.json")


def found(paths: tuple[str, ...], precision: Precision | None = None) -> Layout:
    """Recognise a layout that is there."""
    layout = find_layout(paths, precision)
    assert layout is not None
    return layout


def test_the_layout_of_transformers_is_recognised() -> None:
    """Two graphs under onnx/ with the library's settings, and nothing that is not needed."""
    layout = found((*TRANSFORMERS, "README.md", "onnx/model.onnx", "vocab.json", "special_tokens_map.json"))
    assert (layout.kind, layout.precision) == ("transformers", "float32")
    assert set(layout.files) == {*TRANSFORMERS, "special_tokens_map.json"}


def test_graphs_may_lie_beside_their_settings() -> None:
    """The folder onnx/ may be missing."""
    layout = found((*SETTINGS, "vision_model.onnx", "text_model.onnx"))
    assert (layout.image_graph, layout.text_graph) == ("vision_model.onnx", "text_model.onnx")


@pytest.mark.parametrize(
    ("asked", "precision", "suffix"),
    [
        (None, "float32", ""),
        ("float32", "float32", ""),
        ("float16", "float16", "_fp16"),
        ("int8", "int8", "_quantized"),
    ],
)
def test_the_asked_precision_is_taken(asked: Precision | None, precision: str, suffix: str) -> None:
    """Of several precisions the asked one is taken, of two spellings of int8 the usual one, and float32 else."""
    layout = found(ALL_PRECISIONS, asked)
    assert layout.precision == precision
    assert layout.image_graph == f"onnx/vision_model{suffix}.onnx"
    assert layout.text_graph == f"onnx/text_model{suffix}.onnx"


def test_without_a_wish_the_only_precision_is_taken() -> None:
    """A folder with nothing but int8 graphs is an int8 pack."""
    layout = found((*SETTINGS, "onnx/vision_model_int8.onnx", "onnx/text_model_int8.onnx"))
    assert (layout.precision, layout.image_graph) == ("int8", "onnx/vision_model_int8.onnx")


def test_a_precision_that_is_not_there_is_refused_with_those_that_are() -> None:
    """The error names what to add and what could be chosen instead."""
    with pytest.raises(PackError, match=r"vision_model_fp16\.onnx.*choose float32"):
        find_layout(TRANSFORMERS, "float16")
    with pytest.raises(PackError, match="onnx/vision_model"):
        find_layout((*SETTINGS, "onnx/vision_model_q4.onnx", "onnx/text_model_q4.onnx"))


def test_one_tower_of_a_precision_is_none() -> None:
    """A half-precision image graph does not pair with the text graph of another precision."""
    with pytest.raises(PackError, match="choose float32"):
        find_layout((*TRANSFORMERS, "onnx/vision_model_fp16.onnx"), "float16")
    with pytest.raises(PackError, match=r"text_model\.onnx is missing"):
        find_layout(tuple(path for path in TRANSFORMERS if "text_model" not in path))


def test_the_layout_of_open_clip_is_recognised() -> None:
    """Two folders, each with its graph; the precision is left to the graph."""
    layout = found((*OPEN_CLIP, "textual/vocab.json", "visual/model.armnn"))
    assert (layout.kind, layout.precision) == ("open_clip", None)
    assert set(layout.files) == set(OPEN_CLIP)


def test_two_repositories_side_by_side_are_told_apart() -> None:
    """What lies beside a graph tells which tower it is, whatever the folders are called."""
    layout = found((*TWO, "b/config.json", "b/tokenizer_config.json"))
    assert (layout.image_graph, layout.text_graph, layout.tokenizer) == (
        "a/model.onnx",
        "b/model.onnx",
        "b/tokenizer.json",
    )
    assert (layout.image_model_settings, layout.text_model_settings) == (None, "b/config.json")


@pytest.mark.parametrize(
    "paths",
    [
        ("a/model.onnx", "b/model.onnx"),
        (*TWO, "a/tokenizer.json", "b/preprocessor_config.json"),
    ],
    ids=["nothing beside", "everything beside"],
)
def test_two_folders_that_are_alike_are_refused(paths: tuple[str, ...]) -> None:
    """Nothing is guessed where the towers cannot be told apart."""
    with pytest.raises(PackError, match="cannot be told apart"):
        find_layout(paths)


@pytest.mark.parametrize(
    ("paths", "missing"),
    [
        (TRANSFORMERS, "preprocessor_config.json"),
        (TRANSFORMERS, "tokenizer.json"),
        (TRANSFORMERS, "onnx/vision_model.onnx"),
        (OPEN_CLIP, "config.json"),
        (OPEN_CLIP, "visual/model.onnx"),
        (OPEN_CLIP, "visual/preprocess_cfg.json"),
        (OPEN_CLIP, "textual/model.onnx"),
        (OPEN_CLIP, "textual/tokenizer.json"),
        (TWO, "a/preprocessor_config.json"),
        (TWO, "b/tokenizer.json"),
    ],
)
def test_a_missing_file_is_named(paths: tuple[str, ...], missing: str) -> None:
    """Each file without which nothing works is asked for by its path; with it, all is well."""
    find_layout(paths)
    with pytest.raises(PackError, match=f"{missing} is missing"):
        find_layout(tuple(path for path in paths if path != missing))


@pytest.mark.parametrize("graph", ["model.onnx", "onnx/model.onnx"])
def test_a_combined_graph_is_refused_with_what_to_fetch(graph: str) -> None:
    """One graph for both towers, or one tower alone, is answered with a word on what is wanted."""
    with pytest.raises(PackError, match=r"onnx/vision_model\.onnx and onnx/text_model\.onnx"):
        find_layout((*SETTINGS, graph))


def test_anything_else_is_refused_with_what_can_be_read() -> None:
    """A folder of pictures or an empty one is no model."""
    for paths in ((), ("holiday.jpg",), ("pytorch_model.bin", "config.json")):
        with pytest.raises(PackError, match=r"No model was recognised.*pack\.json"):
            find_layout(paths)


def test_a_folder_that_describes_itself_is_taken_at_its_word() -> None:
    """Where a pack.json lies nothing is recognised."""
    assert find_layout((*TRANSFORMERS, "pack.json")) is None


def test_the_weights_of_the_whole_model_are_noticed() -> None:
    """A safetensors file may hold CLIP's projections; the usual name comes first, one in a sub-folder does not count."""
    assert found((*TRANSFORMERS, "zz.safetensors", "model.safetensors")).tensors == "model.safetensors"
    assert found((*TRANSFORMERS, "zz.safetensors")).tensors == "zz.safetensors"
    assert found((*TRANSFORMERS, "other/model.safetensors")).tensors is None
    assert found((*TWO, "a/model.safetensors")).tensors == "a/model.safetensors"


@pytest.mark.parametrize(
    ("paths", "root"),
    [
        (("m/a", "m/b/c"), "m/"),
        (("m/a", "n/b"), ""),
        (("m/a", "b"), ""),
        ((), ""),
        (("a",), ""),
    ],
)
def test_a_single_folder_around_everything_is_the_root(paths: tuple[str, ...], root: str) -> None:
    """Archives are often made of the folder and not of what is in it."""
    assert common_root(paths) == root
