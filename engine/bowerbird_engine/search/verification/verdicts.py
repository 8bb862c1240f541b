"""From a finding to labels. Pure; its thresholds are fitted by `tools/features`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from bowerbird_engine.assets import Label
from bowerbird_engine.features.planar_maps import mapped
from bowerbird_engine.search.verdict import Verdict
from bowerbird_engine.search.verification.boxes import boxes
from bowerbird_engine.search.verification.comparison import Finding


@dataclass(frozen=True, slots=True)
class Proof:
    """What a finding must have to count.

    Of the points: how many places match, their ratio to the pairs that look alike, and how little they miss by. Of the
    pixels: windows, the share of them that agrees and the share of these that does so closely, and the correlation.
    """

    support: int
    ratio: float
    error: float
    windows: float
    share: float
    exact: float
    correlation: float


PROOFS: Final = (
    Proof(support=8, ratio=0.25, error=0.0035, windows=6, share=0.9, exact=0.7, correlation=0.85),
    Proof(support=16, ratio=0.25, error=0.005, windows=6, share=0.97, exact=0.65, correlation=0.97),
    Proof(support=24, ratio=0.7, error=0.0006, windows=6, share=0.8, exact=0.6, correlation=0.3),
    Proof(support=48, ratio=0.74, error=0.0003, windows=6, share=0.55, exact=0.55, correlation=0.6),
)
"""Any of these proves it: all of it agrees; or all of it but finely, as after strong compression; or letters and marks cover
a part of it, and the more they cover, the better the points must fit.

Other photos come close: of a still scene a share of 0.95 with an error of 0.005 and a correlation of 0.92, of another packet
0.86 with a ratio of 0.68, of a street from a camera that stands still 0.72 with a ratio of 0.72 and an error of 0.0004 (ADR
0029).
"""

PROOF_OF_A_WHOLE: Final = Proof(
    support=0, ratio=0.0, error=0.0, windows=20, share=0.98, exact=0.95, correlation=0.98
)
"""Of whole pictures that were compared without points."""

_RELATED_FROM: Final = 16
"""Places that match of a picture that shows the same thing or scene: it is brought up, and nothing is claimed of it."""

_INSIDE: Final = 0.95
"""Of a picture's area that must lie in the other one. Copies come to 0.98 and more; two photos of a still scene, taken one
after the other, agree in every pixel and came to 0.90."""
_TURNED: Final = math.radians(3)
_RECOLOURED: Final = 0.05
"""Mean distance of colours, 0..1: a JPEG of quality 10 comes to 0.033, a filter to 0.06 and more."""
_REPAINTED: Final = 0.15
"""Share of what agrees closely whose colour no edit of the whole explains: products in another colour come to 0.29 and more,
copies with marks and mixtures of edits to 0.08."""
_FILLED: Final = 0.94
"""Of the sides of a picture that a turned one reaches: nothing but its filled corners is beside it."""

NOTHING_PROVED: Final = Verdict()
_RELATED: Final = Verdict(
    detail="many of its points are in the picture that you gave: the same thing or scene"
)


def judged(finding: Finding | None) -> Verdict:
    """Tell what a finding proves; nothing, where the points or the pixels do not speak clearly."""
    if finding is None or not proved(finding):
        return NOTHING_PROVED if finding is None or not related(finding) else _RELATED
    there, here = boxes(finding)
    relation = _relation(finding)
    labels: list[Label] = [relation]
    turn = turned(finding)
    if finding.mirrored:
        labels.append("mirrored")
    if abs(turn) > _TURNED:
        labels.append("rotated")
    if finding.agreement.colour > _RECOLOURED:
        labels.append("recoloured")
    return Verdict(tuple(labels), (there,), here, _told(finding, labels, turn))


def proved(finding: Finding) -> bool:
    """Tell whether points and pixels together, or pixels alone where there are no points, prove a relation.

    Two photos of one scene that overlap agree as well as two crops of one photo: at least one of the pictures must lie in
    the other one as good as wholly. A thing in another colour before the same ground is another picture.
    """
    seen = finding.agreement
    if seen.repainted > _REPAINTED:
        return False
    if max(seen.of_first, seen.of_second) < _INSIDE and not _fills(finding):
        return False
    return any(
        finding.support >= proof.support
        and finding.support >= proof.ratio * finding.matches
        and finding.error <= proof.error
        and seen.windows >= proof.windows
        and seen.share >= proof.share
        and seen.exact >= proof.exact
        and seen.correlation >= proof.correlation
        for proof in (PROOFS if finding.support else (PROOF_OF_A_WHOLE,))
    )


def related(finding: Finding) -> bool:
    """Tell whether enough points match for the same thing or scene, whatever the pixels say."""
    return finding.support >= _RELATED_FROM


def strength(finding: Finding) -> float:
    """Order what is proved, and then what is related, 0..1: by what agrees, colours too, and by how many points do."""
    seen = finding.agreement
    if proved(finding):
        return min(1.0, seen.share * math.sqrt(max(seen.of_first, seen.of_second)) * (1 - seen.colour))
    return finding.support / (finding.support + 100)


def turned(finding: Finding) -> float:
    """Give the angle by which the given picture, mirrored first where it is, is turned in the other one, in radians."""
    middle = finding.given.mean(axis=0)
    right = mapped(finding.matrix, np.stack([middle, middle + np.array([0.01, 0.0])]))
    across = right[1] - right[0]
    return math.atan2(float(across[1]), float(across[0]))


def _relation(finding: Finding) -> Label:
    given, other = finding.agreement.of_first >= _INSIDE, finding.agreement.of_second >= _INSIDE
    if (given and other) or _fills(finding):
        return "same_picture"
    return "crop_of" if given else "contains"


def _fills(finding: Finding) -> bool:
    """Tell whether one picture is the other, turned, with the corners filled."""
    lying = mapped(np.asarray(np.linalg.inv(finding.matrix), np.float64), finding.other)
    for inner, frame, share in (
        (lying, finding.given, finding.agreement.of_second),
        (mapped(finding.matrix, finding.given), finding.other, finding.agreement.of_first),
    ):
        reach = np.clip(inner, 0, frame.max(axis=0))
        spanned = np.ptp(reach, axis=0) / frame.max(axis=0)
        if share >= _INSIDE and bool((spanned >= _FILLED).all()):
            return True
    return False


_RELATIONS: Final[dict[Label, str]] = {
    "same_picture": "the same picture as the one that you gave",
    "crop_of": "the picture that you gave is a crop of it",
    "contains": "the picture that you gave contains it",
}


def _told(finding: Finding, labels: list[Label], turn: float) -> str:
    told = _RELATIONS[labels[0]]
    if labels[0] == "contains" and finding.agreement.of_second < _INSIDE:
        told = "the picture that you gave contains a part of it"
    changes: list[str] = []
    if "mirrored" in labels:
        changes.append("mirrored")
    if "rotated" in labels:
        changes.append(f"turned by {abs(round(math.degrees(turn)))}°")
    if "recoloured" in labels:
        changes.append("in other colours")
    return f"{told}, {' and '.join(changes)}" if changes else told
