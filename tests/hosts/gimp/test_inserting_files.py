"""Files of every kind come into images of every kind as what they show."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from hosts.gimp.painting import Painter, Pixels, colourful, curved, near, plain
from hosts.gimp.putting import origin, put, stack

RED, GREEN, BLUE, WHITE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255, 255, 255, 255)


@pytest.fixture
def ground(painter: Painter) -> int:
    """Make an image of 100 by 80 with one white layer."""
    image = painter.image(100, 80)
    painter.layer(image, plain(100, 80, *WHITE), "ground")
    return image


def file_of(folder: Path, pixels: Pixels, name: str = "mug.png", **options: Any) -> Path:
    """Write a picture's file."""
    file = folder / name
    Image.fromarray(pixels).save(file, **options)
    return file


MODES = ("GRAY", "INDEXED", "U16_NON_LINEAR", "FLOAT_LINEAR", "U8_LINEAR")


@pytest.mark.parametrize("mode", MODES)
def test_the_picture_becomes_what_the_image_is(painter: Painter, mode: str) -> None:
    """In a grey image it is grey, in one with a palette it has those colours, and deep ones keep its colours."""
    colour = (200, 120, 40, 255)
    precision = mode if mode not in {"GRAY", "INDEXED"} else "U8_NON_LINEAR"
    image = painter.image(60, 40, "GRAY" if mode == "GRAY" else "RGB", precision)
    stripes = plain(60, 40, *RED)
    stripes[:, 30:] = BLUE
    painter.layer(image, stripes, kind="GRAYA_IMAGE" if mode == "GRAY" else "RGBA_IMAGE")
    if mode == "INDEXED":
        painter.gimp.run(
            """
            Gimp.Image.get_by_id(image_id).convert_indexed(
                Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 4, False, False, ""
            )
            """,
            image_id=image,
        )

    made = put(painter, file_of(painter.folder, plain(20, 20, *colour)), "centred", image)

    assert made.code == ""
    light = np.array([[[*colour[:3]]]])
    grey = curved(((light / 255 <= 0.04045) * light / 255 / 12.92
                   + (light / 255 > 0.04045) * ((light / 255 + 0.055) / 1.055) ** 2.4)
                  @ np.array([0.2225, 0.7169, 0.0606]))  # fmt: skip
    expected = {"GRAY": (grey[0, 0],) * 3 + (255,), "INDEXED": RED}.get(mode, colour)
    assert near(painter.pixels(made.made), np.full((20, 20, 4), expected), 13 if mode == "U8_LINEAR" else 2)


def test_profiles_are_converted_to_the_images(painter: Painter) -> None:
    """A picture in Adobe RGB, and an image in it: the colours that are seen are the picture's."""
    profile = bytes(painter.gimp.run("list(Gimp.ColorProfile.new_rgb_adobe().get_icc_profile())"))
    adobe = file_of(painter.folder, plain(20, 20, 120, 180, 90, 255), icc_profile=profile)
    image = painter.image(60, 40)
    painter.layer(image, plain(60, 40, *WHITE))

    made = put(painter, adobe, "centred", image).made

    # What Adobe RGB (120, 180, 90) is in sRGB.
    assert near(painter.pixels(made), plain(20, 20, 81, 181, 83, 255), 2)
    wide = painter.image(60, 40)
    painter.layer(wide, plain(60, 40, *WHITE))
    painter.gimp.run(
        "Gimp.Image.get_by_id(image_id).set_color_profile(Gimp.ColorProfile.new_rgb_adobe())", image_id=wide
    )
    inside = put(painter, adobe, "centred", wide).made
    assert painter.gimp.run("list(Gimp.Layer.get_by_id(made).get_buffer().get(Gegl.Rectangle.new(5, 5, 1, 1), 1.0,"
                            " None, Gegl.AbyssPolicy.NONE))[:3]", made=inside) == [120, 180, 90]  # fmt: skip


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photographs_stand_upright(painter: Painter, ground: int, orientation: int) -> None:
    """The orientation that a camera noted is applied, for a layer and for an image."""
    pixels = plain(40, 20, *BLUE)
    pixels[:10, :10] = RED
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = file_of(painter.folder, pixels[..., :3], "photo.jpg", exif=exif, quality=100, subsampling=0)
    turned = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
    expected = Image.fromarray(pixels)
    if orientation in turned:
        expected = expected.transpose(Image.Transpose(turned[orientation]))

    made = put(painter, file, "original-size", ground).made

    assert near(painter.pixels(made), np.asarray(expected), 40)
    image = put(painter, file, "new-image", None).made
    assert near(painter.seen(image), np.asarray(expected), 40)


def test_pages_and_frames_give_the_first(painter: Painter, ground: int) -> None:
    """Of a TIFF file with pages and of an animation comes what the library shows: the first one."""
    first, second = Image.new("RGB", (30, 20), "lime"), Image.new("RGB", (30, 20), "red")
    for name in ("pages.tif", "frames.gif", "frames.webp"):
        first.save(painter.folder / name, save_all=True, append_images=[second], duration=100, lossless=True)
        with Image.open(painter.folder / name) as opened:
            assert len(list(ImageSequence.Iterator(opened))) == 2

        made = put(painter, painter.folder / name, "centred", ground).made

        assert near(painter.pixels(made), plain(30, 20, *GREEN), 2), name


def test_layered_files_come_as_one_layer(painter: Painter, ground: int) -> None:
    """Of an XCF or PSD file comes what is seen of it, hidden layers not."""
    source = painter.image(30, 20)
    painter.layer(source, plain(30, 20, *BLUE))
    painter.layer(source, plain(10, 20, *RED), at=(5, 0))
    painter.layer(source, plain(30, 20, *GREEN), visible=False)
    expected = plain(30, 20, *BLUE)
    expected[:, 5:15] = RED
    for name in ("layers.xcf", "layers.psd"):
        saved = painter.gimp.run(
            "save(Gimp.Image.get_by_id(source), file)",
            source=source,
            file=str(painter.folder / name),
        )
        assert saved, name

        made = put(painter, painter.folder / name, "centred", ground)

        assert made.code == "", made.told
        assert near(painter.pixels(made.made), expected), name


def test_a_new_image_knows_no_file(painter: Painter) -> None:
    """It is untitled and clean, so that saving never reaches the library and closing asks nothing; it has the mark."""
    file = file_of(painter.folder, colourful(30, 20))

    image = put(painter, file, "new-image", None).made

    assert painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(made)
        [
            image.get_file() is None, image.get_imported_file() is None, image.get_xcf_file() is None,
            image.is_dirty(), image.undo_is_enabled(), len(Gimp.get_images()), image.get_layers()[0].get_name(),
        ]
        """,
        made=image,
    ) == [True, True, True, False, True, 1, "mug.png"]
    assert near(painter.seen(image), colourful(30, 20))
    layer = painter.gimp.run("image.get_layers()[0].get_id()")
    assert (
        origin(painter, image, of_image=True)[1]["asset"] == origin(painter, layer)[1]["asset"] == "asset-1"
    )


def test_layers_of_a_new_image_stay_layers(painter: Painter) -> None:
    """A layered file that is opened as an image keeps its layers and their names."""
    source = painter.image(30, 20)
    painter.layer(source, plain(30, 20, *BLUE), "sky")
    painter.layer(source, plain(10, 20, *RED), "tree")
    file = painter.folder / "layers.xcf"
    painter.gimp.run(
        "save(Gimp.Image.get_by_id(source), file)",
        source=source,
        file=str(file),
    )

    image = put(painter, file, "new-image", None).made

    assert stack(painter, image) == ["tree", "sky"]
    assert origin(painter, image, of_image=True)[1]["name"] == "mug.png"


def test_a_file_is_only_read(painter: Painter, ground: int) -> None:
    """The file that is inserted stays as it is, and is not needed afterwards."""
    file = file_of(painter.folder, colourful(30, 20))
    before = file.read_bytes()
    made = put(painter, file, "centred", ground).made

    assert file.read_bytes() == before
    file.unlink()
    assert near(painter.pixels(made), colourful(30, 20))


def test_scaling_down_is_even(painter: Painter, ground: int) -> None:
    """A fine chequered pattern becomes grey, not a coarse pattern."""
    fine = np.zeros((1600, 2000, 4), np.uint8)
    fine[..., 3] = 255
    fine[::2, ::2, :3] = 255
    fine[1::2, 1::2, :3] = 255
    file = io.BytesIO()
    Image.fromarray(fine).save(file, "PNG")
    (painter.folder / "fine.png").write_bytes(file.getvalue())

    made = put(painter, painter.folder / "fine.png", "fit-canvas", ground).made

    values = painter.pixels(made)[5:-5, 5:-5, 0].astype(float)
    assert values.std() < 6, values.std()
    assert 110 < values.mean() < 200
