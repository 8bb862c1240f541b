"""Whole packs agree with the reference: hub files in, through install, decoding and encoders, to the vectors."""

from __future__ import annotations

import numpy as np
import pytest

from reference.bench import Bench, cleaned_as, family_of
from reference.comparison import ENOUGH, Note, spread
from reference.hub_folders import EXACT


@pytest.mark.parametrize("layout", EXACT)
def test_pictures_agree(layout: str, bench: Bench, note: Note) -> None:
    """Each of 200 pictures of all formats has the reference's vector, to a cosine of 0.9999, in every layout."""
    assert bench.pack(layout).preprocessing == bench.seen[family_of(layout)].recipe

    cosines = bench.pictures(layout)

    note(f"{layout}: lowest cosine of {len(cosines.names)} pictures {cosines.lowest:.7f}")
    assert not cosines.below(ENOUGH)


@pytest.mark.parametrize("layout", EXACT)
def test_texts_agree(layout: str, bench: Bench, note: Note) -> None:
    """Each of the 153 texts has the reference's vector, to a cosine of 0.9999, in every layout."""
    cosines = bench.texts(layout)

    note(f"{layout}: lowest cosine of {len(cosines.names)} texts {cosines.lowest:.7f}")
    assert not cosines.below(ENOUGH)


@pytest.mark.parametrize("layout", ["clip-projected", "siglip-pooled"])
def test_texts_without_their_cleaning_would_be_seen(layout: str, bench: Bench, note: Note) -> None:
    """Texts that are not cleaned as their model wants it fall below the bar."""
    low = bench.texts(layout, pack=cleaned_as(bench.pack(layout), "none")).below(ENOUGH)

    note(
        f"control, {layout} without cleaning: {len(low)} of {len(bench.golden.texts)} texts fall below {ENOUGH}"
    )
    assert len(low) >= 4


@pytest.mark.parametrize("family", ["clip", "siglip"])
def test_the_bar_says_something(family: str, bench: Bench, note: Note) -> None:
    """Two pictures, and two texts, that are not the same lie far below the bar in the reference's own vectors."""
    reference = bench.reference(family)
    pictures = spread(bench.their_pictures(family))
    texts = spread(reference.read(np.unique(bench.read[family], axis=0)))

    note(f"{family}: in the middle, two pictures share {pictures:.3f}, two texts {texts:.3f}")
    assert max(pictures, texts) < 0.95
