"""Searching in the window: opened by a key, by a menu and by a script, used with a pointer and a keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageStat

from hosts.gimp.desktop import GimpDesktop, Widget
from hosts.gimp.panel import SEARCH, Panel

pytestmark = pytest.mark.parametrize("windowed", ["trixie", "forky"], indirect=True)


@pytest.fixture
def poster(desktop: GimpDesktop, pictures: Path) -> int:
    """Have an image open, on which nothing is red."""
    return desktop.show(pictures / "interiors" / "living-room-day.jpg")


def colour(picture: Image.Image) -> list[float]:
    """Give the mean colour."""
    return ImageStat.Stat(picture.convert("RGB")).mean


def apart(one: list[float], other: list[float]) -> float:
    """Tell how far colours are from each other."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def original(pictures: Path, panel: Panel, hit: Widget) -> Image.Image:
    """Open the file that a hit names."""
    with Image.open(next(pictures.rglob(panel.name_of(hit)))) as opened:
        return opened.convert("RGB")


def test_what_is_typed_is_found_and_seen(panel: Panel, poster: int, pictures: Path) -> None:
    """Words that are typed bring pictures, each with its name, its percent and its reason, and its colours are seen."""
    panel.open()
    hits = panel.search("red mug", "mug-red-front.jpg", "mug-red-back.jpg")
    panel.desktop.wait(
        lambda: all(
            apart(colour(panel.thumbnail(hit)), colour(original(pictures, panel, hit))) < 45
            for hit in hits[:4]
        ),
        "thumbnails with the colours of their pictures",
    )

    assert all("percent" in hit.name for hit in hits)
    assert "file name" in hits[0].name
    # Control: the colours of another picture are not those.
    dark = next(hit for hit in hits if "dark" in hit.name)
    bright = next(hit for hit in hits if "front" in hit.name)
    assert apart(colour(panel.thumbnail(dark)), colour(original(pictures, panel, bright))) > 60


def test_the_slider_hides_what_is_less_similar(panel: Panel, poster: int) -> None:
    """Moved to the right, the slider leaves only what is so similar, and moved back, all is there again."""
    panel.open()
    panel.search("red mug", "mug-red-front.jpg", "mug-blue-front.jpg")
    slider = panel.desktop.await_widget("slider", "At least so similar")
    x, y, width, _ = slider.box
    panel.desktop.screen.drag((x + 14, y + 12), (x + round(width * 0.9), y + 12))
    panel.desktop.wait(
        lambda: all("99 percent" in hit.name for hit in panel.hits()), "hits of 99 percent alone"
    )
    assert "shown" in panel.read().text
    stands = panel.desktop.await_widget("slider", "At least so similar").value
    assert stands is not None
    assert stands[0] > 70

    panel.desktop.click(panel.desktop.await_widget("slider", "At least so similar"))
    panel.desktop.screen.press("Home")
    panel.await_hits("mug-blue-front.jpg")


def test_one_window_for_all_calls(panel: Panel, poster: int) -> None:
    """A key, the menu and a script reach the one window: no second process is started, and nothing waits for it."""
    panel.open()
    (process,) = panel.processes

    panel.desktop.menu("Tools", "Bowerbird", "Find and Insert Pictures…")
    panel.desktop.await_widget("text", SEARCH, "focused")
    panel.type("red mug")
    panel.await_hits("mug-red-front.jpg")
    panel.desktop.bring(panel.desktop.title)
    # What GIMP gives to an interactive call are no arguments: what stands in the window stays.
    panel.desktop.call("bowerbird-search", mode="INTERACTIVE")
    entry = panel.desktop.await_widget("text", SEARCH, "focused")

    assert entry.text == "red mug"
    assert panel.processes == [process]


def test_a_folder_and_words_to_avoid(panel: Panel, poster: int, pictures: Path) -> None:
    """Words to avoid put other pictures in front, and only those of the chosen folder are shown."""
    panel.open()
    before = [panel.name_of(hit) for hit in panel.search("mug", "mug-red-front.jpg")]
    panel.unfold()
    panel.desktop.click(panel.desktop.await_widget("text", "Without"))
    panel.desktop.screen.type("red")
    panel.desktop.wait(
        lambda: [panel.name_of(hit) for hit in panel.hits()][:3] != before[:3], "another order"
    )
    assert "red" not in panel.name_of(panel.hits()[0])

    rooms = {each.name for each in (pictures / "interiors").iterdir()}
    assert not rooms >= {panel.name_of(hit) for hit in panel.hits()}
    combo = panel.desktop.await_widget("combo box", "In folder")
    panel.desktop.click(combo)
    panel.press("interiors", "menu item")
    panel.desktop.wait(
        lambda: {panel.name_of(hit) for hit in panel.hits()} == rooms,
        "the pictures of the folder alone",
        instead=lambda: panel.read().text,
    )


def test_more_like_this_and_back_and_history(panel: Panel, poster: int) -> None:
    """A hit leads to pictures like it, Back leads back, and earlier words can be chosen again."""
    panel.open()
    hits = panel.search("red mug", "mug-red-front.jpg")
    front = next(hit for hit in hits if "mug-red-front.jpg" in hit.name)
    panel.desktop.click(front)
    panel.press("More like this")
    panel.says("Like this picture", "mug-red-front.jpg")
    panel.desktop.wait(
        lambda: panel.hits() and "file name" not in panel.hits()[0].name, "pictures that look like it"
    )
    panel.press("Back")
    panel.desktop.wait(lambda: "Like this picture" not in panel.read().text, "the words alone")
    panel.await_hits("mug-red-front.jpg")

    panel.desktop.screen.press("Return")
    panel.search("teapot", "teapot")
    panel.press("Earlier searches")
    panel.press("red mug", "menu item")
    panel.await_hits("mug-red-front.jpg")
    assert panel.desktop.await_widget("text", SEARCH).text == "red mug"


def test_nothing_found_says_so(panel: Panel, poster: int) -> None:
    """A slider that hides everything says how many there are, and a press shows them."""
    panel.open()
    panel.search("soft light living room")
    panel.desktop.click(panel.desktop.await_widget("slider", "At least so similar"))
    panel.desktop.screen.press("End")
    panel.says("less than 100 % similar", "Move the slider to the left.")
    panel.press("Show them")
    panel.await_hits()
