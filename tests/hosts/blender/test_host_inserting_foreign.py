"""What the person has when a picture is inserted, in real Blenders: it stays as it is, and is used where it is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.placing import corners, place, plain
from hosts.harness.line import InsideError


def test_a_texture_of_the_persons_own_stays_as_it_is(blender: BlenderConsole, tmp_path: Path) -> None:
    """A brush whose texture the person made gets another one; theirs keeps its picture. Ours, the control, is used again."""
    blender.run(
        """
        bpy.ops.mesh.primitive_plane_add()
        bpy.ops.object.mode_set(mode="TEXTURE_PAINT")
        brush = bpy.data.brushes.new("own", mode="TEXTURE_PAINT")
        brush.asset_mark()
        if bpy.app.version >= (4, 3, 0):
            bpy.ops.brush.asset_activate(asset_library_type="LOCAL", relative_asset_identifier="Brush/own")
        else:
            bpy.context.tool_settings.image_paint.brush = brush
        brush.texture = bpy.data.textures.new("theirs", "IMAGE")
        brush.texture.image = bpy.data.images.new("painted", 4, 4)
        """
    )
    assert place(blender, corners(tmp_path / "mug.png"), "BRUSH") == ("own", [])
    place(blender, corners(tmp_path / "cup.png", (30, 30)), "BRUSH")
    assert blender.run(
        "[[each.name, each.image.name] for each in bpy.data.textures] + [bpy.data.brushes['own'].texture.name]"
    ) == [["mug", "cup.png"], ["theirs", "painted"], "mug"]


def test_a_camera_that_is_named_gets_the_picture(blender: BlenderConsole, tmp_path: Path) -> None:
    """Another camera than the scene's is meant where it is named; the scene's, the control, is where none is."""
    blender.run(
        """
        for name in ("usual", "other"):
            bpy.context.scene.collection.objects.link(bpy.data.objects.new(name, bpy.data.cameras.new(name)))
        bpy.context.scene.camera = bpy.data.objects["usual"]
        """
    )
    assert place(blender, corners(tmp_path / "mug.png"), "CAMERA_BACKGROUND", onto="other")[0] == "other"
    assert place(blender, corners(tmp_path / "cup.png", (30, 30)), "CAMERA_BACKGROUND")[0] == "usual"
    assert blender.run(
        "[[each.name, [one.image.name for one in each.background_images]] for each in bpy.data.cameras]"
    ) == [["other", ["mug.png"]], ["usual", ["cup.png"]]]


def test_a_camera_of_another_file_is_not_changed(blender: BlenderConsole, tmp_path: Path) -> None:
    """A linked camera would lose the picture when the file is opened again: that is said; made local, the control, it gets it."""
    blender.run(
        """
        made = bpy.data.cameras.new("theirs")
        bpy.data.libraries.write(file, {made})
        bpy.data.cameras.remove(made)
        with bpy.data.libraries.load(file, link=True) as (there, here):
            here.cameras = ["theirs"]
        scene = bpy.context.scene
        scene.camera = bpy.data.objects.new("eye", here.cameras[0])
        scene.collection.objects.link(scene.camera)
        """,
        file=str(tmp_path / "theirs.blend"),
    )
    images = "[each.name for each in bpy.data.images]"
    with pytest.raises(InsideError, match="comes from another file"):
        place(blender, corners(tmp_path / "mug.png"), "CAMERA_BACKGROUND")
    assert blender.run(images) == []

    blender.run("bpy.context.scene.camera.data.make_local()")
    place(blender, corners(tmp_path / "mug.png"), "CAMERA_BACKGROUND")
    assert blender.run(images) == ["mug.png"]


@pytest.mark.parametrize("hidden", [True, False])
def test_what_is_made_is_seen(blender: BlenderConsole, tmp_path: Path, hidden: bool) -> None:
    """Where the active collection is hidden a reference goes into the scene's own; else, the control, into the active one."""
    blender.run(
        """
        made = bpy.data.collections.new("props")
        bpy.context.scene.collection.children.link(made)
        layer = bpy.context.view_layer.layer_collection.children["props"]
        layer.hide_viewport = hidden
        # Blender leaves a collection that is hidden, and a person can choose it again.
        bpy.context.view_layer.active_layer_collection = layer
        """,
        hidden=hidden,
    )
    name, _remarks = place(blender, corners(tmp_path / "mug.png"), "REFERENCE")
    assert blender.run(
        "[[each.name for each in bpy.data.objects[name].users_collection], bpy.data.objects[name].visible_get()]",
        name=name,
    ) == [["Scene Collection" if hidden else "props"], True]


@pytest.mark.parametrize("mode", ["EDIT", "OBJECT"])
def test_who_edits_an_object_goes_on_to(blender: BlenderConsole, tmp_path: Path, mode: str) -> None:
    """The object that is being edited stays the active one; in object mode, the control, the new one becomes it."""
    blender.run("bpy.ops.mesh.primitive_cube_add(); bpy.ops.object.mode_set(mode=mode)", mode=mode)
    name, _remarks = place(blender, corners(tmp_path / "mug.png"), "REFERENCE")
    assert blender.run("[bpy.context.view_layer.objects.active.name, bpy.context.object.mode]") == (
        ["Cube", "EDIT"] if mode == "EDIT" else [name, "OBJECT"]
    )


def test_a_background_that_is_not_connected_is_used(blender: BlenderConsole, tmp_path: Path) -> None:
    """A world whose background shines nowhere gets it connected, and no second one."""
    blender.run(
        """
        world = bpy.context.scene.world = bpy.data.worlds.new("own")
        if bpy.app.version < (5, 0, 0):
            world.use_nodes = True
        world.node_tree.links.clear()
        """
    )
    place(blender, plain(tmp_path / "sky.png", (20, 20, 220), (64, 32)), "WORLD")
    assert blender.run(
        """
        nodes = bpy.data.worlds["own"].node_tree.nodes
        [[node.outputs[0].is_linked, node.inputs["Color"].is_linked] for node in nodes if node.type == "BACKGROUND"]
        """
    ) == [[True, True]]
    assert '"asset":' in blender.run("bpy.data.worlds['own']['bowerbird_source']")


@pytest.mark.parametrize("clear", [True, False])
def test_what_is_clear_in_a_reference_is_clear(blender: BlenderConsole, tmp_path: Path, clear: bool) -> None:
    """A reference of a picture that can be seen through uses its alpha; of another, the control, it does not."""
    colour = (220, 20, 20, 90) if clear else (220, 20, 20)
    name, _remarks = place(blender, plain(tmp_path / "mug.png", colour), "REFERENCE")
    assert blender.run("bpy.data.objects[name].use_empty_image_alpha", name=name) is clear


def test_the_shader_that_is_chosen_is_meant(blender: BlenderConsole, tmp_path: Path) -> None:
    """Of two that are seen, the active Principled BSDF gets the texture, and not the one that is nearest to the output."""
    blender.run(
        """
        bpy.ops.mesh.primitive_cube_add()
        material = bpy.data.materials.new("two")
        if bpy.app.version < (5, 0, 0):
            material.use_nodes = True
        bpy.context.object.data.materials.append(material)
        nodes, links = material.node_tree.nodes, material.node_tree.links
        nodes.clear()
        output, mix = nodes.new("ShaderNodeOutputMaterial"), nodes.new("ShaderNodeMixShader")
        links.new(mix.outputs[0], output.inputs["Surface"])
        for place in (1, 2):
            shader = nodes.new("ShaderNodeBsdfPrincipled")
            links.new(shader.outputs[0], mix.inputs[place])
            shader.name = f"shader {place}"
        nodes.active = nodes["shader 2"]
        """
    )
    place(blender, corners(tmp_path / "wood_color.png"), "TEXTURE")
    assert blender.run(
        "[nodes[name].inputs['Base Color'].is_linked for name in ('shader 1', 'shader 2')]"
    ) == [False, True]


@pytest.mark.parametrize(
    ("name", "mode"), [("wood_rough.png", "CHANNEL_PACKED"), ("wood_color.png", "STRAIGHT")]
)
def test_data_are_not_multiplied_with_their_alpha(
    blender: BlenderConsole, tmp_path: Path, name: str, mode: str
) -> None:
    """An alpha beside data is a fourth channel; beside colours, the control, it is what can be seen through."""
    blender.run("bpy.ops.mesh.primitive_cube_add()")
    place(blender, plain(tmp_path / name, (90, 90, 90, 128)), "TEXTURE")
    assert blender.run("[each.alpha_mode for each in bpy.data.images]") == [mode]
