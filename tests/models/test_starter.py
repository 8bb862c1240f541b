"""The built-in pack: whole, small, and good enough to find things with, measured on what it was never trained on."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack, starter_pack
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.settings import DecodeLimits

FLICKR = Path(__file__).parents[3] / "shared" / "data" / "train" / "flickr8k.zip"
MAX_BYTES = 15_000_000


@pytest.fixture(scope="module")
def pack() -> ModelPack:
    """Read the pack that is shipped, checking every digest."""
    return starter_pack(verify=True)


def test_pack_is_small(pack: ModelPack) -> None:
    """Everything that the package ships for it stays under 15 MB."""
    assert sum(path.stat().st_size for path in pack.folder.iterdir()) < MAX_BYTES


def test_pack_states_its_licence_and_has_a_card(pack: ModelPack) -> None:
    """Who uses the pack can read where it comes from."""
    card = (pack.folder / "CARD.md").read_text(encoding="utf-8")

    assert pack.description.licence
    for origin in ("Flickr8k", "MobileNetV2", "MiniLM"):
        assert origin in card


def test_words_of_like_meaning_lie_together(pack: ModelPack) -> None:
    """Synonyms meet, also where no caption of the training held them."""
    encoder = OnnxTextEncoder(pack, threads=1)
    couch, sofa, puppy, dog, car = encoder.encode(["a couch", "a sofa", "a puppy", "a dog", "a car"])

    assert float(couch @ sofa) > float(couch @ dog)
    assert float(puppy @ dog) > float(puppy @ car)


def test_unseen_photos_are_found_by_their_captions(pack: ModelPack) -> None:
    """Of 2,500 captions, more than 45 % find their photo among the first ten of 500; shuffled, hardly any does."""
    if not FLICKR.is_file():
        pytest.skip("the photos to measure with are not part of the project: shared/data/train/flickr8k.zip")
    photos, captions, owners = _dev_split()
    images = OnnxImageEncoder(pack, threads=2)
    with DecodePool(DecodeLimits(), workers=2) as pool:
        futures = [pool.submit(DecodeRequest(photo, fits=(images.preprocessing,))) for photo in photos]
        fitted = np.stack([future.result().fits[0] for future in futures])
    pictures = np.concatenate(
        [images.encode(fitted[start : start + 50]) for start in range(0, len(fitted), 50)]
    )
    words = OnnxTextEncoder(pack, threads=2).encode(captions)

    cosines = words @ pictures.T
    best = np.argsort(-cosines, axis=1)[:, :10]
    recall = float((best == owners[:, np.newaxis]).any(axis=1).mean())
    shuffled = float((best == np.roll(owners, len(owners) // 2)[:, np.newaxis]).any(axis=1).mean())

    assert len(photos) == 500
    assert recall > 0.45
    assert shuffled < 0.06


def _dev_split() -> tuple[list[bytes], list[str], Int64Array]:
    photos: list[bytes] = []
    captions: list[str] = []
    owners: list[int] = []
    with zipfile.ZipFile(FLICKR) as archive:
        for entry in json.loads(archive.read("captions.json")):
            if entry["split"] == "dev":
                owners += [len(photos)] * len(entry["captions"])
                captions += entry["captions"]
                photos.append(archive.read(entry["file"]))
    return photos, captions, np.array(owners, np.int64)
