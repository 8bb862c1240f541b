"""The tab beside the 3D view's, pictures whose disk is away, odd names, keys and files, in Blender's real window."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from hosts.blender.adding import add_pictures
from hosts.blender.desktop import BlenderDesktop
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.seeing import Box
from hosts.harness.hubs import PersonsHub

# What depends on our code more than on Blender's is looked at in one window.
pytestmark = pytest.mark.parametrize("windowed", ["trixie"], indirect=True, scope="module")

CHAIR = "chair-orange-front.jpg"
ORANGE = (232, 100, 45)
OBJECTS = "sorted(thing.name for thing in bpy.data.objects)"
USUAL = ["Camera", "Cube", "Light"]

FEW = "bpy.context.preferences.addons['bl_ext.user_default.bowerbird'].preferences.per_page = few"

MARKUP = "<b>bold<br> & %s {0} $(x) ../.jpg".replace("/", "\u2215")
TURNED = "photo\u202egpj.exe.png"
"""A mark that turns what comes after it, for systems that obey it."""
JOINED = "family \U0001f469\u200d\U0001f469\u200d\U0001f467 and e\u0301\u0301\u0301.png"
ENDLESS = f"{'endless' * 34}end.png"
"""Almost as long as file systems allow."""
ODD = (MARKUP, TURNED, JOINED, ENDLESS)


@pytest.fixture(scope="module")
def odd(hub: PersonsHub, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Have pictures with odd names in the library, and give the id of their folder."""
    folder: Path = tmp_path_factory.mktemp("odd").resolve()
    for number, name in enumerate(ODD):
        Image.new("RGB", (300, 200), (60 * number, 200, 120)).save(folder / name)
    return add_pictures(hub, folder)


@pytest.fixture
def panel(desktop: BlenderDesktop) -> Generator[BlenderPanel]:
    """Give the panel, connected, with so few results on a page that what is known of the chosen one ends it."""
    with open_panel(desktop) as opened:
        opened.run(FEW, few=2)
        opened.run("panel.clear_filters()")
        yield opened
        opened.run(FEW, few=12)


def find_chair(panel: BlenderPanel) -> None:
    """Have the orange chair found and chosen."""
    panel.search("orange chair")
    panel.run("panel.choose(next(hit.id for hit in panel.state.hits if hit.name == name))", name=CHAIR)


def thumbnail_in(desktop: BlenderDesktop, tab: Box) -> Box:
    """Wait for the chair's thumbnail in the grid, above the large preview of the chosen picture, and tell where it is."""
    desktop.await_spot(ORANGE, tab, least=300)
    desktop.settle()
    return min((spot.box for spot in desktop.spots(ORANGE, tab, least=300)), key=lambda box: box.top)


def type_words(desktop: BlenderDesktop, panel: BlenderPanel, tab: Box) -> None:
    """Search in a tab as a person does, and choose the orange chair there."""
    desktop.click_text("Describe it, or type a code", tab)
    desktop.screen.type("orange chair")
    desktop.screen.press("Return")
    panel.until("seen()['words'] == 'orange chair' and seen()['activity'] == 'idle' and seen()['hits']")
    thumbnail = thumbnail_in(desktop, tab)
    below = Box(thumbnail.left - 60, thumbnail.top + thumbnail.height + 20, 160, 80)
    desktop.click_text("chair", below)


def test_the_tab_of_the_image_editor(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """It searches for what is typed there, and what is inserted as an image is shown in this very editor."""
    desktop.become("IMAGE_EDITOR")
    tab = desktop.show_tab(area="IMAGE_EDITOR")
    panel.run("bpy.context.window_manager.bowerbird.way = 'IMAGE'")
    type_words(desktop, panel, tab)
    assert desktop.spots(ORANGE, desktop.box("IMAGE_EDITOR"), least=2000) == []
    desktop.click_text("Insert as Image", tab)
    desktop.until("area('IMAGE_EDITOR').spaces.active.image == bpy.data.images.get(name) != None", name=CHAIR)
    desktop.await_spot(ORANGE, desktop.box("IMAGE_EDITOR"), least=2000)
    assert desktop.run("bpy.data.images[name].packed_file is not None", name=CHAIR)


def test_the_tab_of_the_shader_editor(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """It searches for what is typed there, and a texture comes into the material that is edited, and is seen among its nodes."""
    desktop.become("ShaderNodeTree")
    tab = desktop.show_tab(area="NODE_EDITOR")
    panel.run("bpy.context.window_manager.bowerbird.way = 'TEXTURE'")
    type_words(desktop, panel, tab)
    desktop.click_text("Insert as Texture", tab)
    panel.until("seen()['said'] and seen()['activity'] == 'idle'")
    made = desktop.run(
        """
        tree = area("NODE_EDITOR").spaces.active.edit_tree
        node = next(each for each in tree.nodes if each.type == "TEX_IMAGE")
        [node.image.name, node.outputs[0].links[0].to_socket.name, tree == bpy.data.materials["Material"].node_tree]
        """
    )
    assert made == [CHAIR, "Base Color", True]
    desktop.run("with over('NODE_EDITOR'): bpy.ops.node.view_all()")
    desktop.await_text("Texture Coordinate", "Principled BSDF", box=desktop.box("NODE_EDITOR"))
    assert desktop.run(OBJECTS) == USUAL


@contextmanager
def scrolled_down(desktop: BlenderDesktop, sidebar: Box) -> Generator[None]:
    """See the end of the panel: what is known of the chosen picture."""
    desktop.screen.move(*sidebar.at(0.3, 0.1))
    desktop.screen.do("click", "--repeat", "30", "5")
    desktop.settle()
    yield
    desktop.screen.move(*sidebar.at(0.3, 0.1))
    desktop.screen.do("click", "--repeat", "30", "4")
    desktop.settle()


@contextmanager
def unplugged(folder: Path) -> Generator[None]:
    """Take the disk away that the pictures lie on."""
    away = folder.with_name("taken away")
    folder.rename(away)
    try:
        yield
    finally:
        away.rename(folder)


def is_online(panel: BlenderPanel) -> bool:
    """Search once more, and tell whether the chair is there: the hub looks after disks once in a while."""
    find_chair(panel)
    return bool(panel.run("next(hit.online for hit in panel.state.hits if hit.name == name)", name=CHAIR))


def test_a_disk_goes_and_comes_back(desktop: BlenderDesktop, panel: BlenderPanel, pictures: Path) -> None:
    """The picture is marked, comes as a preview, and the menu has the original in its place when the disk is back."""
    sidebar = desktop.show_tab()
    panel.run("bpy.context.window_manager.bowerbird.way = 'REFERENCE'")
    find_chair(panel)
    thumbnail = thumbnail_in(desktop, sidebar)
    button = Box(thumbnail.left - 50, thumbnail.top + thumbnail.height + 10, 90, 50)
    desktop.settle()
    here = desktop.picture(button)
    with unplugged(pictures):
        desktop.wait(lambda: not is_online(panel), "the disk's going")
        with scrolled_down(desktop, sidebar):
            desktop.await_text("Inserted now, it comes as a preview", box=sidebar)
        # The thumbnail stays, and its name has a mark.
        assert thumbnail_in(desktop, sidebar) == thumbnail
        assert desktop.picture(button).tobytes() != here.tobytes()
        desktop.click_text("Insert as Reference", sidebar)
        panel.until("seen()['said'] and seen()['activity'] == 'idle'")
        (preview,) = desktop.run(
            "[each.packed_file.data.hex() for each in bpy.data.images if each.packed_file]"
        )
        assert json.loads(desktop.run("bpy.data.images[0]['bowerbird_source']"))["relink"] is True

    original = next(pictures.rglob(CHAIR)).read_bytes().hex()
    assert preview != original
    desktop.wait(lambda: is_online(panel), "the disk's coming")
    desktop.settle()
    # Control: what marked it was the disk's being away.
    assert desktop.picture(button).tobytes() == here.tobytes()
    open_menu(desktop, sidebar)
    desktop.click_text("Relink Originals", Box(sidebar.left - 100, sidebar.top, sidebar.width + 200, 260))
    packed = "[each.packed_file.data.hex() for each in bpy.data.images if each.packed_file]"
    desktop.wait(lambda: desktop.run(packed) == [original], "the original")
    assert json.loads(desktop.run("bpy.data.images[0]['bowerbird_source']"))["relink"] is False
    desktop.undo()
    desktop.wait(lambda: desktop.run(packed) == [preview], "the preview again")


def open_menu(desktop: BlenderDesktop, sidebar: Box) -> None:
    """Open the menu at the right of the panel's title."""
    (title, *_) = desktop.await_text("Bowerbird", box=Box(sidebar.left, sidebar.top, sidebar.width, 40)).find(
        "Bowerbird"
    )
    desktop.click((sidebar.left + sidebar.width - 70, title.box.centre[1]))


def test_names_are_plain_text(desktop: BlenderDesktop, panel: BlenderPanel, odd: str) -> None:
    """Markup, marks that turn the text, joined signs and endless names are drawn letter by letter, and nothing fails."""
    sidebar = desktop.show_tab()
    panel.run("panel.set_folder(folder)", folder=odd)
    panel.search("a colour")
    assert sorted(panel.seen.hits) == sorted(ODD)
    with scrolled_down(desktop, sidebar):
        for name, said in (
            (MARKUP, "<b>bold<br> & %s {0}"),
            (JOINED, "family"),
            (ENDLESS, "endlessendlessendless"),
            (TURNED, "gpj.exe.png"),
        ):
            panel.run("panel.choose(next(hit.id for hit in panel.state.hits if hit.name == name))", name=name)
            desktop.await_text(said, box=sidebar)
    desktop.click_text("Insert as Reference", sidebar)
    desktop.await_text("Inserted", box=sidebar)
    assert len(desktop.run(OBJECTS)) == 4
    desktop.click_text("Place", sidebar)
    desktop.point()
    desktop.await_text("Texture of Material on Cube", box=desktop.box())
    desktop.screen.press("Escape")


def test_keys_are_in_the_preferences(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """The extension's page in Blender's preferences has a row for each key, which a person changes there."""
    assert panel.seen.connection == "ready"
    desktop.run(
        """
        bpy.context.preferences.active_section = "ADDONS"
        bpy.context.window_manager.addon_search = "Bowerbird"
        area("VIEW_3D").ui_type = "PREFERENCES"
        """
    )
    there = desktop.box("PREFERENCES")
    desktop.await_text("Enabled Only", "Bowerbird", box=there)
    # What is expanded is known once it was drawn.
    desktop.run(
        "bpy.ops.preferences.addon_expand(module='bl_ext.user_default.bowerbird'); area('PREFERENCES').tag_redraw()"
    )
    desktop.await_text("Connected to Bowerbird", box=there)
    desktop.point("PREFERENCES")
    rows = ("Find Pictures", "Insert Last Picture Again", "Search with")
    for _turn in range(12):
        if all(desktop.read(there).says(row) for row in rows):
            break
        desktop.screen.do("click", "5")
        desktop.settle()
    desktop.await_text(*rows, box=there)


@pytest.fixture
def file_manager(hub: PersonsHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """Give the hub a desktop whose file manager writes down what it is asked to show."""
    told = tmp_path / "told"
    programs = tmp_path / "programs"
    programs.mkdir()
    sender = programs / "dbus-send"
    sender.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>"{told}"\n')
    sender.chmod(0o755)
    with monkeypatch.context() as changed:
        changed.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
        changed.setenv("DISPLAY", ":none")
        hub.stop()
        hub.start()
    yield told
    hub.stop()


def test_a_picture_is_shown_in_its_folder(
    desktop: BlenderDesktop, file_manager: Path, panel: BlenderPanel, pictures: Path
) -> None:
    """The right click on a result offers it; the file manager is asked to show the very file, and the panel says so."""
    sidebar = desktop.show_tab()
    find_chair(panel)
    thumbnail = thumbnail_in(desktop, sidebar)
    below = Box(thumbnail.left - 60, thumbnail.top + thumbnail.height + 20, 160, 80)
    (name, *_) = desktop.await_text("chair", box=below).find("chair")
    assert not file_manager.exists()
    desktop.click(name.box.centre, button=3)
    desktop.click_text(
        "Show in Folder", Box(sidebar.left - 250, sidebar.top, sidebar.width + 350, sidebar.height)
    )
    desktop.await_text("Showed", box=sidebar)
    (file,) = pictures.rglob(CHAIR)
    assert f"array:string:{file.as_uri()}" in file_manager.read_text().splitlines()
