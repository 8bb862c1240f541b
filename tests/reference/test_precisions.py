"""What half precision and eight bits cost, against the reference and against the pack in single precision."""

from __future__ import annotations

import pytest

from bowerbird_engine.encoding.agreement import agreement
from reference.bench import THREADS, Bench, family_of
from reference.comparison import ENOUGH, Note
from reference.hub_folders import REDUCED

WHOLE = {"clip": "clip-projected", "siglip": "siglip-pooled"}


@pytest.mark.parametrize("layout", ["clip-float16", "siglip-float16"])
def test_half_precision_costs_nothing(layout: str, bench: Bench, note: Note) -> None:
    """In half precision, every picture and every text still agrees with the reference to a cosine of 0.9999."""
    pictures, texts = bench.pictures(layout), bench.texts(layout)

    assert bench.pack(layout).description.precision == "float16"
    note(f"{layout}: lowest cosine of pictures {pictures.lowest:.7f}, of texts {texts.lowest:.7f}")
    assert not pictures.below(ENOUGH)
    assert not texts.below(ENOUGH)


@pytest.mark.parametrize("layout", ["clip-int8", "siglip-int8"])
def test_eight_bits_cost_little_and_it_is_told(layout: str, bench: Bench, note: Note) -> None:
    """In eight bits the vectors stay close, but not as close as the bar for all others: the comparison sees it."""
    pictures, texts = bench.pictures(layout), bench.texts(layout)

    assert bench.pack(layout).description.precision == "int8"
    note(
        f"{layout}: lowest cosine of pictures {pictures.lowest:.5f} (mean {pictures.mean:.5f}), "
        f"of texts {texts.lowest:.5f} (mean {texts.mean:.5f})"
    )
    assert min(pictures.mean, texts.mean) > 0.99
    assert pictures.below(ENOUGH)
    assert texts.below(ENOUGH)


@pytest.mark.parametrize("layout", REDUCED)
def test_what_the_product_tells_of_it_is_true(layout: str, bench: Bench, note: Note) -> None:
    """The product's own estimate, from generated pictures and texts, is of the size of what the reference shows."""
    told = agreement(bench.pack(layout), bench.pack(WHOLE[family_of(layout)]), THREADS)

    note(
        f"{layout}: the product tells {told.pictures_mean:.5f} for pictures and {told.texts_mean:.5f} for texts"
    )
    pictures, texts = bench.pictures(layout), bench.texts(layout)
    for estimate, cosines in ((told.pictures_mean, pictures), (told.texts_mean, texts)):
        missing = 1 - cosines.mean
        assert missing / 10 - 1e-5 <= 1 - estimate <= 10 * missing + 1e-5
