"""A layer in the place of another; and what cannot be done leaves no trace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hosts.gimp.painting import Painter, Pixels, plain
from hosts.gimp.putting import box, put, stack

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


@pytest.mark.parametrize("failing", ["insert_layer", "remove_layer"])
def test_a_failure_inside_leaves_the_layers_as_they_were(painter: Painter, ground: int, failing: str) -> None:
    """When GIMP refuses a step of a replacement, the old layer is there with its locks, and nothing is left over."""
    old = painter.layer(ground, plain(30, 30, *BLUE), "old", (20, 10))
    painter.gimp.run("Gimp.Layer.get_by_id(old).set_lock_content(True)", old=old)
    painter.gimp.run("Gimp.Image.get_by_id(image_id).clean_all()", image_id=ground)
    before = stack(painter, ground)
    file = file_of(painter.folder, plain(20, 20, *RED))
    painter.gimp.run(
        """
        kept = getattr(Gimp.Image, failing)

        def refuse(image, layer, *others):
            if image.get_id() != image_id or (failing == "remove_layer" and layer.get_id() != old):
                return kept(image, layer, *others)
            return False

        setattr(Gimp.Image, failing, refuse)
        """,
        failing=failing,
        image_id=ground,
        old=old,
    )
    try:
        refused = put(painter, file, "replace", ground)
    finally:
        painter.gimp.run("setattr(Gimp.Image, failing, kept)")

    assert refused.code == "gimp_failed"
    assert stack(painter, ground) == before
    assert painter.gimp.run("Gimp.Layer.get_by_id(old).get_lock_content()", old=old) is True
    assert painter.gimp.run("len(Gimp.get_images())") == 1
    # The step of undo was ended, and the next one can be made.
    assert put(painter, file, "replace", ground).code == ""
    assert stack(painter, ground) == ["mug.png", "ground"]
