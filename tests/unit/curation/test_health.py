"""Advice on which folders are noise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bowerbird_engine.catalog.records import FolderCounts
from bowerbird_engine.curation.health import folder_health, judge
from fakes.indexed import Library, make_picture


def counts(
    path: bytes = b"", *, pictures: int = 20, duplicates: int = 0, small: int = 0, failed: int = 0
) -> FolderCounts:
    """Count a folder of good pictures, but for what is said."""
    return FolderCounts(path, pictures, duplicates, small, failed, 1_000_000)


@pytest.mark.parametrize("path", [b"", b"2024/Iceland", b"products/lamps", b"exported beauty", b"\xff\xfe"])
def test_good_folders_are_left_in_peace(path: bytes) -> None:
    """A folder with a name of its own and sound pictures gets no advice."""
    assert judge("Pictures", counts(path)) == ()


@pytest.mark.parametrize(
    ("path", "word"),
    [
        (b"a/cache", "cache"),
        (b"Temp", "temporary"),
        (b"WhatsApp Images", "chat"),
        (b"My WhatsApp", "chat"),
        (b"web_export-2", "exports"),
        (b"Downloads", "Downloads"),
        (b"old/Backup (1)/summer", "backup"),
    ],
)
def test_names_that_tell(path: bytes, word: str) -> None:
    """The name of the folder, or of one that it lies in, gives one sentence with the reason."""
    (sentence,) = judge("Pictures", counts(path))
    assert word in sentence


def test_name_of_the_root_counts() -> None:
    """A root that is a cache itself is noise, which the scan cannot know better than its owner."""
    assert len(judge("tmp", counts(b"2024"))) == 1


def test_shares_that_tell() -> None:
    """Many duplicates, tiny pictures and bad files give a sentence with the numbers each."""
    assert "15 of the 20 pictures directly in it" in judge("p", counts(duplicates=15))[0]
    assert "11 of the 20 pictures directly in it" in judge("p", counts(small=11))[0]
    assert "10 of the 30 files directly in it" in judge("p", counts(failed=10))[0]
    assert len(judge("p", counts(b"cache", duplicates=15, small=15, failed=15))) == 4


def test_few_pictures_say_nothing() -> None:
    """Small folders are not judged by shares."""
    assert judge("p", counts(pictures=4, duplicates=4, small=4, failed=3)) == ()


def test_folders_of_a_real_library(tmp_path: Path) -> None:
    """Each folder with pictures is listed with its own count and what is wrong with it."""
    root = tmp_path / "pictures"
    for number in range(10):
        make_picture(root / "good" / f"{number}.png", number, size=(400, 300))
        make_picture(root / "icons for web" / f"{number}.png", 100 + number, size=(40, 40))
    shutil.copytree(root / "good", root / "once more")
    with Library(tmp_path / "home") as library:
        library.add(root)
        library.index()
        found = {Path(h.name).name: h for h in folder_health(library.catalogue, library.roots())}
    assert {name: health.pictures for name, health in found.items()} == {
        "good": 10,
        "icons for web": 10,
        "once more": 10,
    }
    assert len(found["icons for web"].advice) == 2
    assert "another place" in found["once more"].advice[0]
