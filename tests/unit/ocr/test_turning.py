"""Doubtful lines are read both ways, and the surer reading is kept."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.ocr.turning import DOUBTFUL, MOST_LINES, Reading, both_ways


def strip(width: int = 40) -> Uint8Array:
    """Make a line that is bright at its left end."""
    picture = np.zeros((10, width, 3), np.uint8)
    picture[:, :5] = 255
    return picture


class Reader:
    """Read every turned line as the same."""

    def __init__(self, *reading: Reading) -> None:
        self.seen: list[Uint8Array] = []
        self._readings = reading

    def __call__(self, lines: list[Uint8Array]) -> list[Reading]:
        self.seen += lines
        return [self._readings[place % len(self._readings)] for place in range(len(lines))]


def test_the_surer_reading_is_kept() -> None:
    """A line read badly is turned by 180 degrees, and what that gives is kept where it is surer."""
    reader = Reader(("BB-2047-K", 0.99), ("worse", 0.2))
    kept = both_ways(
        [strip(90), strip(60), strip()], [("X-Z02-88", 0.55), ("ok", 0.7), ("sure", 0.97)], reader
    )
    assert kept == [("BB-2047-K", 0.99), ("ok", 0.7), ("sure", 0.97)]
    assert len(reader.seen) == 2
    assert reader.seen[0][0, -1, 0] == 255
    assert reader.seen[0][0, 0, 0] == 0


def test_short_lines_are_read_in_all_four_ways() -> None:
    """A box that is nearly square does not tell which way its characters stand; a long one does."""
    reader = Reader(("on its head", 0.3), ("8X", 0.9), ("on the other side", 0.4))
    assert both_ways([strip(14)], [("?", 0.1)], reader) == [("8X", 0.9)]
    assert [seen.shape[:2] for seen in reader.seen] == [(10, 14), (14, 10), (14, 10)]
    assert reader.seen[1][-1, 0, 0] == 255  # its left end lies below: turned against the clock
    assert reader.seen[2][0, 0, 0] == 255

    longer = Reader(("on its head", 0.3))
    assert both_ways([strip(16)], [("?", 0.1)], longer) == [("on its head", 0.3)]
    assert len(longer.seen) == 1


def test_sure_lines_cost_nothing() -> None:
    """Where every line is read well, nothing is read again."""
    reader = Reader(("never", 1.0))
    assert both_ways([strip()], [("sure", DOUBTFUL)], reader) == [("sure", DOUBTFUL)]
    assert reader.seen == []


def test_a_page_of_bad_print_is_not_read_twice() -> None:
    """Only so many lines are turned, the longest first."""
    reader = Reader(("turned", 1.0))
    lines = [strip(20 + place) for place in range(3 * MOST_LINES)]
    kept = both_ways(lines, [("bad", 0.1)] * len(lines), reader)
    assert [text for text, _ in kept].count("turned") == MOST_LINES
    assert kept[-1] == ("turned", 1.0)
    assert kept[0] == ("bad", 0.1)


@given(st.lists(st.floats(0, 1), max_size=30), st.floats(0, 1))
def test_no_score_falls(scores: list[float], turned: float) -> None:
    """Reading both ways never makes a line less sure."""
    kept = both_ways([strip()] * len(scores), [("one", score) for score in scores], Reader(("other", turned)))
    assert all(after >= before for (_, after), before in zip(kept, scores, strict=True))
