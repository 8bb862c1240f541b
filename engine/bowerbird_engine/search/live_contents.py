"""The contents of a whole library, read once after each commit for all who ask."""

from __future__ import annotations

import numpy as np

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import empty_keys


class LiveContents:
    """Give the sorted contents that may be listed at all. For one thread at a time, like the catalogue that it reads.

    It is the same array object as long as they are the same: what is made of them then need not be made again.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._counter: int | None = None
        self._contents = empty_keys()

    def __call__(self) -> Int64Array:
        """Give them as of the last commit, or as of the snapshot that the catalogue is in."""
        # Read before them: a commit in between then shows as a change the next time.
        counter = self._catalogue.change_counter()
        if counter != self._counter:
            found = self._catalogue.files.live_contents(None)
            if not np.array_equal(found, self._contents):
                self._contents = found
            self._counter = counter
        return self._contents
