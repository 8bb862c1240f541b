"""Pictures that show no letters at a quick look are not read, and the catalogue knows of each how it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_engine.assets import TextRegion, Uint8Array
from bowerbird_engine.ocr.glance import glanced
from bowerbird_engine.reports import Progress
from fakes.indexed import BrightnessRecognizer, Library, make_picture


class ChoosyRecognizer(BrightnessRecognizer):
    """See letters in some of the pictures only, the first one that it looks at and every second after it."""

    looks = 0

    def skim(self, picture: Uint8Array) -> tuple[TextRegion, ...] | None:
        """Read such a picture [H, W, 3]."""
        self.looks += 1
        return self.recognize(picture) if self.looks % 2 else None


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Make a library of six pictures, not yet indexed."""
    for number in range(6):
        make_picture(tmp_path / "pictures" / f"{number}.png", number)
    with Library(tmp_path / "home") as library:
        library.settings = replace(library.settings, details=False)
        library.add(tmp_path / "pictures")
        yield library


def lines(library: Library) -> int:
    """Count the pictures with letters."""
    return sum(bool(library.catalogue.texts.regions(one.content_id)) for one in library.assets().values())


def thorough(library: Library, *, wanted: bool) -> None:
    """Choose how letters are read."""
    library.settings = replace(library.settings, ocr_thorough=wanted)


def test_only_pictures_that_show_letters_are_read(library: Library) -> None:
    """All are looked at and done, half of them are read, and nothing is left for the next run."""
    recognizer = ChoosyRecognizer()
    steps: list[Progress] = []
    assert library.index(recognizer, progress=steps.append).read_for_letters == 6
    assert (recognizer.looks, recognizer.calls, lines(library)) == (6, 3, 3)
    letters = [step for step in steps if step.phase == "letters"]
    assert [(step.done, step.total) for step in letters] == [(number, 6) for number in range(1, 7)]

    again = ChoosyRecognizer()
    assert library.index(again).read_for_letters == 0
    assert again.looks == 0


def test_without_the_look_everything_is_read(library: Library) -> None:
    """The control: the same pictures, each read, none looked at."""
    thorough(library, wanted=True)
    recognizer = ChoosyRecognizer()
    library.index(recognizer)
    assert (recognizer.looks, recognizer.calls, lines(library)) == (0, 6, 6)


def test_a_change_of_way_reads_only_what_it_must(library: Library) -> None:
    """From quick to thorough only what was left out is read; from thorough to quick nothing."""
    library.index(ChoosyRecognizer())
    thorough(library, wanted=True)
    recognizer = ChoosyRecognizer()
    assert library.index(recognizer).read_for_letters == 3
    assert (recognizer.calls, lines(library)) == (3, 6)

    thorough(library, wanted=False)
    assert library.index(ChoosyRecognizer()).read_for_letters == 0
    assert lines(library) == 6


def test_progress_is_told_for_each_way(library: Library) -> None:
    """What was only looked at counts as read for the quick way alone."""
    recognizer = ChoosyRecognizer()
    library.index(recognizer)
    texts = library.catalogue.texts
    assert texts.progress(glanced(recognizer.identity)) == (6, 6)
    assert texts.progress(recognizer.identity) == (3, 6)


def test_a_picture_that_cannot_be_looked_at_is_remembered(library: Library) -> None:
    """A failure of the look is a failure of the reading: told with its reason, and not tried again."""

    class Broken(ChoosyRecognizer):
        def skim(self, picture: Uint8Array) -> tuple[TextRegion, ...] | None:
            if self.looks == 2:
                self.looks += 1
                raise ValueError("no look today")
            return super().skim(picture)

    assert library.index(Broken()).read_for_letters == 5
    assert library.index(Broken()).read_for_letters == 0
