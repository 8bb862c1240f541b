"""What is taken of an image to search with is what is seen of it, and taking it leaves no trace."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hosts.gimp.inside_gimp import GimpConsole
from hosts.gimp.painting import Painter, Pixels, colourful, curved, linear, near, over, plain, take

RED, GREEN, BLUE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255)


@pytest.fixture
def painter(gimp: GimpConsole, tmp_path: Path) -> Generator[Painter]:
    """Give a GIMP to paint in; it is empty afterwards."""
    painter = Painter(gimp, tmp_path)
    yield painter
    painter.clear()


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


PRECISIONS = ("U8_NON_LINEAR", "U16_NON_LINEAR", "U16_LINEAR", "FLOAT_LINEAR", "HALF_NON_LINEAR", "U8_LINEAR")


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("source", ["canvas", "selection", "layer"])
def test_every_precision_comes_as_srgb(painter: Painter, precision: str, source: str) -> None:
    """Eight bits or thirty-two, linear or not: the same colours come, at most rounded."""
    image = painter.image(40, 30, precision=precision)
    ground = colourful(40, 30)
    painter.layer(image, ground)
    painter.gimp.run(
        "Gimp.Image.get_by_id(image_id).select_rectangle(Gimp.ChannelOps.REPLACE, 5, 5, 20, 20)",
        image_id=image,
    )
    expected = ground[5:25, 5:25] if source == "selection" else ground

    # Eight linear bits have few steps in the dark.
    assert near(take(painter, image, source).pixels, expected, 13 if precision == "U8_LINEAR" else 1)


@pytest.mark.parametrize("source", ["canvas", "selection", "layer"])
@pytest.mark.parametrize("alpha", [False, True])
def test_grey_and_indexed_images_come_as_srgb(painter: Painter, source: str, alpha: bool) -> None:
    """Grey values and palette colours come as what they look like, with alpha where there is some."""
    values = np.tile(np.linspace(0, 255, 40).astype(np.uint8), (30, 1))
    grey = np.stack([values, values, values, np.full_like(values, 255)], axis=2)
    if alpha:
        grey[:, :10, 3] = 100
    image = painter.image(40, 30, "GRAY")
    painter.layer(image, grey, kind="GRAYA_IMAGE" if alpha else "GRAY_IMAGE")
    stripes = np.concatenate([plain(20, 30, *RED), plain(20, 30, 12, 34, 56, 0 if alpha else 255)], axis=1)
    indexed = painter.image(40, 30)
    painter.layer(indexed, stripes, kind="RGBA_IMAGE" if alpha else "RGB_IMAGE")
    painter.gimp.run(
        """
        Gimp.Image.get_by_id(image_id).convert_indexed(
            Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 8, False, False, ""
        )
        for each in others:
            Gimp.Image.get_by_id(each).select_rectangle(Gimp.ChannelOps.REPLACE, 2, 3, 30, 20)
        """,
        image_id=indexed,
        others=[image, indexed],
    )
    part = np.s_[3:23, 2:32] if source == "selection" else np.s_[:, :]

    assert near(take(painter, image, source).pixels, grey[part], 2)
    assert near(take(painter, indexed, source).pixels, stripes[part])


@pytest.mark.parametrize("source", ["canvas", "selection", "layer"])
def test_profiles_are_converted_to_srgb(painter: Painter, source: str) -> None:
    """The numbers of an image in Adobe RGB mean other colours, and come as those."""
    numbers = plain(30, 20, 120, 180, 90, 255)
    numbers[:, 15:, :3] = (200, 130, 110)
    image = painter.image(30, 20)
    painter.layer(image, numbers)
    before = take(painter, image, source if source != "selection" else "canvas").pixels
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        image.set_color_profile(Gimp.ColorProfile.new_rgb_adobe())
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 29, 20)
        """,
        image_id=image,
    )
    # The matrices of the two spaces, from their primaries; the curve of Adobe RGB is 563/256.
    adobe = np.array([[0.57667, 0.18556, 0.18823], [0.29734, 0.62736, 0.07529], [0.02703, 0.07069, 0.99134]])
    srgb = np.array([[0.41239, 0.35758, 0.18048], [0.21264, 0.71517, 0.07219], [0.01933, 0.11919, 0.95053]])
    light = (numbers[..., :3] / 255.0) ** (563 / 256)
    expected = np.concatenate([curved(light @ (np.linalg.inv(srgb) @ adobe).T), numbers[..., 3:]], axis=2)
    if source == "selection":
        expected = expected[:, :29]

    taken = take(painter, image, source).pixels

    assert near(before, numbers)
    assert near(taken, expected, 3)
    assert not near(expected[:, :29], numbers[:, :29].astype(float), 10)


@pytest.mark.parametrize("source", ["canvas", "selection", "layer"])
def test_large_images_are_scaled_down(painter: Painter, source: str) -> None:
    """The long side has 1024 pixels then, and each is the mean of what it covers; a small image is never enlarged."""
    large = np.kron(colourful(60, 40), np.ones((50, 50, 1), np.uint8))
    image = painter.image(3000, 2000)
    painter.layer(image, large)
    painter.gimp.run(
        "Gimp.Image.get_by_id(image_id).select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 2048, 2000)",
        image_id=image,
    )
    box = (0, 0, 2048, 2000) if source == "selection" else (0, 0, 3000, 2000)
    # GIMP cuts two thirds of a pixel off.
    size = (1024, 1000) if source == "selection" else (1024, 682)
    expected = np.asarray(Image.fromarray(large).resize(size, Image.Resampling.BOX, box))

    taken = take(painter, image, source).pixels

    assert taken.shape == expected.shape
    apart = np.abs(taken.astype(float) - expected)
    assert apart.mean() < 2.5
    assert np.abs(taken.astype(float) - expected[:, ::-1]).mean() > 40
    tiny = painter.image(3, 2)
    painter.layer(tiny, plain(3, 2, *RED))
    painter.gimp.run("Gimp.Selection.all(Gimp.Image.get_by_id(image_id))", image_id=tiny)
    assert take(painter, tiny, source).pixels.shape == (2, 3, 4)


@pytest.mark.parametrize("size", [(5000, 3), (2, 4000), (1025, 1)])
def test_narrow_images_keep_a_pixel(painter: Painter, size: tuple[int, int]) -> None:
    """Nothing vanishes of an image that is a thousand times longer than it is high."""
    image = painter.image(*size)
    painter.layer(image, plain(*size, *GREEN))
    painter.gimp.run(
        "Gimp.Image.get_by_id(image_id).select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, width, height)",
        image_id=image,
        width=max(1, size[0] - 1),
        height=max(1, size[1] - 1),
    )
    for source in ("canvas", "selection", "layer"):
        pixels = take(painter, image, source).pixels
        assert max(pixels.shape[:2]) in {1024, 1023}
        assert (pixels == GREEN).all()


TROUBLES = {
    "nothing_selected": ("selection", "", "Select a part"),
    "quick_mask": (
        "selection",
        """
        channel = Gimp.Channel.new(image, "Qmask", 20, 10, 50, Gegl.Color.new("red"))
        image.insert_channel(channel, None, 0)
        """,
        "Quick Mask",
    ),
    "no_layer": (
        "layer",
        """
        channel = Gimp.Channel.new(image, "channel", 20, 10, 50, Gegl.Color.new("red"))
        image.insert_channel(channel, None, 0)
        image.set_selected_channels([channel])
        """,
        "Layers dialog",
    ),
    "nothing_to_see": ("canvas", "image.get_layers()[0].set_visible(False)", "visible"),
}


@pytest.mark.parametrize("case", TROUBLES)
def test_what_is_missing_is_said(painter: Painter, case: str) -> None:
    """Nothing selected, no layer, nothing visible: a code, a sentence and advice, and no trace in the image."""
    source, prepared, advice = TROUBLES[case]
    image = painter.image(20, 10)
    painter.layer(image, plain(20, 10, *RED))
    painter.gimp.run(f"image = Gimp.Image.get_by_id(image_id)\n{_dedented(prepared)}", image_id=image)
    before = painter.standing(image)

    taken = take(painter, image, source)

    assert taken.code == ("nothing_selected" if case == "quick_mask" else case)
    assert advice in taken.told
    assert painter.standing(image) == before


def _dedented(code: str) -> str:
    return "\n".join(line.strip() for line in code.strip().splitlines())


@pytest.mark.parametrize("source", ["canvas", "selection", "layer"])
def test_a_closed_image_is_said_to_be_closed(painter: Painter, source: str) -> None:
    """An image that is closed between two steps leads to `image_closed`, and to no image that stays behind."""
    image = painter.image(20, 10)
    painter.layer(image, plain(20, 10, *RED))
    painter.gimp.run(
        "Gimp.Image.get_by_id(image_id).select_rectangle(Gimp.ChannelOps.REPLACE, 2, 2, 9, 5)", image_id=image
    )

    taken = take(painter, image, source, between=f"Gimp.Image.get_by_id({image}).delete()")

    assert taken.code == "image_closed"
    assert painter.gimp.run("len(Gimp.get_images())") == 0


@pytest.mark.parametrize("source", ["canvas", "selection", "layer"])
@pytest.mark.parametrize("end", ["finished", "given up", "failed"])
def test_taking_leaves_no_trace(painter: Painter, layered: Layered, source: str, end: str) -> None:
    """Not dirty, the same selection, layers, colours and images: finished, given up after any step, or failed."""
    image, ids, _arrays = layered
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        image.select_ellipse(Gimp.ChannelOps.REPLACE, 5, 5, 20, 20)
        image.set_selected_layers([Gimp.Layer.get_by_id(each) for each in layers])
        image.clean_all()
        """,
        image_id=image,
        layers=[ids["glass"], ids["masked"]],
    )
    before = painter.standing(image)
    steps = take(painter, image, source).steps
    assert steps >= 1

    if end == "given up":
        for stop in range(1, steps + 1):
            painter.gimp.run(
                """
                running = taking.take(Source(source), Gimp.Image.get_by_id(image_id))
                for _ in range(stop):
                    next(running)
                running.close()
                """,
                image_id=image,
                source=source,
                stop=stop,
            )
    if end == "failed":
        failed = painter.gimp.run(
            """
            def fail(*_arguments):
                raise RuntimeError
            kept = taking.thumbnail
            taking.thumbnail = fail
            try:
                for _ in taking.take(Source(source), Gimp.Image.get_by_id(image_id)): pass
                failed = False
            except RuntimeError:
                failed = True
            finally:
                taking.thumbnail = kept
            failed
            """,
            image_id=image,
            source=source,
        )
        assert failed

    assert painter.standing(image) == before
    assert before[0] is False
    # The control: what would be seen of a change.
    painter.gimp.run("Gimp.Image.get_by_id(image_id).duplicate()", image_id=image)
    assert painter.standing(image) != before


def test_light_is_added_as_light() -> None:
    """The yardstick of these tests: half of white over black is 188, and the curve goes both ways."""
    half = over(plain(1, 1, 255, 255, 255, 255), plain(1, 1, 0, 0, 0, 255), 0.5)

    assert near(half, plain(1, 1, 188, 188, 188, 255))
    every = np.arange(256)
    assert np.abs(curved(linear(every)) - every).max() < 1e-6
