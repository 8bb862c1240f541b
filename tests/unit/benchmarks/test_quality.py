"""The evaluation tool: its figures against values worked out by hand, its truth files, and one run on real pictures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from benchmarks.quality import __main__ as command
from benchmarks.quality import metrics, progress, report
from benchmarks.quality.metrics import Answer, Hit
from benchmarks.quality.truth import TruthError, read_truth
from hypothesis import given
from hypothesis import strategies as st
from tools.quality import __main__ as builders
from tools.quality import samples


def _answer(pattern: str, rights: int, percent: float = 50.0) -> Answer:
    """Make a list from a row of `+` (right) and `-`."""
    return Answer(tuple(Hit(percent, mark == "+") for mark in pattern), rights)


@pytest.mark.parametrize(
    ("pattern", "rights", "limit", "value"),
    [
        ("+", 1, 10, 1.0),
        ("-+", 1, 10, 1 / 2),
        ("+-+", 2, 10, (1 / 1 + 2 / 3) / 2),
        ("+-+", 3, 10, (1 / 1 + 2 / 3) / 3),
        ("--", 1, 10, 0.0),
        ("++", 5, 2, 1.0),
        ("", 1, 10, 0.0),
    ],
)
def test_average_precision(pattern: str, rights: int, limit: int, value: float) -> None:
    """What is not listed costs, unless it could not have been."""
    assert metrics.average_precision(_answer(pattern, rights), limit) == pytest.approx(value)


def test_calibration_error_of_three_bins() -> None:
    """|0.9 - 1| of 2 hits, |0.55 - 0.5| of 2, |0.1 - 0| of 1: (0.2 + 0.1 + 0.1) / 5."""
    hits = [Hit(90, True), Hit(90, True), Hit(55, True), Hit(55, False), Hit(10, False)]
    assert metrics.calibration_error(hits) == pytest.approx(0.4 / 5)


def test_calibration_error_of_percentages_that_are_true_is_nothing() -> None:
    """Of ten hits that read 70 % seven are right; if one more is, the error is 10 points."""
    hits = [Hit(70, place < 7) for place in range(10)]
    assert metrics.calibration_error(hits) == pytest.approx(0.0)
    assert metrics.calibration_error([*hits[:-1], Hit(70, True)]) == pytest.approx(0.1)


def test_a_hundred_percent_falls_into_the_last_bin() -> None:
    """The upper edge belongs to it."""
    assert metrics.calibration_error([Hit(100, True)]) == 0.0


def test_shares_above_eighty() -> None:
    """Three hits are that sure, two of them are right; three are right, two of them are that sure."""
    hits = [Hit(80, True), Hit(95, True), Hit(99, False), Hit(79.9, True), Hit(3, False)]
    assert metrics.right_above(hits) == pytest.approx(2 / 3)
    assert metrics.above_of_right(hits) == pytest.approx(2 / 3)
    assert metrics.right_above(hits[3:]) is None
    assert metrics.above_of_right(hits[4:]) is None


def test_labels_on_hits_that_are_not_right_are_counted() -> None:
    """One of two right hits has the label that was expected, and one wrong hit has one."""
    hits = (
        Hit(90, True, ("crop_of",)),
        Hit(90, True, ("same_picture", "mirrored")),
        Hit(80, False, ("crop_of",)),
        Hit(80, False),
    )
    found = metrics.figures([Answer(hits, 2, label="crop_of")], limit=50)
    assert found.labels_right == 0.5
    assert found.wrong_labels == 1
    assert metrics.figures([Answer(hits, 2)], limit=50).labels_right is None


def test_places_and_recall() -> None:
    """First right answers at 1, 3 and nowhere: the median is 3, a third is right at once, two thirds within 5."""
    found = metrics.figures([_answer("+-", 1), _answer("--+", 1), _answer("---", 1)], limit=50)
    assert found.first == 3
    assert [found.recall_1, found.recall_5] == pytest.approx([1 / 3, 2 / 3])
    assert metrics.figures([_answer("---", 1)], limit=50).first is None


def test_times() -> None:
    """The median, and what nine in ten stay within."""
    answers = [replace(_answer("+", 1), seconds=n / 1000) for n in range(1, 11)]
    found = metrics.figures(answers, limit=50)
    assert [found.median_ms, found.slowest_tenth_ms] == pytest.approx([5.5, 9.0])


def test_only_the_first_fifty_hits_count_for_calibration() -> None:
    """The fifty-first is as wrong as can be, and changes nothing; the fiftieth does."""
    good = (Hit(0, False),) * 50
    bad = Hit(100, False)
    assert metrics.figures([Answer((*good, bad), 1)], limit=60).calibration_error == 0.0
    assert metrics.figures([Answer((*good[1:], bad), 1)], limit=60).calibration_error == pytest.approx(1 / 50)


@given(st.lists(st.builds(Hit, st.floats(0, 100), st.booleans()), min_size=1, max_size=60))
def test_figures_stay_within_their_range(hits: list[Hit]) -> None:
    """No figure leaves 0..1, and a right answer at the top is found there."""
    rights = max(1, sum(hit.right for hit in hits))
    found = metrics.figures([Answer(tuple(hits), rights)], limit=60)
    assert 0.0 <= found.mean_average_precision <= 1.0
    assert found.calibration_error is not None
    assert 0.0 <= found.calibration_error <= 1.0
    assert found.recall_1 == float(hits[0].right)


def test_time_left() -> None:
    """A quarter in 30 s leaves 90; nothing is said of what is done or hardly begun."""
    assert progress.time_left(30, 25, 100) == ", 1 min 30 s left"
    assert progress.time_left(30, 100, 100) == progress.time_left(0.2, 1, 100) == ""


GOOD: dict[str, Any] = {"group": "g", "kind": "words", "text": "a mug", "right": ["a.jpg"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a library of one file, which is enough to be named."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "a.jpg").touch()
    return tmp_path


def _write(folder: Path, *queries: object, **others: object) -> Path:
    told = {"library": "library", "queries": list(queries), **others}
    (folder / "truth.json").write_text(json.dumps(told), encoding="utf-8")
    return folder / "truth.json"


def test_a_truth_file_is_read(folder: Path) -> None:
    """The control of the refusals below."""
    truth = read_truth(_write(folder, GOOD, {**GOOD, "label": "crop_of", "picture": "library/a.jpg"}))
    assert truth.library == folder / "library"
    assert [one.verified for one in truth.questions] == [False, True]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "colour"}, "must be one of"),
        ({"right": []}, "at least one file"),
        ({"right": ["b.jpg"]}, "there is no file"),
        ({"right": ["../library/a.jpg"]}, "no path in the library"),
        ({"right": "a.jpg"}, "at least one file"),
        ({"text": ""}, "not empty"),
        ({"kind": "picture"}, "give it a 'picture'"),
        ({"picture": "queries/none.jpg"}, "there is no file"),
        ({"verified": "yes"}, "true or false"),
        ({"rigth": []}, "unknown field 'rigth'"),
    ],
)
def test_a_wrong_question_is_named(folder: Path, change: dict[str, object], told: str) -> None:
    """The sentence names the question and what is wrong with it."""
    with pytest.raises(TruthError, match=told) as raised:
        read_truth(_write(folder, GOOD, {**GOOD, **change}))
    assert "queries[1]" in str(raised.value)


def test_a_wrong_file_is_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No truth file, no JSON, no queries, no library: exit code 2, no traceback."""
    assert command.main([str(folder)]) == 2
    assert "tools.quality" in capsys.readouterr().err
    for broken in ("{", "[]", '{"library": "library"}', '{"library": "none", "queries": [1]}'):
        (folder / "truth.json").write_text(broken, encoding="utf-8")
        assert command.main([str(folder)]) == 2
        assert str(folder / "truth.json") in capsys.readouterr().err


def test_what_changed_is_told() -> None:
    """The same figures are the same; what moved is named with both values."""
    before = metrics.figures([_answer("-+", 1)], limit=50)
    now = metrics.figures([_answer("+-", 1)], limit=50)
    told = report.as_json({"all": before}, {})
    assert report.compared({"all": before}, told) == "all: the same"
    assert "mAP 0.500 -> 1.000" in report.compared({"all": now}, told)
    assert report.compared({"new": now}, told) == "new: new"
    with pytest.raises(ValueError, match="--json"):
        report.compared({"all": now}, [])


def test_samples_are_asked_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A set is made and measured by the two commands; nearly all its questions find their answer."""
    assert "samples" in builders.names()
    samples.build(tmp_path, tmp_path, seed=1, size=1)
    told = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    told["queries"] = [
        one for one in told["queries"] if one["kind"] != "letters"
    ]  # reading them takes minutes
    (tmp_path / "truth.json").write_text(json.dumps(told), encoding="utf-8")
    assert command.main([str(tmp_path), "--json", str(tmp_path / "now.json")]) == 0
    found = json.loads((tmp_path / "now.json").read_text(encoding="utf-8"))
    assert found["groups"]["picture"]["recall_1"] >= 0.9
    assert found["groups"]["words"]["recall_5"] >= 0.8
    assert command.main([str(tmp_path), "--against", str(tmp_path / "now.json")]) == 0
    assert "all: the same" in capsys.readouterr().out
