"""Outlines in the pixels of a small picture: against Pillow's own lines, at the edges, on any ground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bowerbird.model.outlines import HALO, LINE, Point, outlined
from bowerbird_client import RawPixels
from bowerbird_panel.steps import run_through

GREY = (90, 120, 60, 255)
SLANTED = ((60.0, 50.0), (250.0, 80.0), (240.0, 160.0), (50.0, 130.0))
FINER = 8


def ground(width: int = 320, height: int = 200, colour: tuple[int, int, int, int] = GREY) -> RawPixels:
    """Make a picture of one colour."""
    return RawPixels(width, height, bytes(colour) * (width * height))


def drawn(picture: RawPixels, *outlines: Sequence[Point]) -> npt.NDArray[np.uint8]:
    """Draw, and give rows of pixels."""
    made = run_through(outlined(picture, outlines))
    assert (made.width, made.height) == (picture.width, picture.height)
    return np.frombuffer(made.rgba, np.uint8).reshape(made.height, made.width, 4)


def near(
    pixels: npt.NDArray[np.uint8], colour: tuple[int, int, int], most: int = 30
) -> npt.NDArray[np.bool_]:
    """Tell which pixels have a colour, about."""
    apart = np.abs(pixels[..., :3].astype(int) - np.array(colour)).max(axis=-1)
    return np.asarray(apart <= most)


def by_pillow(picture: RawPixels, outline: Sequence[Point]) -> npt.NDArray[np.uint8]:
    """Draw the same with Pillow, eight times as large, and shrink it."""
    size = picture.width, picture.height
    made = Image.frombytes("RGBA", size, picture.rgba).convert("RGB")
    side = max(size)
    for colour, width, covers in ((HALO, 0.011 + 2 * 0.008, 0.9), (LINE, 0.011, 1.0)):
        mask = Image.new("L", (size[0] * FINER, size[1] * FINER))
        draw = ImageDraw.Draw(mask)
        points = [(x * FINER - 0.5, y * FINER - 0.5) for x, y in (*outline, outline[0])]
        draw.line(points, 255, round(width * side * FINER))
        for x, y in points:
            radius = width * side * FINER / 2
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
        mask = mask.resize(size, Image.Resampling.BOX).point(lambda value, covers=covers: value * covers)
        made.paste(colour, mask=mask)
    return np.asarray(made)


def test_it_is_the_line_that_pillow_draws() -> None:
    """A slanted outline is that of a far finer drawing, within what a pixel's edge may differ; a moved one is not."""
    pixels = drawn(ground(), SLANTED)[..., :3].astype(int)
    apart = np.abs(pixels - by_pillow(ground(), SLANTED))
    moved = np.abs(pixels - by_pillow(ground(), [(x + 1, y) for x, y in SLANTED]))

    assert apart.max() <= 45
    # Control: an outline that lies a pixel further is told from it.
    assert moved.max() > 100
    assert moved.mean() > 4 * apart.mean()


def test_what_is_beside_the_line_stays() -> None:
    """Inside and outside of the outline not one pixel is changed, and the picture that was given is not either."""
    given_picture = ground()
    before = bytes(given_picture.rgba)
    pixels = drawn(given_picture, SLANTED)
    changed = np.any(pixels != np.array(GREY, np.uint8), axis=-1)

    assert given_picture.rgba == before
    assert changed.any()
    assert not changed[100:110, 80:220].any()
    assert not changed[:40].any()
    assert not changed[:, 260:].any()
    # Control: without an outline nothing is drawn at all.
    assert run_through(outlined(given_picture, ())).rgba == before


def test_a_halo_lies_on_both_sides_of_the_line() -> None:
    """From outside inwards come the halo, the line and the halo: seen on a ground of the line's own colour, too."""
    blue = ground(colour=(*LINE, 255))
    column = drawn(blue, ((40.0, 40.0), (280.0, 40.0), (280.0, 160.0), (40.0, 160.0)))[20:60, 160]
    light = np.flatnonzero(near(column, HALO, 40)) + 20

    assert light.min() < 38
    assert light.max() > 42
    assert near(column, LINE)[[19, 20]].all()
    assert np.diff(light).max() > 2


def test_edges_are_smooth() -> None:
    """Along a slanted line there are many shades between line, halo and ground; along an upright one, the control, few."""

    def shades(outline: Sequence[Point]) -> int:
        return len(np.unique(drawn(ground(), outline).reshape(-1, 4), axis=0))

    assert shades(SLANTED) >= 40
    assert shades(((60.0, 50.0), (250.0, 50.0), (250.0, 150.0), (60.0, 150.0))) < 20


def test_an_outline_at_the_edge_is_seen_whole() -> None:
    """Around the whole picture, and where a box reaches beyond, the line is as wide as elsewhere, with its halo outside."""
    inside = drawn(ground(), ((40.0, 40.0), (280.0, 40.0), (280.0, 160.0), (40.0, 160.0)))
    width = int(near(inside[100, :160], LINE).sum())
    for whole in (
        ((0.0, 0.0), (320.0, 0.0), (320.0, 200.0), (0.0, 200.0)),
        ((-50.0, -9.0), (400.0, -9.0), (400.0, 300.0), (-50.0, 300.0)),
    ):
        pixels = drawn(ground(), whole)
        for line in (pixels[100], pixels[100, ::-1], pixels[:, 160], pixels[::-1, 160]):
            assert near(line[0], HALO, 60)
            assert near(line[:20], LINE).sum() == pytest.approx(width, abs=1)


def test_it_is_as_wide_whatever_the_size_of_the_preview() -> None:
    """In a preview of twice the size the line is twice as wide: on the screen both are the same."""

    def width(side: int) -> int:
        box = [(x * side, y * side) for x, y in ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))]
        pixels = drawn(ground(side, side), box)
        return int(
            near(pixels[side // 2, : side // 2], HALO, 60).sum()
            + near(pixels[side // 2, : side // 2], LINE).sum()
        )

    assert width(640) == pytest.approx(2 * width(320), abs=2)
    assert width(320) >= 6


def test_on_what_can_be_seen_through_it_is_opaque() -> None:
    """The line covers a ground that is not there, in its own colour, and leaves the rest as transparent as it was."""
    pixels = drawn(ground(colour=(200, 0, 0, 0)), SLANTED)

    line = near(pixels, LINE, 3)
    assert (pixels[line][:, 3] == 255).sum() > 300
    # Nothing of the colour that cannot be seen is mixed into what can.
    assert not ((pixels[..., 0] > 180) & (pixels[..., 1] < 60) & (pixels[..., 3] > 60)).any()
    assert (pixels[100:110, 80:220] == (200, 0, 0, 0)).all()


def test_crossing_outlines_make_one_drawing() -> None:
    """Where two outlines cross, no halo of one lies over the line of the other; their order makes no difference."""
    first = ((40.0, 60.0), (280.0, 60.0), (280.0, 140.0), (40.0, 140.0))
    second = ((120.0, 30.0), (200.0, 30.0), (200.0, 170.0), (120.0, 170.0))
    both = drawn(ground(), first, second)

    assert near(both[60, 100:220], LINE).all()
    assert near(both[40:160, 120], LINE).all()
    assert (both == drawn(ground(), second, first)).all()


def test_the_work_is_done_in_steps() -> None:
    """Each outline is a step of its own, so that forty of them keep nobody waiting at once."""
    steps = outlined(ground(), [SLANTED] * 40)

    assert sum(1 for _step in steps) >= 40


PLACES = st.tuples(st.floats(-700, 700), st.floats(-700, 700))


@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    outlines=st.lists(st.lists(PLACES, max_size=5), max_size=3),
    colour=st.tuples(*[st.integers(0, 255)] * 4),
)
def test_every_outline_can_be_drawn(
    size: tuple[int, int], outlines: list[list[Point]], colour: tuple[int, int, int, int]
) -> None:
    """Whatever its corners and however small the picture, a picture of the same size comes, no less opaque."""
    pixels = drawn(ground(*size, colour), *outlines)

    assert (pixels[..., 3] >= colour[3]).all()
