"""A person at the panel in Blender's real window: typing, looking, clicking, carrying, taking back."""

from __future__ import annotations

import time
from collections.abc import Generator

import pytest

from hosts.blender.desktop import BlenderDesktop
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.seeing import Box

ORANGE = (232, 100, 45)
"""The chair of the samples."""
OBJECTS = "sorted(thing.name for thing in bpy.data.objects)"
USUAL = ["Camera", "Cube", "Light"]
TRACES = """
[
    sorted(bpy.data.objects.keys()), sorted(bpy.data.images.keys()), bpy.data.materials['Material'].node_tree.nodes.keys(),
    bpy.data.is_dirty,
]
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


def find_chair(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """Have the orange chair found and chosen."""
    panel.search("orange chair")
    panel.run(
        "panel.choose(next(hit.id for hit in panel.state.hits if hit.name == 'chair-orange-front.jpg'))"
    )
    desktop.await_spot(ORANGE, sidebar(desktop), least=300)
    desktop.settle()


def type_words(desktop: BlenderDesktop, words: str) -> None:
    """Click into the field and type."""
    desktop.click_text("Describe it, or type a code", sidebar(desktop))
    desktop.screen.type(words)


def test_a_person_types_sees_clicks_and_takes_back(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """Results come while typing, with their thumbnails; one click inserts a picture, and Ctrl+Z takes it back."""
    assert desktop.spots(ORANGE, sidebar(desktop), least=300) == []
    type_words(desktop, "orange chair")
    panel.until("seen()['words'] == 'orange chair' and seen()['activity'] == 'idle' and seen()['hits']")
    desktop.screen.press("Return")
    thumbnail = desktop.await_spot(ORANGE, sidebar(desktop), least=300)

    below = Box(thumbnail.box.left - 60, thumbnail.box.top + thumbnail.box.height, 160, 70)
    desktop.click_text("chair", below)
    desktop.click_text("Insert as Reference", sidebar(desktop))
    desktop.await_text("Inserted", box=sidebar(desktop))
    made = set(desktop.run(OBJECTS)) - set(USUAL)
    assert len(made) == 1
    assert desktop.run("bpy.data.objects[name].data.packed_file is not None", name=made.pop())
    desktop.undo()
    desktop.until(f"{OBJECTS} == usual", usual=USUAL)
    # What was found stays, and the picture can be inserted again.
    desktop.click_text("Insert as Reference", sidebar(desktop))
    desktop.until(f"len({OBJECTS}) == 4")


def test_a_result_is_carried_and_given_up(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """While it is carried it is seen under the pointer, and what a click would do is said; Esc leaves no trace."""
    find_chair(desktop, panel)
    before = desktop.run(TRACES)
    view = desktop.box()
    assert desktop.spots(ORANGE, view, least=300) == []

    desktop.click_text("Place", sidebar(desktop))
    move_over(desktop, view.at(0.5, 0.5))
    desktop.await_spot(ORANGE, view, least=300)
    desktop.await_text("Texture of Material on Cube", box=view)
    move_over(desktop, view.at(0.3, 0.85))
    desktop.await_text("Reference here", box=view)

    desktop.screen.press("Escape")
    desktop.wait(lambda: not desktop.spots(ORANGE, view, least=300), "the end of it")
    assert desktop.run(TRACES) == before


def test_a_result_is_dropped_on_an_object(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """A click on the cube gives its material the picture, in one step that Ctrl+Z takes back; else nothing has changed."""
    find_chair(desktop, panel)
    view = desktop.box()
    desktop.click_text("Place", sidebar(desktop))
    move_over(desktop, view.at(0.5, 0.5))
    desktop.await_text("Texture of Material on Cube", box=view)
    desktop.click(view.at(0.5, 0.5))
    textures = (
        "[n.image.name for n in bpy.data.materials['Material'].node_tree.nodes if n.type == 'TEX_IMAGE']"
    )
    desktop.until(f"{textures} == ['chair-orange-front.jpg']")

    assert desktop.run(OBJECTS) == USUAL
    desktop.undo()
    desktop.until(f"{textures} == []")


def test_a_key_opens_the_search_anywhere(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """Ctrl+Shift+Alt+B over the 3D view opens a field; Enter searches with it, and the sidebar comes with the results."""
    desktop.run("area('VIEW_3D').spaces.active.show_region_ui = False")
    desktop.press("ctrl+shift+alt+b")
    desktop.await_text("Find Pictures", box=desktop.box())
    desktop.screen.press("ctrl+a")
    desktop.screen.type("orange chair")
    desktop.screen.press("Return", "Return")
    panel.until("seen()['words'] == 'orange chair' and seen()['hits']")

    desktop.until("region('VIEW_3D', 'UI').width > 1")
    desktop.await_spot(ORANGE, sidebar(desktop), least=300)


def test_no_key_of_blenders_is_taken(desktop: BlenderDesktop) -> None:
    """Our keys are in the key configuration of add-ons, and no key map that Blender ships uses one of them."""
    taken = desktop.run(
        """
        configurations = bpy.context.window_manager.keyconfigs
        combination = lambda item: (item.type, item.shift, item.ctrl, item.alt, item.oskey, item.any)
        items = lambda configuration: [item for keymap in configuration.keymaps for item in keymap.keymap_items]
        ours = [item for item in items(configurations.addon) if item.idname.startswith("bowerbird.")]
        used = {combination(item): item.idname for item in items(configurations.default)}
        [sorted(item.idname for item in ours), [used[combination(item)] for item in ours if combination(item) in used]]
        """
    )
    assert taken == [["bowerbird.find", "bowerbird.insert_last", "bowerbird.search_with"], []]
    # Control: a key that Blender uses would have been seen.
    assert desktop.run(
        "('F3', False, False, False, False, False) in {each[:6] for each in used} or len(used) > 100"
    )


def move_over(desktop: BlenderDesktop, place: tuple[int, int]) -> None:
    """Move the pointer there as a hand does: over places in between."""
    x, y = place
    for step in (12, 6, 0):
        desktop.screen.move(x - step, y - step)
        time.sleep(0.05)
