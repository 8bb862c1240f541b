"""Pictures come into images where they should, as what they are, and leave everything else as it is."""

from __future__ import annotations

import io
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from hosts.gimp.inside_gimp import GimpConsole
from hosts.gimp.painting import Painter, Pixels, colourful, curved, near, over, plain
from hosts.gimp.putting import activate, box, origin, put, select, stack

RED, GREEN, BLUE, WHITE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255, 255, 255, 255)


@pytest.fixture
def painter(gimp: GimpConsole, tmp_path: Path) -> Generator[Painter]:
    """Give a GIMP to paint in; it is empty afterwards."""
    painter = Painter(gimp, tmp_path)
    yield painter
    painter.clear()


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


PLACES = {
    # For a picture of 40 by 20, on a canvas of 100 by 80, with (10, 20, 30, 50) selected.
    "centred": (30, 30, 40, 20),
    "original-size": (30, 30, 40, 20),
    "fit-canvas": (0, 15, 100, 50),
    "at-selection": (5, 35, 40, 20),
    "fit-selection": (10, 37, 30, 15),
    "masked": (-25, 20, 100, 50),
}


@pytest.mark.parametrize("placing", PLACES)
def test_every_placing_puts_it_in_its_place(painter: Painter, ground: int, placing: str) -> None:
    """The layer has the box of its placing and the pixels of the picture; what is not covered stays as it was."""
    pixels = plain(40, 20, *RED)
    pixels[:, 20:] = GREEN
    select(painter, ground, 10, 20, 30, 50)

    made = put(painter, file_of(painter.folder, pixels), placing, ground).made

    x, y, width, height = PLACES[placing]
    assert box(painter, made) == (x, y, width, height)
    expected = np.full((80, 100, 4), 255, np.uint8)
    layer = np.concatenate(
        [plain(width // 2, height, *RED), plain(width - width // 2, height, *GREEN)], axis=1
    )
    rows = slice(y, y + height)
    if placing == "masked":
        expected[20:70, 10:40] = layer[:, 35:65]
    else:
        expected[rows, max(x, 0) : x + width] = layer[:, max(-x, 0) :]
    seen = painter.seen(ground)
    # Where it was scaled the edge in the middle is soft.
    soft = np.s_[:, [column for column in range(100) if abs(column - (x + width // 2)) > 3]]
    assert near(seen[soft], expected[soft], 1)
    assert not near(seen, np.full((80, 100, 4), 255, np.uint8), 50)


@pytest.mark.parametrize("placing", ["centred", "original-size"])
def test_a_large_picture_is_made_to_fit_or_not(painter: Painter, ground: int, placing: str) -> None:
    """Centred, what is larger than the canvas is made smaller, evenly; in its own size it is not touched."""
    large = np.kron(colourful(40, 50), np.ones((10, 10, 1), np.uint8))

    made = put(painter, file_of(painter.folder, large), placing, ground).made

    if placing == "original-size":
        assert box(painter, made) == (-150, -210, 400, 500)
        assert near(painter.pixels(made), large)
        return
    assert box(painter, made) == (18, 0, 64, 80)
    expected = np.asarray(Image.fromarray(large).resize((64, 80), Image.Resampling.LANCZOS)).astype(float)
    apart = np.abs(painter.pixels(made) - expected).mean()
    assert apart < 16
    assert np.abs(painter.pixels(made) - expected[::-1]).mean() > 3 * apart


def test_the_layer_says_what_it_is(painter: Painter, ground: int) -> None:
    """It has the file's name and a mark that undo takes along and that an XCF file keeps."""
    made = put(
        painter, file_of(painter.folder, plain(9, 9, *RED)), "centred", ground, name="Krüge & Töpfe.png"
    ).made

    flags, told = origin(painter, made)
    assert stack(painter, ground) == ["Krüge & Töpfe.png", "ground"]
    assert flags & 3 == 3
    assert told["asset"] == "asset-1"
    assert (told["name"], told["query"], told["relink"]) == ("Krüge & Töpfe.png", "red mug", False)
    file = painter.folder / "kept.xcf"
    again = painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        save(image, file)
        loaded = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(file))
        loaded.get_layers()[0].get_id()
        """,
        image_id=ground,
        file=str(file),
    )
    assert origin(painter, again) == [flags, told]
    assert origin(painter, painter.gimp.run("loaded.get_layers()[1].get_id()")) is None


def test_it_comes_above_the_active_layer(painter: Painter, ground: int) -> None:
    """Also inside a group; with no active layer on top; and it is the active layer then."""
    group, inner = painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        group = Gimp.GroupLayer.new(image, "group")
        image.insert_layer(group, None, 0)
        inner = Gimp.Layer.new(image, "inner", 10, 10, Gimp.ImageType.RGBA_IMAGE, 100, Gimp.LayerMode.NORMAL)
        image.insert_layer(inner, group, 0)
        [group.get_id(), inner.get_id()]
        """,
        image_id=ground,
    )
    file = file_of(painter.folder, plain(9, 9, *RED))

    made = put(painter, file, "centred", ground, name="first").made
    assert stack(painter, ground) == [["group", ["first", "inner"]], "ground"]
    assert painter.standing(ground)[2] == [made]
    activate(painter, ground, group)
    put(painter, file, "centred", ground, name="second")
    assert stack(painter, ground) == ["second", ["group", ["first", "inner"]], "ground"]
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        channel = Gimp.Channel.new(image, "channel", 20, 10, 50, Gegl.Color.new("red"))
        image.insert_channel(channel, None, 0)
        image.set_selected_layers([])
        image.set_selected_channels([channel])
        """,
        image_id=ground,
    )
    put(painter, file, "centred", ground, name="third")
    assert stack(painter, ground)[0] == "third"
    assert inner


def test_what_the_person_has_set_stays(painter: Painter, ground: int) -> None:
    """The selection, the colours, the interpolation, and all images that are open: the new layer is all that is new."""
    select(painter, ground, 10, 20, 30, 50)
    before = painter.standing(ground)

    for placing in PLACES:
        made = put(painter, file_of(painter.folder, plain(40, 20, *RED)), placing, ground).made
        after = painter.standing(ground)
        assert after[1] == before[1]
        assert after[5:] == before[5:]
        painter.gimp.run(
            "Gimp.Image.get_by_id(image_id).remove_layer(Gimp.Layer.get_by_id(made))",
            image_id=ground,
            made=made,
        )


def test_a_floating_selection_stays(painter: Painter, ground: int) -> None:
    """What floats is not anchored by an insertion, and goes on floating."""
    select(painter, ground, 10, 20, 30, 50)
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        floating = Gimp.Selection.float(image, image.get_layers(), 5, 5)
        """,
        image_id=ground,
    )

    made = put(painter, file_of(painter.folder, plain(40, 20, *RED)), "centred", ground)

    assert made.code == ""
    assert painter.gimp.run("[floating.is_valid(), floating.is_floating_sel()]") == [True, True]
    assert "mug.png" in stack(painter, ground)
    assert put(painter, painter.folder / "mug.png", "replace", ground).code == "floating_selection"


def test_the_mask_is_the_selection(painter: Painter, ground: int) -> None:
    """A feathered round selection becomes the layer's mask, value by value, and the layer covers all of it."""
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        image.select_ellipse(Gimp.ChannelOps.REPLACE, 20, 10, 50, 40)
        Gimp.Selection.feather(image, 8)
        bounds = Gimp.Selection.bounds(image)
        """,
        image_id=ground,
    )
    x1, y1, x2, y2 = painter.gimp.run("[bounds.x1, bounds.y1, bounds.x2, bounds.y2]")
    selected = painter.pixels(int(painter.gimp.run("image.get_selection().get_id()")), "Y u8", 1)[..., 0]

    made = put(painter, file_of(painter.folder, plain(40, 20, *RED)), "masked", ground).made

    x, y, width, height = box(painter, made)
    assert x <= x1
    assert y <= y1
    assert x + width >= x2
    assert y + height >= y2
    mask = painter.pixels(
        painter.gimp.run("Gimp.Layer.get_by_id(made).get_mask().get_id()", made=made), "Y u8", 1
    )
    for row, column in ((30, 45), (y1 + 1, 45), (30, x1 + 2), (y2 - 2, 40)):
        assert mask[row - y, column - x, 0] == selected[row, column]
    covered = np.dstack([np.full((80, 100, 3), (255, 0, 0), np.uint8), selected])
    assert near(painter.seen(ground), over(covered, plain(100, 80, *WHITE)), 2)
    assert painter.gimp.run("Gimp.Layer.get_by_id(made).get_edit_mask()", made=made) is False


def test_a_panorama_covers_a_selection_without_growing_for_ever(painter: Painter, ground: int) -> None:
    """What would reach a hundred times beyond the selection is cut to its middle first."""
    wide = plain(4000, 2, *RED)
    wide[:, 1900:2100] = GREEN
    select(painter, ground, 10, 0, 30, 80)

    made = put(painter, file_of(painter.folder, wide), "masked", ground).made

    x, y, width, height = box(painter, made)
    assert (y, height) == (0, 80)
    assert width <= 4 * 80
    assert x <= 10
    assert x + width >= 40
    assert near(painter.seen(ground)[:, 10:40], plain(30, 80, *GREEN), 1)


def test_replacing_keeps_the_place(painter: Painter, ground: int) -> None:
    """The new layer has the old one's place in its group, its middle, and all that was set for it."""
    old = painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        group = Gimp.GroupLayer.new(image, "group")
        image.insert_layer(group, None, 0)
        for name in ("under", "old", "above"):
            layer = Gimp.Layer.new(image, name, 60, 30, Gimp.ImageType.RGBA_IMAGE, 100, Gimp.LayerMode.NORMAL)
            image.insert_layer(layer, group, 0)
            layer.set_offsets(20, 30)
        old = group.get_children()[1]
        old.set_opacity(40)
        old.set_mode(Gimp.LayerMode.MULTIPLY)
        old.set_visible(False)
        old.set_color_tag(Gimp.ColorTag.RED)
        old.set_lock_alpha(True)
        old.set_lock_content(True)
        old.set_lock_position(True)
        old.set_lock_visibility(True)
        image.set_selected_layers([old])
        old.get_id()
        """,
        image_id=ground,
    )

    made = put(painter, file_of(painter.folder, plain(20, 20, *RED)), "replace", ground).made

    assert stack(painter, ground) == [["group", ["above", "mug.png", "under"]], "ground"]
    assert box(painter, made) == (35, 30, 30, 30)
    assert painter.gimp.run(
        """
        new = Gimp.Layer.get_by_id(made)
        [
            round(new.get_opacity()), int(new.get_mode()) == int(Gimp.LayerMode.MULTIPLY), new.get_visible(),
            int(new.get_color_tag()) == int(Gimp.ColorTag.RED), new.get_lock_alpha(), new.get_lock_content(),
            new.get_lock_position(), new.get_lock_visibility(), Gimp.Item.id_is_valid(old),
        ]
        """,
        made=made,
        old=old,
    ) == [40, True, False, True, True, True, True, True, False]
    assert painter.standing(ground)[2] == [made]


def test_replacing_keeps_the_mask(painter: Painter, ground: int) -> None:
    """What the person has masked away stays away, where the new layer lies."""
    old = painter.layer(ground, plain(40, 30, *BLUE), "old", (20, 10))
    cover = np.zeros((30, 40), np.uint8)
    cover[:, 15:] = 200
    painter.mask(old, cover)

    made = put(painter, file_of(painter.folder, plain(30, 30, *RED)), "replace", ground).made

    assert box(painter, made) == (25, 10, 30, 30)
    mask = painter.pixels(
        painter.gimp.run("Gimp.Layer.get_by_id(made).get_mask().get_id()", made=made), "Y u8", 1
    )
    assert (mask[..., 0] == cover[:, 5:35]).all()


def test_replacing_a_mask_in_deep_colour(painter: Painter) -> None:
    """In a floating point image the mask is copied exactly too."""
    image = painter.image(60, 40, precision="FLOAT_LINEAR")
    old = painter.layer(image, plain(30, 30, *BLUE), "old")
    cover = np.tile(np.linspace(0, 255, 30).astype(np.uint8), (30, 1))
    painter.mask(old, cover)

    made = put(painter, file_of(painter.folder, plain(30, 30, *RED)), "replace", image).made

    mask = painter.pixels(
        painter.gimp.run("Gimp.Layer.get_by_id(made).get_mask().get_id()", made=made), "Y u8", 1
    )
    assert (mask[..., 0] == cover).all()


REFUSED = {
    "layer_group": (
        "replace",
        "g = Gimp.GroupLayer.new(image, 'g'); image.insert_layer(g, None, 0); image.set_selected_layers([g])",
        "inside it",
    ),
    "several_layers": (
        "replace",
        "l = image.get_layers()[0].copy(); image.insert_layer(l, None, 0); image.set_selected_layers(image.get_layers())",
        "Click on the one",
    ),
    "nothing_selected": ("masked", "Gimp.Selection.none(image)", "Select a part"),
    "no_layer": (
        "replace",
        """
c = Gimp.Channel.new(image, 'c', 9, 9, 50, Gegl.Color.new('red'))
image.insert_channel(c, None, 0)
image.set_selected_channels([c])
""",
        "Layers dialog",
    ),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_done_is_said(painter: Painter, ground: int, code: str) -> None:
    """A group, several layers, no selection, no layer: a sentence, before anything is loaded, and no trace."""
    placing, prepared, advice = REFUSED[code]
    painter.gimp.run(
        f"image = Gimp.Image.get_by_id(image_id)\n{prepared}\nimage.clean_all()", image_id=ground
    )
    before = painter.standing(ground)

    made = put(painter, file_of(painter.folder, plain(20, 20, *RED)), placing, ground)

    assert (made.code, made.steps) == (code, 0)
    assert advice in made.told
    assert painter.standing(ground) == before


@pytest.mark.parametrize("name", ["broken.jpg", "empty.png", "words.txt", "gone.png"])
def test_what_gimp_cannot_read_is_said(painter: Painter, ground: int, name: str) -> None:
    """Damaged, empty, no picture, or not there: `cannot_load`, and no trace in the image."""
    contents = {"broken.jpg": b"\xff\xd8\xff\xe0garbage", "empty.png": b"", "words.txt": b"no picture"}
    file = painter.folder / name
    if name in contents:
        file.write_bytes(contents[name])
    painter.gimp.run("Gimp.Image.get_by_id(image_id).clean_all()", image_id=ground)
    before = painter.standing(ground)

    made = put(painter, file, "centred", ground)

    assert made.code == "cannot_load"
    assert name in made.told
    assert painter.standing(ground) == before
    assert put(painter, file, "new-image", None).code == "cannot_load"
    assert painter.standing(ground) == before


def test_an_image_that_is_closed_meanwhile(painter: Painter, ground: int) -> None:
    """Closing the image while the file is read leads to `image_closed`, and no image stays behind."""
    made = put(
        painter,
        file_of(painter.folder, plain(20, 20, *RED)),
        "centred",
        ground,
        between=f"Gimp.Image.get_by_id({ground}).delete()",
    )

    assert made.code == "image_closed"
    assert painter.gimp.run("len(Gimp.get_images())") == 0


def test_giving_up_leaves_no_trace(painter: Painter, ground: int) -> None:
    """Given up after any step, there is no new layer, no undo step and no image."""
    file = file_of(painter.folder, plain(20, 20, *RED))
    steps = put(painter, file, "centred", ground).steps
    painter.gimp.run("Gimp.Image.get_by_id(image_id).clean_all()", image_id=ground)
    before = painter.standing(ground)

    for stop in range(1, steps + 1):
        painter.gimp.run(
            """
            running = inserting.insert(Path(file), Placing("centred"), Gimp.Image.get_by_id(image_id), origin)
            for _ in range(stop):
                next(running)
            running.close()
            """,
            file=str(file),
            image_id=ground,
            stop=stop,
        )

    assert steps >= 3
    assert painter.standing(ground) == before


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
