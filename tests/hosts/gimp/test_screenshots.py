"""GIMP and the plug-in's window have their picture taken, for the documents and for whoever looks at a change."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PIL import Image

from bowerbird_bridge.discovery import record_command
from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.panel import SEARCH, TITLE, Panel
from hosts.gimp.profiles import token_file
from hosts.harness.hubs import PersonsHub

KEEP = "BOWERBIRD_SCREENSHOTS"
"""The folder that the pictures are kept in, where somebody wants them."""

ANYBODYS = "/home/anna/bowerbird/bin/python"
"""A Python that is not there."""


@pytest.fixture(scope="module", params=["light", "dark"])
def shade(request: pytest.FixtureRequest) -> str:
    """Choose GIMP's colours."""
    return str(request.param)


@pytest.fixture
def studio(desktop: GimpDesktop, panel: Panel, pictures: Path) -> Panel:
    """Have a person's work open, as anybody's, beside a window of the plug-in that has room."""
    image = desktop.show(pictures / "interiors" / "living-room-day.jpg")
    desktop.run(
        "Gimp.Image.get_by_id(number).set_file(Gio.File.new_for_path('/home/anna/Pictures/spring-poster.xcf'))",
        number=image,
    )
    panel.open()
    arrange(desktop)
    return panel


def arrange(desktop: GimpDesktop) -> None:
    """Put GIMP and the window beside each other, with the whole image in view and no path of this machine."""
    desktop.place(TITLE, 1010, 0, 428, 878)
    desktop.place(desktop.title, 0, 0, 1006, 878)
    desktop.bring(desktop.title)
    desktop.screen.press("ctrl+shift+j")
    desktop.wait(lambda: "Opening" not in desktop.read("gimp").text, "the end of GIMP's progress")
    desktop.bring(TITLE)


def keep(desktop: GimpDesktop, name: str, box: tuple[int, int, int, int]) -> None:
    """Take the picture once nothing moves, see that something is on it, and keep it where that is wanted."""
    # Over the canvas no tip opens, and nothing changes under the pointer.
    desktop.screen.move(470, 640)
    picture, before = desktop.screen.picture(box), Image.new("RGB", (1, 1))
    until = time.monotonic() + 5
    while picture.tobytes() != before.tobytes() and time.monotonic() < until:
        time.sleep(0.3)
        picture, before = desktop.screen.picture(box), picture
    colours = picture.getcolors(picture.width * picture.height)
    assert colours is not None
    assert len(colours) > 100
    if folder := os.environ.get(KEEP):
        picture.save(Path(folder) / f"{name}.png", optimize=True)


def whole(desktop: GimpDesktop) -> tuple[int, int, int, int]:
    """Give the part of the screen where both are."""
    window = desktop.await_widget("frame", "Bowerbird").box
    return 0, 0, window[0] + window[2], 900


def alone(desktop: GimpDesktop) -> tuple[int, int, int, int]:
    """Give the part of the screen where the plug-in's window is."""
    return desktop.await_widget("frame", "Bowerbird").box


def test_the_window_is_dressed_as_gimp(studio: Panel, shade: str) -> None:
    """The ground and the letters of the window are those of GIMP's own docks, in light and in dark."""
    desktop = studio.desktop
    ours, docks = ground(desktop, alone(desktop)), ground(desktop, (0, 60, 170, 800))

    assert ours == docks
    # Control: it is not the same ground for everybody.
    assert (max(ours) < 100) == (shade == "dark")
    assert (min(ours) > 200) == (shade == "light")
    label = desktop.await_widget("label", "Paintbrush", program="gimp")
    assert desktop.font(desktop.await_widget("text", SEARCH))[0] == desktop.font(label, "gimp")[0]


def ground(desktop: GimpDesktop, box: tuple[int, int, int, int]) -> tuple[int, ...]:
    """Give the colour that most of a part of the screen has."""
    picture = desktop.screen.picture(box)
    colours = picture.getcolors(picture.width * picture.height)
    assert colours is not None
    most = max(colours)[1]
    assert isinstance(most, tuple)
    return most


def test_the_window_has_its_picture_taken(studio: Panel, hub: PersonsHub, shade: str) -> None:
    """Results of words beside an image, the canvas as the question, pairing, and a hub that does not run."""
    desktop = studio.desktop
    hits = studio.search("warm light, wooden table")
    desktop.click(hits[1])
    keep(desktop, f"gimp-search-{shade}", whole(desktop))
    if shade == "dark":
        return
    desktop.screen.press("ctrl+l")
    studio.press("Search with: Canvas")
    studio.says("Like this canvas")
    desktop.click(studio.await_hits("living-room-evening.jpg")[1])
    keep(desktop, "gimp-canvas-light", whole(desktop))
    hub.stop()
    record_command([ANYBODYS, "-P", "-m", "bowerbird_bridge", "serve"], folder=hub.person.hubs)
    studio.close()
    studio.open()
    studio.says("Try again")
    keep(desktop, "gimp-not-running-light", alone(desktop))
    hub.start()
    studio.close()
    token = token_file(desktop.profile)
    kept = token.read_bytes()
    token.unlink()
    studio.open()
    studio.press("Connect…")
    desktop.await_widget("label", "Code ")
    keep(desktop, "gimp-pairing-light", alone(desktop))
    desktop.screen.press("Escape")
    token.write_bytes(kept)
    token.chmod(0o600)
