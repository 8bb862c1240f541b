"""A person refines a search in Blender's window: what a hit is to the picture, a set that is locked, a saved search."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from hosts.blender.desktop import BlenderDesktop
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.seeing import Box
from hosts.harness.hubs import PersonsHub

LABELS = "{hit.name: hit.labels for hit in panel.state.hits}"
LIKE_THE_ROOM = """
room = next(hit for hit in panel.state.hits if hit.name == 'living-room-day.jpg')
panel.more_like(room)
"""


@pytest.fixture
def panel(desktop: BlenderDesktop) -> Generator[BlenderPanel]:
    """Give the panel, connected, with its tab in front."""
    with open_panel(desktop) as opened:
        desktop.show_tab()
        yield opened


def sidebar(desktop: BlenderDesktop) -> Box:
    """Tell where the panel is."""
    return desktop.box("VIEW_3D", "UI")


def keep(desktop: BlenderDesktop, name: str) -> None:
    """Keep a picture of the panel where that is wanted."""
    if folder := os.environ.get("BOWERBIRD_LOOK"):
        desktop.settle()
        desktop.picture(sidebar(desktop)).save(Path(folder) / f"{name}.png")


def test_labels_are_seen_and_what_passes_is_locked(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """The picture itself and its crop say what they are; a click locks what passes the slider, another lets go."""
    panel.search("living room day")
    # Control: words alone have nothing to be the same as.
    assert not any(panel.run(LABELS).values())
    panel.run(LIKE_THE_ROOM)
    panel.until("any(hit.labels for hit in part('desk').desk().panel.state.hits)")
    assert panel.run(LABELS)["living-room-sofa-crop.jpg"] == ["contains"]
    desktop.await_text("Contains this", box=sidebar(desktop))
    keep(desktop, "g-blender-labels")

    panel.run("panel.set_similarity(60)")
    number = panel.run("len(panel.state.lockable)")
    assert number > 0
    desktop.click_text("Lock th", sidebar(desktop))
    panel.until("any(hit.core for hit in part('desk').desk().panel.state.hits)")
    assert panel.run("sum(hit.core for hit in panel.state.hits)") == number
    desktop.await_text("locked", box=sidebar(desktop))
    keep(desktop, "g-blender-locked")
    desktop.click_text("Unlock", sidebar(desktop))
    panel.until("not any(hit.core for hit in part('desk').desk().panel.state.hits)")
    panel.run("panel.set_similarity(0)")


def test_what_was_saved_and_how_it_is_narrowed(
    desktop: BlenderDesktop, panel: BlenderPanel, hub: PersonsHub
) -> None:
    """A saved search is run by its operator, and is seen where a picture would be; shape and order are properties."""
    saved = hub.ask_as_owner("POST", "/v1/saved-searches", {"name": "Mugs", "search": {"text": "red mug"}})
    panel.run("panel.look_for_saved()")
    panel.until("part('desk').desk().panel.state.saved")
    desktop.run("bpy.ops.bowerbird.search_saved(index=0)")
    panel.until("'mug-red-front.jpg' in seen()['hits']")
    desktop.await_text("Saved search", box=sidebar(desktop))

    found = panel.seen.hits
    desktop.run("bpy.context.window_manager.bowerbird.sort = 'NAME'")
    before = panel.until("seen()['hits'] != found", found=found).hits
    assert before[0] == min(before)
    desktop.run("bpy.context.window_manager.bowerbird.shape = 'TALL'")
    panel.until("seen()['hits'] != before", before=before)
    panel.run("panel.clear_filters()")
    panel.until("seen()['activity'] == 'idle'")
    hub.ask_as_owner("DELETE", f"/v1/saved-searches/{saved['id']}")
