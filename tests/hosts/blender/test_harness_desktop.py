"""The tests' own tools: a real Blender's window is seen and used as a person does it."""

from __future__ import annotations

import time

from PIL import Image

from hosts.blender.desktop import BlenderDesktop
from hosts.blender.seeing import Box, spots_of

MARK = (255, 0, 200)

PANEL = """
from bpy.types import Operator, Panel
import bpy.utils.previews, array

previews = bpy.utils.previews.new()
thumbnail = previews.new("mark")
thumbnail.image_size = (64, 64)
thumbnail.image_pixels_float.foreach_set([1, 0, 200 / 255, 1] * 64 * 64)

class TEST_OT_place(Operator):
    bl_idname = "test.place"
    bl_label = "Place"
    bl_options = {"REGISTER", "UNDO"}
    def execute(self, context):
        bpy.ops.object.empty_add(type="SPHERE")
        context.object.name = "placed"
        return {"FINISHED"}

class TEST_PT_panel(Panel):
    bl_space_type, bl_region_type, bl_category, bl_label = "VIEW_3D", "UI", "Test", "Test"
    def draw(self, context):
        self.layout.template_icon(icon_value=thumbnail.icon_id, scale=5)
        self.layout.operator("test.place")

for each in (TEST_OT_place, TEST_PT_panel):
    bpy.utils.register_class(each)
"""

SENTENCE = """
class TEST_PT_sentence(bpy.types.Panel):
    bl_space_type, bl_region_type, bl_category, bl_label = "VIEW_3D", "UI", "Sentence", "Notice"
    def draw(self, context):
        self.layout.label(text="The hub does not answer.")
        self.layout.label(text="Start it again.")
        self.layout.operator("wm.save_mainfile", text="Try now")
bpy.utils.register_class(TEST_PT_sentence)
"""


def test_a_person_clicks_and_takes_back(bare_desktop: BlenderDesktop) -> None:
    """A panel of the sidebar is in front, its thumbnail is seen there alone, a click makes a thing, Ctrl+Z takes it."""
    desktop = bare_desktop
    desktop.run(PANEL)
    assert desktop.spots(MARK) == []
    sidebar = desktop.show_tab("Test")
    desktop.await_spot(MARK, sidebar, least=1000)
    assert len(desktop.spots(MARK)) == 1

    assert desktop.run("'placed' in bpy.data.objects") is False
    desktop.click_text("Place", sidebar)
    desktop.until("'placed' in bpy.data.objects")
    desktop.undo()
    desktop.until("'placed' not in bpy.data.objects")

    assert len(desktop.picture().getcolors(1 << 24) or []) > 500
    desktop.run(
        "previews.close(); [bpy.utils.unregister_class(each) for each in (TEST_OT_place, TEST_PT_panel)]"
    )


def test_areas_are_where_they_are_seen(bare_desktop: BlenderDesktop) -> None:
    """A node editor's background that is given a colour is seen where Blender says that the editor is."""
    desktop = bare_desktop
    desktop.become("ShaderNodeTree")
    assert desktop.run("area('NODE_EDITOR').ui_type") == "ShaderNodeTree"
    desktop.run(
        """
        space = bpy.context.preferences.themes[0].node_editor.space
        before = tuple(space.back)
        space.back = (1, 0, 200 / 255)
        """
    )
    box = desktop.box("NODE_EDITOR")
    spot = desktop.await_spot(MARK, least=5000)
    assert box.left <= spot.box.left
    assert box.top <= spot.box.top
    assert spot.box.left + spot.box.width <= box.left + box.width
    assert spot.box.top + spot.box.height <= box.top + box.height
    assert spot.box.width > box.width / 2
    desktop.run("space.back = before")


def test_what_is_written_is_read(bare_desktop: BlenderDesktop) -> None:
    """A sentence in a panel is read, also over two lines, and where it is; another sentence is not (control)."""
    desktop = bare_desktop
    desktop.run(SENTENCE)
    sidebar = desktop.show_tab("Sentence")
    page = desktop.await_text("The hub does not answer. Start it again.", "Try now", box=sidebar)

    assert page.says("the hub does not answer start it again")
    assert not page.says("The hub answers. All is well now.")
    assert not page.says("Revoke")
    (line,) = page.find("Try now")
    assert sidebar.left < line.box.left < line.box.centre[0] < sidebar.left + sidebar.width
    desktop.run("bpy.utils.unregister_class(TEST_PT_sentence)")


def test_a_main_loop_that_is_held_is_noticed(bare_desktop: BlenderDesktop) -> None:
    """The measure of freezes: Blender at rest goes round quickly; held for a third of a second it does not (control)."""
    bare_desktop.settle()
    with bare_desktop.pulse() as quiet:
        time.sleep(0.5)
    with bare_desktop.pulse() as held:
        bare_desktop.run("import time; bpy.app.timers.register(lambda: time.sleep(0.35))")
        time.sleep(0.6)

    assert quiet.beats > 10
    assert held.net > 0.3
    assert held.net > 2 * quiet.net


def test_spots_are_told_apart() -> None:
    """Parts of one colour that do not touch are separate, the larger first; other colours and single pixels are none."""
    picture = Image.new("RGB", (100, 60), (40, 40, 40))
    picture.paste(MARK, (10, 10, 30, 20))
    picture.paste(MARK, (28, 20, 60, 30))
    picture.paste((250, 5, 190), (70, 40, 80, 50))
    picture.paste((0, 255, 0), (80, 0, 100, 20))
    picture.putpixel((5, 50), MARK)

    large, small = spots_of(picture, MARK)
    assert large.box == Box(10, 10, 50, 20)
    assert large.pixels == 200 + 320
    assert small.moved(100, 0).centre == (175, 45)
    assert spots_of(picture, (0, 0, 255)) == []
