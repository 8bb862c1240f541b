"""Whatever an image is made of, what is taken to search with is sRGB, and as large as a search needs."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from hosts.gimp.painting import Painter, colourful, curved, near, plain, take

RED, GREEN, BLUE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255)


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
