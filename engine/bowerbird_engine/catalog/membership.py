"""Which of some ids are among others, and where. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Int64Array


def members(ids: Int64Array, within: Int64Array) -> npt.NDArray[np.bool_]:
    """Tell of each id whether it is among others, given sorted and each once.

    A search asks this of a few ids among all of a library: numpy's set functions look at all of them first, which takes
    40 ms for 100,000.
    """
    if not len(within):
        return np.zeros(len(ids), np.bool_)
    at = np.minimum(np.searchsorted(within, ids), len(within) - 1)
    return np.asarray(within[at] == ids, np.bool_)


def places_of(wanted: Int64Array, ids: Int64Array) -> Int64Array:
    """Tell where in a list, in any order and each once, ids lie that are all in it."""
    order = np.argsort(ids)
    return np.asarray(order[np.searchsorted(ids, wanted, sorter=order)], np.int64)
