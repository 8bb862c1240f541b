"""The laws of search: routing is total, fusion loses nothing, percentages keep the order, cursors come back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.assets import SearchQuery
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.encoding.curves import MAX_WITHOUT_PROOF, Background, Curve, Curves
from bowerbird_engine.errors import CursorError, UsageError
from bowerbird_engine.search import cursor
from bowerbird_engine.search.query import Clue, parse
from bowerbird_engine.search.ranking import RankedSignal, fuse
from bowerbird_engine.search.similarity import (
    background_of,
    combine,
    descending,
    scales_of,
    standardise,
)
from bowerbird_engine.search.spelling import Grade, agree
from bowerbird_engine.search.terms import MAX_TERMS, search_terms

CODE = st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=4, max_size=20)
COSINES = st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=60)
PERCENT = st.floats(0, 99)


@st.composite
def signals(draw: st.DrawFn) -> list[RankedSignal]:
    """Draw up to three lists of contents with falling certainty."""
    made: list[RankedSignal] = []
    for _ in range(draw(st.integers(1, 3))):
        keys = draw(st.lists(st.integers(1, 50), unique=True, max_size=30))
        certainty = sorted(
            draw(st.lists(st.floats(0, 1), min_size=len(keys), max_size=len(keys))), reverse=True
        )
        weight = draw(st.floats(0.1, 2))
        made.append(
            RankedSignal(
                np.array(keys, np.int64), np.array(certainty, np.float32), weight, draw(st.booleans())
            )
        )
    return made


def understood(written: str) -> Clue | str:
    """Give the clue, or the words of the refusal."""
    try:
        return parse(SearchQuery(text=written))
    except UsageError as error:
        return str(error)


@given(st.text())
def test_every_text_is_routed_or_refused(text: str) -> None:
    """Any text becomes a clue that asks for something, or is refused in words."""
    clue = understood(text)
    if isinstance(clue, str):
        assert clue.endswith(".")
        return
    assert clue.words or clue.letters or clue.name or clue.like is not None
    assert clue.why
    for part in (clue.words, clue.letters, clue.name):
        assert part is None or (part.strip() == part and part.isprintable())


@given(st.text())
def test_routing_is_a_function(text: str) -> None:
    """The same text is understood the same way each time, whatever spaces surround it."""
    assert understood(text) == understood(text) == understood(f"  {text}\t")


@given(signals(), st.dictionaries(st.integers(1, 60), st.floats(0, 100), max_size=5))
def test_fusion_is_a_union_without_repeats(lists: list[RankedSignal], pinned: dict[int, float]) -> None:
    """Fusion gives every content that is listed or pinned once, the pinned first."""
    fused = fuse(lists, pinned).tolist()
    assert len(set(fused)) == len(fused)
    assert set(fused) == {key for one in lists for key in one.keys.tolist()} | set(pinned)
    assert set(fused[: len(pinned)]) == set(pinned)


@given(signals())
def test_fusion_does_not_depend_on_the_order_of_evidence(lists: list[RankedSignal]) -> None:
    """What is found twice does not care in which order the signals are named, as sums are exact here."""
    first, *rest = lists
    halved = [RankedSignal(one.keys, np.ones(len(one.keys), np.float32), 1.0, one.tied) for one in rest]
    assert fuse([first, *halved], {}).tolist() == fuse([first, *halved[::-1]], {}).tolist()


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    """Draw any curve that a pack may have."""
    places = sorted(draw(st.lists(st.integers(-500, 2000), min_size=2, max_size=12, unique=True)))
    values = sorted(draw(st.lists(PERCENT, min_size=len(places), max_size=len(places))))
    points = tuple((place / 100, value) for place, value in zip(places, values, strict=True))
    prior = Background(draw(st.floats(-1, 3)), draw(st.floats(0.01, 2)))
    return Curve(points, draw(st.floats(0, 2)), prior, draw(st.floats(0.05, 1)))


@given(COSINES, COSINES, st.one_of(st.none(), st.builds(Curves, curves(), curves())), st.integers(1, 10**6))
def test_percentages_keep_the_order(
    sample: list[float], cosines: list[float], fitted: Curves | None, pictures: int
) -> None:
    """A higher cosine never reads a lower percentage, with any curves or none and against any background; 100 is never reached."""
    ordered = np.sort(np.array(cosines, np.float32))
    scales = scales_of(fitted, pictures)
    for scale in (scales.words, scales.picture):
        background = background_of(np.array(sample, np.float32), scale)
        percent = scale.percent(standardise(ordered, background))
        assert np.isfinite(percent).all()
        assert (np.diff(percent) >= 0).all()
        assert percent.min() >= 0
        assert percent.max() <= MAX_WITHOUT_PROOF


@given(curves(), st.integers(1, 10**6), st.integers(1, 10**6), st.floats(-10, 30))
def test_no_picture_is_surer_among_more(curve: Curve, one: int, other: int, z: float) -> None:
    """The same standing reads no more in a larger library."""
    small, large = sorted((one, other))
    read = [curve.among(size).percent(np.array([z]))[0] for size in (small, large)]
    assert read[0] >= read[1]


@given(COSINES)
def test_ranks_tell_the_place_alone(cosines: list[float]) -> None:
    """Without curves every list with the same order reads the same."""
    z = np.array(cosines, np.float64)
    ranks = scales_of(None, 1).words.percent(z)
    places = np.array([(z > value).sum() for value in z])
    assert ranks == pytest.approx(90.0 / (1.0 + places / 20.0))


@given(st.lists(PERCENT, max_size=40))
def test_descending_falls_and_changes_no_falling_list(values: list[float]) -> None:
    """The mended list falls and stays within what it was; mending twice changes nothing more."""
    mended = descending(np.array(values, np.float64))
    assert (np.diff(mended) <= 1e-9).all()
    if values:
        assert min(values) <= mended.min()
        assert mended.max() <= max(values)
    assert np.allclose(descending(mended), mended)
    falling = np.array(sorted(values, reverse=True), np.float64)
    assert np.array_equal(descending(falling), falling)


@given(PERCENT, PERCENT)
def test_combining_never_lowers(one: float, other: float) -> None:
    """Two signals that agree are at least as sure as the surer one, in either order."""
    both = combine(one, other)
    assert max(one, other) - 1e-9 <= both <= MAX_WITHOUT_PROOF
    assert abs(both - combine(other, one)) < 1e-9


@given(CODE, st.data())
def test_a_code_agrees_with_itself_however_it_is_written(code: str, data: st.DataObject) -> None:
    """Case, separators and confusables do not keep a code from being found exactly."""
    place = data.draw(st.integers(1, len(code) - 1))
    separator = data.draw(st.sampled_from("- ./_"))
    written = code[:place].lower() + separator + code[place:].translate(str.maketrans("0158", "OISB"))
    agreement = agree(written, code)
    assert agreement is not None
    assert agreement.grade is Grade.LINE


@given(CODE, st.data())
def test_one_wrong_character_is_still_found(code: str, data: st.DataObject) -> None:
    """A code with one character replaced, left out or doubled is never refused, and never called exact."""
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from(["", "Q", "7", code[place] * 2]))
    written = code[:place] + wrong + code[place + 1 :]
    agreement = agree(written, code)
    if len(fold_code(written)) >= 4:
        assert agreement is not None
    if agreement is not None and fold_code(written) != fold_code(code):
        assert agreement.grade < Grade.LINE


@given(CODE, CODE)
def test_agreement_has_a_sane_percentage(asked: str, line: str) -> None:
    """Percentages of agreements lie between 0 and 99, whatever is compared."""
    agreement = agree(asked, line)
    if agreement is not None:
        assert 0 < agreement.percent <= 99


@given(st.integers(1, 10**8), st.integers(1, 2**63 - 1), st.text(), st.text())
def test_cursors_come_back(given_hits: int, last: int, query: str, other: str) -> None:
    """A cursor gives back its position to its own query, and to no other."""
    mark = cursor.fingerprint(query)
    written = cursor.encode(cursor.Position(given_hits, last), mark)
    assert cursor.decode(written, mark) == cursor.Position(given_hits, last)
    if other != query:
        try:
            cursor.decode(written, cursor.fingerprint(other))
        except CursorError:
            return
        raise AssertionError


@given(st.text())
def test_garbage_is_no_cursor(text: str) -> None:
    """No text that a search did not give is taken for a cursor."""
    try:
        cursor.decode(text, cursor.fingerprint("mug"))
    except CursorError:
        return
    raise AssertionError


@given(st.text())
def test_terms_are_few_distinct_words(text: str) -> None:
    """The words that are looked up are distinct and bounded in number."""
    terms = search_terms(text)
    assert len(terms) == len(set(terms)) <= MAX_TERMS
    assert all(any(character.isalnum() for character in term) for term in terms)


@given(st.integers(0, 2**32 - 1), st.integers(-(2**63), 2**63 - 1))
def test_cursors_to_nowhere_are_refused(given_hits: int, last: int) -> None:
    """A position that no page ends at is refused, however well it is written."""
    mark = cursor.fingerprint("mug")
    written = cursor.encode(cursor.Position(given_hits, last), mark)
    if 0 < given_hits <= 10**8 and last > 0:
        assert cursor.decode(written, mark).last == last
    else:
        with pytest.raises(CursorError):
            cursor.decode(written, mark)
