"""Letters and names: what was read, and how words and codes are found again."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from bowerbird_engine.assets import FileStatus, Int64Array, ScanDelta
from bowerbird_engine.catalog import code_search
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.catalog.records import UnreadContent, WordShare
from unit.catalog.builders import add_files, add_root, find, index_file, keys, lines, lose, walked

READER = "reader 1.0"


def _read(catalogue: Catalogue, name: bytes, *texts: str) -> int:
    """Index a file and store the lines read in it."""
    content_id = index_file(catalogue, 1, name).content_id
    catalogue.texts.put(content_id, READER, lines(*texts))
    return content_id


def _words(
    catalogue: Catalogue, *terms: str, limit: int, within: Int64Array | None = None
) -> list[WordShare]:
    """Find whatever holds any of the terms."""
    live = catalogue.files.live_contents() if within is None else within
    return catalogue.texts.word_shares(terms, 0.01, limit, live)


@pytest.fixture(autouse=True)
def _root(catalogue: Catalogue) -> None:
    add_root(catalogue)


def test_regions_come_back_as_they_were_read(catalogue: Catalogue) -> None:
    """Text, score and box are kept exactly, in reading order."""
    content_id = index_file(catalogue, 1, b"a.jpg").content_id
    read = lines("zweite Zeile: 価格 ¥1,200", "", "a\nb")

    catalogue.texts.put(content_id, READER, read)

    assert catalogue.texts.regions(content_id) == tuple(read)
    assert catalogue.texts.regions(999) == ()


def test_a_new_reading_replaces_the_one_before(catalogue: Catalogue) -> None:
    """After another reading, nothing of the old one is found, neither by word nor by code."""
    content_id = _read(catalogue, b"a.jpg", "OLDWORD", "CODE-7781")
    catalogue.texts.put(content_id, "reader 2.0", lines("NEWWORD"))

    assert [region.text for region in catalogue.texts.regions(content_id)] == ["NEWWORD"]
    assert _words(catalogue, "oldword", limit=9) == []
    assert catalogue.texts.match_code(fold_code("7781"), 9) == []
    assert len(_words(catalogue, "newword", limit=9)) == 1


def test_unread_contents_come_once_each_with_a_present_file(catalogue: Catalogue) -> None:
    """Copies are read once; missing, failed and pending files are no source; pages go by id."""
    other = add_root(catalogue, "other")
    first = index_file(catalogue, 1, b"a.jpg", b"same").content_id
    index_file(catalogue, 1, b"b.jpg", b"same")
    second = index_file(catalogue, 1, b"c.jpg").content_id
    elsewhere = index_file(catalogue, other.id, b"d.jpg").content_id
    index_file(catalogue, 1, b"gone.jpg")
    lose(catalogue, 1, b"gone.jpg", b"a.jpg")
    (bad,) = add_files(catalogue, 1, b"bad.jpg")
    catalogue.files.fail(bad.id, FileStatus.UNREADABLE, "truncated", "It ends too early.")

    everything = catalogue.texts.unread(READER, 9, 0, [1, other.id])

    assert everything == [
        UnreadContent(first, 1, b"b.jpg"),
        UnreadContent(second, 1, b"c.jpg"),
        UnreadContent(elsewhere, other.id, b"d.jpg"),
    ]
    assert catalogue.texts.unread(READER, 1, first, [1]) == [everything[1]]
    assert catalogue.texts.unread(READER, 9, 0, [other.id]) == [everything[2]]
    assert catalogue.texts.unread(READER, 9, 0, []) == []


def test_progress_counts_readings_and_failures_of_this_recognizer(catalogue: Catalogue) -> None:
    """A content that could not be read is done too; another recognizer starts anew."""
    first, second = _read(catalogue, b"a.jpg", "x"), index_file(catalogue, 1, b"b.jpg").content_id
    index_file(catalogue, 1, b"c.jpg")
    assert catalogue.texts.progress(READER) == (1, 3)

    catalogue.texts.fail(second, READER, "timeout", "It took too long.")

    assert catalogue.texts.progress(READER) == (2, 3)
    assert [content_id for content_id, _, _ in catalogue.texts.unread(READER, 9, 0, [1])] == [3]
    assert catalogue.texts.progress("reader 2.0") == (0, 3)
    catalogue.texts.fail(first, "reader 2.0", "timeout", "It took too long.")
    assert [region.text for region in catalogue.texts.regions(first)] == ["x"]


def test_a_way_of_reading_counts_what_the_reader_itself_has_read(catalogue: Catalogue) -> None:
    """What was only looked at is unread for the reader itself; what it read is read for each of its ways."""
    read, looked_at = _read(catalogue, b"a.jpg", "x"), index_file(catalogue, 1, b"b.jpg").content_id
    catalogue.texts.put(looked_at, f"{READER}~glance", [])

    assert catalogue.texts.progress(f"{READER}~glance") == (2, 2)
    assert catalogue.texts.unread(f"{READER}~glance", 9, 0, [1]) == []
    assert catalogue.texts.progress(READER) == (1, 2)
    assert [row[0] for row in catalogue.texts.unread(READER, 9, 0, [1])] == [looked_at]
    assert catalogue.texts.progress(f"{READER}~other") == (1, 2)
    assert catalogue.texts.progress("reader 2.0~glance") == (0, 2)
    assert [region.text for region in catalogue.texts.regions(read)] == ["x"]


def test_words_are_found_whatever_their_case_and_accents(catalogue: Catalogue) -> None:
    """`cafe` finds CAFÉ, in the letters and in names."""
    read = _read(catalogue, b"IMG_1.jpg", "Grand CAFÉ de la Gare")
    named = index_file(catalogue, 1, b"caf\xc3\xa9-terrasse.jpg").content_id

    found = _words(catalogue, "cafe", limit=9)

    assert [(match.content_id, match.source) for match in found] == [(read, "letters"), (named, "name")]
    assert [match.text for match in found] == ["Grand CAFÉ de la Gare", "café-terrasse.jpg"]


def test_more_terms_and_rarer_words_come_first(catalogue: Catalogue) -> None:
    """Any of the words is enough; who holds more of them ranks before."""
    both = _read(catalogue, b"1.jpg", "BLUE", "CERAMIC MUG")
    one = _read(catalogue, b"2.jpg", "RED CERAMIC LAMP")
    for number in range(3, 12):
        _read(catalogue, b"%d.jpg" % number, "RED LAMP")

    found = _words(catalogue, "ceramic", "mug", "blue", limit=9)

    assert [match.content_id for match in found] == [both, one]
    assert found[0].share > found[1].share
    assert found[0].text == "CERAMIC MUG"


def test_a_term_of_several_words_is_a_phrase(catalogue: Catalogue) -> None:
    """Words of one term must stand one after the other."""
    phrase = _read(catalogue, b"1.jpg", "Blue Ceramic Mug")
    _read(catalogue, b"2.jpg", "Ceramic blue mug")

    found = _words(catalogue, "blue ceramic", limit=9)

    assert [match.content_id for match in found] == [phrase]


@pytest.mark.parametrize(
    "term",
    [
        '"',
        "'",
        "*",
        "zz:cat",
        "AND",
        "OR NOT",
        "NEAR(a b)",
        "(",
        "a AND b",
        "^x",
        "{a}: b",
        "\0",
        "\ud800",
        "",
        "-",
    ],
)
def test_no_text_is_an_operator(catalogue: Catalogue, term: str) -> None:
    """Whatever a person types is looked for as words, never understood as a query."""
    _read(catalogue, b"1.jpg", "cat a b x")

    _words(catalogue, term, limit=9)
    catalogue.texts.match_code(term, 9)
    catalogue.texts.similar_codes(term * 3, 9)


def test_codes_are_found_by_any_part_of_them(catalogue: Catalogue) -> None:
    """A folded code is found in lines and in names, from three characters on through the index, below it too."""
    content_id = _read(catalogue, b"scan.jpg", "Ref. SKU 10-B2 / 4471", "other line")
    named = index_file(catalogue, 1, b"prints/sku-IOB24471_final.tif").content_id

    for asked in ("SKU10B24471", "sku-10b2", "0B2", "447"):
        found = catalogue.texts.match_code(fold_code(asked), 9)
        assert [(match.content_id, match.source) for match in found] == [
            (content_id, "letters"),
            (named, "name"),
        ], asked
    assert found[0].text == "Ref. SKU 10-B2 / 4471"
    assert found[0].region == 0
    assert found[0].folded == fold_code(found[0].text)
    assert found[1].text == "sku-IOB24471_final.tif"
    assert {match.content_id for match in catalogue.texts.match_code("44", 9)} == {content_id, named}
    assert catalogue.texts.match_code("48", 9) == []
    assert catalogue.texts.match_code("", 9) == []


def test_a_single_character_is_only_looked_for_as_a_whole_line(catalogue: Catalogue) -> None:
    """One character is in nearly every line: only a line that is nothing else is meant."""
    alone = _read(catalogue, b"x.jpg", "7", "A7")

    assert [(m.content_id, m.text) for m in catalogue.texts.match_code("7", 9)] == [(alone, "7")]


def test_the_closest_codes_come_first(catalogue: Catalogue) -> None:
    """Shorter lines hold less beside the code, so they come before longer ones."""
    long = _read(catalogue, b"1.jpg", "order AB1234567 of yesterday")
    short = _read(catalogue, b"2.jpg", "AB1234567")

    found = catalogue.texts.match_code(fold_code("AB1234567"), 9)

    assert [match.content_id for match in found] == [short, long]
    assert [match.content_id for match in catalogue.texts.match_code(fold_code("AB1234567"), 1)] == [short]


def test_similar_codes_share_runs_of_characters(catalogue: Catalogue) -> None:
    """A misread character leaves enough of a code to find it as a candidate; another code is none."""
    near = _read(catalogue, b"1.jpg", "KX-4471-99")
    _read(catalogue, b"2.jpg", "completely different")

    found = catalogue.texts.similar_codes(fold_code("KX-4171-99"), 9)

    assert [match.content_id for match in found] == [near]
    assert catalogue.texts.similar_codes("AB", 9) == []


def test_lines_that_begin_or_end_a_code(catalogue: Catalogue) -> None:
    """A label breaks a code: one of its lines is a whole piece of it, even where the other was misread."""
    broken = _read(catalogue, b"1.jpg", "XB", "-9356-A", "XB 9")
    longer = _read(catalogue, b"2.jpg", "XB 93")
    _read(catalogue, b"3.jpg", "936", "X", "AXB")

    found = catalogue.texts.beginnings_and_ends(fold_code("XB-936-A"), 9)

    assert [(match.content_id, match.text) for match in found] == [
        (longer, "XB 93"),
        (broken, "XB 9"),
        (broken, "XB"),
    ]
    assert len(catalogue.texts.beginnings_and_ends(fold_code("XB-936-A"), 2)) == 2
    assert catalogue.texts.beginnings_and_ends("X89", 9) == []


def test_what_has_no_present_file_is_not_found(catalogue: Catalogue) -> None:
    """Missing and changed files are not found by letters nor by name, until they are back."""
    _read(catalogue, b"holiday.jpg", "WELCOME 4471")
    stored = find(catalogue, 1, b"holiday.jpg")
    lose(catalogue, 1, b"holiday.jpg")

    assert _words(catalogue, "welcome", "holiday", limit=9) == []
    assert catalogue.texts.match_code("4471", 9) == []
    assert catalogue.texts.similar_codes("4471", 9) == []

    catalogue.files.apply(1, ScanDelta(returned=(stored,)))
    assert len(_words(catalogue, "welcome", "holiday", limit=9)) == 2


def test_a_renamed_file_is_found_by_its_new_name_alone(catalogue: Catalogue) -> None:
    """Names follow moves, both those that the scan sees and those that the bytes tell."""
    content_id = index_file(catalogue, 1, b"sunset.jpg", b"bytes").content_id
    stored = find(catalogue, 1, b"sunset.jpg")
    catalogue.files.apply(1, ScanDelta(moved=((stored, walked(b"harbour.jpg", 3)),)))
    assert _words(catalogue, "sunset", limit=9) == []
    assert [match.content_id for match in _words(catalogue, "harbour", limit=9)] == [content_id]

    lose(catalogue, 1, b"harbour.jpg")
    assert index_file(catalogue, 1, b"bridge4471.jpg", b"bytes").moved
    assert _words(catalogue, "harbour", limit=9) == []
    assert catalogue.texts.match_code(fold_code("harbour"), 9) == []
    assert [match.content_id for match in catalogue.texts.match_code("4471", 9)] == [content_id]


def test_a_content_of_several_names_is_one_match(catalogue: Catalogue) -> None:
    """Copies do not fill the list of names."""
    content_id = index_file(catalogue, 1, b"boat.jpg", b"same").content_id
    index_file(catalogue, 1, b"copies/boat boat.jpg", b"same")
    other = index_file(catalogue, 1, b"boat-2.jpg").content_id

    found = _words(catalogue, "boat", limit=2)

    assert {match.content_id for match in found} == {content_id, other}


def test_a_search_is_narrowed_before_it_is_cut(catalogue: Catalogue) -> None:
    """`within` leaves as many results as the limit allows, however many better ones lie outside."""
    ids = [_read(catalogue, b"boat%02d.jpg" % number, "BOAT 4471") for number in range(12)]
    wanted = keys(ids[-2], ids[-1])

    words = _words(catalogue, "boat", limit=2, within=wanted)
    codes = catalogue.texts.match_code("4471", 2, within=wanted)
    similar = catalogue.texts.similar_codes("4471X", 2, within=wanted)

    for found in (words, codes, similar):
        letters = [match.content_id for match in found if match.source == "letters"]
        assert letters == wanted.tolist()
    assert _words(catalogue, "boat", limit=2, within=keys()) == []


def test_the_same_question_has_the_same_answer(catalogue: Catalogue) -> None:
    """Equal ranks are ordered by id, so that a list never changes by itself."""
    ids = [_read(catalogue, b"n%d.jpg" % number, "LAMP AB4471") for number in range(20)]

    assert [match.content_id for match in _words(catalogue, "lamp", limit=50)] == ids
    assert [match.content_id for match in catalogue.texts.match_code("AB4471".replace("B", "8"), 50)] == ids
    assert [match.content_id for match in catalogue.texts.similar_codes("A84471", 50)] == ids


def test_runs_that_are_everywhere_do_not_hide_the_rare_ones(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`IMG` is in every name: the rest of a misread name decides, and alone it still finds names."""
    monkeypatch.setattr(code_search, "_COMMON", 3)
    ids = [index_file(catalogue, 1, b"IMG_%04d.jpg" % (number * 1111)).content_id for number in range(2, 10)]

    near = catalogue.texts.similar_codes(fold_code("IMG_44A4_444"), 9)
    all_common = catalogue.texts.similar_codes(fold_code("IMG"), 3)

    assert near[0].content_id == ids[2]
    assert len(near) < len(ids)
    assert [match.content_id for match in all_common] == ids[:3]


def test_a_line_that_is_just_the_code_is_never_missed(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many lines hold a code, one that is nothing else comes first, and the rest is bounded."""
    monkeypatch.setattr(code_search, "_CONSIDERED", 3)
    for number in range(6):
        _read(catalogue, b"x%d.jpg" % number, f"ORDER 4471 OF {number}")
    alone = _read(catalogue, b"alone.jpg", "4471")

    found = catalogue.texts.match_code("4471", 2)

    assert found[0].content_id == alone
    assert len(found) == 2
    assert len(catalogue.texts.match_code("4471", 9)) == 7


def test_compacting_leaves_one_piece_and_every_answer(catalogue: Catalogue) -> None:
    """After many small writes the indexes are one piece each, and words and codes are found as before."""
    for number in range(6):
        _read(catalogue, b"x%d.jpg" % number, f"ORDER 44{number}1 MUG")
    before = _words(catalogue, "mug", limit=9), catalogue.texts.match_code(fold_code("4431"), 9)

    catalogue.texts.compact()
    catalogue.texts.compact()

    assert (_words(catalogue, "mug", limit=9), catalogue.texts.match_code(fold_code("4431"), 9)) == before
    assert len(before[0]) == 6
    with closing(sqlite3.connect(catalogue.path)) as connection:
        for index in ("letters_words", "letters_codes", "name_words"):
            # The segment is in the upper bits of a page's id; ids 1 and 10 hold averages and structure.
            sql = f"SELECT count(DISTINCT id >> 37) FROM {index}_data WHERE id > 10"  # noqa: S608
            assert connection.execute(sql).fetchall() == [(1,)]
