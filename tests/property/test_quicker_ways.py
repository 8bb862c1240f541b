"""What was made quicker gives what the plain way gives: here the plain ways stand."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.catalog.membership import members
from bowerbird_engine.search.sorting import name_order
from bowerbird_engine.search.spelling import spelled, word_runs
from bowerbird_engine.search.verification.poor_reference import grey_of, showing

names = st.text(st.characters(exclude_characters="\0"), max_size=12)
with_numbers = st.lists(st.one_of(names, st.integers(0, 10**6).map(str), st.just("0" * 40)), max_size=4)


def plain_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Give the parts of a name, one by one."""
    return tuple(
        (0, int(part), "") if at % 2 and len(part) <= 32 else (1, 0, part)
        for at, part in enumerate(re.split("([0-9]+)", name.casefold()))
        if part
    )


def plainly_spelled(text: str) -> str:
    """Take each character by itself."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@given(with_numbers.map("".join), with_numbers.map("".join))
@example("img2", "IMG10")
@example("a", "a1")
@example("a1", "a\x01")
@example("7", "007")
@example("x", "x" + "1" * 40)
def test_names_are_ordered_as_by_their_parts(one: str, other: str) -> None:
    """One text compares as the parts do."""
    by_parts, by_text = (plain_order(one), plain_order(other)), (name_order(one), name_order(other))
    assert (by_text[0] < by_text[1]) == (by_parts[0] < by_parts[1])
    assert (by_text[0] == by_text[1]) == (by_parts[0] == by_parts[1])


@given(st.text())
@example("SKU bb-2047_k")
@example("\uff33\uff2b\uff35")
def test_spelling_is_the_same_with_and_without_ascii(text: str) -> None:
    """The table for ASCII gives what Unicode's ways give."""
    assert spelled(text) == plainly_spelled(text)


@given(st.lists(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_members_are_those_of_a_set(ids: list[int], within: set[int]) -> None:
    """Those at either end are among them, and none are of an empty one."""
    found = members(np.array(ids, np.int64), np.array(sorted(within), np.int64))
    assert found.tolist() == [one in within for one in ids]


def plain_runs(line: str, length: int) -> list[str]:
    """Fold word by word."""
    words = [folded for word in re.findall(r"[^\W_]+", line) if (folded := fold_code(word))]
    runs = [
        "".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)
    ]
    return [run for run in runs if len(run) <= length]


@given(st.one_of(st.text(), st.text(st.characters(max_codepoint=127))), st.integers(1, 12))
@example("SKU bb-2047_k no. 5", 8)
@example("\x1f\x1ca b", 4)
def test_runs_of_words_are_the_same_with_and_without_ascii(line: str, length: int) -> None:
    """What splits words in ASCII is what splits them anywhere."""
    assert list(word_runs(line, length)) == plain_runs(line, length)


def spreads(grey: Float32Array) -> list[float]:
    """Measure cell by cell."""
    return [
        float(cell.std())
        for band in np.array_split(grey, min(16, grey.shape[0]), axis=0)
        for cell in np.array_split(band, min(16, grey.shape[1]), axis=1)
    ]


@given(st.integers(1, 70), st.integers(1, 70), st.sampled_from([4, 9, 12, 256]), st.integers(0, 1 << 30))
def test_cells_measured_at_once_show_what_they_show_one_by_one(
    height: int, width: int, levels: int, seed: int
) -> None:
    """Of any size, plain and lively."""
    pixels = np.random.default_rng(seed).integers(0, levels, (height, width, 3)).astype(np.uint8)
    grey = np.asarray(pixels.mean(axis=2), np.float32)
    assert np.array_equal(grey_of(pixels), grey)
    one_by_one = spreads(grey)
    # On the limit itself, rounding decides in both.
    assume(all(abs(spread - 3.0) > 1e-4 for spread in one_by_one))
    assert showing(grey) == sum(spread > 3.0 for spread in one_by_one) / len(one_by_one)
