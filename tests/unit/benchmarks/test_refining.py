"""Directions move what they name, measured on the pixels of what is found in the sample library."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks.refining import MEASURED, OPPOSITES, lab_of, measure

from bowerbird_engine import Engine, load_settings
from bowerbird_engine.search.directions import DIRECTIONS

SAMPLES = Path(__file__).parents[3] / "samples"


def test_directions_move_what_they_name(tmp_path: Path) -> None:
    """The first hits become warmer with "warmer", and colder with "cooler"; "closer" moves neither as far, as a control."""
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(SAMPLES)
        engine.index(ocr=False)
        moved = measure(engine, 20)
    assert {one.direction for one in moved} == set(MEASURED)
    for one in moved:
        assert one.towards > 0.15, one
        assert one.back < -0.15, one
        assert abs(one.control) < one.towards / 2, one
        assert one.right >= 0.9, one


def test_opposites_are_those_of_the_table() -> None:
    """What is measured against is the way back of the engine's own table."""
    assert {name: DIRECTIONS[name].opposite for name in MEASURED} == OPPOSITES


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((1.0, 1.0, 1.0), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((1.0, 0, 0), (53.2, 80.1, 67.2)),
        ((0, 0, 1.0), (32.3, 79.2, -107.9)),
    ],
)
def test_colours_as_people_see_them(rgb: tuple[float, float, float], lab: tuple[float, float, float]) -> None:
    """White, black, red and blue have the values that the tables of CIE L*a*b* give."""
    assert np.allclose(lab_of(np.array(rgb, np.float64)), lab, atol=0.2)
