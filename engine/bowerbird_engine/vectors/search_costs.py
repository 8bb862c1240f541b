"""When the graph is asked, and for how much: arithmetic on what each way of searching was measured to cost."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchCosts:
    """What each step costs, in nanoseconds at 512 dimensions; all of them grow alike with the dimension.

    Measured by benchmarks/large_library.py. Only their ratios decide.
    """

    scanned_row: float = 40.0
    """A row that is compared where it lies, one after the other."""
    gathered_row: float = 200.0
    """A row that is fetched from anywhere and then compared."""
    candidate: float = 5000.0
    """A candidate that the graph is asked for, with comparing it exactly."""
    least_candidates: int = 2048
    """Fewer are never asked for: the recall of the first ten comes from them (ADR 0034)."""
    margin: float = 8.0
    """How many times more candidates than needed. The last ones of a graph's list are the least sure: of the best 1,024 by
    words, 2,048 candidates lacked a third in a library of 450,000.
    """
    allowed_share: float = 0.9
    """With fewer allowed, of all rows or of the candidates, what is sought lies where the graph's list is not sure."""

    def candidates(self, limit: int) -> int:
        """Tell how many candidates to ask for."""
        return max(self.least_candidates, math.ceil(self.margin * limit))

    def exactly(self, rows: int, allowed: int) -> float:
        """Tell what comparing the allowed ones of all rows costs."""
        return min(allowed * self.gathered_row, rows * self.scanned_row)

    def graph_pays(self, limit: int, *, rows: int, allowed: int, beside: int) -> bool:
        """Tell whether asking the graph is right and cheaper. `beside` of all rows are not in it."""
        through_graph = self.candidates(limit) * self.candidate + beside * self.gathered_row
        return self.is_nearly_all(allowed, rows) and through_graph < self.exactly(rows, allowed)

    def is_nearly_all(self, allowed: int, number: int) -> bool:
        """Tell whether so many are allowed that the others are no filter to speak of."""
        return number > 0 and allowed >= self.allowed_share * number
