"""What every image encoder and every text encoder promises."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.encoding.encoders import ImageEncoder, TextEncoder
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.errors import EmbeddingError
from fakes.encoders import FakeImageEncoder, FakeTextEncoder
from fakes.packs import make_pack

TEXTS = [
    "a red shirt",
    "",
    "lamp",
    "a photo of the white lamp and the dark sky",
    "猫",
    "x" * 5000,
    "half \udc80 pair",
]


def onnx_image(folder: Path) -> ImageEncoder:
    """Make the real encoder of a tiny pack."""
    return OnnxImageEncoder(read_pack(make_pack(folder / "pack")), threads=2)


def onnx_text(folder: Path) -> TextEncoder:
    """Make the real encoder of a tiny pack."""
    return OnnxTextEncoder(read_pack(make_pack(folder / "pack")), threads=2)


def fake_image(_folder: Path) -> ImageEncoder:
    """Make the fake encoder."""
    return FakeImageEncoder()


def fake_text(_folder: Path) -> TextEncoder:
    """Make the fake encoder."""
    return FakeTextEncoder()


@pytest.fixture(params=[onnx_image, fake_image], ids=["onnx", "fake"])
def image_encoder(request: pytest.FixtureRequest, tmp_path: Path) -> ImageEncoder:
    """Give each image encoder in turn."""
    make: Callable[[Path], ImageEncoder] = request.param
    return make(tmp_path)


@pytest.fixture(params=[onnx_text, fake_text], ids=["onnx", "fake"])
def text_encoder(request: pytest.FixtureRequest, tmp_path: Path) -> TextEncoder:
    """Give each text encoder in turn."""
    make: Callable[[Path], TextEncoder] = request.param
    return make(tmp_path)


def pictures(count: int, side: int, seed: int = 0) -> Uint8Array:
    """Draw pictures that differ in colour and in noise."""
    numbers = np.random.default_rng(seed)
    base = numbers.integers(0, 200, (count, 1, 1, 3))
    return (base + numbers.integers(0, 56, (count, side, side, 3))).astype(np.uint8)


def test_pictures_become_unit_vectors(image_encoder: ImageEncoder) -> None:
    """N pictures give N finite float32 vectors of length 1 and of the space's dimension."""
    vectors = image_encoder.encode(pictures(5, image_encoder.preprocessing.size))
    assert vectors.dtype == np.float32
    assert vectors.shape == (5, image_encoder.space.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-6)


def test_no_pictures_no_vectors(image_encoder: ImageEncoder) -> None:
    """An empty batch gives an empty result of the right width."""
    side = image_encoder.preprocessing.size
    assert image_encoder.encode(pictures(0, side)).shape == (0, image_encoder.space.dimension)


def test_a_picture_does_not_see_its_neighbours(image_encoder: ImageEncoder) -> None:
    """A row is the same alone, in a batch, in a reversed batch, and among other neighbours."""
    batch = pictures(17, image_encoder.preprocessing.size)
    whole = image_encoder.encode(batch)
    alone = np.concatenate([image_encoder.encode(batch[row : row + 1]) for row in range(17)])
    assert whole == pytest.approx(alone, abs=1e-6)
    assert image_encoder.encode(batch[::-1])[::-1] == pytest.approx(whole, abs=1e-6)
    batch[1:] = pictures(16, image_encoder.preprocessing.size, seed=9)
    assert image_encoder.encode(batch)[0] == pytest.approx(whole[0], abs=1e-6)


def test_different_pictures_differ(image_encoder: ImageEncoder) -> None:
    """A red and a blue picture do not get the same vector, or the checks above would prove nothing."""
    side = image_encoder.preprocessing.size
    two = np.zeros((2, side, side, 3), np.uint8)
    two[0, ..., 0] = 230
    two[1, ..., 2] = 230
    red, blue = image_encoder.encode(two)
    assert float(red @ blue) < 0.99


def test_pictures_of_the_wrong_shape_are_refused(image_encoder: ImageEncoder) -> None:
    """Another size, another type or a missing channel is an error, not a guess."""
    side = image_encoder.preprocessing.size
    for wrong in (
        np.zeros((1, side + 1, side, 3), np.uint8),
        np.zeros((1, side, side, 4), np.uint8),
        np.zeros((side, side, 3), np.uint8),
    ):
        with pytest.raises(EmbeddingError):
            image_encoder.encode(wrong)


def test_texts_become_unit_vectors(text_encoder: TextEncoder) -> None:
    """Any text, the empty one and a broken one too, gives a finite vector of length 1."""
    vectors = text_encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), text_encoder.space.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-6)


def test_a_text_does_not_see_its_neighbours(text_encoder: TextEncoder) -> None:
    """A text gives the same bits alone and beside longer and shorter ones."""
    whole = text_encoder.encode(TEXTS)
    for row, text in enumerate(TEXTS):
        assert np.array_equal(text_encoder.encode([text])[0], whole[row])


def test_no_texts_no_vectors(text_encoder: TextEncoder) -> None:
    """An empty batch gives an empty result of the right width."""
    assert text_encoder.encode([]).shape == (0, text_encoder.space.dimension)


def test_different_texts_differ(text_encoder: TextEncoder) -> None:
    """Two different texts do not get the same vector."""
    red, sky = text_encoder.encode(["a red shirt", "sunset sky"])
    assert float(red @ sky) < 0.99


def test_encoders_work_from_threads(image_encoder: ImageEncoder, text_encoder: TextEncoder) -> None:
    """Eight threads that start at once get what one thread gets; pictures to within the size of their batches."""
    batch = pictures(4, image_encoder.preprocessing.size)
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(image_encoder.encode, [batch] * 8))
        read = list(pool.map(text_encoder.encode, [TEXTS] * 8))
    alone = image_encoder.encode(batch)
    assert all(vectors == pytest.approx(alone, abs=1e-6) for vectors in seen)
    assert all(np.array_equal(vectors, text_encoder.encode(TEXTS)) for vectors in read)
