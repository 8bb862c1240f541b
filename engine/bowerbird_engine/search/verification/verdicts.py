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
    """What a finding must have to count: places that match, and of the pixels windows, their share, and correlation."""

    support: int
    windows: float
    share: float
    correlation: float


PROOFS: Final = (
    Proof(support=8, windows=6, share=0.85, correlation=0.8),
    Proof(support=16, windows=6, share=0.55, correlation=0.3),
)
"""Any of these proves it. The second one lets logos and letters cover much of a picture."""

PROOF_OF_A_WHOLE: Final = Proof(support=0, windows=20, share=0.97, correlation=0.97)
"""Of whole pictures that were compared without points."""

_INSIDE: Final = 0.9
"""Of a picture's area that must lie in the other one: what is called a crop leaves away more than a tenth."""
_TURNED: Final = math.radians(3)
_RECOLOURED: Final = 0.05
"""Mean distance of colours, 0..1: a JPEG of quality 10 comes to 0.033, a filter to 0.06 and more."""
_FILLED: Final = 0.94
"""Of the sides of a picture that a turned one reaches: nothing but its filled corners is beside it."""

NOTHING_PROVED: Final = Verdict()


def judged(finding: Finding | None) -> Verdict:
    """Tell what a finding proves; nothing, where the points or the pixels do not speak clearly."""
    if finding is None or not proved(finding):
        return NOTHING_PROVED
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
    """Tell whether points and pixels together, or pixels alone where there are no points, prove a finding."""
    seen = finding.agreement
    proofs = PROOFS if finding.support else (PROOF_OF_A_WHOLE,)
    return any(
        finding.support >= proof.support
        and seen.windows >= proof.windows
        and seen.share >= proof.share
        and seen.correlation >= proof.correlation
        for proof in proofs
    )


def strength(finding: Finding) -> float:
    """Order what is proved: by how much of both pictures agrees, 0..1."""
    seen = finding.agreement
    return min(1.0, seen.share * math.sqrt(max(seen.of_first, seen.of_second)))


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
