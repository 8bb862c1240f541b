"""Pictures as parts of materials, in real Blenders: the nodes that are made, and how they look."""

from __future__ import annotations

from pathlib import Path

import pytest

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.placing import BLUE, GREEN, RED, corners, place, plain
from hosts.blender.rendering import colour_at, is_near, look_from, render
from hosts.harness.line import InsideError

FACTS = """
def facts(material="worn"):
    tree = bpy.data.materials[material].node_tree
    return sorted(
        f"{link.from_node.type}.{link.from_socket.name} > {link.to_node.type}.{link.to_socket.name}" for link in tree.links
    )
def pictures(material="worn"):
    return sorted(n.image.name for n in bpy.data.materials[material].node_tree.nodes if n.type == "TEX_IMAGE")
def overlaps(material="worn"):
    high = {"TEX_IMAGE": 270, "MAPPING": 360, "TEX_COORD": 250, "BSDF_PRINCIPLED": 380}
    boxes = [(n.location.x, n.location.y, n.width, high.get(n.type, 170), n.name)
             for n in bpy.data.materials[material].node_tree.nodes]
    return [[a[4], b[4]] for i, a in enumerate(boxes) for b in boxes[:i]
            if a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] > b[1] - b[3] and b[1] > a[1] - a[3]]
"""

CUBE = """
bpy.ops.mesh.primitive_cube_add(size=2)
worn = bpy.data.materials.new("worn")
if bpy.app.version < (5, 0, 0):
    worn.use_nodes = True
bpy.context.object.data.materials.append(worn)
"""

UV = ["MAPPING.Vector > TEX_IMAGE.Vector", "TEX_COORD.UV > MAPPING.Vector"]
SHADER = "BSDF_PRINCIPLED.BSDF > OUTPUT_MATERIAL.Surface"


@pytest.fixture
def cube(blender: BlenderConsole) -> BlenderConsole:
    """Give a Blender with a cube that wears a material."""
    blender.run(FACTS + CUBE)
    return blender


@pytest.mark.parametrize(
    ("name", "links", "space"),
    [
        ("wood_color.png", ["TEX_IMAGE.Color > BSDF_PRINCIPLED.Base Color"], "sRGB"),
        ("wood_rough.png", ["TEX_IMAGE.Color > BSDF_PRINCIPLED.Roughness"], "Non-Color"),
        (
            "wood_gloss.png",
            ["INVERT.Color > BSDF_PRINCIPLED.Roughness", "TEX_IMAGE.Color > INVERT.Color"],
            "Non-Color",
        ),
        ("wood_metallic.png", ["TEX_IMAGE.Color > BSDF_PRINCIPLED.Metallic"], "Non-Color"),
        (
            "wood_nrm.png",
            ["NORMAL_MAP.Normal > BSDF_PRINCIPLED.Normal", "TEX_IMAGE.Color > NORMAL_MAP.Color"],
            "Non-Color",
        ),
        (
            "wood_nor_dx.png",
            [
                "CURVE_RGB.Color > NORMAL_MAP.Color",
                "NORMAL_MAP.Normal > BSDF_PRINCIPLED.Normal",
                "TEX_IMAGE.Color > CURVE_RGB.Color",
            ],
            "Non-Color",
        ),
        (
            "wood_disp.png",
            [
                "DISPLACEMENT.Displacement > OUTPUT_MATERIAL.Displacement",
                "TEX_IMAGE.Color > DISPLACEMENT.Height",
            ],
            "Non-Color",
        ),
        ("wood_emit.png", ["TEX_IMAGE.Color > BSDF_PRINCIPLED.Emission Color"], "sRGB"),
        ("wood_opacity.png", ["TEX_IMAGE.Color > BSDF_PRINCIPLED.Alpha"], "Non-Color"),
        ("wood_ao.png", ["MIX.Result > BSDF_PRINCIPLED.Base Color", "TEX_IMAGE.Color > MIX.B"], "Non-Color"),
    ],
)
def test_a_name_says_what_a_texture_is_for(
    cube: BlenderConsole, tmp_path: Path, name: str, links: list[str], space: str
) -> None:
    """Each role goes where it belongs, with its colour space, in the material that is there."""
    told, remarks = place(cube, corners(tmp_path / name), "TEXTURE")

    assert (told, remarks) == ("worn", [])
    assert cube.run("facts()") == sorted([SHADER, *UV, *links])
    assert cube.run("bpy.data.images[name].colorspace_settings.name", name=name) == space
    assert cube.run("[len(bpy.data.materials), overlaps()]") == [1, []]


def test_a_chosen_role_wins(cube: BlenderConsole, tmp_path: Path) -> None:
    """What the person chooses counts, whatever the name says."""
    place(cube, corners(tmp_path / "wood_color.png"), "TEXTURE", role="ROUGHNESS")
    assert "TEX_IMAGE.Color > BSDF_PRINCIPLED.Roughness" in cube.run("facts()")
    assert cube.run("bpy.data.images[0].colorspace_settings.name") == "Non-Color"


def test_a_whole_set_lies_side_by_side(cube: BlenderConsole, tmp_path: Path) -> None:
    """A set of eight maps is one tidy material: they share one mapping, nothing lies over anything else."""
    kinds = ("ao", "color", "rough", "metallic", "normal", "height", "emit", "alpha")
    for kind in kinds:
        place(cube, corners(tmp_path / f"wood_{kind}.png"), "TEXTURE")

    links = cube.run("facts()")
    assert links.count("MAPPING.Vector > TEX_IMAGE.Vector") == 8
    assert links.count("TEX_COORD.UV > MAPPING.Vector") == 1
    assert {
        "TEX_IMAGE.Color > MIX.A",
        "TEX_IMAGE.Color > MIX.B",
        "MIX.Result > BSDF_PRINCIPLED.Base Color",
    } < set(links)
    assert len(links) == 8 + 1 + 1 + 8 + 3
    assert cube.run("overlaps()") == []


def test_the_same_role_again_takes_the_place(cube: BlenderConsole, tmp_path: Path) -> None:
    """Another picture for a role takes the place of ours, and what the person has put in between stays."""
    place(cube, corners(tmp_path / "old_nrm.png"), "TEXTURE")
    cube.run("worn.node_tree.nodes['Normal Map'].inputs['Strength'].default_value = 0.3")
    place(cube, corners(tmp_path / "old_color.png"), "TEXTURE")
    cube.run(
        """
        tree = worn.node_tree
        hue = tree.nodes.new("ShaderNodeHueSaturation")
        shader = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
        tree.links.new(shader.inputs["Base Color"].links[0].from_socket, hue.inputs["Color"])
        tree.links.new(hue.outputs["Color"], shader.inputs["Base Color"])
        """
    )
    before = cube.run("facts()")

    place(cube, corners(tmp_path / "new_nrm.png"), "TEXTURE")
    place(cube, corners(tmp_path / "new_color.png"), "TEXTURE")

    assert cube.run("facts()") == before
    assert cube.run("pictures()") == ["new_color.png", "new_nrm.png"]
    assert cube.run("worn.node_tree.nodes['Normal Map'].inputs['Strength'].default_value") == pytest.approx(
        0.3
    )

    place(cube, corners(tmp_path / "dx_nor_dx.png"), "TEXTURE")
    assert cube.run("pictures()") == ["dx_nor_dx.png", "new_color.png"]
    assert "CURVE_RGB.Color > NORMAL_MAP.Color" in cube.run("facts()")


def test_what_the_person_connected_is_not_ours(cube: BlenderConsole, tmp_path: Path) -> None:
    """A texture of the person's own loses its link, as when they connect another one, and keeps its node and picture."""
    cube.run(
        """
        own = worn.node_tree.nodes.new("ShaderNodeTexImage")
        own.image = bpy.data.images.new("own", 4, 4)
        shader = next(n for n in worn.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
        worn.node_tree.links.new(own.outputs[0], shader.inputs["Base Color"])
        """
    )
    place(cube, corners(tmp_path / "mug.png"), "TEXTURE")
    assert cube.run("[pictures(), own.outputs[0].is_linked]") == [["mug.png", "own"], False]


def test_the_colour_is_seen(cube: BlenderConsole, tmp_path: Path) -> None:
    """Every side shows the whole picture by the UV map of a plane; by the box it is seen from the side too."""
    cube.run(
        """
        bpy.ops.mesh.primitive_plane_add(size=2, location=(0, 0, 5))
        """
    )
    place(cube, corners(tmp_path / "mug_emit.png"), "TEXTURE", mapping="UV")
    look_from(cube, (0, 0, 9), (0, 0, 5))
    seen = render(cube, tmp_path / "uv.png")
    assert is_near(colour_at(seen, 0.4, 0.4), RED, 20)
    assert is_near(colour_at(seen, 0.6, 0.4), GREEN, 20)
    assert is_near(colour_at(seen, 0.6, 0.6), BLUE, 20)


def test_a_box_needs_no_uv_map(cube: BlenderConsole, tmp_path: Path) -> None:
    """Without a UV map the box shows the picture from the side, and UV shows one colour and says why (control)."""
    cube.run(
        """
        data = bpy.context.object.data
        data.uv_layers.remove(data.uv_layers[0])
        """
    )
    file = corners(tmp_path / "mug_emit.png")

    def colours(picture: str) -> set[tuple[int, int, int]]:
        look_from(cube, (0, -5, 0))
        seen = render(cube, tmp_path / picture)
        return {colour_at(seen, x, y) for x, y in ((0.46, 0.45), (0.54, 0.45), (0.46, 0.55), (0.54, 0.55))}

    _name, remarks = place(cube, file, "TEXTURE", mapping="UV")
    assert [remark.partition(" has no UV map: ")[2] for remark in remarks] == [
        "choose the box mapping, or unwrap it."
    ]
    assert len(colours("uv.png")) == 1

    _name, remarks = place(cube, file, "TEXTURE", mapping="BOX")
    assert remarks == []
    assert cube.run(
        """
        node = next(n for n in worn.node_tree.nodes if n.type == "TEX_IMAGE")
        [node.projection, round(node.projection_blend, 3)]
        """
    ) == ["BOX", 0.2]
    assert [link for link in cube.run("facts()") if link.startswith("TEX_COORD")] == [
        "TEX_COORD.Object > MAPPING.Vector"
    ]
    assert len(colours("box.png")) > 1


def test_an_object_without_a_material_gets_one(blender: BlenderConsole, tmp_path: Path) -> None:
    """A material is made where there is none, in edit mode too; other objects are as they were."""
    blender.run(
        FACTS
        + "bpy.ops.mesh.primitive_plane_add()\nother = bpy.context.object\nbpy.ops.mesh.primitive_cube_add()\n"
        "bpy.ops.object.mode_set(mode='EDIT')"
    )
    name, _remarks = place(blender, corners(tmp_path / "mug.png"), "TEXTURE")
    assert name == "mug"
    assert blender.run(
        "[bpy.context.object.mode, bpy.context.object.active_material.name, len(other.data.materials)]"
    ) == [
        "EDIT",
        "mug",
        0,
    ]


def test_a_slot_and_an_object_can_be_named(cube: BlenderConsole, tmp_path: Path) -> None:
    """A drop names object and slot: the material there gets the texture, an empty slot a new one, the active none."""
    cube.run(
        """
        target = bpy.context.object
        target.data.materials.append(None)
        target.active_material_index = 0
        bpy.ops.mesh.primitive_plane_add()
        """
    )
    place(cube, corners(tmp_path / "mug.png"), "TEXTURE", onto=cube.run("target.name"), slot=1)
    assert cube.run(
        "[[slot.material for slot in target.material_slots], facts(), len(bpy.context.object.data.materials)]"
    ) == [
        ["worn", "mug"],
        [SHADER],
        0,
    ]


def test_a_shared_material_is_said(cube: BlenderConsole, tmp_path: Path) -> None:
    """A material that other objects wear changes there too, as in Blender, and that is said."""
    cube.run("bpy.ops.mesh.primitive_plane_add(); bpy.context.object.data.materials.append(worn)")
    _name, remarks = place(cube, corners(tmp_path / "mug.png"), "TEXTURE")
    assert remarks == ["1 other object has the same material."]
    assert cube.run("len(bpy.data.materials)") == 1


def test_a_material_of_another_kind_keeps_its_look(cube: BlenderConsole, tmp_path: Path) -> None:
    """Where another shader is seen the texture waits unconnected, and that is said."""
    cube.run(
        """
        tree = worn.node_tree
        tree.nodes.clear()
        toon, out = tree.nodes.new("ShaderNodeBsdfToon"), tree.nodes.new("ShaderNodeOutputMaterial")
        tree.links.new(toon.outputs[0], out.inputs[0])
        """
    )
    _name, remarks = place(cube, corners(tmp_path / "mug.png"), "TEXTURE")
    assert remarks == ["The material has no Principled BSDF: the texture waits there to be connected."]
    assert "BSDF_TOON.BSDF > OUTPUT_MATERIAL.Surface" in cube.run("facts()")
    assert cube.run("worn.node_tree.nodes.active.image.name") == "mug.png"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("bpy.ops.object.camera_add()", "cannot have a picture on it"),
        ("bpy.ops.object.empty_add()", "cannot have a picture on it"),
        ("bpy.context.view_layer.objects.active = None", "No object is active"),
    ],
)
def test_what_cannot_wear_it_is_said(cube: BlenderConsole, tmp_path: Path, before: str, said: str) -> None:
    """Cameras, empties and nothing at all get no texture; nothing is made then."""
    cube.run(before)
    with pytest.raises(InsideError, match=said):
        place(cube, corners(tmp_path / "mug.png"), "TEXTURE")
    with pytest.raises(InsideError, match="There is no object"):
        place(cube, corners(tmp_path / "mug.png"), "TEXTURE", onto="nobody")
    assert cube.run("[len(bpy.data.images), len(bpy.data.materials), facts()]") == [0, 1, [SHADER]]


def test_what_comes_from_another_file_is_said(cube: BlenderConsole, tmp_path: Path) -> None:
    """Linked objects and materials are not changed, and the advice is to make them local."""
    cube.run(
        """
        bpy.context.object.name = "theirs"
        bpy.ops.wm.save_as_mainfile(filepath=file)
        fresh()
        with bpy.data.libraries.load(file, link=True) as (there, here):
            here.objects = ["theirs"]
        bpy.context.scene.collection.objects.link(here.objects[0])
        """,
        file=str(tmp_path / "theirs.blend"),
    )
    with pytest.raises(InsideError, match="comes from another file and cannot be changed here"):
        place(cube, corners(tmp_path / "mug.png"), "TEXTURE", onto="theirs")
    assert cube.run("len(bpy.data.images)") == 0


@pytest.mark.parametrize(
    ("kind", "way"), [("materials", "TEXTURE"), ("meshes", "TEXTURE"), ("worlds", "WORLD")]
)
def test_overrides_that_keep_nothing_are_said(
    cube: BlenderConsole, tmp_path: Path, kind: str, way: str
) -> None:
    """Nodes and materials in a library override are lost with the next opening: nothing is put there."""
    cube.run(
        """
        bpy.context.scene.world = bpy.data.worlds.new("theirs")
        bpy.context.object.material_slots[0].material.name = bpy.context.object.data.name = "theirs"
        if kind == "meshes":
            bpy.context.object.data.materials.clear()
        bpy.ops.wm.save_as_mainfile(filepath=file)
        fresh()
        with bpy.data.libraries.load(file, link=True) as (there, here):
            setattr(here, kind, ["theirs"])
        override = getattr(here, kind)[0].override_create()
        mesh = override if kind == "meshes" else bpy.data.meshes.new("own")
        own = bpy.data.objects.new("own", mesh)
        bpy.context.scene.collection.objects.link(own)
        if kind == "materials":
            mesh.materials.append(override)
        if kind == "worlds":
            bpy.context.scene.world = override
        """,
        file=str(tmp_path / "theirs.blend"),
        kind=kind,
    )
    with pytest.raises(InsideError, match=r"cannot be changed here\. Make it local first"):
        place(cube, corners(tmp_path / "mug.png"), way, onto="own")
    assert cube.run("len(bpy.data.images)") == 0


def test_light_stays_light(cube: BlenderConsole, tmp_path: Path) -> None:
    """A Radiance picture is linear in whatever way it comes, as Blender itself reads it, and its bytes are packed untouched."""
    file = tmp_path / "sun_color.hdr"
    file.write_bytes(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 4 +X 8\n" + bytes([128, 128, 128, 130]) * 32)
    cube.run("bpy.context.scene.camera = bpy.data.objects.new('camera', bpy.data.cameras.new('camera'))")
    for way in ("TEXTURE", "WORLD", "PLANE", "IMAGE", "REFERENCE", "CAMERA_BACKGROUND"):
        place(cube, file, way, onto="Cube" if way == "TEXTURE" else "")
    seen = cube.run(
        """
        image = bpy.data.images[0]
        [len(bpy.data.images), image.colorspace_settings.name, round(image.pixels[0], 3), image.packed_file.data.hex()]
        """
    )
    assert seen == [1, "Linear Rec.709", 2.0, file.read_bytes().hex()]


def test_plain_pictures_and_data_do_not_mix(cube: BlenderConsole, tmp_path: Path) -> None:
    """One picture for two roles is one datablock where the colour space is the same, and two where it differs."""
    file = plain(tmp_path / "grey.png", (100, 100, 100))
    place(cube, file, "TEXTURE", role="ROUGHNESS")
    place(cube, file, "TEXTURE", role="METALLIC")
    assert cube.run("len(bpy.data.images)") == 1
    place(cube, file, "TEXTURE", role="BASE_COLOR")
    assert cube.run("sorted(i.colorspace_settings.name for i in bpy.data.images)") == ["Non-Color", "sRGB"]
