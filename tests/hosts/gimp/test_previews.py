"""A preview lies where its original would, so that relinking brings the detail and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hosts.gimp.painting import Painter, colourful, plain
from hosts.gimp.putting import activate, box, origin, put, select
from hosts.gimp.test_procedures_relink import MUG, id_of

SIZE = (300, 200)
PREVIEW = (103, 69)
"""Rounded, as that of a real picture is."""


@pytest.fixture
def files(painter: Painter) -> tuple[Path, Path]:
    """Write an original and its preview."""
    original, preview = painter.folder / "mug.png", painter.folder / "mug.webp"
    picture = Image.fromarray(np.kron(colourful(30, 20), np.ones((10, 10, 1), np.uint8)))
    assert picture.size == SIZE
    picture.save(original)
    picture.resize(PREVIEW).save(preview, lossless=True)
    return original, preview


def relinked(painter: Painter, image: int, file: Path) -> int:
    """Put the original in the place of the one preview of an image; gives its layer."""
    made: int = painter.gimp.run(
        """
        from pathlib import Path
        from bowerbird_for_gimp.host import relinking
        from bowerbird_panel.steps import run_through
        image = Gimp.Image.get_by_id(number)
        (one,) = relinking.waiting(image)
        made = run_through(relinking.prepare(one, Path(file)))
        relinking.exchange(image, [(one, made)])
        made.get_id()
        """,
        number=image,
        file=str(file),
    )
    return made


@pytest.mark.parametrize("canvas", [(100, 80), (400, 390)])
@pytest.mark.parametrize(
    "placing",
    ["centred", "original-size", "fit-canvas", "at-selection", "fit-selection", "masked", "replace"],
)
def test_a_preview_fills_the_box_of_its_original(
    painter: Painter, files: tuple[Path, Path], placing: str, canvas: tuple[int, int]
) -> None:
    """On a small canvas and a large one; when its disk is back, all looks as if it had never been away."""
    original, preview = files
    seen: list[Any] = []
    boxes: list[tuple[int, int, int, int]] = []
    for file, rendition in ((original, "original"), (preview, "proxy")):
        image = painter.image(*canvas)
        painter.layer(image, plain(*canvas, 255, 255, 255, 255), "ground")
        old = painter.layer(image, plain(50, 60, 0, 0, 255, 255), "old", (10, 5))
        activate(painter, image, old)
        select(painter, image, 10, 20, 30, 50)
        made = put(painter, file, placing, image, rendition=rendition, size=SIZE).made
        boxes.append(box(painter, made))
        seen.append(painter.seen(image))
    assert boxes[1] == boxes[0]

    new = relinked(painter, image, original)

    assert box(painter, new) == boxes[0]
    assert (painter.seen(image) == seen[0]).all()
    assert placing == "centred" or (seen[1] != seen[0]).any()


def test_a_preview_opens_as_large_as_its_original(painter: Painter, files: tuple[Path, Path]) -> None:
    """The new image has the canvas of the original, and after relinking its pixels; its own mark says so too."""
    original, preview = files
    image = put(painter, preview, "new-image", None, rendition="proxy", size=SIZE).made
    assert painter.gimp.run(
        "image = Gimp.Image.get_by_id(number); [image.get_width(), image.get_height(), image.is_dirty()]",
        number=image,
    ) == [*SIZE, False]
    (layer,) = painter.standing(image)[2]
    assert box(painter, layer) == (0, 0, *SIZE)
    assert origin(painter, image, of_image=True)[1]["relink"] is True

    new = relinked(painter, image, original)

    assert (painter.pixels(new) == np.asarray(Image.open(original))).all()
    assert origin(painter, image, of_image=True)[1]["relink"] is False


def test_an_unknown_size_is_that_of_the_preview(painter: Painter, files: tuple[Path, Path]) -> None:
    """A hub that does not say how large the original is keeps nobody from its preview."""
    image = painter.image(400, 390)

    made = put(painter, files[1], "original-size", image, rendition="proxy").made

    assert box(painter, made)[2:] == PREVIEW


def test_a_script_asks_for_the_original_whatever_is_said_of_its_disk(painter: Painter) -> None:
    """A disk that has just come back: the hub may still call it away when it is asked for the picture's name."""
    gimp = painter.gimp
    image = painter.image(300, 200)

    renditions = gimp.run(
        """
        from dataclasses import replace
        from bowerbird_client import Client
        from bowerbird_for_gimp.model.placing import Placing
        from bowerbird_for_gimp.procedures import using
        from bowerbird_for_gimp.procedures.call import Call
        from bowerbird_for_gimp.host import marks
        kept = Client.asset
        Client.asset = lambda client, asset_id: replace(kept(client, asset_id), online=False, disk="disk")
        try:
            call = Call(Gimp.Image.get_by_id(image), None, interactive=False)
            layer, _image = using._insert(call, asset, Placing.CENTRED)
            first = marks.read(layer)
            marks.attach(layer, first.as_rendition("proxy"))
            done, = using.relink(call)
        finally:
            Client.asset = kept
        [first.rendition, [first.width, first.height] == [layer.get_width(), layer.get_height()], done]
        """,
        image=image,
        asset=id_of(gimp, MUG),
    )

    assert renditions[::2] == ["original", 1]
