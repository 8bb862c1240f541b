"""Which events of the file system wake somebody, and which do not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bowerbird_engine.scanning.disk_events import Change, Meaning, Sieve
from bowerbird_engine.scanning.ignore import make_rules

CAME, ALTERED, WENT = Change.CAME, Change.ALTERED, Change.WENT
NOTHING, PICTURE, FOLDER, ROOT = Meaning.NOTHING, Meaning.PICTURE, Meaning.FOLDER, Meaning.ROOT
RULES, _ = make_rules([".jpg", ".png"], ["drafts/", "!Cache/"])


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Make a root with some folders and files in it."""
    for folder in ("trip", "node_modules", "a.b", ".hidden", "own"):
        (tmp_path / folder).mkdir()
    (tmp_path / "notes.txt").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        (CAME, "a.jpg", PICTURE),
        (ALTERED, "trip/A.JPG", PICTURE),
        (WENT, "trip/a.png", PICTURE),
        (CAME, "gone-again.part", NOTHING),
        (CAME, "notes.txt", NOTHING),
        (ALTERED, "notes.txt", NOTHING),
        (WENT, "notes.txt", NOTHING),
        (CAME, ".a.jpg", NOTHING),
        (CAME, "~$a.jpg", NOTHING),
        (CAME, "trip", FOLDER),
        (CAME, "a.b", FOLDER),
        (ALTERED, "trip", NOTHING),
        (WENT, "trip", PICTURE),
        (WENT, "2024.05 Trip", PICTURE),
        (CAME, "node_modules", NOTHING),
        (CAME, "node_modules/logo/a.jpg", NOTHING),
        (CAME, ".hidden/a.jpg", NOTHING),
        (CAME, "drafts/a.jpg", NOTHING),
        (CAME, "Cache/a.jpg", PICTURE),
        (CAME, "own/a.jpg", NOTHING),
        (CAME, "owner.jpg", PICTURE),
        (CAME, "trip/.bowerbirdignore", PICTURE),
        (WENT, "trip/.nomedia", PICTURE),
        (WENT, "", ROOT),
        (ALTERED, "", NOTHING),
    ],
)  # fmt: skip
def test_meaning(pictures: Path, change: Change, path: str, expected: Meaning) -> None:
    """Pictures, folders and the files that decide about them count; what a scan leaves out does not."""
    sieve = Sieve([str(pictures)], RULES, [str(pictures / "own")])
    assert sieve.meaning(change, str(pictures / path) if path else str(pictures)) is expected


def test_without_rules_every_file_counts(pictures: Path) -> None:
    """When the rules cannot be read, only the library's own files are left out."""
    sieve = Sieve([str(pictures)], None, [str(pictures / "own")])
    assert sieve.meaning(ALTERED, str(pictures / "notes.txt")) is PICTURE
    assert sieve.meaning(ALTERED, str(pictures / "own" / "a.jpg")) is NOTHING


def test_a_place_that_nobody_asked_about_counts(pictures: Path) -> None:
    """An event outside of all folders is passed on rather than lost."""
    assert Sieve([str(pictures / "trip")], RULES).meaning(CAME, str(pictures / "a.txt")) is PICTURE


def test_names_that_are_no_text(pictures: Path) -> None:
    """A name that is no valid text is judged like any other."""
    odd = os.fsdecode(os.fsencode(pictures) + b"/\xff.jpg")
    assert Sieve([str(pictures)], RULES).meaning(CAME, odd) is PICTURE


def test_the_disk_itself_as_a_folder() -> None:
    """A root that ends in a separator, as a disk does, holds what is on it."""
    assert Sieve([os.sep], RULES).meaning(CAME, os.path.join(os.sep, "node_modules", "a.jpg")) is NOTHING  # noqa: PTH118
