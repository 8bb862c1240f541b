"""What differs beside one change of all colours: little in a copy, much in another shot or another packet."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from bowerbird_engine.comparing import MOST_REMAINDER
from bowerbird_engine.features.colour_maps import remainder
from fakes.scenes import pixels, scene

AS_IT_IS = np.eye(3)


def other(edit: str) -> Image.Image:
    """Change a scene as a whole."""
    picture = scene(3)
    match edit:
        case "grey":
            return ImageOps.grayscale(picture).convert("RGB")
        case "muted":
            return ImageEnhance.Color(picture).enhance(0.3)
        case "harder":
            return ImageEnhance.Contrast(picture).enhance(1.3)
        case "turned hue":
            return Image.merge("RGB", picture.split()[::-1])
        case _:
            return picture.resize((240, 180))


@pytest.mark.parametrize("edit", ["grey", "muted", "harder", "turned hue", "smaller"])
def test_one_change_of_all_colours_explains_a_copy(edit: str) -> None:
    """Whichever of the two lost colours."""
    first, second = pixels(scene(3)), pixels(other(edit))
    assert remainder(first, second, AS_IT_IS) < MOST_REMAINDER
    assert remainder(second, first, AS_IT_IS) < MOST_REMAINDER


def test_what_changed_in_one_place_is_not_explained() -> None:
    """Another fruit on the packet; and another picture altogether."""
    changed = scene(3)
    changed.paste(changed.crop((0, 0, 100, 100)).rotate(180), (200, 150))
    assert remainder(pixels(scene(3)), pixels(changed), AS_IT_IS) > MOST_REMAINDER
    assert remainder(pixels(scene(3)), pixels(scene(4)), AS_IT_IS) > MOST_REMAINDER


def test_nothing_is_said_of_pictures_that_hardly_overlap() -> None:
    """They differ, as far as is known."""
    beside = np.array([[1.0, 0.0, 0.98], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert remainder(pixels(scene(3)), pixels(scene(3)), beside) == 1.0
