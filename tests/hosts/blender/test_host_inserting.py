"""Every way to insert a picture, in real Blenders: what is made, and how it looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.placing import BLUE, GREEN, RED, WHITE, corners, place, plain
from hosts.blender.rendering import colour_at, is_near, look_from, render
from hosts.harness.line import InsideError


def test_a_reference_is_an_empty_that_shows_the_picture(blender: BlenderConsole, tmp_path: Path) -> None:
    """A reference stands at the 3D cursor, looks to the front, is as large as Blender's own, and is chosen."""
    file = corners(tmp_path / "mug.png")
    blender.run("bpy.context.scene.cursor.location = (1, 2, 3)")

    name, remarks = place(blender, file, "REFERENCE")

    assert (name, remarks) == ("mug", [])
    seen = blender.run(
        """
        empty = bpy.data.objects[name]
        [empty.type, empty.empty_display_type, empty.data.name, list(empty.location),
         [round(math.degrees(each)) for each in empty.rotation_euler], empty.empty_display_size,
         empty.select_get(), bpy.context.object == empty, bpy.context.scene in empty.users_scene,
         list(empty.data.size), empty.data.colorspace_settings.name]
        """,
        name=name,
    )
    assert seen[:3] == ["EMPTY", "IMAGE", "mug.png"]
    assert seen[3] == [1, 2, 3]
    assert seen[4:] == [[90, 0, 0], 5, True, True, True, [60, 40], "sRGB"]


@pytest.mark.parametrize(
    ("facing", "eye", "up"),
    [("FRONT", (0, -3, 0), "Z"), ("SIDE", (3, 0, 0), "Z"), ("TOP", (0, 0, 3), "Y")],
)
def test_a_plane_is_seen_from_where_it_looks(
    blender: BlenderConsole, tmp_path: Path, facing: str, eye: tuple[float, float, float], up: str
) -> None:
    """A plane has the picture's proportions and shows it upright and the right way round from its side; not from behind."""
    name, _remarks = place(blender, corners(tmp_path / "mug.png"), "PLANE", facing=facing, shading="EMISSION")
    assert blender.run("[round(each, 4) for each in bpy.data.objects[name].dimensions]", name=name) == [
        1.5,
        1,
        0,
    ]

    look_from(blender, eye)
    seen = render(blender, tmp_path / "seen.png")
    around = [colour_at(seen, x, y) for x, y in ((0.4, 0.42), (0.6, 0.42), (0.6, 0.58), (0.4, 0.58))]
    assert all(
        is_near(one, other, 20) for one, other in zip(around, (RED, GREEN, BLUE, WHITE), strict=True)
    ), around

    look_from(blender, tuple(-each for each in eye))  # type: ignore[arg-type]
    behind = render(blender, tmp_path / "behind.png")
    assert not is_near(colour_at(behind, 0.4, 0.42), RED, 20)


def test_a_plane_is_a_surface_or_a_screen(blender: BlenderConsole, tmp_path: Path) -> None:
    """Without light a surface is black and a screen shines; with light the surface is seen."""
    file = plain(tmp_path / "red.png", RED)
    place(blender, file, "PLANE", facing="TOP")
    look_from(blender, (0, 0, 3))
    assert is_near(colour_at(render(blender, tmp_path / "dark.png"), 0.5, 0.5), (0, 0, 0))
    blender.run(
        """
        sun = bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
        sun.data.energy = 1.5
        bpy.context.scene.collection.objects.link(sun)
        """
    )
    red, green, _blue = colour_at(render(blender, tmp_path / "light.png"), 0.5, 0.5)
    assert red > green + 80

    blender.fresh()
    place(blender, file, "PLANE", facing="TOP", shading="EMISSION")
    look_from(blender, (0, 0, 3))
    assert is_near(colour_at(render(blender, tmp_path / "shines.png"), 0.5, 0.5), RED)


@pytest.mark.parametrize("shading", ["PRINCIPLED", "EMISSION"])
def test_what_is_clear_in_the_picture_is_clear_in_the_plane(
    blender: BlenderConsole, tmp_path: Path, shading: str
) -> None:
    """Something behind a plane is seen through what is clear in its picture, and not through what is not (control)."""
    for number, opacity in enumerate((0, 255)):
        blender.fresh()
        place(
            blender,
            plain(tmp_path / f"{number}.png", (*RED, opacity)),
            "PLANE",
            facing="TOP",
            shading=shading,
        )
        place(
            blender,
            plain(tmp_path / "green.png", GREEN),
            "PLANE",
            facing="TOP",
            shading="EMISSION",
            at=(0, 0, -0.5),
        )
        look_from(blender, (0, 0, 3))
        seen = colour_at(render(blender, tmp_path / "seen.png"), 0.5, 0.5)
        assert is_near(seen, GREEN) is (opacity == 0), seen


def test_a_camera_gets_a_background(blender: BlenderConsole, tmp_path: Path) -> None:
    """The scene's camera shows the picture, once however often it comes; without a camera that is said."""
    file = corners(tmp_path / "mug.png")
    with pytest.raises(InsideError, match=r"The scene has no camera\. Add one"):
        place(blender, file, "CAMERA_BACKGROUND")
    assert blender.run("len(bpy.data.images)") == 0

    look_from(blender, (0, 0, 3))
    assert place(blender, file, "CAMERA_BACKGROUND")[0] == "eye"
    place(blender, file, "CAMERA_BACKGROUND")
    assert blender.run(
        """
        data = bpy.context.scene.camera.data
        [data.show_background_images,
         [[each.image.name, each.show_background_image, each.frame_method] for each in data.background_images]]
        """
    ) == [True, [["mug.png", True, "FIT"]]]


def test_the_world_is_seen_and_gives_light(blender: BlenderConsole, tmp_path: Path) -> None:
    """A panorama is seen around the scene in its colours; another picture too, and it is said that it is stretched."""
    name, remarks = place(blender, corners(tmp_path / "sky.png", (80, 40)), "WORLD")
    assert (name, remarks) == ("sky", [])
    look_from(blender, (0, 0, 0), (0, 1, 0.3))
    seen = render(blender, tmp_path / "seen.png")
    # The middle of a panorama is what is seen along +X; to the left of it lies +Y.
    assert is_near(colour_at(seen, 0.2, 0.2), RED)

    _name, remarks = place(blender, corners(tmp_path / "mug.png"), "WORLD")
    assert remarks == ["It is not twice as wide as high, as panoramas are: it is stretched."]
    assert blender.run("sorted(node.type for node in bpy.context.scene.world.node_tree.nodes)") == [
        "BACKGROUND",
        "MAPPING",
        "OUTPUT_WORLD",
        "TEX_COORD",
        "TEX_ENVIRONMENT",
    ]


def test_a_world_keeps_what_the_person_made_of_it(blender: BlenderConsole, tmp_path: Path) -> None:
    """An existing world keeps its strength and its other nodes, and gets the picture; no second one is made."""
    blender.run(
        """
        world = bpy.data.worlds.new("mine")
        bpy.context.scene.world = world
        if bpy.app.version < (5, 0, 0):
            world.use_nodes = True
        world.node_tree.nodes["Background"].inputs["Strength"].default_value = 2.5
        world.node_tree.nodes.new("ShaderNodeTexNoise")
        """
    )
    assert place(blender, corners(tmp_path / "sky.png", (80, 40)), "WORLD")[0] == "mine"
    assert blender.run(
        """
        tree = world.node_tree
        [tree.nodes["Background"].inputs["Strength"].default_value, any(n.type == "TEX_NOISE" for n in tree.nodes),
         tree.nodes["Background"].inputs["Color"].links[0].from_node.image.name, len(bpy.data.worlds)]
        """
    ) == [2.5, True, "sky.png", 1]


def test_an_image_alone_is_kept(blender: BlenderConsole, tmp_path: Path) -> None:
    """An image that nothing uses is saved all the same."""
    name, _remarks = place(blender, corners(tmp_path / "mug.png"), "IMAGE")
    blender.run(
        """
        bpy.ops.wm.save_as_mainfile(filepath=file)
        bpy.ops.wm.open_mainfile(filepath=file)
        """,
        file=str(tmp_path / "kept.blend"),
    )
    assert blender.run("list(bpy.data.images[name].size)", name=name) == [60, 40]


def test_a_brush_gets_a_texture(blender: BlenderConsole, tmp_path: Path) -> None:
    """The brush in hand has the picture for its texture, the same texture when another picture comes, and keeps it."""
    was_library = _take_brush(blender)
    name, remarks = place(blender, corners(tmp_path / "mug.png"), "BRUSH")
    assert remarks == (["The brush is a copy, which this file keeps."] if was_library else [])
    assert place(blender, corners(tmp_path / "cup.png", (30, 30)), "BRUSH") == (name, [])
    blender.run(
        "bpy.ops.wm.save_as_mainfile(filepath=file); bpy.ops.wm.open_mainfile(filepath=file)",
        file=str(tmp_path / "brush.blend"),
    )
    assert blender.run(
        """
        brush = bpy.context.tool_settings.image_paint.brush
        [brush.name, brush.texture.type, brush.texture.image.name, len(bpy.data.textures), brush.library]
        """
    ) == [name, "IMAGE", "cup.png", 1, None]


def _take_brush(blender: BlenderConsole) -> bool:
    """Take a brush in hand, and tell whether it lies in one of Blender's libraries; Debian's 4.3 has none of these."""
    return bool(
        blender.run(
            """
            bpy.ops.mesh.primitive_plane_add()
            bpy.ops.object.mode_set(mode="TEXTURE_PAINT")
            paint = bpy.context.tool_settings.image_paint
            if paint.brush is None:
                brush = bpy.data.brushes.new("own", mode="TEXTURE_PAINT")
                brush.asset_mark()
                bpy.ops.brush.asset_activate(
                    asset_library_type="LOCAL", relative_asset_identifier="Brush/own"
                )
            paint.brush.library is not None
            """
        )
    )


def test_without_a_brush_that_is_said(blender: BlenderConsole, tmp_path: Path) -> None:
    """In a mode whose brushes take no texture nothing is made."""
    blender.run("bpy.ops.mesh.primitive_plane_add(); bpy.ops.object.mode_set(mode='WEIGHT_PAINT')")
    with pytest.raises(InsideError, match="No brush that takes a texture"):
        place(blender, corners(tmp_path / "mug.png"), "BRUSH")
    assert blender.run("[len(bpy.data.images), len(bpy.data.textures)]") == [0, 0]


def test_a_strip_stands_at_the_current_frame(blender: BlenderConsole, tmp_path: Path) -> None:
    """Strips lie over each other at the current frame for a second, and read a file beside the .blend, relative to it."""
    file = corners(tmp_path / "mug.png")
    with pytest.raises(InsideError, match="Save it first"):
        place(blender, file, "STRIP")
    blender.run("bpy.ops.wm.save_as_mainfile(filepath=file)", file=str(tmp_path / "film.blend"))
    blender.run("bpy.context.scene.frame_set(40); bpy.context.scene.render.fps = 30")

    place(blender, file, "STRIP")
    place(blender, file, "STRIP")
    seen = blender.run(
        """
        editor = bpy.context.scene.sequence_editor
        strips = editor.strips if hasattr(editor, "strips") else editor.sequences
        [[s.channel, s.frame_final_start, s.frame_final_duration, s.directory, s.elements[0].filename, s.type]
         for s in strips]
        """
    )
    assert seen == [[channel, 40, 30, "//textures/", "mug.png", "IMAGE"] for channel in (1, 2)]
    assert (tmp_path / "textures" / "mug.png").read_bytes() == file.read_bytes()
