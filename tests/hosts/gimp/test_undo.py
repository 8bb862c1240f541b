"""One Ctrl+Z takes a whole insertion back, and one Ctrl+Y brings it again: also what a script has done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.painting import Painter, colourful, plain
from hosts.gimp.putting import origin, put, select

CASES = ("centred", "masked", "replace", "in a group", "replace a locked one", "relink")


@pytest.fixture
def painter(desktop: GimpDesktop, tmp_path: Path) -> Painter:
    """Give a GIMP with windows to paint in."""
    return Painter(desktop, tmp_path)


def whole(painter: Painter, image: int) -> Any:
    """Tell everything of an image's layers, with their masks and marks, by what a person could see of it."""
    return painter.gimp.run(
        """
        def told(layer):
            return [
                layer.get_name(), *layer.get_offsets()[1:], layer.get_width(), layer.get_height(),
                round(layer.get_opacity()), int(layer.get_mode()), layer.get_visible(), layer.get_lock_content(),
                layer.get_lock_position(), layer.get_lock_alpha(), layer.get_lock_visibility(), layer.get_mask() is None, layer.get_parasite_list(),
                [told(each) for each in layer.get_children()] if layer.is_group() else [],
            ]
        image = Gimp.Image.get_by_id(number)
        [
            [told(layer) for layer in image.get_layers()], list(Gimp.Selection.bounds(image)),
            [layer.get_name() for layer in image.get_selected_layers()],
        ]
        """,
        number=image,
    )


@pytest.mark.parametrize("case", CASES)
def test_one_step_back_and_one_step_forth(painter: Painter, desktop: GimpDesktop, case: str) -> None:
    """Layers, masks, locks, marks and pixels are as before after one Ctrl+Z, and as afterwards after one Ctrl+Y."""
    image = painter.image(120, 90)
    painter.layer(image, colourful(120, 90), "ground")
    file = painter.folder / "red.png"
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(number)
        picture = Gimp.Image.new(60, 40, Gimp.ImageBaseType.RGB)
        layer = Gimp.Layer.new(picture, "red", 60, 40, Gimp.ImageType.RGB_IMAGE, 100, Gimp.LayerMode.NORMAL)
        picture.insert_layer(layer, None, 0)
        layer.fill(Gimp.FillType.WHITE)
        save(picture, file)
        picture.delete()
        if case == "in a group":
            group = Gimp.GroupLayer.new(image, "group")
            image.insert_layer(group, None, 0)
            image.reorder_item(image.get_layers()[1], group, 0)
        """,
        number=image,
        file=str(file),
        case=case,
    )
    if case in {"replace", "replace a locked one"}:
        old = painter.layer(image, plain(50, 50, 0, 0, 255, 255), "old", (30, 20), opacity=60)
        painter.mask(old, np.full((50, 50), 130, np.uint8))
        painter.gimp.run(
            """
            layer = Gimp.Layer.get_by_id(old)
            for lock in ("alpha", "content", "position", "visibility"):
                getattr(layer, f"set_lock_{lock}")(on)
            """,
            old=old,
            on=case.endswith("locked one"),
        )
    if case == "relink":
        assert put(painter, file, "centred", image, rendition="proxy").code == ""
    select(painter, image, 20, 10, 60, 50)
    painter.gimp.run("Gimp.Display.new(Gimp.Image.get_by_id(number)); Gimp.displays_flush()", number=image)
    before, seen = whole(painter, image), painter.seen(image)

    if case == "relink":
        done = painter.gimp.run(
            """
            from bowerbird_for_gimp.host import relinking
            from bowerbird_panel.steps import run_through
            image = Gimp.Image.get_by_id(number)
            (one,) = relinking.waiting(image)
            relinking.exchange(image, [(one, run_through(relinking.prepare(one, Path(file))))])
            """,
            number=image,
            file=str(file),
        )
        assert done == ["mug.png"]
    else:
        assert put(painter, file, case.split(maxsplit=1)[0].replace("in", "centred"), image).code == ""
    after, changed = whole(painter, image), painter.seen(image)
    assert after != before or case == "relink"

    desktop.undo()
    desktop.wait(
        lambda: whole(painter, image) == before and (painter.seen(image) == seen).all(),
        "the image as it was",
        seconds=8,
        instead=lambda: json.dumps([whole(painter, image), before], indent=1),
    )
    if case == "relink":
        (layer,) = [
            each
            for each in painter.gimp.run("[l.get_id() for l in image.get_layers()]")
            if origin(painter, each)
        ]
        assert origin(painter, layer)[1]["relink"] is True
    desktop.bring("GIMP$")
    desktop.screen.press("ctrl+y")
    desktop.wait(
        lambda: whole(painter, image) == after and (painter.seen(image) == changed).all(),
        "the insertion again",
        seconds=8,
        instead=lambda: json.dumps([whole(painter, image), after], indent=1),
    )
