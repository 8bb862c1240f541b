"""Whether letters are read: one word that is drawn in a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.doctor.decoder_checks import WORD
from bowerbird_engine.doctor.findings import Check, bad, note
from bowerbird_engine.errors import RecognizerError
from bowerbird_engine.ocr.recognizer import TextRecognizer

_NAME = "letters"
_LONGEST = 40


def letters(recognizer_factory: Callable[[], TextRecognizer], word: Uint8Array | None) -> Iterator[Check]:
    """Have the recognizer read the drawn word [H, W, 3]; None where no picture can be decoded: it is only started then."""
    try:
        recognizer = recognizer_factory()
    except RecognizerError as error:
        yield bad(
            _NAME,
            "recognizer_unavailable",
            str(error),
            "Install Bowerbird again; search by words and pictures works meanwhile.",
        )
        return
    if word is None:
        yield note(
            _NAME, "letters_not_tried", f"{recognizer.identity} starts; no picture could be decoded to try it"
        )
        return
    read = " ".join(region.text for region in recognizer.recognize(word))
    if WORD not in "".join(read.upper().split()):
        yield bad(
            _NAME,
            "letters_misread",
            f"{recognizer.identity} reads \u2018{read[:_LONGEST]}\u2019 where \u2018{WORD}\u2019 is written",
            "Install Bowerbird again; letters that were read meanwhile may be wrong.",
        )
        return
    yield Check(_NAME, "ok", f"read by {recognizer.identity}: {', '.join(recognizer.languages)}")
