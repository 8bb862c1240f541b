"""Light is brought to a screen as a person expects: what fits stays as it is, what does not is exposed and compressed."""

from __future__ import annotations

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.imaging.tone import data_range, shown, stretched, tone_of


def srgb(value: float) -> int:
    """Encode one linear value by the standard's own formula."""
    encoded = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * encoded)


def ramp(low: float, high: float) -> Float32Array:
    """Make a plane whose values rise evenly in stops."""
    return np.geomspace(low, high, 4096, dtype=np.float32).reshape(64, 64)


def test_the_table_is_the_formula_of_srgb() -> None:
    """What fits the screen is encoded as IEC 61966-2-1 says, to the step, from the darkest to the brightest."""
    values = np.concatenate([np.linspace(0, 0.01, 500), np.linspace(0, 1, 500)]).astype(np.float32)
    tone = tone_of((values,))
    assert (tone.exposure, tone.white) == (1.0, 1.0)
    made = shown(values.copy(), tone)
    assert max(abs(int(step) - srgb(float(value))) for step, value in zip(made, values, strict=True)) <= 1


def test_a_hair_beyond_the_screen_changes_next_to_nothing() -> None:
    """A picture whose brightest value is 1.01 is shown like one that ends at 1.00."""
    plane = ramp(0.001, 1.0)
    fits = shown(plane.copy(), tone_of((plane,)))
    beyond = plane * np.float32(1.01)
    assert np.abs(shown(beyond.copy(), tone_of((beyond,))).astype(int) - fits).max() <= 5


@pytest.mark.parametrize("brightness", [10, 1000, 60_000])
def test_the_unit_of_the_light_does_not_matter(brightness: float) -> None:
    """A scene of great range has its average at a middle grey, whatever unit its light is in."""
    plane = ramp(1e-3, 1.0) * np.float32(brightness)
    made = shown(plane.copy(), tone_of((plane,)))
    if brightness >= 1000:
        assert 90 <= np.median(made) <= 130
    assert made.max() >= 250
    assert np.unique(made).size > 100


def test_a_sun_does_not_darken_the_scene() -> None:
    """A few very bright pixels become white, and leave the rest as it was without them."""
    plane = ramp(0.05, 2.0)
    plain = shown(plane.copy(), tone_of((plane,)))
    sunny = plane.copy()
    sunny[0, :3] = 60_000
    made = shown(sunny.copy(), tone_of((sunny,)))
    assert (made[0, :3] == 255).all()
    assert np.abs(made[1:].astype(int) - plain[1:]).max() <= 3


def test_a_black_surrounding_does_not_brighten_the_scene() -> None:
    """Pixels without light say nothing about the exposure."""
    plane = ramp(0.05, 20.0)
    around = np.concatenate([plane, np.zeros_like(plane)])
    assert tone_of((around,)).exposure == pytest.approx(tone_of((plane,)).exposure, rel=0.05)


def test_faint_light_is_raised_to_a_grey_and_no_further() -> None:
    """Light in a tiny unit is made visible; a dark picture that shows a grey stays as dark as it is."""
    faint = ramp(1e-7, 1e-4)
    assert 90 <= shown(faint.copy(), tone_of((faint,))).max() <= 130
    dark = ramp(1e-4, 0.3)
    assert tone_of((dark,)).exposure == 1.0


def test_a_picture_without_light_is_black() -> None:
    """Nothing at all, nothing but negative values, and no pixels are no error."""
    for plane in (
        np.zeros((4, 4), np.float32),
        np.full((4, 4), -1, np.float32),
        np.zeros((0, 0), np.float32),
    ):
        assert not shown(plane.copy(), tone_of((plane,))).any()


def test_the_order_of_brightness_is_kept() -> None:
    """What is brighter is never shown darker."""
    plane = ramp(1e-5, 5000)
    made = shown(plane.copy(), tone_of((plane,))).reshape(-1).astype(int)
    assert (np.diff(made) >= 0).all()


def test_data_are_spread_between_black_and_white() -> None:
    """Nearly all values get steps of their own; values that stand for nothing get the nearest end."""
    plane = np.linspace(-50, 50, 4096, dtype=np.float32).reshape(64, 64)
    plane[0, :2] = 65504
    low, high = data_range((plane,))
    made = stretched(plane.copy(), low, high)
    assert made[1, 0] <= 5
    assert made[63, 63] == 255
    assert made[0, 0] == 255
    assert (stretched(np.full((4, 4), 3, np.float32), 3, 3) == 128).all()
