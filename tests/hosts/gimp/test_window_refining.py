"""Searches that are refined in the window: what a hit is to the canvas, a set that is locked, words against a picture."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.panel import TITLE, Panel
from hosts.harness.hubs import PersonsHub

pytestmark = pytest.mark.parametrize("windowed", ["trixie"], indirect=True)

FEW = 6
"""Of all that is seen; the slider leaves fewer."""


@pytest.fixture
def poster(desktop: GimpDesktop, pictures: Path) -> int:
    """Have a picture of the library open."""
    return desktop.show(pictures / "interiors" / "living-room-day.jpg")


def slide_to(panel: Panel, percent: int) -> None:
    """Bring the slider from its beginning to about a percentage."""
    x, y, width, _height = panel.desktop.await_widget("slider", "At least so similar").box
    panel.desktop.screen.drag((x + 14, y + 12), (x + 14 + round((width - 28) * percent / 100), y + 12))


def percents(panel: Panel) -> list[int]:
    """Give how similar the hits that are seen are, the most first."""
    found = (re.search(r", (\d+) percent", hit.name) for hit in panel.hits())
    return sorted((int(each[1]) for each in found if each is not None), reverse=True)


def keep(panel: Panel, name: str) -> None:
    """Keep a picture of the window where that is wanted."""
    if folder := os.environ.get("BOWERBIRD_LOOK"):
        panel.desktop.place(TITLE, 1010, 0, 428, 878)
        panel.desktop.screen.move(470, 640)
        box = panel.desktop.await_widget("frame", "Bowerbird").box
        panel.desktop.screen.picture(box).save(Path(folder) / f"{name}.png")


def test_the_canvas_is_recognised_and_its_kin_are_locked(panel: Panel, poster: int) -> None:
    """The hit that is the canvas says so; what passes the slider is locked, stays on top, and is let go of again."""
    panel.open()
    # Control: words alone have nothing to be the same as.
    panel.search("living room", "living-room-day.jpg")
    assert not any("Same picture" in hit.name for hit in panel.hits())

    panel.press("Search with: Canvas")
    panel.says("Like this canvas")
    panel.desktop.wait(
        lambda: any("day.jpg" in hit.name and "Same picture" in hit.name for hit in panel.hits()),
        "the label of the same picture",
        instead=lambda: str([hit.name for hit in panel.hits()]),
    )
    assert not any("evening" in hit.name and "Same picture" in hit.name for hit in panel.hits())
    keep(panel, "g-gimp-labels")

    # A little below the second: how alike they are is the model's business.
    slide_to(panel, percents(panel)[1] - 4)
    panel.desktop.wait(lambda: 0 < len(panel.hits()) < FEW, "few pictures")
    locked = {panel.name_of(hit) for hit in panel.hits()}
    panel.press("Lock this one" if len(locked) == 1 else f"Lock these {len(locked)}")
    panel.says(f"{len(locked)} locked")
    panel.desktop.wait(
        lambda: {panel.name_of(hit) for hit in panel.hits() if "Locked" in hit.name} == locked,
        "the locked ones",
        instead=lambda: str([hit.name for hit in panel.hits()]),
    )
    panel.unfold()
    keep(panel, "g-gimp-locked")
    panel.press("Unlock")
    panel.desktop.wait(
        lambda: panel.hits() and not any("Locked" in hit.name for hit in panel.hits()), "none that is locked"
    )
    panel.desktop.click(panel.desktop.await_widget("slider", "At least so similar"))
    panel.desktop.screen.press("Home")


def test_a_shape_an_order_and_a_saved_search(panel: Panel, poster: int, hub: PersonsHub) -> None:
    """Only tall pictures are shown, by their names; what the owner saved is run from the menu of earlier searches."""
    saved = hub.ask_as_owner("POST", "/v1/saved-searches", {"name": "Mugs", "search": {"text": "red mug"}})
    panel.open()
    before = {panel.name_of(hit) for hit in panel.search("mug", "mug-red-front.jpg")}
    panel.unfold()
    panel.desktop.click(panel.desktop.await_widget("combo box", "Order"))
    panel.press("By name", "menu item")
    panel.desktop.wait(
        lambda: (names := [panel.name_of(hit) for hit in panel.hits()]) and names == sorted(names),
        "pictures by their names",
        instead=lambda: str([hit.name for hit in panel.hits()]),
    )
    panel.desktop.click(panel.desktop.await_widget("combo box", "Shape"))
    panel.press("Tall pictures", "menu item")
    panel.desktop.wait(lambda: {panel.name_of(hit) for hit in panel.hits()} != before, "other pictures")
    keep(panel, "g-gimp-refine")

    panel.press("Earlier searches")
    panel.press("Saved search: Mugs", "menu item")
    panel.says("Saved search", "Mugs")
    panel.await_hits("mug-red-front.jpg")
    hub.ask_as_owner("DELETE", f"/v1/saved-searches/{saved['id']}")
