"""Laws of clean names, for any name at all."""

from __future__ import annotations

import ntpath
import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.curation.names import clean_name, folded, numbered, sidecar_of
from bowerbird_engine.imaging.formats import PictureFormat

ANY_NAME = st.text(st.characters(codec=None), max_size=400) | st.binary(max_size=300).map(
    lambda raw: raw.decode("utf-8", "surrogateescape")
)
KINDS = st.sampled_from(PictureFormat)


@given(ANY_NAME, KINDS)
def test_any_name_becomes_one_that_every_system_takes(name: str, kind: PictureFormat) -> None:
    """The result is one visible, short path component of printable text, reserved nowhere, with an ending that fits."""
    stem, ending = clean_name(name, kind.media_type)
    whole = numbered(stem, ending, 1)
    assert ending in kind.suffixes
    assert not set(whole) & set('<>:"/\\|?*')
    assert not {unicodedata.category(sign) for sign in whole if sign not in "\u200c\u200d"} & {
        "Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp",
    }  # fmt: skip
    assert whole[0] not in " .~-"
    assert stem[-1] not in " ."
    assert stem.strip("\u200c\u200d")
    assert not _reserved_on_windows(whole)
    assert not _reserved_on_windows(sidecar_of(whole))
    assert len(sidecar_of(numbered(stem, ending, 12_345)).encode()) <= 143


@given(ANY_NAME | st.sampled_from(["con." + "x" * 120, "e\u200b\u0301", "nul\u200b"]), KINDS)
def test_a_clean_name_stays_as_it_is(name: str, kind: PictureFormat) -> None:
    """Cleaning twice is cleaning once: a copy of a copy keeps its name."""
    once = numbered(*clean_name(name, kind.media_type), 1)
    assert numbered(*clean_name(once, kind.media_type), 1) == once


@given(ANY_NAME)
def test_folding_twice_is_folding_once(name: str) -> None:
    """What two names have in common has itself in common with them."""
    assert folded(folded(name)) == folded(name)


def _reserved_on_windows(name: str) -> bool:
    stem = name.partition(".")[0].rstrip(" ").upper()
    ports = {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789\N{SUPERSCRIPT ONE}²³"}
    if sys.version_info >= (3, 13) and ntpath.isreserved(name):
        return True
    return stem in {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | ports
