"""What every text recognizer must do: run on each one that is installed, and on the fake.

The usual environment has rapidocr alone; `make ocr-extra` runs this file where rapidocr-onnxruntime is, too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from bowerbird_engine.assets import TextRegion, Uint8Array
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.ocr import TextRecognizer, glance, installed_recognizers, load_recognizer
from fakes.text_recognizer import FakeRecognizer, write

WIDTH, HEIGHT = 900, 600
LINES = ("BB-2047-K", "HAND MADE MUG", "LOT 0O15B8")


@dataclass(frozen=True, slots=True)
class Subject:
    """A recognizer, and how to draw what it can read: lines of text at heights."""

    recognizer: TextRecognizer
    draw: Callable[[dict[int, str]], Uint8Array]


def drawn(lines: dict[int, str]) -> Uint8Array:
    """Draw lines as a printer would."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), (246, 241, 232))
    pen = ImageDraw.Draw(picture)
    for top, text in lines.items():
        pen.text((90, top), text, fill=(35, 38, 45), font=ImageFont.load_default(56))
    return np.asarray(picture)


def marked(lines: dict[int, str]) -> Uint8Array:
    """Draw lines for the fake."""
    picture = np.full((HEIGHT, WIDTH, 3), 240, np.uint8)
    for top, text in lines.items():
        write(picture, text, 90, top)
    return picture


@pytest.fixture(scope="module", params=["fake", *installed_recognizers()])
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """Give each recognizer in turn, started once."""
    if request.param == "fake":
        yield Subject(FakeRecognizer(), marked)
    else:
        yield Subject(load_recognizer(request.param), drawn)


def test_a_real_recognizer_is_installed() -> None:
    """The suite runs on at least one real recognizer."""
    assert installed_recognizers()


def test_reads_lines_in_order(subject: Subject) -> None:
    """Lines come from top to bottom, as they stand but for what a recognizer may take one character for."""
    found = subject.recognizer.recognize(subject.draw(dict(zip((80, 250, 420), LINES, strict=True))))
    assert [fold_code(region.text) for region in found] == [fold_code(text) for text in LINES]


def test_boxes_lie_where_the_letters_are(subject: Subject) -> None:
    """Boxes are four corners, clockwise from the top left, in fractions of the picture."""
    (region,) = subject.recognizer.recognize(subject.draw({250: LINES[0]}))
    x, y = region.box[::2], region.box[1::2]
    assert all(0 <= value <= 1 for value in region.box)
    assert x[0] == pytest.approx(90 / WIDTH, abs=0.03)
    assert min(y) == pytest.approx(250 / HEIGHT, abs=0.05)
    assert x[0] < x[1]
    assert x[3] < x[2]
    assert y[0] < y[3]
    assert y[1] < y[2]


def test_scores(subject: Subject) -> None:
    """Scores are shares of certainty, and clear print is nearly certain."""
    found = subject.recognizer.recognize(subject.draw({250: LINES[1]}))
    assert all(0.8 < region.score <= 1 for region in found)


def test_deterministic(subject: Subject) -> None:
    """The same picture reads the same, whatever was read in between."""
    picture = subject.draw({100: LINES[0], 300: LINES[1]})
    first = subject.recognizer.recognize(picture)
    subject.recognizer.recognize(subject.draw({200: LINES[2]}))
    assert subject.recognizer.recognize(picture) == first


def test_the_picture_is_left_alone(subject: Subject) -> None:
    """Reading does not write into the picture; a read-only one is fine."""
    picture = subject.draw({250: LINES[0]})
    before = picture.copy()
    picture.setflags(write=False)
    subject.recognizer.recognize(picture)
    assert np.array_equal(picture, before)


@pytest.mark.parametrize("shape", [(1, 1), (8, 8), (33, 900), (900, 33), (1, 600)])
def test_no_letters(subject: Subject, shape: tuple[int, int]) -> None:
    """A plain picture of any shape, down to one pixel, has no letters, and costs no memory."""
    assert subject.recognizer.recognize(np.full((*shape, 3), 200, np.uint8)) == ()


def plain(size: tuple[int, int], seed: int) -> Uint8Array:
    """Draw what has no letters, an evening sky with the grain of a photo."""
    width, height = size
    rng = np.random.default_rng(seed)
    above, below = rng.integers(40, 220, (2, 3))
    down = np.linspace(0, 1, height)[:, np.newaxis, np.newaxis]
    sky = above * (1 - down) + below * down + rng.normal(0, 6, (height, width, 1))
    seen: Uint8Array = np.clip(sky, 0, 255).astype(np.uint8)
    return seen


@pytest.mark.parametrize("size", [(1000, 750), (1200, 1600), (2000, 1500)])
def test_pictures_that_show_no_letters_are_not_read(subject: Subject, size: tuple[int, int]) -> None:
    """A sky shows none at a quick look; with one line in it, as small as that of a label far away, it is read."""
    textless = plain(size, 0)
    assert subject.recognizer.skim(textless) is None
    labelled = Image.fromarray(textless)
    pen = ImageDraw.Draw(labelled)
    pen.rectangle((350, 330, 560, 370), fill=(240, 238, 230))
    pen.text((364, 338), "BB-2047-K", fill=(30, 32, 40), font=ImageFont.load_default(24))
    picture = np.array(labelled)
    if isinstance(subject.recognizer, FakeRecognizer):
        write(picture, "BB-2047-K", 364, 338)
    found = subject.recognizer.skim(picture)
    assert [fold_code(region.text) for region in found or ()] == [fold_code("BB-2047-K")]
    assert subject.recognizer.recognize(picture) == found


@pytest.mark.parametrize("shape", ["fence", "cross", "wave"])
def test_what_only_looks_like_letters_is_not_read(
    subject: Subject, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look takes a fence, a cross and a wave for lines; read, they are none. The control believes the look."""
    picture = Image.fromarray(plain((1600, 1200), 0))
    pen = ImageDraw.Draw(picture)
    if shape == "fence":
        for post in range(14):
            pen.rectangle((400 + post * 20, 500, 408 + post * 20, 560), fill=(235, 235, 225))
    elif shape == "cross":
        pen.line((500, 500, 540, 560), fill=(20, 20, 20), width=7)
        pen.line((540, 500, 500, 560), fill=(20, 20, 20), width=7)
    else:
        pen.line([(400 + x, 520 + 18 * np.sin(x / 9)) for x in range(260)], fill=(20, 20, 20), width=5)
    assert subject.recognizer.skim(np.array(picture)) is None
    if not isinstance(subject.recognizer, FakeRecognizer):
        monkeypatch.setattr(glance, "LETTERS", 0)
        monkeypatch.setattr(glance, "LEGIBLE", 0.0)
        assert subject.recognizer.skim(np.array(picture)) is not None


def test_small_lines_close_together_are_read(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look takes them for one, which reads as nothing; a closer look at their place finds them. The control takes none."""
    picture = Image.fromarray(plain((1600, 1200), 0))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((600, 500, 720, 564), fill=(240, 238, 230))
    for place, text in enumerate(("Desk lamp", "6518-VP", "250 g")):
        pen.text((615, 508 + place * 16), text, fill=(30, 32, 40), font=ImageFont.load_default(15))
    pixels = np.array(picture)
    if isinstance(subject.recognizer, FakeRecognizer):
        write(pixels, "6518-VP", 615, 524)
    found = subject.recognizer.skim(pixels)
    assert fold_code("6518-VP") in {fold_code(region.text) for region in found or ()}
    if not isinstance(subject.recognizer, FakeRecognizer):
        monkeypatch.setattr(glance, "BLOCK", 0)
        assert subject.recognizer.skim(pixels) is None


def test_skimming_reads_what_reading_reads(subject: Subject) -> None:
    """With letters both give the same, also in a picture too small for a look to save anything."""
    picture = subject.draw({250: LINES[0]})
    for part in (picture, picture[200:350, :700]):
        assert subject.recognizer.skim(part) == subject.recognizer.recognize(part) != ()


def test_languages_are_named(subject: Subject) -> None:
    """Every recognizer here writes English at least; the names are words for people."""
    assert "English" in subject.recognizer.languages
    assert all(name.isalpha() and name.istitle() for name in subject.recognizer.languages)


def test_regions_are_values(subject: Subject) -> None:
    """Regions hold plain Python values, ready to be stored."""
    found = subject.recognizer.recognize(subject.draw({250: LINES[0]}))
    assert found
    for region in found:
        assert isinstance(region, TextRegion)
        assert type(region.text) is str
        assert type(region.score) is float
        assert {type(value) for value in region.box} == {float}


def test_identity_is_stable(subject: Subject) -> None:
    """The identity names the recognizer and does not change between reads."""
    identity = subject.recognizer.identity
    subject.recognizer.recognize(subject.draw({250: LINES[0]}))
    assert subject.recognizer.identity == identity
    assert ":" in identity


def test_quiet(subject: Subject, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    """Reading writes nothing to the terminal or the log, with letters or without."""
    with caplog.at_level(logging.INFO):
        subject.recognizer.recognize(subject.draw({250: LINES[0]}))
        subject.recognizer.recognize(subject.draw({}))
    written = capfd.readouterr()
    assert (written.out, written.err) == ("", "")
    assert not caplog.records
