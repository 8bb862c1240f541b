"""Turning the plainest of files: against Pillow's own turns, and files that are something else."""

from __future__ import annotations

import io
from collections.abc import Generator

import pytest
from PIL import Image

from bowerbird.model.orientation import Turn, turn_of
from bowerbird.model.targa import turn_over

SIZE = (5, 3)


def picture(mode: str) -> Image.Image:
    """Draw a picture in which each pixel differs from each other one."""
    data = bytes((7 * number) % 256 for number in range(SIZE[0] * SIZE[1] * len(mode)))
    return Image.frombytes(mode, SIZE, data)


def targa(made: Image.Image, *, from_the_top: bool = False, **save: str | bytes) -> bytearray:
    """Write it, with its rows from the bottom as Blender does."""
    file = io.BytesIO()
    made.save(file, "TGA", orientation=1 if from_the_top else -1, **save)
    return bytearray(file.getvalue())


def ended(steps: Generator[None, None, bool]) -> tuple[bool, int]:
    """Go through; give what it tells, and how often it let others have their turn."""
    count = 0
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return bool(stop.value), count
        count += 1


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("from_the_top", [False, True])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_turned_as_pillow_turns(mode: str, from_the_top: bool, orientation: int) -> None:
    """Each way that a camera is held, for grey and for colours, and for rows in both orders; what follows them stays."""
    turn = turn_of(orientation)
    wanted = picture(mode)
    if turn.mirrored:
        wanted = wanted.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    wanted = wanted.rotate(-90 * turn.quarters, expand=True)
    file = targa(picture(mode), from_the_top=from_the_top, id_section=b"named") + b"what follows"
    size = len(file)

    assert ended(turn_over(file, turn)) == (True, 2 * len(mode))
    assert (len(file), bytes(file[-12:])) == (size, b"what follows")
    with Image.open(io.BytesIO(file)) as opened:
        assert (opened.size, opened.tobytes()) == (wanted.size, wanted.tobytes())


@pytest.mark.parametrize("kind", ["packed", "palette", "cut", "cut in its header", "from the right", "empty"])
def test_what_is_not_plain_is_left(kind: str) -> None:
    """A file that is packed, has a palette or ends too early is said to be none, and stays as it is."""
    plain = targa(picture("RGB"))
    reversed_rows = bytearray(plain)
    reversed_rows[17] |= 0x10
    file = {
        "packed": targa(picture("RGB"), compression="tga_rle"),
        "palette": targa(picture("RGB").quantize(4)),
        "cut": plain[: 18 + 44],
        "cut in its header": plain[:17],
        "from the right": reversed_rows,
        "empty": targa(Image.new("RGB", (1, 1)))[:12] + bytes(4) + bytes((24, 0)),
    }[kind]
    before = bytes(file)

    assert ended(turn_over(file, Turn(mirrored=True, quarters=1))) == (False, 0)
    assert file == before
