"""How codes and phrases are compared with lines of letters."""

from __future__ import annotations

import pytest

from bowerbird_engine.search.spelling import Agreement, Grade, agree, allowed_edits, variants


@pytest.mark.parametrize(
    ("asked", "line", "grade", "edits"),
    [
        ("BB-2047-K", "BB-2047-K", Grade.LINE, 0),
        ("bb 2047 k", "BB-2047-K", Grade.LINE, 0),
        ("BB-2O47-K", "BB-2047-K", Grade.LINE, 0),
        ("0015B8", "LOT 0O15B8", Grade.WORD, 0),
        ("RE16", "RE16 TGK", Grade.WORD, 0),
        ("re16tgk", "RE16 TGK", Grade.LINE, 0),
        ("2047", "BB-2047-K", Grade.WORD, 0),
        ("204", "BB-2047-K", Grade.PARTIAL, 0),
        ("0O15B8", "LOT0O15B8", Grade.PARTIAL, 0),
        ("hand made", "HANDMADEMUG", Grade.PARTIAL, 0),
        ("SKU 8841-QX", "8841-QX", Grade.PART_OF_QUERY, 0),
        ("BB-2047-K", "BB-2047-X", Grade.FUZZY, 1),
        ("BB-2047-K", "BB-204-K", Grade.FUZZY, 1),
        ("BB-2047-K", "BB-20477-K", Grade.FUZZY, 1),
        ("BB-2047-K", "BB-2074-K", Grade.FUZZY, 1),
        ("BB-2047-K", "SKU BB-2147-K (blue)", Grade.FUZZY, 1),
        ("ABCD1234EFGH", "ABCD1Q34EXGH", Grade.FUZZY, 2),
    ],
)
def test_grades(asked: str, line: str, grade: Grade, edits: int) -> None:
    """Exact, partial and fuzzy agreements are told apart."""
    agreement = agree(asked, line)
    assert agreement is not None
    assert (agreement.grade, agreement.edits) == (grade, edits)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("BB-2047-K", "QX-8841"),
        ("BB-2047-K", "BB-9999-K"),
        ("ABC", "ABD"),
        ("12", "31245"),
        ("", "BB"),
        ("---", "BB"),
        ("BB-2047-K", ""),
        ("BB-2047-K", "BB"),
    ],
)
def test_nothing_in_common(asked: str, line: str) -> None:
    """What only shares a few characters is no match."""
    assert agree(asked, line) is None


def test_order_of_grades() -> None:
    """A better agreement always has the higher percentage."""
    lines = ["BB-2047-K", "8B-2047-K", "SKU BB-2047-K", "XBB-2047-KX", "BB-2047-X"]
    percents = [agreement.percent for one in lines if (agreement := agree("BB-2047-K", one)) is not None]
    assert len(percents) == len(lines)
    assert percents == sorted(percents, reverse=True)
    assert len(set(percents)) == len(percents)
    assert max(percents) <= 99.0


def test_confused_characters_are_told() -> None:
    """A line that is only equal by confusable characters says so, and ranks below the literal one."""
    confused, literal = agree("BB-2O47-K", "BB-2047-K"), agree("BB-2O47-K", "BB-2O47-K")
    assert confused is not None
    assert literal is not None
    assert confused.confused
    assert not literal.confused
    assert confused.percent < literal.percent


def test_shorter_line_first() -> None:
    """Of two lines that hold the code within a word, the one with less around it is the better one."""
    short, long = agree("RE16", "RE16TGK"), agree("RE16", "XXRE16TGK99")
    assert short is not None
    assert long is not None
    assert short.percent > long.percent


@pytest.mark.parametrize(("length", "edits"), [(1, 0), (3, 0), (4, 1), (7, 1), (8, 2), (12, 3), (40, 3)])
def test_allowed_edits(length: int, edits: int) -> None:
    """Short codes must be right, long ones may have a few wrong characters."""
    assert allowed_edits(length) == edits


def test_variants() -> None:
    """A word such as SKU before a code may be missing in the picture."""
    assert variants("SKU 8841-QX") == ("SKU 8841-QX", "8841-QX")
    assert variants("Invoice no. 317-24") == ("Invoice no. 317-24", "317-24")
    assert variants("8841-QX") == ("8841-QX",)
    assert variants("order") == ("order",)


def test_percent_is_monotone_within_a_grade() -> None:
    """Closeness moves the percentage up within its grade."""
    for grade in Grade:
        assert Agreement(grade, 0.0).percent < Agreement(grade, 1.0).percent
