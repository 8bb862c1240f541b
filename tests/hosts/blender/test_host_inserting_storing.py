"""Where pictures are kept, in real Blenders: packed, copied or linked; saved and read again; originals untouched."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.placing import BLUE, RED, corners, origin, place, plain
from hosts.harness.line import InsideError

SAVE = "bpy.ops.wm.save_as_mainfile(filepath=file)"
REOPEN = "bpy.ops.wm.open_mainfile(filepath=file)"
IMAGE = """
image = next(i for i in bpy.data.images if i.source == "FILE")
[image.filepath_raw, [packed.filepath for packed in image.packed_files], list(image.size), image.is_dirty]
"""


def test_packed_pictures_name_no_place(blender: BlenderConsole, tmp_path: Path) -> None:
    """A packed picture is in the .blend byte for byte, survives the loss of its file, and names no folder of this machine."""
    folder = tmp_path / "fetched-here"
    folder.mkdir()
    file = corners(folder / "mug.jpg")
    wanted = file.read_bytes()
    place(blender, file, "PLANE")
    file.unlink()
    saved = tmp_path / "packed.blend"
    blender.run(
        "bpy.context.preferences.filepaths.use_file_compression = False\n" + SAVE + "\n" + REOPEN,
        file=str(saved),
    )

    assert blender.run(IMAGE) == ["//textures/mug.jpg", ["//textures/mug.jpg"], [60, 40], False]
    assert blender.run("image.packed_file.data.hex()") == wanted.hex()
    assert b"fetched-here" not in saved.read_bytes()
    assert not (tmp_path / "textures").exists()


@pytest.mark.parametrize("saved_first", [True, False])
@pytest.mark.parametrize("there", ["file", "nothing", "link that leads nowhere"])
def test_a_packed_picture_names_no_file_that_is_there(
    blender: BlenderConsole, tmp_path: Path, saved_first: bool, there: str
) -> None:
    """A script's `image.save()` writes beside what lies there, also where the .blend came there later; else by the name."""
    original = tmp_path / "textures" / "mug.png"
    original.parent.mkdir()
    if there == "file":
        original.write_bytes(b"somebody's original")
    elif there != "nothing":
        original.symlink_to(tmp_path / "elsewhere.png")
    blend = str(tmp_path / "packed.blend")
    if saved_first:
        blender.run(SAVE, file=blend)
    place(blender, corners(tmp_path / "mug.png"), "PLANE")
    blender.run(SAVE + "\n" + REOPEN, file=blend)

    name = "mug.png" if there == "nothing" else "mug-2.png"
    assert blender.run(IMAGE) == [f"//textures/{name}", [f"//textures/{name}"], [60, 40], False]
    blender.run("image.pixels[0] = 0.5; image.save()")
    assert (original.parent / name).is_file()
    assert not (tmp_path / "elsewhere.png").exists()
    if there == "file":
        assert original.read_bytes() == b"somebody's original"


def test_other_images_keep_their_names(blender: BlenderConsole, tmp_path: Path) -> None:
    """A packed image that did not come from the library is called as its owner called it, whatever lies there."""
    corners(tmp_path / "mug.png")
    (tmp_path / "textures").mkdir()
    corners(tmp_path / "textures" / "mug.png")
    blender.run(
        "image = bpy.data.images.load(file); image.pack(); image.filepath_raw = '//textures/mug.png'",
        file=str(tmp_path / "mug.png"),
    )
    blender.run(SAVE, file=str(tmp_path / "packed.blend"))
    assert blender.run("image.filepath_raw") == "//textures/mug.png"


def test_copies_lie_beside_the_file(blender: BlenderConsole, tmp_path: Path) -> None:
    """A copy is relative to the .blend, has its own name where another file has the name, and is written once."""
    corners(tmp_path / "mug.png")
    folder = tmp_path / "textures"
    folder.mkdir()
    (folder / "mug.png").write_bytes(b"somebody else's")
    blender.run(SAVE, file=str(tmp_path / "copied.blend"))

    place(blender, tmp_path / "mug.png", "PLANE", storing="COPY")
    assert blender.run(IMAGE) == ["//textures/mug-2.png", [], [60, 40], False]
    place(blender, tmp_path / "mug.png", "REFERENCE", storing="COPY")
    place(blender, tmp_path / "mug.png", "TEXTURE", storing="COPY", role="ROUGHNESS", onto="mug")

    assert sorted(each.name for each in folder.iterdir()) == ["mug-2.png", "mug.png"]
    assert (folder / "mug.png").read_bytes() == b"somebody else's"
    assert (folder / "mug-2.png").read_bytes() == (tmp_path / "mug.png").read_bytes()
    blender.run(SAVE + "\n" + REOPEN, file=str(tmp_path / "copied.blend"))
    assert (
        blender.run("sorted((i.filepath_raw, list(i.size)) for i in bpy.data.images if i.source == 'FILE')")
        == [["//textures/mug-2.png", [60, 40]]] * 2
    )


def test_what_cannot_be_copied_yet_is_packed(blender: BlenderConsole, tmp_path: Path) -> None:
    """In a file that was never saved a copy has no place: the picture is packed, and that is said."""
    _name, remarks = place(blender, corners(tmp_path / "mug.png"), "PLANE", storing="COPY")
    assert remarks == ["This file is not saved yet: the picture was packed into it."]
    assert blender.run(IMAGE)[1] == ["//textures/mug.png"]


def test_a_folder_that_cannot_be_written_is_said(blender: BlenderConsole, tmp_path: Path) -> None:
    """Where a file is in the way of the folder nothing is made, and the reason is told."""
    (tmp_path / "textures").write_bytes(b"")
    blender.run(SAVE, file=str(tmp_path / "blocked.blend"))
    with pytest.raises(InsideError, match="cannot be written"):
        place(blender, corners(tmp_path / "mug.png"), "PLANE", storing="COPY")
    assert blender.run("[len(bpy.data.objects), len(bpy.data.meshes)]") == [0, 0]


@pytest.mark.parametrize(
    "how", ["folder is a link", "file is a link", "one file by two names", "the same place"]
)
def test_a_copy_is_never_the_original(blender: BlenderConsole, tmp_path: Path, how: str) -> None:
    """What lies beside the .blend already and is the original itself is not used as a copy: saving would change it."""
    library, project = tmp_path / "library", tmp_path / "project"
    textures = project / "textures"
    for folder in (library, project):
        folder.mkdir()
    original = corners(library / "mug.png")
    if how == "folder is a link":
        textures.symlink_to(library)
    else:
        textures.mkdir()
    if how == "file is a link":
        (textures / "mug.png").symlink_to(original)
    elif how == "one file by two names":
        (textures / "mug.png").hardlink_to(original)
    elif how == "the same place":
        original = original.rename(textures / "mug.png")
    before = original.read_bytes(), original.stat().st_mtime_ns
    blender.run(SAVE, file=str(project / "copied.blend"))

    for _turn in range(2):
        place(blender, original, "IMAGE", storing="COPY", original=str(original))
    assert blender.run(IMAGE)[0] == "//textures/mug-2.png"
    blender.run("image.pixels[0] = 0.5; image.save()")
    assert (textures / "mug-2.png").read_bytes() != before[0]
    assert (original.read_bytes(), original.stat().st_mtime_ns) == before


@pytest.mark.parametrize("name", ["C:\\mug.png", "a\\mug.png", "//mug.png"])
def test_paths_that_blender_reads_otherwise_are_not_linked(
    blender: BlenderConsole, tmp_path: Path, name: str
) -> None:
    """An original whose path means another place to Blender is packed, and that is said."""
    fetched = corners(tmp_path / "mug.png")
    if name.startswith("//"):
        original = fetched
        path = f"/{original}"
    else:
        original = corners(tmp_path / "original.png").rename(tmp_path / name)
        path = str(original)
    _name, remarks = place(blender, fetched, "IMAGE", storing="LINK", original=path)
    assert remarks == ["The original itself cannot be used: the picture was packed into this file."]


def test_links_lead_to_the_original(blender: BlenderConsole, tmp_path: Path) -> None:
    """A link leads from the .blend to the original, and warns of saving over it; it is not touched by all that."""
    library = tmp_path / "library"
    library.mkdir()
    original = corners(library / "mug.png")
    fetched = corners(tmp_path / "mug.png")
    before = original.read_bytes(), original.stat().st_mtime_ns
    blender.run(SAVE, file=str(tmp_path / "linked.blend"))

    _name, remarks = place(blender, fetched, "PLANE", storing="LINK", original=str(original))
    place(blender, fetched, "REFERENCE", storing="LINK", original=str(original))
    assert remarks == ["Blender would save changes of it over the original: pack it before painting."]
    assert blender.run(IMAGE) == ["//library/mug.png", [], [60, 40], False]
    blender.run(SAVE + "\n" + REOPEN, file=str(tmp_path / "linked.blend"))
    assert blender.run(IMAGE) == ["//library/mug.png", [], [60, 40], False]
    assert (original.read_bytes(), original.stat().st_mtime_ns) == before


@pytest.mark.parametrize("there", ["nothing", "another picture"])
def test_what_cannot_be_linked_is_packed(blender: BlenderConsole, tmp_path: Path, there: str) -> None:
    """Where the original is not there, or is not what came, the picture is packed, and that is said."""
    original = tmp_path / "library.png"
    if there == "another picture":
        plain(original, RED)
    _name, remarks = place(
        blender, corners(tmp_path / "mug.png"), "PLANE", storing="LINK", original=str(original)
    )
    assert remarks == ["The original itself cannot be used: the picture was packed into this file."]
    assert blender.run(IMAGE)[1] == ["//textures/mug.png"]


def test_the_same_picture_is_one_datablock(blender: BlenderConsole, tmp_path: Path) -> None:
    """The same picture in many ways is one image; one that was painted on, or only says that it is the same, is another."""
    file = corners(tmp_path / "mug.png")
    for way in ("REFERENCE", "PLANE", "WORLD", "IMAGE"):
        place(blender, file, way)
    assert blender.run("[i.name for i in bpy.data.images]") == ["mug.png"]

    blender.run("bpy.data.images[0].pixels[0] = 0.5")
    place(blender, file, "PLANE")
    assert blender.run("len(bpy.data.images)") == 2

    blender.fresh()
    false = plain(tmp_path / "false.png", BLUE)
    place(blender, false, "PLANE", source=origin(file))
    place(blender, file, "PLANE")
    assert blender.run("[i.name for i in bpy.data.images]") == ["mug.png", "mug.png.001"]


def test_a_mark_says_where_it_came_from(blender: BlenderConsole, tmp_path: Path) -> None:
    """Image and object say which picture they are, after saving too, and say nothing of folders."""
    file = corners(tmp_path / "mug.png")
    source = origin(file, query="red mug", folder="Cups", path="/secret/mug.png")
    name, _remarks = place(blender, file, "PLANE", source=source)
    blender.run(SAVE + "\n" + REOPEN, file=str(tmp_path / "marked.blend"))
    marks = blender.run(
        "[bpy.data.objects[name]['bowerbird_source'], bpy.data.images['mug.png']['bowerbird_source']]",
        name=name,
    )
    for mark in marks:
        told = json.loads(mark)
        assert (told["asset"], told["query"], told["folder"], told["relink"]) == (
            "a-mug",
            "red mug",
            "Cups",
            False,
        )
        assert "secret" not in mark
        assert str(tmp_path) not in mark


@pytest.mark.parametrize("kind", ["svg", "gif", "cut", "garbage", "empty"])
@pytest.mark.parametrize("way", ["PLANE", "STRIP", "WORLD"])
def test_what_blender_cannot_read_is_said(
    blender: BlenderConsole, tmp_path: Path, kind: str, way: str
) -> None:
    """A file that is no picture for Blender leads to one sentence with its name, and leaves nothing behind."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30)).save(file, "GIF" if kind == "gif" else "PNG")
    data = {
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "gif": file.getvalue(),
        "cut": file.getvalue()[:40],
        "garbage": b"\x89PNG\r\n\x1a\n" + b"x" * 99,
        "empty": b"",
    }[kind]
    strange = tmp_path / "strange.png"
    strange.write_bytes(data)
    blender.run(SAVE, file=str(tmp_path / "strange.blend"))

    with pytest.raises(InsideError, match=r"Blender cannot read .*strange\.png"):
        place(blender, strange, way)
    assert blender.run("[len(bpy.data.images), len(bpy.data.objects), bpy.context.scene.world]") == [
        0,
        0,
        None,
    ]
    assert not (tmp_path / "textures").exists()


def test_undo_takes_it_back_and_redo_brings_it(blender: BlenderConsole, tmp_path: Path) -> None:
    """One step of undo takes all of an insertion back and nothing else; redo brings it again, with its picture."""
    blender.run("bpy.ops.mesh.primitive_cube_add(); bpy.ops.ed.undo_push(message='cube')")
    place(blender, corners(tmp_path / "mug.png"), "PLANE")
    facts = "[sorted(o.name for o in bpy.data.objects), len(bpy.data.materials), len(bpy.data.images)]"
    assert blender.run(facts) == [["Cube", "mug"], 1, 1]
    blender.run("bpy.ops.ed.undo()")
    assert blender.run(facts) == [["Cube"], 0, 0]
    blender.run("bpy.ops.ed.redo()")
    assert blender.run(facts) == [["Cube", "mug"], 1, 1]
    assert blender.run("list(bpy.data.images[0].size)") == [60, 40]
