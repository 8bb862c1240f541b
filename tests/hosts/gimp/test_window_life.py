"""The window through its life: connected, moved, closed and opened again, while images come and go."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.panel import SEARCH, TITLE, Panel
from hosts.gimp.planting import planted
from hosts.gimp.profiles import token_file
from hosts.harness.hubs import PersonsHub

MUG = "mug-red-front.jpg"

SLOWLY = """\
def _canvas(image: Any) -> Steps:
    import time
    until = time.monotonic() + 2
    while time.monotonic() < until:
        yield
"""
"""Between the steps of taking a canvas there is time to close it."""


@pytest.fixture
def poster(desktop: GimpDesktop, pictures: Path) -> int:
    """Have an image open."""
    return desktop.show(pictures / "interiors" / "living-room-day.jpg")


def shown_code(panel: Panel) -> str:
    """Read the code that the window shows."""
    label = panel.desktop.await_widget("label", "Code ")
    assert re.fullmatch(r"\d{3}-\d{3}", label.text)
    return label.text


def test_connecting_from_inside(panel: Panel, poster: int, hub: PersonsHub) -> None:
    """A GIMP without a token shows a code; once the owner has approved that code, it finds pictures, without a restart."""
    token = token_file(panel.desktop.profile)
    kept = token.read_bytes()
    token.unlink()
    try:
        panel.open()
        panel.says("GIMP is not connected to Bowerbird yet.")
        panel.press("Connect…")
        code = shown_code(panel)
        assert hub.person.run("pair", code).code == 0
        panel.says("ready to be found")
        panel.search("red mug", MUG)

        assert token.stat().st_mode & 0o777 == 0o600
        assert token.read_bytes() != kept
    finally:
        token.write_bytes(kept)
        token.chmod(0o600)


def test_a_request_that_is_denied(panel: Panel, poster: int, hub: PersonsHub) -> None:
    """A person who denies the code gets a sentence, and GIMP gets no token."""
    token = token_file(panel.desktop.profile)
    kept = token.read_bytes()
    token.unlink()
    try:
        panel.open()
        panel.press("Connect…")
        code = shown_code(panel)
        assert hub.person.run("pair", code, "--deny").code == 0
        panel.says("denied")
        assert not token.exists()
    finally:
        token.write_bytes(kept)
        token.chmod(0o600)


def test_place_size_and_settings_are_remembered(panel: Panel, poster: int) -> None:
    """Closed and opened again, the window is where it was, as large as it was, with the slider where it stood."""
    desktop = panel.desktop
    panel.open()
    panel.search("red mug", MUG)
    desktop.place(TITLE, 610, 90, 470, 700)
    desktop.click(desktop.await_widget("slider", "At least so similar"))
    desktop.screen.press("Home", *["Right"] * 7)
    desktop.wait(
        lambda: (desktop.await_widget("slider", "At least so similar").value or (0,))[0] == 7,
        "the slider at 7",
    )
    before = desktop.await_widget("frame", "Bowerbird").box
    panel.close()
    panel.open()
    panel.search("red mug", MUG)

    after = desktop.await_widget("frame", "Bowerbird").box
    assert max(abs(one - other) for one, other in zip(before, after, strict=True)) < 8
    slider = desktop.await_widget("slider", "At least so similar").value
    assert slider is not None
    assert slider[0] == 7
    settings = desktop.profile / "bowerbird" / "settings.json"
    assert settings.stat().st_mode & 0o777 == 0o600


def test_an_image_is_closed_while_it_is_searched_with(panel: Panel, poster: int) -> None:
    """An image that goes away in the middle leaves the window whole, and words are searched for as ever."""
    desktop = panel.desktop
    slow = ("bowerbird_for_gimp/host/pixels.py", "def _canvas(image: Any) -> Steps:\n", SLOWLY)
    with planted(desktop, *slow):
        panel.open()
    desktop.run("Gimp.Image.get_by_id(number).clean_all()", number=poster)
    panel.press("Search with: Canvas")
    desktop.run("[Gimp.Display.get_by_id(n).delete() for n in range(1, 99) if Gimp.Display.id_is_valid(n)]")
    panel.says("The image was closed meanwhile.")
    panel.press("Search with: Canvas")
    panel.says("No image is open.")
    if panel.read().find(name="Search without the picture"):
        panel.press("Search without the picture")
    panel.search("red mug", MUG)


def test_a_large_canvas(panel: Panel, desktop: GimpDesktop) -> None:
    """A canvas of 10,000 by 10,000 pixels is searched with; but for the call that takes the pixels nothing is held."""
    desktop.run(
        """
        image = Gimp.Image.new(10000, 10000, Gimp.ImageBaseType.RGB)
        layer = Gimp.Layer.new(image, "all", 10000, 10000, Gimp.ImageType.RGB_IMAGE, 100, Gimp.LayerMode.NORMAL)
        image.insert_layer(layer, None, 0)
        layer.fill(Gimp.FillType.PATTERN)
        Gimp.Display.new(image)
        Gimp.displays_flush()
        image.clean_all()
        """
    )
    panel.open()
    with panel.responsive(once=1.0):
        panel.press("Search with: Canvas")
        panel.says("Like this canvas")
        panel.await_hits()


def test_the_window_stays_above_gimp(panel: Panel, poster: int) -> None:
    """The window belongs to GIMP's, and lies above it also when GIMP's is used; GIMP's own, the control, belongs to none."""
    desktop = panel.desktop
    panel.open()
    ours, gimps = (int(desktop.windows(name)[0]) for name in (TITLE, desktop.title))
    assert desktop.belongs_to(TITLE) == [gimps]
    assert desktop.belongs_to(desktop.title) == []
    desktop.bring(desktop.title)
    stacked = desktop.stacked()
    assert stacked.index(ours) > stacked.index(gimps)


def test_an_error_of_our_own_is_told(panel: Panel, poster: int) -> None:
    """A fault in a handler ends neither the window nor GIMP: it is told, and the next search finds."""
    fault = ("        chosen = self.folder.get_active_id()\n", '        raise RuntimeError("planted")\n')
    with planted(panel.desktop, "bowerbird_for_gimp/ui/refine.py", *fault):
        panel.open()
        panel.search("red mug", MUG)
        (process,) = panel.processes
        panel.unfold()
        panel.desktop.click(panel.desktop.await_widget("combo box", "In folder"))
        panel.press("interiors", "menu item")
        panel.says("Something in this window went wrong.")
        panel.search("teapot", "teapot")
        assert panel.processes == [process]
        assert any("planted" in each for each in panel.desktop.complaints())
        panel.close()


def test_a_window_whose_process_dies(panel: Panel, poster: int) -> None:
    """A window that is killed takes nothing of GIMP with it, and the next key opens a new one."""
    import os  # noqa: PLC0415
    import signal  # noqa: PLC0415

    desktop = panel.desktop
    panel.open()
    (first,) = panel.processes
    os.kill(first, signal.SIGKILL)
    desktop.wait(lambda: first not in panel.processes, "its end")
    assert desktop.layers(poster)
    desktop.screen.press("Escape")
    panel.open()
    panel.search("red mug", MUG)
    (second,) = panel.processes
    assert second != first
    desktop.forgive()
    assert desktop.await_widget("text", SEARCH)
