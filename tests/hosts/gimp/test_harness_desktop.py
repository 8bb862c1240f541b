"""The tests' own tools: a real GIMP's windows are read and used as a person does it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PIL import Image

from hosts.gimp.desktop import GimpDesktop

pytestmark = pytest.mark.parametrize("windowed", ["trixie", "forky"], indirect=True)


def test_a_person_opens_menus_and_takes_back(desktop: GimpDesktop, pictures: Path) -> None:
    """What a person sees of an image is to be read and on the screen, and Ctrl+Z takes one step back."""
    shown = desktop.show(next(pictures.glob("products/*.jpg")))
    desktop.run("image.insert_layer(Gimp.Layer.new(image, 'news', 9, 9, 0, 100, 0), None, 0)")
    assert desktop.layers(shown)[0] == "news"
    desktop.await_widget("menu", "Tools", program="gimp")
    desktop.menu("Tools")
    desktop.await_widget("menu item", "Measure", program="gimp")
    desktop.screen.press("Escape", "Escape")
    desktop.undo()
    desktop.wait(lambda: "news" not in desktop.layers(shown), "the step back")

    picture = desktop.screen.picture()
    assert isinstance(picture, Image.Image)
    assert len(picture.getcolors(1 << 24) or []) > 500


def test_a_main_loop_that_is_held_is_noticed(desktop: GimpDesktop) -> None:
    """The measure of freezes: GIMP at rest answers at once; held for a third of a second it does not (control)."""
    with desktop.pulse("gimp") as quiet:
        time.sleep(0.5)
    with desktop.pulse("gimp") as held:
        # GIMP itself computes that, on its main thread.
        desktop.run(
            """
            image = Gimp.Image.new(9000, 9000, Gimp.ImageBaseType.RGB)
            layer = Gimp.Layer.new(image, "all", 9000, 9000, Gimp.ImageType.RGB_IMAGE, 100, Gimp.LayerMode.NORMAL)
            image.insert_layer(layer, None, 0)
            layer.invert(False)
            image.delete()
            """
        )

    assert quiet.asked > 10
    assert held.worst > 0.1
    assert held.worst > 2 * quiet.net
