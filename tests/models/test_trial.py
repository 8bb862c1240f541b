"""A pack is tried before it is let in, and what it costs in another precision can be told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from onnx import helper, numpy_helper
from tokenizers import Tokenizer, models

from bowerbird_engine.encoding.agreement import agreement
from bowerbird_engine.encoding.packs import read_pack, starter_pack
from bowerbird_engine.encoding.specimens import specimen_pictures
from bowerbird_engine.encoding.trial import try_pack
from bowerbird_engine.errors import PackError
from fakes.broken_packs import BROKEN_PACKS, BrokenPackCase, Shows
from fakes.pack_variants import fixed_batch, half, quantised
from fakes.packs import Edit, Parts, make_pack


@pytest.mark.parametrize("edit", [None, half, quantised, fixed_batch(1)], ids=str)
def test_a_good_pack_passes(edit: Edit | None, tmp_path: Path) -> None:
    """A working pack of any precision is not refused."""
    try_pack(read_pack(make_pack(tmp_path / "pack", edit=edit)), 1)


def test_the_starter_passes() -> None:
    """The built-in pack stands its own trial."""
    try_pack(starter_pack(), 2)


@pytest.mark.parametrize(
    "case", [case for case in BROKEN_PACKS if case.shows is not Shows.READING], ids=lambda case: case.name
)
def test_what_shows_late_shows_in_the_trial(case: BrokenPackCase, tmp_path: Path) -> None:
    """Every pack that reads well and fails when it is loaded or used is refused with the same reason."""
    with pytest.raises(PackError, match=case.says):
        try_pack(read_pack(case.make(tmp_path / "pack")), 1)


def dead(tower: str) -> Edit:
    """Let a tower give the same vector, a good one, for everything."""

    def edit(parts: Parts) -> None:
        model = parts.image if tower == "image" else parts.text
        model.graph.node[-1].output[0] = "seen"
        weights = {"nought": np.array(0, np.float32), "fixed": np.arange(1, 17, dtype=np.float32)}
        model.graph.initializer.extend(numpy_helper.from_array(value, key) for key, value in weights.items())
        model.graph.node.append(helper.make_node("Mul", ["seen", "nought"], ["forgotten"]))
        model.graph.node.append(helper.make_node("Add", ["forgotten", "fixed"], [f"{tower}_embeds"]))

    return edit


def mixed(parts: Parts) -> None:
    """Take the mean of the batch away from each picture's vector, and add a constant so that none is zero."""
    graph = parts.image.graph
    graph.node[-1].output[0] = "own"
    graph.initializer.append(numpy_helper.from_array(np.arange(1, 17, dtype=np.float32) / 50, "fixed"))
    graph.node.append(helper.make_node("ReduceMean", ["own"], ["mean"], axes=[0], keepdims=1))
    graph.node.append(helper.make_node("Sub", ["own", "mean"], ["left"]))
    graph.node.append(helper.make_node("Add", ["left", "fixed"], ["image_embeds"]))


def sometimes_nan(parts: Parts) -> None:
    """Take the root of a number that is below zero for some pictures."""
    graph = parts.image.graph
    graph.node[-1].output[0] = "any"
    graph.node.append(helper.make_node("Sqrt", ["any"], ["image_embeds"]))


def knows_no_word(parts: Parts) -> None:
    """Take a tokenizer that has no word and no letter, only the mark for what is unknown."""
    tokenizer = Tokenizer.from_str(parts.tokenizer)
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    vocabulary = {mark: place for place, mark in enumerate(marks)}
    tokenizer.model = models.WordPiece(vocab=vocabulary, unk_token="[UNK]")  # noqa: S106  a mark
    parts.tokenizer = tokenizer.to_str()


def ids_beyond_the_table(parts: Parts) -> None:
    """Keep fewer word vectors than the tokenizer has ids, as with the tokenizer of another model."""
    for tensor in parts.text.graph.initializer:
        if tensor.name == "table":
            few = numpy_helper.to_array(tensor)[:10]
            tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(few), "table"))


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (dead("image"), "same vector for every picture"),
        (dead("text"), "same vector for every text"),
        (mixed, "another vector beside other pictures"),
        (sometimes_nan, "does not work"),
        (knows_no_word, "takes every word for the same"),
        (ids_beyond_the_table, "failed"),
    ],
    ids=["dead image", "dead text", "mixed rows", "some NaN", "no words", "other tokenizer"],
)
def test_what_only_shows_at_work_is_refused(edit: Edit, says: str, tmp_path: Path) -> None:
    """A tower that is blind, deaf, or looks at its neighbours is refused though each single vector looks good."""
    with pytest.raises(PackError, match=says):
        try_pack(read_pack(make_pack(tmp_path / "pack", edit=edit)), 1)


def test_the_pictures_to_try_with_differ() -> None:
    """They are the same each time, of the size asked for, and no two are alike."""
    pictures = specimen_pictures(48)
    assert pictures.shape == (12, 48, 48, 3)
    assert np.array_equal(pictures, specimen_pictures(48))
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)
    assert specimen_pictures(1).shape == (12, 1, 1, 3)


@pytest.mark.parametrize(
    ("edit", "least", "most"), [(None, 1 - 1e-6, 1.0), (half, 1 - 1e-5, 1.0), (quantised, 0.99, 0.99999)]
)
def test_agreement_tells_what_a_precision_costs(
    edit: Edit | None, least: float, most: float, tmp_path: Path
) -> None:
    """The same weights agree in full, half precision nearly so, int8 a little less; the lowest is below the mean."""
    reference = read_pack(make_pack(tmp_path / "reference"))
    close = agreement(read_pack(make_pack(tmp_path / "other", edit=edit)), reference, 1)
    for lowest, mean in (
        (close.pictures_lowest, close.pictures_mean),
        (close.texts_lowest, close.texts_mean),
    ):
        assert least <= lowest <= mean <= 1.0
        assert lowest <= most


def test_agreement_with_another_model_is_low(tmp_path: Path) -> None:
    """The control: other weights do not agree."""
    reference = read_pack(make_pack(tmp_path / "reference"))
    assert agreement(read_pack(make_pack(tmp_path / "other", seed=1)), reference, 1).pictures_mean < 0.9


@pytest.mark.parametrize(("dimension", "size"), [(8, 32), (16, 48)])
def test_unlike_packs_are_not_compared(dimension: int, size: int, tmp_path: Path) -> None:
    """Packs of other dimension or preprocessing are of another model, and it says so."""
    reference = read_pack(make_pack(tmp_path / "reference"))
    with pytest.raises(PackError, match="not of one model"):
        agreement(read_pack(make_pack(tmp_path / "other", dimension=dimension, size=size)), reference, 1)
