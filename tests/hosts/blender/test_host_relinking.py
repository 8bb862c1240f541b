"""Inserting by id and relinking, in real Blenders with a real hub: what scripts call, and disks that come and go."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bowerbird_panel.provenance import PROXY, Provenance
from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.placing import place, plain
from hosts.blender.profiles import token_file
from hosts.harness.hubs import PersonsHub
from hosts.harness.line import InsideError

MUG = "mug-red-front.jpg"
SAVE = "bpy.ops.wm.save_as_mainfile(filepath=file)"
CHANGING = """
import shutil, sys
Client = sys.modules["bowerbird_client.client"].Client
relinking = sys.modules["bl_ext.user_default.bowerbird.host.relinking"]
fetch, tell, reported = Client.original, relinking.told, []
relinking.told = lambda done: reported.append(tell(done)) or reported[-1]

def another(client, asset, target, **more):
    fetch(client, asset, target, **more)
    return Path(shutil.copy(other, target))
"""
ANSWER = "json.loads(bpy.context.window_manager.bowerbird.answer)"


@contextmanager
def unplugged(folder: Path) -> Generator[None]:
    """Take the disk away that the pictures lie on."""
    away = folder.with_name("taken away")
    folder.rename(away)
    try:
        yield
    finally:
        away.rename(folder)


def hit(blender: BlenderConsole, name: str = MUG) -> dict[str, Any]:
    """Find a picture of the library by its name."""
    blender.run("bpy.ops.bowerbird.search(words=words, limit=200)", words=name.partition(".")[0])
    found: dict[str, Any] = next(each for each in blender.run(ANSWER)["hits"] if each["name"] == name)
    return found


def insert(blender: BlenderConsole, asset: str, way: str, **options: Any) -> dict[str, Any]:
    """Insert a picture as a script does it."""
    blender.run(
        'bpy.ops.bowerbird.insert("EXEC_DEFAULT", True, asset=asset, way=way, **options)',
        asset=asset,
        way=way,
        options=options,
    )
    told: dict[str, Any] = blender.run(ANSWER)
    return told


def relink(blender: BlenderConsole, least: int = 1) -> dict[str, Any]:
    """Relink until so many have their originals: the hub looks after disks once in a while."""
    until = time.monotonic() + 15
    while True:
        blender.run("bpy.ops.bowerbird.relink()")
        told: dict[str, Any] = blender.run(ANSWER)
        if len(told["relinked"]) >= least or time.monotonic() > until:
            return told
        time.sleep(0.2)


def snapshot(folder: Path) -> dict[str, str]:
    """Note all files of a folder and what is in them."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return {str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


def test_a_script_inserts_by_id(blender: BlenderConsole, pictures: Path, tmp_path: Path) -> None:
    """`bpy.ops.bowerbird.insert` waits, and makes each thing from the original, which stays byte for byte as it was."""
    before = snapshot(pictures)
    mug = hit(blender)
    original = next(pictures.rglob(MUG))
    blender.run(
        "bpy.ops.object.camera_add(); bpy.context.scene.camera = bpy.context.object; bpy.ops.mesh.primitive_cube_add()"
    )
    blender.run(SAVE, file=str(tmp_path / "all.blend"))
    for way in ("TEXTURE", "REFERENCE", "CAMERA_BACKGROUND", "PLANE", "WORLD", "IMAGE", "STRIP"):
        told = insert(blender, mug["id"], way, **({"onto": "Cube"} if way == "TEXTURE" else {}))
        assert told["rendition"] == "original"
    assert blender.run("[[i.name, i.packed_file.data.hex()] for i in bpy.data.images]") == [
        [MUG, original.read_bytes().hex()]
    ]
    told = json.loads(blender.run("bpy.data.images[0]['bowerbird_source']"))
    assert (told["asset"], told["content"], told["relink"]) == (mug["id"], mug["content"], False)
    assert snapshot(pictures) == before
    scripts = token_file(blender.profile).parent / "scripts"
    assert not scripts.exists() or list(scripts.rglob("*.jpg")) == []


def test_a_link_leads_into_the_library(blender: BlenderConsole, pictures: Path, tmp_path: Path) -> None:
    """Linking uses the original where it lies, by a relative path, and nothing is packed or copied."""
    blender.run(SAVE, file=str(tmp_path / "linked.blend"))
    insert(blender, hit(blender)["id"], "PLANE", storing="LINK")
    path, resolved, packed = blender.run(
        "i = bpy.data.images[0]; [i.filepath_raw, bpy.path.abspath(i.filepath_raw), len(i.packed_files)]"
    )
    assert path.startswith("//")
    assert Path(resolved).resolve() == next(pictures.rglob(MUG))
    assert packed == 0


def test_one_step_of_undo(blender: BlenderConsole) -> None:
    """What a script inserts by id is one step of undo where steps are kept, and redo brings it again."""
    asset = hit(blender)["id"]
    assert (blender.run("bpy.ops.ed.undo_history.poll()"), blender.run("bpy.app.background")) == (False, True)
    insert(blender, asset, "IMAGE")
    assert not blender.run("bpy.ops.ed.undo_history.poll()")
    blender.run("bpy.data.images.remove(bpy.data.images[0])")
    blender.run("bpy.ops.mesh.primitive_cube_add(); bpy.ops.ed.undo_push(message='cube')")
    insert(blender, asset, "PLANE")
    facts = "sorted(o.name for o in bpy.data.objects)"
    blender.run("bpy.ops.ed.undo()")
    assert blender.run(facts) == ["Cube"]
    blender.run("bpy.ops.ed.redo()")
    assert blender.run(facts) == ["Cube", "mug-red-front"]


@pytest.mark.parametrize(
    ("asset", "said"), [("", "Give the id"), ("../x", "Give the id"), ("nothing-such", ".")]
)
def test_ids_that_are_none_are_refused(blender: BlenderConsole, asset: str, said: str) -> None:
    """A script that names no picture is told so, and nothing is made."""
    with pytest.raises(InsideError, match=said):
        insert(blender, asset, "PLANE")
    assert blender.run("[len(bpy.data.images), len(bpy.data.objects)]") == [0, 0]


def test_without_a_hub_scripts_are_told(blender: BlenderConsole, hub: PersonsHub, unpaired: Path) -> None:
    """A Blender that is not connected says how to connect; the same call works where it is (control)."""
    with pytest.raises(InsideError, match="not connected to Bowerbird"):
        insert(blender, "a1", "PLANE")
    assert not unpaired.exists()
    assert hub.process is not None


def test_the_disk_is_away_and_comes_back(blender: BlenderConsole, pictures: Path, tmp_path: Path) -> None:
    """A preview stands in while the disk is away; relinking exchanges it in place: object, material and size stay."""
    asset = hit(blender)["id"]
    original = next(pictures.rglob(MUG)).read_bytes()
    blender.run(SAVE, file=str(tmp_path / "away.blend"))
    with unplugged(pictures):
        told = insert(blender, asset, "PLANE")
        assert told["rendition"] == "proxy"
        insert(blender, asset, "REFERENCE")
        insert(blender, asset, "TEXTURE", role="ROUGHNESS", onto=told["name"])
        insert(blender, asset, "STRIP")
        facts = """
        [sorted((o.name, o.type, [round(each, 4) for each in o.dimensions]) for o in bpy.data.objects),
         sorted((n.type, n.image.name) for m in bpy.data.materials for n in m.node_tree.nodes if n.type == "TEX_IMAGE"),
         sorted((i.name, i.colorspace_settings.name, i.users) for i in bpy.data.images)]
        """
        before = blender.run(facts)
        assert blender.run("[list(i.size) for i in bpy.data.images]") != []
        assert relink(blender, 0)["relinked"] == []
        assert blender.run("bpy.ops.bowerbird.relink.poll()")
    blender.run(SAVE + "\nbpy.ops.wm.open_mainfile(filepath=file)", file=str(tmp_path / "away.blend"))

    done = relink(blender, 3)

    assert len(done["relinked"]) == 3
    assert done["waiting"] == 0
    assert blender.run(facts) == before
    assert (
        blender.run("[i.packed_file.data.hex() for i in bpy.data.images if i.source == 'FILE']")
        == [original.hex()] * 2
    )
    marks = blender.run(
        "[each['bowerbird_source'] for each in (*bpy.data.images, *bpy.data.objects) if 'bowerbird_source' in each]"
    )
    assert len(marks) == 4
    assert {json.loads(mark)["relink"] for mark in marks} == {False}
    assert (
        blender.run(
            """
        editor = bpy.context.scene.sequence_editor
        strip = (editor.strips if hasattr(editor, "strips") else editor.sequences)[0]
        Path(bpy.path.abspath(strip.directory), strip.elements[0].filename).read_bytes().hex()
        """
        )
        == original.hex()
    )
    assert not blender.run("bpy.ops.bowerbird.relink.poll()")


@pytest.mark.parametrize("fault", ["content", "library", "asset"])
def test_a_received_file_pulls_no_picture_in(
    blender: BlenderConsole, pictures: Path, tmp_path: Path, fault: str
) -> None:
    """A file that names a picture without knowing its content, or of another library, gets none; one that knows does."""
    mug = hit(blender)
    library = json.loads(token_file(blender.profile).read_text())["library_id"]
    known: dict[str, Any] = {
        "asset": mug["id"],
        "library": library,
        "content": mug["content"],
        "name": MUG,
        "rendition": PROXY,
    }
    wrong: dict[str, Any] = {"content": "", "library": "another", "asset": "nothing-such"}
    file = plain(tmp_path / "sent.png", (1, 2, 3))
    place(blender, file, "PLANE", source=Provenance(**(known | {fault: wrong[fault]})))
    place(blender, file, "PLANE", source=replace(Provenance(**known), content="0" * 64))
    assert relink(blender, 0) == {"relinked": [], "waiting": 2}
    assert blender.run("{i.packed_file.data.hex() for i in bpy.data.images}") == [file.read_bytes().hex()]

    place(blender, file, "PLANE", source=Provenance(**known))
    assert relink(blender)["waiting"] == 2
    assert next(pictures.rglob(MUG)).read_bytes().hex() in blender.run(
        "[i.packed_file.data.hex() for i in bpy.data.images]"
    )


@pytest.mark.parametrize("noticed", [False, True])
def test_a_file_that_has_changed_does_not_come_under_the_old_hash(
    blender: BlenderConsole, pictures: Path, tmp_path: Path, noticed: bool
) -> None:
    """Other bytes than those of the preview stay out, and that is told, whether the hub has seen it; the right ones come."""
    mug = hit(blender)
    library = json.loads(token_file(blender.profile).read_text())["library_id"]
    source = Provenance(mug["id"], library, MUG, content=mug["content"], rendition=PROXY)
    file = plain(tmp_path / "sent.png", (1, 2, 3))
    place(blender, file, "PLANE", source=source)
    original, other = next(pictures.rglob(MUG)), plain(tmp_path / "other.jpg", (9, 9, 9))
    data, times = original.read_bytes(), original.stat()
    blender.run(CHANGING, other=str(other))
    try:
        if noticed:
            original.write_bytes(other.read_bytes())
        else:
            blender.run("Client.original = another")
        assert relink(blender, 0)["relinked"] == []
    finally:
        blender.run("Client.original = fetch; relinking.told = tell")
        original.write_bytes(data)
        os.utime(original, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "has changed since its preview came" in blender.run("reported[-1]")
    assert blender.run("bpy.data.images[0].packed_file.data.hex()") == file.read_bytes().hex()
    assert relink(blender)["relinked"] == [blender.run("bpy.data.images[0].name")]
    assert blender.run("bpy.data.images[0].packed_file.data.hex()") == data.hex()


def test_what_was_painted_on_is_left(blender: BlenderConsole, tmp_path: Path) -> None:
    """A preview that the person has painted on is not exchanged."""
    mug = hit(blender)
    library = json.loads(token_file(blender.profile).read_text())["library_id"]
    source = Provenance(mug["id"], library, MUG, content=mug["content"], rendition=PROXY)
    place(blender, plain(tmp_path / "sent.png", (1, 2, 3)), "PLANE", source=source)
    blender.run("bpy.data.images[0].pixels[0] = 0.5")
    assert relink(blender, 0)["relinked"] == []


def test_one_that_cannot_be_exchanged_keeps_no_other(blender: BlenderConsole, tmp_path: Path) -> None:
    """An image that is no single picture any more is left, and is not said to wait; the other one is exchanged."""
    mug = hit(blender)
    library = json.loads(token_file(blender.profile).read_text())["library_id"]
    source = Provenance(mug["id"], library, MUG, content=mug["content"], rendition=PROXY)
    for colour in ((1, 2, 3), (4, 5, 6)):
        place(blender, plain(tmp_path / f"{colour[0]}.png", colour), "PLANE", source=source)
    blender.run("bpy.data.images[0].source = 'TILED'")
    assert relink(blender) == {"relinked": [blender.run("bpy.data.images[1].name")], "waiting": 0}
    assert not blender.run("bpy.ops.bowerbird.relink.poll()")
