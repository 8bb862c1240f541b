"""What an insertion from the window leaves in GIMP's own: a step of undo with its name, and nothing in the status bar."""

from __future__ import annotations

from pathlib import Path

import pytest

from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.panel import Panel

pytestmark = pytest.mark.parametrize("windowed", ["trixie", "forky"], indirect=True)

FRONT = "mug-red-front.jpg"


@pytest.fixture
def inserted(desktop: GimpDesktop, panel: Panel, pictures: Path) -> int:
    """Have a picture inserted into an image, and give the image."""
    image = desktop.show(pictures / "interiors" / "living-room-day.jpg")
    panel.open()
    (front, *_) = [hit for hit in panel.search("red mug", FRONT) if FRONT in hit.name]
    desktop.click(front)
    panel.press("Insert")
    desktop.wait(lambda: FRONT in desktop.layers(image), "the layer", instead=lambda: panel.read().text)
    panel.says("Inserted")
    return image


def test_the_step_says_what_was_done(desktop: GimpDesktop, inserted: int) -> None:
    """In the Edit menu, and in English as the window; it is one step, which takes the layer away."""
    desktop.menu("Edit")
    desktop.await_widget("menu item", "Undo Insert from Bowerbird", program="gimp", seconds=5)
    desktop.screen.press("Escape")
    desktop.undo()
    desktop.wait(lambda: FRONT not in desktop.layers(inserted), "the image as it was", seconds=5)
    assert len(desktop.layers(inserted)) == 1


def test_the_status_bar_is_as_it_was(desktop: GimpDesktop, inserted: int) -> None:
    """No path of a file that is gone, and no button to cancel what has been done."""
    assert inserted
    desktop.wait(
        lambda: "fetched" not in desktop.read("gimp").text and not desktop.read("gimp").find(name="Opening"),
        "the end of what GIMP tells",
        seconds=5,
        instead=lambda: desktop.read("gimp").text,
    )
