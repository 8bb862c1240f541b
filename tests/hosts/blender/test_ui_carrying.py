"""A result is carried to where it is wanted, in Blender's real window: parts of an object, the sky, other editors."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
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
PANORAMA = "panorama.jpg"
"""Twice as wide as high."""
USUAL = ["Camera", "Cube", "Light"]
OBJECTS = "sorted(thing.name for thing in bpy.data.objects)"
LIVING = "import gc; gc.collect(); sum(type(each) is part('ui.carried').Carried for each in gc.get_objects())"
"""What is drawn under the pointer: what Blender would still call lives."""
TRACES = """
[
    sorted(each.name for each in bpy.data.user_map()), bpy.data.is_dirty,
    [each.name for each in bpy.context.window_manager.windows[0].modal_operators if "bowerbird" in each.bl_idname.lower()],
]
"""
CARD = """
for each in list(bpy.data.objects):
    bpy.data.objects.remove(each)
mesh = bpy.data.meshes.new("Card")
mesh.from_pydata(
    [(-2, -2, 0), (0, -2, 0), (2, -2, 0), (-2, 2, 0), (0, 2, 0), (2, 2, 0)], [], [(0, 1, 4, 3), (1, 2, 5, 4)]
)
mesh.uv_layers.new()
card = bpy.data.objects.new("Card", mesh)
bpy.context.scene.collection.objects.link(card)
for name in ("Left", "Right"):
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    mesh.materials.append(made)
mesh.polygons[1].material_index = 1
bpy.context.view_layer.objects.active = card
with over("VIEW_3D"):
    bpy.ops.view3d.view_axis(type="TOP")
    bpy.ops.view3d.view_all()
bpy.ops.ed.undo_push(message="card")
"""
"""One object of two halves, each with a material of its own, seen from above."""
WORN = """
[[n.image.name for n in bpy.data.materials[name].node_tree.nodes if n.type == "TEX_IMAGE"] for name in ("Left", "Right")]
"""
LOOK_UP = """
view = area("VIEW_3D").spaces.active.region_3d
view.view_perspective = "PERSP"
view.view_rotation = mathutils.Euler((math.radians(115), 0, 0)).to_quaternion()
view.view_location = (0, 200, 100)
"""
"""Away from everything that is there, and above the horizon."""
WORLD = "[n.image.name for n in bpy.context.scene.world.node_tree.nodes if n.type == 'TEX_ENVIRONMENT']"


@pytest.fixture(scope="module")
def panorama(hub: PersonsHub, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Have a picture in the library that shows all around, and give its name."""
    folder: Path = tmp_path_factory.mktemp("around").resolve()
    Image.new("RGB", (1000, 500), (40, 120, 230)).save(folder / PANORAMA)
    add_pictures(hub, folder)
    return PANORAMA


@pytest.fixture
def panel(desktop: BlenderDesktop) -> Generator[BlenderPanel]:
    """Give the panel, connected, with its tab in front."""
    with open_panel(desktop) as opened:
        desktop.show_tab()
        yield opened


def choose(panel: BlenderPanel, name: str = CHAIR) -> None:
    """Have a picture found and chosen."""
    panel.search("orange chair" if name == CHAIR else name)
    panel.run("panel.choose(next(hit.id for hit in panel.state.hits if hit.name == name))", name=name)


def take(desktop: BlenderDesktop) -> None:
    """Press the button that takes the chosen picture to the pointer."""
    desktop.click_text("Place", desktop.box("VIEW_3D", "UI"))


def move_over(desktop: BlenderDesktop, place: tuple[int, int]) -> None:
    """Move the pointer there as a hand does: over places in between."""
    x, y = place
    for step in (12, 6, 0):
        desktop.screen.move(x - step, y - step)
        time.sleep(0.05)


def says(desktop: BlenderDesktop, text: str, place: tuple[int, int]) -> None:
    """Wait until it is said beside the pointer what a click would do."""
    desktop.await_text(text, box=Box(place[0] - 40, place[1] - 20, 300, 180))


@contextmanager
def held(desktop: BlenderDesktop, key: str) -> Generator[None]:
    """Hold a key down."""
    desktop.screen.do("keydown", key)
    try:
        yield
    finally:
        desktop.screen.do("keyup", key)


def seen_at(desktop: BlenderDesktop, place: tuple[float, float, float]) -> tuple[int, int]:
    """Tell where a place of the scene is on the screen."""
    x, y = desktop.run(
        """
        from bpy_extras.view3d_utils import location_3d_to_region_2d
        location_3d_to_region_2d(region("VIEW_3D"), area("VIEW_3D").spaces.active.region_3d, place)
        """,
        place=place,
    )
    view = desktop.box()
    return view.left + round(x), view.top + view.height - round(y)


def done(panel: BlenderPanel) -> str:
    """Wait until it was inserted, and give what is said of it."""
    return panel.until("seen()['said'] and seen()['activity'] == 'idle'").said


def test_each_part_takes_its_own(desktop: BlenderDesktop, panel: BlenderPanel, panorama: str) -> None:
    """Dropped on one of two materials of an object, that one has the picture and the other has none; then the other way."""
    desktop.run(CARD)
    choose(panel)
    take(desktop)
    move_over(desktop, seen_at(desktop, (1, 0, 0)))
    says(desktop, "Texture of Right on Card", seen_at(desktop, (1, 0, 0)))
    desktop.click(seen_at(desktop, (1, 0, 0)))
    done(panel)
    assert desktop.run(WORN) == [[], [CHAIR]]

    choose(panel, panorama)
    take(desktop)
    move_over(desktop, seen_at(desktop, (-1, 0, 0)))
    says(desktop, "Texture of Left on Card", seen_at(desktop, (-1, 0, 0)))
    desktop.click(seen_at(desktop, (-1, 0, 0)))
    desktop.until(f"{WORN.strip()} == wanted", wanted=[[panorama], [CHAIR]])
    desktop.undo()
    desktop.until(f"{WORN.strip()} == wanted", wanted=[[], [CHAIR]])


def test_the_sky_takes_panoramas_alone(desktop: BlenderDesktop, panel: BlenderPanel, panorama: str) -> None:
    """A picture twice as wide as high becomes the world where it is dropped into the sky; another one a reference there."""
    desktop.run(LOOK_UP)
    sky = desktop.box().at(0.4, 0.3)
    choose(panel, panorama)
    take(desktop)
    move_over(desktop, sky)
    says(desktop, "World: surroundings and light", sky)
    desktop.click(sky)
    done(panel)
    assert desktop.run(WORLD) == [panorama]
    assert desktop.run(OBJECTS) == USUAL

    desktop.undo()
    desktop.until(f"{WORLD} == []")
    choose(panel)
    take(desktop)
    move_over(desktop, sky)
    says(desktop, "Reference here", sky)
    desktop.click(sky)
    desktop.until(f"len({OBJECTS}) == 4")
    assert desktop.run(WORLD) == []
    (made,) = set(desktop.run(OBJECTS)) - set(USUAL)
    # It is where it was dropped.
    x, y = seen_at(desktop, tuple(desktop.run("bpy.data.objects[name].location", name=made)))
    assert max(abs(x - sky[0]), abs(y - sky[1])) <= 3


def test_keys_choose_otherwise(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """Over the cube, where it would be a texture, Shift makes it a plane, Ctrl a reference, Alt the world."""
    choose(panel)
    middle = desktop.box().at(0.5, 0.5)
    new = "sorted(thing.type for thing in bpy.data.objects if thing.name not in usual)"
    take(desktop)
    move_over(desktop, middle)
    says(desktop, "Texture of Material on Cube", middle)
    with held(desktop, "shift"):
        says(desktop, "Image plane here", middle)
        desktop.click(middle)
    desktop.until(f"{new} == ['MESH']", usual=USUAL)
    desktop.run("bpy.context.object.hide_viewport = True")
    take(desktop)
    move_over(desktop, middle)
    with held(desktop, "ctrl"):
        says(desktop, "Reference here", middle)
        desktop.click(middle)
    desktop.until(f"{new} == ['EMPTY', 'MESH']", usual=USUAL)
    take(desktop)
    move_over(desktop, middle)
    with held(desktop, "alt"):
        says(desktop, "World: surroundings and light", middle)
        # The system may keep clicks with Alt for itself.
        desktop.screen.do("key", "Return")
    desktop.until(f"{WORLD} == wanted", wanted=[CHAIR])
    assert desktop.run(new, usual=USUAL) == ["EMPTY", "MESH"]
    assert "TEX_IMAGE" not in desktop.run("[n.type for n in bpy.data.materials['Material'].node_tree.nodes]")


def test_other_editors_take_it_too(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """Among nodes it stands where it was dropped, connected; of two image editors the one that it was dropped in shows it."""
    desktop.become("ShaderNodeTree", instead_of="PROPERTIES")
    desktop.run("with over('NODE_EDITOR'): bpy.ops.node.view_all()")
    choose(panel)
    take(desktop)
    editor = desktop.box("NODE_EDITOR")
    place = editor.at(0.3, 0.75)
    move_over(desktop, place)
    desktop.await_spot(ORANGE, editor, least=300)
    desktop.click(place)
    done(panel)
    x, y, linked = desktop.run(
        """
        node = next(n for n in bpy.data.materials["Material"].node_tree.nodes if n.type == "TEX_IMAGE")
        there = [each * bpy.context.preferences.system.ui_scale for each in node.location]
        [*region("NODE_EDITOR").view2d.view_to_region(*there, clip=False), node.outputs[0].is_linked]
        """
    )
    assert linked
    assert abs(editor.left + x - place[0]) <= 3
    assert abs(editor.top + editor.height - y - place[1]) <= 3

    desktop.become("IMAGE_EDITOR", instead_of="OUTLINER")
    desktop.run("area('NODE_EDITOR').ui_type = 'IMAGE_EDITOR'")
    desktop.settle()
    take(desktop)
    smaller = region_of(desktop, "min")
    move_over(desktop, smaller.centre)
    desktop.await_spot(ORANGE, smaller, least=300)
    desktop.click(smaller.centre)
    shown = """
    editors = [each for each in bpy.context.window_manager.windows[0].screen.areas if each.type == "IMAGE_EDITOR"]
    [each.spaces.active.image for each in sorted(editors, key=lambda each: each.width * each.height)]
    """
    desktop.wait(lambda: desktop.run(shown) == [CHAIR, None], "the picture in the smaller editor")
    desktop.point()
    desktop.await_spot(ORANGE, smaller, least=300)
    assert desktop.spots(ORANGE, region_of(desktop, "max"), least=300) == []
    assert desktop.run(OBJECTS) == USUAL


def region_of(desktop: BlenderDesktop, which: str) -> Box:
    """Tell where the smaller or the larger of two image editors is."""
    left, bottom, width, height = desktop.run(
        """
        editors = [each for each in bpy.context.window_manager.windows[0].screen.areas if each.type == "IMAGE_EDITOR"]
        there = {"min": min, "max": max}[which](editors, key=lambda each: each.width * each.height)
        there = next(each for each in there.regions if each.type == "WINDOW")
        [there.x, there.y, there.width, there.height]
        """,
        which=which,
    )
    whole = desktop.whole
    return Box(whole.left + left, whole.top + whole.height - bottom - height, width, height)


def test_given_up_it_leaves_nothing(desktop: BlenderDesktop, panel: BlenderPanel) -> None:
    """No thing, no change, nothing that is drawn and nothing that goes on; while it is carried all that is seen (control)."""
    choose(panel)
    before = desktop.run(TRACES)
    assert desktop.run(LIVING) == 0
    view = desktop.box()
    ways: tuple[Callable[[], object], ...] = (
        lambda: desktop.screen.press("Escape"),
        lambda: desktop.click(view.at(0.5, 0.5), button=3),
    )
    for give_up in ways:
        take(desktop)
        move_over(desktop, view.at(0.5, 0.5))
        desktop.await_spot(ORANGE, view, least=300)
        carrying = desktop.run(TRACES)
        assert (carrying[:2], len(carrying[2])) == (before[:2], 1)
        assert desktop.run(LIVING) == 1
        give_up()
        desktop.wait(lambda: not desktop.spots(ORANGE, view, least=300), "the end of it")
        assert desktop.run(TRACES) == before
        assert desktop.run(LIVING) == 0
