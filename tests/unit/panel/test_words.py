"""The words in the person's language, and English where there are none."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

import bowerbird_for_gimp
from bowerbird_panel import words

LOCALE = Path(bowerbird_for_gimp.__file__ or "").parent / "locale"
DOMAIN = "bowerbird_gimp"
SENTENCE = "No image is open."


@pytest.fixture(autouse=True)
def _english_afterwards() -> Generator[None]:
    yield
    words.install(DOMAIN, LOCALE, ["en"])


def test_a_language_that_is_there_is_spoken() -> None:
    """Words, and words in the form that a number takes."""
    words.install(DOMAIN, LOCALE, ["xx", "de"])

    assert words._(SENTENCE) == "Es ist kein Bild geöffnet."
    one, many = "{number} folder is away.", "{number} folders are away."
    assert words.ngettext(one, many, 1) != words.ngettext(one, many, 2)


def test_without_a_translation_it_is_english(tmp_path: Path) -> None:
    """A language that is not there, and a folder that is not."""
    for folder in (LOCALE, tmp_path / "none"):
        words.install(DOMAIN, folder, ["xx"])
        assert words._(SENTENCE) == SENTENCE
        assert words.ngettext("one", "many", 2) == "many"
        assert words.pgettext("a verb", "Place") == "Place"


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\xde\x12\x04\x95" + b"\xff" * 24, b"\xde\x12\x04\x95"])
def test_a_damaged_catalogue_is_english(tmp_path: Path, data: bytes) -> None:
    """The window opens all the same."""
    (tmp_path / "de" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "de" / "LC_MESSAGES" / f"{DOMAIN}.mo").write_bytes(data)
    words.install(DOMAIN, tmp_path, ["de"])

    assert words._(SENTENCE) == SENTENCE


def test_the_windows_own_words_stand_behind_those_of_the_program(tmp_path: Path) -> None:
    """A program without a catalogue has the window's words all the same, and its own in English."""
    words.install(DOMAIN, tmp_path, ["de"])

    assert words._("No picture is chosen.") == "Es ist kein Bild ausgewählt."
    assert words._(SENTENCE) == SENTENCE
