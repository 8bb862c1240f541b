"""Text that runs up, down, askew or stands on its head is read by the real recognizer, and its box lies where it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from bowerbird_engine.assets import TextRegion, Uint8Array
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.ocr import TextRecognizer, load_recognizer
from bowerbird_engine.ocr.rapid import DISTRIBUTION

CODES = ("BB-2047-K", "P-60-ZOW-91")
SHORT = "K-9"
GROUND = (246, 241, 232)

Box = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def recognizer() -> TextRecognizer:
    """Start the usual recognizer once."""
    return load_recognizer(DISTRIBUTION)


def label(quarters: int, lines: tuple[str, ...] = CODES, pixels: int = 28) -> Uint8Array:
    """Draw lines in the left half of a picture and turn it by so many quarters, against the clock."""
    picture = Image.new("RGB", (640, 480), GROUND)
    pen = ImageDraw.Draw(picture)
    for place, line in enumerate(lines):
        pen.text((30, 180 + 50 * place), line, fill=(35, 38, 45), font=ImageFont.load_default(pixels))
    return np.ascontiguousarray(np.rot90(np.asarray(picture), quarters))


def turned_back(box: Box, quarters: int) -> Box:
    """Bring corners [4, 2] in fractions of a picture that was turned to the picture as it was before."""
    for _ in range(quarters % 4):
        box = np.column_stack([1 - box[:, 1], box[:, 0]])
    return box


def extent(region: TextRegion, quarters: int) -> Box:
    """Give the least and the greatest x and y of a line in the picture before it was turned."""
    corners = turned_back(np.array(region.box).reshape(4, 2), quarters)
    return np.concatenate([corners.min(axis=0), corners.max(axis=0)])


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=4, max_size=4), st.integers(0, 3))
def test_four_quarters_are_none(points: list[tuple[float, float]], quarters: int) -> None:
    """Turning a box back by the rest of a whole turn brings it to itself, and by one quarter it does not."""
    box = np.array(points)
    assert turned_back(turned_back(box, quarters), 4 - quarters) == pytest.approx(box)
    corner = np.array([[0.1, 0.2]] * 4)
    assert turned_back(corner, 1)[0].tolist() == pytest.approx([0.8, 0.1])


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_boxes_turn_with_the_picture(recognizer: TextRecognizer, quarters: int) -> None:
    """All directions give both codes, and each box, turned back, lies where it lies in the upright picture."""
    upright = {fold_code(region.text): extent(region, 0) for region in recognizer.recognize(label(0))}
    turned = {
        fold_code(region.text): extent(region, quarters) for region in recognizer.recognize(label(quarters))
    }
    for code in map(fold_code, CODES):
        assert turned[code] == pytest.approx(upright[code], abs=0.02)
        assert upright[code][2] < 0.5  # the control: it is no box around everything


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_code_of_three_characters_is_read_in_every_direction(
    recognizer: TextRecognizer, quarters: int
) -> None:
    """Its box is nearly square and does not tell which way it lies."""
    read = {fold_code(region.text) for region in recognizer.recognize(label(quarters, (SHORT,), 36))}
    assert fold_code(SHORT) in read


@pytest.mark.parametrize("degrees", [-30, -10, 10, 30])
def test_labels_askew_are_read(recognizer: TextRecognizer, degrees: int) -> None:
    """A label that lies askew gives its codes, in boxes that lie askew as well."""
    picture = Image.fromarray(label(0)).rotate(
        degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=GROUND
    )
    regions = recognizer.recognize(np.asarray(picture))
    assert {fold_code(region.text) for region in regions} >= {fold_code(code) for code in CODES}
    for region in regions:
        corners = np.array(region.box).reshape(4, 2) * picture.size
        x, y = corners[1] - corners[0]
        assert np.degrees(np.arctan2(-y, x)) == pytest.approx(degrees, abs=6)


def test_a_mirrored_label_is_no_turned_one(recognizer: TextRecognizer) -> None:
    """What no turn can make readable is not read as the codes: the control of the tests above."""
    mirrored = np.ascontiguousarray(label(0)[:, ::-1])
    read = {fold_code(region.text) for region in recognizer.recognize(mirrored)}
    assert not read & {fold_code(code) for code in CODES}
