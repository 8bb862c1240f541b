"""Pictures are brought to the models' sizes as the reference brings them, to within rounding."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from reference.bench import Bench
from reference.comparison import ENOUGH, Note, Seen, fit_by_product, levels_of

FAMILIES = ("clip", "siglip")
PACKS = {"clip": "clip-projected", "siglip": "siglip-pooled"}

REDUCED = re.compile(r"(photo|progressive)-(4000x3000|3000x2000|2667x4000)\.jpg")
"""Large JPEGs are decoded at a reduced scale, which their format offers: a quarter of the time, other rounding."""
CONVERTED = re.compile(r"wide-gamut|inks")
"""Colours are converted after the resizing, on the few pixels that are left, where the reference converts all."""


@dataclass(frozen=True, slots=True)
class Differences:
    """How far the levels of each picture are from the reference's: at most, and in the mean."""

    most: npt.NDArray[np.int64]
    mean: npt.NDArray[np.float64]


def differences(seen: Seen) -> Differences:
    """Compare the fitted pictures of both sides, level by level."""
    apart = np.abs(levels_of(seen.theirs, seen.recipe) - seen.ours)
    return Differences(apart.max(axis=(1, 2, 3)), apart.mean(axis=(1, 2, 3)))


def rows_of(names: tuple[str, ...], belongs: Callable[[str], bool]) -> list[int]:
    """Give the places of the pictures that belong."""
    return [row for row, name in enumerate(names) if belongs(name)]


def is_exact(name: str) -> bool:
    """Tell whether nothing about a picture is done otherwise than in the reference."""
    return not REDUCED.search(name) and not CONVERTED.search(name)


@pytest.mark.parametrize("family", FAMILIES)
def test_levels_agree_within_rounding(family: str, bench: Bench, note: Note) -> None:
    """Each level is the reference's to within the rounding of the two passes; hardly one in a hundred differs at all."""
    here = bench.seen[family]
    rows = rows_of(here.names, is_exact)
    apart = differences(here)

    note(
        f"{family}: levels of {len(rows)} pictures differ by {apart.most[rows].max()} of 255 at most, "
        f"by {apart.mean[rows].max():.5f} in the mean of the worst"
    )
    assert len(rows) >= 180
    assert apart.most[rows].max() <= 2
    assert apart.mean[rows].max() < 0.01


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("kind", [REDUCED, CONVERTED], ids=["reduced JPEGs", "converted colours"])
def test_what_is_done_otherwise_stays_small(
    family: str, kind: re.Pattern[str], bench: Bench, note: Note
) -> None:
    """Where the product deliberately takes a shorter way, levels move by less than one in the mean, vectors hardly."""
    here = bench.seen[family]
    rows = rows_of(here.names, lambda name: bool(kind.search(name)))
    apart = differences(here)
    cosines = bench.pictures(PACKS[family]).values[rows]

    note(
        f"{family}, {kind.pattern}: levels of {len(rows)} pictures differ by {apart.most[rows].max()} at most, "
        f"by {apart.mean[rows].max():.3f} in the mean of the worst; lowest cosine {cosines.min():.7f}"
    )
    assert len(rows) >= 4
    assert apart.mean[rows].max() < 1
    assert cosines.min() >= ENOUGH


@pytest.mark.parametrize("family", FAMILIES)
def test_normalised_pixels_agree(family: str, bench: Bench) -> None:
    """Mean and deviation are applied as the reference applies them: all 256 levels, to single precision."""
    here = bench.seen[family]
    levels = levels_of(here.theirs, here.recipe)
    ours = (levels * here.recipe.scale - np.array(here.recipe.mean)) / np.array(here.recipe.std)

    assert len(np.unique(levels)) == 256
    assert np.abs(ours.transpose(0, 3, 1, 2) - here.theirs).max() < 1e-6


@pytest.mark.parametrize(
    ("family", "wrong"),
    [("clip", "squashed"), ("siglip", "cropped"), ("siglip", "bilinear")],
)
def test_another_resizing_would_be_seen(
    family: str, wrong: str, pictures: list[Path], bench: Bench, note: Note
) -> None:
    """With another filter, without the crop, or with one too many, levels and cosines fall through the bars above."""
    here = bench.seen[family]
    recipe = {
        "squashed": replace(here.recipe, resize="squash"),
        "cropped": replace(here.recipe, resize="crop"),
        "bilinear": replace(here.recipe, interpolation="bilinear"),
    }[wrong]
    (ours,) = fit_by_product(pictures, (recipe,))
    rows = rows_of(here.names, is_exact)
    apart = differences(replace(here, ours=ours))

    low = bench.pictures(PACKS[family], ours=ours).below(ENOUGH)

    note(f"control, {family} {wrong}: {len(low)} of {len(here.names)} pictures fall below {ENOUGH}")
    assert apart.most[rows].max() > 10
    assert apart.mean[rows].max() > 0.5
    assert low


def test_another_normalisation_would_be_seen(bench: Bench, note: Note) -> None:
    """With SigLIP's mean and deviation in CLIP's place, nearly all pictures fall below the bar."""
    here, pack = bench.seen["clip"], bench.pack(PACKS["clip"])
    other = bench.seen["siglip"].recipe
    image = replace(pack.image, preprocessing=replace(here.recipe, mean=other.mean, std=other.std))
    spoilt = replace(pack, description=replace(pack.description, image=image))

    low = bench.pictures(PACKS["clip"], pack=spoilt).below(ENOUGH)

    note(f"control, other mean and deviation: {len(low)} of {len(here.names)} pictures fall below {ENOUGH}")
    assert len(low) > len(here.names) / 2


def test_a_shift_by_a_pixel_would_be_seen(bench: Bench, note: Note) -> None:
    """With every crop one pixel off, levels and cosines fall through the bars."""
    here = bench.seen["clip"]
    shifted = np.roll(here.ours, 1, axis=2)

    low = bench.pictures(PACKS["clip"], ours=shifted).below(ENOUGH)

    note(f"control, one pixel off: {len(low)} of {len(here.names)} pictures fall below {ENOUGH}")
    assert differences(replace(here, ours=shifted)).most.max() > 20
    assert len(low) > 20
