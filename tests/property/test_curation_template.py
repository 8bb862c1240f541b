"""Laws of the template of the curated folder: no template and no values lead out of it, or to a name that a system refuses."""

from __future__ import annotations

import ntpath
import sys
import unicodedata
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath

from hypothesis import assume, example, given
from hypothesis import strategies as st

from bowerbird_engine.curation.names import clean_part, folded
from bowerbird_engine.curation.template import (
    FIELDS,
    FOLDER_BYTES,
    MOST_FOLDERS,
    NAME_BYTES,
    PLAIN_TEMPLATE,
    Known,
    read_template,
)
from bowerbird_engine.errors import TemplateError

ANY_TEXT = st.text(st.characters(codec=None), max_size=120) | st.binary(max_size=120).map(
    lambda raw: raw.decode("utf-8", "surrogateescape")
)
HOSTILE = st.sampled_from(
    ["..", "../..", "/etc", "C:\\Windows", "\\\\host\\share", "a/../../b", "nul", "con.txt", ".", " ", "~", "-rf",
     "a\0b", "x" * 300, "\u202egpj.exe", "e\u0301\u200d", "COM1", "aux.", "...", "{name}"]
)  # fmt: skip
VALUES = HOSTILE | ANY_TEXT
PIECES = st.sampled_from(
    [*(f"{{{field}}}" for field in FIELDS), "/", "..", ".", "-", "a", " ", "nul", "\\", ":", "{", "}"]
)
TEMPLATES = st.lists(PIECES, max_size=12).map("".join) | ANY_TEXT
WHEN = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 12, 31))  # noqa: DTZ001  its zone is not read


@st.composite
def knowns(draw: st.DrawFn) -> Known:
    """Draw what may be known of a copy."""
    return Known(draw(VALUES), draw(VALUES), draw(WHEN), draw(VALUES), draw(VALUES))


@given(TEMPLATES, knowns())
@example("{project}/{subject}", Known("x", "y", datetime(2026, 11, 29), "../..", "/etc/passwd"))  # noqa: DTZ001
@example("{folder}", Known("x", "..", datetime(2026, 11, 29)))  # noqa: DTZ001
def test_nothing_leads_out_of_the_folder(text: str, known: Known) -> None:
    """Each part is one visible, short name that every system takes, or the template is refused."""
    try:
        template = read_template(text)
    except TemplateError:
        return
    place = template.place(known)
    assert place.stem
    assert len(place.folders) <= MOST_FOLDERS
    for part in (*place.folders, place.stem):
        _assert_plain(part)
    for folder in place.folders:
        assert len(folder.encode()) <= FOLDER_BYTES
    if text != PLAIN_TEMPLATE:
        assert len(place.stem.encode()) <= NAME_BYTES
    below = "/".join((*place.folders, place.stem))
    assert PurePosixPath("/best", below).parts[:2] == ("/", "best")
    assert PureWindowsPath("C:\\best", below).parts[:2] == ("C:\\", "best")
    assert len(PureWindowsPath(below).parts) == len(place.folders) + 1
    assert template.place(known) == place


def test_the_values_would_lead_out_by_themselves() -> None:
    """The control: filled in as they are, these values leave the folder."""
    naive = "{project}/{subject}".format(project="../..", subject="/etc/passwd")
    assert str(PurePosixPath("/best").joinpath(*naive.split("/")[:2])) == "/best/../.."
    assert PurePosixPath("/best", "/etc/passwd") == PurePosixPath("/etc/passwd")
    assert PureWindowsPath("C:\\best", "D:\\x").drive == "D:"


@given(VALUES, st.integers(1, 110))
def test_a_part_stays_as_it_is(text: str, most: int) -> None:
    """Cleaning twice is cleaning once, and folding a part never gives another folder its name by a separator."""
    once = clean_part(text, most)
    assert clean_part(once, most) == once
    assert "/" not in folded(once)


@given(TEMPLATES)
def test_a_refusal_names_a_place_of_the_template(text: str) -> None:
    """The number of the character is one of the template."""
    try:
        read_template(text)
    except TemplateError as error:
        sentence = str(error)
        if "at character " in sentence:
            number = int(sentence.partition("at character ")[2].partition(",")[0])
            assert 1 <= number <= len(text) + 1
    else:
        assume(bool(text.strip()))
        assert not set(text) & set('<>:"\\|?*')


def _assert_plain(part: str) -> None:
    assert part not in {"", ".", ".."}
    assert not set(part) & set('<>:"/\\|?*')
    assert not {unicodedata.category(sign) for sign in part if sign not in "\u200c\u200d"} & {
        "Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp",
    }  # fmt: skip
    assert part[0] not in " .~-"
    assert part[-1] not in " ."
    stem = part.partition(".")[0].strip().upper()
    assert stem not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9", "CONIN$", "CONOUT$"}
    assert not (sys.version_info >= (3, 13) and ntpath.isreserved(part))
