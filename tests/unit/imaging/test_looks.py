"""How pictures look: their colours by name, their own colours, and what makes one warmer or simpler than another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageColor, ImageDraw

from bowerbird_engine.facts import COLOURS, SWATCHES, Look
from bowerbird_engine.imaging.facts_frames import facts_part, read_facts_part
from bowerbird_engine.imaging.looks import look_of
from bowerbird_engine.imaging.palette import TELLING_SHARES, oklab, place_of, telling

BYTE = st.integers(0, 255)


@st.composite
def small_pictures(draw: st.DrawFn) -> Image.Image:
    """Draw a picture whose pixels repeat some bytes."""
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    data = draw(st.binary(min_size=1, max_size=400))
    wanted = 3 * width * height
    return Image.frombytes("RGB", (width, height), (data * (wanted // len(data) + 1))[:wanted])


def named(look: Look) -> list[str]:
    """Name the colours that tell something of a picture."""
    return [COLOURS[place] for place in telling(look.shares)]


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        *(
            (name, name)
            for name in (
                "red",
                "orange",
                "yellow",
                "green",
                "teal",
                "blue",
                "purple",
                "pink",
                "beige",
                "black",
                "grey",
                "white",
            )
        ),
        ("saddlebrown", "brown"),
        ("maroon", "red"),
        ("crimson", "red"),
        ("navy", "blue"),
        ("skyblue", "blue"),
        ("forestgreen", "green"),
        ("turquoise", "teal"),
        ("gold", "yellow"),
        ("hotpink", "pink"),
        ("indigo", "purple"),
        ("tan", "beige"),
        ("silver", "grey"),
        ("#101018", "black"),
        ("#fafaf7", "white"),
    ],
)
def test_colours_have_the_names_that_people_use(colour: str, name: str) -> None:
    """Those of CSS that nobody argues about."""
    assert COLOURS[place_of(*ImageColor.getrgb(colour)[:3])] == name


@given(BYTE, BYTE, BYTE)
def test_every_colour_has_a_name_and_a_lightness(red: int, green: int, blue: int) -> None:
    """There is no gap between the bounds."""
    assert 0 <= place_of(red, green, blue) < len(COLOURS)
    assert -0.001 <= oklab(red, green, blue).lightness <= 1.001


@given(small_pictures())
def test_measures_are_in_their_bounds_and_pass_the_frame(image: Image.Image) -> None:
    """Whatever the pixels, shares add up to a picture, and the pool takes the answer."""
    look = look_of(image)
    assert abs(sum(look.shares) - 255) <= len(COLOURS)
    assert len(look.swatches) <= SWATCHES
    assert sum(share for *_, share in look.swatches) <= 255 + SWATCHES
    assert read_facts_part(facts_part(None, look), metadata=False, look=True) == (None, look)


def test_a_mug_on_white_is_red_and_white() -> None:
    """What covers a telling part is named, and a speck is not."""
    image = Image.new("RGB", (400, 300), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 100, 200, 200), fill="red")
    draw.rectangle((0, 0, 8, 8), fill="blue")
    look = look_of(image)
    assert sorted(named(look)) == ["red", "white"]
    assert look.swatches[0][:3] == pytest.approx((252, 252, 252), abs=4)
    assert look.swatches[1][:3] == pytest.approx((252, 4, 4), abs=8)
    assert TELLING_SHARES["red"] < TELLING_SHARES["white"]


def test_directions_point_where_their_names_say() -> None:
    """A sunset is warmer than a winter sky, night darker than day, grey less colourful, and a chequerboard busier."""
    plain = {
        name: look_of(Image.new("RGB", (200, 200), name))
        for name in ("orange", "skyblue", "black", "white", "grey", "red")
    }
    assert plain["orange"].warmth > 100 > plain["grey"].warmth > -100 > plain["skyblue"].warmth
    assert plain["black"].lightness < 150
    assert 500 < plain["grey"].lightness < 900 < plain["white"].lightness
    assert plain["grey"].colourfulness < 30
    assert plain["red"].colourfulness > 500
    assert plain["grey"].edges == 0
    board = Image.new("L", (20, 20))
    board.putdata([255 * ((at + at // 20) % 2) for at in range(400)])
    assert look_of(board.resize((200, 200), Image.Resampling.NEAREST).convert("RGB")).edges > 200


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (2, 2)])
def test_thin_pictures_have_a_look(size: tuple[int, int]) -> None:
    """Nothing is divided by nothing."""
    look = look_of(Image.new("RGB", size, "red"))
    assert named(look) == ["red"]
