"""What a proof asks for: points alone prove nothing, pixels must agree, and one picture must lie in the other."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageOps

from bowerbird_engine.features.agreement import Agreement, outline
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.planar_maps import Float64Array
from bowerbird_engine.search.verification.comparison import Finding, GivenPicture, compared, plausible
from bowerbird_engine.search.verification.verdicts import PROOF_OF_A_WHOLE, PROOFS, Proof, judged, proved
from fakes.scenes import overlap, part, pixels, scene

SHAPE = (360, 480, 3)


def finding(proof: Proof) -> Finding:
    """Make what just meets a proof, of two pictures of which each lies on the whole of the other."""
    seen = Agreement(
        share=proof.share,
        windows=proof.windows,
        exact=proof.exact,
        correlation=proof.correlation,
        of_first=1.0,
        of_second=1.0,
        colour=0.0,
    )
    matches = math.floor(proof.support / proof.ratio) if proof.support else 0
    return Finding(
        np.eye(3), False, proof.support, matches, proof.error, seen, outline(SHAPE), outline(SHAPE)
    )


def look(given: Image.Image, other: Image.Image) -> Finding:
    """Compare as a search does."""
    found = compared_or_none(given, other)
    assert found is not None
    return found


def compared_or_none(given: Image.Image, other: Image.Image) -> Finding | None:
    """Compare as a search does; None where nothing speaks for it."""
    small = other.copy()
    small.thumbnail((320, 320))
    return compared(GivenPicture(pixels(given)), extract(pixels(other)), pixels(small))


@pytest.mark.parametrize("proof", [*PROOFS, PROOF_OF_A_WHOLE])
def test_every_part_of_a_proof_is_asked_for(proof: Proof) -> None:
    """What just meets it is proved; with any part of it below what the most lenient proof asks, nothing is."""
    met = finding(proof)
    assert judged(met).labels == ("same_picture",)

    least = PROOFS if proof.support else (PROOF_OF_A_WHOLE,)
    for name in ("share", "windows", "exact", "correlation"):
        below = 0.99 * min(getattr(each, name) for each in least)
        short = replace(met, agreement=replace(met.agreement, **{name: below}))
        assert judged(short).labels == (), name
    if proof.support:
        worst = max(each.error for each in PROOFS)
        few = min(each.support for each in PROOFS) - 1
        rare = round(proof.support / min(each.ratio for each in PROOFS)) + 4
        for short in (
            replace(met, error=1.01 * worst),
            replace(met, support=few),
            replace(met, matches=rare),
        ):
            assert judged(short).labels == ()


@pytest.mark.parametrize("proof", PROOFS)
def test_one_picture_must_lie_in_the_other(proof: Proof) -> None:
    """Either may be the smaller one. Where both reach beyond each other it is another view of the same at most."""
    met = finding(proof)
    for shares in ((1.0, 0.5), (0.5, 1.0)):
        seen = replace(met.agreement, of_first=shares[0], of_second=shares[1])
        assert proved(replace(met, agreement=seen))
    beyond = replace(met.agreement, of_first=0.9, of_second=0.9)
    # Each of them shifted by a tenth of its sides: neither fills the other.
    shifted = np.array([[1.0, 0, 0.1], [0, 1.0, 0.075], [0, 0, 1.0]])
    assert not proved(replace(met, agreement=beyond, matrix=shifted))


def test_points_that_match_prove_nothing_where_pixels_disagree() -> None:
    """A picture in which every second field shows something else matches in many points, all where they should be."""
    whole, other = scene(1), scene(40)
    mixed = whole.copy()
    for row in range(4):
        for column in range(row % 2, 4, 2):
            field = (column * 120, row * 90, (column + 1) * 120, (row + 1) * 90)
            mixed.paste(other.crop(field), field)

    found = look(whole, mixed)
    assert found.support >= 2 * min(proof.support for proof in PROOFS)
    assert found.agreement.of_first > 0.95
    assert judged(found).labels == ()
    assert judged(look(whole, whole.resize((320, 240)))).labels == ("same_picture",)


def test_parts_that_overlap_are_no_crops_of_each_other() -> None:
    """Two photos of one still scene look just like that. A part that lies in the other is a crop."""
    left, right = scene(3).crop((0, 0, 340, 360)), scene(3).crop((140, 0, 480, 360))
    found = look(left, right)
    assert found.agreement.share > 0.9
    verdict = judged(found)
    assert verdict.labels == ()
    assert "same thing or scene" in verdict.detail
    assert judged(look(left, scene(3))).labels == ("crop_of",)


def test_the_box_in_a_mirrored_picture_is_that_of_the_picture_as_it_was_given() -> None:
    """Of a picture that was given mirrored a part at the left of the original lies at the right."""
    whole = scene(2)
    cut = whole.crop((24, 36, 240, 198))
    upright, mirrored = judged(look(whole, cut)), judged(look(ImageOps.mirror(whole), cut))
    assert upright.labels == ("contains",)
    assert mirrored.labels == ("contains", "mirrored")
    assert upright.query_box is not None
    assert mirrored.query_box is not None
    assert overlap(upright.query_box, part(0.05, 0.1, 0.5, 0.55)) > 0.95
    assert overlap(mirrored.query_box, part(0.5, 0.1, 0.95, 0.55)) > 0.95


def test_what_was_squashed_beyond_sense_is_no_copy() -> None:
    """A picture at half its height is one; at a quarter of it the map is none that anybody makes of a picture."""
    whole = scene(6)
    assert compared_or_none(whole, whole.resize((480, 90))) is None
    assert judged(look(whole, whole.resize((480, 180)))).labels == ("same_picture",)


@pytest.mark.parametrize(
    ("matrix", "can_be"),
    [
        (np.eye(3), True),
        (np.diag([2.0, 1.0, 1.0]), True),
        (np.diag([3.0, 1.0, 1.0]), False),
        (np.diag([15.0, 15.0, 1.0]), True),
        (np.diag([17.0, 17.0, 1.0]), False),
        (np.diag([1 / 17.0, 1 / 17.0, 1.0]), False),
        (np.diag([-1.0, 1.0, 1.0]), False),
        (np.array([[1.0, 0, 0], [0, 1.0, 0], [0.3, 0, 1.0]]), True),
        (np.array([[1.0, 0, 0], [0, 1.0, 0], [2.0, 0, 1.0]]), False),
        (np.zeros((3, 3)), False),
    ],
)
def test_a_map_is_one_that_a_copy_can_have(matrix: Float64Array, can_be: bool) -> None:
    """It turns nothing over, and neither scales nor stretches nor slants too much."""
    assert plausible(matrix, outline(SHAPE), outline(SHAPE)) == can_be
