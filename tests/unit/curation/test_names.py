"""Clean names of copies, and names of collections."""

from __future__ import annotations

import pytest

from bowerbird_engine.curation.names import clean_name, folded, numbered, sidecar_of, tidy_name
from bowerbird_engine.errors import CollectionNameError


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("cat.jpg", "cat.jpg"),
        ("IMG_2047.JPEG", "IMG_2047.jpeg"),
        ("Straße in Köln, 1999 (2).jpg", "Straße in Köln, 1999 (2).jpg"),
        ("猫の写真.jpg", "猫の写真.jpg"),
        ("  two   spaces \t here .jpg", "two spaces here.jpg"),
        ("..hidden.jpg", "hidden.jpg"),
        ("~$draft.jpg", "$draft.jpg"),
        ("--rf.jpg", "rf.jpg"),
        ("ends in dots...jpg", "ends in dots.jpg"),
        ('a<b>c:d"e/f\\g|h?i*.jpg', "a_b_c_d_e_f_g_h_i_.jpg"),
        ("bell\a and\x1b[31m red.jpg", "bell and[31m red.jpg"),
        ("line\nbreak.jpg", "line break.jpg"),
        ("gpj.\u202egpj", "gpj.gpj.jpg"),
        ("bad bytes \udcff\udcfe.jpg", "bad bytes __.jpg"),
        ("no ending", "no ending.jpg"),
        ("photo.v2", "photo.v2.jpg"),
        ("really.png", "really.jpg"),
        ("virus.exe.jpg", "virus.exe.jpg"),
        ("NUL.jpg", "picture NUL.jpg"),
        ("con.tar.jpg", "picture con.tar.jpg"),
        ("LPT¹ .jpg", "picture LPT¹.jpg"),
        ("console.jpg", "console.jpg"),
        ("....jpg", "picture.jpg"),
        ("\u200d\u200c.jpg", "picture.jpg"),
        ("می‌خواهم.jpg", "می‌خواهم.jpg"),
        ("e\u0301clair.jpg", "éclair.jpg"),
    ],
)
def test_names_become_clean(name: str, clean: str) -> None:
    """A name keeps what reads well and loses what some system refuses, hides, or takes for something else."""
    assert numbered(*clean_name(name, "image/jpeg"), 1) == clean


@pytest.mark.parametrize(
    ("name", "media_type", "ending"),
    [
        ("a.HEIF", "image/heic", ".heif"),
        ("a.jpg", "image/png", ".png"),
        ("a.tiff", "image/tiff", ".tiff"),
        ("a.dat", "image/webp", ".webp"),
        ("a.png", "image/unknown", ".png"),
    ],
)
def test_the_ending_fits_the_real_kind(name: str, media_type: str, ending: str) -> None:
    """An ending that fits stays in small letters, any other gives way to the usual one."""
    assert clean_name(name, media_type)[1] == ending


def test_long_names_are_cut_between_characters() -> None:
    """With number, ending and sidecar a name fits into 143 bytes, and no character is halved."""
    for sign in ("a", "é", "猫", "🦚"):
        stem, ending = clean_name(sign * 300 + ".jpeg", "image/jpeg")
        assert set(stem) == {sign}
        assert 100 < len(stem.encode()) <= 110
        assert len(sidecar_of(numbered(stem, ending, 12_345)).encode()) <= 143


def test_numbers_begin_with_two() -> None:
    """The first copy has no number, the second is number 2, and the sidecar keeps the whole name."""
    assert [numbered("a", ".jpg", number) for number in (1, 2, 10)] == ["a.jpg", "a (2).jpg", "a (10).jpg"]
    assert sidecar_of("a (2).jpg") == "a (2).jpg.json"


@pytest.mark.parametrize(("one", "other"), [("A.JPG", "a.jpg"), ("e\u0301.jpg", "É.jpg"), ("ß", "SS")])
def test_names_that_a_file_system_takes_for_one(one: str, other: str) -> None:
    """Capitals and ways to write an accent make no difference."""
    assert folded(one) == folded(other)


def test_collection_names_are_tidied() -> None:
    """Spaces around a name go, and an accent is written one way; capitals and spaces inside stay."""
    assert tidy_name("  Red  Lamps\n") == "Red  Lamps"
    assert tidy_name("e\u0301") == "é"
    assert tidy_name("x" * 200) == "x" * 200


@pytest.mark.parametrize(
    "name", ["", "  \t\n", "x" * 201, "a\0b", "a\nb", "a\x1b[31m", "a\u2028b", "a\ud800"]
)
def test_names_that_no_collection_can_have(name: str) -> None:
    """Nothing, too much, more than one line and control characters are refused."""
    with pytest.raises(CollectionNameError):
        tidy_name(name)
