"""How a camera was held, read from the files that Pillow writes, and from rubbish."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from bowerbird.model.orientation import orientation_of, turn_of

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")


def photograph(kind: str, orientation: int | None) -> bytes:
    """Write a small photograph that says how the camera was held."""
    picture, file = Image.new("RGB", (6, 4), "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "before"
    if orientation is not None:
        exif[0x0112] = orientation
    picture.save(file, kind, exif=exif)
    return file.getvalue()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_number_is_found(kind: str, orientation: int) -> None:
    """All eight numbers are read from each format that has them."""
    assert orientation_of(photograph(kind, orientation)) == orientation


@pytest.mark.parametrize("kind", FORMATS)
def test_without_a_number_it_is_upright(kind: str) -> None:
    """A file that says nothing or something impossible stands upright."""
    assert orientation_of(photograph(kind, None)) == 1
    assert orientation_of(photograph(kind, 77)) == 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turns_are_those_of_pillow(orientation: int) -> None:
    """Mirroring and turning as said gives what Pillow makes of the same number."""
    picture = Image.new("RGB", (3, 2))
    picture.putdata([(index, 0, 0) for index in range(6)])
    exif = picture.getexif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    picture.save(file, "PNG", exif=exif)

    turn = turn_of(orientation)
    turned = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if turn.mirrored else picture
    turned = turned.rotate(-90 * turn.quarters, expand=True)
    with Image.open(file) as opened:
        wanted = ImageOps.exif_transpose(opened)
    assert (turned.size, turned.tobytes()) == (wanted.size, wanted.tobytes())


@given(st.sampled_from(FORMATS), st.data())
def test_damaged_files_are_upright_or_turned(kind: str, data: st.DataObject) -> None:
    """A file that was cut off or changed anywhere leads to one of the eight numbers, and to no error."""
    whole = bytearray(photograph(kind, 6))
    for _change in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))

    assert orientation_of(bytes(whole[:cut])) in range(1, 9)


@given(st.binary(max_size=200))
def test_rubbish_is_upright(rubbish: bytes) -> None:
    """What is no picture has no number."""
    assert orientation_of(rubbish) in range(1, 9)
