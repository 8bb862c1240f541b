"""The window without a mouse and without eyes, and what others wrote in it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from fakes.client_hub import Reply, Seen, a_hit, as_json
from hosts.gimp.desktop import GimpDesktop, Widget, Window
from hosts.gimp.panel import SEARCH, Panel
from hosts.gimp.profiles import token_file
from hosts.harness.hubs import PersonsHub
from hosts.harness.misbehaving import another_hub

MUG = "mug-red-front.jpg"
CONTROLS = {
    "button",
    "push button",
    "toggle button",
    "radio button",
    "check box",
    "text",
    "password text",
    "slider",
    "combo box",
    "spin button",
    "menu item",
    "radio menu item",
    "list",
    "dialog",
    "frame",
}

CANARIES = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(2)<',
    "<b>bold</b> &amp; <span size='99999'>huge</span>",
    "{{constructor.constructor('alert(4)')()}} %s %d {0}",
    "_mnemonic &lt; \u2067right\u2069",
)


@pytest.fixture
def poster(desktop: GimpDesktop, pictures: Path) -> int:
    """Have an image open."""
    return desktop.show(pictures / "interiors" / "living-room-day.jpg")


def unnamed(window: Window) -> list[Widget]:
    """Give the controls that a screen reader has no name for."""
    return [each for each in window.widgets if each.role in CONTROLS and not (each.name or each.labelled)]


def test_every_control_has_a_name(panel: Panel, poster: int) -> None:
    """On every page of the window, with all that unfolds unfolded, each control has a name; one without is found."""
    panel.open()
    empty = panel.read()
    panel.search("red mug", MUG)
    panel.unfold()
    results = panel.read()
    panel.press("Ways to insert")
    panel.desktop.await_widget("radio menu item", "In the middle, no larger than the canvas")
    menu = panel.read()
    panel.desktop.screen.press("Escape")
    for window in (empty, results, menu):
        assert len([each for each in window.widgets if each.role in CONTROLS]) > 8
        assert [(each.role, each.path, each.box) for each in unnamed(window)] == []
    # Control.
    button = results.find("button")[0]
    nameless = Widget(button.path, "button", "", "", button.states, button.text, button.value, button.box, ())
    assert unnamed(Window([button, nameless])) == [nameless]


def test_from_the_first_word_to_the_layer_by_keys_alone(panel: Panel, poster: int) -> None:
    """Words, arrows and Enter bring a picture into GIMP; other keys find like ones, go back, and close."""
    desktop, press = panel.desktop, panel.desktop.screen.press
    panel.open()
    desktop.screen.type("red mug")
    hits = panel.await_hits(MUG)
    press("Down")
    desktop.wait(
        lambda: [each for each in panel.hits() if "focused" in each.states], "the keyboard on a picture"
    )
    press("Right")
    (second,) = desktop.wait(
        lambda: [each for each in panel.hits() if "focused" in each.states and each.name == hits[1].name],
        "the keyboard on the second picture",
    )
    press("Return")
    name = panel.name_of(second)
    desktop.wait(lambda: name in desktop.layers(poster), "the layer")
    # The menu of a picture, by its key, and an entry of it by its letter.
    press("shift+F10")
    time.sleep(0.5)
    press("m")
    panel.says("Like this picture")
    press("alt+Left")
    desktop.wait(lambda: "Like this picture" not in panel.read().text, "the words alone")
    press("ctrl+f")
    desktop.await_widget("text", SEARCH, "focused")
    press("F1")
    panel.says("Go to the search", "New search")
    press("Escape", "ctrl+w")
    desktop.wait(lambda: not panel.processes, "the end of the window")
    desktop.undo()
    desktop.wait(lambda: name not in desktop.layers(poster), "the step back")


def test_the_tab_key_reaches_everything(panel: Panel, poster: int) -> None:
    """Tab goes round through all controls that can be used, and comes back to where it began."""
    desktop = panel.desktop
    panel.open()
    panel.search("red mug", MUG)
    desktop.click(panel.hits()[0])
    seen: list[str] = []
    for _ in range(30):
        desktop.screen.press("Tab")
        focused = [each for each in panel.read().widgets if "focused" in each.states]
        names = [each.name for each in focused if each.role in CONTROLS]
        if names and names[-1] in seen and len(seen) > 10:
            break
        seen += names
    for name in (
        SEARCH,
        "Search with: Canvas",
        "Refine",
        "At least so similar",
        "Insert",
        "Ways to insert",
        "More like this",
    ):
        assert any(name in each for each in seen), (name, seen)


def test_what_others_wrote_is_shown_as_it_is(panel: Panel, poster: int, hub: PersonsHub) -> None:
    """Names, reasons, labels, folders, disks and notes are plain text, whatever stands in them (check 35)."""

    def hits(_seen: Seen) -> Reply:
        told = [
            a_hit(
                f"A{number}",
                name=f"{canary}.jpg",
                folder={"id": "1", "name": canary},
                reasons=[{"signal": "words", "detail": canary}],
                labels=[canary],
                online=False,
                disk=canary,
            )
            for number, canary in enumerate(CANARIES)
        ]
        return as_json(
            {
                "entry": CANARIES[0],
                "why": CANARIES[1],
                "hits": told,
                "notes": [CANARIES[2]],
                "next": None,
                "library_id": "library-1",
                "model": "m",
            }
        )

    def folders(_seen: Seen) -> Reply:
        return as_json(
            {"folders": [{"id": "1", "name": CANARIES[0], "path": None, "online": True, "pictures": 10}]}
        )

    with another_hub(token_file(panel.desktop.profile), hub) as fake:
        fake.overrides["POST", "/v1/search"] = hits
        fake.overrides["GET", "/v1/folders"] = folders
        panel.open()
        panel.type(CANARIES[0])
        window = panel.says(CANARIES[0], CANARIES[1], CANARIES[2])
        found = panel.hits()
        assert (
            json.dumps([canary for canary in CANARIES if not any(canary in hit.name for hit in found)])
            == "[]"
        )
        panel.unfold()
        panel.desktop.click(found[0])
        panel.says(CANARIES[0])
        panel.close()
    assert not [each for each in window.widgets if each.role == "image" and "x" in each.name]


def test_a_picture_that_was_not_found_is_told_from_one_whose_disk_is_away(
    panel: Panel, poster: int, hub: PersonsHub
) -> None:
    """A screen reader says of one that it was not found and why, and of the other on which disk it lies."""
    reason = "it was not there on 3 May 2026"

    def hits(_seen: Seen) -> Reply:
        told = [
            a_hit("A1", name="lost.jpg", online=False, disk=None, offline_reason=reason),
            a_hit("A2", name="far.jpg", online=False, disk="Archive"),
            a_hit("A3", name="near.jpg"),
        ]
        return as_json({"entry": "words", "hits": told, "notes": [], "next": None, "library_id": "library-1"})

    with another_hub(token_file(panel.desktop.profile), hub) as fake:
        fake.overrides["POST", "/v1/search"] = hits
        panel.open()
        lost, far, near = panel.search("mug", "lost.jpg", "far.jpg", "near.jpg")
        assert lost.name.endswith(f", not found: \u2068{reason}\u2069")
        assert far.name.endswith(", on the disk \u2068Archive\u2069, which is away")
        assert "not found" not in far.name + near.name
        panel.close()
