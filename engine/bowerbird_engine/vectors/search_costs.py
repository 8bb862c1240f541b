"""Which way of searching a large library is the cheapest: arithmetic on what each way was measured to cost."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchCosts:
    """What each step costs, in nanoseconds at 512 dimensions; all of them grow alike with the dimension.

    Measured by benchmarks/large_library.py. Only their ratios decide.
    """

    scanned_row: float = 75.0
    """A row that is compared where it lies, one after the other."""
    gathered_row: float = 300.0
    """A row that is fetched from anywhere and then compared."""
    candidate: float = 4000.0
    """A candidate that the graph is asked for, with comparing it exactly."""
    least_candidates: int = 2048
    """Fewer are never asked for: they are what the recall comes from, and pages are mostly no deeper."""
    margin: float = 2.0
    """How many times more candidates than needed: the last ones of a graph's list are the least sure."""

    def exactly(self, rows: int, allowed: int) -> float:
        """Tell what comparing the allowed ones of all rows costs."""
        return min(allowed * self.gathered_row, rows * self.scanned_row)

    def through_graph(self, candidates: int, beside: float) -> float:
        """Tell what asking the graph costs, with `beside` allowed rows that it does not hold."""
        return candidates * self.candidate + beside * self.gathered_row

    def candidates(self, rows: int, allowed: int, limit: int) -> int:
        """Tell how many candidates likely hold `limit` allowed ones, were these spread evenly."""
        return max(self.least_candidates, math.ceil(self.margin * limit * rows / max(1, allowed)))

    def more_candidates(self, asked: int, found: int, limit: int) -> int:
        """Tell how many to ask for next, when those asked for held fewer allowed ones than needed."""
        return asked * min(64, max(2, math.ceil(self.margin * limit / max(1, found))))

    def graph_pays(self, candidates: int, *, rows: int, allowed: int, beside: int) -> bool:
        """Tell whether asking the graph is cheaper. `beside` of all rows are not in it, allowed or not."""
        share = min(1.0, allowed / max(1, rows))
        return self.through_graph(candidates, beside * share) < self.exactly(rows, allowed)
