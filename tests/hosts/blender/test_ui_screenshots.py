"""Blender and the panel have their picture taken, for the documents and for whoever looks at a change."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from bowerbird_bridge.discovery import record_command
from hosts.blender.desktop import BlenderDesktop
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.profiles import token_file
from hosts.blender.seeing import Box
from hosts.harness.hubs import PersonsHub

KEEP = "BOWERBIRD_SCREENSHOTS"
"""The folder that the pictures are kept in, where somebody wants them."""
KEPT_OF = "sid"
"""The Blender whose pictures are kept: the newest."""

ANYBODYS = "/home/anna/bowerbird/bin/python"
"""A Python that is not there."""

LIGHT = """
paths = bpy.utils.preset_paths("interface_theme")
theme = next(each for path in paths for each in Path(path).iterdir() if each.name.lower() == "blender_light.xml")
bpy.ops.script.execute_preset(filepath=str(theme), menu_idname="USERPREF_MT_interface_theme_presets")
"""
DARK = "bpy.ops.preferences.reset_default_theme()"
STAGE = """
space = area("VIEW_3D").spaces.active
space.shading.color_type = "TEXTURE"
space.overlay.show_cursor = False

space.region_3d.view_distance = 9
"""


@pytest.fixture
def panel(desktop: BlenderDesktop) -> Generator[BlenderPanel]:
    """Give the panel, connected, with its tab in front."""
    with open_panel(desktop) as opened:
        desktop.show_tab()
        yield opened


def keep(desktop: BlenderDesktop, name: str, box: Box | None = None) -> None:
    """Take the picture once nothing moves, see that something is on it, and keep it where that is wanted."""
    desktop.settle()
    picture = desktop.picture(desktop.whole if box is None else box)
    colours = picture.getcolors(picture.width * picture.height)
    assert colours is not None
    assert len(colours) > 100
    folder = os.environ.get(KEEP)
    if folder and desktop.system.name == KEPT_OF:
        picture.save(Path(folder) / f"{name}.png", optimize=True)


def choose(panel: BlenderPanel, words: str, name: str) -> None:
    """Have a picture found and chosen."""
    panel.search(words)
    panel.run("panel.choose(next(hit.id for hit in panel.state.hits if hit.name == name))", name=name)


def put(panel: BlenderPanel, insertion: str) -> None:
    """Insert the picture that is chosen."""
    panel.run("panel.insert(None, insertion)", insertion=insertion)
    panel.until("seen()['activity'] == 'idle' and seen()['said']")


def test_the_work_has_its_picture_taken(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """Results and a chosen one in dark and light, an inserted reference and texture, a picture that is carried."""
    desktop.run(STAGE)
    choose(panel, "wood", "wood.jpg")
    put(panel, "way=texture&onto=Cube")
    choose(panel, "orange chair", "chair-orange-front.jpg")
    put(panel, "way=reference&at=-3.5,2.5,1.2")
    panel.run("bpy.context.window_manager.bowerbird.way = 'REFERENCE'")
    desktop.screen.move(*desktop.box().at(0.5, 0.9))
    keep(desktop, "blender-search-dark")
    desktop.click_text("Place", desktop.box("VIEW_3D", "UI"))
    for place in (0.4, 0.45, 0.47):
        desktop.screen.move(*desktop.box().at(place, 0.55))
    desktop.await_text("Texture of", box=desktop.box())
    keep(desktop, "blender-place-dark")
    desktop.screen.press("Escape")
    desktop.run(LIGHT)
    desktop.screen.move(*desktop.box().at(0.5, 0.9))
    keep(desktop, "blender-search-light")
    desktop.run("bpy.context.view_layer.objects.active = bpy.data.objects['Cube']")
    desktop.become("ShaderNodeTree")
    desktop.show_tab(area="NODE_EDITOR")
    desktop.run("with over('NODE_EDITOR'): bpy.ops.node.view_all()")
    keep(desktop, "blender-shader-light")
    desktop.run(DARK)


def test_the_connection_has_its_picture_taken(
    desktop: BlenderDesktop, panel: BlenderPanel, hub: PersonsHub
) -> None:
    """What is said of a hub that does not run, and pairing."""
    desktop.run(DARK)
    record_command([ANYBODYS, "-P", "-m", "bowerbird_bridge", "serve"], folder=hub.person.hubs)
    hub.stop()
    panel.close()
    panel.run("desk.attend()")
    sidebar = desktop.box("VIEW_3D", "UI")
    desktop.await_text("could not be started", box=sidebar)
    keep(desktop, "blender-not-running-dark", top_of(sidebar))
    hub.start()
    panel.close()
    token = token_file(desktop.profile)
    kept = token.read_bytes()
    token.unlink()
    panel.run("desk.attend()")
    desktop.click_text("Connect…", sidebar)
    desktop.await_text("Good for", box=sidebar)
    desktop.point()
    keep(desktop, "blender-pairing-dark", top_of(sidebar))
    panel.run("panel.cancel_pairing()")
    token.write_bytes(kept)
    token.chmod(0o600)


def top_of(box: Box) -> Box:
    """Give the part of the sidebar that has something in it."""
    return Box(box.left, box.top, box.width, 400)
