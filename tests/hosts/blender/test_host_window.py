"""What needs Blender's window: the 3D view as it is seen, what an image editor has in view, and turns between frames."""

from __future__ import annotations

from typing import Any

import numpy as np

from hosts.blender.desktop import BlenderDesktop
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.taking import TAKE, take
from hosts.harness.hubs import PersonsHub

CARD = """
for each in list(bpy.data.objects):
    bpy.data.objects.remove(each)
with over("VIEW_3D"):
    bpy.ops.mesh.primitive_plane_add(size=4)
    bpy.context.object.color = (1, 0, 0, 1)
    bpy.ops.view3d.view_axis(type="TOP")
    bpy.ops.view3d.view_all()
space = area("VIEW_3D").spaces.active
space.shading.type, space.shading.light, space.shading.color_type = "SOLID", "FLAT", "OBJECT"
"""
"""A red square seen from above, in flat colours."""


def test_the_viewport_is_as_it_is_seen(desktop: BlenderDesktop) -> None:
    """What the 3D view shows comes without its grid and outlines and without the empty ground around; nothing changes by it."""
    desktop.run(TAKE)
    desktop.run(CARD)
    desktop.settle()
    seen = np.asarray(desktop.picture(desktop.box()))
    assert not desktop.run("bpy.data.is_dirty")
    before = desktop.run("[space.overlay.show_overlays, space.shading.type, len(bpy.data.images)]")
    taken = take(desktop, "viewport").pixels

    height, width = taken.shape[:2]
    assert 0.9 < width / height < 1.1, "the ground around the square is cut off"
    middle = taken[height // 4 : -height // 4, width // 4 : -width // 4].reshape(-1, 4)
    assert len(np.unique(middle, axis=0)) == 1
    red = tuple(int(each) for each in middle[0])
    assert red[0] > 200
    assert red[1] < 60
    # The same colour is on the screen, where a selected square also has an outline.
    assert (np.abs(seen.astype(int) - np.array(red[:3])).max(axis=2) <= 3).sum() > 2000
    assert len(np.unique(taken.reshape(-1, 4), axis=0)) < len(np.unique(seen.reshape(-1, 3), axis=0))

    assert desktop.run("[space.overlay.show_overlays, space.shading.type, len(bpy.data.images)]") == before
    assert not desktop.run("bpy.data.is_dirty")
    # The control: what changes the file is noticed.
    desktop.run("bpy.ops.ed.undo_push(message='changed')")
    assert desktop.run("bpy.data.is_dirty")


def test_a_view_that_cycles_paints(desktop: BlenderDesktop) -> None:
    """A view that another engine paints by itself comes in plain colours instead of black, and is painted on."""
    desktop.run(TAKE)
    desktop.run(CARD)
    desktop.run("bpy.context.scene.render.engine = 'CYCLES'; space.shading.type = 'RENDERED'")
    taken = take(desktop, "viewport").pixels
    assert taken[..., :3].max() > 100
    assert desktop.run("space.shading.type") == "RENDERED"
    desktop.run("space.shading.type = 'SOLID'")


def test_what_is_in_view_in_the_image_editor(desktop: BlenderDesktop) -> None:
    """Zoomed in, what the editor shows comes, and no more; the whole image is another source."""
    desktop.run(TAKE)
    desktop.become("IMAGE_EDITOR")
    desktop.run(
        """
        image = bpy.data.images.new("halves", 400, 400)
        image.pixels[:] = [each for y in range(400) for x in range(400) for each in ((1, 0, 0, 1) if x < 200 else (0, 0, 1, 1))]
        area("IMAGE_EDITOR").spaces.active.image = image
        with over("IMAGE_EDITOR"):
            bpy.ops.image.view_all(fit_view=True)
        """
    )
    desktop.settle()
    whole = take(desktop, "image", "IMAGE_EDITOR").pixels
    assert whole.shape[:2] == (400, 400)
    assert len(np.unique(whole.reshape(-1, 4), axis=0)) == 2
    fitting = take(desktop, "image-selection", "IMAGE_EDITOR").pixels
    assert fitting.shape[0] == 400

    desktop.run(
        """
        with over("IMAGE_EDITOR"):
            middle = [round(region("IMAGE_EDITOR").width / 2), round(region("IMAGE_EDITOR").height / 2)]
            bpy.ops.image.view_zoom_border(
                xmin=middle[0] - 50, xmax=middle[0] + 50, ymin=middle[1] - 50, ymax=middle[1] + 50, wait_for_input=False
            )
        """
    )
    desktop.settle()
    part = take(desktop, "image-selection", "IMAGE_EDITOR").pixels
    assert part.size < whole.size / 2
    desktop.become("VIEW_3D", instead_of="IMAGE_EDITOR")


def test_frames_go_on_while_thumbnails_come(desktop: BlenderDesktop, hub: PersonsHub) -> None:
    """Sixty thumbnails come over many turns of the timer, none of which is long, and each is an icon of Blender's then."""
    desktop.show_tab()
    with open_panel(desktop) as panel:
        panel.run(
            """
            import time
            turns = []
            def timed(tick=desk.pump.tick):
                def turn():
                    began = time.thread_time()
                    try:
                        return tick()
                    finally:
                        turns.append((time.thread_time() - began) * 1000)
                return turn
            desk.pump.tick = timed()
            """
        )
        panel.search("a mug on a table")
        desktop.run("[desk.thumbnails.icon(hit, 320) for hit in panel.state.hits]")
        panel.until("all(desk.thumbnails.has(hit, 320) for hit in panel.state.hits)")
        turns: list[float] = desktop.run("turns")
        icons = desktop.run("[desk.thumbnails.icon(hit, 320) > 0 for hit in panel.state.hits]")
    assert len(icons) > 20
    assert all(icons)
    assert len(turns) > 5
    assert max(turns) < 250, "one turn took thirty times its budget of processor time"


def test_all_scripts_are_reloaded(desktop: BlenderDesktop) -> None:
    """Blender's own operator for that leaves one of everything, and the panel finds the hub again."""
    with open_panel(desktop):
        desktop.run("bpy.ops.script.reload()")
    desktop.settle()
    names: Any = desktop.run("import threading; [each.name for each in threading.enumerate()]")
    assert names.count("bowerbird") <= 1
    panel = BlenderPanel(desktop)
    panel.run("desk.attend()")
    panel.until("seen()['connection'] == 'ready'")
    assert desktop.run("sum('looked_away' in repr(each) for each in bpy.app.handlers.load_post)") == 1
