"""Words are cut as the reference cuts them, out of the files that the hubs keep."""

from __future__ import annotations

import numpy as np
import pytest

from bowerbird_engine.encoding.description import Cleaning
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.encoding.tokens import TextTokenizer
from reference.bench import Bench, cleaned_as
from reference.models import CLIP_CONTEXT, CLIP_VOCABULARY, SIGLIP_CONTEXT, Ids
from reference.tokens import Golden

CASES = 153
END = CLIP_VOCABULARY - 1


def ids_of(pack: ModelPack, golden: Golden, cleaning: Cleaning | None = None) -> Ids:
    """Cut all texts as the product does; `cleaning` stands in for what the pack says."""
    tokenize = TextTokenizer(pack if cleaning is None else cleaned_as(pack, cleaning))
    return np.concatenate([tokenize(text)[0] for text in golden.texts])


def different(one: Ids, other: Ids) -> int:
    """Count the texts that are cut in two ways."""
    return int((one != other).any(axis=1).sum())


def padded_with(ids: Ids, padding: int) -> Ids:
    """Exchange what stands after the last end token of CLIP."""
    last = ids.shape[1] - 1 - (ids[:, ::-1] == END).argmax(axis=1)
    padded = ids.copy()
    padded[np.arange(ids.shape[1]) > last[:, np.newaxis]] = padding
    return padded


@pytest.mark.parametrize(
    ("layout", "padding"),
    [("clip-projected", END), ("clip-two-repositories", END), ("clip-open-clip", 0)],
)
def test_clip_ids_are_those_of_openai(layout: str, padding: int, bench: Bench) -> None:
    """All 153 texts come out as OpenAI's tokenizer cuts them, padded as the pack's own tokenizer says."""
    ours = ids_of(bench.pack(layout), bench.golden)

    assert ours.shape == (CASES, CLIP_CONTEXT)
    assert np.array_equal(ours, padded_with(bench.golden.ids, padding))


@pytest.mark.parametrize("layout", ["siglip-pooled", "siglip-open-clip"])
def test_siglip_ids_are_those_of_its_library(layout: str, bench: Bench) -> None:
    """All 153 texts come out as the library's SentencePiece tokenizer cuts them, padded to 64."""
    ours = ids_of(bench.pack(layout), bench.golden)

    assert ours.shape == (CASES, SIGLIP_CONTEXT)
    assert np.array_equal(ours, bench.read["siglip"])


def test_without_the_cleaning_some_texts_differ(bench: Bench) -> None:
    """The comparison sees a cleaning that is left out or is another model's."""
    clip, siglip, golden = bench.pack("clip-projected"), bench.pack("siglip-pooled"), bench.golden
    openai = padded_with(golden.ids, END)

    assert different(ids_of(clip, golden, "none"), openai) >= 4
    assert different(ids_of(clip, golden, "canonicalize"), openai) >= 4
    for cleaning in ("none", "lowercase", "clip"):
        assert different(ids_of(siglip, golden, cleaning), bench.read["siglip"]) >= 4
