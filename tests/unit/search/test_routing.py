"""How often the one box takes the entry that people mean: the confusion matrix is printed, and each figure has a floor."""

from __future__ import annotations

from collections import Counter

import pytest
from benchmarks.router import ENTRIES, Confusion, Labelled, confusion, read_table

TABLE = read_table()
RECALL = {"words": 0.97, "letters": 0.96, "name": 0.95, "words+letters": 0.95}
PRECISION = {"words": 0.97, "letters": 0.97, "name": 0.97, "words+letters": 0.93}


def test_the_table_is_large_and_its_first_half_older_than_the_rules() -> None:
    """At least 200 queries, each once, of every entry, half of them written before the router."""
    written = Counter(row.written for row in TABLE)
    assert written.total() >= 200
    assert 2 * written["before"] >= written.total()
    assert len({row.query for row in TABLE}) == len(TABLE)
    assert {row.entry for row in TABLE} == set(ENTRIES)


@pytest.mark.parametrize("written", ["before", "after"])
def test_the_router_takes_what_is_meant(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No entry is missed or taken in its stead more often than its floor allows."""
    found = confusion(row for row in TABLE if row.written == written)
    with capsys.disabled():
        print(f"\nThe router on queries written {written} its rules:\n{found.text()}")  # noqa: T201  CI shall show it
    for entry in ENTRIES:
        assert found.recall(entry) >= RECALL[entry], entry
        assert found.precision(entry) >= PRECISION[entry], entry


def test_a_router_that_takes_everything_for_words_stays_below_the_floors() -> None:
    """The floors can be missed: what never looks at the clue misses them."""
    blind = Confusion(Counter((row.entry, "words") for row in TABLE))
    assert blind.recall("letters") == 0.0
    assert blind.precision("words") < PRECISION["words"]


def test_a_wrong_label_shows() -> None:
    """A query whose label contradicts the rules is counted as confused, and the matrix says so."""
    found = confusion([Labelled("after", "letters", "a red mug"), Labelled("after", "words", "a blue mug")])
    assert found.accuracy == 0.5
    assert (found.recall("letters"), found.precision("words")) == (0.0, 0.5)
    assert "50.0%" in found.text()
