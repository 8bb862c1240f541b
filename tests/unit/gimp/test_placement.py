"""Where pictures come to lie, as laws of geometry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_for_gimp.model.placement import (
    COVERS_AT_MOST,
    MOST_PIXELS,
    centred,
    covering,
    cut_before_covering,
    fitted,
    has_shape_of,
    place,
    reach,
    within_reach,
)
from bowerbird_for_gimp.model.placing import NEEDS_SELECTION, Box, Placing
from bowerbird_panel.pixels import shrunk_to

sides = st.integers(1, 20_000)
sizes = st.tuples(sides, sides)
places = st.integers(-5_000, 20_000)
boxes = st.builds(Box, places, places, sides, sides)
PLACED = [placing for placing in Placing if placing is not Placing.NEW_IMAGE]


def middle_is_shared(inner: Box, outer: Box) -> bool:
    """Tell whether two rectangles have the same middle, to half a pixel."""
    return all(
        abs((2 * one + length) - (2 * other + room)) <= 1
        for one, length, other, room in (
            (inner.x, inner.width, outer.x, outer.width),
            (inner.y, inner.height, outer.y, outer.height),
        )
    )


def distortion(size: tuple[int, int], box: Box) -> float:
    """Tell by how many pixels the sides of a box are off its picture's proportions."""
    width, height = size
    return min(abs(box.width * height / width - box.height), abs(box.height * width / height - box.width))


@given(sizes, sizes, boxes, boxes)
def test_every_placing_keeps_the_middle_and_the_proportions(
    picture: tuple[int, int], canvas: tuple[int, int], selection: Box, layer: Box
) -> None:
    """Each shares the middle of what it goes by, has at least one pixel, and is distorted by less than one."""
    for placing in PLACED:
        box = place(placing, picture, canvas, selection, layer)
        outer = {True: selection, False: Box(0, 0, *canvas)}[placing in NEEDS_SELECTION]
        outer = layer if placing is Placing.REPLACE else outer
        assert box.width >= 1
        assert box.height >= 1
        assert middle_is_shared(box, outer), placing
        # One pixel is the least: of a hair of a picture nothing narrower can be shown.
        if min(box.width, box.height) > 1:
            assert distortion(picture, box) <= 0.5 + 1e-6, placing


@given(sizes, boxes)
def test_what_fits_touches_from_inside(picture: tuple[int, int], bounds: Box) -> None:
    """A fitted picture is inside its bounds and fills one side of them."""
    box = fitted(picture, bounds)

    assert box.width <= bounds.width
    assert box.height <= bounds.height
    assert box.width == bounds.width or box.height == bounds.height


@given(sizes, boxes)
def test_what_covers_touches_from_outside(picture: tuple[int, int], bounds: Box) -> None:
    """A covering picture leaves nothing of its bounds free and fills one side exactly."""
    box = covering(picture, bounds)

    assert box.x <= bounds.x
    assert box.y <= bounds.y
    assert box.x + box.width >= bounds.x + bounds.width
    assert box.y + box.height >= bounds.y + bounds.height
    assert box.width == bounds.width or box.height == bounds.height


@given(sizes, boxes)
def test_what_covers_too_much_is_cut(picture: tuple[int, int], bounds: Box) -> None:
    """After the cut the picture covers its bounds, reaches no farther than it may, and is as it was where that is enough."""
    kept = cut_before_covering(picture, bounds)
    whole, (wide, high) = covering(picture, bounds), reach(bounds)

    if whole.width <= wide and whole.height <= high:
        assert kept is None
        assert within_reach(whole, bounds) == whole
        return
    if kept is None:
        # Of one row or column nothing can be cut off.
        assert whole.width <= wide or picture[0] == 1
        assert whole.height <= high or picture[1] == 1
        kept = Box(0, 0, *picture)
    assert 0 <= kept.x <= kept.x + kept.width <= picture[0]
    assert 0 <= kept.y <= kept.y + kept.height <= picture[1]
    size = kept.width, kept.height
    after = covering(size, bounds)
    box = within_reach(after, bounds)
    assert (box.width, box.height) == (min(after.width, wide), min(after.height, high))
    assert box.width >= bounds.width
    assert box.height >= bounds.height
    assert middle_is_shared(box, bounds)
    # Only what is the same all along is drawn together.
    if min(size) > 1:
        assert distortion(size, box) <= 1.5


@given(st.builds(Box, places, places, st.integers(1, 524_288), st.integers(1, 524_288)), sizes)
def test_what_covers_is_never_larger_than_memory(bounds: Box, picture: tuple[int, int]) -> None:
    """A hair of a selection, as long as GIMP's longest image, asks for no more than any other; what it shows has room."""
    wide, high = reach(bounds)
    assert wide >= bounds.width
    assert high >= bounds.height
    kept = cut_before_covering(picture, bounds) or Box(0, 0, *picture)
    box = within_reach(covering((kept.width, kept.height), bounds), bounds)

    assert box.width * box.height <= max(MOST_PIXELS, 2 * bounds.width * bounds.height)
    assert max(box.width, box.height) <= COVERS_AT_MOST * max(bounds.width, bounds.height)


@given(sizes, sizes)
def test_centred_is_never_enlarged(picture: tuple[int, int], canvas: tuple[int, int]) -> None:
    """A picture that fits keeps its size; a larger one fits then."""
    box = place(Placing.CENTRED, picture, canvas)

    fits = picture[0] <= canvas[0] and picture[1] <= canvas[1]
    assert ((box.width, box.height) == picture) == fits
    assert box.width <= canvas[0]
    assert box.height <= canvas[1]


@given(sizes, st.integers(1, 2_000))
def test_what_is_searched_with_is_never_enlarged(size: tuple[int, int], long_side: int) -> None:
    """The long side has so many pixels at most, and what has fewer keeps them."""
    width, height = shrunk_to(size, long_side)

    assert max(width, height) == min(max(size), long_side)
    assert min(width, height) >= 1
    if max(size) <= long_side:
        assert (width, height) == size


@pytest.mark.parametrize(
    ("placing", "expected"),
    [
        (Placing.CENTRED, Box(25, 40, 50, 20)),
        (Placing.ORIGINAL_SIZE, Box(25, 40, 50, 20)),
        (Placing.FIT_CANVAS, Box(0, 30, 100, 40)),
        (Placing.AT_SELECTION, Box(-5, 25, 50, 20)),
        (Placing.FIT_SELECTION, Box(10, 31, 20, 8)),
        (Placing.MASKED, Box(-30, 15, 100, 40)),
        (Placing.REPLACE, Box(60, 79, 30, 12)),
    ],
)
def test_places_by_hand(placing: Placing, expected: Box) -> None:
    """A picture of 50 by 20 on a canvas of 100 by 100 lies where one would put it."""
    selection, layer = Box(10, 15, 20, 40), Box(60, 70, 30, 30)

    assert place(placing, (50, 20), (100, 100), selection, layer) == expected


@pytest.mark.parametrize("placing", [*NEEDS_SELECTION, Placing.REPLACE, Placing.NEW_IMAGE])
def test_nothing_to_go_by(placing: Placing) -> None:
    """Without a selection, a layer or an image there is no place."""
    with pytest.raises(ValueError, match=placing.value):
        place(placing, (50, 20), (100, 100))


def test_shapes_are_told_apart() -> None:
    """A preview scaled to any size has its original's shape; one that was turned or cut has not."""
    assert has_shape_of(Box(0, 0, 1024, 683), (6000, 4000))
    assert has_shape_of(Box(0, 0, 31, 21), (6000, 4000))
    assert not has_shape_of(Box(0, 0, 683, 1024), (6000, 4000))
    assert not has_shape_of(Box(0, 0, 1024, 600), (6000, 4000))


@given(sizes, st.integers(16, 4_000))
def test_a_scaled_picture_keeps_its_shape(size: tuple[int, int], long_side: int) -> None:
    """Whatever size a picture is scaled to, it is known again."""
    width, height = (
        fitted(size, Box(0, 0, long_side, long_side)).width,
        fitted(size, Box(0, 0, long_side, long_side)).height,
    )

    assert has_shape_of(centred((width, height), Box(0, 0, 9, 9)), size)
