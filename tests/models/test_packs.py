"""Packs with real graphs, run the whole way: the good ones work, the broken ones are refused with a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.encoding.fields import is_plain_name
from bowerbird_engine.encoding.gate import BadRowsError
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack, read_pack, starter_pack, survey_packs
from bowerbird_engine.errors import EmbeddingError, PackError
from fakes.broken_packs import BROKEN_PACKS, BrokenPackCase, Shows
from fakes.packs import Parts, make_pack, redescribe

SIDE = 32


def encode_both(pack: ModelPack) -> tuple[Float32Array, Float32Array]:
    """Encode one picture and one text."""
    picture = np.full((1, SIDE, SIDE, 3), 90, np.uint8)
    return OnnxImageEncoder(pack, 1).encode(picture), OnnxTextEncoder(pack, 1).encode(["a red shirt"])


@pytest.mark.parametrize("case", BROKEN_PACKS, ids=lambda case: case.name)
def test_a_broken_pack_is_refused_with_a_reason(case: BrokenPackCase, tmp_path: Path) -> None:
    """Each broken pack is refused at its moment and not before, in both towers, in words that name the fault."""
    folder = case.make(tmp_path / "pack")
    if case.shows is Shows.READING:
        with pytest.raises(PackError, match=case.says):
            read_pack(folder)
        return
    pack = read_pack(folder)
    expected = PackError if case.shows is Shows.LOADING else EmbeddingError
    with pytest.raises(expected, match=case.says):
        OnnxImageEncoder(pack, 1).encode(np.full((1, SIDE, SIDE, 3), 90, np.uint8))
    with pytest.raises(expected, match=case.says):
        OnnxTextEncoder(pack, 1).encode(["a red shirt"])


def test_the_pack_that_the_broken_ones_are_made_of_works(tmp_path: Path) -> None:
    """The control: without the fault the same pack passes every gate."""
    image, text = encode_both(read_pack(make_pack(tmp_path / "pack")))
    assert image.shape == text.shape == (1, 16)


@pytest.mark.parametrize(("dimension", "size"), [(16, 32), (7, 48), (256, 96), (512, 224)])
def test_any_dimension_and_size_works(dimension: int, size: int, tmp_path: Path) -> None:
    """A pack says what it wants and gives, and the encoders follow."""
    pack = read_pack(make_pack(tmp_path / "pack", dimension=dimension, size=size))
    picture = np.full((2, size, size, 3), 90, np.uint8)
    assert OnnxImageEncoder(pack, 1).encode(picture).shape == (2, dimension)
    assert OnnxTextEncoder(pack, 1).encode(["sky"]).shape == (1, dimension)


def test_a_pack_may_go_without_an_attention_mask(tmp_path: Path) -> None:
    """With and without a mask as input, the same weights give the same vector for a short text."""
    masked = read_pack(make_pack(tmp_path / "masked"))
    plain = read_pack(make_pack(tmp_path / "plain", attention_mask=False))
    vectors = [OnnxTextEncoder(pack, 1).encode(["a red shirt"]) for pack in (masked, plain)]
    assert vectors[0] == pytest.approx(vectors[1], abs=1e-6)


def test_a_graph_need_not_declare_shapes(tmp_path: Path) -> None:
    """Graphs that say nothing of the shapes of their inputs and outputs are judged by what they give."""

    def forget(parts: Parts) -> None:
        for graph in (parts.image.graph, parts.text.graph):
            for value in (*graph.input, *graph.output):
                value.type.tensor_type.ClearField("shape")

    image, text = encode_both(read_pack(make_pack(tmp_path / "pack", edit=forget)))
    assert image.shape == text.shape == (1, 16)


def test_pixels_are_normalised_as_the_description_says(tmp_path: Path) -> None:
    """The image graph sees (pixel * scale - mean) / std per channel: computed here by hand, through the same weights."""
    seen: dict[str, Float32Array] = {}

    def keep(parts: Parts) -> None:
        for tensor in parts.image.graph.initializer:
            shape = tuple(tensor.dims)
            seen[tensor.name] = np.frombuffer(tensor.raw_data, np.float32).reshape(shape)

    pack = read_pack(make_pack(tmp_path / "pack", edit=keep))
    pictures = np.random.default_rng(5).integers(0, 256, (3, SIDE, SIDE, 3), dtype=np.uint8)
    recipe = pack.preprocessing
    planes = (pictures * recipe.scale - np.array(recipe.mean)) / np.array(recipe.std)
    cells = planes.reshape(3, 4, 8, 4, 8, 3).mean(axis=(2, 4)).transpose(0, 3, 1, 2).reshape(3, -1)
    raw = np.maximum(cells @ seen["hidden"] + seen["bias"], 0) @ seen["projection"]
    expected = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    assert OnnxImageEncoder(pack, 1).encode(pictures) == pytest.approx(expected, abs=1e-5)


def test_a_file_exchanged_after_reading_is_refused_by_the_encoder(tmp_path: Path) -> None:
    """A pack read without digests is checked when its graph is loaded, and nothing else of it is read for that."""
    folder = make_pack(tmp_path / "pack")
    other = make_pack(tmp_path / "other", seed=1)
    pack = read_pack(folder, verify=False)
    (folder / "image.onnx").write_bytes((other / "image.onnx").read_bytes())
    with pytest.raises(PackError, match="exchanged"):
        OnnxImageEncoder(pack, 1).encode(np.zeros((1, SIDE, SIDE, 3), np.uint8))
    assert OnnxTextEncoder(pack, 1).encode(["sky"]).shape == (1, 16)


def test_a_failed_load_is_tried_again(tmp_path: Path) -> None:
    """An encoder that could not load works once the pack is whole again."""
    folder = make_pack(tmp_path / "pack")
    pack = read_pack(folder)
    graph = (folder / "image.onnx").read_bytes()
    (folder / "image.onnx").unlink()
    encoder = OnnxImageEncoder(pack, 1)
    with pytest.raises(PackError, match="lacks"):
        encoder.encode(np.zeros((1, SIDE, SIDE, 3), np.uint8))
    (folder / "image.onnx").write_bytes(graph)
    assert encoder.encode(np.zeros((1, SIDE, SIDE, 3), np.uint8)).shape == (1, 16)


def test_bad_rows_are_named_and_the_others_kept(tmp_path: Path) -> None:
    """Of a batch with one picture that overflows, the other rows come through as they would alone."""

    def explode(parts: Parts) -> None:
        """Take the logarithm of the first feature's distance from white: infinite for a white picture alone."""
        from onnx import helper, numpy_helper  # noqa: PLC0415  only here

        graph = parts.image.graph
        graph.node[-1].output[0] = "before"
        recipe = parts.description["image"]["preprocessing"]
        white = np.array((255 * recipe["scale"] - recipe["mean"][0]) / recipe["std"][0], np.float32)
        graph.initializer.append(numpy_helper.from_array(white, "white"))
        graph.initializer.append(numpy_helper.from_array(np.array([0], np.int64), "first"))
        graph.initializer.append(numpy_helper.from_array(np.array([1, 2, 3], np.int64), "planes"))
        graph.node.extend(
            [
                helper.make_node("Gather", ["pixel_values", "zero_channel"], ["red"], axis=1),
                helper.make_node("ReduceMax", ["red"], ["brightest"], axes=[1, 2, 3], keepdims=0),
                helper.make_node("Sub", ["white", "brightest"], ["gap"]),
                helper.make_node("Unsqueeze", ["gap", "one_axis"], ["column"]),
                helper.make_node("Div", ["before", "column"], ["image_embeds"]),
            ]
        )
        graph.initializer.append(numpy_helper.from_array(np.array([0], np.int64), "zero_channel"))
        graph.initializer.append(numpy_helper.from_array(np.array([1], np.int64), "one_axis"))

    pack = read_pack(make_pack(tmp_path / "pack", edit=explode))
    encoder = OnnxImageEncoder(pack, 1)
    pictures = np.random.default_rng(2).integers(0, 200, (4, SIDE, SIDE, 3), dtype=np.uint8)
    alone = encoder.encode(pictures[[0, 1, 3]])
    pictures[2] = 255
    with pytest.raises(BadRowsError) as caught:
        encoder.encode(pictures)
    assert caught.value.rows == (2,)
    assert caught.value.embeddings[[0, 1, 3]] == pytest.approx(alone, abs=1e-6)
    assert not caught.value.embeddings[2].any()


def test_the_space_names_everything_that_decides_a_vector(tmp_path: Path) -> None:
    """Packs with the same files share a space; other weights, another recipe or another dimension do not."""
    first = read_pack(make_pack(tmp_path / "a")).space
    assert read_pack(make_pack(tmp_path / "b")).space == first
    others = [
        make_pack(tmp_path / "weights", seed=1),
        make_pack(tmp_path / "dimension", dimension=17),
        make_pack(tmp_path / "recipe", resize="crop"),
        redescribe(
            make_pack(tmp_path / "mean"), lambda told: told["image"]["preprocessing"].update(mean=[0, 0, 0])
        ),
    ]
    digests = {read_pack(folder).space.digest for folder in others}
    assert len(digests) == len(others)
    assert first.digest not in digests


def test_what_a_pack_is_called_does_not_change_its_space_digest(tmp_path: Path) -> None:
    """A corrected title or licence must not cost a person a new index."""
    folder = redescribe(
        make_pack(tmp_path / "pack"), lambda told: told.update(title="Corrected", licence="MIT-0")
    )
    assert read_pack(folder).space == read_pack(make_pack(tmp_path / "b")).space


def test_packs_of_a_folder_are_found_and_broken_ones_told_apart(tmp_path: Path) -> None:
    """Good packs come in the order of their folders; a broken one has a reason; anything else is passed over."""
    make_pack(tmp_path / "b", pack_id="second")
    make_pack(tmp_path / "a", pack_id="first")
    (make_pack(tmp_path / "c") / "text.onnx").unlink()
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("no pack")
    found, broken = survey_packs(tmp_path)
    assert [pack.id for pack in found] == ["first", "second"]
    assert [(pack.folder.name, "lacks" in pack.reason) for pack in broken] == [("c", True)]
    assert survey_packs(tmp_path / "nowhere") == ([], [])


def test_a_pack_that_cannot_be_looked_into_hides_no_other(tmp_path: Path) -> None:
    """A description that leads nowhere is told as a broken pack, and the good one beside it is found."""
    make_pack(tmp_path / "good", pack_id="good")
    (tmp_path / "loop").mkdir()
    (tmp_path / "loop/pack.json").symlink_to("pack.json")
    found, broken = survey_packs(tmp_path)
    assert [pack.id for pack in found] == ["good"]
    assert [pack.folder.name for pack in broken] == ["loop"]


def overwrite(field: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Give what overwrites a field of a description."""
    return lambda description: description.update({field: value})


@pytest.mark.parametrize(
    "title", ["\x1b]0;taken\x07", "two\nlines", "\u202eturned", "\ud800", "", "x" * 2000]
)
def test_a_text_that_could_play_tricks_is_refused(title: str, tmp_path: Path) -> None:
    """What cannot be seen in a title or a language, and what is endless, is refused with the name of the field."""
    read_pack(make_pack(tmp_path / "good"))
    for field, value in (("title", title), ("languages", ["English", title])):
        folder = redescribe(make_pack(tmp_path / field), overwrite(field, value))
        with pytest.raises(PackError, match=f"'{field}' must be a text of at most 1000 characters"):
            read_pack(folder)


def test_files_that_differ_in_capitals_alone_are_refused(tmp_path: Path) -> None:
    """On many disks one would overwrite the other; a name of its own is fine."""
    folder = make_pack(tmp_path / "pack")
    for name, fits in (("other.onnx", True), ("IMAGE.onnx", False)):
        (folder / name).write_bytes((folder / "text.onnx").read_bytes())
        redescribe(folder, overwrite_file("text", name))
        if fits:
            read_pack(folder)
        else:
            with pytest.raises(PackError, match="capitals alone"):
                read_pack(folder)


def overwrite_file(tower: str, name: str) -> Callable[[dict[str, Any]], None]:
    """Give what names another file for a tower."""
    return lambda description: description[tower].update(file=name)


@pytest.mark.parametrize("name", ["con", "NUL", "aux.json", "com1", "con.x"])
def test_a_name_that_windows_keeps_for_a_device_is_no_plain_name(name: str) -> None:
    """A pack or a file of that name could not be written everywhere; names that only begin so can."""
    assert not is_plain_name(name)
    assert is_plain_name(f"{name[:3]}vex.json")


def test_the_starter_pack_works() -> None:
    """The pack in the package has the digests it promises, and both of its towers give vectors of one space."""
    pack = starter_pack(verify=True)
    side = pack.preprocessing.size
    image = OnnxImageEncoder(pack, 2)
    text = OnnxTextEncoder(pack, 2)
    picture = np.full((1, side, side, 3), 120, np.uint8)
    assert image.space == text.space == pack.space
    assert image.encode(picture).shape == text.encode(["a red shirt"]).shape == (1, pack.dimension)
    assert pack.description.licence
    assert pack.description.source


def test_the_starter_pack_keeps_its_rows_apart() -> None:
    """A picture gets the same vector from the starter alone and among fifteen others, to within 1e-5."""
    pack = starter_pack()
    side = pack.preprocessing.size
    pictures = np.random.default_rng(0).integers(0, 256, (16, side, side, 3), dtype=np.uint8)
    encoder = OnnxImageEncoder(pack, 2)
    whole = encoder.encode(pictures)
    alone = np.concatenate([encoder.encode(pictures[row : row + 1]) for row in range(16)])
    assert whole == pytest.approx(alone, abs=1e-5)
