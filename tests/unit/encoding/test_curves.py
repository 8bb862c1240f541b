"""A pack's curves: read strictly, written as they were read, and no part of what decides its vectors."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bowerbird_engine.encoding.curves import Curves, describe_curves, parse_curves
from bowerbird_engine.encoding.description import describe, parse_description
from bowerbird_engine.encoding.fields import Fields
from bowerbird_engine.encoding.packs import read_pack, starter_pack
from bowerbird_engine.errors import PackError
from fakes.encoders import FAKE_CURVES
from fakes.packs import make_pack

TOLD: dict[str, Any] = json.loads(json.dumps(describe_curves(FAKE_CURVES)))


def _with(place: tuple[str, ...], value: object) -> Curves:
    """Read the curves with another value at one place; None takes it away."""
    told = copy.deepcopy(TOLD)
    inner = told
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    if value is None:
        del inner[place[-1]]
    return parse_curves(Fields(told, "curves"))


def test_curves_come_back_as_they_were_written() -> None:
    """The control of the refusals below; it holds for the starter's as well."""
    assert _with(("words", "lean"), FAKE_CURVES.words.lean) == FAKE_CURVES
    described = starter_pack().description
    assert described.curves is not None
    assert parse_description(json.loads(json.dumps(describe(described)))) == described


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [
        (("picture",), None, "curves.picture"),
        (("words",), [], "curves.words"),
        (("words", "growth"), -0.1, "words.growth"),
        (("words", "growth"), "0", "words.growth"),
        (("words", "lean"), 0.0, "words.lean"),
        (("words", "tail"), 1.1, "words.tail"),
        (("words", "background", "spread"), 0.0, "background.spread"),
        (("words", "points"), [[0, 1]], "words.points"),
        (("words", "points"), [[n, n] for n in range(65)], "words.points"),
        (("words", "points"), [[0, 1], [1, 2, 3]], "words.points"),
        (("words", "points"), [[0, 1], [1, "2"]], "words.points"),
        (("words", "points"), [[0, 1], [0, 2]], "words.points"),
        (("words", "points"), [[0, 2], [1, 1]], "words.points"),
        (("words", "points"), [[0, -1], [1, 1]], "words.points"),
        (("words", "points"), [[0, 1], [1, 100]], "words.points"),
        (("words", "points"), [[0, 1], [1, float("nan")]], "words.points"),
    ],
)
def test_wrong_curves_are_refused(place: tuple[str, ...], value: object, named: str) -> None:
    """The sentence names the field: what falls, what reads 100, what is no number, what is not there."""
    with pytest.raises(PackError, match=named.replace(".", r"\.")):
        _with(place, value)
    if len(place) == 2:
        with pytest.raises(PackError, match="is missing"):
            _with(place, None)


def test_curves_change_no_vector_space(tmp_path: Path) -> None:
    """A pack with other curves, or with none, has the same digest; with another file it has not."""
    pack = read_pack(make_pack(tmp_path / "pack", seed=1))
    assert pack.description.curves == FAKE_CURVES
    other = replace(FAKE_CURVES, words=FAKE_CURVES.picture)
    for curves in (other, None):
        told = describe(replace(pack.description, curves=curves))
        (pack.folder / "pack.json").write_text(json.dumps(told), encoding="utf-8")
        again = read_pack(pack.folder)
        assert again.description.curves == curves
        assert again.space == pack.space
    assert read_pack(make_pack(tmp_path / "another", seed=2)).space != pack.space


def test_a_curve_is_level_beyond_its_ends() -> None:
    """It never leaves what was seen, and 100 is for proof."""
    curve = FAKE_CURVES.words
    low, high = curve.percent(np.array([-1e9, 1e9]))
    assert (low, high) == (curve.points[0][1], curve.points[-1][1])
    assert high < 100
