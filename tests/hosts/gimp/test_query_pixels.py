"""What is taken of an image to search with is what is seen of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hosts.gimp.painting import Painter, Pixels, colourful, curved, linear, near, over, plain, take

RED, GREEN, BLUE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255)


@pytest.fixture
def layered(painter: Painter) -> tuple[int, dict[str, int], dict[str, Pixels]]:
    """Make an image of three layers that overlap, with opacity, a mask, and one that reaches beyond the canvas."""
    arrays = {
        "ground": colourful(64, 48, 1),
        "glass": colourful(40, 30, 2),
        "masked": colourful(30, 30, 3),
    }
    image = painter.image(64, 48)
    ids = {
        "ground": painter.layer(image, arrays["ground"], "ground"),
        "glass": painter.layer(image, arrays["glass"], "glass", (-8, 10), opacity=40),
        "masked": painter.layer(image, arrays["masked"], "masked", (30, 25)),
    }
    arrays["cover"] = np.tile(np.linspace(0, 255, 30).astype(np.uint8), (30, 1))
    painter.mask(ids["masked"], arrays["cover"])
    return image, ids, arrays


def composed(arrays: dict[str, Pixels]) -> np.ndarray[Any, Any]:
    """Compose the three layers by hand."""
    seen = arrays["ground"].astype(float)
    seen[10:40, :32] = over(arrays["glass"][:, 8:], seen[10:40, :32], 0.4)
    masked = arrays["masked"].copy().astype(float)
    masked[..., 3] = arrays["cover"]
    seen[25:48, 30:60] = over(masked[:23], seen[25:48, 30:60])
    return seen


Layered = tuple[int, dict[str, int], dict[str, Pixels]]


def test_the_canvas_is_what_is_seen(painter: Painter, layered: Layered) -> None:
    """Opacity, masks, and layers beyond the canvas come as on the screen; a hidden layer does not, until it is shown."""
    image, _ids, arrays = layered
    hidden = painter.layer(image, plain(64, 48, *RED), "hidden", visible=False)

    taken = take(painter, image, "canvas")

    assert near(taken.pixels, composed(arrays), 2)
    assert near(taken.pixels, painter.seen(image))
    painter.gimp.run("Gimp.Layer.get_by_id(layer).set_visible(True)", layer=hidden)
    assert near(take(painter, image, "canvas").pixels, plain(64, 48, *RED))


def test_groups_are_seen(painter: Painter) -> None:
    """A group's opacity and what is hidden in it count."""
    image = painter.image(20, 10)
    painter.layer(image, plain(20, 10, *BLUE))
    group = painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        group = Gimp.GroupLayer.new(image, "group")
        image.insert_layer(group, None, 0)
        group.set_opacity(50)
        group.get_id()
        """,
        image_id=image,
    )
    painter.layer(image, plain(20, 10, *RED), parent=group)
    painter.layer(image, plain(20, 10, *GREEN), parent=group, visible=False)

    taken = take(painter, image, "canvas")

    expected = over(plain(20, 10, *RED), plain(20, 10, *BLUE), 0.5)
    assert near(taken.pixels, expected, 2)


def test_a_floating_selection_is_seen(painter: Painter) -> None:
    """What floats lies where it floats; as the selection and as the active layer it is taken alone."""
    image = painter.image(60, 40)
    ground = colourful(60, 40)
    layer = painter.layer(image, ground)
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 5, 20, 15)
        Gimp.Selection.float(image, [Gimp.Layer.get_by_id(layer)], 25, 20)
        """,
        image_id=image,
        layer=layer,
    )
    moved = ground.copy().astype(float)
    moved[5:20, 10:30, 3] = 0
    moved[25:40, 35:55] = ground[5:20, 10:30]

    assert near(take(painter, image, "canvas").pixels, moved)
    assert near(take(painter, image, "selection").pixels, ground[5:20, 10:30])
    assert near(take(painter, image, "layer").pixels, ground[5:20, 10:30])


@pytest.mark.parametrize("feather", [0, 6])
def test_a_selection_has_its_shape(painter: Painter, layered: Layered, feather: int) -> None:
    """A round selection is cut to its bounds, transparent outside, and a feathered edge is half transparent."""
    image, _ids, arrays = layered
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        image.select_ellipse(Gimp.ChannelOps.REPLACE, 20, 12, 30, 24)
        if feather:
            Gimp.Selection.feather(image, feather)
        selection = image.get_selection().get_id()
        """,
        image_id=image,
        feather=feather,
    )
    cover = painter.pixels(int(painter.gimp.run("selection")), "Y u8", 1)[..., 0]
    rows, columns = np.nonzero(cover)
    part = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    expected = composed(arrays)[part]
    expected[..., 3] = cover[part]

    taken = take(painter, image, "selection")

    assert near(taken.pixels, expected, 2)
    half = (taken.pixels[..., 3] > 20) & (taken.pixels[..., 3] < 235)
    assert half.any() if feather else taken.pixels[0, 0, 3] == 0
    assert not near(taken.pixels, composed(arrays)[part], 2)


def test_all_selected_is_the_canvas(painter: Painter, layered: Layered) -> None:
    """A selection of everything costs no copy, and a soft one over the whole canvas still counts."""
    image, _ids, arrays = layered
    painter.gimp.run("Gimp.Selection.all(Gimp.Image.get_by_id(image_id))", image_id=image)
    assert near(take(painter, image, "selection").pixels, composed(arrays), 2)

    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        mask = image.get_selection()
        open(file, "wb").write(bytes([128]) * (64 * 48))
        paint(mask, file, 64, 48, "Y u8")
        """,
        image_id=image,
        file=str(painter.folder / "half.raw"),
    )
    assert (take(painter, image, "selection").pixels[..., 3] == 128).all()


def test_a_layer_is_taken_alone(painter: Painter, layered: Layered) -> None:
    """The active layer comes whole, also beyond the canvas, with its mask, without its opacity and the others."""
    image, ids, arrays = layered
    masked = arrays["masked"].copy()
    masked[..., 3] = arrays["cover"]
    wanted = {"ground": arrays["ground"], "glass": arrays["glass"], "masked": masked}

    for name, expected in wanted.items():
        painter.gimp.run(
            "Gimp.Image.get_by_id(image_id).set_selected_layers([Gimp.Layer.get_by_id(layer)])",
            image_id=image,
            layer=ids[name],
        )
        taken = take(painter, image, "layer")
        assert near(taken.pixels, expected), name
        assert taken.title == name

    painter.gimp.run("Gimp.Layer.get_by_id(layer).set_apply_mask(False)", layer=ids["masked"])
    assert near(take(painter, image, "layer").pixels, arrays["masked"])


def test_a_hidden_layer_can_be_searched_with(painter: Painter) -> None:
    """Who clicks on a hidden layer and searches with it means that layer."""
    image = painter.image(20, 10)
    painter.layer(image, plain(20, 10, *RED), visible=False)

    assert near(take(painter, image, "layer").pixels, plain(20, 10, *RED))
    assert take(painter, image, "canvas").code == "nothing_to_see"


def test_layers_with_effects_and_groups_are_composed(painter: Painter) -> None:
    """An effect that is not destructive is seen, and a group comes with what is visible in it."""
    image = painter.image(30, 20)
    ground = colourful(30, 20)
    layer = painter.layer(image, ground)
    painter.gimp.run(
        """
        layer = Gimp.Layer.get_by_id(layer_id)
        layer.append_filter(Gimp.DrawableFilter.new(layer, "gegl:invert-gamma", "negative"))
        """,
        layer_id=layer,
    )
    negative = ground.copy()
    negative[..., :3] = 255 - ground[..., :3]
    assert near(take(painter, image, "layer").pixels, negative)

    group = painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        group = Gimp.GroupLayer.new(image, "group")
        image.insert_layer(group, None, 0)
        group.set_opacity(30)
        group.get_id()
        """,
        image_id=image,
    )
    painter.layer(image, plain(10, 10, *RED), at=(5, 5), parent=group)
    painter.layer(image, plain(10, 10, *GREEN), at=(10, 5), parent=group)
    painter.gimp.run(
        "Gimp.Image.get_by_id(image_id).set_selected_layers([Gimp.Layer.get_by_id(group)])",
        image_id=image,
        group=group,
    )
    expected = np.concatenate([plain(5, 10, *RED), plain(10, 10, *GREEN)], axis=1)
    assert near(take(painter, image, "layer").pixels, expected)


def test_several_layers_come_as_they_are_seen(painter: Painter, layered: Layered) -> None:
    """Two active layers are taken together, without the third one."""
    image, ids, arrays = layered
    painter.gimp.run(
        "Gimp.Image.get_by_id(image_id).set_selected_layers([Gimp.Layer.get_by_id(each) for each in layers])",
        image_id=image,
        layers=[ids["glass"], ids["masked"]],
    )
    expected = np.zeros((45, 68, 4))
    glass = arrays["glass"].astype(float)
    expected[0:30, 0:40] = over(glass, expected[0:30, 0:40], 0.4)
    masked = arrays["masked"].astype(float)
    masked[..., 3] = arrays["cover"]
    expected[15:45, 38:68] = over(masked, expected[15:45, 38:68])

    assert near(take(painter, image, "layer").pixels, expected, 2)


def test_light_is_added_as_light() -> None:
    """The yardstick of these tests: half of white over black is 188, and the curve goes both ways."""
    half = over(plain(1, 1, 255, 255, 255, 255), plain(1, 1, 0, 0, 0, 255), 0.5)

    assert near(half, plain(1, 1, 188, 188, 188, 255))
    every = np.arange(256)
    assert np.abs(curved(linear(every)) - every).max() < 1e-6
