"""Pictures come into images where they should, and leave everything else as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hosts.gimp.painting import Painter, Pixels, colourful, near, over, plain
from hosts.gimp.putting import activate, box, origin, put, select, stack

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


def test_a_thin_selection_is_covered_without_growing_for_ever(painter: Painter) -> None:
    """One row of three hundred thousand pixels: the whole picture above it would take the memory of many machines."""
    image = painter.image(300_000, 2)
    select(painter, image, 0, 0, 300_000, 1)
    square = plain(64, 64, *RED)
    square[31:33] = GREEN
    painter.gimp.run(
        "from bowerbird_for_gimp.model import placement; kept, placement.MOST_PIXELS = placement.MOST_PIXELS, 3_000_000"
    )
    try:
        made = put(painter, file_of(painter.folder, square), "masked", image).made
    finally:
        painter.gimp.run("placement.MOST_PIXELS = kept")

    x, y, width, height = box(painter, made)
    assert (x, width, height) == (0, 300_000, 10)
    assert y <= 0 < y + height
    seen = painter.gimp.run(
        """
        row = Gegl.Rectangle.new(150_000, -y, 1, 1)
        list(Gimp.Layer.get_by_id(made).get_buffer().get(row, 1.0, "R'G'B'A u8", Gegl.AbyssPolicy.NONE))
        """,
        made=made,
        y=y,
    )
    assert seen == list(GREEN)


def test_a_name_turns_no_list_around(painter: Painter, ground: int) -> None:
    """What is unseen in a file's name, and what breaks its line, is in no layer's name; the mark keeps the name as it is."""
    name = "gnp\u202egpj.mug\n.png"
    file = file_of(painter.folder, plain(40, 20, *RED))

    made = put(painter, file, "centred", ground, name=name).made
    opened = put(painter, file, "new-image", None, name=name).made

    assert stack(painter, ground)[0] == "gnpgpj.mug .png"
    assert stack(painter, opened) == ["gnpgpj.mug .png"]
    assert origin(painter, made)[1]["name"] == name
