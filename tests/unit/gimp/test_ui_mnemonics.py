"""The letters under Alt: none of those that can be seen together is there twice, in any language."""

from __future__ import annotations

import ast
from collections.abc import Generator
from pathlib import Path

import pytest

import bowerbird_for_gimp
from bowerbird_panel import words

PLUG_IN = Path(bowerbird_for_gimp.__file__ or "").parent
LOCALE = PLUG_IN / "locale"

FILTERS = ("_Canvas", "_Selection", "_Layer", "Clip_board", "_Refine", "_Without", "_In folder")
TOGETHER = {
    "the window": (
        *FILTERS,
        "_At least",
        "In_to",
        "I_nsert",
        "Show _more",
        "Copy _details",
        "Tr_y again",
        "C_onnect…",
        "Search a_gain",
        "S_how them",
        "Search witho_ut filters",
        "O_pen Bowerbird",
        "Canc_el",
    ),
    "pairing": (*FILTERS, "_Yes, the same code", "_No, another or none", "O_pen Bowerbird", "Canc_el"),
    "its menu": (
        "_New search",
        "Search _again",
        "_Open Bowerbird's page",
        "_Disconnect from Bowerbird",
        "Connec_t…",
        "_Keyboard shortcuts",
        "_Close",
    ),
    "the menu of a picture": (
        "_Insert as a layer",
        "_Open as a new image",
        "_Look at it in large",
        "_More like this",
        "_Show in folder",
        "_Copy to curated folder",
    ),
    "earlier searches": ("_Forget earlier searches",),
    "GIMP's menu": (
        "_Find and Insert Pictures…",
        "Search with _Canvas",
        "Search with S_election",
        "Search with Active _Layer",
        "_Insert Last Result",
        "_Relink Originals",
    ),
}
NEVER_SEEN = {"_Words", "_Letters", "_Avoid", "_Folder", "_Limit", "_Picture", "_Placing"}
"""GIMP wants labels for a dialog of the arguments, which this plug-in never shows."""


@pytest.fixture(autouse=True)
def _english_afterwards() -> Generator[None]:
    yield
    words.install("bowerbird_gimp", LOCALE, ["en"])


def _in_code() -> set[str]:
    found: set[str] = set()
    for path in sorted(PLUG_IN.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
                found.update(text for text in texts if isinstance(text, str) and "_" in text)
    return found


def test_every_mnemonic_of_the_code_is_looked_at() -> None:
    """One that is new has to be put where it is seen."""
    assert _in_code() - NEVER_SEEN == {text for texts in TOGETHER.values() for text in texts}


@pytest.mark.parametrize("place", list(TOGETHER))
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_letter_is_there_twice(language: str, place: str) -> None:
    """A key that two have only moves between them, and does nothing."""
    words.install("bowerbird_gimp", LOCALE, [language])
    said = [words._(text) for text in TOGETHER[place]]

    assert all(text.count("_") == 1 for text in said), said
    letters = [text[text.index("_") + 1].casefold() for text in said]
    assert all(letter.isalnum() for letter in letters)
    assert len(set(letters)) == len(letters), sorted(zip(letters, said, strict=True))
