"""What is taken of Blender to search with is what is seen there, and taking it leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.panel import BlenderPanel
from hosts.blender.rendering import look_from, render
from hosts.blender.taking import TAKE, as_texture, colourful, differ, on_screen, put, ramp, take
from hosts.harness.line import InsideError

ALL_DATA = """
def all_data():
    return {
        name: [[each.name, each.users] for each in getattr(bpy.data, name)]
        for name in dir(bpy.data)
        if isinstance(getattr(bpy.data, name), bpy.types.bpy_prop_collection)
    }
"""


@pytest.fixture
def inside(blender: BlenderConsole) -> BlenderConsole:
    """Give a Blender that knows how to take pixels."""
    blender.run(TAKE)
    blender.run(ALL_DATA)
    return blender


def test_bytes_come_as_they_are(inside: BlenderConsole) -> None:
    """An sRGB image of bytes comes byte for byte, with its alpha, from the top; one of numbers too."""
    for name, space in (("colours", ""), ("numbers", "Non-Color")):
        array = colourful(64, 48)
        put(inside, name, array, space=space)
        as_texture(inside, name)
        taken = take(inside, "texture")
        assert taken.title == name
        assert differ(taken.pixels, array) == 0
        assert differ(taken.pixels, array[::-1]) > 100


def test_light_comes_as_its_editor_shows_it(inside: BlenderConsole) -> None:
    """Floating-point images and linear bytes come by the sRGB curve, whatever the scene's view is; numbers as they are."""
    inside.run("bpy.context.scene.view_settings.view_transform = 'AgX'")
    put(inside, "light", ramp())
    as_texture(inside, "light")
    light = take(inside, "texture").pixels
    assert differ(light, on_screen(ramp())) <= 1

    linear = colourful(32, 32)
    linear[..., 3] = 255
    put(inside, "linear", linear, space="Linear Rec.709")
    as_texture(inside, "linear")
    assert differ(take(inside, "texture").pixels, on_screen(linear / 255)) <= 1

    put(inside, "heights", np.clip(ramp(), 0, 1), space="Non-Color")
    as_texture(inside, "heights")
    assert differ(take(inside, "texture").pixels, np.clip(ramp(), 0, 1) * 255) <= 1

    inside.run("bpy.data.images['light'].use_view_as_render = True")
    as_texture(inside, "light")
    assert differ(take(inside, "texture").pixels, light) > 10


@pytest.mark.parametrize(("width", "height", "small"), [(4096, 1000, (250, 1024)), (700, 3000, (1024, 239))])
def test_a_large_one_becomes_small(
    inside: BlenderConsole, width: int, height: int, small: tuple[int, int]
) -> None:
    """What is larger than 1,024 px is made smaller, in its proportions, with what was at each place."""
    array = np.zeros((height, width, 4), np.uint8)
    array[..., 3] = 255
    array[: height // 2, :, 0] = 200
    array[:, width // 2 :, 1] = 100
    put(inside, "large", array)
    as_texture(inside, "large")
    taken = take(inside, "texture").pixels

    assert taken.shape[:2] == small
    for down, along in ((0.2, 0.2), (0.2, 0.8), (0.8, 0.2), (0.8, 0.8)):
        spot = taken[int(down * small[0]), int(along * small[1])]
        assert differ(spot, array[int(down * height), int(along * width)]) <= 1


def test_painted_packed_and_from_files(inside: BlenderConsole, tmp_path: Path) -> None:
    """What was painted and not saved, what is packed, and what lies in a file come as they are now."""
    array = colourful(40, 30)
    Image.fromarray(array).save(tmp_path / "file.png")
    inside.run("bpy.data.images.load(file).name = 'file'", file=str(tmp_path / "file.png"))
    as_texture(inside, "file")
    assert differ(take(inside, "texture").pixels, array) == 0

    inside.run("image = bpy.data.images['file']; image.pack(); image.pixels[0:4] = (1, 0, 1, 1)")
    taken = take(inside, "texture").pixels
    assert list(taken[-1, 0]) == [255, 0, 255, 255]
    assert differ(taken[:-1], array[:-1]) == 0
    assert inside.run("image.is_dirty")

    inside.run("image.alpha_mode = 'NONE'")
    assert set(np.unique(take(inside, "texture").pixels[..., 3])) == {255}


def test_tiles_movies_and_missing_files(inside: BlenderConsole, tmp_path: Path) -> None:
    """Of tiles the first one comes; of a file that is gone it is said that it may be missing."""
    array = colourful(32, 32)
    for tile in (1001, 1002):
        Image.fromarray(array if tile == 1001 else 255 - array).save(tmp_path / f"tiles.{tile}.png")
    inside.run(
        """
        tiled = bpy.data.images.load(file)
        tiled.source = "TILED"
        tiled.name = "tiled"
        """,
        file=str(tmp_path / "tiles.1001.png"),
    )
    as_texture(inside, "tiled")
    assert differ(take(inside, "texture").pixels, array) == 0

    inside.run(
        """
        gone = bpy.data.images.new("gone", 4, 4)
        gone.source = "FILE"
        gone.filepath = "//gone.png"
        """
    )
    as_texture(inside, "gone")
    with pytest.raises(InsideError, match=r"has no pixels\. Its file may be missing"):
        take(inside, "texture")


def test_all_transparent_is_nothing_to_see(inside: BlenderConsole) -> None:
    """With what cannot be seen nothing is searched; one pixel that can be seen, the control, is enough."""
    array = np.zeros((8, 8, 4), np.uint8)
    put(inside, "nothing", array)
    as_texture(inside, "nothing")
    with pytest.raises(InsideError, match="all transparent"):
        take(inside, "texture")
    array[3, 3] = 255
    put(inside, "something", array)
    as_texture(inside, "something")
    assert differ(take(inside, "texture").pixels, array) == 0


def test_the_render_is_as_its_file_would_be(inside: BlenderConsole, tmp_path: Path) -> None:
    """The last render comes as Blender itself writes it, with the scene's view, and before any a sentence."""
    with pytest.raises(InsideError, match=r"Nothing was rendered yet. Render an image first \(F12\)."):
        take(inside, "render")
    inside.run(
        """
        bpy.ops.mesh.primitive_monkey_add()
        light = bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
        light.data.energy, light.data.color = 6, (1, 0.6, 0.3)
        bpy.context.scene.collection.objects.link(light)
        bpy.context.scene.render.film_transparent = True
        """
    )
    look_from(inside, (2, -3, 2))
    render(inside, tmp_path / "plain.png")
    for view in ("Standard", "AgX"):
        file = tmp_path / f"{view}.png"
        inside.run(
            """
            scene = bpy.context.scene
            scene.view_settings.view_transform = view
            scene.view_settings.exposure = 0.5
            next(each for each in bpy.data.images if each.type == "RENDER_RESULT").save_render(file, scene=scene)
            """,
            view=view,
            file=str(file),
        )
        with Image.open(file) as opened:
            written = np.asarray(opened.convert("RGBA"))
        taken = take(inside, "render")
        assert taken.title == "Render"
        solid = written[..., 3] == 255
        assert solid.any()
        assert differ(taken.pixels[solid], written[solid]) <= 3
        assert differ(taken.pixels[..., 3], written[..., 3]) <= 3
    assert differ(written, np.asarray(Image.open(tmp_path / "Standard.png").convert("RGBA"))) > 10


def test_a_large_render_becomes_small(inside: BlenderConsole, tmp_path: Path) -> None:
    """A render of 2,000 px comes with 1,024 on its long side."""
    look_from(inside, (0, 0, 6))
    inside.run("bpy.ops.mesh.primitive_plane_add(size=20)")
    render(inside, tmp_path / "large.png", engine="CYCLES", size=(2000, 500), samples=1)
    assert take(inside, "render").pixels.shape[:2] == (256, 1024)


@pytest.mark.parametrize("format_", ["OPEN_EXR", "JPEG", "FFMPEG"])
def test_the_file_stays_as_it_is(inside: BlenderConsole, format_: str, tmp_path: Path) -> None:
    """No datablock, user or setting differs after taking; with a datablock left, the control, it is noticed."""
    put(inside, "light", ramp())
    as_texture(inside, "light")
    look_from(inside, (0, 0, 6))
    render(inside, tmp_path / "small.png", samples=1)
    inside.run(
        """
        settings = bpy.context.scene.render.image_settings
        if format_ == "FFMPEG" and hasattr(settings, "media_type"):
            settings.media_type = "VIDEO"
        settings.file_format = format_
        if format_ == "JPEG":
            settings.quality, settings.color_mode = 37, "BW"
        if format_ == "OPEN_EXR":
            settings.exr_codec, settings.color_depth, settings.color_mode = "PIZ", "32", "RGB"
        settings.color_management = "OVERRIDE"

        def all_settings():
            return {
                each.identifier: str(getattr(settings, each.identifier))
                for each in settings.bl_rna.properties
                if each.type != "POINTER"
            }
        """,
        format_=format_,
    )
    before = inside.run("[all_data(), all_settings(), sorted(bpy.utils.previews._uuid_open)]")
    for source in ("texture", "render"):
        take(inside, source)
    assert inside.run("[all_data(), all_settings(), sorted(bpy.utils.previews._uuid_open)]") == before
    assert before[1]["file_format"] == format_

    inside.run("bpy.data.images.new('left', 1, 1)")
    assert inside.run("all_data()") != before[0]
    assert list(inside.temporary.glob("bowerbird-*")) == []


def test_what_is_in_view_is_the_selection(inside: BlenderConsole) -> None:
    """Of an image that is zoomed in, what is in view comes; out of view, it is said how to see it again."""
    array = colourful(100, 50)
    put(inside, "seen", array)
    inside.run(
        """
        area("VIEW_3D").ui_type = "IMAGE_EDITOR"
        area("IMAGE_EDITOR").spaces.active.image = bpy.data.images["seen"]
        raster, images = part("host.pixels.raster"), part("host.pixels.images")
        whole = images.in_view
        """
    )
    assert differ(take(inside, "image").pixels, array) == 0
    # Without a window nothing is ever drawn, and what is in view is what it was at first.
    inside.run("images.in_view = lambda _area: raster.View(0.1, 0.2, 0.3, 0.8)")
    assert differ(take(inside, "image-selection").pixels, array[10:40, 10:30]) == 0
    inside.run("images.in_view = lambda _area: raster.View(-0.5, -3, 0.5, 4)")
    assert differ(take(inside, "image-selection").pixels, array[:, :50]) == 0
    inside.run("images.in_view = lambda _area: raster.View(1.5, 0, 2, 1)")
    with pytest.raises(InsideError, match=r"The image is not in view\. Press Home"):
        take(inside, "image-selection")
    inside.run("images.in_view = whole")


def test_which_texture_is_meant(inside: BlenderConsole) -> None:
    """The active node's image comes, else a selected one's, else the first; without a material the brush's; else a sentence."""
    with pytest.raises(InsideError, match="There is no active texture"):
        take(inside, "texture")
    for number, name in enumerate(("one", "two", "three")):
        put(inside, name, colourful(8, 8, number))
    as_texture(inside, "one")
    inside.run(
        """
        tree = bpy.context.object.active_material.node_tree
        for name in ("two", "three"):
            node = tree.nodes.new("ShaderNodeTexImage")
            node.image = bpy.data.images[name]
            node.select = False
        """
    )
    assert take(inside, "texture").title == "one"
    inside.run("tree.nodes.active = node")
    assert take(inside, "texture").title == "three"
    inside.run(
        """
        for each in tree.nodes:
            each.select = getattr(each, "image", None) == bpy.data.images["two"]
        tree.nodes.active = next(each for each in tree.nodes if not hasattr(each, "image"))
        """
    )
    assert take(inside, "texture").title == "two"


def test_without_a_window_there_is_no_viewport(inside: BlenderConsole) -> None:
    """What is not drawn cannot be seen: a sentence says what else there is."""
    with pytest.raises(InsideError, match="There is no 3D view to be seen"):
        take(inside, "viewport")
    with pytest.raises(InsideError, match="No image editor shows an image"):
        take(inside, "image")


def test_a_search_with_a_texture_finds_it(panel: BlenderPanel, pictures: Path) -> None:
    """A picture of the library that is a texture of the scene is found first, and words count too."""
    file = pictures / "products" / "mug-red-front.jpg"
    panel.blender.run("bpy.data.images.load(file).name = 'mug'", file=str(file))
    as_texture(panel.blender, "mug")
    panel.run("panel.search_with('texture')")
    seen = panel.until("seen()['activity'] == 'idle' and seen()['hits']")
    assert seen.hits[0] == file.name
    assert seen.source == "texture"

    panel.run("panel.set_words('blue'); panel.search()")
    assert (
        panel.until("seen()['activity'] == 'idle' and seen()['hits'][0] != name", name=file.name).source
        == "texture"
    )


def test_what_goes_away_meanwhile_is_told(panel: BlenderPanel) -> None:
    """An image that is removed between two steps ends in a sentence, and nothing is searched with."""
    put(panel.blender, "short", colourful(8, 8))
    as_texture(panel.blender, "short")
    panel.run(
        """
        pixels = part("host.pixels")
        steps = pixels.take(part("model.sources").Source("texture"), None)
        next(steps)
        bpy.data.images.remove(bpy.data.images["short"])
        try:
            for _step in steps:
                pass
            told = ""
        except part("host.edge").HostTrouble as trouble:
            told = trouble.sentence
        """
    )
    assert panel.blender.run("told") == "What was to be searched with is not there any more."
