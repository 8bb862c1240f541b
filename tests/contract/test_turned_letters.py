"""Text that runs up, down or stands on its head is read by the real recognizer, and its box lies where it is."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.ocr import TextRecognizer, load_recognizer
from bowerbird_engine.ocr.rapid import DISTRIBUTION

CODES = ("BB-2047-K", "P-60-ZOW-91")


@pytest.fixture(scope="module")
def recognizer() -> TextRecognizer:
    """Start the usual recognizer once."""
    return load_recognizer(DISTRIBUTION)


def label(quarters: int) -> Uint8Array:
    """Draw two lines in the left half of a picture and turn it by so many quarters."""
    picture = Image.new("RGB", (640, 480), (246, 241, 232))
    pen = ImageDraw.Draw(picture)
    for place, code in enumerate(CODES):
        pen.text((30, 180 + 50 * place), code, fill=(35, 38, 45), font=ImageFont.load_default(28))
    return np.ascontiguousarray(np.rot90(np.asarray(picture), quarters))


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_codes_are_read_in_every_direction(recognizer: TextRecognizer, quarters: int) -> None:
    """All four directions give both codes, within the half of the picture that they stand in."""
    regions = recognizer.recognize(label(quarters))
    read = {fold_code(region.text): region for region in regions}
    assert set(read) >= {fold_code(code) for code in CODES}
    for code in CODES:
        box = np.array(read[fold_code(code)].box).reshape(4, 2)
        x, y = box.mean(axis=0)
        assert {0: x, 1: 1 - y, 2: 1 - x, 3: y}[quarters] < 0.5


def test_a_mirrored_label_is_no_turned_one(recognizer: TextRecognizer) -> None:
    """What no turn can make readable is not read as the codes: the control of the test above."""
    mirrored = np.ascontiguousarray(label(0)[:, ::-1])
    read = {fold_code(region.text) for region in recognizer.recognize(mirrored)}
    assert not read & {fold_code(code) for code in CODES}
