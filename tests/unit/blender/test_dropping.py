"""What becomes of a picture that is dropped somewhere."""

from __future__ import annotations

import pytest

from bowerbird.model.dropping import Under, Wish, insertion_of, told, wish
from bowerbird.model.ways import Facing, Insertion, Mapping, Role, Storing, Way

PHOTO, PANORAMA = (1500, 1000), (2048, 1024)
CUBE = Under("VIEW_3D", thing="Cube", takes_material=True, slot=1, material="Steel", at=(1.0, 2.0, 3.0))
LAMP = Under("VIEW_3D", thing="Lamp", at=(1.0, 2.0, 3.0))
SKY = Under("VIEW_3D", is_sky=True, at=(0.0, 9.0, 0.0))
GROUND = Under("VIEW_3D", at=(4.0, 5.0, 0.0))
NODES = Under("NODE_EDITOR", at=(-300.0, 200.0, 0.0))
PIXELS = Under("IMAGE_EDITOR")


@pytest.mark.parametrize(
    ("under", "wanted", "size", "way"),
    [
        (CUBE, Wish.USUAL, PHOTO, Way.TEXTURE),
        (CUBE, Wish.PLANE, PHOTO, Way.PLANE),
        (CUBE, Wish.REFERENCE, PHOTO, Way.REFERENCE),
        (CUBE, Wish.WORLD, PHOTO, Way.WORLD),
        (LAMP, Wish.USUAL, PHOTO, Way.REFERENCE),
        (SKY, Wish.USUAL, PANORAMA, Way.WORLD),
        (SKY, Wish.USUAL, PHOTO, Way.REFERENCE),
        (GROUND, Wish.USUAL, PANORAMA, Way.REFERENCE),
        (NODES, Wish.PLANE, PHOTO, Way.TEXTURE),
        (PIXELS, Wish.WORLD, PHOTO, Way.IMAGE),
    ],
)
def test_the_way_follows_from_the_place_and_the_keys(
    under: Under, wanted: Wish, size: tuple[int, int], way: Way
) -> None:
    """On what can wear it a texture, in the sky a panorama's world, anywhere else a reference; keys say otherwise."""
    assert insertion_of(under, wanted, Insertion(), size).way is way


def test_a_texture_goes_to_the_part_that_was_meant() -> None:
    """The object and its slot are named, not a place; what was chosen beside the way stays."""
    usual = Insertion(Way.PLANE, role=Role.NORMAL, mapping=Mapping.BOX, storing=Storing.LINK)

    assert insertion_of(CUBE, Wish.USUAL, usual, PHOTO) == Insertion(
        Way.TEXTURE, role=Role.NORMAL, mapping=Mapping.BOX, storing=Storing.LINK, onto="Cube", slot=1
    )


def test_a_reference_stands_where_it_was_dropped() -> None:
    """It looks at the person, unless they have chosen another side for references."""
    assert insertion_of(GROUND, Wish.USUAL, Insertion(Way.PLANE, facing=Facing.TOP), PHOTO) == Insertion(
        Way.REFERENCE, at=(4.0, 5.0, 0.0)
    )
    assert insertion_of(GROUND, Wish.USUAL, Insertion(Way.REFERENCE, facing=Facing.TOP), PHOTO) == Insertion(
        Way.REFERENCE, facing=Facing.TOP, at=(4.0, 5.0, 0.0)
    )


def test_among_nodes_it_lies_at_the_pointer() -> None:
    """The place is that among the nodes, and no object is named: the one whose nodes are shown is meant."""
    assert insertion_of(NODES, Wish.USUAL, Insertion(), PHOTO) == Insertion(
        Way.TEXTURE, at=(-300.0, 200.0, 0.0)
    )


def test_nothing_of_an_earlier_place_stays() -> None:
    """A world and an image have no place and no object, whatever the usual way says."""
    usual = Insertion(Way.TEXTURE, onto="Cube", slot=2, at=(1.0, 1.0, 1.0))

    assert insertion_of(SKY, Wish.USUAL, usual, PANORAMA) == Insertion(Way.WORLD)
    assert insertion_of(PIXELS, Wish.USUAL, usual, PHOTO) == Insertion(Way.IMAGE)


def test_keys_are_read() -> None:
    """Shift, Ctrl and Alt name a way each; of several the first counts."""
    assert wish(shift=False, ctrl=False, alt=False) is Wish.USUAL
    assert wish(shift=True, ctrl=True, alt=False) is Wish.PLANE
    assert wish(shift=False, ctrl=True, alt=True) is Wish.REFERENCE
    assert wish(shift=False, ctrl=False, alt=True) is Wish.WORLD


@pytest.mark.parametrize("under", [CUBE, LAMP, SKY, GROUND, NODES, PIXELS])
@pytest.mark.parametrize("wanted", list(Wish))
def test_it_is_said_what_a_click_would_do(under: Under, wanted: Wish) -> None:
    """Every drop has its sentence; that of a texture names the object and the material under the pointer."""
    insertion = insertion_of(under, wanted, Insertion(), PANORAMA)
    sentence = told(under, insertion)

    assert sentence
    if under is CUBE and insertion.way is Way.TEXTURE:
        assert "Steel" in sentence
        assert "Cube" in sentence
