"""From a colour as people write it to the pictures that show it."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog.filters import FilterTable
from bowerbird_engine.errors import UsageError
from bowerbird_engine.facts import COLOURS
from bowerbird_engine.imaging.palette import oklab

_OTHER_NAMES: Final = {"gray": "grey", "violet": "purple", "turquoise": "teal", "cyan": "teal"}

_HEX: Final = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")

_NEAR: Final = 0.1
"""Oklab. Neighbours among the colours that CSS names lie 0.08 apart in the middle; the sky of two photos, 0.1."""

_ENOUGH: Final = 0.05
"""How much of a picture near colours must cover together: as for the names."""

_STEP_BITS: Final = 3
"""Colours are looked up in steps of eight per channel, no wider than a quarter of `_NEAR`."""
_STEPS: Final = 256 >> _STEP_BITS


def contents_of_colour(table: FilterTable, colour: str) -> Int64Array:
    """Give the sorted contents of which a colour, a name or `#rrggbb`, covers a telling part.

    Raises UsageError for what is neither.
    """
    written = colour.strip().casefold()
    name = _OTHER_NAMES.get(written, written)
    if name in COLOURS:
        return table.of_colour(COLOURS.index(name))
    digits = _HEX.fullmatch(written)
    if digits is None:
        raise UsageError(
            f"{colour!r} is no colour that pictures are filtered by. Take one of {', '.join(COLOURS)}, or #rrggbb."
        )
    return _near(table, digits.group(1))


def _near(table: FilterTable, digits: str) -> Int64Array:
    whole = digits if len(digits) > len("rgb") else "".join(2 * digit for digit in digits)
    keys, swatches = table.swatches()
    if not len(keys):
        return keys
    asked = np.array(oklab(*bytes.fromhex(whole)))
    near = np.linalg.norm(_cells() - asked, axis=1) <= _NEAR
    red, green, blue, share = np.moveaxis(swatches.astype(np.int32), 2, 0)
    cells = ((red >> _STEP_BITS) * _STEPS + (green >> _STEP_BITS)) * _STEPS + (blue >> _STEP_BITS)
    covered = (share * near[cells]).sum(axis=1)
    return np.sort(keys[covered >= 255 * _ENOUGH])


@cache
def _cells() -> npt.NDArray[np.float64]:
    """Bring the middle of each step into Oklab, [32,768, 3]; 0.1 s, once."""
    middles = [(step << _STEP_BITS) + (1 << (_STEP_BITS - 1)) for step in range(_STEPS)]
    return np.array([oklab(*colour) for colour in itertools.product(middles, repeat=3)])
