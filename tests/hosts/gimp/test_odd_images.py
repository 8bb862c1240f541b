"""Images as people have them: locked, huge, full of layers, half masked, in the middle of something."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.painting import Painter, colourful, near, over, plain, take
from hosts.gimp.putting import activate, put, select, stack

RED, GREEN, BLUE, WHITE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255, 255, 255, 255)


@pytest.fixture
def image(painter: Painter) -> int:
    """Make an image of one layer."""
    image = painter.image(60, 40)
    painter.layer(image, colourful(60, 40), "ground")
    return image


@pytest.fixture
def red(tmp_path: Path) -> Path:
    """Write a picture's file."""
    file = tmp_path / "red.png"
    Image.new("RGBA", (20, 10), RED).save(file)
    return file


@pytest.mark.parametrize("lock", ["content", "position", "visibility", "alpha"])
def test_locked_layers_are_no_obstacle(painter: Painter, image: int, red: Path, lock: str) -> None:
    """Above a locked layer, and inside a locked group, a picture is inserted; and a locked layer is searched with."""
    layer, group, inner = painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        layer = image.get_layers()[0]
        group = Gimp.GroupLayer.new(image, "group")
        image.insert_layer(group, None, 0)
        inner = Gimp.Layer.new(image, "inner", 10, 10, Gimp.ImageType.RGBA_IMAGE, 100, Gimp.LayerMode.NORMAL)
        image.insert_layer(inner, group, 0)
        for each in (layer, group, inner):
            getattr(each, f"set_lock_{lock}")(True)
        [layer.get_id(), group.get_id(), inner.get_id()]
        """,
        image_id=image,
        lock=lock,
    )
    activate(painter, image, layer)
    assert near(take(painter, image, "layer").pixels, colourful(60, 40))
    assert put(painter, red, "centred", image, name="above").code == ""
    activate(painter, image, inner)
    assert put(painter, red, "centred", image, name="inside").code == ""

    assert stack(painter, image) == [["group", ["inside", "inner"]], "above", "ground"]
    assert group


def test_a_group_passes_through(painter: Painter, image: int) -> None:
    """A pass-through group with a mask is seen as it is on the canvas, and taken alone as a group."""
    group = painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        group = Gimp.GroupLayer.new(image, "group")
        image.insert_layer(group, None, 0)
        group.set_mode(Gimp.LayerMode.PASS_THROUGH)
        group.get_id()
        """,
        image_id=image,
    )
    painter.layer(image, plain(60, 40, *RED), "red", parent=group, opacity=50)

    assert near(take(painter, image, "canvas").pixels, over(plain(60, 40, *RED), colourful(60, 40), 0.5), 2)
    activate(painter, image, group)
    assert near(take(painter, image, "layer").pixels, plain(60, 40, *RED[:3], 128), 1)


def test_while_a_mask_is_edited(painter: Painter, image: int, red: Path) -> None:
    """Editing or showing a layer's mask changes neither what is taken of the layer nor where a picture goes."""
    (layer,) = painter.standing(image)[2]
    cover = np.zeros((40, 60), np.uint8)
    cover[:, 30:] = 255
    painter.mask(layer, cover)
    painter.gimp.run("Gimp.Layer.get_by_id(layer).set_edit_mask(True)", layer=layer)
    expected = colourful(60, 40)
    expected[..., 3] = cover

    assert near(take(painter, image, "layer").pixels, expected)
    painter.gimp.run("Gimp.Layer.get_by_id(layer).set_show_mask(True)", layer=layer)
    assert near(take(painter, image, "layer").pixels, expected)
    assert put(painter, red, "centred", image).code == ""
    assert stack(painter, image) == ["mug.png", "ground"]


def test_hundreds_of_layers(painter: Painter, image: int, red: Path) -> None:
    """In a stack of three hundred layers in nested groups, two far apart are found again, and only they are seen."""
    first, last = painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        parent, made = None, []
        for number in range(300):
            if number % 30 == 0:
                group = Gimp.GroupLayer.new(image, f"group {number}")
                image.insert_layer(group, parent, 0)
                parent = group
            layer = Gimp.Layer.new(image, f"{number}", 60, 40, Gimp.ImageType.RGBA_IMAGE, 100, Gimp.LayerMode.NORMAL)
            image.insert_layer(layer, parent, 0)
            layer.fill(Gimp.FillType.WHITE)
            made.append(layer)
        for layer, colour, x in ((made[7], "red", 0), (made[280], "blue", 40)):
            Gimp.context_push()
            Gimp.context_set_foreground(Gegl.Color.new(colour))
            layer.scale(20, 20, False)
            layer.set_offsets(x, 10)
            layer.fill(Gimp.FillType.FOREGROUND)
            Gimp.context_pop()
        image.set_selected_layers([made[7], made[280]])
        [made[7].get_id(), made[280].get_id()]
        """,
        image_id=image,
    )
    expected = np.concatenate([plain(20, 20, *RED), plain(20, 20, 0, 0, 0, 0), plain(20, 20, *BLUE)], axis=1)

    assert near(take(painter, image, "layer").pixels, expected)
    activate(painter, image, first)
    made = put(painter, red, "centred", image).made
    assert painter.gimp.run(
        """
        made, first = Gimp.Layer.get_by_id(made), Gimp.Layer.get_by_id(first)
        image = made.get_image()
        [made.get_parent() == first.get_parent(), image.get_item_position(made) - image.get_item_position(first)]
        """,
        made=made,
        first=first,
    ) == [True, -1]
    assert last


def test_a_proof_of_print_is_not_searched_with(painter: Painter, image: int) -> None:
    """Where the screen shows how a print would look, the colours of the image itself are taken."""
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        image.set_simulation_profile(Gimp.ColorProfile.new_rgb_adobe())
        image.set_simulation_intent(Gimp.ColorRenderingIntent.ABSOLUTE_COLORIMETRIC)
        """,
        image_id=image,
    )

    assert near(take(painter, image, "canvas").pixels, colourful(60, 40))


def test_a_selection_where_nothing_is(painter: Painter) -> None:
    """A selection beside everything that is visible is told to be empty of things to see."""
    image = painter.image(60, 40)
    painter.layer(image, plain(20, 40, *RED))
    select(painter, image, 30, 5, 20, 20)

    assert take(painter, image, "selection").code == "nothing_to_see"
    assert painter.gimp.run("len(Gimp.get_images())") == 1


def test_a_layer_beside_the_canvas(painter: Painter, image: int, red: Path) -> None:
    """A layer that lies wholly outside is searched with, and a picture put in its place lies there too."""
    painter.layer(image, plain(30, 30, *GREEN), "outside", (500, -300))

    assert near(take(painter, image, "layer").pixels, plain(30, 30, *GREEN))
    made = put(painter, red, "replace", image).made
    assert painter.gimp.run("list(Gimp.Layer.get_by_id(made).get_offsets())[1:]", made=made) == [500, -293]


def test_an_image_without_layers(painter: Painter, red: Path) -> None:
    """There is nothing to see in it, and a picture can be inserted."""
    image = painter.image(60, 40)

    assert take(painter, image, "canvas").code == "nothing_to_see"
    assert take(painter, image, "layer").code == "no_layer"
    assert put(painter, red, "centred", image).code == ""
    assert near(take(painter, image, "layer").pixels, plain(20, 10, *RED))


def test_ten_thousand_pixels(painter: Painter) -> None:
    """A canvas of 10,000 by 10,000 is taken whole and in part, right side up, and no copy of it stays."""
    image = painter.image(10_000, 10_000)
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        Gimp.context_push()
        for colour, x, y in (("red", 0, 0), ("lime", 5000, 0), ("blue", 0, 5000), ("white", 5000, 5000)):
            layer = Gimp.Layer.new(image, colour, 5000, 5000, Gimp.ImageType.RGB_IMAGE, 100, Gimp.LayerMode.NORMAL)
            image.insert_layer(layer, None, 0)
            layer.set_offsets(x, y)
            Gimp.context_set_foreground(Gegl.Color.new(colour))
            layer.fill(Gimp.FillType.FOREGROUND)
        Gimp.context_pop()
        """,
        image_id=image,
    )
    select(painter, image, 3000, 4000, 4000, 2000)

    whole, part = take(painter, image, "canvas").pixels, take(painter, image, "selection").pixels

    assert whole.shape == (1024, 1024, 4)
    assert part.shape == (512, 1024, 4)
    for pixels in (whole, part):
        height, width = pixels.shape[:2]
        corners = [pixels[y, x].tolist() for y in (9, height - 9) for x in (9, width - 9)]
        assert corners == [list(RED), list(GREEN), list(BLUE), list(WHITE)]
    assert painter.gimp.run("len(Gimp.get_images())") == 1


def test_a_text_layer(desktop: GimpDesktop, tmp_path: Path, red: Path) -> None:
    """Written text is searched with as it looks, and may be replaced by a picture."""
    painter = Painter(desktop, tmp_path)
    image = painter.image(200, 60)
    painter.layer(image, plain(200, 60, *WHITE), "ground")
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        text = Gimp.TextLayer.new(image, "Bowerbird", Gimp.context_get_font(), 30, Gimp.Unit.pixel())
        image.insert_layer(text, None, 0)
        text.set_color(Gegl.Color.new("red"))
        image.set_selected_layers([text])
        """,
        image_id=image,
    )

    pixels = take(painter, image, "layer").pixels

    inked = pixels[..., 3] > 200
    assert 0.05 < inked.mean() < 0.8
    assert (pixels[inked][:, :3] == RED[:3]).all()
    assert put(painter, red, "replace", image).code == ""
    assert stack(painter, image) == ["mug.png", "ground"]
