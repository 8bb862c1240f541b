"""Which entry the one box takes for labelled queries: `python -m benchmarks.router` prints the confusion matrix.

The labels, tests/unit/search/routing.tsv, say what a person means; rows are what was meant, columns what was taken.
Those `before` were written before the rules that they judge, and were never changed since.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from bowerbird_engine.assets import SearchQuery
from bowerbird_engine.search.query import parse

TABLE: Final = Path(__file__).parent.parent / "tests" / "unit" / "search" / "routing.tsv"
ENTRIES: Final = ("words", "letters", "name", "words+letters")


class Labelled(NamedTuple):
    """A query, the entry that a person means by it, and whether the rules of today were known when it was written."""

    written: str
    entry: str
    query: str


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each entry was meant and each taken."""

    pairs: Counter[tuple[str, str]]

    @property
    def accuracy(self) -> float:
        return sum(number for (meant, taken), number in self.pairs.items() if meant == taken) / max(
            1, self.pairs.total()
        )

    def recall(self, entry: str) -> float:
        """Of the queries that mean an entry, the share that takes it; 1 where there are none."""
        return self._share(entry, [number for (meant, _), number in self.pairs.items() if meant == entry])

    def precision(self, entry: str) -> float:
        """Of the queries that take an entry, the share that means it; 1 where there are none."""
        return self._share(entry, [number for (_, taken), number in self.pairs.items() if taken == entry])

    def text(self) -> str:
        """Print the matrix, with the recall of each row and the precision of each column."""
        lines = ["".join([f"{'meant, taken':>14}", *(f"{name:>14}" for name in ENTRIES), f"{'recall':>9}"])]
        for meant in ENTRIES:
            counts = "".join(f"{self.pairs[meant, taken]:>14}" for taken in ENTRIES)
            lines.append(f"{meant:>14}{counts}{self.recall(meant):>9.1%}")
        precisions = "".join(f"{self.precision(name):>14.1%}" for name in ENTRIES)
        lines.append(f"{'precision':>14}{precisions}{self.accuracy:>9.1%}")
        return "\n".join(lines)

    def _share(self, entry: str, counts: Sequence[int]) -> float:
        return self.pairs[entry, entry] / sum(counts) if counts else 1.0


def read_table(path: Path = TABLE) -> list[Labelled]:
    """Read the labelled queries."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    next(rows)
    return [Labelled(*row) for row in rows]


def confusion(rows: Iterable[Labelled]) -> Confusion:
    """Ask the router for the entry of each query."""
    return Confusion(Counter((row.entry, parse(SearchQuery(text=row.query)).entry) for row in rows))


def main() -> int:
    rows = read_table()
    for written in ("before", "after"):
        part = [row for row in rows if row.written == written]
        print(f"{len(part)} queries written {written} the rules")
        print(confusion(part).text(), end="\n\n")
    print(f"all {len(rows)} queries")
    print(confusion(rows).text())
    for row in rows:
        clue = parse(SearchQuery(text=row.query))
        if clue.entry != row.entry:
            print(f"  {row.query!r}: {row.entry} is meant, {clue.entry} is taken. {clue.why}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
