"""Whether pictures are decoded and letters are read: the real decoder and recognizer, and such as are broken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import TextRegion, Uint8Array
from bowerbird_engine.doctor import decoder_checks
from bowerbird_engine.doctor.decoder_checks import (
    DecoderTrial,
    decoder,
    memory_is_bounded,
    specimen,
    try_decoder,
)
from bowerbird_engine.doctor.letter_checks import letters
from bowerbird_engine.errors import RecognizerError
from bowerbird_engine.ocr.loading import load_recognizer
from bowerbird_engine.ocr.recognizer import TextRecognizer
from bowerbird_engine.settings import MIB, DecodeLimits
from fakes.indexed import BrightnessRecognizer

from .conftest import codes

LIMITS = DecodeLimits()


@pytest.fixture(scope="module")
def trial() -> DecoderTrial:
    """Decode the specimens once, as a person's doctor does."""
    return try_decoder(LIMITS)


def test_here_all_is_decoded_within_limits(trial: DecoderTrial) -> None:
    """The control: every format, in a worker that is kept within its memory."""
    assert (trial.trouble, trial.unread, trial.bounded) == ("", (), True)
    assert codes(decoder(trial)) == []


def test_the_drawn_word_is_read_by_the_real_recognizer(trial: DecoderTrial) -> None:
    """It is started as a search for letters starts it, and reads what is drawn."""
    assert codes(letters(load_recognizer, trial.word)) == []


def test_a_recognizer_that_reads_something_else_is_bad(trial: DecoderTrial) -> None:
    """It starts, and what it says is wrong: that is not the same as no letters."""
    found = list(letters(BrightnessRecognizer, trial.word))
    assert codes(found) == ["letters_misread"]
    assert "MEAN" in found[0].detail

    class Blind(BrightnessRecognizer):
        def recognize(self, picture: Uint8Array) -> tuple[TextRegion, ...]:
            return () if picture.size else super().recognize(picture)

    assert codes(letters(Blind, trial.word)) == ["letters_misread"]


def test_a_recognizer_that_does_not_start_is_bad(trial: DecoderTrial) -> None:
    """What it says is told."""

    def load() -> TextRecognizer:
        raise RecognizerError("No text recognizer is installed.")

    assert codes(letters(load, trial.word)) == ["recognizer_unavailable"]
    assert codes(letters(BrightnessRecognizer, None)) == ["letters_not_tried"]


def test_a_format_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the package that reads it; the others are still tried."""
    real = specimen

    def torn(name: str) -> bytes:
        return real(name)[:40] if name.endswith(".heic") else real(name)

    monkeypatch.setattr(decoder_checks, "specimen", torn)
    found = list(decoder(try_decoder(LIMITS)))
    assert codes(found) == ["formats_missing"]
    assert "HEIC" in found[0].detail
    assert found[0].advice.endswith("pi-heif")


def test_a_limit_of_memory_that_does_not_hold_is_noticed() -> None:
    """What is allowed is given, what is beyond the limit is not; that is how one is told from the other."""
    assert memory_is_bounded(LIMITS, 2 * LIMITS.memory_bytes)
    assert not memory_is_bounded(LIMITS, 8 * MIB)
    unbounded = DecoderTrial(np.zeros((1, 1, 3), np.uint8), bounded=False)
    assert codes(decoder(unbounded)) == ["memory_unbounded"]


def test_without_a_decoder_nothing_is_decoded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A Python that cannot start workers: the sentence says what ended."""
    monkeypatch.setattr("sys.executable", str(tmp_path / "no-python"))
    broken = try_decoder(replace(LIMITS, seconds=5))
    assert broken.word is None
    assert codes(decoder(broken)) == ["decoder_unavailable"]
