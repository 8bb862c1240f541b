"""Every export of one model gives the vectors of that model, and each row depends on itself alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto

from bowerbird_engine.assets import Float32Array, Uint8Array
from bowerbird_engine.encoding.graphs import GraphContents
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack, read_pack
from fakes.pack_variants import (
    beside,
    fixed_batch,
    half,
    in_folders,
    other_inputs,
    projections,
    quantised,
    together,
)
from fakes.packs import Edit, make_pack

PICTURES = np.random.default_rng(3).integers(0, 256, (7, 32, 32, 3), dtype=np.uint8)
TEXTS = ["a red shirt", "", "sunset sky and the dark lamp", "猫"]

EXACT, HALF, INT8 = 1 - 1e-6, 1 - 1e-5, 0.999
EXPORTS: dict[str, tuple[Edit, float]] = {
    "one row at a time": (fixed_batch(1), EXACT),
    "three rows at a time": (fixed_batch(3), EXACT),
    "more rows than there are": (fixed_batch(16), EXACT),
    "int32 ids": (other_inputs(TensorProto.FLOAT, TensorProto.INT32), EXACT),
    "float16 pixels": (other_inputs(), HALF),
    "float16 throughout": (half, HALF),
    "int8": (quantised, INT8),
    "int8, three rows at a time": (together(quantised, fixed_batch(3)), INT8),
    "weights beside the graph": (beside(), EXACT),
    "weights in a folder": (beside("weights/{tower}.bin"), EXACT),
    "everything in folders": (together(beside(), in_folders), EXACT),
    "projection beside": (projections(), EXACT),
    "projection in half precision": (projections(lambda matrix: matrix.astype(np.float16)), HALF),
    "as one hub has it": (
        together(other_inputs(TensorProto.FLOAT), fixed_batch(1), beside(), in_folders),
        EXACT,
    ),
}


def encode_both(pack: ModelPack) -> tuple[Float32Array, Float32Array]:
    """Encode all pictures and all texts."""
    return OnnxImageEncoder(pack, 1).encode(PICTURES), OnnxTextEncoder(pack, 1).encode(TEXTS)


def lowest_cosine(one: Float32Array, other: Float32Array) -> float:
    """Compare row by row."""
    return float(np.min(np.sum(one * other, axis=1, dtype=np.float64)))


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_gives_the_models_vectors(name: str, tmp_path: Path) -> None:
    """Whatever types, sizes and files an export has, its vectors are those of the plain one to within its precision."""
    edit, least = EXPORTS[name]
    plain = encode_both(read_pack(make_pack(tmp_path / "plain")))
    export = encode_both(read_pack(make_pack(tmp_path / "export", edit=edit)))
    for vectors, expected in zip(export, plain, strict=True):
        assert lowest_cosine(vectors, expected) > least


def test_another_model_does_not(tmp_path: Path) -> None:
    """The control: the same export of other weights is far away."""
    plain = encode_both(read_pack(make_pack(tmp_path / "plain")))
    other = encode_both(read_pack(make_pack(tmp_path / "other", seed=1, edit=half)))
    for vectors, expected in zip(other, plain, strict=True):
        assert lowest_cosine(vectors, expected) < INT8


@pytest.fixture(scope="module")
def int8_pack(tmp_path_factory: pytest.TempPathFactory) -> ModelPack:
    """Make a pack whose graphs quantise while they run."""
    return read_pack(make_pack(tmp_path_factory.mktemp("int8") / "pack", edit=quantised))


@st.composite
def unlike_pictures(draw: st.DrawFn) -> Uint8Array:
    """Draw pictures of very different range, which dynamic quantisation cannot serve with one scale."""
    numbers = np.random.default_rng(draw(st.integers(0, 2**32)))
    spans = draw(st.lists(st.sampled_from([1, 8, 255]), min_size=2, max_size=6))
    return np.stack([numbers.integers(0, span + 1, (32, 32, 3)) for span in spans]).astype(np.uint8)


@given(pictures=unlike_pictures())
@settings(max_examples=40)
def test_a_quantised_row_does_not_see_its_neighbours(int8_pack: ModelPack, pictures: Uint8Array) -> None:
    """With int8 a picture's vector has the same bits alone and among any others."""
    encoder = OnnxImageEncoder(int8_pack, 1)
    alone = np.concatenate([encoder.encode(pictures[row : row + 1]) for row in range(len(pictures))])
    assert np.array_equal(encoder.encode(pictures), alone)


def test_a_quantised_batch_would_mix_its_rows(int8_pack: ModelPack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: run as a batch, the same graph gives a picture another vector beside another neighbour."""
    monkeypatch.setattr(GraphContents, "mixes_rows", property(lambda _: False))
    encoder = OnnxImageEncoder(int8_pack, 1)
    numbers = np.random.default_rng(0)
    dim, bright = (numbers.integers(0, top, (32, 32, 3), dtype=np.uint8) for top in (30, 256))
    alone = encoder.encode(dim[np.newaxis])[0]
    beside_another = encoder.encode(np.stack([dim, bright]))[0]
    assert float(np.max(np.abs(alone - beside_another))) > 1e-4
